//! The text of loops, blocks, loads and stores: affine expressions over loop variables where they
//! are used.

use terrace_ir::affine::condition_sides;
use terrace_ir::text::{AffineScope, Delim, OpParser, OpPrinter, Operand, RegionPrint, Tok};
use terrace_ir::{
    AffineExpr, AffineMap, Attr, AttrKind, IntegerSet, OpRef, OpState, Reported, Type, ValueId,
};

use crate::{Block, For, Kind, Load, Store};

type Parsed = Result<(), Reported>;

// ---- loop.for: `%i = max(0, %a) to %b step 2 parallel attributes {..} { body }` ----

pub(crate) fn parse_for(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let cx = p.cx;
    let var = p.parse_operand()?;
    p.expect(Tok::Equal)?;
    let n_lower = bound(p, state, "lower", "max")?;
    p.parse_keyword("to")?;
    let n_upper = bound(p, state, "upper", "min")?;
    p.set_attr(state, "operandSegmentSizes", cx.i32_array(&[n_lower, n_upper]));
    let step = match p.parse_optional_keyword("step") {
        true => p.parse_integer()?,
        false => 1,
    };
    p.set_attr(state, "step", cx.i64_attr(step));
    let kind = kind(p)?;
    p.set_attr(state, "kind", kind);
    p.parse_attr_dict_with_keyword_into(state)?;
    let var = p.argument_of(var, cx.index_ty());
    p.parse_region(state, &[var])
}

/// `%a + 1` or `max(%a, %b)`: sets the map and gives the number of operands.
fn bound(
    p: &mut OpParser<'_>,
    state: &mut OpState,
    name: &str,
    of_many: &str,
) -> Result<i32, Reported> {
    let mut scope = AffineScope::of_values();
    let results = if p.at_keyword(of_many) && p.next_is(Tok::LParen) {
        p.advance();
        p.list(Delim::Paren, |p| p.parse_affine_expr(&mut scope))?
    } else {
        vec![p.parse_affine_expr(&mut scope)?]
    };
    let operands = scope.operands();
    p.resolve_all(&operands, p.cx.index_ty(), state)?;
    let map = AffineMap { n_dims: scope.n_dims(), n_syms: scope.n_syms(), results };
    p.set_attr(state, name, p.cx.map_attr(map));
    Ok(operands.len() as i32)
}

fn kind(p: &mut OpParser<'_>) -> Result<Attr, Reported> {
    if p.at(Tok::Hash) {
        return p.parse_attribute();
    }
    if !p.at(Tok::Bare) || p.at_keyword("attributes") {
        return Ok(Kind::Serial.to_attr(p.cx));
    }
    let words: Vec<&str> = Kind::WORDS.iter().map(|(_, word)| *word).collect();
    Ok(Kind::WORDS[p.parse_keyword_of(&words)?].0.to_attr(p.cx))
}

pub(crate) fn print_for(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let this = For(op);
    let (Some(bounds), Some(var)) = (this.bounds(), this.var()) else {
        p.text(" <<malformed loop>>");
        return print_rest(p, op, &[]);
    };
    p.char(' ');
    p.print_value(op.body, var);
    p.text(" = ");
    print_bound(p, op, &bounds.lower, &bounds.lower_operands, "max");
    p.text(" to ");
    print_bound(p, op, &bounds.upper, &bounds.upper_operands, "min");
    if bounds.step != 1 {
        p.text(" step ");
        p.int(bounds.step);
    }
    match this.loop_kind() {
        Some(Kind::Serial) => {}
        Some(Kind::Bind(attr) | Kind::Pipeline(attr)) => {
            p.char(' ');
            p.print_attr(attr);
        }
        Some(word) => {
            let known = Kind::WORDS.iter().find(|(kind, _)| *kind == word);
            p.keyword(known.map_or("", |(_, text)| text));
        }
        None => {
            p.char(' ');
            p.print_attr(this.kind());
        }
    }
    let said = ["lower", "upper", "step", "kind", "operandSegmentSizes"];
    p.print_attr_dict_with_keyword(op, &said);
    print_regions(p, op, RegionPrint::NO_ARGS);
}

fn print_bound(
    p: &mut OpPrinter<'_>,
    op: OpRef<'_>,
    map: &AffineMap,
    operands: &[ValueId],
    of_many: &str,
) {
    let many = map.results.len() != 1;
    if many {
        p.text(of_many);
        p.char('(');
    }
    p.print_affine_map_of_ssa(op.body, map, operands);
    if many {
        p.char(')');
    }
}

// ---- loop.block ----
// `"name" axes(m = %i : 4) reduce(k = %k : 8) where .. reassoc init {..} body {..}`

