//! Printing by a compiled format.

use super::{Arg, Format, Kind, Node, Of, format_of, is_unit};
use crate::def::{Arity, OpDef, Traits, TypeRule};
use crate::entity::{Attr, Sym, Type};
use crate::text::{OpPrinter, RegionPrint};
use crate::view::OpRef;

/// Writes everything after an operation's name; `false` when there is no format that works.
pub(crate) fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>) -> bool {
    let Some(info) = op.info() else { return false };
    let Some(Ok(format)) = format_of(info) else { return false };
    let defaults = crate::text::defaults(op.cx, info);
    Writer { format, def: info.def, defaults, op }.nodes(p, &format.nodes);
    true
}

struct Writer<'f> {
    format: &'f Format,
    def: &'static OpDef,
    defaults: &'f [Attr],
    op: OpRef<'f>,
}

impl Writer<'_> {
    fn nodes(&self, p: &mut OpPrinter<'_>, nodes: &[Node]) {
        nodes.iter().for_each(|node| self.node(p, node));
    }

    fn node(&self, p: &mut OpPrinter<'_>, node: &Node) {
        if node.blank {
            p.char(' ');
        }
        let op = self.op;
        match &node.kind {
            Kind::Literal(text) => p.text(text),
            Kind::Blank => p.char(' '),
            Kind::Newline => p.newline(),
            Kind::Attr(slot) => {
                if let Some(attr) = op.inherent(*slot) {
                    p.print_constrained(&self.def.attrs[*slot].constraint, attr);
                }
            }
            Kind::Operand(slot) => {
                let range = op.operand_group(*slot).unwrap_or(0..0);
                p.print_values(op.body, range.map(|i| op.operand(i)));
            }
            Kind::Region(slot) => self.regions(p, *slot),
            Kind::Successor(slot) => {
                let blocks = Arg::Successors(*slot).successors(op);
                p.list(blocks, |p, b| p.print_successor(op.body, b));
            }
            Kind::AllOperands => p.print_operands(op),
            Kind::AllRegions => p.list(op.regions(), |p, r| p.print_region(r, RegionPrint::FULL)),
            Kind::AllSuccessors => {
                let blocks = op.body.successors(op.id).iter();
                p.list(blocks, |p, &b| p.print_successor(op.body, b));
            }
            Kind::Dict { keyword } => self.dict(p, *keyword),
            Kind::PropDict => self.prop_dict(p),
            Kind::Types(of) => self.each_type(p, *of),
            Kind::Functional(inputs, results) => {
                p.print_function_type(&self.types(*inputs), &self.types(*results));
            }
            Kind::Custom(directive, args) => (directive.print)(p, op, args),
            Kind::Group(group) => {
                if !self.present(&group.nodes[group.anchor]) {
                    return self.nodes(p, &group.otherwise);
                }
                for (i, node) in group.nodes.iter().enumerate() {
                    let implied = i == group.anchor
                        && group.nodes.len() > 1
                        && matches!(node.kind, Kind::Attr(slot) if is_unit(self.def, slot));
                    if !implied {
                        self.node(p, node);
                    }
                }
            }
            Kind::AnyOrder(clauses) => {
                for clause in clauses.iter().filter(|c| self.any_present(&c.nodes)) {
                    p.char(' ');
                    p.text(&clause.word);
                    if let [Node { kind: Kind::Attr(slot), .. }] = &*clause.nodes
                        && is_unit(self.def, *slot)
                    {
                        continue;
                    }
                    self.nodes(p, &clause.nodes);
                }
            }
        }
    }

    fn regions(&self, p: &mut OpPrinter<'_>, slot: usize) {
        let regions = Arg::Regions(slot).regions(self.op);
        // The parser gives a single-block region its block.
        let single = self.op.info().is_some_and(|i| i.def.has(Traits::SINGLE_BLOCK));
        let how = RegionPrint { empty_block: !single, ..RegionPrint::FULL };
        p.list(regions, |p, r| p.print_region(r, how));
    }

    fn types(&self, of: Of) -> Vec<Type> {
        let op = self.op;
        match of {
            Of::Operand(slot) => Arg::OperandTypes(slot).types(op),
            Of::Result(slot) => Arg::ResultTypes(slot).types(op),
            Of::Operands => op.operands().map(|v| op.body.ty(v)).collect(),
            Of::Results => op.results().map(|v| op.body.ty(v)).collect(),
        }
    }

    /// As [`Writer::types`], written without a list in between.
    fn each_type(&self, p: &mut OpPrinter<'_>, of: Of) {
        let op = self.op;
        match of {
            Of::Operand(slot) => {
                let range = op.operand_group(slot).unwrap_or(0..0);
                p.print_types(range.map(|i| op.operand_ty(i)));
            }
            Of::Result(slot) => {
                let range = op.result_group(slot).unwrap_or(0..0);
                p.print_types(range.map(|i| op.result_ty(i)));
            }
            Of::Operands => p.print_types(op.operands().map(|v| op.body.ty(v))),
            Of::Results => p.print_types(op.results().map(|v| op.body.ty(v))),
        }
    }

    /// Whether what a node writes is there.
    fn present(&self, node: &Node) -> bool {
        let op = self.op;
        match &node.kind {
            Kind::Attr(slot) => op.inherent(*slot).is_some_and(|a| !self.is_default(*slot, a)),
            Kind::Operand(slot) => op.operand_group(*slot).is_some_and(|r| !r.is_empty()),
            Kind::Region(slot) => {
                let regions = Arg::Regions(*slot).regions(op);
                let optional = self.def.regions[*slot].variadic;
                regions.iter().any(|r| optional || !r.blocks().is_empty())
            }
            Kind::Successor(slot) => !Arg::Successors(*slot).successors(op).is_empty(),
            Kind::Types(of) => !self.types(*of).is_empty(),
            Kind::Functional(a, b) => !self.types(*a).is_empty() || !self.types(*b).is_empty(),
            Kind::AllOperands => op.n_operands() > 0,
            Kind::AllRegions => op.regions().len() > 0,
            Kind::AllSuccessors => !op.body.successors(op.id).is_empty(),
            Kind::Custom(_, args) => args.iter().any(|arg| match arg {
                Arg::Attr(slot) => op.inherent(*slot).is_some_and(|a| !self.is_default(*slot, a)),
                Arg::Operands(_) | Arg::OperandTypes(_) => !arg.values(op).is_empty(),
                Arg::ResultTypes(_) => !arg.types(op).is_empty(),
                Arg::Regions(_) => arg.regions(op).iter().any(|r| !r.blocks().is_empty()),
                Arg::Successors(_) => !arg.successors(op).is_empty(),
                Arg::Text(_) => false,
            }),
            Kind::Group(group) => self.present(&group.nodes[group.anchor]),
            Kind::AnyOrder(clauses) => clauses.iter().any(|c| self.any_present(&c.nodes)),
            Kind::Dict { .. } | Kind::PropDict => true,
            Kind::Literal(_) | Kind::Blank | Kind::Newline => false,
        }
    }

    fn any_present(&self, nodes: &[Node]) -> bool {
        nodes.iter().any(|n| self.present(n))
    }

    fn is_default(&self, slot: usize, attr: Attr) -> bool {
        self.defaults.get(slot).is_some_and(|d| *d == attr)
    }

    /// The attributes that the format does not write itself; `inherent`: those of the definition.
    fn rest(&self, inherent: bool, discardable: bool) -> Vec<(Sym, Attr)> {
        let (op, cx) = (self.op, self.op.cx);
        let mut entries: Vec<(Sym, Attr)> = Vec::new();
        if inherent {
            for (i, slot) in self.def.attrs.iter().enumerate() {
                let elided = self.format.bound_attrs[i] || is_segments(slot.name);
                if !elided
                    && let Some(attr) = op.inherent(i)
                    && !self.is_default(i, attr)
                {
                    entries.push((cx.sym(slot.name), attr));
                }
            }
        }
        if discardable {
            let dict = op.body.discardable(op.id).get().and_then(|d| d.as_dict(cx));
            let dict = dict.unwrap_or(&[]).iter();
            entries.extend(dict.filter(|(k, _)| !is_segments(cx.str(*k))));
        }
        entries.sort_by(|(a, _), (b, _)| cx.str(*a).cmp(cx.str(*b)));
        entries
    }

    fn dict(&self, p: &mut OpPrinter<'_>, keyword: bool) {
        let entries = self.rest(!self.format.prop_dict, true);
        if !entries.is_empty() {
            p.text(if keyword { " attributes " } else { " " });
            p.print_dict(&entries);
        }
    }

    fn prop_dict(&self, p: &mut OpPrinter<'_>) {
        let entries = self.rest(true, false);
        if !entries.is_empty() {
            p.text(" <");
            p.print_dict(&entries);
            p.char('>');
        }
    }
}

