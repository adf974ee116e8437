//! Shape rules that several operators share.

/// The shape both broadcast to; none if they do not fit.
pub(super) fn broadcast(a: &[u64], b: &[u64]) -> Option<Vec<u64>> {
    let rank = a.len().max(b.len());
    let size = |shape: &[u64], axis: usize| {
        (axis + shape.len()).checked_sub(rank).and_then(|at| shape.get(at)).copied().unwrap_or(1)
    };
    (0..rank)
        .map(|axis| match (size(a, axis), size(b, axis)) {
            (a, b) if a == b => Some(a),
            (1, b) => Some(b),
            (a, 1) => Some(a),
            _ => None,
        })
        .collect()
}

/// An axis counted from either end, as an index; none when out of range.
pub(super) fn axis(axis: i64, rank: usize) -> Option<usize> {
    let rank = i64::try_from(rank).ok()?;
    let axis = if axis < 0 { axis.checked_add(rank)? } else { axis };
    (0..rank).contains(&axis).then_some(axis as usize)
}

/// Several distinct axes; none when one is out of range or given twice.
pub(super) fn axes(list: &[i64], rank: usize) -> Option<Vec<usize>> {
    let mut out = Vec::with_capacity(list.len().min(rank));
    for &item in list {
        let item = axis(item, rank)?;
        if out.contains(&item) {
            return None;
        }
        out.push(item);
    }
    Some(out)
}

/// The shape after a reduction over `axes`.
pub(super) fn reduced(shape: &[u64], axes: &[usize], keep: bool) -> Vec<u64> {
    let sizes = shape.iter().enumerate().filter_map(|(axis, &size)| match axes.contains(&axis) {
        true => keep.then_some(1),
        false => Some(size),
    });
    sizes.collect()
}

/// A half-open range over an axis as `Slice` means it: first index, step, and how many.
///
/// `start` and `end` count from the end when negative and are clamped; none for step 0.
pub(super) fn range(start: i64, end: i64, step: i64, size: u64) -> Option<(i64, i64, u64)> {
    let size = i64::try_from(size).ok()?;
    let from_end = |at: i64| if at < 0 { at.saturating_add(size) } else { at };
    let (start, end) = (from_end(start), from_end(end));
    let (start, span) = if step > 0 {
        let start = start.clamp(0, size);
        (start, end.clamp(0, size) - start)
    } else if step < 0 {
        let start = start.clamp(-1, size - 1);
        (start, start - end.clamp(-1, size - 1))
    } else {
        return None;
    };
    let count = if span <= 0 { 0 } else { (span as u64).div_ceil(step.unsigned_abs()) };
    // An empty range may start outside; the dialect wants every start inside.
    Some((if count == 0 { 0 } else { start }, step, count))
}

/// A window sliding over one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub kernel: u64,
    pub stride: u64,
    pub dilation: u64,
    pub low: i64,
    pub high: i64,
}

/// How padding is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AutoPad {
    Explicit,
    Valid,
    SameUpper,
    SameLower,
}

impl Window {
    /// Extent of the kernel with its gaps; none on overflow.
    fn reach(&self) -> Option<i64> {
        let gaps = self.kernel.checked_sub(1)?.checked_mul(self.dilation)?;
        i64::try_from(gaps.checked_add(1)?).ok()
    }

    /// Resolves automatic padding for an axis of this size.
    pub fn padded(mut self, auto: AutoPad, size: u64) -> Option<Self> {
        match auto {
            AutoPad::Explicit => {}
            AutoPad::Valid => (self.low, self.high) = (0, 0),
            AutoPad::SameUpper | AutoPad::SameLower => {
                let outputs = i64::try_from(size.div_ceil(self.stride)).ok()?;
                let covered = (outputs - 1)
                    .checked_mul(i64::try_from(self.stride).ok()?)?
                    .checked_add(self.reach()?)?;
                let total = covered.checked_sub(i64::try_from(size).ok()?)?.max(0);
                let (small, large) = (total / 2, total - total / 2);
                let upper = auto == AutoPad::SameUpper;
                (self.low, self.high) = if upper { (small, large) } else { (large, small) };
            }
        }
        Some(self)
    }

    /// Number of positions on an axis of this size. With `ceil`, a last position that starts within
    /// the input or the low padding counts too, and `high` grows so that it fits.
    pub fn positions(&mut self, size: u64, ceil: bool) -> Option<u64> {
        let size = i64::try_from(size).ok()?;
        let stride = i64::try_from(self.stride).ok()?;
        let padded = size.checked_add(self.low)?.checked_add(self.high)?;
        let span = padded.checked_sub(self.reach()?)?;
        if span < 0 {
            return None;
        }
        let mut last = span / stride;
        if ceil && span % stride != 0 && (last + 1) * stride < size.checked_add(self.low)? {
            last += 1;
            self.high = self.high.checked_add(last.checked_mul(stride)? - span)?;
        }
        u64::try_from(last + 1).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_broadcast_from_the_right() {
        assert_eq!(broadcast(&[2, 1, 4], &[3, 1]), Some(vec![2, 3, 4]));
        assert_eq!(broadcast(&[0], &[1]), Some(vec![0]));
        assert_eq!(broadcast(&[], &[5]), Some(vec![5]));
        assert_eq!(broadcast(&[2], &[3]), None);
    }

    #[test]
    fn ranges_are_those_of_python() {
        // (start, end, step, size) and Python's list(range(size))[start:end:step]
        let cases = [
            ((1, i64::MAX, 1, 5), (1, 1, 4)),
            ((-1, i64::MIN, -1, 5), (4, -1, 5)),
            ((-3, -1, 1, 5), (2, 1, 2)),
            ((0, 5, 2, 5), (0, 2, 3)),
            ((4, 0, -2, 5), (4, -2, 2)),
            ((9, 20, 1, 5), (0, 1, 0)),
            ((3, 1, 1, 5), (0, 1, 0)),
            ((0, 9, 1, 0), (0, 1, 0)),
        ];
        for ((start, end, step, size), expected) in cases {
            assert_eq!(range(start, end, step, size), Some(expected), "{start}:{end}:{step}");
        }
        assert_eq!(range(0, 1, 0, 5), None);
    }

    #[test]
    fn ceil_adds_a_window_only_if_it_starts_in_the_input() {
        let window = |low, high| Window { kernel: 3, stride: 2, dilation: 1, low, high };
        let mut w = window(0, 0);
        assert_eq!((w.positions(6, false), w.high), (Some(2), 0));
        assert_eq!((w.positions(6, true), w.high), (Some(3), 1));
        let mut w = Window { kernel: 1, stride: 2, ..window(0, 1) };
        // Position 2 would start at 4, which is padding.
        assert_eq!((w.positions(3, true), w.high), (Some(2), 1));
        assert_eq!(window(0, 0).positions(2, false), None);
        let same = window(9, 9).padded(AutoPad::SameUpper, 6);
        assert_eq!(same.map(|w| (w.low, w.high)), Some((0, 1)));
    }
}
