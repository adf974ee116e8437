//! Errors as C sees them: a status, and a text that each thread keeps.

use std::cell::UnsafeCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::TERRACE_OK;
use crate::{Error, Kind, Result};

/// Bytes kept of a message, its final zero included.
const MESSAGE_BYTES: usize = 1024;

/// The last message of a thread. A plain array: without a destructor the library can be unloaded
/// while threads that saw an error live on.
pub(super) struct Message(pub(super) UnsafeCell<[u8; MESSAGE_BYTES]>);

thread_local! {
    pub(super) static LAST_ERROR: Message = const { Message(UnsafeCell::new([0; MESSAGE_BYTES])) };
}

fn remember(error: &Error) {
    let text = error.message();
    let text = &text[..text.floor_char_boundary(MESSAGE_BYTES - 1)];
    LAST_ERROR.with(|message| {
        // SAFETY: the array belongs to this thread, and no reference to it lives elsewhere.
        let bytes = unsafe { &mut *message.0.get() };
        bytes.fill(0);
        for (to, &from) in bytes.iter_mut().zip(text.as_bytes()) {
            // A zero inside a path would cut the sentence.
            *to = if from == 0 { b'?' } else { from };
        }
    });
}

/// Turns a result, or a panic, into a status and a message.
pub(super) fn guarded(action: impl FnOnce() -> Result<()>) -> i32 {
    let outcome = catch_unwind(AssertUnwindSafe(action));
    let result = outcome.unwrap_or_else(|_| {
        Err(Error::new(Kind::Internal, "the runtime failed: this is a bug of Terrace"))
    });
    match result {
        Ok(()) => TERRACE_OK,
        Err(error) => {
            remember(&error);
            error.kind() as i32
        }
    }
}
