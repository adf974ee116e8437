//! Ops that treat each element alone.
use super::walk::{broadcast_strides, dot, each, raw};
use super::{Spec, malformed};
use std::cmp::Ordering;
use std::sync::Arc;
use terrace_ir::eval::{Dims, Dtype, Frame, Reason, Tensor, Trap};

type Result<T> = std::result::Result<T, Trap>;

fn first(x: &[Arc<Tensor>]) -> Result<&Tensor> {
    x.first().map(|x| &**x).ok_or_else(|| malformed("operand"))
}

pub(super) fn unary(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let (x, y) = (first(x)?, &mut y[0]);
    let dtype = x.dtype();
    for at in 0..y.len() {
        let value = raw(x, at)?;
        let result = match dtype {
            Dtype::Float(_) => dtype.raw_of_f64(float(s.name, f64::from_bits(value))?),
            _ => dtype.raw_of_i64(int(s.name, dtype, value as i64)?),
        };
        y.set_raw(at, result);
    }
    Ok(())
}

fn float(name: &str, x: f64) -> Result<f64> {
    Ok(match name {
        "abs" => x.abs(),
        "neg" => -x,
        "sign" if x > 0.0 => 1.0,
        "sign" if x < 0.0 => -1.0,
        "sign" => x,
        "ceil" => x.ceil(),
        "floor" => x.floor(),
        "round" => x.round_ties_even(),
        "exp" => x.exp(),
        "log" => x.ln(),
        "sqrt" => x.sqrt(),
        "sin" => x.sin(),
        "cos" => x.cos(),
        "tanh" => x.tanh(),
        "erf" => libm::erf(x),
        "sigmoid" => 1.0 / (1.0 + (-x).exp()),
        // NaN stays: a comparison with it is false.
        "relu" => {
            if x < 0.0 {
                0.0
            } else {
                x
            }
        }
        _ => return Err(malformed("element type")),
    })
}

fn int(name: &str, dtype: Dtype, x: i64) -> Result<i64> {
    let signed = !matches!(dtype, Dtype::UInt(_));
    Ok(match name {
        "abs" if signed => x.wrapping_abs(),
        "abs" => x,
        "neg" => x.wrapping_neg(),
        "sign" if signed => x.signum(),
        "sign" => i64::from(x != 0),
        "relu" if signed => x.max(0),
        "relu" => x,
        "not" => 1 - x,
        _ => return Err(malformed("element type")),
    })
}

pub(super) fn gelu(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_PI};
    let (x, y) = (first(x)?, &mut y[0]);
    for at in 0..y.len() {
        let v = f64::from_bits(raw(x, at)?);
        let gate = match s.word("approximate") {
            "tanh" => (FRAC_2_PI.sqrt() * (v + 0.044715 * v * v * v)).tanh(),
            _ => libm::erf(v * FRAC_1_SQRT_2),
        };
        y.set_raw(at, x.dtype().raw_of_f64(0.5 * v * (1.0 + gate)));
    }
    Ok(())
}

/// Calls `f` with the elements that broadcasting brings together.
fn zip<const N: usize>(
    x: &[Arc<Tensor>],
    y: &mut Tensor,
    mut f: impl FnMut([u64; N]) -> Result<u64>,
) -> Result<()> {
    let shape: Dims = y.shape().into();
    let strides = |x: &Arc<Tensor>| broadcast_strides(x.shape(), shape.len());
    let strides: Vec<Dims> = x.iter().map(strides).collect::<Result<_>>()?;
    if x.len() != N {
        return Err(malformed("number of operands"));
    }
    each(&shape, |at, index| {
        let mut values = [0; N];
        for ((value, x), strides) in values.iter_mut().zip(x).zip(&strides) {
            *value = raw(x, dot(index, strides))?;
        }
        y.set_raw(at, f(values)?);
        Ok(())
    })
}

pub(super) fn binary(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let dtype = first(x)?.dtype();
    let truncate = s.flag("truncate");
    zip(x, &mut y[0], |[a, b]| match dtype {
        Dtype::Float(_) => {
            let value = float_pair(s.name, truncate, f64::from_bits(a), f64::from_bits(b))?;
            Ok(dtype.raw_of_f64(value))
        }
        Dtype::UInt(_) => Ok(dtype.raw_of_i64(unsigned_pair(s.name, a, b)? as i64)),
        _ => Ok(dtype.raw_of_i64(int_pair(s.name, truncate, a as i64, b as i64)?)),
    })
}

fn float_pair(name: &str, truncate: bool, a: f64, b: f64) -> Result<f64> {
    Ok(match name {
        "add" => a + b,
        "sub" => a - b,
        "mul" => a * b,
        "div" => a / b,
        "pow" => a.powf(b),
        // NaN wins, which `f64::max` does not do.
        "max" => {
            if a.is_nan() || a > b {
                a
            } else {
                b
            }
        }
        "min" => {
            if a.is_nan() || a < b {
                a
            } else {
                b
            }
        }
        "mod" if truncate => a % b,
        "mod" => {
            let rest = a % b;
            if rest != 0.0 && (rest < 0.0) != (b < 0.0) { rest + b } else { rest }
        }
        _ => return Err(malformed("element type")),
    })
}

