//! Reading the bodies of isolated operations side by side.
//!
//! Such a body sees nothing of what stands around it but the aliases and resources of its source.
//! So the parser of a large source finds where a function's body ends by its braces and goes on
//! behind it; the bodies of a symbol table are read on all threads when the table ends.
//!
//! This is for sources that are right. What is said about a wrong one depends on all that was read
//! before, so whatever is out of the ordinary ends the attempt, and the source is read again from
//! its start, as it is written.

use std::ops::Range;

use rayon::prelude::*;

use super::ParseOptions;
use super::base::{Alias, AttrParser, FxMap};
use super::locs::alias_lines;
use super::ops::{Argument, OpParser};
use crate::body::{Body, OpState, ROOT};
use crate::context::Context;
use crate::def::Traits;
use crate::diag::{Diags, Reported};
use crate::entity::{Attr, Loc, OpId, OpName, Sym, Type};
use crate::text::codes::PARSE028;

/// Sources shorter than this are read faster than threads start.
const MIN_BYTES: usize = 1 << 17;
/// How much text a thread takes at a time.
const CHUNK_BYTES: u32 = 1 << 15;

/// How deep a body read out of order may nest: threads have small stacks.
pub(super) const MAX_DEPTH_OF_BODIES: u32 = 48;

/// What all operations of a source may refer to by name.
#[derive(Default)]
pub(super) struct Shared<'a> {
    pub types: FxMap<&'a str, Alias<Type>>,
    pub attrs: FxMap<&'a str, Alias<Attr>>,
    /// The context's keys for the resources of this source, where they were read.
    pub resources: FxMap<String, Sym>,
}

/// In which order a source is read.
#[derive(Clone, Copy)]
pub(super) enum Order<'a> {
    /// As it is written.
    Written,
    /// Bodies later.
    BodiesLater,
    /// This is a body that begins here, of a source with these names.
    Body(&'a Shared<'a>, u32),
}

/// A body to be read later.
pub(super) struct Later {
    /// From the opening brace to behind the closing one.
    text: Range<u32>,
    /// Its operation, as soon as that is made.
    op: OpId,
    name: OpName,
    loc: Loc,
    args: Vec<Argument>,
    depth: u32,
    default_dialect: &'static str,
}

/// What reading a body takes.
#[derive(Clone, Copy)]
struct Source<'a> {
    cx: &'a Context,
    text: &'a str,
    file: Sym,
    options: ParseOptions,
    first_place: Option<u32>,
    shared: &'a Shared<'a>,
}

/// Reads a source that is right; `None` where it may be wrong.
pub(super) fn read(cx: &Context, text: &str, file: Sym, options: ParseOptions) -> Option<Body> {
    let mut diags = Diags::new();
    let mut base = AttrParser::new(cx, text, file, options, &mut diags);
    base.first_place = Some(cx.sources.add(file, text)?);
    base.order = Order::BodiesLater;
    let (body, _) = OpParser::new(base).module();
    diags.items().is_empty().then(|| super::ops::unwrap_module(cx, body))
}

/// Whether bodies of this source are worth being read side by side.
pub(super) fn is_worthwhile(cx: &Context, text: &str) -> bool {
    text.len() >= MIN_BYTES && cx.threads() && rayon::current_num_threads() > 1
}

impl<'a> AttrParser<'a> {
    /// Ends an attempt to read out of order; nobody sees what this reports.
    pub(super) fn out_of_order(&mut self) -> Reported {
        self.error(&PARSE028, &[])
    }

    pub(super) fn type_alias(&self, name: &str) -> Option<Alias<Type>> {
        self.shared.types.get(name).copied().or_else(|| match self.order {
            Order::Body(shared, start) => shared.types.get(name).copied().filter(|a| a.at < start),
            _ => None,
        })
    }

