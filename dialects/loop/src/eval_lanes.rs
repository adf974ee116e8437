//! Vector loops on lanes: all iterations of an instance at once, operation by operation.
//!
//! A vector loop around one block runs so when everything that decides about the instance (its
//! conditions, whether it is the first step of a reduction) is the same in all lanes; else, and in
//! checked runs, iteration by iteration.

use std::sync::Mutex;

use smallvec::SmallVec;
use terrace_ir::eval::{AffineFn, Compiler, Frame, LaneCompiler, LaneProgram, Lanes};
use terrace_ir::eval::{Reason, Trap, Value};
use terrace_ir::{AffineExpr, AffineMap, BlockId, OpRef, Reported};

use crate::eval::{exprs, slots};
use crate::{Block, Load, Store};

/// Iterations that run together; at most as many as registers have lanes.
const WIDTH: usize = 64;

/// Registers of programs that are not running.
type Pool = Mutex<Vec<Lanes>>;

struct Region {
    program: LaneProgram,
    pool: Pool,
}

impl Region {
    fn compile(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        block: BlockId,
    ) -> Result<Option<Region>, Reported> {
        let program = LaneProgram::compile(c, op.body, block)?;
        Ok(program.map(|program| Region { program, pool: Pool::default() }))
    }

    /// Runs lanes whose axes go on from these positions by these steps.
    fn run(&self, frame: &mut Frame, axes: &[(i64, i64)], n: usize) -> Result<(), Trap> {
        let free = self.pool.lock().unwrap_or_else(|p| p.into_inner()).pop();
        let mut lanes = free.unwrap_or_else(|| self.program.lanes(frame));
        self.program.refresh(frame, &mut lanes, n);
        for (&reg, &(from, step)) in self.program.args.iter().zip(axes) {
            let mut at = from;
            for lane in &mut lanes.reg_mut(reg)[..n] {
                *lane = at as u64;
                at = at.wrapping_add(step);
            }
        }
        self.program.run(frame, &mut lanes, n)?;
        self.pool.lock().unwrap_or_else(|p| p.into_inner()).push(lanes);
        Ok(())
    }
}

/// An expression that is linear in the variable of the vector loop.
struct Along {
    f: AffineFn,
    per_step: i64,
}

impl Along {
    /// The value at the first lane, and what it grows by from lane to lane.
    fn at(&self, frame: &Frame, step: i64) -> Result<(i64, i64), Trap> {
        Ok((self.f.eval(frame)?, self.per_step.wrapping_mul(step)))
    }
}

/// The factor of the variable in this slot; `None` when the expression is not linear in it.
fn coefficient(e: &AffineExpr, slots: &[u32], var: u32) -> Option<i64> {
    let of = |e: &AffineExpr| coefficient(e, slots, var);
    match e {
        AffineExpr::Dim(d) => Some(i64::from(slots.get(*d as usize) == Some(&var))),
        AffineExpr::Sym(_) | AffineExpr::Const(_) => Some(0),
        AffineExpr::Add(a, b) => of(a)?.checked_add(of(b)?),
        AffineExpr::Mul(a, b) => match (a.as_const(), b.as_const()) {
            (_, Some(c)) => of(a)?.checked_mul(c),
            (Some(c), _) => of(b)?.checked_mul(c),
            _ => (of(a)? == 0 && of(b)? == 0).then_some(0),
        },
        AffineExpr::FloorDiv(a, b) | AffineExpr::CeilDiv(a, b) | AffineExpr::Mod(a, b) => {
            (of(a)? == 0 && of(b)? == 0).then_some(0)
        }
    }
}

/// The block of a vector loop, compiled for lanes.
pub(crate) struct VectorBlock {
    var: u32,
    bindings: Vec<Along>,
    conditions: Vec<(Along, bool)>,
    n_parallel: usize,
    init: Option<Region>,
    body: Region,
}

