//! What bisecting and reducing have to say.

use terrace_ir::Code;

/// Nothing to look for.
pub const RED001: Code = Code {
    id: "RED001",
    message: "nothing fails: {0}",
    explain: "The pipeline must fail on the module by the criterion that was given. Without a \
              criterion panics, IR that does not verify, rewriting that does not end, changed \
              numbers and results that differ from run to run are looked for. A check of your own \
              is `--criterion command --command 'CHECK %s'`; it \
              fails when the command does, and 125 means that the command cannot tell.",
};

/// No pass is guilty.
pub const RED002: Code = Code {
    id: "RED002",
    message: "the input fails before any pass has run: {0}",
    explain: "A guilty pass turns IR that passes the check into IR that does not. Here the check \
              fails on the input itself, so no pass can be found. `reduce` makes the input small.",
};

/// A reproducer that cannot be read.
pub const RED003: Code = Code {
    id: "RED003",
    message: "malformed reproducer: {0}",
    explain: "A reproducer starts with the line `// NAME VERSION: NAME opt THIS_FILE OPTIONS`, or \
              holds upstream's `{-# external_resources: { mlir_reproducer: { pipeline: \"..\" } } \
              #-}`. The input follows.",
};

/// A reproducer of another version.
pub const RED004: Code = Code {
    id: "RED004",
    message: "the reproducer was written by {0}, this is {1}",
    explain: "What failed there need not fail here, and passes and options may have other names.",
};

/// Every code of this crate.
pub const CODES: &[&Code] = &[&RED001, &RED002, &RED003, &RED004];
