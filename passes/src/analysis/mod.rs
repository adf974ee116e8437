//! Pure functions of the IR or of what passes know about it.

pub mod arena;
