//! The Terrace IR core.
//!
//! - [`Context`] interns types, attributes, locations and strings, and knows the dialects.
//! - [`Body`] is the arena of one isolated operation (module, function) and everything inside it;
//!   [`ROOT`] is that operation. A module is a `Body` whose root is `builtin.module`.
//! - [`OpRef`] reads an operation; [`def::OpDef`] says what it looks like.
//! - [`Diags`] collects what is wrong with the input.

pub mod actions;
pub mod affine;
mod attr;
mod blob;
mod body;
pub mod builtin;
pub mod cfg;
pub mod clone;
mod context;
pub mod conversion;
pub mod def;
pub mod describe;
mod diag;
pub mod effects;
mod entity;
pub mod eval;
pub mod expect;
pub mod float;
pub mod fold;
pub mod greedy;
pub mod hash;
pub mod interface;
mod intern;
mod loc;
pub mod ranges;
pub mod rewrite;
mod simplify;
mod sources;
pub mod symbols;
pub mod text;
mod ty;
pub mod verify;
mod view;

pub use affine::{AffineExpr, AffineMap, IntegerSet};
pub use attr::AttrKind;
pub use blob::Blob;
pub use body::{Body, OpState, Origin, Provenance, ROOT, ValueDef};
pub use context::{Context, OpInfo};
pub use def::{OpDef, Traits};
pub use diag::{Code, Diag, Diags, Reported, Severity, nearest};
pub use entity::{Attr, BlockId, Loc, OpId, OpName, RegionId, Sym, Type, ValueId};
pub use loc::LocKind;
pub use rewrite::{InsertPoint, Pattern, Rewriter};
pub use ty::{DYNAMIC, FloatTy, Sign, TypeKind, row_major_strides};
pub use view::{OpRef, RegionRef};

/// Every diagnostic code of this crate.
pub fn codes() -> Vec<&'static Code> {
    let greedy: &[&Code] = &[&greedy::BUG101, &greedy::BUG102];
    let conversion: &[&Code] = &[&conversion::CONV001, &conversion::CONV002, &conversion::CONV003];
    let check: &[&Code] = &[&eval::check::EVAL020, &eval::check::EVAL021, &eval::check::EVAL022];
    [text::codes::ALL, verify::codes::ALL, greedy, conversion, eval::trap::ALL, check].concat()
}
