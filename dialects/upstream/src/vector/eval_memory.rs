//! Meaning of the `vector` operations that read and write memory (and tensors).
//!
//! Every lane that is read or written must be inside its memref, unless its mask is off or, for
//! transfers, the dimension is not `in_bounds`.

use std::sync::Arc;

use smallvec::SmallVec;
use terrace_ir::eval::{
    Compiler, Dims, Frame, MemRef, Reason, SlotKind, Src, Tensor, Trap, Value, index_of, n_elems,
};
use terrace_ir::{AffineExpr, AffineMap, OpRef, Reported, Type};

use super::eval::{element, set_elements, shape};

/// What a lane accesses.
enum Base {
    Memory(Arc<MemRef>),
    Tensor(Arc<Tensor>),
}

impl Base {
    fn of(frame: &Frame, src: Src) -> Result<Base, Trap> {
        match frame.object(src.idx()) {
            Value::MemRef(m) => Ok(Base::Memory(m.clone())),
            Value::Tensor(t) => Ok(Base::Tensor(t.clone())),
            _ => Err(Trap::invalid("the base is neither memory nor a tensor")),
        }
    }

    fn sizes(&self) -> &[i64] {
        match self {
            Base::Memory(m) => &m.sizes,
            Base::Tensor(t) => t.shape(),
        }
    }

    fn read(&self, frame: &mut Frame, index: &[i64]) -> Result<u64, Trap> {
        match self {
            Base::Memory(m) => frame.load_from(m, m.byte_at(index)?),
            Base::Tensor(t) => match t.position(index) {
                Some(at) => Ok(t.raw(at)),
                None => Err(out_of_bounds(index, t.shape())),
            },
        }
    }
}

fn out_of_bounds(indices: &[i64], sizes: &[i64]) -> Trap {
    let bad = indices.iter().zip(sizes).enumerate().find(|(_, (i, n))| **i < 0 || *i >= *n);
    match bad {
        Some((dim, (&index, &size))) => Reason::OutOfBounds { index, size, dim }.into(),
        None => Trap::invalid("number of indices differs from the rank"),
    }
}

fn ints(frame: &Frame, srcs: &[Src]) -> Dims {
    srcs.iter().map(|s| frame.int(s.idx())).collect()
}

/// How the lanes of a vector lie in memory.
#[derive(Clone)]
struct Access {
    /// The vector's shape.
    shape: Vec<i64>,
    /// For each dimension of the vector, which dimension of the base it runs along; `None` where it
    /// repeats one element.
    along: Vec<Option<usize>>,
    /// For each dimension of the vector, whether it is known to stay inside.
    in_bounds: Vec<bool>,
}

impl Access {
    /// Along the trailing dimensions of a base of this rank.
    fn minor(shape: Vec<i64>, rank: usize) -> Option<Access> {
        let first = rank.checked_sub(shape.len())?;
        let along = (first..rank).map(Some).collect();
        let in_bounds = vec![true; shape.len()];
        Some(Access { shape, along, in_bounds })
    }

    fn len(&self) -> usize {
        n_elems(&self.shape).unwrap_or(0)
    }

    /// The byte offset of the first lane in memory where the lanes are one vector along the last
    /// dimension and all inside; `None` where they are not, and each lane is to be looked at.
    fn row(&self, memory: &MemRef, start: &[i64]) -> Option<(usize, usize)> {
        let [n] = *self.shape.as_slice() else { return None };
        let last = start.len().checked_sub(1)?;
        let fits = start[last].checked_add(n)? <= *memory.sizes.get(last)?;
        if self.along != [Some(last)] || !fits || n == 0 {
            return None;
        }
        let step = memory.strides[last].checked_mul(memory.dtype.bytes() as i64)?;
        Some((memory.byte_at(start).ok()?, usize::try_from(step).ok()?))
    }

    /// The indices of lane `i`, and whether they are inside; traps where they must be and are not.
    fn lane(&self, start: &[i64], sizes: &[i64], i: usize) -> Result<(Dims, bool), Trap> {
        let mut index: Dims = start.into();
        let mut inside = true;
        for (d, &offset) in index_of(&self.shape, i).iter().enumerate() {
            let Some(dim) = self.along[d] else { continue };
            if dim >= index.len() || dim >= sizes.len() {
                return Err(Trap::invalid("number of indices differs from the rank"));
            }
            index[dim] = index[dim].saturating_add(offset);
            let ok = index[dim] >= 0 && index[dim] < sizes[dim];
            if !ok && self.in_bounds[d] {
                return Err(Reason::OutOfBounds { index: index[dim], size: sizes[dim], dim }.into());
            }
            inside &= ok;
        }
        Ok((index, inside))
    }
}

