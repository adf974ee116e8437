//! Conversion between `f64` and the bit patterns of every float format.

use crate::ty::FloatTy;

/// How a binary format lays out its bits.
struct Format {
    exp_bits: u32,
    man_bits: u32,
    bias: i32,
    special: Special,
}

/// What the top exponent (or one code) of a format means.
#[derive(PartialEq)]
enum Special {
    /// Infinities and NaNs as in IEEE 754.
    Ieee,
    /// No infinity; all ones is NaN (`FN`).
    AllOnesNan,
    /// No infinity and no NaN: values saturate.
    Finite,
    /// No infinity, no negative zero: the code of negative zero is NaN (`FNUZ`).
    NegZeroNan,
    /// Exponent only, no sign, no zero; all ones is NaN (`E8M0FNU`).
    ExpOnly,
}

fn format(ty: FloatTy) -> Format {
    let f = |exp_bits, man_bits, bias, special| Format { exp_bits, man_bits, bias, special };
    match ty {
        FloatTy::F4E2M1FN => f(2, 1, 1, Special::Finite),
        FloatTy::F6E2M3FN => f(2, 3, 1, Special::Finite),
        FloatTy::F6E3M2FN => f(3, 2, 3, Special::Finite),
        FloatTy::F8E5M2 => f(5, 2, 15, Special::Ieee),
        FloatTy::F8E4M3 => f(4, 3, 7, Special::Ieee),
        FloatTy::F8E4M3FN => f(4, 3, 7, Special::AllOnesNan),
        FloatTy::F8E5M2FNUZ => f(5, 2, 16, Special::NegZeroNan),
        FloatTy::F8E4M3FNUZ => f(4, 3, 8, Special::NegZeroNan),
        FloatTy::F8E4M3B11FNUZ => f(4, 3, 11, Special::NegZeroNan),
        FloatTy::F8E3M4 => f(3, 4, 3, Special::Ieee),
        FloatTy::F8E8M0FNU => f(8, 0, 127, Special::ExpOnly),
        FloatTy::BF16 => f(8, 7, 127, Special::Ieee),
        FloatTy::F16 => f(5, 10, 15, Special::Ieee),
        FloatTy::TF32 => f(8, 10, 127, Special::Ieee),
        FloatTy::F32 => f(8, 23, 127, Special::Ieee),
        FloatTy::F64 => f(11, 52, 1023, Special::Ieee),
        // x87's explicit integer bit is handled by its callers below.
        FloatTy::F80 => f(15, 63, 16383, Special::Ieee),
        FloatTy::F128 => f(15, 112, 16383, Special::Ieee),
    }
}

/// The value of a bit pattern; formats wider than f64 are rounded.
pub fn to_f64(ty: FloatTy, bits: u128) -> f64 {
    match ty {
        FloatTy::F64 => return f64::from_bits(bits as u64),
        FloatTy::F32 => return f64::from(f32::from_bits(bits as u32)),
        _ => {}
    }
    let f = format(ty);
    if f.special == Special::ExpOnly {
        let exp = (bits & 0xff) as i32;
        return if exp == 0xff { f64::NAN } else { 2f64.powi(exp - f.bias) };
    }
    // Drop x87's explicit integer bit to get an IEEE-like layout.
    let bits =
        if ty == FloatTy::F80 { (bits & ((1 << 63) - 1)) | ((bits >> 64) << 63) } else { bits };
    let man = bits & ((1u128 << f.man_bits) - 1);
    let exp_mask = (1u128 << f.exp_bits) - 1;
    let exp = (bits >> f.man_bits) & exp_mask;
    let negative = (bits >> (f.man_bits + f.exp_bits)) & 1 == 1;
    let sign = if negative { -1.0 } else { 1.0 };
    let man_ones = man == (1u128 << f.man_bits) - 1;
    match f.special {
        Special::Ieee if exp == exp_mask => {
            return if man == 0 { sign * f64::INFINITY } else { f64::NAN };
        }
        Special::AllOnesNan if exp == exp_mask && man_ones => return f64::NAN,
        Special::NegZeroNan if negative && exp == 0 && man == 0 => return f64::NAN,
        _ => {}
    }
    if exp == 0 {
        return sign * scale(man as f64, 1 - f.bias - f.man_bits as i32);
    }
    let whole = (1u128 << f.man_bits) | man;
    sign * scale(whole as f64, exp as i32 - f.bias - f.man_bits as i32)
}

