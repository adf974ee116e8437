//! Comparisons of integers that were converted to floats.

use terrace_ir::interface::Canonicalize;
use terrace_ir::{FloatTy, OpId, Rewriter};

use super::cmp::int;
use crate::consts::{self, Num, known, splat_float};
use crate::rewriting::pattern;
use crate::views::case;

pub(super) const CMPF: Canonicalize =
    Canonicalize(&[pattern("cmpf_of_converted_integer", "arith.cmpf", of_converted_integer)]);

/// Bits of a format's significand, the implicit one included.
fn precision(f: FloatTy) -> Option<u32> {
    Some(match f {
        FloatTy::F64 => 53,
        FloatTy::F32 => 24,
        FloatTy::F16 | FloatTy::TF32 => 11,
        FloatTy::BF16 => 8,
        _ => return None,
    })
}

/// What is left of `x relation c` for every integer x of a range.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Left {
    Always(bool),
    /// A signed predicate and an integer in range.
    Compare(i64, i128),
}

/// `x relation c` without rounding: the relation is that of an ordered float predicate.
fn exact(relation: i64, c: f64, low: i128, high: i128) -> Option<Left> {
    let whole = c.floor();
    let is_integer = whole == c;
    // The conversion saturates, which leaves infinities beyond every range of 64 bits.
    let k = whole as i128;
    Some(match relation {
        1 | 6 if !is_integer || k < low || k > high => Left::Always(relation == 6),
        1 => Left::Compare(int::EQ, k),
        6 => Left::Compare(int::NE, k),
        3 if is_integer && k <= low => Left::Always(true),
        3 if is_integer && k > high => Left::Always(false),
        3 if is_integer => Left::Compare(int::SGE, k),
        2 | 3 if k >= high => Left::Always(false),
        2 | 3 if k < low => Left::Always(true),
        2 | 3 => Left::Compare(int::SGT, k),
        4 if is_integer && k <= low => Left::Always(false),
        4 if is_integer && k > high => Left::Always(true),
        4 if is_integer => Left::Compare(int::SLT, k),
        4 | 5 if k >= high => Left::Always(true),
        4 | 5 if k < low => Left::Always(false),
        4 | 5 => Left::Compare(int::SLE, k),
        7 => Left::Always(true),
        _ => return None,
    })
}

/// `cmpf (sitofp x), c -> cmpi x, c'` and the same for `uitofp`, where the conversion is exact
fn of_converted_integer(op: OpId, rw: &mut Rewriter<'_>) -> Option<()> {
    let view = rw.op(op);
    let cx = view.cx;
    let c = splat_float(cx, known(view, view.operand(1))).filter(|c| !c.is_nan())?;
    let conversion = view.defining(view.operand(0))?;
    let is_signed = match conversion.name_str() {
        "arith.sitofp" => true,
        "arith.uitofp" => false,
        _ => return None,
    };
    let (x, from) = (conversion.operand(0), conversion.operand_ty(0));
    let width = consts::width(cx, from)?;
    if width > precision(conversion.result_ty(0).elem(cx).float(cx)?)? {
        return None;
    }
    let top = consts::max_signed(width);
    let (low, high) = if is_signed { (-top - 1, top) } else { (0, 2 * top + 1) };
    // Nothing is NaN here: unordered predicates say what ordered ones say.
    let relation = match case(view, "predicate")? {
        p @ 1..=7 => p,
        p @ 8..=13 => p - 7,
        14 => return replace(op, rw, Num::Int(0)),
        _ => return None,
    };
    match exact(relation, c, low, high)? {
        Left::Always(truth) => replace(op, rw, Num::Int(-i128::from(truth))),
        Left::Compare(predicate, k) => {
            let predicate = match predicate {
                p @ int::SLT..=int::SGE if !is_signed => p + 4,
                p => p,
            };
            let (bound, ty) = (consts::int(cx, from, k)?, view.result_ty(0));
            let predicate = cx.i64_attr(predicate);
            rw.before(op);
            let bound = crate::rewriting::constant(rw, bound, from);
            let new = rw.build("arith.cmpi").attr("predicate", predicate);
            let new = new.operands(&[x, bound]).result(ty).value();
            rw.replace(op, &[new]);
            Some(())
        }
    }
}

fn replace(op: OpId, rw: &mut Rewriter<'_>, truth: Num) -> Option<()> {
    let ty = rw.op(op).result_ty(0);
    let value = consts::constant(rw.cx, ty, truth)?;
    rw.before(op);
    let new = crate::rewriting::constant(rw, value, ty);
    rw.replace(op, &[new]);
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::cmp::{compare_floats, compare_ints};
    use super::*;

    /// Every i4, signed or not, against constants in, between and beyond them.
    #[test]
    fn agrees_with_comparing_floats() {
        let constants = (-40..=40).map(|i| f64::from(i) / 2.0);
        let ends = [f64::INFINITY, f64::NEG_INFINITY, -0.0, 1e300];
        for c in constants.chain(ends) {
            for (low, high) in [(-8, 7), (0, 15)] {
                for relation in 1..=7 {
                    let left = exact(relation, c, low, high).unwrap();
                    for x in low..=high {
                        let want = compare_floats(relation, x as f64, c).unwrap();
                        let got = match left {
                            Left::Always(truth) => truth,
                            Left::Compare(p, k) => {
                                assert!((low..=high).contains(&k));
                                compare_ints(p, x, k, 64).unwrap()
                            }
                        };
                        assert_eq!(got, want, "{x} {relation} {c}");
                    }
                }
            }
        }
    }
}
