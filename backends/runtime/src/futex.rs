//! Waiting for a word to change, without and with sleep.

use std::sync::atomic::AtomicU32;

/// Sleeps until `word` is woken, unless it differs from `expected` already. May return early.
pub(crate) fn wait(word: &AtomicU32, expected: u32) {
    // SAFETY: the address is that of a live, aligned 32-bit word, and the timeout is null.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG,
            expected,
            std::ptr::null::<libc::timespec>(),
        );
    }
}

/// Wakes every thread that sleeps on `word`.
pub(crate) fn wake_all(word: &AtomicU32) {
    // SAFETY: the address is that of a live, aligned 32-bit word.
    unsafe {
        libc::syscall(
            libc::SYS_futex,
            word.as_ptr(),
            libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG,
            i32::MAX,
        );
    }
}
