//! Meaning of the `memref` operations that make views: no element moves.

use terrace_ir::eval::{Compiler, Dims, MemRef, Trap, Value, n_elems, strides_of};
use terrace_ir::{AttrKind, DYNAMIC, OpRef, Reported};

use crate::eval::IndexList;

/// The reassociation groups of a reshape.
pub(crate) fn reassociation(op: OpRef<'_>) -> Option<Vec<Vec<usize>>> {
    let group = |g: &terrace_ir::Attr| {
        let dims = g.as_ints(op.cx)?;
        dims.into_iter().map(|d| usize::try_from(d).ok()).collect()
    };
    op.attr("reassociation")?.as_array(op.cx)?.iter().map(group).collect()
}

/// Emits a step that makes result 0, a memref, from operand 0.
fn derive(
    c: &mut Compiler<'_>,
    op: OpRef<'_>,
    f: impl Fn(&terrace_ir::eval::Frame, &MemRef) -> Result<MemRef, Trap> + Send + Sync + 'static,
) {
    let (src, out) = (c.operand(op, 0).idx(), c.result(op, 0).idx);
    c.emit(move |frame| {
        let derived = f(frame, frame.memref(src)?)?;
        frame.set_object(out, derived.into());
        Ok(())
    });
}

pub(super) fn cast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let want = op.result_ty(0).shape(op.cx).map(<[i64]>::to_vec);
    derive(c, op, move |_, m| {
        let fits = |(&w, &n): (&i64, &i64)| w == DYNAMIC || w == n;
        let ok = want
            .as_ref()
            .is_none_or(|w| w.len() == m.sizes.len() && w.iter().zip(&m.sizes).all(fits));
        match ok {
            true => Ok(m.clone()),
            false => Err(Trap::invalid(format!("shape {:?} is not the type's", m.sizes))),
        }
    });
    Ok(())
}

/// Which dimensions of a slice with these sizes remain in a result of this shape.
pub(crate) fn kept_dims(sizes: &[i64], shape: &[i64]) -> Option<Vec<usize>> {
    let mut kept = Vec::new();
    let mut droppable = sizes.len().checked_sub(shape.len())?;
    for (i, &size) in sizes.iter().enumerate() {
        if shape.get(kept.len()) == Some(&size) {
            kept.push(i);
        } else if size == 1 && droppable > 0 {
            droppable -= 1;
        } else {
            return None;
        }
    }
    (kept.len() == shape.len()).then_some(kept)
}

pub(super) fn subview(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let offsets = IndexList::new(c, op, "static_offsets", 1)?;
    let sizes = IndexList::new(c, op, "static_sizes", 2)?;
    let strides = IndexList::new(c, op, "static_strides", 3)?;
    let statics = op.attr("static_sizes").and_then(|a| a.as_ints(op.cx)).unwrap_or_default();
    let shape = op.result_ty(0).shape(op.cx).unwrap_or_default();
    let Some(kept) = kept_dims(&statics, shape) else {
        return Err(c.unsupported(op, "its result drops a dimension that is not 1"));
    };
    derive(c, op, move |frame, m| {
        let (offsets, sizes, strides) =
            (offsets.dims(frame), sizes.dims(frame), strides.dims(frame));
        if [offsets.len(), sizes.len(), strides.len()] != [m.sizes.len(); 3] {
            return Err(Trap::invalid("number of offsets differs from the rank"));
        }
        let mut view = MemRef { sizes: Dims::new(), strides: Dims::new(), ..m.clone() };
        for (d, &offset) in offsets.iter().enumerate() {
            inside(offset, sizes[d], strides[d], m.sizes[d], d)?;
            view.offset = view.offset.wrapping_add(offset.wrapping_mul(m.strides[d]));
        }
        for &d in &kept {
            view.sizes.push(sizes[d]);
            view.strides.push(strides[d].wrapping_mul(m.strides[d]));
        }
        Ok(view)
    });
    Ok(())
}

/// Traps unless the slice `offset, offset + stride, ..` of `size` elements is inside `0..n`.
pub(crate) fn inside(offset: i64, size: i64, stride: i64, n: i64, dim: usize) -> Result<(), Trap> {
    if size < 0 {
        return Err(Trap::invalid(format!("dimension {dim} has the negative size {size}")));
    }
    if size == 0 {
        return Ok(());
    }
    let last = (size - 1).checked_mul(stride).and_then(|l| l.checked_add(offset));
    for index in [Some(offset), last] {
        let index = index.unwrap_or(i64::MAX);
        if index < 0 || index >= n {
            return Err(terrace_ir::eval::Reason::OutOfBounds { index, size: n, dim }.into());
        }
    }
    Ok(())
}

pub(super) fn view(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let ty = op.result_ty(0);
    let dtype = c.dtype(op, ty)?;
    let shift = c.operand(op, 1).idx();
    let shape = ty.shape(op.cx).unwrap_or_default().to_vec();
    let sizes = IndexList::of(c, op, &shape, 2..op.n_operands())?;
    derive(c, op, move |frame, m| {
        let sizes = sizes.dims(frame);
        let shift = frame.int(shift);
        let start = m.byte_of(m.offset.wrapping_add(shift))?;
        let bytes = n_elems(&sizes).and_then(|n| n.checked_mul(dtype.bytes()));
        let limit = m.byte_of(m.offset)? as i64 + m.sizes.first().copied().unwrap_or(0);
        if bytes.is_none_or(|b| start.checked_add(b).is_none_or(|end| end as i64 > limit)) {
            let len = m.buffer.n_bytes() as u64;
            return Err(terrace_ir::eval::Reason::OutsideBuffer { byte: start as i64, len }.into());
        }
        let strides = strides_of(&sizes);
        let buffer = m.buffer.clone();
        Ok(MemRef { buffer, dtype, base: start, offset: 0, sizes, strides })
    });
    Ok(())
}

