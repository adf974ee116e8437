//! Hand-written assembly of `func`: functions with their arguments, results and attributes.

use terrace_ir::text::{Argument, Delim, OpParser, OpPrinter, RegionPrint, Tok};
use terrace_ir::{Attr, OpRef, Reported, Type};

use crate::codes::{FUNC001, FUNC005, FUNC006};
use crate::ods::Asm;

pub(super) const FUNC: Asm = Asm::Hand {
    parse: |p, state| {
        visibility(p, state);
        let name = p.parse_symbol_name()?;
        let name = p.cx.str_attr(p.cx.str(name));
        p.set_attr(state, "sym_name", name);
        let args = p.comma(Delim::Paren, parse_argument)?;
        let named = args.first().is_some_and(|a| a.is_named);
        if let Some(other) = args.iter().find(|a| a.is_named != named) {
            return Err(p.error_at(other.at, &FUNC001, &[]));
        }
        let results = parse_results(p)?;
        let inputs: Vec<Type> = args.iter().map(|a| a.arg.ty).collect();
        let types: Vec<Type> = results.iter().map(|r| r.0).collect();
        let ty = p.cx.type_attr(p.cx.function_ty(&inputs, &types));
        p.set_attr(state, "function_type", ty);
        set_dicts(p, state, "arg_attrs", args.iter().map(|a| a.arg.attrs).collect());
        set_dicts(p, state, "res_attrs", results.iter().map(|r| r.1).collect());
        parse_attributes(p, state)?;
        if !p.at(Tok::LBrace) {
            p.empty_region(state);
            return Ok(());
        }
        let at = p.offset();
        // Arguments without names are named by the label of the entry block.
        let args = args.into_iter().filter(|a| a.is_named).map(|a| a.arg);
        let args: Vec<Argument> = args.collect();
        p.parse_region(state, &args)?;
        let empty = p.latest_region(state).is_some_and(|(body, r)| body.blocks(r).is_empty());
        if empty { Err(p.error_at(at, &FUNC005, &[])) } else { Ok(()) }
    },
    print: |p, op| {
        if let Some(word) = op.attr("sym_visibility").and_then(|a| a.as_str(op.cx)) {
            p.keyword(word);
        }
        p.char(' ');
        if let Some(name) = op.symbol() {
            p.print_symbol_name(name);
        }
        print_signature(p, op);
        p.print_attr_dict_with_keyword(op, ELIDED);
        if let Some(region) = op.region(0).filter(|r| !r.blocks().is_empty()) {
            p.char(' ');
            p.print_region(region, RegionPrint::NO_ARGS);
        }
    },
};

const ELIDED: &[&str] = &["sym_name", "function_type", "sym_visibility", "arg_attrs", "res_attrs"];

/// `attributes {..}`, in which nothing may stand that has a place of its own.
fn parse_attributes(p: &mut OpParser<'_>, state: &mut terrace_ir::OpState) -> Result<(), Reported> {
    let at = p.offset();
    let entries = p.parse_optional_attr_dict_with_keyword()?;
    let inferred = entries
        .iter()
        .map(|(key, _)| p.cx.str(*key))
        .find(|key| matches!(*key, "sym_name" | "sym_visibility" | "function_type"));
    match inferred {
        Some(key) => Err(p.error_at(at, &FUNC006, &[&key])),
        None => p.add_attrs(state, &entries, at),
    }
}

struct FuncArg {
    arg: Argument,
    is_named: bool,
    /// Where it starts in the text.
    at: u32,
}

/// `public`, `private` or `nested` before a name.
pub(crate) fn visibility(p: &mut OpParser<'_>, state: &mut terrace_ir::OpState) {
    for word in ["public", "private", "nested"] {
        if p.parse_optional_keyword(word) {
            let value = p.cx.str_attr(word);
            return p.set_attr(state, "sym_visibility", value);
        }
    }
}

/// `{..}` as a dictionary, or [`Attr::NONE`].
fn parse_dict(p: &mut OpParser<'_>) -> Result<Attr, Reported> {
    let entries = p.parse_optional_attr_dict()?;
    Ok(if entries.is_empty() { Attr::NONE } else { p.cx.dict_attr(&entries) })
}

