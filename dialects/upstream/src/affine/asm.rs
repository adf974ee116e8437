//! Hand-written assembly of `affine`.

use crate::ods::Asm;

pub(super) const APPLY: Asm = Asm::Generic;
pub(super) const FOR: Asm = Asm::Generic;
pub(super) const IF: Asm = Asm::Generic;
pub(super) const LOAD: Asm = Asm::Generic;
pub(super) const MAX: Asm = Asm::Generic;
pub(super) const MIN: Asm = Asm::Generic;
pub(super) const PARALLEL: Asm = Asm::Generic;
pub(super) const PREFETCH: Asm = Asm::Generic;
pub(super) const STORE: Asm = Asm::Generic;
pub(super) const VECTOR_LOAD: Asm = Asm::Generic;
pub(super) const VECTOR_STORE: Asm = Asm::Generic;
