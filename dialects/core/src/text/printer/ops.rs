//! Operations, regions and blocks in text.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::OpPrinter;
use super::names::{Name, Names};
use crate::body::Body;
use crate::def::{Asm, OpDef, Traits};
use crate::entity::{Attr, BlockId, Loc, OpId, Sym, Type, ValueId};
use crate::view::{OpRef, RegionRef};

/// How much of a region to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RegionPrint {
    /// The label and arguments of the entry block (else the operation wrote them itself).
    pub entry_args: bool,
    /// The last operation of each block (else the reader puts it back).
    pub terminators: bool,
    /// Labels of empty blocks, so that they are told from regions without blocks.
    pub empty_block: bool,
}

impl RegionPrint {
    /// Everything.
    pub const FULL: RegionPrint =
        RegionPrint { entry_args: true, terminators: true, empty_block: true };
    /// The operations alone: arguments were written by the operation.
    pub const NO_ARGS: RegionPrint =
        RegionPrint { entry_args: false, terminators: true, empty_block: false };
    /// Neither arguments nor terminators.
    pub const NO_ARGS_NO_TERMINATORS: RegionPrint =
        RegionPrint { entry_args: false, terminators: false, empty_block: false };
}

/// Upstream's dialects, whose operations mlir-opt reads in their custom form.
const UPSTREAM: &[&str] = &[
    "acc",
    "affine",
    "amdgpu",
    "amx",
    "arith",
    "arm_neon",
    "arm_sme",
    "arm_sve",
    "async",
    "bufferization",
    "builtin",
    "cf",
    "complex",
    "dlti",
    "emitc",
    "func",
    "gpu",
    "index",
    "irdl",
    "linalg",
    "llvm",
    "math",
    "memref",
    "ml_program",
    "mpi",
    "nvgpu",
    "nvvm",
    "omp",
    "pdl",
    "pdl_interp",
    "ptr",
    "quant",
    "rocdl",
    "scf",
    "shape",
    "shard",
    "smt",
    "sparse_tensor",
    "spirv",
    "tensor",
    "tosa",
    "transform",
    "ub",
    "vcix",
    "vector",
    "wasmssa",
    "x86vector",
    "xegpu",
    "xevm",
];

/// Values, attributes and regions of operations.
impl<'a> OpPrinter<'a> {
    /// The position of a body's names, computed now if need be.
    fn names_of(&mut self, body: &Body) -> usize {
        let known = self.names.iter().rposition(|n| n.body == body.id());
        known.unwrap_or_else(|| {
            let by_handle = self.places.is_some();
            let names = Names::new(self.cx, body, self.options.names, by_handle, &self.names);
            self.names.push(Arc::new(names));
            self.names.len() - 1
        })
    }

    /// Writes the name of a value of this body.
    pub fn print_value(&mut self, body: &Body, value: ValueId) {
        let names = match self.names.last() {
            Some(last) if last.body == body.id() => self.names.len() - 1,
            _ => self.names_of(body),
        };
        match self.names[names].value(self.cx, value) {
            Name::Number(n) => {
                self.out.push('%');
                self.uint(n.into());
            }
            Name::Arg(n) => {
                self.out.push_str("%arg");
                self.uint(n.into());
            }
            Name::Text(text) => {
                self.out.push('%');
                self.out.push_str(text);
            }
            Name::Unknown => self.out.push_str("<<unknown value>>"),
            Name::Grouped => return self.grouped_value(body, value),
        }
        // The first result of a group with others is `%name#0`.
        if self.group_len(body, value, names) > 1 {
            self.out.push_str("#0");
        }
    }

    /// How many results share the name of this one, itself included.
    #[inline]
    fn group_len(&self, body: &Body, value: ValueId, names: usize) -> usize {
        let Some(op) = body.def_op(value).filter(|&op| body.n_results(op) > 1) else { return 1 };
        let mut n = 1;
        for later in body.results(op).skip_while(|&v| v != value).skip(1) {
            if self.names[names].value(self.cx, later) != Name::Grouped {
                break;
            }
            n += 1;
        }
        n
    }

    /// `%first#k`
    fn grouped_value(&mut self, body: &Body, value: ValueId) {
        let names = self.names_of(body);
        let mut first = value;
        let mut k = 0;
        while first.idx() > 0 && self.names[names].value(self.cx, first) == Name::Grouped {
            first = ValueId::from_idx(first.idx() - 1);
            k += 1;
        }
        self.plain_name(body, first);
        self.out.push('#');
        self.uint(k);
    }

