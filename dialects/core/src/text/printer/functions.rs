//! Writing the functions of a symbol table side by side, each into a text of its own.

use rayon::prelude::*;

use super::OpPrinter;
use crate::entity::{BlockId, OpId, Sym};
use crate::view::OpRef;

/// Less than this is written faster than threads start.
const MIN_OPS: usize = 1 << 12;
/// How many operations a thread takes at a time, and how often per round.
const CHUNK_OPS: usize = 1 << 10;
const CHUNKS_PER_ROUND: usize = 64;
/// How deep functions nest, times two, that are written so: threads have small stacks.
const MAX_INDENT: usize = 96;

impl OpPrinter<'_> {
    /// Writes the operations of a block on all threads; `false`, having written nothing, where
    /// that is not worth it.
    pub(super) fn functions(&mut self, at: OpRef<'_>, block: BlockId) -> bool {
        let body = at.body;
        if self.places.is_some() || !self.cx.threads() {
            return false;
        }
        let mut chunks: Vec<Vec<OpId>> = Vec::new();
        let (mut total, mut room) = (0, 0);
        for op in body.ops_of(block) {
            let n_ops = body.child(op).map_or(1, |child| child.op_capacity());
            total += n_ops;
            match chunks.last_mut().filter(|_| room >= n_ops) {
                Some(chunk) => chunk.push(op),
                None => {
                    chunks.push(vec![op]);
                    room = CHUNK_OPS;
                }
            }
            room = room.saturating_sub(n_ops);
        }
        if total < MIN_OPS || chunks.len() < 2 || rayon::current_num_threads() < 2 {
            return false;
        }
        let (cx, options, indent) = (self.cx, self.options, self.indent);
        let (names, dialects) = (self.names.clone(), self.default_dialects.clone());
        // `None` where the text depends on what stands before it, or nests deeply.
        let write = |ops: &Vec<OpId>| -> Option<(String, Vec<Sym>)> {
            let mut printer = OpPrinter::new(cx, options);
            printer.indent = indent;
            printer.max_indent = indent + MAX_INDENT;
            printer.names.clone_from(&names);
            printer.default_dialects.clone_from(&dialects);
            for &op in ops {
                printer.line(at.at(op));
            }
            let alone = printer.distinct.is_empty() && !printer.cut;
            alone.then_some((printer.out, printer.resources))
        };
        for round in chunks.chunks(CHUNKS_PER_ROUND) {
            let texts: Vec<_> = round.par_iter().map(&write).collect();
            for (ops, text) in round.iter().zip(texts) {
                match text {
                    Some((text, resources)) => {
                        self.out.push_str(&text);
                        resources.into_iter().for_each(|key| self.refer_to(key));
                    }
                    None => ops.iter().for_each(|&op| self.line(at.at(op))),
                }
                self.maybe_flush();
            }
        }
        true
    }
}
