//! The floating-point environment of a thread, made the same on all of a team.
//!
//! A library in the caller's process may have set flush-to-zero or another rounding on the caller's
//! thread only; then rows of one tensor would differ by the thread that computed them.

use std::arch::asm;

/// Sets the default environment; the old one returns on drop.
pub(crate) struct DefaultFloatEnv {
    saved: Control,
}

#[cfg(target_arch = "x86_64")]
type Control = u32;
#[cfg(target_arch = "aarch64")]
type Control = u64;

/// Round to nearest even, denormals kept, all exceptions masked.
#[cfg(target_arch = "x86_64")]
const DEFAULT: Control = 0x1f80;
#[cfg(target_arch = "aarch64")]
const DEFAULT: Control = 0;

impl DefaultFloatEnv {
    pub(crate) fn enter() -> DefaultFloatEnv {
        let saved = read();
        write(DEFAULT);
        DefaultFloatEnv { saved }
    }
}

impl Drop for DefaultFloatEnv {
    fn drop(&mut self) {
        write(self.saved);
    }
}

#[cfg(target_arch = "x86_64")]
fn read() -> Control {
    let mut value: Control = 0;
    // SAFETY: stores the four bytes of MXCSR into a local.
    unsafe { asm!("stmxcsr [{}]", in(reg) &mut value, options(nostack, preserves_flags)) };
    value
}

#[cfg(target_arch = "x86_64")]
fn write(value: Control) {
    // SAFETY: the value is the default or one that was read, so no reserved bit is set; the code
    // that runs under it is foreign, and the default returns before Rust computes with floats.
    unsafe { asm!("ldmxcsr [{}]", in(reg) &value, options(nostack, readonly, preserves_flags)) };
}

#[cfg(target_arch = "aarch64")]
fn read() -> Control {
    let value: Control;
    // SAFETY: reads a control register.
    unsafe { asm!("mrs {}, fpcr", out(reg) value, options(nomem, nostack, preserves_flags)) };
    value
}

#[cfg(target_arch = "aarch64")]
fn write(value: Control) {
    // SAFETY: the value is the default or one that was read from this register.
    unsafe { asm!("msr fpcr, {}", in(reg) value, options(nomem, nostack, preserves_flags)) };
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    /// Flush-to-zero and denormals-are-zero.
    const FLUSH: Control = 0x8040;

    #[test]
    fn the_default_holds_inside_and_the_old_one_returns() {
        let before = read();
        write(before | FLUSH);
        {
            let _env = DefaultFloatEnv::enter();
            assert_eq!(read() & !0x3f, DEFAULT);
        }
        let after = read();
        write(before);
        assert_eq!(after & FLUSH, FLUSH);
    }
}
