//! Affine expressions made simpler by what is known of their variables.

use crate::affine::{AffineExpr, floor_div, floor_mod};

use AffineExpr::{Add, CeilDiv, Const, FloorDiv, Mod, Mul};

/// `constant + sum of factor * term`; no term is a sum or a multiple of a constant.
struct Linear {
    terms: Vec<(AffineExpr, i64)>,
    constant: i64,
}

impl AffineExpr {
    /// An expression with the same value wherever each dimension is in its range (both ends
    /// included): like terms are joined, and quotients and remainders lose what divides evenly and
    /// what is known to be smaller than the divisor.
    ///
    /// ```
    /// use terrace_ir::AffineExpr;
    /// let dim = AffineExpr::Dim;
    /// let at = dim(0) * AffineExpr::Const(16) + dim(1) + AffineExpr::Const(-32);
    /// let ranges = [(0, 3), (0, 15)];
    /// let block = at.clone().floor_div(AffineExpr::Const(16));
    /// assert_eq!(block.simplify(&ranges), dim(0) + AffineExpr::Const(-2));
    /// assert_eq!(at.modulo(AffineExpr::Const(16)).simplify(&ranges), dim(1));
    /// ```
    pub fn simplify(&self, ranges: &[(i64, i64)]) -> AffineExpr {
        // Only overflow fails, and then nothing is gained by going on.
        Linear::of(self, ranges).map_or_else(|| self.clone(), Linear::into_expr)
    }
}

impl Linear {
    fn of_term(term: AffineExpr) -> Linear {
        match term {
            Const(constant) => Linear { terms: Vec::new(), constant },
            term => Linear { terms: vec![(term, 1)], constant: 0 },
        }
    }

    fn of(expr: &AffineExpr, ranges: &[(i64, i64)]) -> Option<Linear> {
        let atom = Linear::of_term;
        Some(match expr {
            Const(c) => Linear { terms: Vec::new(), constant: *c },
            AffineExpr::Dim(_) | AffineExpr::Sym(_) => atom(expr.clone()),
            Add(a, b) => Linear::of(a, ranges)?.plus(Linear::of(b, ranges)?)?,
            Mul(a, b) => {
                let (a, b) = (Linear::of(a, ranges)?, Linear::of(b, ranges)?);
                match (a.as_const(), b.as_const()) {
                    (_, Some(c)) => a.times(c)?,
                    (Some(c), _) => b.times(c)?,
                    _ => atom(a.into_expr() * b.into_expr()),
                }
            }
            FloorDiv(a, b) => match b.as_const().filter(|d| *d > 0) {
                Some(d) => Linear::of(a, ranges)?.divided(d, ranges)?,
                None => atom(a.simplify(ranges).floor_div(b.simplify(ranges))),
            },
            Mod(a, b) => match b.as_const().filter(|d| *d > 0) {
                Some(d) => Linear::of(a, ranges)?.remainder(d, ranges)?,
                None => atom(a.simplify(ranges).modulo(b.simplify(ranges))),
            },
            CeilDiv(a, b) => atom(a.simplify(ranges).ceil_div(b.simplify(ranges))),
        })
    }

    fn as_const(&self) -> Option<i64> {
        self.terms.is_empty().then_some(self.constant)
    }

    fn into_expr(self) -> AffineExpr {
        let terms = self.terms.into_iter().map(|(e, factor)| e * Const(factor));
        let sum = terms.reduce(|a, b| a + b);
        sum.map_or(Const(self.constant), |sum| sum + Const(self.constant))
    }

    fn plus(mut self, other: Linear) -> Option<Linear> {
        self.constant = self.constant.checked_add(other.constant)?;
        for (term, factor) in other.terms {
            match self.terms.iter_mut().find(|(t, _)| *t == term) {
                Some((_, f)) => *f = f.checked_add(factor)?,
                None => self.terms.push((term, factor)),
            }
        }
        self.terms.retain(|(_, f)| *f != 0);
        Some(self)
    }

    fn times(mut self, c: i64) -> Option<Linear> {
        self.constant = self.constant.checked_mul(c)?;
        for (_, factor) in &mut self.terms {
            *factor = factor.checked_mul(c)?;
        }
        self.terms.retain(|(_, f)| *f != 0);
        Some(self)
    }

