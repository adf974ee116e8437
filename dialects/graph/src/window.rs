//! Sliding windows: the attributes that convolutions and pools share.
use crate::infer::{Infer, spell};
use terrace_ir::{Code, DYNAMIC};

/// GRAPH012
pub const GRAPH012: Code = Code {
    id: "GRAPH012",
    message: "a window of {0} does not slide over {1} with strides {2}, dilations {3}, pads {4}",
    explain: "Strides, dilations and kernel are at least 1, one for each spatial axis; pads are \
              not negative, first all low sides, then all high sides; and the window fits at \
              least once.",
};

/// How many positions a window has along one axis.
///
/// `size` and `kernel` in elements; none if the window does not fit or the numbers overflow.
pub fn n_positions(
    size: i64,
    kernel: i64,
    stride: i64,
    dilation: i64,
    pads: (i64, i64),
) -> Option<i64> {
    if kernel < 1 || stride < 1 || dilation < 1 || pads.0 < 0 || pads.1 < 0 {
        return None;
    }
    let reach = (kernel - 1).checked_mul(dilation)?.checked_add(1)?;
    let span = size.checked_add(pads.0)?.checked_add(pads.1)?.checked_sub(reach)?;
    (span >= 0).then(|| span / stride + 1)
}

/// Positions along all spatial axes; strides, dilations and pads stand in three slots from `slot`.
pub(crate) fn positions(
    infer: &mut Infer<'_, '_>,
    sizes: &[i64],
    kernel: &[i64],
    slot: usize,
) -> Option<Vec<i64>> {
    let (strides, dilations, pads) =
        (infer.ints(slot)?, infer.ints(slot + 1)?, infer.ints(slot + 2)?);
    let n = sizes.len();
    let counts = || -> Option<Vec<i64>> {
        if [kernel.len(), strides.len(), dilations.len()] != [n; 3] || pads.len() != 2 * n {
            return None;
        }
        (0..n)
            .map(|i| match (sizes[i], kernel[i]) {
                (DYNAMIC, _) | (_, DYNAMIC) => Some(DYNAMIC),
                (size, kernel) => {
                    n_positions(size, kernel, strides[i], dilations[i], (pads[i], pads[n + i]))
                }
            })
            .collect()
    };
    if let Some(counts) = counts() {
        return Some(counts);
    }
    let words = [kernel, sizes, &strides, &dilations, &pads].map(spell);
    let [kernel, sizes, strides, dilations, pads] = &words;
    infer.fail(&GRAPH012, &[kernel, sizes, strides, dilations, pads])
}
