//! What can be wrong around the input: its file.

use terrace_ir::Code;

/// FILE001
pub const FILE001: Code = Code {
    id: "FILE001",
    message: "{0}",
    explain: "A file or folder cannot be read or written, or its name tells no kind that the \
              command takes. Nothing is left of an output that was begun.",
};

/// The codes of this crate.
pub(crate) const CODES: &[&Code] = &[
    &FILE001,
    &crate::beside::MLIR005,
    &crate::beside::MLIR006,
    &crate::docs::DOCS001,
    &crate::explore::EXPLORE001,
    &crate::explore::EXPLORE002,
    &crate::interpret::RUN003,
    &crate::opt::round_trip::BUG003,
];

/// An error as people read it.
pub fn spelled(code: &Code, error: impl std::fmt::Display) -> String {
    format!("error[{}]: {error}\n", code.id)
}
