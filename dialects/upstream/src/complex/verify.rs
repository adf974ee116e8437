//! What the definitions of `complex` cannot say.

use terrace_ir::def::Attached;
use terrace_ir::interface::Verify;

use crate::codes::COMPLEX001;
use crate::ods::via::complex_part;

pub(super) const ATTACH: &[Attached] =
    &[("complex.bitcast", &[&BITCAST]), ("complex.constant", &[&CONSTANT])];

/// Two numbers of the type that the complex number is made of.
const CONSTANT: Verify = Verify(|op, diags| {
    let parts = op.attr("value").and_then(|a| a.as_array(op.cx)).unwrap_or(&[]);
    let elem = complex_part(op.cx, op.result_ty(0));
    let fits = parts.len() == 2 && parts.iter().all(|p| p.ty(op.cx) == elem);
    let sentence = "the value is an array of two numbers of the part's type";
    diags.require(fits, &COMPLEX001, op.loc(), &[&sentence]);
});

const BITCAST: Verify = Verify(|op, diags| {
    let types = [op.operand_ty(0), op.result_ty(0)];
    let complex = types.iter().any(|ty| complex_part(op.cx, *ty).is_some());
    diags.require(complex, &COMPLEX001, op.loc(), &[&"one side is a complex number"]);
});
