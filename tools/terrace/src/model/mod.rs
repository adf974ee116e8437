//! A model on its way down the levels: what `compile`, `run` and `bench` share.

mod interpret;
mod level;
mod progress;
mod session;
mod tensors;

pub(crate) use interpret::interpret;
pub(crate) use level::Level;
pub(crate) use session::{Bindings, ROAD, Session, set_vector_bits};
pub(crate) use tensors::{
    Slot, check_sizes, compare_outputs, noise, read_inputs, text_of, write_outputs,
};

use std::path::Path;

/// What kind of input a file is, by its extension.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// An ONNX model.
    Onnx,
    /// IR as text.
    Mlir,
    /// A compiled model.
    Library,
}

impl Kind {
    /// The kind of a file.
    ///
    /// # Errors
    /// What was expected instead.
    pub(crate) fn of(path: &Path) -> Result<Kind, String> {
        match path.extension().and_then(|e| e.to_str()) {
            Some("onnx") => Ok(Kind::Onnx),
            Some("mlir") => Ok(Kind::Mlir),
            Some("so") => Ok(Kind::Library),
            _ => Err(format!(
                "`{}`: expected a name that ends in .onnx, .mlir or .so",
                path.display()
            )),
        }
    }
}
