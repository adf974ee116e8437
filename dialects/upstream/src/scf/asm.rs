//! Hand-written assembly of `scf`: loops, conditions and their regions.

use terrace_ir::text::{
    Argument, Delim, Directive, Directives, OpParser, OpPrinter, Operand, RegionPrint, Tok,
};
use terrace_ir::{Diag, Loc, OpRef, OpState, RegionRef, Reported, Type, ValueId};

use crate::codes::ASM001;
use crate::index_list::{parse_index_list, print_index_list};
use crate::ods::Asm;

/// The regions of conditions and sequential loops: terminators without operands stay unsaid.
fn print_body(p: &mut OpPrinter<'_>, region: RegionRef<'_>, terminators: bool) {
    p.char(' ');
    p.print_region(region, RegionPrint { terminators, ..RegionPrint::NO_ARGS });
}

fn types_of(op: OpRef<'_>, values: &[ValueId]) -> Vec<Type> {
    values.iter().map(|v| op.body.ty(*v)).collect()
}

/// `(%arg = %init, ..)`
fn parse_inits(p: &mut OpParser<'_>) -> Result<Vec<(Operand, Operand)>, Reported> {
    p.comma(Delim::Paren, |p| {
        let arg = p.parse_operand()?;
        p.expect(Tok::Equal)?;
        Ok((arg, p.parse_operand()?))
    })
}

/// ` keyword(%arg = %init, ..)`; the arguments are those of the region's entry from `first` on.
fn print_inits(
    p: &mut OpPrinter<'_>,
    op: OpRef<'_>,
    keyword: &str,
    region: RegionRef<'_>,
    first: usize,
    inits: &[ValueId],
) {
    let args = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    p.keyword(keyword);
    p.char('(');
    p.list(inits.iter().enumerate(), |p, (i, init)| {
        if let Some(arg) = args.get(first + i) {
            p.print_value(region.body, *arg);
            p.text(" = ");
        }
        p.print_value(op.body, *init);
    });
    p.char(')');
}

/// Block arguments named as written, of these types.
fn arguments(p: &OpParser<'_>, names: &[Operand], types: &[Type]) -> Vec<Argument> {
    names.iter().zip(types).map(|(n, t)| p.argument_of(*n, *t)).collect()
}

fn same_count(p: &mut OpParser<'_>, at: Loc, want: usize, got: usize) -> Result<(), Reported> {
    if want == got {
        return Ok(());
    }
    Err(p.push_diag(Diag::error(&ASM001, at, &[&want, &got])))
}

/// `%i = %lb to %ub step %s iter_args(%a = %init) -> (t) : iv type { .. }`
pub(super) const FOR: Asm = Asm::Hand { parse: parse_for, print: print_for };

fn parse_for(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    if p.parse_optional_keyword("unsigned") {
        let unit = p.cx.unit();
        p.set_attr(state, "unsignedCmp", unit);
    }
    let iv = p.parse_operand()?;
    p.expect(Tok::Equal)?;
    let lb = p.parse_operand()?;
    p.parse_keyword("to")?;
    let ub = p.parse_operand()?;
    p.parse_keyword("step")?;
    let step = p.parse_operand()?;
    let mut inits = Vec::new();
    if p.parse_optional_keyword("iter_args") {
        inits = parse_inits(p)?;
        state.result_types = p.parse_arrow_types()?;
        same_count(p, state.loc, state.result_types.len(), inits.len())?;
    }
    let ty = if p.at(Tok::Colon) { p.parse_colon_type()? } else { p.cx.index_ty() };
    p.resolve_all(&[lb, ub, step], ty, state)?;
    let types = state.result_types.clone();
    let (args, values): (Vec<Operand>, Vec<Operand>) = inits.into_iter().unzip();
    p.resolve_operands(&values, &types, state)?;
    let mut all = vec![p.argument_of(iv, ty)];
    all.extend(arguments(p, &args, &types));
    p.parse_region(state, &all)?;
    p.ensure_terminator(state, "scf.yield");
    p.parse_optional_attr_dict_into(state)
}

