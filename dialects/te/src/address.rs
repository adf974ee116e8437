//! Where a read lies, in lanes: index expressions taken apart into what differs from lane to lane
//! and what is the same in all of them.

use std::ops::Range;
use std::sync::Arc;

use terrace_ir::eval::{Frame, LANES, Reason, Tensor, Trap};
use terrace_ir::{AffineExpr, AffineMap};

/// Counts through a box in lexicographic order.
#[derive(Clone)]
pub(crate) struct Odometer {
    extents: Vec<i64>,
    digits: Vec<i64>,
    done: bool,
}

impl Odometer {
    pub fn new(extents: Vec<i64>) -> Odometer {
        let mut odometer = Odometer { digits: vec![0; extents.len()], extents, done: false };
        odometer.reset();
        odometer
    }

    pub fn reset(&mut self) {
        self.digits.fill(0);
        self.done = self.extents.contains(&0);
    }

    /// Goes to point number `at`.
    pub fn go_to(&mut self, mut at: usize) {
        for (digit, &extent) in self.digits.iter_mut().zip(&self.extents).rev() {
            let extent = extent.max(1) as usize;
            *digit = (at % extent) as i64;
            at /= extent;
        }
    }

    pub fn digits(&self) -> &[i64] {
        &self.digits
    }

    pub fn done(&self) -> bool {
        self.done
    }

    pub fn next(&mut self) {
        for (digit, &extent) in self.digits.iter_mut().zip(&self.extents).rev() {
            *digit += 1;
            if *digit < extent {
                return;
            }
            *digit = 0;
        }
        self.done = true;
    }
}

/// `constant + sum of factor * axis + sum of factor * expression`
#[derive(Clone, Debug, Default)]
struct Sum {
    constant: i64,
    terms: Vec<(usize, i64)>,
    rest: Vec<(AffineExpr, i64)>,
}

impl Sum {
    fn add(&mut self, factor: i64, other: &Sum) -> Option<()> {
        self.constant = self.constant.checked_add(factor.checked_mul(other.constant)?)?;
        for &(axis, f) in &other.terms {
            self.term(axis, factor.checked_mul(f)?)?;
        }
        for (e, f) in &other.rest {
            self.rest.push((e.clone(), factor.checked_mul(*f)?));
        }
        Some(())
    }

    fn term(&mut self, axis: usize, factor: i64) -> Option<()> {
        match self.terms.iter_mut().find(|(a, _)| *a == axis) {
            Some((_, f)) => *f = f.checked_add(factor)?,
            None => self.terms.push((axis, factor)),
        }
        Some(())
    }

    /// The value at a point. It cannot overflow where the range of the index was found.
    fn at(&self, point: &[i64]) -> i64 {
        let mut sum = self.constant;
        for &(axis, f) in &self.terms {
            sum = sum.wrapping_add(point[axis].wrapping_mul(f));
        }
        for (e, f) in &self.rest {
            sum = sum.wrapping_add(e.eval(point, &[]).unwrap_or(i64::MIN).wrapping_mul(*f));
        }
        sum
    }

    fn is_zero(&self) -> bool {
        self.constant == 0 && self.terms.is_empty() && self.rest.is_empty()
    }
}

/// An index or address as `lane + step + mixed`.
#[derive(Clone, Debug, Default)]
struct Parts {
    /// What depends on lane axes alone.
    lane: Sum,
    /// What depends on the others alone.
    step: Sum,
    /// What depends on both.
    mixed: Sum,
}

impl Parts {
    fn add(&mut self, factor: i64, other: &Parts) -> Option<()> {
        self.lane.add(factor, &other.lane)?;
        self.step.add(factor, &other.step)?;
        self.mixed.add(factor, &other.mixed)
    }

    /// Takes an expression apart; `None` on overflow.
    fn of(expr: &AffineExpr, lane_axes: &Range<usize>) -> Option<Parts> {
        let mut parts = Parts::default();
        parts.take(expr, 1, lane_axes)?;
        Some(parts)
    }

    fn take(&mut self, expr: &AffineExpr, factor: i64, lane_axes: &Range<usize>) -> Option<()> {
        match expr {
            AffineExpr::Const(c) => {
                let value = factor.checked_mul(*c)?;
                self.step.constant = self.step.constant.checked_add(value)?;
                return Some(());
            }
            AffineExpr::Dim(d) => {
                let axis = *d as usize;
                let sum = if lane_axes.contains(&axis) { &mut self.lane } else { &mut self.step };
                return sum.term(axis, factor);
            }
            AffineExpr::Add(a, b) => {
                self.take(a, factor, lane_axes)?;
                return self.take(b, factor, lane_axes);
            }
            AffineExpr::Mul(a, b) => {
                if let Some(c) = b.as_const() {
                    return self.take(a, factor.checked_mul(c)?, lane_axes);
                }
            }
            _ => {}
        }
        let (mut in_lane, mut in_step) = (false, false);
        expr.walk(&mut |e| {
            if let AffineExpr::Dim(d) = e {
                let lane = lane_axes.contains(&(*d as usize));
                (in_lane, in_step) = (in_lane || lane, in_step || !lane);
            }
        });
        let sum = match (in_lane, in_step) {
            (true, true) => &mut self.mixed,
            (true, false) => &mut self.lane,
            _ => &mut self.step,
        };
        sum.rest.push((expr.clone(), factor));
        Some(())
    }
}