/// `%name: type {attrs} loc(..)`, or `type {attrs}` in declarations.
fn parse_argument(p: &mut OpParser<'_>) -> Result<FuncArg, Reported> {
    let at = p.offset();
    let Some(name) = p.parse_optional_operand()? else {
        let ty = p.parse_type()?;
        let mut arg = p.unnamed_argument(ty);
        arg.attrs = parse_dict(p)?;
        if let Some(loc) = p.parse_optional_location()? {
            arg.loc = loc;
        }
        return Ok(FuncArg { arg, is_named: false, at });
    };
    let ty = p.parse_colon_type()?;
    let mut arg = p.argument_of(name, ty);
    arg.attrs = parse_dict(p)?;
    if let Some(loc) = p.parse_optional_location()? {
        arg.loc = loc;
    }
    Ok(FuncArg { arg, is_named: true, at })
}

/// `-> type` or `-> (type {attrs}, ..)`
fn parse_results(p: &mut OpParser<'_>) -> Result<Vec<(Type, Attr)>, Reported> {
    if !p.eat(Tok::Arrow) {
        return Ok(Vec::new());
    }
    if !p.at(Tok::LParen) {
        return Ok(vec![(p.parse_type()?, Attr::NONE)]);
    }
    p.comma(Delim::Paren, |p| Ok((p.parse_type()?, parse_dict(p)?)))
}

/// Sets an array of dictionaries unless all are empty.
fn set_dicts(p: &OpParser<'_>, state: &mut terrace_ir::OpState, name: &str, dicts: Vec<Attr>) {
    if dicts.iter().all(|d| d.is_none()) {
        return;
    }
    let empty = p.cx.dict_attr(&[]);
    let dicts: Vec<Attr> = dicts.into_iter().map(|d| d.get().unwrap_or(empty)).collect();
    let array = p.cx.array_attr(&dicts);
    p.set_attr(state, name, array);
}

/// The dictionary of argument or result `i`; `None` where it is empty.
fn dict(op: OpRef<'_>, name: &str, i: usize) -> Option<Attr> {
    let dict = *op.attr(name)?.as_array(op.cx)?.get(i)?;
    dict.as_dict(op.cx).is_some_and(|d| !d.is_empty()).then_some(dict)
}

fn print_dict(p: &mut OpPrinter<'_>, dict: Option<Attr>) {
    if let Some(entries) = dict.and_then(|d| d.as_dict(p.cx)) {
        p.char(' ');
        p.print_dict(entries);
    }
}

/// `(%a: t, ..) -> (t, ..)`, or `(t, ..) -> ..` without a body
fn print_signature(p: &mut OpPrinter<'_>, op: OpRef<'_>) {
    let cx = op.cx;
    let ty = op.attr("function_type").and_then(|a| a.as_type(cx));
    let Some(terrace_ir::TypeKind::Function { inputs, results }) = ty.map(|t| t.kind(cx)) else {
        return;
    };
    let region = op.region(0);
    let entry = region.and_then(|r| Some((r.body, r.entry()?)));
    p.char('(');
    p.list(0..inputs.len(), |p, i| {
        let arg = entry.and_then(|(body, block)| Some((body, block, *body.args(block).get(i)?)));
        if let Some((body, _, value)) = arg {
            p.print_value(body, value);
            p.text(": ");
        }
        p.print_type(inputs[i]);
        print_dict(p, dict(op, "arg_attrs", i));
        if let Some((body, block, _)) = arg
            && p.options().locations
            && let Some(loc) = body.arg_locs(block).get(i)
        {
            p.char(' ');
            p.print_loc(*loc);
        }
    });
    p.char(')');
    let attributed = (0..results.len()).any(|i| dict(op, "res_attrs", i).is_some());
    if !attributed {
        return p.print_optional_arrow_types(results);
    }
    p.text(" -> (");
    p.list(0..results.len(), |p, i| {
        p.print_type(results[i]);
        print_dict(p, dict(op, "res_attrs", i));
    });
    p.char(')');
}