impl VectorBlock {
    /// `None` when the loop holds something else than one block, or that block something without a
    /// form on lanes.
    pub(crate) fn compile(
        c: &mut Compiler<'_>,
        op: OpRef<'_>,
        inside: BlockId,
    ) -> Result<Option<VectorBlock>, Reported> {
        let ops: Vec<OpRef<'_>> = op.body.ops_of(inside).map(|id| op.at(id)).collect();
        let ([one], [var]) = (ops.as_slice(), op.body.args(inside)) else { return Ok(None) };
        let Some(block) = Block::cast(*one) else { return Ok(None) };
        let (Some(map), Some(body)) = (block.binding_map(), block.body_block()) else {
            return Ok(None);
        };
        let vars = slots(c, *one, 0..one.n_operands());
        let var = c.slot(op.body, *var).idx;
        let along = |c: &mut Compiler<'_>, e: &AffineExpr| -> Result<Option<Along>, Reported> {
            let f = exprs(c, *one, std::slice::from_ref(e), map.n_dims, &vars)?;
            let per_step = coefficient(e, &vars, var);
            Ok(f.into_iter().next().zip(per_step).map(|(f, per_step)| Along { f, per_step }))
        };
        let (mut bindings, mut conditions) = (Vec::new(), Vec::new());
        for e in &map.results {
            let Some(binding) = along(c, e)? else { return Ok(None) };
            bindings.push(binding);
        }
        for (e, is_eq) in block.condition_set().into_iter().flat_map(|s| s.constraints) {
            let Some(condition) = along(c, &e)? else { return Ok(None) };
            conditions.push((condition, is_eq));
        }
        let init = match block.init_block() {
            Some(init) => match Region::compile(c, *one, init)? {
                Some(init) => Some(init),
                None => return Ok(None),
            },
            None => None,
        };
        let Some(body) = Region::compile(c, *one, body)? else { return Ok(None) };
        let n_parallel = block.parallel_count();
        Ok(Some(VectorBlock { var, bindings, conditions, n_parallel, init, body }))
    }

    /// Runs `n` iterations from `low` on; `false` when lanes would go different ways.
    pub(crate) fn run(
        &self,
        frame: &mut Frame,
        low: i64,
        step: i64,
        n: usize,
    ) -> Result<bool, Trap> {
        frame.set_int(self.var, low);
        let last = n as i64 - 1;
        for (along, is_eq) in &self.conditions {
            let (first, by) = along.at(frame, step)?;
            let end = first.wrapping_add(last.wrapping_mul(by));
            match (first, end) {
                (0, 0) => {}
                (a, b) if !is_eq && a >= 0 && b >= 0 => {}
                (a, b) if a < 0 && b < 0 || *is_eq && a > 0 && b > 0 => return Ok(true),
                _ => return Ok(false),
            }
        }
        let mut axes: SmallVec<[(i64, i64); 8]> = SmallVec::new();
        for along in &self.bindings {
            axes.push(along.at(frame, step)?);
        }
        let reduced = &axes[self.n_parallel.min(axes.len())..];
        if reduced.iter().any(|&(_, step)| step != 0) {
            return Ok(false);
        }
        let starts = reduced.iter().all(|&(at, _)| at == 0);
        let mut done = 0;
        while done < n {
            let lanes = (n - done).min(WIDTH);
            for (at, step) in &mut axes {
                *at += if done > 0 { *step * WIDTH as i64 } else { 0 };
            }
            if let Some(init) = self.init.as_ref().filter(|_| starts) {
                init.run(frame, &axes, lanes)?;
            }
            self.body.run(frame, &axes, lanes)?;
            done += lanes;
        }
        Ok(true)
    }
}

/// An index expression over registers: `constant + sum of factor * register or piece`.
#[derive(Default)]
struct LaneIndex {
    constant: i64,
    terms: Vec<(usize, i64)>,
    pieces: Vec<(Piece, i64)>,
}

/// A part of an index expression that is not linear.
enum Piece {
    Mod(LaneIndex, i64),
    FloorDiv(LaneIndex, i64),
    /// Anything else, over these registers.
    Any(AffineExpr, Vec<usize>),
}

impl LaneIndex {
    fn new(expr: &AffineExpr, regs: &[usize]) -> LaneIndex {
        let mut index = LaneIndex::default();
        if index.add(expr, 1, regs).is_none() {
            // Too large for a sum: point by point, where overflow is seen.
            let all = Piece::Any(expr.clone(), regs.to_vec());
            index = LaneIndex { pieces: vec![(all, 1)], ..LaneIndex::default() };
        }
        index
    }

