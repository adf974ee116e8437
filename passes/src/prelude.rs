//! What nearly every pass needs.

pub use terrace_ir::{
    Attr, BlockId, Body, Code, Context, Diag, InsertPoint, OpId, OpRef, Pattern, ROOT, RegionId,
    Reported, Rewriter, Sym, Traits, Type, ValueId, pattern,
};

pub use crate::manager::{ANY, Opt, PassCx, PassInfo};
