//! Passes over `loop`.

use crate::manager::PassInfo;

pub(super) const PASSES: &[PassInfo] = &[];
