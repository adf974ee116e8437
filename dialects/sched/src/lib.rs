//! The sched dialect: which transformation to apply to which block or loop.
