//! The project's own helpers: the tidy rules, which run as tests, and what `./x demo` needs.
//!
//! Nothing here is part of the compiler, and no other crate depends on it.

pub mod demo;
pub mod documents;
pub mod npy;
pub mod repo;
pub mod tidy;
pub mod weights;
