//! Finds the directives of a check file and puts them in the order they are matched.

use std::rc::Rc;

use pest::Parser;
use pest::iterators::Pair;

use super::grammar::{Grammar, Rule};
use super::number;
use super::options::Options;
use super::pattern::{Context, Flags, Pattern, SyntaxError, Values};
use super::report::{Located, Problem, distance};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Next,
    Same,
    Not,
    Dag,
    Label,
    Empty,
    /// The end of the input, where trailing -NOT and -DAG are checked.
    End,
}

/// One directive.
#[derive(Debug)]
pub(super) struct Directive {
    pub kind: Kind,
    /// How often a `-COUNT-n` must match; 1 for all others.
    pub count: u32,
    /// As written: `CHECK-NEXT`.
    pub name: String,
    /// The pattern as written, and where it is in the canonical check file; the option's value
    /// and no place for `--implicit-check-not`.
    pub text: String,
    pub offset: Option<usize>,
    pub pattern: Pattern,
}

/// A directive that moves the position, and the -DAG and -NOT in front of it.
#[derive(Debug)]
pub(super) struct Step {
    pub directive: Directive,
    pub before: Vec<Rc<Directive>>,
}

/// A check file ready to be matched, with the variables of the command line.
#[derive(Debug)]
pub(super) struct CheckFile {
    pub steps: Vec<Step>,
    pub values: Values,
}

/// Most matches a `-COUNT-n` may ask for.
const COUNT_MAX: u32 = 1_000_000;
const SUFFIXES: [&str; 7] = ["NEXT", "SAME", "NOT", "DAG", "LABEL", "EMPTY", "COUNT"];

/// Reads a check file. Goes on after an error, so that all are reported.
pub(super) fn read(source: Located, options: &Options) -> Result<CheckFile, Vec<Problem>> {
    let mut values = Values::default();
    let mut cx = Context::default();
    for define in &options.defines {
        define_variable(define, &mut cx, &mut values).map_err(|message| {
            vec![Problem::unusable(format!("option `-D{define}`: {message}"), None)]
        })?;
    }
    let reader = Reader {
        source,
        options,
        check_prefixes: options.effective_check_prefixes(),
        comment_prefixes: options.effective_comment_prefixes(),
        cx,
        problems: Vec::new(),
        steps: Vec::new(),
        before: Vec::new(),
        implicit: Vec::new(),
    };
    let (steps, problems) = reader.read();
    if problems.is_empty() { Ok(CheckFile { steps, values }) } else { Err(problems) }
}

/// `NAME=text` or `#%fmt,NAME=expression`.
fn define_variable(define: &str, cx: &mut Context, values: &mut Values) -> Result<(), String> {
    let Some((name, value)) = define.split_once('=') else {
        return Err("missing equal sign in global definition".into());
    };
    if let Some(name) = name.strip_prefix('#') {
        let block = number::parse_block(&format!("{name}:{value}"), None, cx);
        let block = block.map_err(|e| e.message)?;
        let (Some(name), Some(expr)) = (block.defines, block.expr) else {
            return Err("a numeric definition needs a name and a value".into());
        };
        let value = expr.eval(&values.numbers, 0).map_err(|e| format!("no value: {e:?}"))?;
        values.numbers.insert(name, value);
        return Ok(());
    }
    let is_name = Grammar::parse(Rule::name, name).is_ok_and(|p| p.as_str() == name);
    if !is_name {
        return Err(format!("invalid name in string variable definition '{name}'"));
    }
    cx.define_string(name)?;
    values.strings.insert(name.into(), value.into());
    Ok(())
}

struct Reader<'a> {
    source: Located<'a>,
    options: &'a Options,
    check_prefixes: Vec<String>,
    comment_prefixes: Vec<String>,
    cx: Context,
    problems: Vec<Problem>,
    steps: Vec<Step>,
    before: Vec<Rc<Directive>>,
    /// One -NOT per `--implicit-check-not`, in front of every step.
    implicit: Vec<Rc<Directive>>,
}

/// What follows a prefix.
enum Tail {
    Directive { kind: Kind, count: u32, literal: bool, len: usize },
    Malformed(String),
    None,
}