fn print_for(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let Some(region) = op.region(0) else { return };
    let iv = region.entry().and_then(|b| region.body.args(b).first().copied());
    if op.attr("unsignedCmp").is_some() {
        p.keyword("unsigned");
    }
    p.char(' ');
    if let Some(iv) = iv {
        p.print_value(region.body, iv);
    }
    p.text(" = ");
    p.print_operand(op, 0);
    p.text(" to ");
    p.print_operand(op, 1);
    p.text(" step ");
    p.print_operand(op, 2);
    let inits = op.operand_values(3);
    if !inits.is_empty() {
        print_inits(p, op, "iter_args", region, 1, &inits);
        p.text(" -> (");
        p.print_types(types_of(op, &inits));
        p.char(')');
    }
    let ty = op.operand_ty(0);
    if !ty.is_index(op.cx) {
        p.text(" : ");
        p.print_type(ty);
    }
    print_body(p, region, !inits.is_empty());
    p.print_attr_dict(op, &["unsignedCmp"]);
}

/// `%c -> (t) { .. } else { .. }`
pub(super) const IF: Asm = Asm::Hand {
    parse: |p, state| {
        let cond = p.parse_operand()?;
        let i1 = p.cx.int_ty(1);
        p.resolve_all(&[cond], i1, state)?;
        state.result_types = p.parse_optional_arrow_types()?;
        p.parse_region(state, &[])?;
        p.ensure_terminator(state, "scf.yield");
        if p.parse_optional_keyword("else") {
            p.parse_region(state, &[])?;
            p.ensure_terminator(state, "scf.yield");
        } else {
            p.empty_region(state);
        }
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        p.char(' ');
        p.print_operand(op, 0);
        let yields = op.n_results() > 0;
        if yields {
            p.text(" -> (");
            p.print_types(op.results().map(|r| op.body.ty(r)));
            p.char(')');
        }
        if let Some(then) = op.region(0) {
            print_body(p, then, yields);
        }
        if let Some(other) = op.region(1).filter(|r| !r.blocks().is_empty()) {
            p.keyword("else");
            print_body(p, other, yields);
        }
        p.print_attr_dict(op, &[]);
    },
};

/// `(%a = %init) : (t) -> u { .. } do { ^bb0(..): .. }`
pub(super) const WHILE: Asm = Asm::Hand {
    parse: |p, state| {
        let inits = if p.at(Tok::LParen) { parse_inits(p)? } else { Vec::new() };
        p.expect(Tok::Colon)?;
        let (inputs, results) = p.parse_function_type()?;
        same_count(p, state.loc, inputs.len(), inits.len())?;
        let (args, values): (Vec<Operand>, Vec<Operand>) = inits.into_iter().unzip();
        p.resolve_operands(&values, &inputs, state)?;
        state.result_types = results;
        let args = arguments(p, &args, &inputs);
        p.parse_region(state, &args)?;
        p.parse_keyword("do")?;
        p.parse_region(state, &[])?;
        p.parse_attr_dict_with_keyword_into(state)
    },
    print: |p, op| {
        let (Some(before), Some(after)) = (op.region(0), op.region(1)) else { return };
        let inits: Vec<ValueId> = op.operands().collect();
        if !inits.is_empty() {
            print_inits(p, op, "", before, 0, &inits);
        }
        p.text(" : ");
        let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
        p.print_function_type(&types_of(op, &inits), &results);
        print_body(p, before, true);
        p.text(" do ");
        p.print_region(after, RegionPrint { empty_block: false, ..RegionPrint::FULL });
        p.print_attr_dict_with_keyword(op, &[]);
    },
};

