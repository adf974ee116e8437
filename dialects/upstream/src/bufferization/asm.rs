//! Hand-written assembly of `bufferization`.

use crate::ods::Asm;

pub(super) const ALLOC_TENSOR: Asm = Asm::Generic;