    /// `(q, r)` with `self = d * q + r`, where all that divides evenly is in `q`.
    fn split(self, d: i64) -> Option<(Linear, Linear)> {
        let (even, odd): (Vec<_>, Vec<_>) = self.terms.into_iter().partition(|(_, f)| f % d == 0);
        let even = even.into_iter().map(|(t, f)| (t, f / d)).collect();
        let (q, r) = (floor_div(self.constant, d)?, floor_mod(self.constant, d)?);
        Some((Linear { terms: even, constant: q }, Linear { terms: odd, constant: r }))
    }

    /// `self floordiv d`
    fn divided(self, d: i64, ranges: &[(i64, i64)]) -> Option<Linear> {
        let (mut quotient, rest) = self.split(d)?;
        let rest = rest.into_expr();
        if let Some(k) = period(&rest, d, ranges) {
            quotient.constant = quotient.constant.checked_add(k)?;
            return Some(quotient);
        }
        // (x floordiv a) floordiv b is x floordiv (a * b).
        let whole = match &rest {
            FloorDiv(x, a) => {
                match a.as_const().filter(|a| *a > 0).and_then(|a| a.checked_mul(d)) {
                    Some(both) => Linear::of(x, ranges)?.divided(both, ranges)?,
                    None => Linear::of_term(rest.floor_div(Const(d))),
                }
            }
            _ => Linear::of_term(rest.floor_div(Const(d))),
        };
        quotient.plus(whole)
    }

    /// `self mod d`
    fn remainder(self, d: i64, ranges: &[(i64, i64)]) -> Option<Linear> {
        let (_, mut rest) = self.split(d)?;
        let whole = Linear { terms: rest.terms.clone(), ..rest }.into_expr();
        if let Some(k) = period(&whole, d, ranges) {
            rest.constant = rest.constant.checked_sub(k.checked_mul(d)?)?;
            return Some(rest);
        }
        Some(Linear::of_term(whole.modulo(Const(d))))
    }
}

/// The quotient of every value of an expression by `d`, if there is one.
fn period(expr: &AffineExpr, d: i64, ranges: &[(i64, i64)]) -> Option<i64> {
    let (low, high) = expr.range(ranges)?;
    let (first, last) = (floor_div(low, d)?, floor_div(high, d)?);
    (first == last).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::Random;

    fn random_expr(random: &mut Random, depth: u32) -> AffineExpr {
        let pick = random.bits() % if depth == 0 { 2 } else { 7 };
        let constant = |random: &mut Random| Const((random.bits() % 13) as i64 - 6);
        let divisor = |random: &mut Random| Const((random.bits() % 8) as i64 + 1);
        match pick {
            0 => AffineExpr::Dim((random.bits() % 3) as u32),
            1 => constant(random),
            2 | 3 => random_expr(random, depth - 1) + random_expr(random, depth - 1),
            4 => random_expr(random, depth - 1) * constant(random),
            5 => random_expr(random, depth - 1).floor_div(divisor(random)),
            _ => random_expr(random, depth - 1).modulo(divisor(random)),
        }
    }

    #[test]
    fn simplified_expressions_have_the_same_values() {
        let ranges = [(0, 3), (-2, 2), (0, 4)];
        let mut random = Random::new(7);
        for _ in 0..2000 {
            let expr = random_expr(&mut random, 4);
            let simple = expr.simplify(&ranges);
            for n in 0..4 * 5 * 5 {
                let point = [n / 25, n / 5 % 5 - 2, n % 5];
                let (want, got) = (expr.eval(&point, &[]), simple.eval(&point, &[]));
                assert_eq!(want, got, "{expr} became {simple} at {point:?}");
            }
            assert_eq!(simple.simplify(&ranges), simple, "{expr}");
        }
    }

    #[test]
    fn blocks_of_blocks_are_seen_through() {
        let (o, i, j) = (AffineExpr::Dim(0), AffineExpr::Dim(1), AffineExpr::Dim(2));
        let at = o.clone() * Const(64) + i.clone() * Const(16) + j.clone();
        let ranges = [(0, 9), (0, 3), (0, 15)];
        let outer = at.clone().floor_div(Const(16));
        assert_eq!(outer.clone().floor_div(Const(4)).simplify(&ranges), o);
        assert_eq!(outer.modulo(Const(4)).simplify(&ranges), i);
        assert_eq!(at.modulo(Const(16)).simplify(&ranges), j);
        let unknown = AffineExpr::Sym(0).floor_div(Const(4)).floor_div(Const(2));
        assert_eq!(unknown.simplify(&[]), AffineExpr::Sym(0).floor_div(Const(8)));
    }
}
