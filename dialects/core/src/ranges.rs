//! Ranges of integers: what is known of a value's bits, read as unsigned and as signed.
//!
//! # Source
//! llvm/llvm-project `mlir/include/mlir/Interfaces/InferIntRangeInterface.h`: the same four bounds;
//! ours has 64 bits at most, and derives each half from the other after every operation.

use crate::context::Context;
use crate::entity::{Attr, Type};

/// Bits of `index` in ranges.
const INDEX_BITS: u32 = 64;

/// Bounds of an integer, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IntRange {
    /// How many bits the integer has: 1 to 64.
    pub bits: u32,
    /// The smallest and the largest value, read as unsigned.
    pub unsigned: (i128, i128),
    /// The smallest and the largest value, read as signed.
    pub signed: (i128, i128),
}

fn limits(bits: u32) -> (i128, i128, i128) {
    let half = 1i128 << (bits - 1);
    (-half, half - 1, 2 * half - 1)
}

fn corners(a: (i128, i128), b: (i128, i128), f: impl Fn(i128, i128) -> i128) -> (i128, i128) {
    let all = [f(a.0, b.0), f(a.0, b.1), f(a.1, b.0), f(a.1, b.1)];
    all.iter().fold((all[0], all[0]), |(low, high), &v| (low.min(v), high.max(v)))
}

impl IntRange {
    /// Anything of this many bits; `None` beyond 64.
    pub fn full(bits: u32) -> Option<IntRange> {
        (1..=64).contains(&bits).then(|| {
            let (low, high, max) = limits(bits);
            IntRange { bits, unsigned: (0, max), signed: (low, high) }
        })
    }

    /// Anything of this type, if it is an integer of up to 64 bits or `index`.
    pub fn of_type(cx: &Context, ty: Type) -> Option<IntRange> {
        let bits = if ty.is_index(cx) { Some(INDEX_BITS) } else { ty.int_width(cx) };
        bits.and_then(IntRange::full)
    }

    /// Exactly the value of an integer attribute.
    pub fn of_constant(cx: &Context, attr: Attr, ty: Type) -> Option<IntRange> {
        let full = IntRange::of_type(cx, ty)?;
        Some(IntRange::exactly(full.bits, i128::from(attr.as_i64(cx)?)))
    }

    /// Exactly the integer with the bits of `value`.
    pub fn exactly(bits: u32, value: i128) -> IntRange {
        let (_, high, max) = limits(bits);
        let unsigned = value & max;
        let signed = if unsigned > high { unsigned - max - 1 } else { unsigned };
        IntRange { bits, unsigned: (unsigned, unsigned), signed: (signed, signed) }
    }

    /// Between two signed values; anything when one does not fit.
    pub fn from_signed(bits: u32, (from, to): (i128, i128)) -> IntRange {
        let (low, high, max) = limits(bits);
        if from < low || to > high || from > to {
            return IntRange { bits, unsigned: (0, max), signed: (low, high) };
        }
        let unsigned = match (from < 0, to < 0) {
            (false, false) => (from, to),
            (true, true) => (from + max + 1, to + max + 1),
            _ => (0, max),
        };
        IntRange { bits, unsigned, signed: (from, to) }
    }

    /// Between two unsigned values; anything when one does not fit.
    pub fn from_unsigned(bits: u32, (from, to): (i128, i128)) -> IntRange {
        let (low, high, max) = limits(bits);
        if from < 0 || to > max || from > to {
            return IntRange { bits, unsigned: (0, max), signed: (low, high) };
        }
        let signed = match (from > high, to > high) {
            (false, false) => (from, to),
            (true, true) => (from - max - 1, to - max - 1),
            _ => (low, high),
        };
        IntRange { bits, unsigned: (from, to), signed }
    }

    /// What is in both: two truths about one value. The first if they contradict each other, as
    /// in code that is never run.
    pub fn and(self, other: IntRange) -> IntRange {
        let meet = |a: (i128, i128), b: (i128, i128)| (a.0.max(b.0), a.1.min(b.1));
        let (unsigned, signed) =
            (meet(self.unsigned, other.unsigned), meet(self.signed, other.signed));
        if unsigned.0 > unsigned.1 || signed.0 > signed.1 {
            return self;
        }
        IntRange { bits: self.bits, unsigned, signed }
    }

