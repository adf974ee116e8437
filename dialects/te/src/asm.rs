//! The text of `te.compute`:
//! `axes(m = 4) reduce(k = 8) ins(%a[m, k] else 0.0 : f32, %table) combine add reassoc
//! where m <= k {name = ..} : types -> types { body }`.

use terrace_ir::affine::condition_sides;

use terrace_ir::text::{AffineScope, Delim, OpParser, OpPrinter, Operand, RegionPrint, Tok};
use terrace_ir::{AffineExpr, AffineMap, IntegerSet, OpRef, OpState, Reported};

use crate::Compute;
use crate::formula::{Axis, Combiner, Formula, Read};

/// Attributes that the text says in other words.
const SAID: &[&str] =
    &["axes", "extents", "n_parallel", "maps", "pads", "combine", "reassoc", "domain"];

pub(crate) fn parse(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    p.parse_keyword("axes")?;
    let mut names = Vec::new();
    let mut axes = axis_list(p, &mut names)?;
    let n_parallel = axes.len();
    if p.parse_optional_keyword("reduce") {
        axes.extend(axis_list(p, &mut names)?);
    }
    let mut scope = AffineScope::of_names(&names);
    p.parse_keyword("ins")?;
    let mut operands = Vec::new();
    let reads = p.comma(Delim::Paren, |p| {
        operands.push(p.parse_operand()?);
        read(p, &mut scope)
    })?;
    let combine = combiners(p)?;
    let reassoc = p.parse_optional_keyword("reassoc");
    let domain = match p.parse_optional_keyword("where") {
        true => {
            let constraints = p.parse_affine_conditions(&mut scope)?;
            Some(IntegerSet { n_dims: scope.n_dims(), n_syms: 0, constraints })
        }
        false => None,
    };
    let formula = Formula { axes, n_parallel, reads, combine, reassoc, domain };
    for (name, attr) in formula.to_attrs(p.cx) {
        p.set_attr(state, name, attr);
    }
    p.parse_optional_attr_dict_into(state)?;
    types(p, state, &operands)?;
    p.parse_region(state, &[])
}

/// `(m = 4, n = 6)`
fn axis_list<'a>(p: &mut OpParser<'a>, names: &mut Vec<&'a str>) -> Result<Vec<Axis>, Reported> {
    p.comma(Delim::Paren, |p| {
        let name = p.parse_any_keyword()?;
        names.push(name);
        p.expect(Tok::Equal)?;
        Ok(Axis { name: p.cx.sym(name), extent: p.parse_integer()? })
    })
}

/// `[m, 2 * k] else 0.0 : f32`, or nothing for an operand that the body reads with `te.at`.
fn read<'a>(p: &mut OpParser<'a>, scope: &mut AffineScope<'a>) -> Result<Read, Reported> {
    let mut map = None;
    if p.at(Tok::LSquare) {
        let results = p.list(Delim::Square, |p| p.parse_affine_expr(scope))?;
        map = Some(AffineMap::new(scope.n_dims(), results));
    }
    let pad = match p.parse_optional_keyword("else") {
        true => Some(p.parse_attribute()?),
        false => None,
    };
    Ok(Read { map, pad })
}

fn combiners(p: &mut OpParser<'_>) -> Result<Vec<Combiner>, Reported> {
    if !p.parse_optional_keyword("combine") {
        return Ok(Vec::new());
    }
    let words: Vec<&str> = Combiner::ALL.iter().map(|(_, word)| *word).collect();
    p.list(Delim::None, |p| Ok(Combiner::ALL[p.parse_keyword_of(&words)?].0))
}

/// `: operand types -> result types`
fn types(p: &mut OpParser<'_>, state: &mut OpState, operands: &[Operand]) -> Result<(), Reported> {
    p.expect(Tok::Colon)?;
    let mut inputs = Vec::new();
    if !p.at(Tok::Arrow) {
        inputs = p.list(Delim::None, |p| p.parse_type())?;
    }
    p.resolve_operands(operands, &inputs, state)?;
    p.expect(Tok::Arrow)?;
    state.result_types = p.list(Delim::None, |p| p.parse_type())?;
    Ok(())
}

pub(crate) fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    match Compute(op).formula() {
        Some(formula) => {
            print_formula(p, op, &formula);
            p.print_attr_dict(op, SAID);
        }
        None => {
            p.text(" <<no formula>>");
            p.print_attr_dict(op, &[]);
        }
    }
    p.print_colon_types(op.operands().map(|v| op.body.ty(v)));
    // Without operands the colon is followed by a blank already.
    p.text(if op.n_operands() == 0 { "-> " } else { " -> " });
    p.print_types(op.results().map(|v| op.body.ty(v)));
    if let Some(body) = op.region(0) {
        p.char(' ');
        p.print_region(body, RegionPrint::FULL);
    }
}

fn print_formula(p: &mut OpPrinter<'_>, op: OpRef<'_>, formula: &Formula) {
    let cx = op.cx;
    let axes = |p: &mut OpPrinter<'_>, what: &str, axes: &[Axis]| {
        p.keyword(what);
        p.char('(');
        p.list(axes, |p, axis| {
            p.text(cx.str(axis.name));
            p.text(" = ");
            p.int(axis.extent);
        });
        p.char(')');
    };
    let name = |d: u32| formula.axes.get(d as usize).map_or("?", |a| cx.str(a.name)).to_owned();
    let expr = |p: &mut OpPrinter<'_>, e: &AffineExpr| {
        p.text(&e.to_string_with(&name, &|s| format!("s{s}")));
    };
    axes(p, "axes", formula.parallel());
    if !formula.reduced().is_empty() {
        axes(p, "reduce", formula.reduced());
    }
    p.text(" ins(");
    p.list(formula.reads.iter().enumerate(), |p, (i, read)| {
        p.print_operand(op, i);
        if let Some(map) = &read.map {
            p.char('[');
            p.list(&map.results, |p, e| expr(p, e));
            p.char(']');
        }
        if let Some(pad) = read.pad {
            p.text(" else ");
            p.print_attr(pad);
        }
    });
    p.char(')');
    if !formula.combine.is_empty() {
        p.text(" combine ");
        p.list(&formula.combine, |p, c| p.text(c.word()));
    }
    if formula.reassoc {
        p.keyword("reassoc");
    }
    for (i, (e, is_eq)) in formula.domain.iter().flat_map(|d| &d.constraints).enumerate() {
        p.text(if i == 0 { " where " } else { " and " });
        let (lhs, sign, rhs) = condition_sides(e, *is_eq);
        expr(p, &lhs);
        p.char(' ');
        p.text(sign);
        p.char(' ');
        expr(p, &rhs);
    }
}
