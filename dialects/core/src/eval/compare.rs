//! Comparing results.

use super::dtype::Dtype;
use super::tensor::Tensor;
use super::value::Value;

/// How far results may be apart.
///
/// # Semantics
/// Elements agree when `|expected - actual| <= abs + rel * |expected| + norm * max |expected|`, the
/// maximum taken over the whole tensor. NaN agrees with NaN, and infinities with themselves.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Tolerance {
    /// Absolute.
    pub abs: f64,
    /// Relative to the element.
    pub rel: f64,
    /// Relative to the largest element: what reordered sums of elements of both signs lose.
    pub norm: f64,
}

impl Tolerance {
    /// Equal numbers.
    pub const EXACT: Tolerance = Tolerance { abs: 0.0, rel: 0.0, norm: 0.0 };

    /// What sums of `n` terms of this type may differ by when their order changes: each order is
    /// within `n` roundings of the exact sum of terms as large as the largest result.
    pub fn reassociated(dtype: Dtype, n: u64) -> Tolerance {
        let eps = dtype.epsilon();
        Tolerance { abs: 0.0, rel: 2.0 * eps, norm: n as f64 * eps }
    }

    /// Within so many units in the last place of this type.
    pub fn ulps(dtype: Dtype, n: f64) -> Tolerance {
        Tolerance { rel: n * dtype.epsilon(), ..Tolerance::EXACT }
    }

    fn allows(&self, expected: f64, actual: f64, largest: f64) -> bool {
        if expected == actual || expected.is_nan() && actual.is_nan() {
            return true;
        }
        let bound = self.abs + self.rel * expected.abs() + self.norm * largest;
        (expected - actual).abs() <= bound
    }
}

/// One element that differs.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// Its indices, outermost dimension first.
    pub index: Vec<i64>,
    /// What it should be.
    pub expected: f64,
    /// What it is.
    pub actual: f64,
}

/// How two tensors differ.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The largest difference of two finite elements.
    pub max_abs: f64,
    /// The 2-norm of the differences over the 2-norm of what is expected (over 1 if that is 0).
    pub rel_norm: f64,
    /// How many elements were compared.
    pub n_elems: usize,
    /// How many are outside the tolerance.
    pub n_bad: usize,
    /// The first of them in row-major order.
    pub first: Option<Difference>,
}

impl Comparison {
    /// Whether every element is within the tolerance.
    pub fn ok(&self) -> bool {
        self.n_bad == 0
    }
}

impl std::fmt::Display for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Comparison { max_abs, rel_norm, n_elems, n_bad, first } = self;
        write!(f, "relative error {rel_norm:.3e}, largest difference {max_abs:.3e}")?;
        if let Some(Difference { index, expected, actual }) = first {
            write!(f, "; {n_bad} of {n_elems} elements differ, the first at {index:?}: ")?;
            write!(f, "expected {expected:?}, got {actual:?}")?;
        }
        Ok(())
    }
}

/// Compares two tensors element by element; `Err` says in words why they cannot be compared.
///
/// # Shapes
/// Both have the same shape; the element types may differ, numbers are compared.
pub fn compare(
    expected: &Tensor,
    actual: &Tensor,
    tolerance: Tolerance,
) -> Result<Comparison, String> {
    if expected.shape() != actual.shape() {
        let (want, got) = (expected.shape(), actual.shape());
        return Err(format!("expected shape {want:?}, got {got:?}"));
    }
    let number = |t: &Tensor, i: usize| t.dtype().as_f64(t.raw(i));
    let n_elems = expected.len();
    let finite = |v: f64| if v.is_finite() { v.abs() } else { 0.0 };
    let largest = (0..n_elems).map(|i| finite(number(expected, i))).fold(0.0, f64::max);
    let mut result = Comparison { max_abs: 0.0, rel_norm: 0.0, n_elems, n_bad: 0, first: None };
    let (mut errors, mut squares) = (0.0, 0.0);
    for i in 0..n_elems {
        let (e, a) = (number(expected, i), number(actual, i));
        let difference = finite(e - a);
        result.max_abs = result.max_abs.max(difference);
        errors += difference * difference;
        squares += finite(e) * finite(e);
        // Large integers that round to the same f64 still differ.
        let exact = expected.dtype().is_float()
            || actual.dtype().is_float()
            || expected.raw(i) == actual.raw(i);
        if !(tolerance.allows(e, a, largest) && (exact || e != a)) {
            result.n_bad += 1;
            result.first.get_or_insert_with(|| Difference {
                index: index_of(expected.shape(), i),
                expected: e,
                actual: a,
            });
        }
    }
    result.rel_norm = (errors / if squares > 0.0 { squares } else { 1.0 }).sqrt();
    Ok(result)
}

/// The indices of the element at a row-major position.
pub fn index_of(shape: &[i64], mut position: usize) -> Vec<i64> {
    let mut index = vec![0; shape.len()];
    for d in (0..shape.len()).rev() {
        let n = shape[d].max(1) as usize;
        index[d] = (position % n) as i64;
        position /= n;
    }
    index
}

/// A number, tensor or memref as a tensor, scalars without dimensions; `None` for other values and
/// memrefs that cannot be read.
pub fn as_tensor(value: &Value) -> Option<Tensor> {
    match value {
        Value::Int(v) => Tensor::full(Dtype::Int(64), &[], *v as u64),
        Value::Float(v) => Tensor::full(Dtype::F64, &[], v.to_bits()),
        Value::Tensor(t) => Some((**t).clone()),
        Value::MemRef(m) => m.to_tensor().ok(),
        _ => None,
    }
}
