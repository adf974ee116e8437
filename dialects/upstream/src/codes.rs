//! What upstream operations can be wrong about, beyond their definitions.

use terrace_ir::Code;

macro_rules! codes {
    ($($id:ident $message:literal $explain:literal)*) => {
        $(
            #[doc = $message]
            pub const $id: Code = Code {
                id: stringify!($id),
                message: $message,
                explain: $explain,
            };
        )*
        /// Every code of this crate.
        pub const ALL: &[Code] = &[$($id),*];
    };
}

codes! {
    ARITH001 "expected a result {0} than the operand: got {1} to {2} bits"
        "Extensions widen, truncations narrow, and bitcasts keep the number of bits."
    ARITH002 "integer constants must be signless"
        "`arith` works on `iN` and `index`; `siN` and `uiN` say something about storage only."
    ARITH003 "expected a number or dense elements as the value of a constant"
        "`arith.constant` holds integers, floats and elements attributes."
    ARITH004 "expected one value for all elements of a scalable vector"
        "The number of elements of a scalable vector is not known, so it can only be a splat."
    ARITH005 "expected a condition that is a single `i1` or has the shape of the operands"
        "`arith.select` chooses once for the whole value or once per element."
}