    fn add(&mut self, expr: &AffineExpr, factor: i64, regs: &[usize]) -> Option<()> {
        match expr {
            AffineExpr::Dim(d) => self.terms.push((*regs.get(*d as usize)?, factor)),
            AffineExpr::Const(c) => {
                self.constant = self.constant.checked_add(c.checked_mul(factor)?)?;
            }
            AffineExpr::Add(a, b) => {
                self.add(a, factor, regs)?;
                self.add(b, factor, regs)?;
            }
            AffineExpr::Mul(a, b) => match (a.as_const(), b.as_const()) {
                (_, Some(c)) => self.add(a, factor.checked_mul(c)?, regs)?,
                (Some(c), _) => self.add(b, factor.checked_mul(c)?, regs)?,
                _ => return None,
            },
            AffineExpr::Mod(a, b) if b.as_const().is_some_and(|c| c > 0) => {
                let piece = Piece::Mod(LaneIndex::new(a, regs), b.as_const()?);
                self.pieces.push((piece, factor));
            }
            AffineExpr::FloorDiv(a, b) if b.as_const().is_some_and(|c| c > 0) => {
                let piece = Piece::FloorDiv(LaneIndex::new(a, regs), b.as_const()?);
                self.pieces.push((piece, factor));
            }
            other => self.pieces.push((Piece::Any(other.clone(), regs.to_vec()), factor)),
        }
        Some(())
    }

    fn eval(&self, lanes: &Lanes, out: &mut [i64]) -> Result<(), Trap> {
        out.fill(self.constant);
        for &(reg, factor) in &self.terms {
            for (sum, &x) in out.iter_mut().zip(lanes.reg(reg)) {
                *sum = sum.wrapping_add((x as i64).wrapping_mul(factor));
            }
        }
        for (piece, factor) in &self.pieces {
            let mut values = [0i64; WIDTH];
            let values = &mut values[..out.len()];
            piece.eval(lanes, values)?;
            for (sum, &x) in out.iter_mut().zip(values.iter()) {
                *sum = sum.wrapping_add(x.wrapping_mul(*factor));
            }
        }
        Ok(())
    }
}

impl Piece {
    fn eval(&self, lanes: &Lanes, out: &mut [i64]) -> Result<(), Trap> {
        match self {
            Piece::Mod(index, by) => {
                index.eval(lanes, out)?;
                // Divisions are slow; most are the same in all lanes or by powers of two.
                if by.count_ones() == 1 {
                    out.iter_mut().for_each(|x| *x &= by - 1);
                } else {
                    each_once(out, |x| x.rem_euclid(*by));
                }
            }
            Piece::FloorDiv(index, by) => {
                index.eval(lanes, out)?;
                if by.count_ones() == 1 {
                    let shift = by.trailing_zeros();
                    out.iter_mut().for_each(|x| *x >>= shift);
                } else {
                    each_once(out, |x| x.div_euclid(*by));
                }
            }
            Piece::Any(expr, regs) => {
                let mut dims = vec![0; regs.len()];
                for (lane, value) in out.iter_mut().enumerate() {
                    for (dim, &reg) in dims.iter_mut().zip(regs) {
                        *dim = lanes.reg(reg)[lane] as i64;
                    }
                    let overflow = || Trap::invalid("an index expression overflows");
                    *value = expr.eval(&dims, &[]).ok_or_else(overflow)?;
                }
            }
        }
        Ok(())
    }
}

/// Changes all values, a uniform list with one call.
fn each_once(values: &mut [i64], f: impl Fn(i64) -> i64) {
    let Some(&first) = values.first() else { return };
    if values.iter().all(|x| *x == first) {
        values.fill(f(first));
    } else {
        values.iter_mut().for_each(|x| *x = f(*x));
    }
}

/// Where an access lies in each lane.
struct LanePlace {
    buffer: u32,
    indices: Vec<LaneIndex>,
}

/// A position for what is outside of the buffer.
const OUTSIDE: i64 = i64::MIN;

