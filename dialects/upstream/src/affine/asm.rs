//! Hand-written assembly of `affine`: bounds, subscripts and conditions over SSA values.

use terrace_ir::affine::AffineExpr;
use terrace_ir::text::{Argument, Delim, OpParser, OpPrinter, Operand, RegionPrint, Tok};
use terrace_ir::{AffineMap, Attr, AttrKind, OpRef, OpState, RegionRef, Reported, Type, ValueId};

use crate::codes::ASM001;
use crate::ods::Asm;
use crate::prefetch;

/// `(%dims)[%symbols]`
fn parse_dims_and_symbols(p: &mut OpParser<'_>) -> Result<Vec<Operand>, Reported> {
    let mut all = p.parse_operand_list(Delim::OptionalParen)?;
    all.extend(p.parse_operand_list(Delim::OptionalSquare)?);
    Ok(all)
}

fn print_dims_and_symbols(p: &mut OpPrinter<'_>, op: OpRef<'_>, values: &[ValueId], n_dims: usize) {
    let (dims, symbols) = values.split_at(n_dims.min(values.len()));
    p.char('(');
    p.print_values(op.body, dims.iter().copied());
    p.char(')');
    if !symbols.is_empty() {
        p.char('[');
        p.print_values(op.body, symbols.iter().copied());
        p.char(']');
    }
}

fn count(p: &mut OpParser<'_>, want: usize, got: usize) -> Result<(), Reported> {
    if want == got { Ok(()) } else { Err(p.error(&ASM001, &[&want, &got])) }
}

/// A map attribute and the values it is applied to.
fn parse_map_of(p: &mut OpParser<'_>) -> Result<(Attr, Vec<Operand>), Reported> {
    let attr = p.parse_attribute()?;
    if attr.as_map(p.cx).is_none() {
        return Err(p.expected("an affine map"));
    }
    Ok((attr, parse_dims_and_symbols(p)?))
}

/// `map(%dims)[%symbols]`
macro_rules! applied_map {
    ($($id:ident)*) => {
        $(pub(super) const $id: Asm = Asm::Hand { parse: parse_applied, print: print_applied };)*
    };
}

applied_map! { APPLY MIN MAX }

fn parse_applied(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let (map, operands) = parse_map_of(p)?;
    p.set_attr(state, "map", map);
    p.parse_optional_attr_dict_into(state)?;
    let index = p.cx.index_ty();
    p.resolve_all(&operands, index, state)?;
    state.result_types.push(index);
    Ok(())
}

fn print_applied(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let Some(attr) = op.attr("map") else { return };
    p.char(' ');
    p.print_attr(attr);
    let n_dims = attr.as_map(op.cx).map_or(0, |m| m.n_dims as usize);
    let values: Vec<ValueId> = op.operands().collect();
    print_dims_and_symbols(p, op, &values, n_dims);
    p.print_attr_dict(op, &["map"]);
}

/// `%m[%i + 1, symbol(%n)]`, to be resolved when the type is known
struct Access {
    memory: Operand,
    map: AffineMap,
    indices: Vec<Operand>,
}

fn parse_access(p: &mut OpParser<'_>) -> Result<Access, Reported> {
    let memory = p.parse_operand()?;
    let (map, indices) = p.parse_affine_map_of_ssa(Delim::Square)?;
    Ok(Access { memory, map, indices })
}

impl Access {
    fn resolve(self, p: &mut OpParser<'_>, state: &mut OpState, ty: Type) -> Result<(), Reported> {
        let index = p.cx.index_ty();
        let map = p.cx.map_attr(self.map);
        p.set_attr(state, "map", map);
        p.resolve_all(&[self.memory], ty, state)?;
        p.resolve_all(&self.indices, index, state)
    }
}

/// `%m[..]` of the memory operand at this position
fn print_access(p: &mut OpPrinter<'_>, op: OpRef<'_>, memory: usize) {
    p.print_operand(op, memory);
    p.char('[');
    if let Some(map) = op.attr("map").and_then(|a| a.as_map(op.cx)) {
        let indices: Vec<ValueId> = op.operands().skip(memory + 1).collect();
        p.print_affine_map_of_ssa(op.body, map, &indices);
    }
    p.char(']');
}

pub(super) const LOAD: Asm = Asm::Hand {
    parse: |p, state| {
        let access = parse_access(p)?;
        p.parse_optional_attr_dict_into(state)?;
        let ty = p.parse_colon_type()?;
        state.result_types.push(ty.elem(p.cx));
        access.resolve(p, state, ty)
    },
    print: |p, op| {
        p.char(' ');
        print_access(p, op, 0);
        p.print_attr_dict(op, &["map"]);
        p.print_colon_types([op.operand_ty(0)]);
    },
};

