//! Errors of the runtime: a kind, which is also the C status, and a sentence.
//!
//! The crate stands alone, so this is not the compiler's `Diag`. Messages follow the same form:
//! lower case, no full stop, "expected X, got Y".

use std::fmt;

/// What went wrong, in the large. The number is the status that the C functions return.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A bad argument of the caller: count, type, shape, address, option.
    Argument = 1,
    /// The weights file is missing, damaged, or belongs to another program.
    Weights = 2,
    /// The system refused memory, a thread or a file.
    System = 3,
    /// The compiled program is malformed, or its ABI version is another one.
    Program = 4,
    /// A bug of the runtime; the model should not be used any more.
    Internal = 5,
}

impl Kind {
    /// The kind with this C status; unknown numbers are [`Kind::Internal`].
    pub fn from_status(status: i32) -> Kind {
        match status {
            1 => Kind::Argument,
            2 => Kind::Weights,
            3 => Kind::System,
            4 => Kind::Program,
            _ => Kind::Internal,
        }
    }
}

/// An error with its kind and a message for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
}

/// Result of the runtime.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Makes an error.
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into() }
    }

    pub(crate) fn argument(message: impl Into<String>) -> Error {
        Error::new(Kind::Argument, message)
    }

    pub(crate) fn weights(message: impl Into<String>) -> Error {
        Error::new(Kind::Weights, message)
    }

    pub(crate) fn system(message: impl Into<String>) -> Error {
        Error::new(Kind::System, message)
    }

    pub(crate) fn program(message: impl Into<String>) -> Error {
        Error::new(Kind::Program, message)
    }

    /// What went wrong, in the large.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