    pub(super) fn attr_alias(&self, name: &str) -> Option<Alias<Attr>> {
        self.shared.attrs.get(name).copied().or_else(|| match self.order {
            Order::Body(shared, start) => shared.attrs.get(name).copied().filter(|a| a.at < start),
            _ => None,
        })
    }

    /// An alias of a location may be defined further down.
    pub(super) fn location_alias_of(&self, name: &str) -> Option<Alias<Attr>> {
        self.shared.attrs.get(name).copied().or_else(|| match self.order {
            Order::Body(shared, _) => shared.attrs.get(name).copied(),
            _ => None,
        })
    }
}

impl<'a> OpParser<'a> {
    /// Leaves a body for later, if it can be: gives its region, still empty.
    pub(super) fn leave_for_later(
        &mut self,
        state: &mut OpState,
        args: &[Argument],
    ) -> Option<Result<(), Reported>> {
        let info = self.cx.op_info(state.name)?;
        let wanted = matches!(self.order, Order::BodiesLater)
            && info.def.has(Traits::ISOLATED)
            && !info.def.has(Traits::SYMBOL_TABLE)
            && state.child.is_none();
        if !wanted {
            return None;
        }
        let start = self.offset();
        let Some(end) = closing_brace(self.lex.src().as_bytes(), start as usize) else {
            return Some(Err(self.out_of_order()));
        };
        let end = end as u32 + 1;
        let (name, loc) = (state.name, state.loc);
        let default_dialect = crate::text::default_dialect(self.cx, name);
        let (args, depth, op) = (args.to_vec(), self.depth, OpId::NONE);
        let later = Later { text: start..end, op, name, loc, args, depth, default_dialect };
        self.scope.later.push(later);
        state.child = Some(Box::new(Body::new(self.cx, name, loc, 1)));
        self.last_end = end;
        self.split_at(end);
        Some(Ok(()))
    }

    /// Whether the operation being read left its body for later.
    pub(super) fn left_for_later(&self) -> bool {
        self.scope.later.last().is_some_and(|later| later.op.is_none())
    }

    /// Notes the operation that was read last, if it left its body for later.
    pub(super) fn note_later(&mut self, op: OpId) {
        if let Some(later) = self.scope.later.last_mut().filter(|l| l.op.is_none()) {
            later.op = op;
        }
    }

    /// Reads what operations of the current scope left for later.
    pub(super) fn read_later(&mut self) {
        let later = std::mem::take(&mut self.scope.later);
        let doomed = self.diags.n_errors() > 0;
        if later.is_empty() || doomed || self.read_aliases_below().is_err() {
            return;
        }
        let base = &self.base;
        let source = Source {
            cx: base.cx,
            text: base.lex.src(),
            file: base.file,
            options: base.options,
            first_place: base.first_place,
            shared: &base.shared,
        };
        let size = |chunk: &[Later]| chunk.last().map_or(0, |l| l.text.end) - chunk[0].text.start;
        let mut chunks: Vec<&[Later]> = Vec::new();
        let mut rest = later.as_slice();
        while !rest.is_empty() {
            let n = (1..rest.len()).find(|&n| size(&rest[..n]) >= CHUNK_BYTES);
            let (chunk, after) = rest.split_at(n.unwrap_or(rest.len()));
            chunks.push(chunk);
            rest = after;
        }
        let made: Result<Vec<Vec<Box<Body>>>, Reported> =
            chunks.par_iter().map(|chunk| source.read(chunk)).collect();
        match made {
            Ok(bodies) => {
                for (later, body) in later.iter().zip(bodies.into_iter().flatten()) {
                    self.adopt(later, body);
                }
            }
            Err(_) => {
                self.out_of_order();
            }
        }
    }

