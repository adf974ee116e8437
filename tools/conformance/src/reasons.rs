//! Why canonical forms of ours differ from `mlir-opt`'s where they do.

/// A dialect, the names of functions, and why they are another with us. Entries that are no longer
/// needed fail the comparison.
pub type Reason = (&'static str, &'static str, &'static str);

/// Functions of upstream's tests.
pub const UPSTREAM: &[Reason] = &[];

/// Functions of our tests.
#[cfg(test)]
pub const OWN: &[Reason] = &[
    ("affine", "conditions", "a condition is decided constraint by constraint"),
    ("affine", "extremum_of_one", "what never decides an extremum is dropped"),
    ("arith", "comparisons", "nothing is below zero without sign, so `uge x, 0` is true"),
    ("complex", "sums", "sums round, so a difference plus what it lost is not where it began"),
    ("index", "order_of_difference", "a difference that overflows has the wrong sign"),
    ("tensor", "elements", "the element that was just inserted is known"),
];