impl Reader<'_> {
    fn read(mut self) -> (Vec<Step>, Vec<Problem>) {
        self.implicit = self.implicit_nots();
        self.before = self.implicit.clone();
        let used = self.scan();
        self.require_prefixes(&used);
        if !self.before.is_empty() {
            let directive = Directive {
                kind: Kind::End,
                count: 1,
                name: "end of input".into(),
                text: String::new(),
                offset: None,
                pattern: Pattern::end(),
            };
            self.steps.push(Step { directive, before: std::mem::take(&mut self.before) });
        }
        (self.steps, self.problems)
    }

    fn implicit_nots(&mut self) -> Vec<Rc<Directive>> {
        let mut nots = Vec::new();
        for text in &self.options.implicit_check_not {
            let flags = self.flags(Kind::Not, false);
            let trimmed = text.trim_end_matches([' ', '\t']);
            match Pattern::parse(trimmed, None, flags, &mut self.cx) {
                Ok(pattern) if !trimmed.is_empty() => nots.push(Rc::new(Directive {
                    kind: Kind::Not,
                    count: 1,
                    name: format!("--implicit-check-not='{text}'"),
                    text: text.clone(),
                    offset: None,
                    pattern,
                })),
                Ok(_) => self.option_error(text, "found empty check string"),
                Err(e) => self.option_error(text, &e.message),
            }
        }
        nots
    }

    fn option_error(&mut self, text: &str, message: &str) {
        let message = format!("option `--implicit-check-not={text}`: {message}");
        self.problems.push(Problem::unusable(message, None));
    }

    fn flags(&self, kind: Kind, literal: bool) -> Flags {
        Flags {
            full_lines: self.options.match_full_lines && kind != Kind::Not,
            strict_whitespace: self.options.strict_whitespace,
            ignore_case: self.options.ignore_case,
            literal,
        }
    }

    fn error(&mut self, offset: usize, message: String) {
        let place = self.source.place(offset);
        self.problems.push(Problem::unusable(message, Some(place)));
    }

    /// Goes through the text from prefix to prefix; returns the check prefixes that were used.
    fn scan(&mut self) -> Vec<String> {
        let text = self.source.canonical;
        let mut all: Vec<&String> =
            self.check_prefixes.iter().chain(&self.comment_prefixes).collect();
        // Of two prefixes at one place the longer one counts.
        all.sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        let any: Vec<String> = all.iter().map(|prefix| regex::escape(prefix)).collect();
        let Ok(finder) = regex::Regex::new(&any.join("|")) else { return Vec::new() };
        let (mut at, mut line, mut counted, mut used) = (0, 1, 0, Vec::new());
        while let Some(found) = finder.find_at(text, at) {
            let (start, prefix) = (found.start(), found.as_str());
            line += text.get(counted..start).unwrap_or_default().matches('\n').count();
            counted = start;
            let rest = text.get(found.end()..).unwrap_or_default();
            let rest = rest.split(['\n', '\r']).next().unwrap_or_default();
            let line_end = found.end() + rest.len();
            let word_end = found.end() + rest.bytes().take_while(|b| is_word(*b)).count();
            at = word_end.max(start + 1);
            let head = text.get(..start).unwrap_or_default();
            if head.bytes().next_back().is_some_and(is_word) {
                continue;
            }
            if self.comment_prefixes.iter().any(|p| p == prefix) {
                if rest.starts_with(':') {
                    at = line_end;
                }
                continue;
            }
            match self.tail(prefix, rest, head) {
                Tail::None => {}
                Tail::Malformed(message) => {
                    self.error(start, message);
                    used.push(prefix.to_string());
                    at = line_end;
                }
                Tail::Directive { kind, count, literal, len } => {
                    used.push(prefix.to_string());
                    let suffix = rest.get(..len).unwrap_or_default();
                    let head = Head { kind, count, literal, prefix, suffix, line, start };
                    self.directive(head, found.end() + len, rest.get(len..).unwrap_or_default());
                    at = line_end;
                }
            }
        }
        used
    }

    fn tail(&self, prefix: &str, rest: &str, head: &str) -> Tail {
        if let Ok(pairs) = Grammar::parse(Rule::directive, rest) {
            let len = pairs.as_str().len();
            return directive_tail(pairs.flat_map(Pair::into_inner), prefix, len);
        }
        let starts = |rule| Grammar::parse(rule, rest).ok().map(|p| p.as_str().to_string());
        if let Some(text) = starts(Rule::misspelt) {
            return Tail::Malformed(format!("misspelled directive '{prefix}{text}'"));
        }
        if starts(Rule::bad_not).is_some() {
            return Tail::Malformed(format!("unsupported -NOT combo on prefix '{prefix}'"));
        }
        if starts(Rule::bad_count).is_some() {
            return Tail::Malformed(bad_count(prefix));
        }
        if let Some(text) = starts(Rule::unknown)
            && let Some(meant) = self.misspelt(prefix, &text)
        {
            return Tail::Malformed(format!(
                "misspelled directive '{prefix}{text}': is '{prefix}-{meant}:' meant?"
            ));
        }
        let line_head = head.rsplit('\n').next().unwrap_or_default().trim();
        if let Some(text) = starts(Rule::no_colon)
            && ["//", "#", ";", ""].contains(&line_head)
        {
            return Tail::Malformed(format!("missing ':' after '{prefix}{}'", text.trim_end()));
        }
        Tail::None
    }

    /// The suffix that an unknown one (`-NXT:`, `_Next:`) is a slip of, if it is one.
    fn misspelt(&self, prefix: &str, tail: &str) -> Option<&'static str> {
        let written = format!("{prefix}{tail}");
        let is_other = |other: &String| {
            let next = written.strip_prefix(other.as_str()).and_then(|rest| rest.chars().next());
            next.is_some_and(|c| "-:{".contains(c))
        };
        if self.options.foreign_prefixes.iter().any(is_other) {
            return None;
        }
        let word = tail.trim_start_matches(['-', '_']).split([':', '{']).next()?;
        let word: Vec<char> = word.to_ascii_uppercase().chars().take(16).collect();
        let is_slip = |suffix: &&&str| distance(&word, &suffix.chars().collect::<Vec<char>>()) <= 1;
        SUFFIXES.iter().find(is_slip).copied()
    }

    fn directive(&mut self, head: Head, offset: usize, rest: &str) {
        let keeps_blanks = self.options.strict_whitespace && self.options.match_full_lines;
        let (text, offset) = if keeps_blanks {
            (rest, offset)
        } else {
            let trimmed = rest.trim_start_matches([' ', '\t']);
            let n_blanks = rest.len() - trimmed.len();
            (trimmed.trim_end_matches([' ', '\t']), offset + n_blanks)
        };
        let Head { kind, prefix, line, .. } = head;
        match (text.is_empty(), kind == Kind::Empty) {
            (true, false) => {
                let message = format!("found empty check string with prefix '{prefix}:'");
                return self.error(offset, message);
            }
            (false, true) => {
                let message =
                    format!("found non-empty check string for empty check with prefix '{prefix}:'");
                return self.error(offset, message);
            }
            _ => {}
        }
        let pattern = if kind == Kind::Empty {
            Ok(Pattern::empty_line(line))
        } else {
            Pattern::parse(text, Some(line), self.flags(kind, head.literal), &mut self.cx)
        };
        let pattern = match pattern {
            Ok(pattern) => pattern,
            Err(SyntaxError { offset: inner, message }) => {
                return self.error(offset + inner, message);
            }
        };
        if kind == Kind::Label && pattern.has_variable() {
            let message = format!("found '{prefix}-LABEL:' with variable definition or use");
            return self.error(head.start, message);
        }
        let name = format!("{prefix}{}", head.suffix.trim_end_matches(':'));
        if matches!(kind, Kind::Next | Kind::Same | Kind::Empty) && self.steps.is_empty() {
            return self.error(head.start, format!("found '{name}' without previous '{prefix}:'"));
        }
        let (count, text) = (head.count, text.to_string());
        let directive = Directive { kind, count, name, text, offset: Some(offset), pattern };
        if matches!(kind, Kind::Dag | Kind::Not) {
            self.before.push(Rc::new(directive));
        } else {
            let before = std::mem::take(&mut self.before);
            self.steps.push(Step { directive, before });
            self.before = self.implicit.clone();
        }
    }

    fn require_prefixes(&mut self, used: &[String]) {
        let options = self.options;
        let missing: Vec<String> =
            self.check_prefixes.iter().filter(|p| !used.contains(p)).cloned().collect();
        let is_none_used = missing.len() == self.check_prefixes.len();
        let is_unexpected = !options.allow_unused_prefixes && !missing.is_empty();
        let is_implicit =
            !options.implicit_check_not.is_empty() && options.check_prefixes.is_empty();
        if (is_none_used || is_unexpected) && !is_implicit {
            let plural = if missing.len() > 1 { "es" } else { "" };
            let list: Vec<String> = missing.iter().map(|p| format!("'{p}:'")).collect();
            let message = format!("no check strings found with prefix{plural} {}", list.join(", "));
            self.problems.push(Problem::unusable(message, None));
        }
    }
}

