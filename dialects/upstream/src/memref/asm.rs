//! Hand-written assembly of `memref`.

use crate::ods::Asm;

pub(super) const ALLOCA_SCOPE: Asm = Asm::Generic;
pub(super) const DMA_START: Asm = Asm::Generic;
pub(super) const GENERIC_ATOMIC_RMW: Asm = Asm::Generic;
pub(super) const PREFETCH: Asm = Asm::Generic;
pub(super) const TRANSPOSE: Asm = Asm::Generic;
