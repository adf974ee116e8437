//! Runs a plan and writes down what each pass left.

use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use similar::{Algorithm, DiffOp, capture_diff_slices_deadline};
use terrace_ir::text::{PlacedOp, PlacedText, PrintOptions, print_placed};
use terrace_ir::{
    Body, Context, Diag, Diags, Loc, LocKind, OpName as Name, Provenance, Severity, nearest,
};
use terrace_passes::manager::{Checkpoint, Manager, Moment, Outcome, Plan};

use crate::recording::{FORMAT, Hunk, Maker, Message, OpName, Ops, Recording, Step, Text};
use crate::units::{MODULE, units};

/// What is recorded.
#[derive(Clone, Debug)]
pub struct Options {
    /// The functions to keep, without `@`; all when empty.
    pub functions: Vec<String>,
    /// The passes to keep.
    pub range: Range,
    /// Elements of constants beyond this number are left out.
    pub elide_elements: usize,
    /// Once about this much is kept, texts are left out. In bytes.
    pub max_bytes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            functions: Vec::new(),
            range: Range::default(),
            elide_elements: 16,
            max_bytes: 256 << 20,
        }
    }
}

/// Passes from one to another, both included, counted from 0 in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub first: usize,
    /// The last.
    pub last: usize,
}

impl Default for Range {
    fn default() -> Self {
        Range { first: 0, last: usize::MAX }
    }
}

/// How long two texts are compared before what is left counts as replaced.
const PATIENCE: Duration = Duration::from_millis(500);

/// Bytes that an operation of a text costs in the recording, about.
const OP_BYTES: usize = 12;

/// The text of a unit, as it stands now.
struct Current {
    /// The body's identity and version: while they stay, so does the text.
    version: (u64, u64),
    text: u32,
    lines: Vec<u32>,
}

struct Recorder<'o> {
    options: &'o Options,
    out: Recording,
    line_ids: FxHashMap<String, u32>,
    place_ids: FxHashMap<String, u32>,
    loc_ids: FxHashMap<Loc, u32>,
    name_ids: FxHashMap<Name, u32>,
    maker_ids: FxHashMap<Maker, u32>,
    unit_ids: FxHashMap<String, u32>,
    current: Vec<Option<Current>>,
    n_diags: usize,
    bytes: usize,
    n_left_out: usize,
}

/// Runs a plan on a module and records it. `configure` sets up the manager; its check hook is
/// taken.
///
/// # Semantics
/// A plan that fails is recorded up to the pass that failed, with what that pass left, broken or
/// not. Every pass runs, those outside the range as well.
pub fn record(
    cx: &Context,
    plan: &Plan,
    module: &mut Body,
    options: &Options,
    configure: impl FnOnce(&mut Manager<'_>),
) -> (Recording, Outcome) {
    let mut recorder = Recorder::new(plan, options);
    let mut spent = Duration::ZERO;
    module.track_provenance();
    if options.range.first == 0 {
        recorder.out.input_state = present(recorder.state(cx, module));
    }
    let mut manager = Manager::new(cx, plan);
    configure(&mut manager);
    manager.check = Some(Box::new(|point: &Checkpoint<'_>, diags: &mut Diags| {
        let start = Instant::now();
        recorder.look(point, diags);
        spent += start.elapsed();
        Ok(())
    }));
    let outcome = manager.run(module);
    drop(manager);
    recorder.end(cx, module, &outcome);
    recorder.out.total_ms = ms(outcome.timing.total().saturating_sub(spent));
    (recorder.out, outcome)
}