    /// The name of a value, never with `#`.
    fn plain_name(&mut self, body: &Body, value: ValueId) {
        let names = self.names_of(body);
        match self.names[names].value(self.cx, value) {
            Name::Number(n) => {
                self.out.push('%');
                self.uint(n.into());
            }
            Name::Arg(n) => {
                self.out.push_str("%arg");
                self.uint(n.into());
            }
            Name::Text(text) => {
                self.out.push('%');
                self.out.push_str(text);
            }
            Name::Unknown | Name::Grouped => self.out.push_str("<<unknown value>>"),
        }
    }

    /// Writes the values with `, ` between them.
    pub fn print_values(&mut self, body: &Body, values: impl IntoIterator<Item = ValueId>) {
        self.list(values, |p, value| p.print_value(body, value));
    }

    /// Writes operand `i`.
    pub fn print_operand(&mut self, op: OpRef<'_>, i: usize) {
        if i < op.n_operands() {
            self.print_value(op.body, op.operand(i));
        } else {
            self.text("<<missing operand>>");
        }
    }

    /// Writes all operands with `, ` between them.
    pub fn print_operands(&mut self, op: OpRef<'_>) {
        self.print_values(op.body, op.operands());
    }

    /// Writes `%arg: type`, and the location where those are wanted.
    pub fn print_argument(&mut self, body: &Body, block: BlockId, i: usize) {
        let Some(&value) = body.args(block).get(i) else {
            return self.text("<<missing argument>>");
        };
        self.print_value(body, value);
        self.text(": ");
        self.print_type(body.ty(value));
        if self.options.locations {
            let loc = body.arg_locs(block).get(i).copied().unwrap_or(Loc::UNKNOWN);
            self.char(' ');
            self.print_loc(loc);
        }
    }

    /// Writes `^bb3`.
    pub fn print_successor(&mut self, body: &Body, block: BlockId) {
        let names = self.names_of(body);
        match self.names[names].block(block) {
            Some(n) => {
                self.text("^bb");
                self.uint(n.into());
            }
            None => self.text("^<<unknown block>>"),
        }
    }

    /// Writes `^bb3(%a, %b : t, t)`.
    pub fn print_successor_and_args(&mut self, body: &Body, block: BlockId, args: &[ValueId]) {
        self.print_successor(body, block);
        if !args.is_empty() {
            self.char('(');
            self.print_values(body, args.iter().copied());
            self.text(" : ");
            self.print_types(args.iter().map(|&v| body.ty(v)));
            self.char(')');
        }
    }

    /// Writes the operations of a map over SSA values, `dims` before `syms`: `%a + symbol(%b)`.
    pub fn print_affine_map_of_ssa(
        &mut self,
        body: &Body,
        map: &crate::AffineMap,
        operands: &[ValueId],
    ) {
        let n_dims = map.n_dims as usize;
        let mut names: Vec<String> = Vec::with_capacity(operands.len());
        for (i, &value) in operands.iter().enumerate() {
            let from = self.out.len();
            self.print_value(body, value);
            let name = self.out.split_off(from);
            names.push(if i < n_dims { name } else { format!("symbol({name})") });
        }
        let name = |i: usize| names.get(i).cloned().unwrap_or_else(|| "<<missing operand>>".into());
        self.list(map.results.iter(), |p, expr| {
            let text = expr.to_string_with(&|d| name(d as usize), &|s| name(n_dims + s as usize));
            p.text(&text);
        });
    }

    // ---- attribute dictionaries ----

    /// Writes ` {..}` with every attribute that is not elided, by name; nothing if none is left.
    pub fn print_attr_dict(&mut self, op: OpRef<'_>, elided: &[&str]) {
        self.dict_with(op, elided, "");
    }

    /// As [`OpPrinter::print_attr_dict`], with ` attributes` in front.
    pub fn print_attr_dict_with_keyword(&mut self, op: OpRef<'_>, elided: &[&str]) {
        self.dict_with(op, elided, " attributes");
    }

    fn dict_with(&mut self, op: OpRef<'_>, elided: &[&str], keyword: &str) {
        let cx = self.cx;
        let mut entries: Vec<(Sym, Attr)> = Vec::new();
        match op.def() {
            Some(def) => {
                let slots = def.attrs.iter().enumerate();
                for (i, slot) in slots.filter(|(_, s)| !elided.contains(&s.name)) {
                    entries.extend(op.inherent(i).map(|a| (cx.sym(slot.name), a)));
                }
            }
            None => entries.extend(op.inherent(0).and_then(|d| d.as_dict(cx)).unwrap_or(&[])),
        }
        let discardable = op.body.discardable(op.id).get().and_then(|d| d.as_dict(cx));
        let discardable = discardable.unwrap_or(&[]).iter();
        entries.extend(discardable.filter(|(k, _)| !elided.contains(&cx.str(*k))));
        if entries.is_empty() {
            return;
        }
        entries.sort_by(|(a, _), (b, _)| cx.str(*a).cmp(cx.str(*b)));
        self.text(keyword);
        self.char(' ');
        self.print_dict(&entries);
    }