/// `x * 2^exp` without overflow in between.
fn scale(x: f64, exp: i32) -> f64 {
    let half = exp / 2;
    x * 2f64.powi(half) * 2f64.powi(exp - half)
}

/// The bit pattern nearest to `value` (ties to even). Formats without infinity saturate.
pub fn from_f64(ty: FloatTy, value: f64) -> u128 {
    match ty {
        FloatTy::F64 => return u128::from(value.to_bits()),
        FloatTy::F32 => return u128::from((value as f32).to_bits()),
        _ => {}
    }
    let f = format(ty);
    let exp_mask = (1u128 << f.exp_bits) - 1;
    let sign = u128::from(value.is_sign_negative()) << (f.man_bits + f.exp_bits);
    if value.is_nan() {
        return nan_bits(&f, exp_mask);
    }
    if f.special == Special::ExpOnly {
        let exp = value.abs().log2().round() as i32 + f.bias;
        return exp.clamp(0, 254) as u128;
    }
    let magnitude = if value.is_infinite() {
        overflow_bits(&f, exp_mask)
    } else {
        round_magnitude(&f, value.abs(), exp_mask)
    };
    if magnitude == 0 && f.special == Special::NegZeroNan {
        return 0;
    }
    let bits = sign | magnitude;
    if ty == FloatTy::F80 {
        // Put the explicit integer bit back for normal numbers.
        let exp = (bits >> 63) & 0x7fff;
        let man = bits & ((1 << 63) - 1);
        return (bits >> 78) << 79 | exp << 64 | u128::from(exp != 0) << 63 | man;
    }
    bits
}

fn nan_bits(f: &Format, exp_mask: u128) -> u128 {
    match f.special {
        Special::Ieee => exp_mask << f.man_bits | 1u128 << (f.man_bits - 1),
        Special::AllOnesNan => exp_mask << f.man_bits | ((1 << f.man_bits) - 1),
        Special::Finite => (exp_mask << f.man_bits) | ((1 << f.man_bits) - 1),
        Special::NegZeroNan => 1u128 << (f.man_bits + f.exp_bits),
        Special::ExpOnly => 0xff,
    }
}

fn overflow_bits(f: &Format, exp_mask: u128) -> u128 {
    let ones = (1u128 << f.man_bits) - 1;
    match f.special {
        Special::Ieee => exp_mask << f.man_bits,
        Special::AllOnesNan => exp_mask << f.man_bits | (ones - 1),
        _ => exp_mask << f.man_bits | ones,
    }
}

fn round_magnitude(f: &Format, x: f64, exp_mask: u128) -> u128 {
    if x == 0.0 {
        return 0;
    }
    let raw = x.to_bits();
    let raw_exp = (raw >> 52) as i32;
    let (mut man, mut exp) = if raw_exp == 0 {
        (u128::from(raw), -1074)
    } else {
        (u128::from(raw & ((1 << 52) - 1) | 1 << 52), raw_exp - 1075)
    };
    // Work on `man * 2^exp`; bring man to exactly man_bits + 1 bits, or fewer when subnormal.
    let top = 127 - man.leading_zeros() as i32;
    let e_unbiased = (top + exp).max(1 - f.bias);
    let shift = e_unbiased - f.man_bits as i32 - exp;
    if shift > 0 {
        let half = if shift > 127 { return 0 } else { 1u128 << (shift - 1) };
        let rest = man & ((1u128 << shift) - 1);
        man >>= shift;
        if rest > half || (rest == half && man & 1 == 1) {
            man += 1;
        }
    } else {
        man <<= -shift;
    }
    exp = e_unbiased + f.bias;
    // A hidden bit that is set carries into the exponent field; so does rounding up.
    let bits = if man >> f.man_bits == 0 { man } else { man + ((exp as u128 - 1) << f.man_bits) };
    bits.min(overflow_bits(f, exp_mask))
}