fn ms(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

fn present(state: Vec<(u32, Option<u32>)>) -> Vec<(u32, u32)> {
    state.into_iter().filter_map(|(unit, text)| Some((unit, text?))).collect()
}

impl<'o> Recorder<'o> {
    fn new(plan: &Plan, options: &'o Options) -> Recorder<'o> {
        let step = |s: &terrace_passes::manager::Step| Step {
            pass: s.pass.name.to_owned(),
            options: s.options.text(),
            summary: s.pass.summary.to_owned(),
            within: s.within.iter().map(|w| (*w).to_owned()).collect(),
            on: s.path.clone(),
            status: "not run",
            ..Step::default()
        };
        let out = Recording {
            format: FORMAT,
            tool: concat!("terrace ", env!("CARGO_PKG_VERSION")).to_owned(),
            pipeline: plan.text(),
            steps: plan.steps.iter().map(step).collect(),
            locs: vec![Vec::new()],
            makers: vec![Maker::default()],
            ..Recording::default()
        };
        Recorder {
            options,
            out,
            line_ids: FxHashMap::default(),
            place_ids: FxHashMap::default(),
            loc_ids: std::iter::once((Loc::UNKNOWN, 0)).collect(),
            name_ids: FxHashMap::default(),
            maker_ids: FxHashMap::default(),
            unit_ids: FxHashMap::default(),
            current: Vec::new(),
            n_diags: 0,
            bytes: 0,
            n_left_out: 0,
        }
    }

    fn look(&mut self, point: &Checkpoint<'_>, diags: &Diags) {
        let (k, Range { first, last }) = (point.step_idx, self.options.range);
        match point.moment {
            Moment::Before if k == first && k > 0 => {
                self.out.input_state = present(self.state(point.cx, point.body));
            }
            Moment::Before => {}
            Moment::After => {
                self.out.steps[k].status = "ran";
                self.out.steps[k].changed = point.changed;
                self.messages(point.cx, k, diags);
                if point.changed && (first..=last).contains(&k) {
                    self.step(point.cx, k, point.body);
                }
            }
        }
    }

    /// The diagnostics that have come since the last pass.
    fn messages(&mut self, cx: &Context, k: usize, diags: &Diags) {
        let new = diags.items().get(self.n_diags..).unwrap_or_default();
        let messages: Vec<Message> = new.iter().map(|d| self.message(cx, d)).collect();
        self.out.steps[k].messages.extend(messages);
        self.n_diags = diags.items().len();
    }

    fn message(&mut self, cx: &Context, diag: &Diag) -> Message {
        let mut text = diag.message.clone();
        for note in diag.labels.iter().map(|(_, text)| text).chain(&diag.notes) {
            text.push_str("\nnote: ");
            text.push_str(note);
        }
        let severity = match diag.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Remark => "remark",
        };
        let loc = self.loc(cx, diag.loc);
        let places = self.out.locs[loc as usize].clone();
        Message { severity, code: diag.code.id, text, places }
    }

    fn step(&mut self, cx: &Context, k: usize, module: &Body) {
        let after = self.state(cx, module);
        let (mut added, mut removed) = (0, 0);
        for &(_, text) in &after {
            let Some(text) = text else { continue };
            for Hunk(_, gone, new) in &self.out.texts[text as usize].hunks {
                added += new.len();
                removed += *gone as usize;
            }
        }
        let step = &mut self.out.steps[k];
        (step.after, step.added, step.removed) = (after, added, removed);
    }

    /// What came of a run that is over: times, the pass that failed, what was left out.
    fn end(&mut self, cx: &Context, module: &Body, outcome: &Outcome) {
        for (step, (_, time)) in self.out.steps.iter_mut().zip(outcome.timing.passes()) {
            step.ms = ms(time);
        }
        if outcome.result.is_err()
            && let Some(k) = self.out.steps.iter().position(|s| s.status == "not run")
        {
            self.out.steps[k].status = "failed";
            self.out.steps[k].changed = true;
            self.messages(cx, k, &outcome.diags);
            if (self.options.range.first..=self.options.range.last).contains(&k) {
                self.step(cx, k, module);
            }
        } else if let Some(last) = self.out.steps.len().checked_sub(1) {
            self.messages(cx, last, &outcome.diags);
        }
        if self.n_left_out > 0 {
            let note = format!(
                "{} texts are left out: the recording may have {} MB",
                self.n_left_out,
                self.options.max_bytes >> 20
            );
            self.out.notes.push(note);
        }
        for name in &self.options.functions {
            if self.unit_ids.contains_key(&format!("@{name}")) {
                continue;
            }
            let known: Vec<&str> =
                self.unit_ids.keys().filter_map(|u| u.strip_prefix('@')).collect();
            let near = nearest(name, known.iter().copied());
            let near = near.map_or(String::new(), |n| format!(", did you mean `{n}`?"));
            self.out.notes.push(format!("no function is called `{name}`{near}"));
        }
    }

    /// The units whose text has become another one since the last state.
    fn state(&mut self, cx: &Context, module: &Body) -> Vec<(u32, Option<u32>)> {
        let mut changes = Vec::new();
        let mut seen = vec![false; self.current.len()];
        for (name, body) in units(cx, module) {
            let unit = self.unit(name);
            seen.resize(self.current.len(), false);
            seen[unit as usize] = true;
            if self.is_kept(unit)
                && let Some(text) = self.unit_text(cx, unit, body)
            {
                changes.push((unit, Some(text)));
            }
        }
        for (unit, _) in seen.iter().enumerate().filter(|(_, seen)| !**seen) {
            if self.current[unit].take().is_some() {
                changes.push((unit as u32, None));
            }
        }
        changes
    }

    fn unit(&mut self, name: String) -> u32 {
        let next = self.out.units.len() as u32;
        let unit = *self.unit_ids.entry(name.clone()).or_insert(next);
        if unit == next {
            self.out.units.push(name);
            self.current.push(None);
        }
        unit
    }

    fn is_kept(&self, unit: u32) -> bool {
        let name = &self.out.units[unit as usize];
        let named = |f: &String| name.strip_prefix('@') == Some(f);
        name == MODULE
            || self.options.functions.is_empty()
            || self.options.functions.iter().any(named)
    }

    /// The text of a unit if it is another one than before.
    fn unit_text(&mut self, cx: &Context, unit: u32, body: &Body) -> Option<u32> {
        let version = (body.id(), body.version());
        match self.current[unit as usize].take() {
            Some(same) if same.version == version => {
                self.current[unit as usize] = Some(same);
                None
            }
            old => self.new_text(cx, unit, body, version, old),
        }
    }

    fn new_text(
        &mut self,
        cx: &Context,
        unit: u32,
        body: &Body,
        version: (u64, u64),
        old: Option<Current>,
    ) -> Option<u32> {
        let elide_large_elements = Some(self.options.elide_elements);
        let options = PrintOptions { elide_large_elements, ..PrintOptions::default() };
        let placed = match self.bytes < self.options.max_bytes {
            true => print_placed(body.root(cx), &options),
            false => {
                self.n_left_out += 1;
                PlacedText { text: "// left out: the recording is full".into(), places: Vec::new() }
            }
        };
        let lines: Vec<u32> = placed.text.lines().map(|l| self.line(l)).collect();
        let (base, before) = match &old {
            Some(old) => (Some(old.text), old.lines.as_slice()),
            None => (None, &[][..]),
        };
        let hunks = differences(before, &lines);
        let ops = self.ops(cx, &placed);
        self.bytes += OP_BYTES * ops.id.len() + 4 * hunks.iter().map(|h| h.2.len()).sum::<usize>();
        // Versions move where no text does, too.
        let same = hunks.is_empty() && base.is_some_and(|b| self.out.texts[b as usize].ops == ops);
        let text = match base.filter(|_| same) {
            Some(base) => base,
            None => {
                self.out.texts.push(Text { base, hunks, ops });
                self.out.texts.len() as u32 - 1
            }
        };
        self.current[unit as usize] = Some(Current { version, text, lines });
        (!same).then_some(text)
    }

    fn line(&mut self, line: &str) -> u32 {
        if let Some(&id) = self.line_ids.get(line) {
            return id;
        }
        let id = self.out.lines.len() as u32;
        self.bytes += line.len();
        self.line_ids.insert(line.to_owned(), id);
        self.out.lines.push(line.to_owned());
        id
    }

    fn ops(&mut self, cx: &Context, placed: &PlacedText) -> Ops {
        let newlines: Vec<u32> = placed
            .text
            .bytes()
            .enumerate()
            .filter(|(_, b)| *b == b'\n')
            .map(|(i, _)| i as u32)
            .collect();
        let line_of = |byte: u32| newlines.partition_point(|&n| n < byte) as i64;
        let mut ops = Ops::default();
        let mut last = (0, 0, 0, 0, 0);
        for &PlacedOp { body, op, name, loc, start, end, made } in &placed.places {
            let (line, body, id) = (line_of(start), body as i64, op.idx() as i64);
            let loc = i64::from(self.loc(cx, loc));
            let made = made.map_or(0, |made| i64::from(self.maker(cx, &made)));
            ops.line.push(line - last.0);
            ops.more.push((line_of(end) - line) as u32);
            ops.body.push(body - last.1);
            ops.id.push(id - last.2);
            ops.name.push(self.name(cx, name));
            ops.loc.push(loc - last.3);
            ops.made.push(made - last.4);
            last = (line, body, id, loc, made);
        }
        ops
    }

    fn maker(&mut self, cx: &Context, made: &Provenance) -> u32 {
        let from = made.from.map(|from| (self.name(cx, from.name), self.loc(cx, from.loc)));
        let maker = Maker { pass: made.pass, pattern: made.pattern, from };
        let next = self.out.makers.len() as u32;
        let id = *self.maker_ids.entry(maker.clone()).or_insert(next);
        if id == next {
            self.out.makers.push(maker);
        }
        id
    }

    fn name(&mut self, cx: &Context, name: Name) -> u32 {
        *self.name_ids.entry(name).or_insert_with(|| {
            let summary = cx.op_info(name).map_or("", |info| info.def.summary);
            self.out.op_names.push(OpName { name: cx.op_name_str(name).to_owned(), summary });
            self.out.op_names.len() as u32 - 1
        })
    }

    fn loc(&mut self, cx: &Context, loc: Loc) -> u32 {
        if let Some(&id) = self.loc_ids.get(&loc) {
            return id;
        }
        let mut places = Vec::new();
        self.places(cx, loc, &mut places);
        places.dedup();
        self.out.locs.push(places);
        let id = self.out.locs.len() as u32 - 1;
        self.loc_ids.insert(loc, id);
        id
    }

    /// Where a location leads; of an inlined one, to the code that was inlined.
    fn places(&mut self, cx: &Context, loc: Loc, out: &mut Vec<u32>) {
        match loc.kind(cx) {
            LocKind::Unknown => {}
            LocKind::File { file, line, col, .. } => {
                out.push(self.place(format!("{}:{line}:{col}", cx.str(*file))));
            }
            LocKind::Name { name, .. } => out.push(self.place(cx.str(*name).to_owned())),
            LocKind::CallSite { callee, .. } => self.places(cx, *callee, out),
            LocKind::Fused { locs, .. } => locs.iter().for_each(|&l| self.places(cx, l, out)),
        }
    }

    fn place(&mut self, place: String) -> u32 {
        let next = self.out.places.len() as u32;
        let id = *self.place_ids.entry(place.clone()).or_insert(next);
        if id == next {
            self.out.places.push(place);
        }
        id
    }
}

fn differences(before: &[u32], after: &[u32]) -> Vec<Hunk> {
    let deadline = Some(Instant::now() + PATIENCE);
    let ops = capture_diff_slices_deadline(Algorithm::Patience, before, after, deadline);
    let mut hunks: Vec<Hunk> = Vec::new();
    for op in ops {
        if let DiffOp::Equal { .. } = op {
            continue;
        }
        let (old, new) = (op.old_range(), op.new_range());
        let added = &after[new];
        match hunks.last_mut() {
            // A removal and an addition at one place are one difference.
            Some(Hunk(at, removed, lines)) if (*at + *removed) as usize == old.start => {
                *removed += old.len() as u32;
                lines.extend_from_slice(added);
            }
            _ => hunks.push(Hunk(old.start as u32, old.len() as u32, added.to_vec())),
        }
    }
    hunks
}
