//! The text of `te.compute` and `te.scatter`:
//! `axes(m = 4) reduce(k = %n) ins(%a[m, k] else 0.0 : f32, %table) combine add reassoc
//! where m <= k {name = ..} : types -> types { body } combine { .. }`.

use terrace_ir::affine::condition_sides;

use terrace_ir::text::{AffineScope, Delim, OpParser, OpPrinter, Operand, RegionPrint, Tok};
use terrace_ir::{AffineExpr, AffineMap, DYNAMIC, IntegerSet, OpRef, OpState, Reported, Type};

use crate::formula::{Axis, Formula, Read};
use crate::{Combiner, Compute, Scatter};

/// Attributes that the text says in other words.
const SAID: &[&str] = &[
    "axes",
    "extents",
    "n_parallel",
    "maps",
    "pads",
    "combine",
    "identities",
    "reassoc",
    "domain",
];

/// What stands before the attribute dictionary.
struct Head {
    formula: Formula,
    /// What is read.
    reads: Vec<Operand>,
    /// Extents that are operands.
    extents: Vec<Operand>,
    /// What `te.scatter` writes into.
    into: Option<Operand>,
}

pub(crate) fn parse(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let head = head(p, false)?;
    attributes(p, state, &head)?;
    p.expect(Tok::Colon)?;
    let mut inputs = Vec::new();
    if !p.at(Tok::Arrow) {
        inputs = p.list(Delim::None, |p| p.parse_type())?;
    }
    p.resolve_operands(&head.reads, &inputs, state)?;
    p.resolve_all(&head.extents, p.cx.index_ty(), state)?;
    p.expect(Tok::Arrow)?;
    state.result_types = p.list(Delim::None, |p| p.parse_type())?;
    p.parse_region(state, &[])?;
    match p.parse_optional_keyword("combine") {
        true => p.parse_region(state, &[]),
        false => Ok(()),
    }
}

pub(crate) fn parse_scatter(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let head = head(p, true)?;
    attributes(p, state, &head)?;
    p.expect(Tok::Colon)?;
    // The last type is that of what is written into, and of the result.
    let mut types = p.list(Delim::None, |p| p.parse_type())?;
    let whole = types.pop().unwrap_or(Type::NONE);
    p.resolve_operands(&head.reads, &types, state)?;
    p.resolve_all(&head.extents, p.cx.index_ty(), state)?;
    if let Some(into) = head.into {
        let value = p.resolve_operand(into, whole)?;
        state.operands.push(value);
    }
    state.result_types = vec![whole];
    p.parse_region(state, &[])
}

fn attributes(p: &mut OpParser<'_>, state: &mut OpState, head: &Head) -> Result<(), Reported> {
    for (name, attr) in head.formula.to_attrs(p.cx) {
        p.set_attr(state, name, attr);
    }
    p.parse_optional_attr_dict_into(state)
}

fn head(p: &mut OpParser<'_>, scatters: bool) -> Result<Head, Reported> {
    let (mut names, mut extents) = (Vec::new(), Vec::new());
    p.parse_keyword("axes")?;
    let mut axes = axis_list(p, &mut names, &mut extents)?;
    let n_parallel = axes.len();
    if !scatters && p.parse_optional_keyword("reduce") {
        axes.extend(axis_list(p, &mut names, &mut extents)?);
    }
    let mut scope = AffineScope::of_names(&names);
    p.parse_keyword("ins")?;
    let mut operands = Vec::new();
    let reads = p.comma(Delim::Paren, |p| {
        operands.push(p.parse_operand()?);
        read(p, &mut scope)
    })?;
    let into = match scatters {
        true => {
            p.parse_keyword("into")?;
            Some(p.parse_operand()?)
        }
        false => None,
    };
    let (mut combine, mut identities) = (Vec::new(), Vec::new());
    if p.parse_optional_keyword("combine") {
        match p.at(Tok::LParen) && !scatters {
            true => identities = p.comma(Delim::Paren, |p| p.parse_attribute())?,
            false => combine = combiners(p)?,
        }
    }
    let reassoc = p.parse_optional_keyword("reassoc");
    let domain = match !scatters && p.parse_optional_keyword("where") {
        true => {
            let constraints = p.parse_affine_conditions(&mut scope)?;
            Some(IntegerSet { n_dims: scope.n_dims(), n_syms: 0, constraints })
        }
        false => None,
    };
    let formula = Formula { axes, n_parallel, reads, combine, identities, reassoc, domain };
    Ok(Head { formula, reads: operands, extents, into })
}

