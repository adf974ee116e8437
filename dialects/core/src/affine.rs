//! Affine expressions, maps and integer sets, as in upstream's builtin dialect.

use std::fmt;
use std::sync::Arc;

/// A quasi-affine expression over dimensions `d0..` and symbols `s0..`.
///
/// # Semantics
/// `FloorDiv`, `CeilDiv` and `Mod` round as upstream does: `Mod` has the sign of the divisor, which
/// must be positive.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum AffineExpr {
    /// The dimension of this position.
    Dim(u32),
    /// The symbol of this position.
    Sym(u32),
    /// An integer constant.
    Const(i64),
    /// `lhs + rhs`
    Add(Arc<AffineExpr>, Arc<AffineExpr>),
    /// `lhs * rhs`; one side is constant or symbolic
    Mul(Arc<AffineExpr>, Arc<AffineExpr>),
    /// `lhs floordiv rhs`
    FloorDiv(Arc<AffineExpr>, Arc<AffineExpr>),
    /// `lhs ceildiv rhs`
    CeilDiv(Arc<AffineExpr>, Arc<AffineExpr>),
    /// `lhs mod rhs`
    Mod(Arc<AffineExpr>, Arc<AffineExpr>),
}

use AffineExpr::{Add, CeilDiv, Const, Dim, FloorDiv, Mod, Mul};

impl AffineExpr {
    /// The constant this expression is, if it is one.
    pub fn as_const(&self) -> Option<i64> {
        if let Const(c) = self { Some(*c) } else { None }
    }

    /// The value at the point (`dims`, `syms`); `None` on overflow, a missing variable or a divisor
    /// that is not positive.
    pub fn eval(&self, dims: &[i64], syms: &[i64]) -> Option<i64> {
        let two = |a: &Arc<AffineExpr>, b: &Arc<AffineExpr>| {
            Some((a.eval(dims, syms)?, b.eval(dims, syms)?))
        };
        match self {
            Dim(i) => dims.get(*i as usize).copied(),
            AffineExpr::Sym(i) => syms.get(*i as usize).copied(),
            Const(c) => Some(*c),
            Add(a, b) => two(a, b).and_then(|(a, b)| a.checked_add(b)),
            Mul(a, b) => two(a, b).and_then(|(a, b)| a.checked_mul(b)),
            FloorDiv(a, b) => two(a, b).and_then(|(a, b)| floor_div(a, b)),
            CeilDiv(a, b) => two(a, b).and_then(|(a, b)| ceil_div(a, b)),
            Mod(a, b) => two(a, b).and_then(|(a, b)| floor_mod(a, b)),
        }
    }

    /// Replaces dimensions and symbols and simplifies on the way.
    pub fn substitute(&self, dims: &[AffineExpr], syms: &[AffineExpr]) -> AffineExpr {
        let s = |e: &Arc<AffineExpr>| e.substitute(dims, syms);
        match self {
            Dim(i) => dims.get(*i as usize).cloned().unwrap_or_else(|| self.clone()),
            AffineExpr::Sym(i) => syms.get(*i as usize).cloned().unwrap_or_else(|| self.clone()),
            Const(_) => self.clone(),
            Add(a, b) => s(a) + s(b),
            Mul(a, b) => s(a) * s(b),
            FloorDiv(a, b) => s(a).floor_div(s(b)),
            CeilDiv(a, b) => s(a).ceil_div(s(b)),
            Mod(a, b) => s(a).modulo(s(b)),
        }
    }

    /// `self floordiv rhs`, simplified.
    pub fn floor_div(self, rhs: AffineExpr) -> AffineExpr {
        match (&self, &rhs) {
            (_, Const(1)) => self,
            (Const(a), Const(b)) => match floor_div(*a, *b) {
                Some(q) => Const(q),
                None => FloorDiv(self.into(), rhs.into()),
            },
            (_, Const(d)) if *d > 0 => match self.divide_exactly(*d) {
                Some(q) => q,
                None => FloorDiv(self.into(), rhs.into()),
            },
            _ => FloorDiv(self.into(), rhs.into()),
        }
    }