pub(super) const STORE: Asm = Asm::Hand {
    parse: |p, state| {
        let value = p.parse_operand()?;
        p.expect(Tok::Comma)?;
        let access = parse_access(p)?;
        p.parse_optional_attr_dict_into(state)?;
        let ty = p.parse_colon_type()?;
        let elem = ty.elem(p.cx);
        p.resolve_all(&[value], elem, state)?;
        access.resolve(p, state, ty)
    },
    print: |p, op| {
        p.char(' ');
        p.print_operand(op, 0);
        p.text(", ");
        print_access(p, op, 1);
        p.print_attr_dict(op, &["map"]);
        p.print_colon_types([op.operand_ty(1)]);
    },
};

pub(super) const VECTOR_LOAD: Asm = Asm::Hand {
    parse: |p, state| {
        let access = parse_access(p)?;
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_colon_type_list()?;
        let &[memory, vector] = types.as_slice() else {
            return Err(p.error(&ASM001, &[&2, &types.len()]));
        };
        state.result_types.push(vector);
        access.resolve(p, state, memory)
    },
    print: |p, op| {
        p.char(' ');
        print_access(p, op, 0);
        p.print_attr_dict(op, &["map"]);
        p.print_colon_types([op.operand_ty(0), op.result_ty(0)]);
    },
};

pub(super) const VECTOR_STORE: Asm = Asm::Hand {
    parse: |p, state| {
        let value = p.parse_operand()?;
        p.expect(Tok::Comma)?;
        let access = parse_access(p)?;
        p.parse_optional_attr_dict_into(state)?;
        let types = p.parse_colon_type_list()?;
        let &[memory, vector] = types.as_slice() else {
            return Err(p.error(&ASM001, &[&2, &types.len()]));
        };
        p.resolve_all(&[value], vector, state)?;
        access.resolve(p, state, memory)
    },
    print: |p, op| {
        p.char(' ');
        p.print_operand(op, 0);
        p.text(", ");
        print_access(p, op, 1);
        p.print_attr_dict(op, &["map"]);
        p.print_colon_types([op.operand_ty(1), op.operand_ty(0)]);
    },
};

pub(super) const PREFETCH: Asm = Asm::Hand {
    parse: |p, state| {
        let access = parse_access(p)?;
        let ty = prefetch::parse_end(p, state)?;
        access.resolve(p, state, ty)
    },
    print: |p, op| {
        p.char(' ');
        print_access(p, op, 0);
        prefetch::print_end(p, op, &["map"]);
    },
};

/// `4`, `%n`, `map(%d)[%s]`, or several results after `max` or `min`
fn parse_bound(p: &mut OpParser<'_>, joined: &str) -> Result<(Attr, Vec<Operand>), Reported> {
    let several = p.parse_optional_keyword(joined);
    if !several {
        if let Some(value) = p.parse_optional_operand()? {
            let map = AffineMap { n_dims: 0, n_syms: 1, results: vec![AffineExpr::Sym(0)] };
            return Ok((p.cx.map_attr(map), vec![value]));
        }
        if let Some(constant) = p.parse_optional_integer()? {
            return Ok((p.cx.map_attr(AffineMap::constant(constant)), Vec::new()));
        }
    }
    let (map, operands) = parse_map_of(p)?;
    let n = map.as_map(p.cx).map_or(0, |m| m.results.len());
    if n == 0 || n > 1 && !several {
        return Err(p.expected("one bound, or `min` or `max` before several"));
    }
    Ok((map, operands))
}

fn print_bound(p: &mut OpPrinter<'_>, op: OpRef<'_>, name: &str, group: usize, joined: &str) {
    let Some(attr) = op.attr(name) else { return };
    let Some(map) = attr.as_map(op.cx) else { return };
    let values = op.operand_values(group);
    match (map.results.as_slice(), values.as_slice()) {
        ([AffineExpr::Const(c)], []) => return p.int(*c),
        ([AffineExpr::Sym(0)], [value]) => return p.print_value(op.body, *value),
        ([_], _) => {}
        _ => {
            p.text(joined);
            p.char(' ');
        }
    }
    p.print_attr(attr);
    print_dims_and_symbols(p, op, &values, map.n_dims as usize);
}

/// `%i = 0 to min map(%n) step 2 iter_args(%a = %x) -> (t) { .. }`
pub(super) const FOR: Asm = Asm::Hand { parse: parse_for, print: print_for };

