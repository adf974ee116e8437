//! Moves elements of constants: every movement is a walk of the source with one stride per
//! dimension of the result.
//!
//! Weights are the bulk of a model, so this is made to run at the speed of memory.

/// A dimension of the walk: how many elements, and how far apart they lie in the source.
///
/// # Units
/// Both in elements; the stride may be zero (a repeated element) or negative.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Walk {
    /// How many steps the dimension has.
    pub size: i64,
    /// What one step adds to the position in the source.
    pub stride: i64,
}

/// The elements at `start + i0 * stride0 + i1 * stride1 + ..`, in row-major order of the steps.
///
/// `None` when a position lies outside the source, a size is negative, or elements are not 1, 2, 4,
/// 8 or 16 bytes long.
///
/// ```
/// use terrace_graph::rearrange::{Walk, rearrange};
/// // A 2x3 matrix of bytes transposed.
/// let walk = [Walk { size: 3, stride: 1 }, Walk { size: 2, stride: 3 }];
/// assert_eq!(rearrange(&[1, 2, 3, 4, 5, 6], 1, 0, &walk), Some(vec![1, 4, 2, 5, 3, 6]));
/// ```
pub fn rearrange(source: &[u8], elem_bytes: usize, start: i64, dims: &[Walk]) -> Option<Vec<u8>> {
    match elem_bytes {
        1 => typed::<1>(source, start, dims),
        2 => typed::<2>(source, start, dims),
        4 => typed::<4>(source, start, dims),
        8 => typed::<8>(source, start, dims),
        16 => typed::<16>(source, start, dims),
        _ => None,
    }
}

fn typed<const N: usize>(source: &[u8], start: i64, dims: &[Walk]) -> Option<Vec<u8>> {
    let (source, rest) = source.as_chunks::<N>();
    rest.is_empty().then_some(())?;
    let dims = joined(dims);
    let count =
        dims.iter().try_fold(1usize, |n, d| n.checked_mul(usize::try_from(d.size).ok()?))?;
    if count == 0 {
        return Some(Vec::new());
    }
    inside(source.len(), start, &dims)?;
    let mut out: Vec<[u8; N]> = Vec::with_capacity(count);
    // The positions were checked, so every index below lies inside.
    let (outer, inner) = match dims.split_last() {
        Some((last, outer)) => (outer, *last),
        None => (&[][..], Walk { size: 1, stride: 1 }),
    };
    let mut steps = vec![0i64; outer.len()];
    let mut at = start;
    loop {
        let first = at as usize;
        match inner.stride {
            1 => out.extend_from_slice(&source[first..first + inner.size as usize]),
            0 => out.resize(out.len() + inner.size as usize, source[first]),
            stride => {
                let element = |i: i64| source[(at + i * stride) as usize];
                out.extend((0..inner.size).map(element));
            }
        }
        let Some(d) = (0..outer.len()).rev().find(|&d| steps[d] + 1 < outer[d].size) else { break };
        steps[d] += 1;
        at += outer[d].stride;
        for later in d + 1..outer.len() {
            at -= steps[later] * outer[later].stride;
            steps[later] = 0;
        }
    }
    Some(out.into_flattened())
}

/// Dimensions of one step dropped, and neighbours joined that lie one after another.
pub(crate) fn joined(dims: &[Walk]) -> Vec<Walk> {
    let mut out: Vec<Walk> = Vec::new();
    for &dim in dims.iter().filter(|d| d.size != 1) {
        match out.last_mut() {
            Some(last) if dim.size.checked_mul(dim.stride) == Some(last.stride) => {
                *last = Walk { size: last.size.saturating_mul(dim.size), stride: dim.stride };
            }
            _ => out.push(dim),
        }
    }
    out
}

/// Whether every position lies in a source of `len` elements.
fn inside(len: usize, start: i64, dims: &[Walk]) -> Option<()> {
    let (mut low, mut high) = (start, start);
    for dim in dims {
        let reach = (dim.size - 1).checked_mul(dim.stride)?;
        low = low.checked_add(reach.min(0))?;
        high = high.checked_add(reach.max(0))?;
    }
    (low >= 0 && usize::try_from(high).is_ok_and(|high| high < len)).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_agree_with_enumeration() {
        let source: Vec<u8> = (0..120).collect();
        let cases: [&[(i64, i64)]; 6] = [
            &[(2, 60), (3, 20), (4, 5), (5, 1)],
            &[(5, 1), (4, 5), (3, 20), (2, 60)],
            &[(3, 20), (1, 7), (4, 0), (5, 1)],
            &[(4, -5), (5, -1)],
            &[],
            &[(3, 2), (0, 1)],
        ];
        for case in cases {
            let dims: Vec<Walk> =
                case.iter().map(|&(size, stride)| Walk { size, stride }).collect();
            let start = if case.iter().any(|d| d.1 < 0) { 119 } else { 0 };
            let mut expected = vec![start];
            for dim in &dims {
                let steps = |at: i64| (0..dim.size).map(move |i| at + i * dim.stride);
                expected = expected.into_iter().flat_map(steps).collect();
            }
            let expected: Vec<u8> = expected.iter().map(|&at| source[at as usize]).collect();
            assert_eq!(rearrange(&source, 1, start, &dims), Some(expected), "{case:?}");
        }
    }

    #[test]
    fn what_leaves_the_source_is_refused() {
        let walk = |size, stride| [Walk { size, stride }];
        assert_eq!(rearrange(&[0; 8], 4, 0, &walk(3, 1)), None);
        assert_eq!(rearrange(&[0; 8], 4, 0, &walk(2, -1)), None);
        assert_eq!(rearrange(&[0; 8], 4, 0, &walk(2, i64::MAX)), None);
        assert_eq!(rearrange(&[0; 9], 4, 0, &walk(1, 1)), None);
        assert_eq!(rearrange(&[0; 9], 3, 0, &walk(1, 1)), None);
    }
}