/// `(m = 4, n = %n)`
fn axis_list<'a>(
    p: &mut OpParser<'a>,
    names: &mut Vec<&'a str>,
    extents: &mut Vec<Operand>,
) -> Result<Vec<Axis>, Reported> {
    p.comma(Delim::Paren, |p| {
        let name = p.parse_any_keyword()?;
        names.push(name);
        p.expect(Tok::Equal)?;
        let extent = match p.parse_optional_operand()? {
            Some(operand) => {
                extents.push(operand);
                DYNAMIC
            }
            None => p.parse_integer()?,
        };
        Ok(Axis { name: p.cx.sym(name), extent })
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
    let words: Vec<&str> = Combiner::ALL.iter().map(|(_, word)| *word).collect();
    p.list(Delim::None, |p| Ok(Combiner::ALL[p.parse_keyword_of(&words)?].0))
}

pub(crate) fn print(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let n_reads = match Compute(op).formula() {
        Some(formula) => {
            print_formula(p, op, &formula, None);
            p.print_attr_dict(op, SAID);
            formula.reads.len()
        }
        None => {
            p.text(" <<no formula>>");
            p.print_attr_dict(op, &[]);
            op.n_operands()
        }
    };
    p.print_colon_types((0..n_reads).map(|i| op.operand_ty(i)));
    // Without operands the colon is followed by a blank already.
    p.text(if n_reads == 0 { "-> " } else { " -> " });
    p.print_types(op.results().map(|v| op.body.ty(v)));
    print_regions(p, op);
}

pub(crate) fn print_scatter(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let last = op.n_operands().saturating_sub(1);
    let n_reads = match Scatter(op).formula() {
        Some(formula) => {
            print_formula(p, op, &formula, Some(last));
            p.print_attr_dict(op, SAID);
            formula.reads.len()
        }
        None => {
            p.text(" <<no formula>>");
            p.print_attr_dict(op, &[]);
            last
        }
    };
    let whole = op.results().map(|v| op.body.ty(v));
    p.print_colon_types((0..n_reads).map(|i| op.operand_ty(i)).chain(whole));
    print_regions(p, op);
}

fn print_regions(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    for (i, region) in op.regions().enumerate() {
        p.text(if i == 0 { " " } else { " combine " });
        p.print_region(region, RegionPrint::FULL);
    }
}

fn print_formula(p: &mut OpPrinter<'_>, op: OpRef<'_>, formula: &Formula, into: Option<usize>) {
    let cx = op.cx;
    let mut symbolic = formula.reads.len();
    let mut axes = |p: &mut OpPrinter<'_>, what: &str, axes: &[Axis]| {
        p.keyword(what);
        p.char('(');
        p.list(axes, |p, axis| {
            p.text(cx.str(axis.name));
            p.text(" = ");
            if axis.is_symbolic() {
                p.print_operand(op, symbolic);
                symbolic += 1;
            } else {
                p.int(axis.extent);
            }
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
    if let Some(into) = into {
        p.text(" into ");
        p.print_operand(op, into);
    }
    print_combiners(p, formula);
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

fn print_combiners(p: &mut OpPrinter<'_>, formula: &Formula) {
    if !formula.combine.is_empty() {
        p.text(" combine ");
        p.list(&formula.combine, |p, c| p.text(c.word()));
    }
    if !formula.identities.is_empty() {
        p.text(" combine (");
        p.list(&formula.identities, |p, i| p.print_attr(*i));
        p.char(')');
    }
    if formula.reassoc {
        p.keyword("reassoc");
    }
}
