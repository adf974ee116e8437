//! Pure functions of the IR or of what passes know about it, and what passes do with them alike.

pub mod arena;
pub mod backward;
pub mod constants;
pub mod forward;
pub mod int_ranges;
pub mod live_values;