impl LanePlace {
    fn new(
        c: &mut LaneCompiler<'_, '_>,
        op: OpRef<'_>,
        buffer: usize,
        map: Option<AffineMap>,
    ) -> Option<LanePlace> {
        let map = map?;
        let regs: Option<Vec<usize>> =
            op.operands().skip(buffer + 1).map(|v| c.value(op.body, v)).collect();
        let regs = regs?;
        let indices = map.results.iter().map(|e| LaneIndex::new(e, &regs)).collect();
        Some(LanePlace { buffer: c.c.operand(op, buffer).idx(), indices })
    }

    /// The position of each lane, in elements, or [`OUTSIDE`] where that is allowed.
    fn positions(
        &self,
        frame: &Frame,
        lanes: &Lanes,
        out: &mut [i64],
        may_leave: bool,
    ) -> Result<(), Trap> {
        let memref = frame.memref(self.buffer)?;
        if self.indices.len() != memref.sizes.len() {
            return Err(Trap::invalid("number of indices differs from the rank"));
        }
        out.fill(memref.offset);
        let mut index = [0i64; WIDTH];
        let index = &mut index[..out.len()];
        for (dim, expr) in self.indices.iter().enumerate() {
            expr.eval(lanes, index)?;
            let (size, stride) = (memref.sizes[dim], memref.strides[dim]);
            let inside = index.iter().fold(true, |all, i| all & (*i >= 0) & (*i < size));
            if !inside {
                let bad = index.iter().position(|i| *i < 0 || *i >= size).unwrap_or(0);
                if !may_leave {
                    return Err(Reason::OutOfBounds { index: index[bad], size, dim }.into());
                }
                for (at, i) in out.iter_mut().zip(index.iter()) {
                    if *i < 0 || *i >= size {
                        *at = OUTSIDE;
                    }
                }
            }
            for (at, i) in out.iter_mut().zip(index.iter()) {
                if *at != OUTSIDE {
                    *at = at.wrapping_add(i.wrapping_mul(stride));
                }
            }
        }
        Ok(())
    }
}

pub(crate) fn load(c: &mut LaneCompiler<'_, '_>, op: OpRef<'_>) -> Result<bool, Reported> {
    c.c.dtype(op, op.result_ty(0))?;
    let Some(place) = LanePlace::new(c, op, 0, Load(op).index_map()) else { return Ok(false) };
    let pad = match Load(op).pad() {
        Some(pad) => match c.c.constant(op, pad, op.result_ty(0))? {
            Value::Int(v) => Some(v as u64),
            Value::Float(v) => Some(v.to_bits()),
            _ => return Ok(false),
        },
        None => None,
    };
    let out = c.result(op, 0);
    c.emit(move |frame, lanes, n| {
        let mut at = [0i64; WIDTH];
        let at = &mut at[..n];
        place.positions(frame, lanes, at, pad.is_some())?;
        let memref = frame.memref(place.buffer)?;
        let values = &mut lanes.reg_mut(out)[..n];
        for (value, &at) in values.iter_mut().zip(at.iter()) {
            *value = match at {
                OUTSIDE => pad.unwrap_or(0),
                at => memref.load_byte(memref.byte_of(at)?)?,
            };
        }
        Ok(())
    });
    Ok(true)
}

pub(crate) fn store(c: &mut LaneCompiler<'_, '_>, op: OpRef<'_>) -> Result<bool, Reported> {
    c.c.dtype(op, op.operand_ty(0))?;
    let Some(place) = LanePlace::new(c, op, 1, Store(op).index_map()) else { return Ok(false) };
    let Some(value) = c.value(op.body, op.operand(0)) else { return Ok(false) };
    c.emit(move |frame, lanes, n| {
        let mut at = [0i64; WIDTH];
        let at = &mut at[..n];
        place.positions(frame, lanes, at, false)?;
        let memref = frame.memref(place.buffer)?;
        for (&raw, &at) in lanes.reg(value)[..n].iter().zip(at.iter()) {
            memref.store_byte(memref.byte_of(at)?, raw)?;
        }
        Ok(())
    });
    Ok(true)
}