    /// What is in either, and what lies between.
    pub fn or(self, other: IntRange) -> IntRange {
        let join = |a: (i128, i128), b: (i128, i128)| (a.0.min(b.0), a.1.max(b.1));
        let (unsigned, signed) =
            (join(self.unsigned, other.unsigned), join(self.signed, other.signed));
        IntRange { bits: self.bits, unsigned, signed }
    }

    /// The only value, read as signed.
    pub fn constant(self) -> Option<i128> {
        (self.signed.0 == self.signed.1).then_some(self.signed.0).or_else(|| {
            let one = self.unsigned.0 == self.unsigned.1;
            one.then(|| IntRange::exactly(self.bits, self.unsigned.0).signed.0)
        })
    }

    /// Whether no value is negative.
    pub fn is_non_negative(self) -> bool {
        self.signed.0 >= 0
    }

    /// From bounds in both readings: what is left when both are true.
    fn both(self, unsigned: (i128, i128), signed: (i128, i128)) -> IntRange {
        IntRange::from_unsigned(self.bits, unsigned).and(IntRange::from_signed(self.bits, signed))
    }

    fn anything(self) -> IntRange {
        self.both((0, -1), (0, -1))
    }

    /// `self + b`, modulo the width.
    pub fn plus(self, b: IntRange) -> IntRange {
        let sum = |a: (i128, i128), b: (i128, i128)| (a.0 + b.0, a.1 + b.1);
        self.both(sum(self.unsigned, b.unsigned), sum(self.signed, b.signed))
    }

    /// `self - b`, modulo the width.
    pub fn minus(self, b: IntRange) -> IntRange {
        let difference = |a: (i128, i128), b: (i128, i128)| (a.0 - b.1, a.1 - b.0);
        self.both(difference(self.unsigned, b.unsigned), difference(self.signed, b.signed))
    }

    /// `self * b`, modulo the width.
    pub fn times(self, b: IntRange) -> IntRange {
        // 64 by 64 unsigned bits are too many for i128; a product that large does not fit anyway.
        let product = |a: (i128, i128), b: (i128, i128)| {
            corners(a, b, |x, y| x.checked_mul(y).unwrap_or(i128::MAX))
        };
        self.both(product(self.unsigned, b.unsigned), product(self.signed, b.signed))
    }

    /// Quotient of unsigned integers.
    pub fn div_unsigned(self, b: IntRange) -> IntRange {
        let ((low, high), (least, most)) = (self.unsigned, b.unsigned);
        if least == 0 {
            return self.anything();
        }
        IntRange::from_unsigned(self.bits, (low / most, high / least))
    }

    /// Quotient of signed integers, rounded by `divide`.
    pub fn div_signed(self, b: IntRange, divide: fn(i128, i128) -> i128) -> IntRange {
        if b.signed.0 <= 0 && b.signed.1 >= 0 {
            return self.anything();
        }
        IntRange::from_signed(self.bits, corners(self.signed, b.signed, divide))
    }

    /// Remainder of unsigned integers.
    pub fn rem_unsigned(self, b: IntRange) -> IntRange {
        let ((low, high), (least, most)) = (self.unsigned, b.unsigned);
        if least == 0 {
            return self.anything();
        }
        if high < least {
            return self;
        }
        if least == most && low / most == high / most {
            return IntRange::from_unsigned(self.bits, (low % most, high % most));
        }
        IntRange::from_unsigned(self.bits, (0, high.min(most - 1)))
    }

    /// Remainder of signed integers, with the sign of `self`.
    pub fn rem_signed(self, b: IntRange) -> IntRange {
        let ((low, high), (least, most)) = (self.signed, b.signed);
        if least <= 0 && most >= 0 {
            return self.anything();
        }
        let (smallest, largest) = (least.abs().min(most.abs()), least.abs().max(most.abs()));
        if low > -smallest && high < smallest {
            return self;
        }
        let from = if low >= 0 { 0 } else { low.max(1 - largest) };
        let to = if high <= 0 { 0 } else { high.min(largest - 1) };
        IntRange::from_signed(self.bits, (from, to))
    }