fn rank(op: OpRef<'_>, ty: Type) -> usize {
    ty.shape(op.cx).map_or(0, <[i64]>::len)
}

/// `vector.load` and `vector.maskedload`.
pub(super) fn load(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (to, dtype) = shape(c, op, op.result_ty(0))?;
    let n_indices = rank(op, op.operand_ty(0));
    let Some(access) = Access::minor(to, n_indices) else {
        return Err(c.unsupported(op, "its vector has a larger rank than its base"));
    };
    let srcs = c.operands(op);
    let (base, indices, rest) = (srcs[0], srcs[1..=n_indices].to_vec(), &srcs[n_indices + 1..]);
    let mask = match *rest {
        [mask, pass_thru] => Some((mask, pass_thru)),
        _ => None,
    };
    let out = c.result(op, 0);
    let n = access.len();
    c.emit(move |frame| {
        let base = Base::of(frame, base)?;
        let start = ints(frame, &indices);
        let mut raws: SmallVec<[u64; 32]> = SmallVec::with_capacity(n);
        if let (Base::Memory(m), None) = (&base, mask)
            && let Some((byte, step)) = access.row(m, &start)
        {
            for i in 0..n {
                raws.push(frame.load_from(m, byte + i * step)?);
            }
            return set_elements(frame, out, dtype, &access.shape, &raws);
        }
        for i in 0..n {
            raws.push(match mask {
                Some((mask, pass)) if element(frame, mask, i)? == 0 => element(frame, pass, i)?,
                _ => {
                    let (index, _) = access.lane(&start, base.sizes(), i)?;
                    base.read(frame, &index)?
                }
            });
        }
        set_elements(frame, out, dtype, &access.shape, &raws)
    });
    Ok(())
}

/// `vector.store` and `vector.maskedstore`.
pub(super) fn store(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let masked = op.name_str() == "vector.maskedstore";
    let (value_at, base_at) = if masked { (op.n_operands() - 1, 0) } else { (0, 1) };
    let (from, _) = shape(c, op, op.operand_ty(value_at))?;
    let n_indices = rank(op, op.operand_ty(base_at));
    let Some(access) = Access::minor(from, n_indices) else {
        return Err(c.unsupported(op, "its vector has a larger rank than its base"));
    };
    let srcs = c.operands(op);
    let (value, base) = (srcs[value_at], srcs[base_at].idx());
    let indices = srcs[base_at + 1..=base_at + n_indices].to_vec();
    let mask = masked.then(|| srcs[base_at + n_indices + 1]);
    let n = access.len();
    c.emit(move |frame| {
        let memory = frame.memref(base)?.clone();
        let start = ints(frame, &indices);
        if let (Some((byte, step)), None) = (access.row(&memory, &start), mask) {
            for i in 0..n {
                let raw = element(frame, value, i)?;
                frame.store_to(&memory, byte + i * step, raw)?;
            }
            return Ok(());
        }
        for i in 0..n {
            if let Some(mask) = mask
                && element(frame, mask, i)? == 0
            {
                continue;
            }
            let (index, _) = access.lane(&start, &memory.sizes, i)?;
            let raw = element(frame, value, i)?;
            frame.store_to(&memory, memory.byte_at(&index)?, raw)?;
        }
        Ok(())
    });
    Ok(())
}

/// Lane `i` reads at `offsets` with `indices[i]` added to the last one, where the mask is set.
pub(super) fn gather(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (to, dtype) = shape(c, op, op.result_ty(0))?;
    let n = n_elems(&to).unwrap_or(0);
    let srcs = c.operands(op);
    let [base, offsets @ .., lanes, mask, pass] = srcs.as_slice() else {
        return Err(c.unsupported(op, "it lacks operands"));
    };
    let (base, offsets, lanes) = (*base, offsets.to_vec(), *lanes);
    let (mask, pass, out) = (*mask, *pass, c.result(op, 0));
    c.emit(move |frame| {
        let base = Base::of(frame, base)?;
        let start = ints(frame, &offsets);
        let mut raws: SmallVec<[u64; 32]> = SmallVec::with_capacity(n);
        for i in 0..n {
            raws.push(if element(frame, mask, i)? == 0 {
                element(frame, pass, i)?
            } else {
                let mut index = start.clone();
                let lane = element(frame, lanes, i)? as i64;
                if let Some(last) = index.last_mut() {
                    *last = last.saturating_add(lane);
                }
                base.read(frame, &index)?
            });
        }
        set_elements(frame, out, dtype, &to, &raws)
    });
    Ok(())
}

