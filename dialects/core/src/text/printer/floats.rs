//! Floats in text, digit for digit as upstream prints them.
//!
//! Upstream first tries six significant digits in exponent form and keeps them if they read back
//! to the same bits; else it prints as many digits as identify the value (in plain form when that
//! needs at most three zeros of padding), and falls back to the bits in hexadecimal for infinities,
//! NaNs and whatever would print without a point.

use crate::float;
use crate::text::printer::bigdec;
use crate::ty::FloatTy;

/// Significant bits, the hidden one included.
fn precision(ty: FloatTy) -> usize {
    match ty {
        FloatTy::F4E2M1FN | FloatTy::F6E3M2FN | FloatTy::F8E5M2 | FloatTy::F8E5M2FNUZ => 3,
        FloatTy::F8E4M3
        | FloatTy::F8E4M3FN
        | FloatTy::F8E4M3FNUZ
        | FloatTy::F8E4M3B11FNUZ
        | FloatTy::F6E2M3FN => 4,
        FloatTy::F8E3M4 => 5,
        FloatTy::F8E8M0FNU => 1,
        FloatTy::BF16 => 8,
        FloatTy::F16 | FloatTy::TF32 => 11,
        FloatTy::F32 => 24,
        FloatTy::F64 => 53,
        FloatTy::F80 => 64,
        FloatTy::F128 => 113,
    }
}

/// Decimal digits without trailing zeros (`0` alone for zero) and the exponent of the last one.
struct Digits {
    text: Vec<u8>,
    exp: i32,
}

impl Digits {
    /// Cuts to at most `n` digits, rounding half up as upstream does, and drops trailing zeros.
    fn cut(mut self, n: usize) -> Digits {
        if self.text.len() > n {
            let up = self.text[n] >= b'5';
            self.exp += (self.text.len() - n) as i32;
            self.text.truncate(n);
            if up {
                let mut at = n;
                while at > 0 && self.text[at - 1] == b'9' {
                    at -= 1;
                }
                self.text.truncate(at);
                self.exp += (n - at) as i32;
                match self.text.last_mut() {
                    Some(last) => *last += 1,
                    None => self.text.push(b'1'),
                }
            }
        }
        while self.text.len() > 1 && self.text.last() == Some(&b'0') {
            self.text.pop();
            self.exp += 1;
        }
        self
    }
}

/// Appends the literal of `bits` in format `ty`.
pub(super) fn write_float(out: &mut String, ty: FloatTy, bits: u128) {
    let value = float::to_f64(ty, bits);
    if value.is_finite() && !is_invalid_x87(ty, bits) {
        let exact = exact_digits(ty, bits, value);
        let negative = sign_bit(ty, bits);
        let mut text = String::new();
        exponent_form(&mut text, negative, &exact);
        if reads_back(&text, ty, bits, value) {
            out.push_str(&text);
            return;
        }
        text.clear();
        natural_form(&mut text, negative, exact.cut(2 + precision(ty) * 59 / 196));
        if text.contains('.') {
            out.push_str(&text);
            return;
        }
    }
    use std::fmt::Write;
    // Writing to a string cannot fail.
    let _ = write!(out, "0x{bits:X}");
}

/// x87 patterns whose explicit integer bit contradicts the exponent are no numbers.
fn is_invalid_x87(ty: FloatTy, bits: u128) -> bool {
    let exp = (bits >> 64) & 0x7fff;
    let integer = (bits >> 63) & 1;
    ty == FloatTy::F80 && ((exp != 0 && integer == 0) || exp == 0x7fff)
}

fn sign_bit(ty: FloatTy, bits: u128) -> bool {
    ty != FloatTy::F8E8M0FNU && (bits >> (ty.bits() - 1)) & 1 == 1
}

/// All digits that can matter: exact, or so many that rounding cannot tell the difference.
fn exact_digits(ty: FloatTy, bits: u128, value: f64) -> Digits {
    if matches!(ty, FloatTy::F80 | FloatTy::F128) {
        let (text, exp) = bigdec::digits(ty, bits);
        return Digits { text, exp }.cut(60);
    }
    let text = format!("{:.40e}", value.abs());
    let (mantissa, exp) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let exp: i32 = exp.parse().unwrap_or(0);
    let exp = exp - (digits.len() as i32 - 1);
    Digits { text: digits, exp }.cut(41)
}

fn exponent_form(out: &mut String, negative: bool, exact: &Digits) {
    use std::fmt::Write;
    let cut = Digits { text: exact.text.clone(), exp: exact.exp }.cut(6);
    let is_zero = cut.text == b"0";
    let n = cut.text.len();
    if negative {
        out.push('-');
    }
    out.push(cut.text[0] as char);
    out.push('.');
    out.extend(cut.text[1..].iter().map(|&d| d as char));
    out.extend(std::iter::repeat_n('0', 6 - (n - 1)));
    let exp = if is_zero { 0 } else { cut.exp + n as i32 - 1 };
    let sign = if exp < 0 { '-' } else { '+' };
    // Writing to a string cannot fail.
    let _ = write!(out, "e{sign}{:02}", exp.abs());
}

fn natural_form(out: &mut String, negative: bool, digits: Digits) {
    use std::fmt::Write;
    const MAX_PADDING: i32 = 3;
    let Digits { text, exp } = digits;
    let n = text.len() as i32;
    if negative {
        out.push('-');
    }
    let ascii = |bytes: &[u8]| bytes.iter().map(|&d| d as char).collect::<String>();
    let scientific = if exp >= 0 {
        exp > MAX_PADDING
    } else {
        let msd = exp + n - 1;
        msd < 0 && -msd > MAX_PADDING
    };
    if scientific {
        let exp = exp + n - 1;
        out.push_str(&ascii(&text[..1]));
        out.push('.');
        out.push_str(&if n == 1 { "0".into() } else { ascii(&text[1..]) });
        let sign = if exp < 0 { '-' } else { '+' };
        // Writing to a string cannot fail.
        let _ = write!(out, "E{sign}{}", exp.abs());
        return;
    }
    if exp >= 0 {
        out.push_str(&ascii(&text));
        out.extend(std::iter::repeat_n('0', exp as usize));
        return;
    }
    let whole = n + exp;
    if whole > 0 {
        out.push_str(&ascii(&text[..whole as usize]));
        out.push('.');
        out.push_str(&ascii(&text[whole as usize..]));
    } else {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', -whole as usize));
        out.push_str(&ascii(&text));
    }
}

/// Whether the six digits are enough.
fn reads_back(text: &str, ty: FloatTy, bits: u128, value: f64) -> bool {
    match ty {
        FloatTy::F32 => text.parse::<f32>().is_ok_and(|v| u128::from(v.to_bits()) == bits),
        FloatTy::F64 => text.parse::<f64>().is_ok_and(|v| v.to_bits() == value.to_bits()),
        FloatTy::F80 | FloatTy::F128 => bigdec::reads_as(text, ty, bits),
        _ => text.parse::<f64>().is_ok_and(|v| float::from_f64(ty, v) == bits),
    }
}