    /// `self ceildiv rhs`, simplified.
    pub fn ceil_div(self, rhs: AffineExpr) -> AffineExpr {
        match (&self, &rhs) {
            (_, Const(1)) => self,
            (Const(a), Const(b)) => match ceil_div(*a, *b) {
                Some(q) => Const(q),
                None => CeilDiv(self.into(), rhs.into()),
            },
            (_, Const(d)) if *d > 0 => match self.divide_exactly(*d) {
                Some(q) => q,
                None => CeilDiv(self.into(), rhs.into()),
            },
            _ => CeilDiv(self.into(), rhs.into()),
        }
    }

    /// `self mod rhs`, simplified.
    pub fn modulo(self, rhs: AffineExpr) -> AffineExpr {
        match (&self, &rhs) {
            (Const(a), Const(b)) => match floor_mod(*a, *b) {
                Some(r) => Const(r),
                None => Mod(self.into(), rhs.into()),
            },
            (_, Const(d)) if *d > 0 && self.divide_exactly(*d).is_some() => Const(0),
            _ => Mod(self.into(), rhs.into()),
        }
    }

    /// `self / d` when every term is visibly a multiple of `d`.
    fn divide_exactly(&self, d: i64) -> Option<AffineExpr> {
        match self {
            Const(c) => (c % d == 0).then(|| Const(c / d)),
            Add(a, b) => Some(a.divide_exactly(d)? + b.divide_exactly(d)?),
            Mul(a, b) => match (&**a, &**b) {
                (_, Const(c)) if c % d == 0 => Some((**a).clone() * Const(c / d)),
                (Const(c), _) if c % d == 0 => Some((**b).clone() * Const(c / d)),
                _ => None,
            },
            _ => None,
        }
    }