/// A dimension whose index may leave the operand.
#[derive(Clone)]
struct Checked {
    index: Parts,
    dim: usize,
    size: i64,
    stride: i64,
    /// The lane part of each lane.
    lanes: Vec<i64>,
}

/// One read of a formula.
#[derive(Clone)]
pub(crate) struct Access {
    slot: u32,
    tensor: Option<Arc<Tensor>>,
    /// The address of the dimensions that stay inside.
    address: Parts,
    checked: Vec<Checked>,
    pad: Option<u64>,
    /// The lane part of each lane.
    lanes: Vec<i64>,
    /// The point of each lane, where parts are mixed.
    points: Vec<Vec<i64>>,
    lane_axes: Range<usize>,
    has_mixed: bool,
}

impl Access {
    /// `all` says that every point of the box is read: then ranges over the box prove what stays
    /// inside.
    pub fn new(
        slot: u32,
        map: &AffineMap,
        shape: &[i64],
        extents: &[i64],
        lane_axes: &Range<usize>,
        pad: Option<u64>,
        all: bool,
    ) -> Result<Access, Trap> {
        if map.results.len() != shape.len() {
            return Err(Trap::invalid("number of indices differs from the rank"));
        }
        let overflow = || Trap::invalid("an index expression overflows");
        let axes: Vec<(i64, i64)> = extents.iter().map(|&e| (0, (e - 1).max(0))).collect();
        let strides = terrace_ir::row_major_strides(shape);
        let (mut address, mut checked) = (Parts::default(), Vec::new());
        for (dim, (expr, (&size, stride))) in
            map.results.iter().zip(shape.iter().zip(strides)).enumerate()
        {
            let index = Parts::of(expr, lane_axes).ok_or_else(overflow)?;
            // Without a range the sums below could overflow.
            let (low, high) = expr.range(&axes).ok_or_else(overflow)?;
            if all && low >= 0 && high < size {
                address.add(stride, &index).ok_or_else(overflow)?;
            } else {
                checked.push(Checked { index, dim, size, stride, lanes: vec![0; LANES] });
            }
        }
        let has_mixed =
            !address.mixed.is_zero() || checked.iter().any(|c| !c.index.mixed.is_zero());
        let points = if has_mixed { vec![Vec::new(); LANES] } else { Vec::new() };
        Ok(Access {
            slot,
            tensor: None,
            address,
            checked,
            pad,
            lanes: vec![0; LANES],
            points,
            lane_axes: lane_axes.clone(),
            has_mixed,
        })
    }

    /// Takes the operand from a frame.
    pub fn open(&mut self, frame: &Frame) -> Result<(), Trap> {
        self.tensor = Some(frame.tensor(self.slot)?.clone());
        Ok(())
    }

    /// Notes where a lane is on the lane axes.
    pub fn enter_lane(&mut self, lane: usize, point: &[i64]) {
        self.lanes[lane] = self.address.lane.at(point);
        for checked in &mut self.checked {
            checked.lanes[lane] = checked.index.lane.at(point);
        }
        if self.has_mixed {
            self.points[lane] = point.to_vec();
        }
    }

    /// Reads lanes `0..out.len()` at this point of the other axes.
    pub fn fill(&mut self, point: &[i64], out: &mut [u64]) -> Result<(), Trap> {
        let Some(tensor) = &self.tensor else { return Ok(()) };
        let step = self.address.step.at(point);
        if self.checked.is_empty() && !self.has_mixed {
            tensor.gather(step, &self.lanes[..out.len()], out);
            return Ok(());
        }
        let steps: Vec<i64> = self.checked.iter().map(|c| c.index.step.at(point)).collect();
        let mut full = point.to_vec();
        'lanes: for (lane, value) in out.iter_mut().enumerate() {
            let mut at = self.lanes[lane] + step;
            if self.has_mixed {
                let axes = self.lane_axes.clone();
                full[axes.clone()].copy_from_slice(&self.points[lane][axes]);
                at += self.address.mixed.at(&full);
            }
            for (c, &step) in self.checked.iter().zip(&steps) {
                let mut index = c.lanes[lane] + step;
                if self.has_mixed {
                    index += c.index.mixed.at(&full);
                }
                if index < 0 || index >= c.size {
                    *value = self.outside(c, index)?;
                    continue 'lanes;
                }
                at += index * c.stride;
            }
            *value = tensor.raw(at as usize);
        }
        Ok(())
    }

    /// Reads at one point.
    pub fn at(&self, point: &[i64]) -> Result<u64, Trap> {
        let Some(tensor) = &self.tensor else { return Ok(0) };
        let whole = |p: &Parts| p.lane.at(point) + p.step.at(point) + p.mixed.at(point);
        let mut at = whole(&self.address);
        for c in &self.checked {
            let index = whole(&c.index);
            if index < 0 || index >= c.size {
                return self.outside(c, index);
            }
            at += index * c.stride;
        }
        Ok(tensor.raw(at as usize))
    }

    fn outside(&self, c: &Checked, index: i64) -> Result<u64, Trap> {
        self.pad.ok_or_else(|| Reason::OutOfBounds { index, size: c.size, dim: c.dim }.into())
    }
}