/// What is known of a directive before its pattern.
struct Head<'a> {
    kind: Kind,
    count: u32,
    literal: bool,
    prefix: &'a str,
    suffix: &'a str,
    line: usize,
    start: usize,
}

fn directive_tail<'i>(
    parts: impl Iterator<Item = Pair<'i, Rule>>,
    prefix: &str,
    len: usize,
) -> Tail {
    let (mut kind, mut count, mut literal) = (Kind::Plain, 1, false);
    for part in parts {
        match part.as_rule() {
            Rule::kind => {
                kind = match part.as_str() {
                    "NEXT" => Kind::Next,
                    "SAME" => Kind::Same,
                    "NOT" => Kind::Not,
                    "DAG" => Kind::Dag,
                    "LABEL" => Kind::Label,
                    _ => Kind::Empty,
                }
            }
            Rule::count => {
                let digits = part.as_str().trim_start_matches("COUNT-");
                match digits.parse() {
                    Ok(n) if (1..=COUNT_MAX).contains(&n) => count = n,
                    _ => return Tail::Malformed(bad_count(prefix)),
                }
            }
            Rule::modifiers => literal = true,
            _ => {}
        }
    }
    Tail::Directive { kind, count, literal, len }
}

fn bad_count(prefix: &str) -> String {
    format!(
        "invalid count in -COUNT specification on prefix '{prefix}': \
         write '{prefix}-COUNT-n:' with n from 1 to {COUNT_MAX}"
    )
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}
