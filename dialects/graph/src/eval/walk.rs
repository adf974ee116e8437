//! Walking over index tuples, and positions that follow from them.
use super::malformed;
use terrace_ir::eval::{Dims, Tensor, Trap, strides_of};

/// Calls `f` with each index tuple of a box, last axis fastest.
pub(super) fn each(
    shape: &[i64],
    mut f: impl FnMut(usize, &[i64]) -> Result<(), Trap>,
) -> Result<(), Trap> {
    if shape.contains(&0) {
        return Ok(());
    }
    let mut index = vec![0; shape.len()];
    let mut flat = 0;
    loop {
        f(flat, &index)?;
        flat += 1;
        let mut axis = shape.len();
        loop {
            if axis == 0 {
                return Ok(());
            }
            axis -= 1;
            index[axis] += 1;
            if index[axis] < shape[axis] {
                break;
            }
            index[axis] = 0;
        }
    }
}

/// Strides that read a tensor at the index of a shape it broadcasts to.
pub(super) fn broadcast_strides(shape: &[i64], rank: usize) -> Result<Dims, Trap> {
    let lead = rank.checked_sub(shape.len()).ok_or_else(|| malformed("rank"))?;
    let mut strides = Dims::from_elem(0, rank);
    for (axis, (&size, stride)) in shape.iter().zip(strides_of(shape)).enumerate() {
        strides[lead + axis] = if size == 1 { 0 } else { stride };
    }
    Ok(strides)
}

/// The position these strides give an index.
pub(super) fn dot(index: &[i64], strides: &[i64]) -> usize {
    index.iter().zip(strides).map(|(i, s)| i * s).sum::<i64>() as usize
}

/// Element `at` of a tensor; a trap for positions that only unverified operations reach.
pub(super) fn raw(tensor: &Tensor, at: usize) -> Result<u64, Trap> {
    if at < tensor.len() { Ok(tensor.raw(at)) } else { Err(malformed("operand")) }
}

/// A shape as the axes before `axis`, that axis, and those after it.
pub(super) fn around(shape: &[i64], axis: usize) -> (usize, usize, usize) {
    let count = |sizes: &[i64]| sizes.iter().product::<i64>() as usize;
    (count(&shape[..axis]), shape[axis] as usize, count(&shape[axis + 1..]))
}
