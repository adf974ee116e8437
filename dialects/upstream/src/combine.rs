//! Combining functions of two scalars, as reductions and atomic updates use them.

use terrace_ir::eval::{Dtype, ScalarOp, float_binary, int_binary};

use crate::arith::eval::{maximum, minimum};

/// The combining function of this word on scalars of type `ty`; `None` where it has none.
pub(crate) fn combiner(word: &str, ty: Dtype) -> Option<ScalarOp> {
    if ty.is_float() {
        return Some(match word {
            "add" | "addf" => float_binary(ty, |a, b| a + b),
            "mul" | "mulf" => float_binary(ty, |a, b| a * b),
            "minnumf" => float_binary(ty, f64::min),
            "maxnumf" => float_binary(ty, f64::max),
            "minimumf" => float_binary(ty, minimum),
            "maximumf" => float_binary(ty, maximum),
            "assign" => float_binary(ty, |_, b| b),
            _ => return None,
        });
    }
    let unsigned = |f: fn(u64, u64) -> u64| {
        int_binary(ty, move |a, b| f(ty.unsigned(a), ty.unsigned(b)) as i64)
    };
    let signed = |f: fn(i64, i64) -> i64| int_binary(ty, move |a, b| f(ty.signed(a), ty.signed(b)));
    Some(match word {
        "add" | "addi" => int_binary(ty, i64::wrapping_add),
        "mul" | "muli" => int_binary(ty, i64::wrapping_mul),
        "and" | "andi" => int_binary(ty, |a, b| a & b),
        "or" | "ori" => int_binary(ty, |a, b| a | b),
        "xor" | "xori" => int_binary(ty, |a, b| a ^ b),
        "minsi" | "mins" => signed(i64::min),
        "maxsi" | "maxs" => signed(i64::max),
        "minui" | "minu" => unsigned(u64::min),
        "maxui" | "maxu" => unsigned(u64::max),
        "assign" => int_binary(ty, |_, b| b),
        _ => return None,
    })
}
