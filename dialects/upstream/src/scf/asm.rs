//! Hand-written assembly of `scf`.

use crate::ods::Asm;

pub(super) const EXECUTE_REGION: Asm = Asm::Generic;
pub(super) const FOR: Asm = Asm::Generic;
pub(super) const FORALL: Asm = Asm::Generic;
pub(super) const FORALL_IN_PARALLEL: Asm = Asm::Generic;
pub(super) const IF: Asm = Asm::Generic;
pub(super) const PARALLEL: Asm = Asm::Generic;
pub(super) const WHILE: Asm = Asm::Generic;