fn parse_for(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let cx = p.cx;
    let index = cx.index_ty();
    let iv = Argument { ty: index, ..p.parse_argument(false)? };
    p.expect(Tok::Equal)?;
    let (lower, lower_values) = parse_bound(p, "max")?;
    p.parse_keyword("to")?;
    let (upper, upper_values) = parse_bound(p, "min")?;
    let step = if p.parse_optional_keyword("step") { p.parse_integer()? } else { 1 };
    p.resolve_all(&lower_values, index, state)?;
    p.resolve_all(&upper_values, index, state)?;
    let mut args = vec![iv];
    let mut n_inits = 0;
    if p.parse_optional_keyword("iter_args") {
        let inits = p.comma(Delim::Paren, |p| {
            let arg = p.parse_operand()?;
            p.expect(Tok::Equal)?;
            Ok((arg, p.parse_operand()?))
        })?;
        state.result_types = p.parse_arrow_types()?;
        count(p, state.result_types.len(), inits.len())?;
        n_inits = inits.len();
        let types = state.result_types.clone();
        let (names, values): (Vec<Operand>, Vec<Operand>) = inits.into_iter().unzip();
        p.resolve_operands(&values, &types, state)?;
        args.extend(names.iter().zip(types).map(|(n, t)| p.argument_of(*n, t)));
    }
    let sizes = [lower_values.len(), upper_values.len(), n_inits].map(|n| n as i32);
    p.set_attr(state, "lowerBoundMap", lower);
    p.set_attr(state, "upperBoundMap", upper);
    p.set_attr(state, "step", cx.index_attr(step));
    p.set_attr(state, "operandSegmentSizes", cx.i32_array(&sizes));
    p.parse_region(state, &args)?;
    p.ensure_terminator(state, "affine.yield");
    p.parse_optional_attr_dict_into(state)
}

fn print_body(p: &mut OpPrinter<'_>, region: RegionRef<'_>, terminators: bool) {
    p.char(' ');
    p.print_region(region, RegionPrint { terminators, ..RegionPrint::NO_ARGS });
}

fn print_for(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let Some(region) = op.region(0) else { return };
    let args: &[ValueId] = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    p.char(' ');
    if let Some(iv) = args.first() {
        p.print_value(region.body, *iv);
        let loc = region.entry().and_then(|b| region.body.arg_locs(b).first());
        if let Some(loc) = loc.filter(|_| p.options().locations) {
            p.char(' ');
            p.print_loc(*loc);
        }
    }
    p.text(" = ");
    print_bound(p, op, "lowerBoundMap", 0, "max");
    p.text(" to ");
    print_bound(p, op, "upperBoundMap", 1, "min");
    let step = op.attr("step").and_then(|a| a.as_i64(op.cx)).unwrap_or(1);
    if step != 1 {
        p.text(" step ");
        p.int(step);
    }
    let inits = op.operand_values(2);
    if !inits.is_empty() {
        p.text(" iter_args(");
        p.list(inits.iter().enumerate(), |p, (i, init)| {
            if let Some(arg) = args.get(i + 1) {
                p.print_value(region.body, *arg);
                p.text(" = ");
            }
            p.print_value(op.body, *init);
        });
        p.text(") -> (");
        p.print_types(inits.iter().map(|v| op.body.ty(*v)));
        p.char(')');
    }
    print_body(p, region, op.n_results() > 0);
    p.print_attr_dict(op, &["lowerBoundMap", "upperBoundMap", "step", "operandSegmentSizes"]);
}

/// `set(%d)[%s] -> t { .. } else { .. }`
pub(super) const IF: Asm = Asm::Hand {
    parse: |p, state| {
        let attr = p.parse_attribute()?;
        if !matches!(&*attr.kind(p.cx), AttrKind::IntegerSet(_)) {
            return Err(p.expected("an affine set"));
        }
        p.set_attr(state, "condition", attr);
        let operands = parse_dims_and_symbols(p)?;
        let index = p.cx.index_ty();
        p.resolve_all(&operands, index, state)?;
        state.result_types = p.parse_optional_arrow_types()?;
        p.parse_region(state, &[])?;
        p.ensure_terminator(state, "affine.yield");
        if p.parse_optional_keyword("else") {
            p.parse_region(state, &[])?;
            p.ensure_terminator(state, "affine.yield");
        } else {
            p.empty_region(state);
        }
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        let Some(attr) = op.attr("condition") else { return };
        let n_dims = match &*attr.kind(op.cx) {
            AttrKind::IntegerSet(set) => set.n_dims as usize,
            _ => 0,
        };
        p.char(' ');
        p.print_attr(attr);
        let values: Vec<ValueId> = op.operands().collect();
        print_dims_and_symbols(p, op, &values, n_dims);
        let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
        p.print_optional_arrow_types(&results);
        if let Some(then) = op.region(0) {
            print_body(p, then, !results.is_empty());
        }
        if let Some(other) = op.region(1).filter(|r| !r.blocks().is_empty()) {
            p.keyword("else");
            print_body(p, other, !results.is_empty());
        }
        p.print_attr_dict(op, &["condition"]);
    },
};

/// `(%i, %j) = (0, max(%a, 4)) to (8, %n) step (2, 1) reduce ("addf") -> t { .. }`
pub(super) const PARALLEL: Asm =
    Asm::Hand { parse: super::asm_parallel::parse, print: super::asm_parallel::print };

/// Names of a region's arguments, all of one type.
pub(super) fn arguments(p: &OpParser<'_>, names: &[Operand], ty: Type) -> Vec<Argument> {
    names.iter().map(|n| p.argument_of(*n, ty)).collect()
}
