//! Options as C passes them.

use std::time::Duration;

use crate::{Error, Options, Pin, Result};

/// Bit of [`RawOptions::flags`]: see [`Options::map_weights`].
pub const TERRACE_MAP_WEIGHTS: u32 = 1;
/// Bit of [`RawOptions::flags`]: see [`Options::verify_mapped`].
pub const TERRACE_VERIFY_MAPPED: u32 = 2;
/// Bit of [`RawOptions::flags`]: see [`Pin::Never`].
pub const TERRACE_PIN_NEVER: u32 = 4;
/// Bit of [`RawOptions::flags`]: see [`Pin::Always`].
pub const TERRACE_PIN_ALWAYS: u32 = 8;
/// Bit of [`RawOptions::flags`]: the opposite of [`Options::huge_pages`].
pub const TERRACE_NO_HUGE_PAGES: u32 = 16;
/// Bit of [`RawOptions::flags`]: workers sleep as soon as an inference ends.
pub const TERRACE_NO_SPIN: u32 = 32;

/// `terrace_options` in C. All zero but `size` is the default.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct RawOptions {
    /// Size of the structure in bytes, as the caller knows it.
    pub size: u32,
    /// See [`Options::threads`].
    pub threads: u32,
    /// Bits `TERRACE_MAP_WEIGHTS` and so on.
    pub flags: u32,
    /// See [`Options::spin`], in microseconds; 0 means the default.
    pub spin_us: u32,
}

/// # Safety
/// `raw` is null or a structure of its `size`.
pub(super) unsafe fn read_options(raw: *const RawOptions) -> Result<Options> {
    let mut options = Options::default();
    if raw.is_null() {
        return Ok(options);
    }
    // SAFETY: every version of the structure starts with its size.
    let size = unsafe { (*raw).size };
    if size as usize != size_of::<RawOptions>() {
        return Err(Error::argument(format!(
            "expected options of {} bytes, got {size}: initialise them with TERRACE_OPTIONS_INIT",
            size_of::<RawOptions>()
        )));
    }
    // SAFETY: the size is right.
    let raw = unsafe { *raw };
    let known = TERRACE_MAP_WEIGHTS
        | TERRACE_VERIFY_MAPPED
        | TERRACE_PIN_NEVER
        | TERRACE_PIN_ALWAYS
        | TERRACE_NO_HUGE_PAGES
        | TERRACE_NO_SPIN;
    if raw.flags & !known != 0 {
        return Err(Error::argument(format!("unknown option flags {:#x}", raw.flags & !known)));
    }
    let flag = |bit: u32| raw.flags & bit != 0;
    options.threads = raw.threads as usize;
    options.map_weights = flag(TERRACE_MAP_WEIGHTS);
    options.verify_mapped = flag(TERRACE_VERIFY_MAPPED);
    options.huge_pages = !flag(TERRACE_NO_HUGE_PAGES);
    options.pin = match (flag(TERRACE_PIN_NEVER), flag(TERRACE_PIN_ALWAYS)) {
        (false, false) => Pin::Auto,
        (true, false) => Pin::Never,
        (false, true) => Pin::Always,
        (true, true) => {
            return Err(Error::argument("TERRACE_PIN_NEVER contradicts TERRACE_PIN_ALWAYS"));
        }
    };
    if flag(TERRACE_NO_SPIN) {
        options.spin = Duration::ZERO;
    } else if raw.spin_us != 0 {
        options.spin = Duration::from_micros(raw.spin_us.into());
    }
    Ok(options)
}

impl RawOptions {
    /// What C would pass for these options.
    pub(crate) fn of(options: &Options) -> RawOptions {
        let bit = |on: bool, bit: u32| if on { bit } else { 0 };
        let flags = bit(options.map_weights, TERRACE_MAP_WEIGHTS)
            | bit(options.verify_mapped, TERRACE_VERIFY_MAPPED)
            | bit(!options.huge_pages, TERRACE_NO_HUGE_PAGES)
            | bit(options.pin == Pin::Never, TERRACE_PIN_NEVER)
            | bit(options.pin == Pin::Always, TERRACE_PIN_ALWAYS)
            | bit(options.spin.is_zero(), TERRACE_NO_SPIN);
        RawOptions {
            size: size_of::<RawOptions>() as u32,
            threads: u32::try_from(options.threads).unwrap_or(u32::MAX),
            flags,
            // Rounded up: 0 would mean the default.
            spin_us: u32::try_from(options.spin.as_nanos().div_ceil(1000)).unwrap_or(u32::MAX),
        }
    }
}