    /// An interval (both ends included) that holds every value over a box of dimensions, without
    /// symbols. Exact where [`AffineExpr::is_linear`] and no dimension occurs twice; `None` on
    /// overflow or an unknown variable.
    pub fn range(&self, dims: &[(i64, i64)]) -> Option<(i64, i64)> {
        let two = |a: &Arc<AffineExpr>, b: &Arc<AffineExpr>| Some((a.range(dims)?, b.range(dims)?));
        let ends = |a: (i64, i64), f: &dyn Fn(i64) -> Option<i64>| {
            let (x, y) = (f(a.0)?, f(a.1)?);
            Some((x.min(y), x.max(y)))
        };
        match self {
            Dim(i) => dims.get(*i as usize).copied(),
            AffineExpr::Sym(_) => None,
            Const(c) => Some((*c, *c)),
            Add(a, b) => {
                let (a, b) = two(a, b)?;
                Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?))
            }
            Mul(a, b) => {
                let (a, b) = two(a, b)?;
                let low = ends(a, &|x| x.checked_mul(b.0))?;
                let high = ends(a, &|x| x.checked_mul(b.1))?;
                Some((low.0.min(high.0), low.1.max(high.1)))
            }
            FloorDiv(a, b) => ends(a.range(dims)?, &|x| floor_div(x, b.as_const()?)),
            CeilDiv(a, b) => ends(a.range(dims)?, &|x| ceil_div(x, b.as_const()?)),
            Mod(a, b) => {
                let (d, a) = (b.as_const().filter(|d| *d > 0)?, a.range(dims)?);
                let same_period = floor_div(a.0, d) == floor_div(a.1, d);
                Some(if same_period { (a.0.rem_euclid(d), a.1.rem_euclid(d)) } else { (0, d - 1) })
            }
        }
    }

    /// Whether this is a sum of constant multiples of variables and a constant.
    pub fn is_linear(&self) -> bool {
        match self {
            Dim(_) | AffineExpr::Sym(_) | Const(_) => true,
            Add(a, b) => a.is_linear() && b.is_linear(),
            Mul(a, b) => {
                a.is_linear() && b.is_linear() && (a.as_const().or(b.as_const())).is_some()
            }
            FloorDiv(..) | CeilDiv(..) | Mod(..) => false,
        }
    }

    /// The text with other names for dimensions and symbols.
    pub fn to_string_with(
        &self,
        dim: &dyn Fn(u32) -> String,
        sym: &dyn Fn(u32) -> String,
    ) -> String {
        // Identifiers of the plain text are whole words: `d0`, `s1`, and the operators.
        let plain = self.to_string();
        let mut out = String::with_capacity(2 * plain.len());
        let mut rest = plain.as_str();
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            let (before, word) = rest.split_at(start);
            let len = word.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(word.len());
            let (word, after) = word.split_at(len);
            out.push_str(before);
            match (word.as_bytes()[0], word[1..].parse()) {
                (b'd', Ok(i)) => out.push_str(&dim(i)),
                (b's', Ok(i)) => out.push_str(&sym(i)),
                _ => out.push_str(word),
            }
            rest = after;
        }
        out + rest
    }

    /// Calls `f` on this expression and everything below it.
    pub fn walk(&self, f: &mut impl FnMut(&AffineExpr)) {
        f(self);
        match self {
            Add(a, b) | Mul(a, b) | FloorDiv(a, b) | CeilDiv(a, b) | Mod(a, b) => {
                a.walk(f);
                b.walk(f);
            }
            _ => {}
        }
    }

    fn fmt_prec(&self, f: &mut fmt::Formatter<'_>, inside_product: bool) -> fmt::Result {
        let product = |f: &mut fmt::Formatter<'_>, a: &AffineExpr, op: &str, b: &AffineExpr| {
            a.fmt_prec(f, true)?;
            write!(f, " {op} ")?;
            b.fmt_prec(f, true)
        };
        match self {
            Dim(i) => write!(f, "d{i}"),
            AffineExpr::Sym(i) => write!(f, "s{i}"),
            Const(c) => write!(f, "{c}"),
            Mul(a, b) if **b == Const(-1) && !inside_product => {
                write!(f, "-")?;
                a.fmt_prec(f, true)
            }
            _ if inside_product => {
                write!(f, "(")?;
                self.fmt_prec(f, false)?;
                write!(f, ")")
            }
            Mul(a, b) => product(f, a, "*", b),
            FloorDiv(a, b) => product(f, a, "floordiv", b),
            CeilDiv(a, b) => product(f, a, "ceildiv", b),
            Mod(a, b) => product(f, a, "mod", b),
            Add(a, b) => fmt_sum(f, a, b),
        }
    }
}

fn fmt_sum(f: &mut fmt::Formatter<'_>, a: &AffineExpr, b: &AffineExpr) -> fmt::Result {
    a.fmt_prec(f, false)?;
    match b {
        Const(c) if *c < 0 => write!(f, " - {}", c.unsigned_abs()),
        Mul(x, k) if **k == Const(-1) => {
            write!(f, " - ")?;
            x.fmt_prec(f, matches!(**x, Add(..)))
        }
        Mul(x, k) if k.as_const().is_some_and(|k| k < -1) => {
            write!(f, " - ")?;
            x.fmt_prec(f, true)?;
            write!(f, " * {}", k.as_const().unwrap_or(0).unsigned_abs())
        }
        _ => {
            write!(f, " + ")?;
            b.fmt_prec(f, matches!(b, Add(..)))
        }
    }
}

impl fmt::Display for AffineExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_prec(f, false)
    }
}

impl std::ops::Add for AffineExpr {
    type Output = AffineExpr;
    fn add(self, rhs: AffineExpr) -> AffineExpr {
        match (&self, &rhs) {
            (Const(0), _) => rhs,
            (_, Const(0)) => self,
            (Const(a), Const(b)) => match a.checked_add(*b) {
                Some(sum) => Const(sum),
                None => Add(self.into(), rhs.into()),
            },
            (Const(_), _) => Add(rhs.into(), self.into()),
            (Add(x, c), Const(b)) => match c.as_const().and_then(|c| c.checked_add(*b)) {
                Some(0) => (**x).clone(),
                Some(sum) => Add(x.clone(), Const(sum).into()),
                None => Add(self.into(), rhs.into()),
            },
            _ => Add(self.into(), rhs.into()),
        }
    }
}

