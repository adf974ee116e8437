//! Hand-written assembly of `func`.

use crate::ods::Asm;

pub(super) const FUNC: Asm = Asm::Generic;
