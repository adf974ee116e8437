//! Loads and stores: scalar, contiguous, broadcast or gathered, padded or not.

use terrace_ir::AffineMap;
use terrace_loop as loops;

use super::index::Lin;
use super::{Lowered, Lowering, Val};
use crate::prelude::*;

/// How the lanes of a vector loop meet memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pattern {
    /// All lanes the same element.
    Uniform,
    /// Neighbouring elements in order.
    Contiguous,
    /// Anything else.
    Strided,
}

pub(super) fn pattern(indices: &[Lin]) -> Pattern {
    let Some((last, outer)) = indices.split_last() else { return Pattern::Uniform };
    match (outer.iter().all(|l| l.lane == 0), last.lane) {
        (true, 0) => Pattern::Uniform,
        (true, 1) => Pattern::Contiguous,
        _ => Pattern::Strided,
    }
}

impl Lowering<'_, '_> {
    fn indices(
        &mut self,
        op: OpId,
        map: Option<AffineMap>,
        operands: &[ValueId],
    ) -> Result<Vec<Lin>, Reported> {
        let dims = self.dims(operands, op)?;
        let results = map.map_or_else(Vec::new, |m| m.results);
        Ok(results.iter().map(|e| self.affine(e, &dims)).collect())
    }

    pub(super) fn buffer(&self, old: ValueId) -> ValueId {
        match self.values.get(&old) {
            Some(Val::Ssa(value, _)) => *value,
            _ => old,
        }
    }

    pub(super) fn load(&mut self, op: OpId) -> Lowered {
        let view = loops::Load(self.rw.op(op));
        let (map, operands, pad) = (view.index_map(), view.indices(), view.pad());
        let buffer = self.buffer(view.buffer());
        let result = self.rw.body.result(op, 0);
        let indices = self.indices(op, map, &operands)?;
        let outside = pad.map(|_| self.dims_that_leave(buffer, &indices)).unwrap_or_default();
        let value = match pad {
            Some(pad) if !outside.is_empty() => self.padded(buffer, &indices, &outside, pad),
            _ => self.plain_load(buffer, &indices),
        };
        self.values.insert(result, value);
        Ok(())
    }

    fn plain_load(&mut self, buffer: ValueId, indices: &[Lin]) -> Val {
        let elem = self.rw.ty(buffer).elem(self.rw.cx);
        match (self.lanes, pattern(indices)) {
            (None, _) | (_, Pattern::Uniform) => {
                Val::Ssa(self.scalar_load(buffer, indices, elem), false)
            }
            (Some(lanes), Pattern::Contiguous) => {
                let ty = self.rw.cx.vector_ty(&[lanes], elem);
                let first: Vec<Lin> = indices.iter().map(|l| l.at_lane(0)).collect();
                let at: Vec<ValueId> = first.iter().map(|l| self.index_value(l)).collect();
                let load = self.rw.build("vector.load").operand(buffer).operands(&at);
                Val::Ssa(load.result(ty).value(), true)
            }
            (Some(lanes), Pattern::Strided) => {
                let parts: Vec<ValueId> = (0..lanes)
                    .map(|lane| {
                        let at: Vec<Lin> = indices.iter().map(|l| l.at_lane(lane)).collect();
                        self.scalar_load(buffer, &at, elem)
                    })
                    .collect();
                Val::Ssa(self.join_lanes(&parts, elem), true)
            }
        }
    }

    fn join_lanes(&mut self, parts: &[ValueId], elem: Type) -> ValueId {
        let ty = self.rw.cx.vector_ty(&[parts.len() as i64], elem);
        self.rw.build("vector.from_elements").operands(parts).result(ty).value()
    }

    fn scalar_load(&mut self, buffer: ValueId, indices: &[Lin], elem: Type) -> ValueId {
        let at: Vec<ValueId> = indices.iter().map(|l| self.index_value(l)).collect();
        self.rw.build("memref.load").operand(buffer).operands(&at).result(elem).value()
    }

    /// The dimensions whose index cannot be proved to stay inside.
    fn dims_that_leave(&self, buffer: ValueId, indices: &[Lin]) -> Vec<usize> {
        let shape = self.rw.ty(buffer).shape(self.rw.cx).unwrap_or(&[]);
        let inside = |d: &usize| {
            let range = self.range(&indices[*d]);
            range.is_some_and(|(low, high)| low >= 0 && high < shape[*d])
        };
        (0..indices.len().min(shape.len())).filter(|d| !inside(d)).collect()
    }

