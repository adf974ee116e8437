//! A recording: plain data, the same in JSON and in the page.

use serde::Serialize;

/// The version of the JSON form; grows when a reader of the last one would read it wrongly.
pub const FORMAT: u32 = 1;

/// A pipeline run.
///
/// # Semantics
/// State 0 is the input, state `k` what the first `k` steps left. A state gives each unit (the
/// module without its functions, and each function) a text or none. Texts are kept as differences,
/// and each distinct line is kept once.
#[derive(Serialize, Clone, Debug, Default)]
pub struct Recording {
    /// [`FORMAT`].
    pub format: u32,
    /// What wrote it, with its version.
    pub tool: String,
    /// The name of the input.
    pub input: String,
    /// The pipeline as text.
    pub pipeline: String,
    /// Wall time of the whole run in milliseconds, without recording.
    pub total_ms: f64,
    /// The passes in order.
    pub steps: Vec<Step>,
    /// The names of units: `module`, then functions as they appeared.
    pub units: Vec<String>,
    /// The units of the input: unit and text.
    pub input_state: Vec<(u32, u32)>,
    /// Every text, after those that it differs from.
    pub texts: Vec<Text>,
    /// Every distinct line.
    pub lines: Vec<String>,
    /// Names of operations.
    pub op_names: Vec<OpName>,
    /// Places in sources: `file:line:column` or the name of a model's node.
    pub places: Vec<String>,
    /// Locations of operations, each a list of places; the first is the unknown one.
    pub locs: Vec<Vec<u32>>,
    /// What made operations; the first is the input.
    pub makers: Vec<Maker>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// A pass of the run.
#[derive(Serialize, Clone, Debug, Default)]
pub struct Step {
    /// The pass.
    pub pass: String,
    /// Its options that do not stand at their default.
    pub options: String,
    /// What it does.
    pub summary: String,
    /// The named pipelines it comes from, outermost first.
    pub within: Vec<String>,
    /// The operations it runs on: names from the root down.
    pub on: Vec<String>,
    /// Its time on all threads in milliseconds.
    pub ms: f64,
    /// `ran`, `failed` or `not run`.
    pub status: &'static str,
    /// Whether it changed anything, seen in the text or not.
    pub changed: bool,
    /// Lines that it added.
    pub added: usize,
    /// Lines that it removed.
    pub removed: usize,
    /// Units whose text is another one afterwards: unit and text, `None` for a unit that is gone.
    pub after: Vec<(u32, Option<u32>)>,
    /// What it had to say.
    pub messages: Vec<Message>,
}

/// A diagnostic.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// `error`, `warning` or `remark`.
    pub severity: &'static str,
    /// Its code.
    pub code: &'static str,
    /// What it says, its notes behind it.
    pub text: String,
    /// The places it is about.
    pub places: Vec<u32>,
}

/// The text of a unit.
#[derive(Serialize, Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// The text it differs from; else from an empty one.
    pub base: Option<u32>,
    /// The differences in order.
    pub hunks: Vec<Hunk>,
    /// Its operations.
    pub ops: Ops,
}

/// A difference: `.1` lines from line `.0` of the base gave way to the lines `.2`.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Hunk(pub u32, pub u32, pub Vec<u32>);

/// The operations of a text in columns. Those called a difference hold the difference from the
/// number before, the first from 0.
#[derive(Serialize, Clone, Debug, Default, PartialEq, Eq)]
pub struct Ops {
    /// The line that each starts on: a difference.
    pub line: Vec<i64>,
    /// How many lines each has besides the first.
    pub more: Vec<u32>,
    /// The body each stands in: a difference. A body is the same one in all states.
    pub body: Vec<i64>,
    /// Its handle: a difference. In one body it never stands for another operation.
    pub id: Vec<i64>,
    /// Its name in [`Recording::op_names`].
    pub name: Vec<u32>,
    /// Its location in [`Recording::locs`]: a difference.
    pub loc: Vec<i64>,
    /// What made it, in [`Recording::makers`]: a difference.
    pub made: Vec<i64>,
}

/// What made an operation.
#[derive(Serialize, Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Maker {
    /// The pass.
    pub pass: &'static str,
    /// The pattern, where one is known.
    pub pattern: Option<&'static str>,
    /// The name and location of the operation that it was made from, where that is known.
    pub from: Option<(u32, u32)>,
}

/// The name of an operation.
#[derive(Serialize, Clone, Debug)]
pub struct OpName {
    /// `dialect.mnemonic`
    pub name: String,
    /// What it is, if its dialect says so.
    pub summary: &'static str,
}

impl Recording {
    /// As JSON.
    pub fn to_json(&self) -> String {
        // A tree of strings, numbers and lists: nothing in it can fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The lines of a text, written out.
    pub fn text_lines(&self, text: u32) -> Vec<&str> {
        self.line_ids(text).into_iter().map(|l| self.lines[l as usize].as_str()).collect()
    }

    fn line_ids(&self, text: u32) -> Vec<u32> {
        let mut chain = vec![&self.texts[text as usize]];
        while let Some(base) = chain.last().and_then(|t| t.base) {
            chain.push(&self.texts[base as usize]);
        }
        let mut lines: Vec<u32> = Vec::new();
        for text in chain.into_iter().rev() {
            let mut out = Vec::with_capacity(lines.len());
            let mut next = 0;
            for Hunk(at, removed, added) in &text.hunks {
                out.extend_from_slice(&lines[next..*at as usize]);
                out.extend_from_slice(added);
                next = (*at + *removed) as usize;
            }
            out.extend_from_slice(&lines[next..]);
            lines = out;
        }
        lines
    }
}