    // ---- operations ----

    /// Writes an operation: results, name, and the rest in its form; no newline.
    pub fn print_op(&mut self, op: OpRef<'_>) {
        let n_names = self.names.len();
        let place = self.open_place(op);
        self.result_names(op);
        self.print_op_without_results(op);
        self.close_place(place);
        // The names of this body stay for the operations beside; those of bodies inside would be
        // taken for names around the next one.
        let own = self.names[n_names..].iter().position(|n| n.body == op.body.id());
        self.names.truncate(n_names + own.map_or(0, |i| i + 1));
    }

    /// Writes an operation from its name on.
    pub fn print_op_without_results(&mut self, op: OpRef<'_>) {
        let n_names = self.names.len();
        let custom = op.def().filter(|def| self.is_custom(op, def));
        match custom {
            None => self.print_generic(op),
            Some(def) => {
                let name = self.short_name(def.name);
                self.text(name);
                self.with_dialect(op, |p| match def.asm {
                    Asm::Hand { print, .. } => print(p, op),
                    Asm::Format(_) => {
                        crate::text::format::print(p, op);
                    }
                    Asm::Generic => {}
                });
            }
        }
        if self.options.locations {
            self.char(' ');
            self.print_loc(op.loc());
        }
        self.names.truncate(n_names.max(1));
    }

    fn is_custom(&self, op: OpRef<'_>, def: &OpDef) -> bool {
        if self.options.generic || matches!(def.asm, Asm::Generic) {
            return false;
        }
        let dialect = || def.name.split('.').next().unwrap_or("");
        if self.options.interop && !UPSTREAM.contains(&dialect()) {
            return false;
        }
        // What is broken shows in the generic form, whole.
        crate::text::format::fits(op, def) && op.info().is_some_and(crate::text::format::works)
    }

