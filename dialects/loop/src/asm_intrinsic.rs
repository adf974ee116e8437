//! The text of `loop.intrinsic`:
//! `"name" reads(%a[%i, 0] by (16, 8)) writes(%c[0, 0] by (16, 8)) : types { body }`.

use terrace_ir::text::{AffineScope, Delim, OpParser, OpPrinter, Operand, RegionPrint, Tok};
use terrace_ir::{AffineMap, Attr, OpRef, OpState, Reported, ValueId};

use crate::Intrinsic;

struct Declared {
    buffer: Operand,
    from: Vec<terrace_ir::AffineExpr>,
    sizes: Vec<i64>,
}

pub(crate) fn parse(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let cx = p.cx;
    let name = p.parse_string()?;
    p.set_attr(state, "name", cx.str_attr(&name));
    let mut scope = AffineScope::of_values();
    p.parse_keyword("reads")?;
    let mut boxes = p.comma(Delim::Paren, |p| one(p, &mut scope))?;
    p.set_attr(state, "n_reads", cx.i64_attr(boxes.len() as i64));
    p.parse_keyword("writes")?;
    boxes.extend(p.comma(Delim::Paren, |p| one(p, &mut scope))?);
    let (n_dims, n_syms) = (scope.n_dims(), scope.n_syms());
    let position =
        |b: &Declared| cx.map_attr(AffineMap { n_dims, n_syms, results: b.from.clone() });
    let positions: Vec<Attr> = boxes.iter().map(position).collect();
    let sizes: Vec<Attr> = boxes.iter().map(|b| cx.i64_array(&b.sizes)).collect();
    p.set_attr(state, "positions", cx.array_attr(&positions));
    p.set_attr(state, "sizes", cx.array_attr(&sizes));
    p.parse_attr_dict_with_keyword_into(state)?;
    p.expect(Tok::Colon)?;
    let types = p.list(Delim::None, |p| p.parse_type())?;
    let buffers: Vec<Operand> = boxes.iter().map(|b| b.buffer).collect();
    p.resolve_operands(&buffers, &types, state)?;
    p.resolve_all(&scope.operands(), cx.index_ty(), state)?;
    p.parse_region(state, &[])
}

/// `%a[%i, 0] by (16, 8)`
fn one<'a>(p: &mut OpParser<'a>, scope: &mut AffineScope<'a>) -> Result<Declared, Reported> {
    let buffer = p.parse_operand()?;
    let from = p.list(Delim::Square, |p| p.parse_affine_expr(scope))?;
    p.parse_keyword("by")?;
    let sizes = p.list(Delim::Paren, |p| p.parse_integer())?;
    Ok(Declared { buffer, from, sizes })
}

pub(crate) fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let this = Intrinsic(op);
    let (regions, n, n_reads) = (this.regions(), this.n_regions(), this.n_reads_declared());
    let indices: Vec<ValueId> = op.operands().skip(n).collect();
    p.char(' ');
    p.print_string(this.name_str());
    for (what, range) in [(" reads(", 0..n_reads.min(n)), (" writes(", n_reads.min(n)..n)] {
        p.text(what);
        p.list(range, |p, i| {
            p.print_operand(op, i);
            let Some(region) = regions.get(i) else { return };
            p.char('[');
            p.print_affine_map_of_ssa(op.body, &region.from, &indices);
            p.text("] by (");
            p.list(&region.sizes, |p, size| p.int(*size));
            p.char(')');
        });
        p.char(')');
    }
    p.print_attr_dict_with_keyword(op, &["name", "positions", "sizes", "n_reads"]);
    p.print_colon_types((0..n).map(|i| op.operand_ty(i)));
    if let Some(body) = this.body() {
        p.char(' ');
        p.print_region(body, RegionPrint::NO_ARGS);
    }
}
