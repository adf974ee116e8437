//! Diagnostics of the verifier.

use crate::diag::Code;

macro_rules! codes {
    ($($name:ident: $message:literal, $explain:literal;)*) => {
        $(
            #[doc = $message]
            pub const $name: Code =
                Code { id: stringify!($name), message: $message, explain: $explain };
        )*
        /// Every code of the verifier.
        pub const ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    IR001: "`{0}` expects {1} operands, got {2}",
        "The definition says how many operands the operation takes.";
    IR002: "`{0}` has {1} results, got {2}",
        "The definition says how many results the operation gives.";
    IR003: "operand `{0}` of `{1}` must be {2}, got `{3}`",
        "The definition constrains the types of operands.";
    IR004: "result `{0}` of `{1}` must be {2}, got `{3}`",
        "The definition constrains the types of results.";
    IR005: "`{0}` requires attribute `{1}`",
        "The definition names an inherent attribute that is absent and has no default.";
    IR006: "attribute `{0}` of `{1}` must be {2}, got `{3}`",
        "The definition constrains inherent attributes.";
    IR007: "`{0}` expects {1} regions, got {2}",
        "The definition says how many regions the operation has.";
    IR008: "region `{0}` of `{1}` must have {2}, got {3} blocks",
        "The definition says how many blocks the region has.";
    IR009: "`{0}` expects {1} successors, got {2}",
        "The definition says how many blocks the operation may go to.";
    IR010: "successor {0} of `{1}` is in another region",
        "Control passes between blocks of one region.";
    IR011: "operand {0} of `{1}` does not dominate this use",
        "Every path to a use must lead through the definition of the value.";
    IR012: "operand {0} of `{1}` is defined in a region that does not enclose the use",
        "A value is visible in its region and in the regions inside.";
    IR013: "block of `{0}` does not end with a terminator",
        "Blocks end with an operation that passes control on, unless the operation around them \
         says otherwise.";
    IR014: "`{0}` must be the last operation of its block",
        "Nothing can run after a terminator.";
    IR015: "`{0}` uses a value or block that does not exist",
        "The operation was left referring to something erased.";
    IR016: "redefinition of symbol `{0}`",
        "Symbols are unique in their table.";
    IR017: "`{0}`: {1}",
        "The definition relates types of operands, results and attributes to each other.";
    IR018: "`{0}` must stand directly in {1}, but stands in `{2}`",
        "The definition says in which operations this one makes sense.";
    IR019: "entry block of `{0}` has predecessors",
        "Control enters a region at its first block only.";
    IR020: "`{0}` passes {1} values to a block with {2} arguments",
        "A branch gives one value for each argument of the block it leads to.";
    IR021: "`{0}` passes a value of type `{1}` to a block argument of type `{2}`",
        "A value passed to a block must have the type of the argument.";
    IR022: "sizes of operand or result groups of `{0}` do not add up",
        "The segment sizes must have one entry per group, none negative, fit what the group may \
         hold (one value, at most one, any number), and sum to the count.";
    IR023: "isolated operation `{0}` has no body of its own",
        "Operations that are isolated from above keep their regions in a child body.";
    IR024: "`{0}`: {1}",
        "The operation's own verifier refused it, and has no code of its own for that.";
    IR025: "a region of `{0}` takes {1} arguments, got {2}",
        "The definition says what is passed to the region.";
    IR026: "attribute `{1}` of `{0}` belongs to no dialect",
        "Attributes that the operation does not define are named `dialect.name`.";
    IR027: "`{0}` refers to `@{1}`: {2}",
        "A symbol is looked up in the nearest table of symbols around its use.";
    IR028: "dialect `{0}` has no operation `{1}`",
        "A pass made an operation that the dialect does not define; look for a slip in its name.";
}