impl std::ops::Sub for AffineExpr {
    type Output = AffineExpr;
    fn sub(self, rhs: AffineExpr) -> AffineExpr {
        self + rhs * Const(-1)
    }
}

impl std::ops::Add<i64> for AffineExpr {
    type Output = AffineExpr;
    fn add(self, rhs: i64) -> AffineExpr {
        self + Const(rhs)
    }
}

impl std::ops::Sub<i64> for AffineExpr {
    type Output = AffineExpr;
    fn sub(self, rhs: i64) -> AffineExpr {
        self - Const(rhs)
    }
}

impl std::ops::Mul<i64> for AffineExpr {
    type Output = AffineExpr;
    fn mul(self, rhs: i64) -> AffineExpr {
        self * Const(rhs)
    }
}

impl std::ops::Mul for AffineExpr {
    type Output = AffineExpr;
    fn mul(self, rhs: AffineExpr) -> AffineExpr {
        match (&self, &rhs) {
            (Const(0), _) | (_, Const(0)) => Const(0),
            (Const(1), _) => rhs,
            (_, Const(1)) => self,
            (Const(a), Const(b)) => match a.checked_mul(*b) {
                Some(product) => Const(product),
                None => Mul(self.into(), rhs.into()),
            },
            (Const(_), _) => rhs * self,
            (Mul(x, c), Const(b)) => match c.as_const().and_then(|c| c.checked_mul(*b)) {
                Some(product) => (**x).clone() * Const(product),
                None => Mul(self.into(), rhs.into()),
            },
            (Add(x, c), Const(_)) if c.as_const().is_some() => {
                (**x).clone() * rhs.clone() + (**c).clone() * rhs
            }
            _ => Mul(self.into(), rhs.into()),
        }
    }
}

/// Quotient rounded towards minus infinity; `None` unless `b` is positive.
pub fn floor_div(a: i64, b: i64) -> Option<i64> {
    (b > 0).then(|| a.div_euclid(b))
}

/// Quotient rounded towards plus infinity; `None` unless `b` is positive or on overflow.
pub fn ceil_div(a: i64, b: i64) -> Option<i64> {
    (b > 0).then(|| a.checked_neg().and_then(|n| n.div_euclid(b).checked_neg())).flatten()
}

/// Remainder in `0..b`; `None` unless `b` is positive.
pub fn floor_mod(a: i64, b: i64) -> Option<i64> {
    (b > 0).then(|| a.rem_euclid(b))
}

/// `(d0, ..)[s0, ..] -> (results)`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct AffineMap {
    /// How many dimensions the map takes.
    pub n_dims: u32,
    /// How many symbols the map takes.
    pub n_syms: u32,
    /// One expression per result.
    pub results: Vec<AffineExpr>,
}

impl AffineMap {
    /// A map over `n_dims` dimensions and no symbols.
    pub fn new(n_dims: u32, results: Vec<AffineExpr>) -> Self {
        AffineMap { n_dims, n_syms: 0, results }
    }

    /// `(d0, .., dn) -> (d0, .., dn)`
    pub fn identity(n_dims: u32) -> Self {
        AffineMap::new(n_dims, (0..n_dims).map(Dim).collect())
    }

    /// `() -> (c)`
    pub fn constant(c: i64) -> Self {
        AffineMap::new(0, vec![Const(c)])
    }

    /// Whether this is the identity on its dimensions.
    pub fn is_identity(&self) -> bool {
        self.n_syms == 0
            && self.results.len() == self.n_dims as usize
            && self.results.iter().enumerate().all(|(i, e)| *e == Dim(i as u32))
    }

    /// The results at a point; `None` where [`AffineExpr::eval`] is.
    pub fn eval(&self, dims: &[i64], syms: &[i64]) -> Option<Vec<i64>> {
        self.results.iter().map(|e| e.eval(dims, syms)).collect()
    }