/// Sizes of groups are never written: they follow from the text.
fn is_segments(name: &str) -> bool {
    matches!(name, "operandSegmentSizes" | "resultSegmentSizes")
}

/// Whether all values have one type. Types that may be equal, such as `tensor<4xf32>` and
/// `tensor<?xf32>`, verify as one, but a form that writes one type cannot tell them apart.
fn is_of_one_type(op: OpRef<'_>) -> bool {
    let operands = (0..op.n_operands()).map(|i| op.operand_ty(i));
    let mut types = operands.chain((0..op.n_results()).map(|i| op.result_ty(i)));
    types.next().is_none_or(|first| types.all(|ty| ty == first))
}

/// Whether an operation has the parts that its definition says, so that its custom form can show
/// them all.
pub(crate) fn fits(op: OpRef<'_>, def: &OpDef) -> bool {
    let groups =
        |slots: &[crate::def::ValueSlot], n: usize, last: Option<std::ops::Range<usize>>| {
            match slots {
                [] => n == 0,
                [one] if one.arity == Arity::One => n == 1,
                _ => last.is_some(),
            }
        };
    let n_operands = def.operands.len();
    let operands = n_operands.checked_sub(1).and_then(|i| op.operand_group(i));
    let results = def.results.len().checked_sub(1).and_then(|i| op.result_group(i));
    let n_regions = op.regions().len();
    let variadic_regions = def.regions.iter().any(|r| r.variadic);
    let n_fixed = def.regions.iter().filter(|r| !r.variadic).count();
    let n_successors = op.body.successors(op.id).len();
    let variadic_successors = def.successors.iter().any(|s| s.variadic);
    let n_fixed_successors = def.successors.iter().filter(|s| !s.variadic).count();
    groups(def.operands, op.n_operands(), operands)
        && groups(def.results, op.n_results(), results)
        && (n_regions == n_fixed || (variadic_regions && n_regions >= n_fixed))
        && (n_successors == n_fixed_successors
            || (variadic_successors && n_successors >= n_fixed_successors))
        && def.attrs.iter().enumerate().all(|(i, slot)| {
            slot.optional
                || slot.default.is_some()
                || is_segments(slot.name)
                || op.inherent(i).is_some()
        })
        && (is_of_one_type(op)
            || !def.types.iter().any(|rule| matches!(rule, TypeRule::SameOperandsAndResults)))
}