    /// Makes every alias known that a location may use before its definition.
    fn read_aliases_below(&mut self) -> Result<(), Reported> {
        let below = self.lex.src().get(self.last_end as usize..).unwrap_or("");
        if !below.contains('#') {
            return Ok(());
        }
        let lines = self.base.later.get_or_insert_with(|| alias_lines(self.base.lex.src()));
        let mut names: Vec<(u32, &'a str)> = lines.iter().map(|(name, at)| (*at, *name)).collect();
        names.sort_unstable();
        for (at, name) in names {
            if at > self.last_end && self.location_alias_of(name).is_none() {
                self.later_alias(name)?;
            }
        }
        Ok(())
    }

    /// Puts a body in the place that was kept for it.
    fn adopt(&mut self, later: &Later, mut body: Box<Body>) {
        let scope = &mut self.scope.body;
        let Some(stand_in) = scope.take_child(later.op) else { return };
        for i in 0..self.base.cx.n_inherent(later.name) {
            if let Some(attr) = stand_in.inherent(ROOT, i).get() {
                body.set_inherent(ROOT, i, attr);
            }
        }
        body.set_discardable(ROOT, stand_in.discardable(ROOT));
        scope.put_child(later.op, body);
        scope.set_loc(later.op, stand_in.loc(ROOT));
    }
}

impl<'a> Source<'a> {
    /// Reads the bodies of operations that stand behind each other.
    #[allow(clippy::vec_box)] // Operations own them in boxes.
    fn read(&self, chunk: &[Later]) -> Result<Vec<Box<Body>>, Reported> {
        let mut diags = Diags::new();
        let mut base = AttrParser::new(self.cx, self.text, self.file, self.options, &mut diags);
        base.first_place = self.first_place;
        base.order = Order::Body(self.shared, 0);
        let mut parser = OpParser::new(base);
        let mut bodies = Vec::with_capacity(chunk.len());
        for later in chunk {
            bodies.push(parser.body_left_for_later(later, self.shared)?);
        }
        drop(parser);
        diags.ok_since(0)?;
        Ok(bodies)
    }
}

impl<'a> OpParser<'a> {
    fn body_left_for_later(
        &mut self,
        later: &Later,
        shared: &'a Shared<'a>,
    ) -> Result<Box<Body>, Reported> {
        self.order = Order::Body(shared, later.text.start);
        self.depth = later.depth;
        self.enter_default_dialect(later.default_dialect);
        let mut state = OpState::new(self.cx, later.name, later.loc);
        self.jump(later.text.start);
        self.parse_region(&mut state, &later.args)?;
        let ended = self.last_end == later.text.end;
        match state.child {
            Some(child) if ended => Ok(child),
            _ => Err(self.out_of_order()),
        }
    }
}

/// Where the brace at `start` is closed, strings and comments skipped.
fn closing_brace(text: &[u8], start: usize) -> Option<usize> {
    const STOPS: [bool; 256] = {
        let mut stops = [false; 256];
        stops[b'{' as usize] = true;
        stops[b'}' as usize] = true;
        stops[b'"' as usize] = true;
        stops[b'/' as usize] = true;
        stops
    };
    let mut at = start;
    let mut depth = 0usize;
    loop {
        let byte = *text.get(at)?;
        at += 1;
        if !STOPS[byte as usize] {
            continue;
        }
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at - 1);
                }
            }
            b'"' => loop {
                match text.get(at)? {
                    b'"' => break at += 1,
                    b'\\' => at += 2,
                    b'\n' => return None,
                    _ => at += 1,
                }
            },
            _ if text.get(at) == Some(&b'/') => {
                at += text[at..].iter().position(|&b| b == b'\n')?;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::closing_brace;

    #[test]
    fn braces_in_strings_and_comments_do_not_count() {
        let end = |text: &str| closing_brace(text.as_bytes(), 0);
        assert_eq!(end("{}"), Some(1));
        assert_eq!(end("{ {} \"}\\\"}\" } }"), Some(12));
        assert_eq!(end("{ // }\n / }"), Some(10));
        assert_eq!(end("{ \"a\n\" }"), None);
        assert_eq!(end("{ // }"), None);
        assert_eq!(end("{ \"\\"), None);
    }
}
