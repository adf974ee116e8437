//! Hand-written assembly of `affine.parallel`: bounds in groups, reductions by name.

use terrace_ir::affine::AffineExpr;
use terrace_ir::text::{AffineScope, Delim, OpParser, OpPrinter, Operand, RegionPrint, Tok};
use terrace_ir::{AffineMap, Attr, Context, OpRef, OpState, Reported, Type, ValueId};

use crate::arith::table::ATOMIC_RMW_KIND;
use crate::codes::{AFFINE001, ASM001};

/// Bounds of all loops: every expression in order, how many belong to each loop, the values used.
struct Bounds {
    map: AffineMap,
    groups: Vec<i32>,
    values: Vec<Operand>,
}

/// `(0, max(%a, 4))`
fn parse_bounds(p: &mut OpParser<'_>, joined: &str) -> Result<Bounds, Reported> {
    let mut scope = AffineScope::of_values();
    let (mut results, mut groups) = (Vec::new(), Vec::new());
    p.comma(Delim::Paren, |p| {
        let before = results.len();
        if p.parse_optional_keyword(joined) {
            p.comma(Delim::Paren, |p| {
                results.push(p.parse_affine_expr(&mut scope)?);
                Ok(())
            })?;
        } else {
            results.push(p.parse_affine_expr(&mut scope)?);
        }
        groups.push((results.len() - before) as i32);
        Ok(())
    })?;
    let map = AffineMap { n_dims: scope.n_dims(), n_syms: scope.n_syms(), results };
    Ok(Bounds { map, groups, values: scope.operands() })
}

/// `dense<..> : tensor<nxi32>`
fn group_sizes(cx: &Context, groups: &[i32]) -> Attr {
    let ty = cx.tensor_ty(&[groups.len() as i64], cx.int_ty(32));
    let splat = !groups.is_empty() && groups.iter().all(|g| *g == groups[0]);
    let kept = if splat { &groups[..1] } else { groups };
    cx.dense(ty, kept.iter().flat_map(|g| g.to_le_bytes()).collect::<Vec<u8>>(), splat)
}

pub(super) fn parse(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let cx = p.cx;
    let index = cx.index_ty();
    let ivs = p.comma(Delim::Paren, OpParser::parse_operand)?;
    p.expect(Tok::Equal)?;
    let lower = parse_bounds(p, "max")?;
    p.parse_keyword("to")?;
    let upper = parse_bounds(p, "min")?;
    let mut steps = vec![1; ivs.len()];
    if p.parse_optional_keyword("step") {
        steps = p.comma(Delim::Paren, |p| p.parse_integer())?;
    }
    for n in [lower.groups.len(), upper.groups.len(), steps.len()] {
        if n != ivs.len() {
            return Err(p.error(&ASM001, &[&ivs.len(), &n]));
        }
    }
    let reductions = parse_reductions(p)?;
    state.result_types = p.parse_optional_arrow_types()?;
    if reductions.len() != state.result_types.len() {
        return Err(p.error(&ASM001, &[&reductions.len(), &state.result_types.len()]));
    }
    p.resolve_all(&lower.values, index, state)?;
    p.resolve_all(&upper.values, index, state)?;
    let steps: Vec<Attr> = steps.into_iter().map(|s| cx.i64_attr(s)).collect();
    p.set_attr(state, "reductions", cx.array_attr(&reductions));
    p.set_attr(state, "lowerBoundsGroups", group_sizes(cx, &lower.groups));
    p.set_attr(state, "lowerBoundsMap", cx.map_attr(lower.map));
    p.set_attr(state, "upperBoundsGroups", group_sizes(cx, &upper.groups));
    p.set_attr(state, "upperBoundsMap", cx.map_attr(upper.map));
    p.set_attr(state, "steps", cx.array_attr(&steps));
    let args = super::asm::arguments(p, &ivs, index);
    p.parse_region(state, &args)?;
    p.ensure_terminator(state, "affine.yield");
    p.parse_optional_attr_dict_into(state)
}

/// `reduce ("addf", "maxsi")`
fn parse_reductions(p: &mut OpParser<'_>) -> Result<Vec<Attr>, Reported> {
    if !p.parse_optional_keyword("reduce") {
        return Ok(Vec::new());
    }
    p.comma(Delim::Paren, |p| {
        let at = p.offset();
        let word = p.parse_string()?;
        let case = ATOMIC_RMW_KIND.cases.iter().find(|(name, _)| *name == word);
        match case {
            Some((_, value)) => Ok(p.cx.i64_attr(*value)),
            None => Err(p.error_at(at, &AFFINE001, &[&word])),
        }
    })
}

pub(super) fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let Some(region) = op.region(0) else { return };
    let args: &[ValueId] = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    p.text(" (");
    p.print_values(region.body, args.iter().copied());
    p.text(") = (");
    let map = |name: &str| op.attr(name).and_then(|a| a.as_map(op.cx));
    let n_lower = map("lowerBoundsMap").map_or(0, |m| (m.n_dims + m.n_syms) as usize);
    let values: Vec<ValueId> = op.operands().collect();
    let (lower, upper) = values.split_at(n_lower.min(values.len()));
    print_bounds(p, op, ["lowerBoundsMap", "lowerBoundsGroups", "max"], lower);
    p.text(") to (");
    print_bounds(p, op, ["upperBoundsMap", "upperBoundsGroups", "min"], upper);
    p.char(')');
    let steps = op.attr("steps").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    if steps.iter().any(|s| *s != 1) {
        p.text(" step (");
        p.list(steps, |p, step| p.int(step));
        p.char(')');
    }
    if op.n_results() > 0 {
        p.text(" reduce (");
        let kinds = op.attr("reductions").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        p.list(kinds, |p, kind| {
            p.char('"');
            p.enum_words(&ATOMIC_RMW_KIND, kind);
            p.char('"');
        });
        p.text(") -> (");
        let types: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
        p.print_types(types);
        p.char(')');
    }
    p.char(' ');
    let terminators = op.n_results() > 0;
    p.print_region(region, RegionPrint { terminators, ..RegionPrint::NO_ARGS });
    let hidden = &[
        "reductions",
        "lowerBoundsMap",
        "lowerBoundsGroups",
        "upperBoundsMap",
        "upperBoundsGroups",
        "steps",
    ];
    p.print_attr_dict(op, hidden);
}

fn print_bounds(
    p: &mut OpPrinter<'_>,
    op: OpRef<'_>,
    [map, groups, joined]: [&str; 3],
    values: &[ValueId],
) {
    let Some(map) = op.attr(map).and_then(|a| a.as_map(op.cx)) else { return };
    let groups = op.attr(groups).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let mut at = 0usize;
    p.list(groups, |p, n| {
        let end = at + usize::try_from(n).unwrap_or(0);
        let results: Vec<AffineExpr> = map.results.get(at..end).unwrap_or(&[]).to_vec();
        at = end;
        let several = results.len() != 1;
        if several {
            p.text(joined);
            p.char('(');
        }
        let part = AffineMap { n_dims: map.n_dims, n_syms: map.n_syms, results };
        p.print_affine_map_of_ssa(op.body, &part, values);
        if several {
            p.char(')');
        }
    });
}
