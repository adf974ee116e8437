//! What every call of MLIR's C interface needs: the one `unsafe` block, strings, printing.

use std::ffi::c_void;
use std::rc::Rc;

use mlir_sys::*;

/// Calls functions of MLIR's C interface.
///
/// Handles never leave this crate. All come from the context of one [`Owner`], which everything
/// that holds handles keeps alive or borrows, and operations are owned by the module they are in,
/// which nothing frees while it is read. The functions keep no pointer that they are given but
/// those of callbacks, which say so themselves.
macro_rules! c {
    ($($call:tt)*) => {{
        #[allow(clippy::macro_metavars_in_unsafe)]
        // SAFETY: every handle is alive, as said above, and slices outlive the call.
        unsafe { $($call)* }
    }};
}
pub(crate) use c;

/// A context of upstream MLIR with all of its dialects.
pub(crate) struct Owner(pub MlirContext);

impl Owner {
    pub fn new(threads: bool) -> Rc<Owner> {
        static PASSES: std::sync::Once = std::sync::Once::new();
        PASSES.call_once(|| c!(mlirRegisterAllPasses()));
        Rc::new(c!({
            let registry = mlirDialectRegistryCreate();
            mlirRegisterAllDialects(registry);
            let context = mlirContextCreateWithRegistry(registry, threads);
            mlirDialectRegistryDestroy(registry);
            mlirContextLoadAllAvailableDialects(context);
            // Attributes of our own dialects are kept as they are written.
            mlirContextSetAllowUnregisteredDialects(context, true);
            Owner(context)
        }))
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        c!(mlirContextDestroy(self.0));
    }
}

/// A text as the C interface takes it; the text must live until the call is over.
pub(crate) fn text(text: &str) -> MlirStringRef {
    MlirStringRef { data: text.as_ptr().cast(), length: text.len() }
}

/// The bytes of a text of the C interface.
pub(crate) fn bytes<'a>(text: MlirStringRef) -> &'a [u8] {
    if text.length == 0 {
        return &[];
    }
    // SAFETY: the interface hands out texts that live as long as the context; those of callbacks
    // are copied before the callback returns.
    unsafe { std::slice::from_raw_parts(text.data.cast(), text.length) }
}

/// What `print` prints when it is given a callback and what to hand to it.
pub(crate) fn printed(print: impl FnOnce(MlirStringCallback, *mut c_void)) -> String {
    extern "C" fn append(part: MlirStringRef, out: *mut c_void) {
        // SAFETY: `out` is the vector below, which nobody else uses while this prints.
        let out = unsafe { &mut *out.cast::<Vec<u8>>() };
        out.extend_from_slice(bytes(part));
    }
    let mut out: Vec<u8> = Vec::new();
    print(Some(append), std::ptr::from_mut(&mut out).cast());
    String::from_utf8_lossy(&out).into_owned()
}

/// The number of things behind an address, as the C interface counts.
pub(crate) fn count(n: usize) -> isize {
    // No slice has more.
    n as isize
}
