//! What can be wrong around a model: tensors, the machine.

use terrace_ir::Code;

/// RUN001
pub(crate) const RUN001: Code = Code {
    id: "RUN001",
    message: "{0}",
    explain: "The files do not hold what the model takes and gives: a file for each input or \
              output, of its element type and shape, and a function `@main` to give them to. \
              `terrace compile` writes a header that lists them.",
};

/// RUN002
pub(crate) const RUN002: Code = Code {
    id: "RUN002",
    message: "{0}",
    explain: "The compiled model cannot be opened or run here: it is for another processor or \
              version, or needs more memory than there is.",
};

pub(crate) const CODES: &[&Code] = &[&RUN001, &RUN002];