/// The access of a transfer, from its permutation map.
fn transfer(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    shape: Vec<i64>,
    base: Type,
) -> Result<Access, Reported> {
    let rank = rank(op, base);
    let map: Option<AffineMap> = op.attr("permutation_map").and_then(|m| m.as_map(op.cx).cloned());
    let along: Option<Vec<Option<usize>>> = match &map {
        None => Access::minor(shape.clone(), rank).map(|a| a.along),
        Some(map) => map
            .results
            .iter()
            .map(|e| match e {
                AffineExpr::Dim(d) => Some(Some(*d as usize)),
                AffineExpr::Const(0) => Some(None),
                _ => None,
            })
            .collect(),
    };
    let Some(along) = along.filter(|a| a.len() == shape.len()) else {
        return Err(c.unsupported(op, "its permutation map does not fit its vector"));
    };
    let flags = op.attr("in_bounds").and_then(|a| a.as_array(op.cx)).unwrap_or(&[]);
    let flag = |d: usize| flags.get(d).and_then(|f| f.as_int(op.cx)).is_some_and(|v| v != 0);
    let in_bounds = (0..shape.len()).map(flag).collect();
    Ok(Access { shape, along, in_bounds })
}

pub(super) fn transfer_read(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (to, dtype) = shape(c, op, op.result_ty(0))?;
    let access = transfer(c, op, to, op.operand_ty(0))?;
    let n_indices = rank(op, op.operand_ty(0));
    let srcs = c.operands(op);
    let (base, indices, padding) = (srcs[0], srcs[1..=n_indices].to_vec(), srcs[n_indices + 1]);
    let mask = srcs.get(n_indices + 2).copied();
    if padding.slot.kind == SlotKind::Object {
        return Err(c.unsupported(op, "its elements are vectors"));
    }
    let out = c.result(op, 0);
    let n = access.len();
    c.emit(move |frame| {
        let base = Base::of(frame, base)?;
        let start = ints(frame, &indices);
        let mut raws: SmallVec<[u64; 32]> = SmallVec::with_capacity(n);
        for i in 0..n {
            let off = mask.is_some() && !mask_bit(frame, mask, &access, i)?;
            let lane = if off { None } else { Some(access.lane(&start, base.sizes(), i)?) };
            raws.push(match lane {
                Some((index, true)) => base.read(frame, &index)?,
                _ => frame.raw(padding.idx()),
            });
        }
        set_elements(frame, out, dtype, &access.shape, &raws)
    });
    Ok(())
}

/// The bit of a transfer's mask for lane `i`: masks have the dimensions of memory, in its order and
/// without those that repeat.
fn mask_bit(frame: &Frame, mask: Option<Src>, access: &Access, i: usize) -> Result<bool, Trap> {
    let Some(mask) = mask else { return Ok(true) };
    let index = index_of(&access.shape, i);
    let mut dims: SmallVec<[(usize, i64, i64); 4]> = SmallVec::new();
    for (d, along) in access.along.iter().enumerate() {
        dims.extend(along.map(|a| (a, index[d], access.shape[d])));
    }
    dims.sort_by_key(|(along, ..)| *along);
    let at = dims.iter().fold(0, |at, (_, i, n)| at * n + i);
    Ok(element(frame, mask, at as usize)? != 0)
}

pub(super) fn transfer_write(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let (from, _) = shape(c, op, op.operand_ty(0))?;
    let access = transfer(c, op, from, op.operand_ty(1))?;
    let n_indices = rank(op, op.operand_ty(1));
    let srcs = c.operands(op);
    let (value, base, indices) = (srcs[0], srcs[1], srcs[2..2 + n_indices].to_vec());
    let mask = srcs.get(2 + n_indices).copied();
    let out = (op.n_results() == 1).then(|| c.result(op, 0));
    let n = access.len();
    c.emit(move |frame| {
        let start = ints(frame, &indices);
        let mut target = frame.take(base);
        for i in 0..n {
            if !mask_bit(frame, mask, &access, i)? {
                continue;
            }
            let raw = element(frame, value, i)?;
            match &mut target {
                Value::MemRef(m) => {
                    if let (index, true) = access.lane(&start, &m.sizes, i)? {
                        frame.store_to(m, m.byte_at(&index)?, raw)?;
                    }
                }
                Value::Tensor(t) => {
                    let (index, inside) = access.lane(&start, t.shape(), i)?;
                    if inside {
                        let at = t.position(&index);
                        let at = at.ok_or_else(|| out_of_bounds(&index, t.shape()))?;
                        Arc::make_mut(t).set_raw(at, raw);
                    }
                }
                _ => return Err(Trap::invalid("the base is neither memory nor a tensor")),
            }
        }
        out.map_or(Ok(()), |out| frame.set(out, target))
    });
    Ok(())
}