    /// Bitwise and.
    pub fn bit_and(self, b: IntRange) -> IntRange {
        match (self.constant(), b.constant()) {
            (Some(x), Some(y)) => IntRange::exactly(self.bits, x & y),
            _ => IntRange::from_unsigned(self.bits, (0, self.unsigned.1.min(b.unsigned.1))),
        }
    }

    /// Bitwise or.
    pub fn bit_or(self, b: IntRange) -> IntRange {
        match (self.constant(), b.constant()) {
            (Some(x), Some(y)) => IntRange::exactly(self.bits, x | y),
            _ => {
                let least = self.unsigned.0.max(b.unsigned.0);
                IntRange::from_unsigned(self.bits, (least, self.all_ones(b)))
            }
        }
    }

    /// Bitwise exclusive or.
    pub fn bit_xor(self, b: IntRange) -> IntRange {
        match (self.constant(), b.constant()) {
            (Some(x), Some(y)) => IntRange::exactly(self.bits, x ^ y),
            _ => IntRange::from_unsigned(self.bits, (0, self.all_ones(b))),
        }
    }

    /// The largest integer of as many bits as either needs.
    fn all_ones(self, b: IntRange) -> i128 {
        let most = self.unsigned.1 | b.unsigned.1;
        (1i128 << (128 - most.leading_zeros())) - 1
    }

    /// Shift by fewer places than there are bits; by more the result is poison.
    fn shift(self, b: IntRange, shifted: impl Fn(i128, i128) -> i128) -> Option<(i128, i128)> {
        let fits = b.unsigned.1 < i128::from(self.bits);
        fits.then(|| corners(self.signed, b.unsigned, shifted))
    }

    /// Left shift.
    pub fn shifted_left(self, b: IntRange) -> IntRange {
        if b.unsigned.1 >= i128::from(self.bits) {
            return self.anything();
        }
        let left = |x: i128, n: i128| x.checked_mul(1i128 << n).unwrap_or(i128::MAX);
        let (unsigned, signed) =
            (corners(self.unsigned, b.unsigned, left), corners(self.signed, b.unsigned, left));
        self.both(unsigned, signed)
    }

    /// Right shift that fills with zeros.
    pub fn shifted_right_unsigned(self, b: IntRange) -> IntRange {
        if b.unsigned.1 >= i128::from(self.bits) {
            return self.anything();
        }
        let bounds = corners(self.unsigned, b.unsigned, |x, n| x >> n);
        IntRange::from_unsigned(self.bits, bounds)
    }

    /// Right shift that fills with the sign.
    pub fn shifted_right_signed(self, b: IntRange) -> IntRange {
        match self.shift(b, |x, n| x >> n) {
            Some(bounds) => IntRange::from_signed(self.bits, bounds),
            None => self.anything(),
        }
    }

    /// The smaller or larger of two, read as signed or unsigned.
    pub fn pick(self, b: IntRange, is_signed: bool, pick: fn(i128, i128) -> i128) -> IntRange {
        let bounds = |a: (i128, i128), b: (i128, i128)| (pick(a.0, b.0), pick(a.1, b.1));
        let either = self.or(b);
        let own = match is_signed {
            true => IntRange::from_signed(self.bits, bounds(self.signed, b.signed)),
            false => IntRange::from_unsigned(self.bits, bounds(self.unsigned, b.unsigned)),
        };
        own.and(either)
    }

    /// The same integer with another width: zeros or copies of the sign in front, or the low bits.
    pub fn resized(self, bits: u32, is_signed: bool) -> IntRange {
        if bits < self.bits {
            let (low, high, max) = limits(bits);
            let fits = self.signed.0 >= low && self.signed.1 <= high;
            return match fits {
                true => IntRange::from_signed(bits, self.signed),
                false if self.unsigned.1 <= max => IntRange::from_unsigned(bits, self.unsigned),
                false => IntRange { bits, unsigned: (0, max), signed: (low, high) },
            };
        }
        match is_signed {
            true => IntRange::from_signed(bits, self.signed),
            false => IntRange::from_unsigned(bits, self.unsigned),
        }
    }

