//! Why an execution stopped, and the limits that make it stop.

use std::fmt;

use crate::context::Context;
use crate::diag::{Code, Diag};
use crate::entity::{Loc, OpName};

/// What an execution may use at most.
///
/// # Units
/// `fuel` in steps (about one per operation and element), `memory_bytes` in bytes, `depth` in
/// nested calls and regions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// Steps, over all threads.
    pub fuel: u64,
    /// Bytes of tensors and buffers alive at once.
    pub memory_bytes: u64,
    /// Nested calls and regions; each takes about a KiB of stack.
    pub depth: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { fuel: 1 << 44, memory_bytes: 8 << 30, depth: 400 }
    }
}

impl Limits {
    /// For IR that nobody vouches for: seconds of time, 256 MiB.
    pub const UNTRUSTED: Limits = Limits { fuel: 1 << 28, memory_bytes: 256 << 20, depth: 200 };
}

/// Why an execution stopped.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// An index outside `0..size` in this dimension.
    OutOfBounds {
        /// The index.
        index: i64,
        /// The size of the dimension.
        size: i64,
        /// Which dimension, outermost 0.
        dim: usize,
    },
    /// A view or access leaves its buffer: this byte offset, that many bytes.
    OutsideBuffer {
        /// Byte offset of the access.
        byte: i64,
        /// Bytes of the buffer.
        len: u64,
    },
    /// Checked mode: an element is read that nobody wrote.
    Unwritten {
        /// Byte offset in its buffer.
        byte: usize,
    },
    /// The buffer was deallocated.
    UseAfterFree,
    /// Checked mode: two iterations of a parallel loop touch one element, one of them writing.
    Race {
        /// Byte offset in its buffer.
        byte: usize,
        /// The earlier iteration.
        first: u64,
        /// The later iteration.
        second: u64,
    },
    /// Checked mode: a write outside the declared region of a block.
    OutsideRegion {
        /// Byte offset in its buffer.
        byte: usize,
    },
    /// Out of steps.
    Fuel,
    /// Out of memory: so many bytes more were asked for.
    Memory(u64),
    /// Calls nest too deep.
    Depth,
    /// Integer division by zero.
    DivisionByZero,
    /// Signed division of the smallest number by -1.
    DivisionOverflow,
    /// A value is not what the operation needs; in words.
    Invalid(String),
    /// `cf.assert` failed with this message.
    Assert(String),
    /// The function is not there, or has neither body nor intrinsic.
    NoFunction(String),
    /// The arguments do not fit the function; in words.
    BadArguments(String),
    /// The program could not be compiled for the interpreter.
    Compile(Vec<Diag>),
}

/// An execution that stopped, and where.
#[derive(Clone, Debug)]
pub struct Trap(Box<TrapInfo>);

#[derive(Clone, Debug)]
struct TrapInfo {
    reason: Reason,
    trace: Vec<(OpName, Loc)>,
}

const MAX_TRACE: usize = 64;

impl From<Reason> for Trap {
    #[cold]
    fn from(reason: Reason) -> Trap {
        Trap(Box::new(TrapInfo { reason, trace: Vec::new() }))
    }
}

impl Trap {
    /// A value is not what an operation needs.
    #[cold]
    pub fn invalid(what: impl Into<String>) -> Trap {
        Reason::Invalid(what.into()).into()
    }

    /// Why.
    pub fn reason(&self) -> &Reason {
        &self.0.reason
    }

    /// The operations that were being executed, innermost first, and their locations.
    pub fn trace(&self) -> &[(OpName, Loc)] {
        &self.0.trace
    }

    /// Adds the operation around what was recorded so far.
    #[cold]
    pub fn at(mut self, op: OpName, loc: Loc) -> Trap {
        if self.0.trace.len() < MAX_TRACE {
            self.0.trace.push((op, loc));
        }
        self
    }

    /// As diagnostics: the reason at the innermost operation, the operations around it as notes;
    /// or what the interpreter's compiler reported.
    pub fn diags(&self, cx: &Context) -> Vec<Diag> {
        if let Reason::Compile(diags) = &self.0.reason {
            return diags.clone();
        }
        let (op, loc) = match self.0.trace.first() {
            Some(&(op, loc)) => (cx.op_name_str(op), loc),
            None => ("the call", Loc::UNKNOWN),
        };
        let mut diag = Diag::error(code(&self.0.reason), loc, &[&op, &self.0.reason]);
        for &(op, loc) in self.0.trace.iter().skip(1) {
            diag = diag.label(loc, format!("inside `{}`", cx.op_name_str(op)));
        }
        vec![diag]
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.reason)
    }
}