pub(crate) fn parse_block(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let cx = p.cx;
    let name = p.parse_string()?;
    p.set_attr(state, "name", cx.str_attr(&name));
    let mut scope = AffineScope::of_values();
    let mut axes = Axes::default();
    p.parse_keyword("axes")?;
    axis_list(p, &mut scope, &mut axes)?;
    let n_parallel = axes.names.len() as i64;
    if p.parse_optional_keyword("reduce") {
        axis_list(p, &mut scope, &mut axes)?;
    }
    let conditions = match p.parse_optional_keyword("where") {
        true => Some(p.parse_affine_conditions(&mut scope)?),
        false => None,
    };
    let (n_dims, n_syms) = (scope.n_dims(), scope.n_syms());
    p.resolve_all(&scope.operands(), cx.index_ty(), state)?;
    p.set_attr(state, "axes", cx.array_attr(&axes.names));
    p.set_attr(state, "extents", cx.i64_array(&axes.extents));
    p.set_attr(state, "n_parallel", cx.i64_attr(n_parallel));
    let bindings = AffineMap { n_dims, n_syms, results: axes.bindings };
    p.set_attr(state, "bindings", cx.map_attr(bindings));
    if let Some(constraints) = conditions {
        let set = AttrKind::IntegerSet(IntegerSet { n_dims, n_syms, constraints });
        p.set_attr(state, "conditions", cx.attr(set));
    }
    if p.parse_optional_keyword("reassoc") {
        p.set_attr(state, "reassoc", cx.unit());
    }
    p.parse_attr_dict_with_keyword_into(state)?;
    match p.parse_optional_keyword("init") {
        true => p.parse_region(state, &[])?,
        false => drop(p.empty_region(state)),
    }
    p.parse_keyword("body")?;
    p.parse_region(state, &[])?;
    // `{ }` is a block that does nothing, not a region without blocks.
    if let Some((body, region)) = p.latest_region(state)
        && body.blocks(region).is_empty()
    {
        body.new_block(region, &[]);
    }
    Ok(())
}

#[derive(Default)]
struct Axes {
    names: Vec<Attr>,
    bindings: Vec<AffineExpr>,
    extents: Vec<i64>,
}

/// `(m = %i * 8 + %j : 64, ..)`
fn axis_list<'a>(
    p: &mut OpParser<'a>,
    scope: &mut AffineScope<'a>,
    axes: &mut Axes,
) -> Result<(), Reported> {
    p.comma_list(Delim::Paren, |p| {
        axes.names.push(p.cx.str_attr(p.parse_any_keyword()?));
        p.expect(Tok::Equal)?;
        axes.bindings.push(p.parse_affine_expr(scope)?);
        p.expect(Tok::Colon)?;
        axes.extents.push(p.parse_integer()?);
        Ok(())
    })
}

pub(crate) fn print_block(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let this = Block(op);
    let (names, extents) = (this.axis_names(), this.axis_extents());
    let map = this.binding_map().filter(|m| m.results.len() == names.len());
    let Some(map) = map.filter(|_| extents.len() == names.len()) else {
        p.text(" <<malformed block>>");
        return print_rest(p, op, &[]);
    };
    p.char(' ');
    p.print_string(this.name_str());
    let vars: Vec<ValueId> = op.operands().collect();
    let n = this.parallel_count().min(names.len());
    for (what, range) in [("axes", 0..n), ("reduce", n..names.len())] {
        if what == "reduce" && range.is_empty() {
            continue;
        }
        p.keyword(what);
        p.char('(');
        p.list(range, |p, i| {
            p.text(names[i]);
            p.text(" = ");
            print_expr(p, op, map, &map.results[i], &vars);
            p.text(" : ");
            p.int(extents[i]);
        });
        p.char(')');
    }
    let conditions = this.condition_set();
    for (i, (e, is_eq)) in conditions.iter().flat_map(|s| &s.constraints).enumerate() {
        p.text(if i == 0 { " where " } else { " and " });
        let (lhs, sign, rhs) = condition_sides(e, *is_eq);
        print_expr(p, op, map, &lhs, &vars);
        p.char(' ');
        p.text(sign);
        p.char(' ');
        print_expr(p, op, map, &rhs, &vars);
    }
    if this.reassoc().is_some() {
        p.keyword("reassoc");
    }
    let said = ["name", "axes", "extents", "n_parallel", "bindings", "conditions", "reassoc"];
    p.print_attr_dict_with_keyword(op, &said);
    if let Some(init) = this.init().filter(|r| r.entry().is_some()) {
        p.text(" init ");
        p.print_region(init, RegionPrint::FULL);
    }
    if let Some(body) = this.body() {
        p.text(" body ");
        // A block without arguments needs no label: an empty one is read back as a block.
        p.print_region(body, RegionPrint { empty_block: false, ..RegionPrint::FULL });
    }
}