fn int_pair(name: &str, truncate: bool, a: i64, b: i64) -> Result<i64> {
    if matches!(name, "div" | "mod") && b == 0 {
        return Err(Reason::DivisionByZero.into());
    }
    Ok(match name {
        "add" => a.wrapping_add(b),
        "sub" => a.wrapping_sub(b),
        "mul" => a.wrapping_mul(b),
        "div" => a.wrapping_div(b),
        "mod" => {
            let rest = a.wrapping_rem(b);
            let low = !truncate && rest != 0 && (rest < 0) != (b < 0);
            if low { rest + b } else { rest }
        }
        "pow" if b < 0 => a.checked_pow(b.unsigned_abs() as u32).map_or(0, |p| 1 / p.max(1)),
        "pow" => a.wrapping_pow(b as u32),
        "max" => a.max(b),
        "min" => a.min(b),
        "and" => a & b,
        "or" => a | b,
        "xor" => a ^ b,
        _ => return Err(malformed("element type")),
    })
}

fn unsigned_pair(name: &str, a: u64, b: u64) -> Result<u64> {
    if matches!(name, "div" | "mod") && b == 0 {
        return Err(Reason::DivisionByZero.into());
    }
    Ok(match name {
        "add" => a.wrapping_add(b),
        "sub" => a.wrapping_sub(b),
        "mul" => a.wrapping_mul(b),
        "div" => a / b,
        "mod" => a % b,
        "pow" => a.wrapping_pow(b as u32),
        "max" => a.max(b),
        "min" => a.min(b),
        _ => return Err(malformed("element type")),
    })
}

/// How two raw values of a type compare; none if one is NaN.
pub(super) fn order(dtype: Dtype, a: u64, b: u64) -> Option<Ordering> {
    match dtype {
        Dtype::Float(_) => f64::from_bits(a).partial_cmp(&f64::from_bits(b)),
        Dtype::UInt(_) => Some(a.cmp(&b)),
        _ => Some((a as i64).cmp(&(b as i64))),
    }
}

pub(super) fn compare(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let dtype = first(x)?.dtype();
    zip(x, &mut y[0], |[a, b]| {
        let order = order(dtype, a, b);
        let holds = match s.word("predicate") {
            "eq" => order == Some(Ordering::Equal),
            "ne" => order != Some(Ordering::Equal),
            "lt" => order == Some(Ordering::Less),
            "le" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            "gt" => order == Some(Ordering::Greater),
            "ge" => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            _ => return Err(malformed("predicate")),
        };
        Ok(holds.into())
    })
}

pub(super) fn select(_: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    zip(x, &mut y[0], |[condition, yes, no]| Ok(if condition != 0 { yes } else { no }))
}

pub(super) fn cast(_: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let (x, y) = (first(x)?, &mut y[0]);
    let (from, to) = (x.dtype(), y.dtype());
    for at in 0..y.len() {
        let value = raw(x, at)?;
        let result = match (from, to) {
            (Dtype::Float(_), Dtype::Int(1)) => (f64::from_bits(value) != 0.0).into(),
            (_, Dtype::Int(1)) => (value != 0).into(),
            (Dtype::Float(_), Dtype::UInt(64)) => f64::from_bits(value) as u64,
            (_, Dtype::Float(_)) => to.raw_of_f64(from.as_f64(value)),
            (Dtype::Float(_), _) => to.raw_of_f64(f64::from_bits(value)),
            _ => to.raw_of_i64(value as i64),
        };
        y.set_raw(at, result);
    }
    Ok(())
}

/// Positions of scale and zero point: one for each index of `axis`, or one for all.
fn grid_position(s: &Spec, index: &[i64]) -> usize {
    let axis = s.int("axis").and_then(|axis| usize::try_from(axis).ok());
    axis.and_then(|axis| index.get(axis)).map_or(0, |&at| at as usize)
}

pub(super) fn quantize(s: &Spec, _: &mut Frame, x: &[Arc<Tensor>], y: &mut [Tensor]) -> Result<()> {
    let ([x, scale, zero], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let (low, high) = match y.dtype() {
        Dtype::UInt(bits) => (0.0, (2f64).powi(bits.into()) - 1.0),
        other => {
            (-(2f64).powi(other.bits() as i32 - 1), (2f64).powi(other.bits() as i32 - 1) - 1.0)
        }
    };
    let shape: Dims = y.shape().into();
    each(&shape, |at, index| {
        let grid = grid_position(s, index);
        let zero = zero.dtype().as_f64(raw(zero, grid)?);
        // The quotient is rounded in the operand's type, as the specification computes it.
        let ratio = f64::from_bits(raw(x, at)?) / f64::from_bits(raw(scale, grid)?);
        let value = x.dtype().round(ratio).round_ties_even() + zero;
        y.set_raw(at, y.dtype().raw_of_f64(value.clamp(low, high)));
        Ok(())
    })
}

pub(super) fn dequantize(
    s: &Spec,
    _: &mut Frame,
    x: &[Arc<Tensor>],
    y: &mut [Tensor],
) -> Result<()> {
    let ([x, scale, zero], y) = (x, &mut y[0]) else { return Err(malformed("operand")) };
    let shape: Dims = y.shape().into();
    each(&shape, |at, index| {
        let grid = grid_position(s, index);
        let difference = raw(x, at)? as i64 - raw(zero, grid)? as i64;
        let value = difference as f64 * f64::from_bits(raw(scale, grid)?);
        y.set_raw(at, y.dtype().raw_of_f64(value));
        Ok(())
    })
}
