//! Hand-written assembly of `linalg`.

use crate::ods::Asm;

pub(super) const BATCH_MATMUL: Asm = Asm::Generic;
pub(super) const BATCH_REDUCE_MATMUL: Asm = Asm::Generic;
pub(super) const BROADCAST: Asm = Asm::Generic;
pub(super) const CONTRACT: Asm = Asm::Generic;
pub(super) const ELEMENTWISE: Asm = Asm::Generic;
pub(super) const GENERIC: Asm = Asm::Generic;
pub(super) const MAP: Asm = Asm::Generic;
pub(super) const MATMUL: Asm = Asm::Generic;
pub(super) const NAMED: Asm = Asm::Generic;
pub(super) const REDUCE: Asm = Asm::Generic;
pub(super) const TRANSPOSE: Asm = Asm::Generic;
pub(super) const YIELD: Asm = Asm::Generic;
