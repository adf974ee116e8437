//! The end of a prefetch, the same in `affine` and `memref`:
//! `, read, locality<3>, data {attributes} : memref<4xf32>`

use terrace_ir::text::{OpParser, OpPrinter, Tok};
use terrace_ir::{OpRef, OpState, Reported, Type};

const ATTRS: [&str; 3] = ["isWrite", "localityHint", "isDataCache"];

/// Reads it and sets the attributes; gives the type of the memory.
pub fn parse_end(p: &mut OpParser<'_>, state: &mut OpState) -> Result<Type, Reported> {
    p.expect(Tok::Comma)?;
    let write = p.parse_keyword_of(&["read", "write"])? == 1;
    p.expect(Tok::Comma)?;
    p.parse_keyword("locality")?;
    p.expect(Tok::Less)?;
    let hint = p.parse_integer()?;
    p.expect(Tok::Greater)?;
    p.expect(Tok::Comma)?;
    let data = p.parse_keyword_of(&["instr", "data"])? == 1;
    p.parse_optional_attr_dict_into(state)?;
    let ty = p.parse_colon_type()?;
    let cx = p.cx;
    let hint = cx.int_attr(hint.into(), cx.int_ty(32));
    for (name, value) in ATTRS.into_iter().zip([cx.bool_attr(write), hint, cx.bool_attr(data)]) {
        p.set_attr(state, name, value);
    }
    Ok(ty)
}

/// Writes it; attributes with these names stand elsewhere in the form.
pub fn print_end(p: &mut OpPrinter<'_>, op: OpRef<'_>, elsewhere: &[&str]) {
    let flag = |name: &str| op.attr(name).and_then(|a| a.as_int(op.cx)) != Some(0);
    p.text(if flag("isWrite") { ", write, locality<" } else { ", read, locality<" });
    p.int(op.attr("localityHint").and_then(|a| a.as_i64(op.cx)).unwrap_or(0));
    p.text(if flag("isDataCache") { ">, data" } else { ">, instr" });
    p.print_attr_dict(op, &[&ATTRS, elsewhere].concat());
    p.print_colon_types([op.operand_ty(0)]);
}