/// `(%i, %j) = (..) to (..) step (..) init (..) -> t { .. }`
pub(super) const PARALLEL: Asm = Asm::Hand {
    parse: |p, state| {
        let ivs = p.comma(Delim::Paren, OpParser::parse_operand)?;
        p.expect(Tok::Equal)?;
        let lbs = p.parse_operand_list(Delim::Paren)?;
        p.parse_keyword("to")?;
        let ubs = p.parse_operand_list(Delim::Paren)?;
        p.parse_keyword("step")?;
        let steps = p.parse_operand_list(Delim::Paren)?;
        let index = p.cx.index_ty();
        for list in [&lbs, &ubs, &steps] {
            same_count(p, state.loc, ivs.len(), list.len())?;
            p.resolve_all(list, index, state)?;
        }
        let mut inits = Vec::new();
        if p.parse_optional_keyword("init") {
            inits = p.parse_operand_list(Delim::Paren)?;
        }
        state.result_types = p.parse_optional_arrow_types()?;
        let types = state.result_types.clone();
        p.resolve_operands(&inits, &types, state)?;
        let args: Vec<Argument> = ivs.iter().map(|iv| p.argument_of(*iv, index)).collect();
        p.parse_region(state, &args)?;
        p.ensure_terminator(state, "scf.reduce");
        let n = ivs.len() as i32;
        let sizes = p.cx.i32_array(&[n, n, n, inits.len() as i32]);
        p.set_attr(state, "operandSegmentSizes", sizes);
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        let Some(region) = op.region(0) else { return };
        p.char(' ');
        print_ivs(p, region, op.operand_values(0).len());
        for (i, word) in [" = (", " to (", " step ("].into_iter().enumerate() {
            p.text(word);
            p.print_values(op.body, op.operand_values(i));
            p.char(')');
        }
        let inits = op.operand_values(3);
        if !inits.is_empty() {
            p.text(" init (");
            p.print_values(op.body, inits);
            p.char(')');
        }
        let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
        p.print_optional_arrow_types(&results);
        print_body(p, region, true);
        p.print_attr_dict(op, &["operandSegmentSizes"]);
    },
};

/// `(%i, %j)`: the first arguments of a region's entry
fn print_ivs(p: &mut OpPrinter<'_>, region: RegionRef<'_>, n: usize) {
    let args = region.entry().map(|b| region.body.args(b)).unwrap_or(&[]);
    p.char('(');
    p.print_values(region.body, args.iter().copied().take(n));
    p.char(')');
}

/// `(%i, %j) in (%n, 4) shared_outs(%o = %t) -> (t) { .. }`, or with bounds and steps
pub(super) const FORALL: Asm = Asm::Hand { parse: parse_forall, print: print_forall };

fn parse_forall(p: &mut OpParser<'_>, state: &mut OpState) -> Result<(), Reported> {
    let index = p.cx.index_ty();
    let ivs = p.comma(Delim::Paren, OpParser::parse_operand)?;
    let mut sizes = Vec::new();
    let ranged = p.eat(Tok::Equal);
    if !ranged {
        p.parse_keyword("in")?;
    }
    for name in ["staticLowerBound", "staticUpperBound", "staticStep"] {
        let normal = i64::from(name == "staticStep");
        let (statics, dynamics) = match (ranged, name) {
            (false, "staticUpperBound") => parse_index_list(p, Delim::Paren)?,
            (false, _) => (vec![normal; ivs.len()], Vec::new()),
            (true, "staticLowerBound") => parse_index_list(p, Delim::Paren)?,
            (true, name) => {
                p.parse_keyword(if name == "staticStep" { "step" } else { "to" })?;
                parse_index_list(p, Delim::Paren)?
            }
        };
        same_count(p, state.loc, ivs.len(), statics.len())?;
        let statics = p.cx.i64_array(&statics);
        p.set_attr(state, name, statics);
        p.resolve_all(&dynamics, index, state)?;
        sizes.push(dynamics.len() as i32);
    }
    let mut args: Vec<Argument> = ivs.iter().map(|iv| p.argument_of(*iv, index)).collect();
    if p.parse_optional_keyword("shared_outs") {
        let outs = parse_inits(p)?;
        state.result_types = p.parse_arrow_types()?;
        let types = state.result_types.clone();
        let (names, values): (Vec<Operand>, Vec<Operand>) = outs.into_iter().unzip();
        p.resolve_operands(&values, &types, state)?;
        args.extend(arguments(p, &names, &types));
    }
    sizes.push(state.result_types.len() as i32);
    p.parse_region(state, &args)?;
    end_forall(p, state);
    let sizes = p.cx.i32_array(&sizes);
    p.set_attr(state, "operandSegmentSizes", sizes);
    p.parse_optional_attr_dict_into(state)
}