    /// Whether `self < b` always (`true`) or never (`false`) holds.
    pub fn is_less(self, b: IntRange, is_signed: bool) -> Option<bool> {
        let (x, y) = if is_signed { (self.signed, b.signed) } else { (self.unsigned, b.unsigned) };
        if x.1 < y.0 {
            return Some(true);
        }
        (x.0 >= y.1).then_some(false)
    }

    /// Whether both are always (`true`) or never (`false`) the same.
    pub fn is_equal(self, b: IntRange) -> Option<bool> {
        if let (Some(x), Some(y)) = (self.constant(), b.constant()) {
            return Some(x == y);
        }
        let apart = |x: (i128, i128), y: (i128, i128)| x.1 < y.0 || y.1 < x.0;
        (apart(self.signed, b.signed) || apart(self.unsigned, b.unsigned)).then_some(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation on every pair of small ranges holds what the operation gives on values.
    #[test]
    fn ranges_hold_the_results_of_their_values() {
        const BITS: u32 = 3;
        let wrap = |v: i128| IntRange::exactly(BITS, v).signed.0;
        let u = |v: i128| IntRange::exactly(BITS, v).unsigned.0;
        let ranges: Vec<IntRange> = (-4..4)
            .flat_map(|low| (low..4).map(move |high| IntRange::from_signed(BITS, (low, high))))
            .chain((0..8).flat_map(|l| (l..8).map(move |h| IntRange::from_unsigned(BITS, (l, h)))))
            .collect();
        let values = |r: IntRange| {
            (r.signed.0..=r.signed.1)
                .filter(move |&v| (r.unsigned.0..=r.unsigned.1).contains(&u(v)))
        };
        type Op = (fn(IntRange, IntRange) -> IntRange, fn(i128, i128) -> Option<i128>);
        let ops: [Op; 12] = [
            (IntRange::plus, |a, b| Some(a + b)),
            (IntRange::minus, |a, b| Some(a - b)),
            (IntRange::times, |a, b| Some(a * b)),
            (|a, b| a.div_signed(b, |x, y| x / y), |a, b| (b != 0).then(|| a / b)),
            (|a, b| a.div_signed(b, i128::div_euclid), |a, b| (b > 0).then(|| a.div_euclid(b))),
            (IntRange::rem_signed, |a, b| (b != 0).then(|| a % b)),
            (IntRange::bit_and, |a, b| Some(a & b)),
            (IntRange::bit_or, |a, b| Some(a | b)),
            (IntRange::bit_xor, |a, b| Some(a ^ b)),
            (|a, b| a.pick(b, true, i128::min), |a, b| Some(a.min(b))),
            (IntRange::shifted_left, |a, b| (0..3).contains(&b).then(|| a << b)),
            (IntRange::shifted_right_signed, |a, b| (0..3).contains(&b).then(|| a >> b)),
        ];
        for (n, (on_ranges, on_values)) in ops.iter().enumerate() {
            for &a in &ranges {
                for &b in &ranges {
                    let result = on_ranges(a, b);
                    for x in values(a) {
                        for y in values(b) {
                            let Some(v) = on_values(x, y) else { continue };
                            let (signed, unsigned) = (wrap(v), u(v));
                            let holds = result.signed.0 <= signed
                                && signed <= result.signed.1
                                && result.unsigned.0 <= unsigned
                                && unsigned <= result.unsigned.1;
                            assert!(
                                holds,
                                "operation {n}: {x} and {y} give {v}, not in {result:?}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn widths_change_both_readings() {
        let minus_one = IntRange::exactly(8, -1);
        assert_eq!(minus_one.resized(16, false).constant(), Some(255));
        assert_eq!(minus_one.resized(16, true).constant(), Some(-1));
        assert_eq!(IntRange::exactly(16, 300).resized(8, true), IntRange::full(8).unwrap());
        assert_eq!(IntRange::exactly(64, -1).unsigned.0, (1 << 64) - 1);
    }
}