/// One expression over the operands of a block.
fn print_expr(
    p: &mut OpPrinter<'_>,
    op: OpRef<'_>,
    over: &AffineMap,
    expr: &AffineExpr,
    vars: &[ValueId],
) {
    let results = vec![expr.clone()];
    let one = AffineMap { n_dims: over.n_dims, n_syms: over.n_syms, results };
    p.print_affine_map_of_ssa(op.body, &one, vars);
}

// ---- loop.load, loop.store: `%a[%i, 2 * %j + 1] else 0.0 : f32 : memref<..>` ----

pub(crate) fn parse_load(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let place = place(p, state)?;
    if p.parse_optional_keyword("else") {
        let pad = p.parse_attribute()?;
        p.set_attr(state, "pad", pad);
    }
    p.parse_optional_attr_dict_into(state)?;
    let buffer = buffer_type(p)?;
    let value = p.resolve_operand(place.buffer, buffer)?;
    state.operands.push(value);
    p.resolve_all(&place.indices, p.cx.index_ty(), state)?;
    state.result_types.push(buffer.elem(p.cx));
    Ok(())
}

pub(crate) fn parse_store(p: &mut OpParser<'_>, state: &mut OpState) -> Parsed {
    let value = p.parse_operand()?;
    p.expect(Tok::Comma)?;
    let place = place(p, state)?;
    p.parse_optional_attr_dict_into(state)?;
    let buffer = buffer_type(p)?;
    p.resolve_operands(&[value, place.buffer], &[buffer.elem(p.cx), buffer], state)?;
    p.resolve_all(&place.indices, p.cx.index_ty(), state)
}

struct Place {
    buffer: Operand,
    indices: Vec<Operand>,
}

/// `%a[%i, 2 * %j + 1]`
fn place(p: &mut OpParser<'_>, state: &mut OpState) -> Result<Place, Reported> {
    let buffer = p.parse_operand()?;
    let (map, indices) = p.parse_affine_map_of_ssa(Delim::Square)?;
    p.set_attr(state, "map", p.cx.map_attr(map));
    Ok(Place { buffer, indices })
}

/// `: memref<..>`
fn buffer_type(p: &mut OpParser<'_>) -> Result<Type, Reported> {
    p.expect(Tok::Colon)?;
    let at = p.offset();
    let ty = p.parse_type()?;
    if ty.is_memref(p.cx) && ty.shape(p.cx).is_some() {
        return Ok(ty);
    }
    let text = terrace_ir::text::type_to_string(p.cx, ty);
    let args: [&dyn std::fmt::Display; 2] = [&"a ranked memref type", &format!("`{text}`")];
    Err(p.error_at(at, &terrace_ir::text::codes::PARSE001, &args))
}

pub(crate) fn print_load(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    p.char(' ');
    print_place(p, op, 0, Load(op).index_map());
    if let Some(pad) = Load(op).pad() {
        p.text(" else ");
        p.print_attr(pad);
    }
    print_rest(p, op, &["map", "pad"]);
    print_buffer_type(p, op, 0);
}

pub(crate) fn print_store(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    p.char(' ');
    p.print_operand(op, 0);
    p.text(", ");
    print_place(p, op, 1, Store(op).index_map());
    print_rest(p, op, &["map"]);
    print_buffer_type(p, op, 1);
}

fn print_place(p: &mut OpPrinter<'_>, op: OpRef<'_>, buffer: usize, map: Option<AffineMap>) {
    p.print_operand(op, buffer);
    p.char('[');
    let indices: Vec<ValueId> = op.operands().skip(buffer + 1).collect();
    if let Some(map) = map {
        p.print_affine_map_of_ssa(op.body, &map, &indices);
    }
    p.char(']');
}

fn print_buffer_type(p: &mut OpPrinter<'_>, op: OpRef<'_>, buffer: usize) {
    if buffer < op.n_operands() {
        p.print_colon_types([op.operand_ty(buffer)]);
    }
}

/// The attributes that were not written yet, and the regions.
fn print_rest(p: &mut OpPrinter<'_>, op: OpRef<'_>, said: &[&str]) {
    p.print_attr_dict(op, said);
    print_regions(p, op, RegionPrint::FULL);
}

fn print_regions(p: &mut OpPrinter<'_>, op: OpRef<'_>, how: RegionPrint) {
    for region in op.regions() {
        p.char(' ');
        p.print_region(region, how);
    }
}