    /// The name without the dialect that is implied here.
    fn short_name(&self, name: &'static str) -> &'static str {
        let implied = self.default_dialects.last().copied().unwrap_or("");
        match name.split_once('.') {
            Some((dialect, rest)) if dialect == implied && !rest.contains('.') => rest,
            _ => name,
        }
    }

    fn with_dialect(&mut self, op: OpRef<'_>, f: impl FnOnce(&mut Self)) {
        self.default_dialects.push(crate::text::default_dialect(self.cx, op.name()));
        f(self);
        self.default_dialects.pop();
    }

    /// Writes `%a, %b:2 = `.
    fn result_names(&mut self, op: OpRef<'_>) {
        let mut results = op.results();
        let Some(first) = results.next() else { return };
        let names = self.names_of(op.body);
        self.plain_name(op.body, first);
        let mut n = 1;
        for value in results {
            if self.names[names].value(self.cx, value) == Name::Grouped {
                n += 1;
                continue;
            }
            if n > 1 {
                self.char(':');
                self.uint(n);
            }
            n = 1;
            self.text(", ");
            self.plain_name(op.body, value);
        }
        if n > 1 {
            self.char(':');
            self.uint(n);
        }
        self.text(" = ");
    }

    /// Writes an operation in the generic form, without results in front.
    pub fn print_generic(&mut self, op: OpRef<'_>) {
        self.char('"');
        self.text(op.name_str());
        self.text("\"(");
        self.print_operands(op);
        self.char(')');
        if let blocks @ [_, ..] = op.body.successors(op.id) {
            self.char('[');
            self.list(blocks.iter(), |p, &b| p.print_successor(op.body, b));
            self.char(']');
        }
        self.properties(op);
        let mut regions = op.regions();
        if regions.len() > 0 {
            self.with_dialect(op, |p| {
                p.text(" (");
                p.list(&mut regions, |p, r| p.print_region(r, RegionPrint::FULL));
                p.char(')');
            });
        }
        let discardable = op.body.discardable(op.id).get().and_then(|d| d.as_dict(self.cx));
        if let Some(entries @ [_, ..]) = discardable {
            self.char(' ');
            self.print_dict(entries);
        }
        self.text(" : (");
        self.print_types(op.operands().map(|v| op.body.ty(v)));
        self.text(") -> ");
        match op.n_results() {
            1 => self.print_result_types(&[op.result_ty(0)]),
            _ => {
                self.char('(');
                self.print_types(op.results().map(|v| op.body.ty(v)));
                self.char(')');
            }
        }
    }

    /// Writes ` <{..}>`.
    fn properties(&mut self, op: OpRef<'_>) {
        let Some(def) = op.def() else {
            if let Some(dict) = op.inherent(0) {
                self.text(" <");
                self.print_attr(dict);
                self.char('>');
            }
            return;
        };
        let unit = self.cx.unit();
        let mut first = true;
        let mut put = |p: &mut Self, i: usize| {
            let Some(attr) = op.inherent(i) else { return };
            p.text(if first { " <{" } else { ", " });
            first = false;
            p.keyword_or_string(def.attrs[i].name);
            if attr != unit {
                p.text(" = ");
                p.print_attr(attr);
            }
        };
        // By name, as dictionaries are.
        match def.attrs.len() {
            0 => {}
            1 => put(self, 0),
            n => {
                let mut order: smallvec::SmallVec<[usize; 8]> = (0..n).collect();
                order.sort_by_key(|&i| def.attrs[i].name);
                order.into_iter().for_each(|i| put(self, i));
            }
        }
        if !first {
            self.text("}>");
        }
    }

    // ---- regions ----

    /// Writes `{ .. }`.
    pub fn print_region(&mut self, region: RegionRef<'_>, how: RegionPrint) {
        if self.stands_elsewhere(region) {
            return self.text("{..}");
        }
        self.text("{\n");
        if self.indent >= self.max_indent {
            self.cut = true;
            return;
        }
        self.indent += 2;
        let body = region.body;
        let blocks = region.blocks();
        let preds = if blocks.len() > 1 { Some(predecessors(region)) } else { None };
        for (i, &block) in blocks.iter().enumerate() {
            let has_args = !body.args(block).is_empty();
            let bare_empty = how.empty_block && body.first_op(block).is_none();
            let label = i > 0 || (how.entry_args && has_args) || (blocks.len() == 1 && bare_empty);
            if label {
                self.block_label(body, block, i == 0, preds.as_ref());
            }
            self.block_ops(OpRef::new(self.cx, body, OpId::NONE), block, how.terminators);
        }
        self.indent -= 2;
        self.blanks(self.indent);
        self.char('}');
    }

    fn block_ops(&mut self, at: OpRef<'_>, block: BlockId, terminators: bool) {
        let body = at.body;
        let owner = body.owner_of_block(block);
        if !owner.is_none() && at.at(owner).has(Traits::SYMBOL_TABLE) {
            // Its names count as around those of functions, whether it has any before them or not.
            self.names_of(body);
            if self.functions(at, block) {
                return;
            }
        }
        for op in body.ops_of(block) {
            let skip = !terminators && body.next(op).is_none() && is_terminator(at.at(op));
            if skip {
                break;
            }
            self.line(at.at(op));
            self.maybe_flush();
        }
    }

    /// One operation on a line of its own.
    pub(super) fn line(&mut self, op: OpRef<'_>) {
        self.blanks(self.indent);
        self.print_op(op);
        self.provenance(op.body, op.id);
        self.out.push('\n');
    }

    /// Writes what made an operation, where that is known and wanted.
    fn provenance(&mut self, body: &Body, op: OpId) {
        if self.options.provenance
            && let Some(made) = body.provenance(op)
        {
            self.text("  // ");
            self.text(&made.describe(self.cx));
        }
    }

    fn block_label(
        &mut self,
        body: &Body,
        block: BlockId,
        entry: bool,
        preds: Option<&FxHashMap<BlockId, Vec<BlockId>>>,
    ) {
        self.blanks(self.indent - 2);
        self.print_successor(body, block);
        if !body.args(block).is_empty() {
            self.char('(');
            self.list(0..body.args(block).len(), |p, i| p.print_argument(body, block, i));
            self.char(')');
        }
        self.char(':');
        let found = preds.and_then(|p| p.get(&block)).map_or(&[][..], |v| v);
        match found {
            [] if entry => {}
            [] => self.text("  // no predecessors"),
            [one] => {
                self.text("  // pred: ");
                self.print_successor(body, *one);
            }
            many => {
                self.text("  // ");
                self.uint(many.len() as u64);
                self.text(" preds: ");
                self.list(many.iter(), |p, &b| p.print_successor(body, b));
            }
        }
        self.char('\n');
    }

    /// Writes ` : types of the values`.
    pub fn print_colon_types(&mut self, types: impl IntoIterator<Item = Type>) {
        self.text(" : ");
        self.print_types(types);
    }
}

fn is_terminator(op: OpRef<'_>) -> bool {
    op.def().is_none_or(|d| d.has(crate::Traits::TERMINATOR))
}

/// The blocks that branch to each block, in the region's order, once per edge.
fn predecessors(region: RegionRef<'_>) -> FxHashMap<BlockId, Vec<BlockId>> {
    let mut preds: FxHashMap<BlockId, Vec<BlockId>> = FxHashMap::default();
    for &block in region.blocks() {
        if let Some(last) = region.body.last_op(block) {
            for &successor in region.body.successors(last) {
                preds.entry(successor).or_default().push(block);
            }
        }
    }
    preds
}