    /// `self` after `inner`: the results of `inner` become the dimensions of `self`. Symbols of
    /// `self` come first, those of `inner` after them.
    pub fn compose(&self, inner: &AffineMap) -> AffineMap {
        let shifted: Vec<AffineExpr> =
            (0..inner.n_syms).map(|i| AffineExpr::Sym(i + self.n_syms)).collect();
        let dims: Vec<AffineExpr> =
            inner.results.iter().map(|e| e.substitute(&[], &shifted)).collect();
        AffineMap {
            n_dims: inner.n_dims,
            n_syms: self.n_syms + inner.n_syms,
            results: self.results.iter().map(|e| e.substitute(&dims, &[])).collect(),
        }
    }
}

impl fmt::Display for AffineMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_space(f, self.n_dims, self.n_syms)?;
        write!(f, " -> (")?;
        for (i, e) in self.results.iter().enumerate() {
            write!(f, "{}{e}", if i == 0 { "" } else { ", " })?;
        }
        write!(f, ")")
    }
}

fn fmt_space(f: &mut fmt::Formatter<'_>, n_dims: u32, n_syms: u32) -> fmt::Result {
    let list = |n: u32, p: char| (0..n).map(|i| format!("{p}{i}")).collect::<Vec<_>>().join(", ");
    write!(f, "({})", list(n_dims, 'd'))?;
    if n_syms > 0 {
        write!(f, "[{}]", list(n_syms, 's'))?;
    }
    Ok(())
}

/// `(d0, ..)[s0, ..] : (e >= 0, e == 0, ..)`
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct IntegerSet {
    /// How many dimensions the set ranges over.
    pub n_dims: u32,
    /// How many symbols its constraints may use.
    pub n_syms: u32,
    /// Each expression with whether it must equal zero (else: be at least zero).
    pub constraints: Vec<(AffineExpr, bool)>,
}

impl IntegerSet {
    /// Whether the point lies in the set; `None` where an expression cannot be evaluated.
    pub fn contains(&self, dims: &[i64], syms: &[i64]) -> Option<bool> {
        for (e, is_eq) in &self.constraints {
            let v = e.eval(dims, syms)?;
            if !(if *is_eq { v == 0 } else { v >= 0 }) {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// Two sides of a condition, and the sign between them, for a constraint of an [`IntegerSet`]. It
/// reads back as the same constraint.
///
/// `-d0 + 59 >= 0` is `d0 <= 59`.
pub fn condition_sides(expr: &AffineExpr, is_eq: bool) -> (AffineExpr, &'static str, AffineExpr) {
    let minus = |a: &AffineExpr, b: &AffineExpr| a.clone() + b.clone() * Const(-1);
    let (rest, constant) = match expr {
        Add(a, b) if b.as_const().is_some() => ((**a).clone(), b.as_const().unwrap_or(0)),
        _ => (expr.clone(), 0),
    };
    let signs = if is_eq { ("==", "==") } else { ("<=", ">=") };
    if let Mul(x, k) = &rest
        && **k == Const(-1)
        && !is_eq
        && minus(&Const(constant), x) == *expr
    {
        return ((**x).clone(), signs.0, Const(constant));
    }
    if let Add(a, b) = expr
        && let Mul(x, k) = &**b
        && **k == Const(-1)
        && !is_eq
        && minus(a, x) == *expr
    {
        return ((**x).clone(), signs.0, (**a).clone());
    }
    match constant.checked_neg().map(Const) {
        Some(bound) if minus(&rest, &bound) == *expr => (rest, signs.1, bound),
        _ => (expr.clone(), signs.1, Const(0)),
    }
}

impl fmt::Display for IntegerSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_space(f, self.n_dims, self.n_syms)?;
        write!(f, " : (")?;
        for (i, (e, is_eq)) in self.constraints.iter().enumerate() {
            let sep = if i == 0 { "" } else { ", " };
            write!(f, "{sep}{e} {} 0", if *is_eq { "==" } else { ">=" })?;
        }
        write!(f, ")")
    }
}
