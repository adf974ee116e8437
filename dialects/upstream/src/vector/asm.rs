//! Hand-written assembly of `vector`.

use crate::ods::Asm;

pub(super) const CONTRACT: Asm = Asm::Generic;
pub(super) const MASK: Asm = Asm::Generic;
pub(super) const OUTERPRODUCT: Asm = Asm::Generic;
pub(super) const TRANSFER_READ: Asm = Asm::Generic;
pub(super) const TRANSFER_WRITE: Asm = Asm::Generic;
