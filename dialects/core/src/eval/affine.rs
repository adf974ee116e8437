//! Affine expressions over slots, flattened for running.

use smallvec::SmallVec;

use super::frame::Frame;
use super::trap::Trap;
use crate::affine::{AffineExpr, ceil_div, floor_div, floor_mod};

/// An affine expression whose variables are integer slots.
///
/// # Semantics
/// Linear expressions run as a sum of products; those with divisions as a small stack program.
/// Overflow and divisors that are not positive trap.
#[derive(Clone, Debug)]
pub struct AffineFn(Form);

#[derive(Clone, Debug)]
enum Form {
    Linear { terms: SmallVec<[(u32, i64); 4]>, constant: i64 },
    Stack(Vec<Instr>),
}

#[derive(Clone, Copy, Debug)]
enum Instr {
    Slot(u32),
    Const(i64),
    Add,
    Mul,
    FloorDiv,
    CeilDiv,
    Mod,
}

impl AffineFn {
    /// The expression with dimensions and symbols read from these scalar slots; `None` when it
    /// uses one that is not given.
    pub fn new(expr: &AffineExpr, dims: &[u32], syms: &[u32]) -> Option<AffineFn> {
        let mut terms: SmallVec<[(u32, i64); 4]> = SmallVec::new();
        let mut constant = 0;
        if linear(expr, 1, dims, syms, &mut terms, &mut constant).is_some() {
            terms.retain(|(_, k)| *k != 0);
            return Some(AffineFn(Form::Linear { terms, constant }));
        }
        let mut code = Vec::new();
        emit(expr, dims, syms, &mut code)?;
        Some(AffineFn(Form::Stack(code)))
    }

    /// The constant this is, if it reads no slot and is linear.
    pub fn as_const(&self) -> Option<i64> {
        match &self.0 {
            Form::Linear { terms, constant } if terms.is_empty() => Some(*constant),
            _ => None,
        }
    }

    /// The slots and factors of a linear expression and its constant.
    pub fn as_linear(&self) -> Option<(&[(u32, i64)], i64)> {
        match &self.0 {
            Form::Linear { terms, constant } => Some((terms, *constant)),
            Form::Stack(_) => None,
        }
    }

    /// The value.
    #[inline]
    pub fn eval(&self, frame: &Frame) -> Result<i64, Trap> {
        match &self.0 {
            Form::Linear { terms, constant } => {
                let mut sum = *constant;
                for &(slot, factor) in terms {
                    let product = frame.int(slot).checked_mul(factor);
                    sum = product.and_then(|p| sum.checked_add(p)).ok_or_else(overflow)?;
                }
                Ok(sum)
            }
            Form::Stack(code) => run(code, frame),
        }
    }
}

#[cold]
fn overflow() -> Trap {
    Trap::invalid("an affine expression overflows or divides by a number that is not positive")
}

/// Adds `factor * expr` to the sum; `None` when it is not linear with constant factors.
fn linear(
    expr: &AffineExpr,
    factor: i64,
    dims: &[u32],
    syms: &[u32],
    terms: &mut SmallVec<[(u32, i64); 4]>,
    constant: &mut i64,
) -> Option<()> {
    let variable = |slot: u32, terms: &mut SmallVec<[(u32, i64); 4]>| {
        match terms.iter_mut().find(|(s, _)| *s == slot) {
            Some((_, k)) => *k = k.checked_add(factor)?,
            None => terms.push((slot, factor)),
        }
        Some(())
    };
    match expr {
        AffineExpr::Dim(i) => variable(*dims.get(*i as usize)?, terms),
        AffineExpr::Sym(i) => variable(*syms.get(*i as usize)?, terms),
        AffineExpr::Const(c) => {
            *constant = constant.checked_add(c.checked_mul(factor)?)?;
            Some(())
        }
        AffineExpr::Add(a, b) => {
            linear(a, factor, dims, syms, terms, constant)?;
            linear(b, factor, dims, syms, terms, constant)
        }
        AffineExpr::Mul(a, b) => match (a.as_const(), b.as_const()) {
            (_, Some(c)) => linear(a, factor.checked_mul(c)?, dims, syms, terms, constant),
            (Some(c), _) => linear(b, factor.checked_mul(c)?, dims, syms, terms, constant),
            _ => None,
        },
        _ => None,
    }
}

fn emit(expr: &AffineExpr, dims: &[u32], syms: &[u32], code: &mut Vec<Instr>) -> Option<()> {
    let (a, b, instr) = match expr {
        AffineExpr::Dim(i) => {
            code.push(Instr::Slot(*dims.get(*i as usize)?));
            return Some(());
        }
        AffineExpr::Sym(i) => {
            code.push(Instr::Slot(*syms.get(*i as usize)?));
            return Some(());
        }
        AffineExpr::Const(c) => {
            code.push(Instr::Const(*c));
            return Some(());
        }
        AffineExpr::Add(a, b) => (a, b, Instr::Add),
        AffineExpr::Mul(a, b) => (a, b, Instr::Mul),
        AffineExpr::FloorDiv(a, b) => (a, b, Instr::FloorDiv),
        AffineExpr::CeilDiv(a, b) => (a, b, Instr::CeilDiv),
        AffineExpr::Mod(a, b) => (a, b, Instr::Mod),
    };
    emit(a, dims, syms, code)?;
    emit(b, dims, syms, code)?;
    code.push(instr);
    Some(())
}

fn run(code: &[Instr], frame: &Frame) -> Result<i64, Trap> {
    let mut stack: SmallVec<[i64; 16]> = SmallVec::new();
    for instr in code {
        let value = match instr {
            Instr::Slot(slot) => Some(frame.int(*slot)),
            Instr::Const(c) => Some(*c),
            binary => {
                // The code was emitted in postfix order, so both are there.
                let (b, a) = (stack.pop().unwrap_or(0), stack.pop().unwrap_or(0));
                match binary {
                    Instr::Add => a.checked_add(b),
                    Instr::Mul => a.checked_mul(b),
                    Instr::FloorDiv => floor_div(a, b),
                    Instr::CeilDiv => ceil_div(a, b),
                    _ => floor_mod(a, b),
                }
            }
        };
        stack.push(value.ok_or_else(overflow)?);
    }
    stack.pop().ok_or_else(overflow)
}
