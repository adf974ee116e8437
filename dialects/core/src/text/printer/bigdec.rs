//! Exact decimal arithmetic for the formats wider than f64.

use crate::ty::FloatTy;

/// An unsigned integer of any size, least significant limb first.
#[derive(Clone, PartialEq, Eq)]
struct Big(Vec<u32>);

impl Big {
    fn new(value: u128) -> Big {
        let mut big = Big((0..4).map(|i| (value >> (32 * i)) as u32).collect());
        big.trim();
        big
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn mul_small(&mut self, factor: u32) {
        let mut carry = 0u64;
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(factor) + carry;
            *limb = product as u32;
            carry = product >> 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn mul_pow(&mut self, base: u32, mut n: u32) {
        let step = if base == 10 { 9 } else { 13 };
        while n > 0 {
            let k = n.min(step);
            self.mul_small(base.pow(k));
            n -= k;
        }
    }

    fn shl(&mut self, n: u32) {
        let mut limbs = vec![0; (n / 32) as usize];
        limbs.append(&mut self.0);
        self.0 = limbs;
        self.mul_small(1 << (n % 32));
    }

    /// Divides in place and gives the remainder.
    fn div_small(&mut self, divisor: u32) -> u32 {
        let mut rest = 0u64;
        for limb in self.0.iter_mut().rev() {
            let value = rest << 32 | u64::from(*limb);
            *limb = (value / u64::from(divisor)) as u32;
            rest = value % u64::from(divisor);
        }
        self.trim();
        rest as u32
    }

    fn cmp(&self, other: &Big) -> std::cmp::Ordering {
        let by_len = self.0.len().cmp(&other.0.len());
        by_len.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn decimal(mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while !self.0.is_empty() {
            let mut chunk = self.div_small(1_000_000_000);
            for _ in 0..9 {
                digits.push(b'0' + (chunk % 10) as u8);
                chunk /= 10;
            }
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        digits.reverse();
        digits
    }
}

/// `mantissa * 2^exp` of a finite number.
fn parts(ty: FloatTy, bits: u128) -> (u128, i32) {
    let (man_bits, bias) = (if ty == FloatTy::F80 { 64 } else { 112 }, 16383);
    let man = bits & ((1u128 << man_bits) - 1);
    let exp = ((bits >> man_bits) & 0x7fff) as i32;
    if ty == FloatTy::F80 {
        return (man, exp.max(1) - bias - 63);
    }
    let hidden = if exp == 0 { 0 } else { 1u128 << 112 };
    (man | hidden, exp.max(1) - bias - 112)
}

/// Decimal digits of a finite number and the exponent of the last one; exact.
pub(super) fn digits(ty: FloatTy, bits: u128) -> (Vec<u8>, i32) {
    let (man, exp) = parts(ty, bits);
    if man == 0 {
        return (vec![b'0'], 0);
    }
    let mut big = Big::new(man);
    if exp >= 0 {
        big.shl(exp as u32);
        return (big.decimal(), 0);
    }
    // man * 2^-k = man * 5^k * 10^-k; factors of two in man shorten k.
    let twos = man.trailing_zeros().min(exp.unsigned_abs());
    let mut big = Big::new(man >> twos);
    let k = exp.unsigned_abs() - twos;
    big.mul_pow(5, k);
    (big.decimal(), -(k as i32))
}

/// Whether a literal `d.ddddde±x` rounds to these bits.
pub(super) fn reads_as(text: &str, ty: FloatTy, bits: u128) -> bool {
    let text = text.trim_start_matches('-');
    let (mantissa, exp) = text.split_once('e').unwrap_or((text, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let fraction = digits.len() as i32 - 1;
    let (Ok(value), Ok(exp)) = (digits.parse::<u128>(), exp.parse::<i32>()) else { return false };
    let exp10 = exp - fraction;
    let (man, exp2) = parts(ty, bits);
    if man == 0 || value == 0 {
        return man == 0 && value == 0;
    }
    // Compare value * 10^exp10 with (man ± 1/2) * 2^exp2, both scaled to integers.
    let scaled = |number: u128, two: i32, ten: i32| {
        let mut big = Big::new(number);
        big.mul_pow(10, (ten.max(0)) as u32);
        big.shl(two.max(0) as u32);
        big
    };
    let (up10, up2) = ((-exp10).max(0), (-(exp2 - 1)).max(0));
    let decimal = scaled(value, up2, exp10.max(0));
    let low = scaled(2 * man - 1, (exp2 - 1).max(0), up10);
    let high = scaled(2 * man + 1, (exp2 - 1).max(0), up10);
    let (above, below) = (decimal.cmp(&low), decimal.cmp(&high));
    let even = man.is_multiple_of(2);
    let inside_low = above.is_gt() || (above.is_eq() && even);
    let inside_high = below.is_lt() || (below.is_eq() && even);
    inside_low && inside_high
}