    /// `if all indices are inside { load } else { pad }`, lane by lane where lanes differ in it.
    fn padded(&mut self, buffer: ValueId, indices: &[Lin], dims: &[usize], pad: Attr) -> Val {
        let elem = self.rw.ty(buffer).elem(self.rw.cx);
        if let Some(lanes) = self.lanes
            && dims.iter().any(|&d| indices[d].lane != 0)
        {
            let parts: Vec<ValueId> = (0..lanes)
                .map(|lane| {
                    let at: Vec<Lin> = indices.iter().map(|l| l.at_lane(lane)).collect();
                    let saved = self.lanes.take();
                    let value = self.padded(buffer, &at, dims, pad);
                    self.lanes = saved;
                    match value {
                        Val::Ssa(v, _) => v,
                        Val::Index(lin) => self.index_value(&lin),
                    }
                })
                .collect();
            return Val::Ssa(self.join_lanes(&parts, elem), true);
        }
        let shape = self.rw.ty(buffer).shape(self.rw.cx).unwrap_or(&[]).to_vec();
        let mut condition: Option<ValueId> = None;
        for &d in dims {
            // 0 <= i < n as one unsigned comparison.
            let index = self.index_value(&indices[d].at_lane(0));
            let size = self.index_constant(shape[d]);
            let inside = self.compare(6, index, size);
            condition = Some(self.both(condition, inside));
        }
        let Some(condition) = condition else { return self.plain_load(buffer, indices) };
        let wide = self.lanes.filter(|_| pattern(indices) != Pattern::Uniform);
        let ty = wide.map_or(elem, |lanes| self.rw.cx.vector_ty(&[lanes], elem));
        let pad = match wide {
            Some(_) => self.splat(pad, ty),
            None => self.constant(pad),
        };
        let outside = self.rw.at;
        let build = self.rw.build("scf.if").operand(condition).result(ty);
        let op = build.region_with_block(&[]).region_with_block(&[]).done();
        let regions = self.rw.body.regions(op).to_vec();
        let (yes, no) = (self.rw.body.blocks(regions[0])[0], self.rw.body.blocks(regions[1])[0]);
        self.rw.at_end(yes);
        self.enter();
        let loaded = match self.plain_load(buffer, indices) {
            Val::Ssa(value, _) => value,
            Val::Index(lin) => self.index_value(&lin),
        };
        self.leave();
        self.rw.build("scf.yield").operand(loaded).done();
        self.rw.at_end(no);
        self.rw.build("scf.yield").operand(pad).done();
        self.rw.at = outside;
        Val::Ssa(self.rw.body.result(op, 0), wide.is_some())
    }

    /// A constant vector of this type with all lanes equal.
    pub(super) fn splat(&mut self, scalar: Attr, ty: Type) -> ValueId {
        let cx = self.rw.cx;
        let bytes = scalar_bytes(cx, scalar);
        let attr = cx.dense(ty, bytes, true);
        self.constant(attr)
    }

    pub(super) fn compare(&mut self, predicate: i64, a: ValueId, b: ValueId) -> ValueId {
        let cx = self.rw.cx;
        let op = self.rw.build("arith.cmpi").operands(&[a, b]);
        op.attr("predicate", cx.i64_attr(predicate)).result(cx.int_ty(1)).value()
    }

    pub(super) fn both(&mut self, a: Option<ValueId>, b: ValueId) -> ValueId {
        let i1 = self.rw.cx.int_ty(1);
        match a {
            None => b,
            Some(a) => self.rw.build("arith.andi").operands(&[a, b]).result(i1).value(),
        }
    }

    pub(super) fn store(&mut self, op: OpId) -> Lowered {
        let view = loops::Store(self.rw.op(op));
        let (map, operands, value) = (view.index_map(), view.indices(), view.value());
        let buffer = self.buffer(view.buffer());
        let indices = self.indices(op, map, &operands)?;
        let Some(lanes) = self.lanes else {
            let value = self.scalar_value(value);
            self.scalar_store(value, buffer, &indices);
            return Ok(());
        };
        match pattern(&indices) {
            Pattern::Uniform => self.refuse(op, "all lanes store to one element"),
            Pattern::Contiguous => {
                let value = self.wide_value(value, lanes);
                let at: Vec<Lin> = indices.iter().map(|l| l.at_lane(0)).collect();
                let at: Vec<ValueId> = at.iter().map(|l| self.index_value(l)).collect();
                self.rw.build("vector.store").operand(value).operand(buffer).operands(&at).done();
                Ok(())
            }
            Pattern::Strided => {
                let value = self.wide_value(value, lanes);
                for lane in 0..lanes {
                    let part = self.extract(value, lane);
                    let at: Vec<Lin> = indices.iter().map(|l| l.at_lane(lane)).collect();
                    self.scalar_store(part, buffer, &at);
                }
                Ok(())
            }
        }
    }

    fn extract(&mut self, vector: ValueId, lane: i64) -> ValueId {
        let elem = self.rw.ty(vector).elem(self.rw.cx);
        let position = self.rw.cx.i64_array(&[lane]);
        let op = self.rw.build("vector.extract").operand(vector);
        op.attr("static_position", position).result(elem).value()
    }

    fn scalar_store(&mut self, value: ValueId, buffer: ValueId, indices: &[Lin]) {
        let at: Vec<ValueId> = indices.iter().map(|l| self.index_value(l)).collect();
        self.rw.build("memref.store").operand(value).operand(buffer).operands(&at).done();
    }
}

/// The little-endian bytes of an integer or float attribute.
fn scalar_bytes(cx: &Context, attr: Attr) -> Vec<u8> {
    let n = attr.ty(cx).and_then(|t| t.elem_bytes(cx)).unwrap_or(1);
    let bits: u128 = match &*attr.kind(cx) {
        terrace_ir::AttrKind::Float { bits, .. } => *bits,
        terrace_ir::AttrKind::Int { value, ty } if ty.int_width(cx) == Some(1) => {
            u128::from(*value != 0)
        }
        terrace_ir::AttrKind::Int { value, .. } => *value as u128,
        _ => 0,
    };
    bits.to_le_bytes()[..n].to_vec()
}