/// Ends the body with an empty `scf.forall.in_parallel` where none is written.
fn end_forall(p: &mut OpParser<'_>, state: &mut OpState) {
    let (cx, loc) = (p.cx, state.loc);
    let Some((body, region)) = p.latest_region(state) else { return };
    let name = cx.op_name("scf.forall.in_parallel");
    let block = match body.blocks(region).last() {
        Some(&block) if body.last_op(block).is_some_and(|op| body.name(op) == name) => return,
        Some(&block) => block,
        None => body.new_block(region, &[]),
    };
    let mut end = OpState::new(cx, name, loc);
    let inner = body.new_region();
    body.new_block(inner, &[]);
    end.regions.push(inner);
    let end = body.create(end);
    body.append(block, end);
}

fn print_forall(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let Some(region) = op.region(0) else { return };
    let statics = |name: &str| op.attr(name).and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let lists = ["staticLowerBound", "staticUpperBound", "staticStep"].map(statics);
    let normal = lists[0].iter().all(|v| *v == 0) && lists[2].iter().all(|v| *v == 1);
    p.char(' ');
    print_ivs(p, region, lists[1].len());
    for (i, word) in [" = ", " to ", " step "].into_iter().enumerate() {
        if normal && i != 1 {
            continue;
        }
        p.text(if normal { " in " } else { word });
        print_index_list(p, op, &op.operand_values(i), &lists[i], ('(', ')'));
    }
    let outs = op.operand_values(3);
    if !outs.is_empty() {
        print_inits(p, op, "shared_outs", region, lists[1].len(), &outs);
        p.text(" -> (");
        p.print_types(types_of(op, &outs));
        p.char(')');
    }
    print_body(p, region, op.n_results() > 0);
    let hidden = &["operandSegmentSizes", "staticLowerBound", "staticUpperBound", "staticStep"];
    p.print_attr_dict(op, hidden);
}

/// `{ .. }` without a terminator
pub(super) const FORALL_IN_PARALLEL: Asm = Asm::Hand {
    parse: |p, state| {
        p.parse_region(state, &[])?;
        ensure_block(p, state);
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        if let Some(region) = op.region(0) {
            print_body(p, region, true);
        }
        p.print_attr_dict(op, &[]);
    },
};

/// Gives the latest region a block where it has none.
fn ensure_block(p: &mut OpParser<'_>, state: &mut OpState) {
    if let Some((body, region)) = p.latest_region(state)
        && body.blocks(region).is_empty()
    {
        body.new_block(region, &[]);
    }
}

/// `-> t no_inline { .. }`
pub(super) const EXECUTE_REGION: Asm = Asm::Hand {
    parse: |p, state| {
        state.result_types = p.parse_optional_arrow_types()?;
        if p.parse_optional_keyword("no_inline") {
            let unit = p.cx.unit();
            p.set_attr(state, "no_inline", unit);
        }
        p.parse_region(state, &[])?;
        p.parse_optional_attr_dict_into(state)
    },
    print: |p, op| {
        let results: Vec<Type> = op.results().map(|r| op.body.ty(r)).collect();
        p.print_optional_arrow_types(&results);
        if op.attr("no_inline").is_some() {
            p.keyword("no_inline");
        }
        if let Some(region) = op.region(0) {
            print_body(p, region, true);
        }
        p.print_attr_dict(op, &["no_inline"]);
    },
};

/// `case 2 { .. } case 5 { .. }`
pub(super) const INDEX_SWITCH: Directives = Directives(&[Directive {
    name: "SwitchCases",
    attrs: &[],
    parse: |p, args| {
        let mut cases = Vec::new();
        while p.parse_optional_keyword("case") {
            cases.push(p.parse_integer()?);
            args.parse_region(p, 1)?;
        }
        let cases = p.cx.i64_array(&cases);
        args.set_attr(0, cases);
        Ok(())
    },
    print: |p, op, args| {
        let cases = op.attr("cases").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
        let regions = args.get(1).map(|a| a.regions(op)).unwrap_or_default();
        for (case, region) in cases.into_iter().zip(regions) {
            p.newline();
            p.text("case ");
            p.int(case);
            print_body(p, region, true);
        }
    },
}]);
