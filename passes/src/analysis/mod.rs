//! Pure functions of the IR or of what passes know about it.

pub mod arena;
pub mod forward;
pub mod int_ranges;
