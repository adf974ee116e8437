//! What a pipeline did, as a recording and as a page to look at.
//!
//! - [`record`] runs a plan and keeps the text of every function after each pass that changed it.
//! - [`Recording`] is that as data: JSON with [`Recording::to_json`].
//! - [`page`] makes one HTML file of it, which needs no network and no other file.

mod html;
mod recorder;
mod recording;
mod units;

pub use html::page;
pub use recorder::{Options, Range, record};
pub use recording::{Hunk, Maker, Message, OpName, Ops, Recording, Step, Text};
