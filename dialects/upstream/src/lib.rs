//! Upstream MLIR dialects: definitions imported from ODS, with hand-written assembly, verifiers and
//! folds beside them.
//!
//! Names, syntax and meaning are exactly those of LLVM 22's MLIR. Each dialect is a module: its
//! `table` is written by `terrace-odsgen` and never edited; everything else says in Rust what
//! upstream says in C++.

pub mod affine;
pub mod arith;
pub mod bufferization;
pub mod cf;
pub mod codes;
mod combine;
pub mod complex;
mod consts;
mod eval;
pub mod func;
pub mod index;
mod index_list;
mod iterators;
pub mod layout;
pub mod linalg;
pub mod math;
pub mod memref;
pub mod ods;
mod prefetch;
mod reshapes;
mod rewriting;
pub mod scf;
mod shaped;
mod slices;
pub mod tensor;
pub mod terrace;
pub mod ub;
pub mod vector;
pub mod views;

use terrace_ir::Context;
use terrace_ir::def::Dialect;

static ALL: [&Dialect; 15] = [
    &affine::AFFINE,
    &arith::ARITH,
    &bufferization::BUFFERIZATION,
    &cf::CF,
    &complex::COMPLEX,
    &func::FUNC,
    &index::INDEX,
    &linalg::LINALG,
    &math::MATH,
    &memref::MEMREF,
    &scf::SCF,
    &tensor::TENSOR,
    &terrace::TERRACE,
    &ub::UB,
    &vector::VECTOR,
];

/// Every upstream dialect of this crate.
pub fn all() -> &'static [&'static Dialect] {
    &ALL
}

/// Loads every upstream dialect of this crate.
pub fn load(cx: &Context) {
    ALL.iter().for_each(|d| cx.load(d));
}