impl std::error::Error for Trap {}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::OutOfBounds { index, size, dim } => {
                write!(f, "index {index} is out of bounds 0..{size} in dimension {dim}")
            }
            Reason::OutsideBuffer { byte, len } => {
                write!(f, "access at byte {byte} is outside a buffer of {len} bytes")
            }
            Reason::Unwritten { byte } => write!(f, "element at byte {byte} was never written"),
            Reason::UseAfterFree => write!(f, "the buffer was deallocated"),
            Reason::Race { byte, first, second } => write!(
                f,
                "parallel iterations {first} and {second} race for the element at byte {byte}"
            ),
            Reason::OutsideRegion { byte } => {
                write!(f, "write at byte {byte} is outside the declared region")
            }
            Reason::Fuel => write!(f, "out of steps"),
            Reason::Memory(bytes) => write!(f, "{bytes} more bytes exceed the memory limit"),
            Reason::Depth => write!(f, "calls nest too deep"),
            Reason::DivisionByZero => write!(f, "division by zero"),
            Reason::DivisionOverflow => write!(f, "signed division overflows"),
            Reason::Invalid(what) => write!(f, "{what}"),
            Reason::Assert(message) => write!(f, "assertion failed: {message}"),
            Reason::NoFunction(name) => write!(f, "no function `{name}` that can be called"),
            Reason::BadArguments(what) => write!(f, "{what}"),
            Reason::Compile(diags) => match diags.first() {
                Some(first) => write!(f, "{}", first.message),
                None => write!(f, "the program cannot be interpreted"),
            },
        }
    }
}

fn code(reason: &Reason) -> &'static Code {
    match reason {
        Reason::OutOfBounds { .. } | Reason::OutsideBuffer { .. } => &EVAL001,
        Reason::Unwritten { .. } => &EVAL002,
        Reason::UseAfterFree => &EVAL003,
        Reason::Race { .. } => &EVAL004,
        Reason::OutsideRegion { .. } => &EVAL005,
        Reason::Fuel | Reason::Memory(_) | Reason::Depth => &EVAL006,
        Reason::DivisionByZero | Reason::DivisionOverflow => &EVAL007,
        Reason::Assert(_) => &EVAL008,
        Reason::NoFunction(_) | Reason::BadArguments(_) => &EVAL009,
        Reason::Invalid(_) | Reason::Compile(_) => &EVAL010,
    }
}

macro_rules! codes {
    ($($name:ident: $message:literal, $explain:literal;)*) => {
        $(
            /// A reason for which interpretation stops.
            pub const $name: Code =
                Code { id: stringify!($name), message: $message, explain: $explain };
        )*
        /// Every reason.
        pub const ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    EVAL001: "`{0}` stopped: {1}",
        "An access left its tensor or buffer. The interpreter checks every index.";
    EVAL002: "`{0}` stopped: {1}",
        "In checked mode every element of a buffer must be written before it is read.";
    EVAL003: "`{0}` stopped: {1}",
        "A buffer was used after its deallocation.";
    EVAL004: "`{0}` stopped: {1}",
        "A loop was declared parallel, but its iterations depend on each other.";
    EVAL005: "`{0}` stopped: {1}",
        "A block wrote an element it did not declare.";
    EVAL006: "`{0}` stopped: {1}",
        "The program used more steps, memory or nesting than the limits allow.";
    EVAL007: "`{0}` stopped: {1}",
        "Integer division by zero, and of the smallest number by -1, is undefined.";
    EVAL008: "`{0}` stopped: {1}",
        "The program asserted a condition that does not hold.";
    EVAL009: "`{0}` stopped: {1}",
        "The function to call is missing, or the arguments do not fit its type.";
    EVAL010: "`{0}` stopped: {1}",
        "A value is not what the operation needs, such as a negative size.";
    EVAL011: "`{0}` has no reference semantics",
        "Every executed operation needs an `Eval`, or a `Decompose` into ones that have it.";
    EVAL012: "`{0}` cannot be interpreted: {1}",
        "The interpreter does not support this form or type of the operation.";
}
