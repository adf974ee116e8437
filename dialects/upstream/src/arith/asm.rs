//! Hand-written assembly of `arith`.

use crate::ods::Asm;

pub(super) const SELECT: Asm = Asm::Generic;