pub(super) fn reinterpret_cast(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let offsets = IndexList::new(c, op, "static_offsets", 1)?;
    let sizes = IndexList::new(c, op, "static_sizes", 2)?;
    let strides = IndexList::new(c, op, "static_strides", 3)?;
    derive(c, op, move |frame, m| {
        let offset = offsets.dims(frame).first().copied().unwrap_or(0);
        let (sizes, strides) = (sizes.dims(frame), strides.dims(frame));
        if sizes.iter().any(|s| *s < 0) || sizes.len() != strides.len() {
            return Err(Trap::invalid("a size is negative or lacks its stride"));
        }
        Ok(MemRef { offset, sizes, strides, ..m.clone() })
    });
    Ok(())
}

pub(super) fn collapse_shape(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let Some(groups) = reassociation(op) else {
        return Err(c.unsupported(op, "its reassociation is malformed"));
    };
    derive(c, op, move |_, m| {
        let mut view = MemRef { sizes: Dims::new(), strides: Dims::new(), ..m.clone() };
        for group in &groups {
            if group.iter().any(|&d| d >= m.sizes.len()) {
                return Err(Trap::invalid("the reassociation names a missing dimension"));
            }
            // The innermost dimension that is not 1 sets the stride; the others must continue it.
            let mut inner = group.iter().rev().filter(|&&d| m.sizes[d] != 1);
            let mut stride = match inner.next().or(group.last()) {
                Some(&d) => m.strides[d],
                None => 1,
            };
            let size = group.iter().map(|&d| m.sizes[d]).product();
            view.sizes.push(size);
            view.strides.push(stride);
            for &d in group.iter().rev().filter(|&&d| m.sizes[d] != 1) {
                if m.strides[d] != stride && size != 0 {
                    return Err(Trap::invalid("collapsed dimensions are not contiguous"));
                }
                stride = stride.wrapping_mul(m.sizes[d]);
            }
        }
        Ok(view)
    });
    Ok(())
}

pub(super) fn expand_shape(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let sizes = IndexList::new(c, op, "static_output_shape", 1)?;
    let Some(groups) = reassociation(op) else {
        return Err(c.unsupported(op, "its reassociation is malformed"));
    };
    derive(c, op, move |frame, m| {
        let sizes = sizes.dims(frame);
        let mut strides = Dims::from_elem(0, sizes.len());
        if groups.len() != m.sizes.len() || groups.iter().flatten().any(|&d| d >= sizes.len()) {
            return Err(Trap::invalid("the reassociation does not fit the shapes"));
        }
        for (from, group) in groups.iter().enumerate() {
            let mut stride = m.strides[from];
            for &d in group.iter().rev() {
                strides[d] = stride;
                stride = stride.wrapping_mul(sizes[d]);
            }
            let size: i64 = group.iter().map(|&d| sizes[d]).product();
            if size != m.sizes[from] {
                return Err(Trap::invalid("the expanded sizes do not give the original one"));
            }
        }
        Ok(MemRef { sizes, strides, ..m.clone() })
    });
    Ok(())
}

pub(super) fn reshape(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let shape = c.operand(op, 1).idx();
    derive(c, op, move |frame, m| {
        let shape = frame.memref(shape)?.to_tensor()?.to_i64s();
        if n_elems(&shape).is_none() || n_elems(&shape) != m.n_elems() {
            return Err(Trap::invalid("the new shape has another number of elements"));
        }
        if m.strides != strides_of(&m.sizes) {
            return Err(Trap::invalid("only row-major memrefs can be reshaped"));
        }
        Ok(MemRef { strides: strides_of(&shape), sizes: shape.into(), ..m.clone() })
    });
    Ok(())
}

pub(super) fn transpose(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let permutation = op.attr("permutation").map(|p| p.kind(op.cx).into_owned());
    let Some(AttrKind::AffineMap(map)) = permutation else {
        return Err(c.unsupported(op, "its permutation is no map"));
    };
    let dims: Option<Vec<usize>> = map
        .results
        .iter()
        .map(|e| match e {
            terrace_ir::AffineExpr::Dim(d) => Some(*d as usize),
            _ => None,
        })
        .collect();
    let Some(dims) = dims else {
        return Err(c.unsupported(op, "its map is no permutation"));
    };
    derive(c, op, move |_, m| {
        if dims.len() != m.sizes.len() || dims.iter().any(|&d| d >= m.sizes.len()) {
            return Err(Trap::invalid("the permutation does not fit the rank"));
        }
        let sizes = dims.iter().map(|&d| m.sizes[d]).collect();
        let strides = dims.iter().map(|&d| m.strides[d]).collect();
        Ok(MemRef { sizes, strides, ..m.clone() })
    });
    Ok(())
}

pub(super) fn metadata(c: &mut Compiler<'_>, op: OpRef<'_>) -> Result<(), Reported> {
    let src = c.operand(op, 0).idx();
    let outs = c.results(op);
    let [base, offset, rest @ ..] = outs.as_slice() else {
        return Err(c.unsupported(op, "it lacks results"));
    };
    let (base, offset, rest) = (*base, *offset, rest.to_vec());
    c.emit(move |frame| {
        let m = frame.memref(src)?.clone();
        let whole = MemRef { offset: 0, sizes: Dims::new(), strides: Dims::new(), ..(*m).clone() };
        frame.set(base, whole.into())?;
        frame.set(offset, Value::Int(m.offset))?;
        let values = m.sizes.iter().chain(&m.strides);
        rest.iter().zip(values).try_for_each(|(slot, v)| frame.set(*slot, Value::Int(*v)))
    });
    Ok(())
}
