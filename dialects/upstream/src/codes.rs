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
    SCF001 "expected a region that ends with `{0}`, got `{1}`"
        "The last operation of the region says what it passes on."
    SCF002 "the region passes on ({0}), expected ({1})"
        "What a region yields becomes a result or the next iteration's value, so types must agree."
    SCF003 "the region takes ({0}), expected ({1})"
        "The arguments of a region are what its operation passes to it."
    SCF004 "initial values are ({0}) but results are ({1})"
        "A carried value has one type: as initial value, in every iteration and as result."
    SCF005 "a condition with results needs an `else`"
        "Without `else` there is no value for the results when the condition is false."
    SCF006 "expected as many lower bounds, upper bounds and steps as loops, at least one"
        "Each loop of a nest has one of each."
    SCF007 "expected a positive step"
        "Loops run upwards; a step of zero would never end."
    SCF008 "expected one reduction region per operand"
        "Each operand of `scf.reduce` is combined by its own region."
    SCF009 "expected at least one block in the region"
        "There must be something to execute."
    SCF010 "{0} cases need one region each and a default, got {1} regions"
        "Each case of the switch has a region, and the default another."
    SCF011 "a case occurs twice"
        "A value would have two regions to go to."
    FUNC001 "expected either only named or only unnamed arguments, named ones before a body"
        "A function with a body names its arguments; a declaration may list types alone."
    ASM001 "expected {0} operands, got {1}"
        "The operation takes a fixed number of operands in this place."
    FUNC002 "expected {1} dictionaries in `{0}`"
        "Argument and result attributes are one dictionary each, empty ones included."
    FUNC003 "the entry block takes ({0}), the function takes ({1})"
        "The arguments of the entry block are the arguments of the function."
    FUNC004 "returns ({0}), the function gives ({1})"
        "The operands of `return` are the results of the function."
    ASM002 "expected `parallel` or `reduction` as iterators"
        "`vector.contract` names each iterator by one of these words."
    CF001 "the values passed to successor {0} have other types than its arguments"
        "A branch passes one value for each argument of the block it goes to."
    CF002 "{0} case values need as many case blocks and segments, got {1} successors"
        "Each case has a value, a block and the values passed to it; the default comes on top."
    TARGET001 "`{0}` is no fact about a target"
        "Known facts are vector_bits, cores, l1_bytes, l2_bytes and features."
    TARGET002 "`{0}` is said twice"
        "Each fact about a target has one value."
    TARGET003 "`{0}` must be positive"
        "A target has at least one core, and registers and caches of some size."
    MEMREF001 "expected one index per dimension: {0}, got {1}"
        "An element of memory is named by one index for each dimension of its memref."
    MEMREF002 "expected one size per dynamic dimension: {0}, got {1}"
        "Each `?` of the type gets its extent from an operand, in order."
    MEMREF003 "expected one operand per symbol of the layout: {0}, got {1}"
        "Symbols of the layout map get their values where the memory is made."
    MEMREF004 "expected a permutation of {0} dimensions"
        "Every dimension of the source occurs exactly once in the map."
    MEMREF005 "the result's shape is not the permuted shape of the source"
        "Dimension i of the result is the dimension of the source that the map names there."
    MEMREF006 "`{0}`: expected {1} entries, got {2}, {3} of them dynamic with {4} values"
        "There is an offset, a size and a stride for each dimension; each dynamic one has a value."
    MEMREF007 "expected a view of type {0} or one with unit dimensions dropped, got {1}"
        "Offset and strides of a view follow from the source, the offsets and the steps."
    MEMREF008 "the result's type says something else than offset, sizes and strides"
        "Every static extent, stride and offset of the type must be the one given."
    MEMREF009 "the groups do not cover {0} dimensions in order as {1} groups"
        "Each dimension of the larger shape is in exactly one group, and groups keep the order."
    MEMREF010 "extents of a group do not multiply to that of its dimension"
        "Reshaping keeps the number of elements, group by group."
    MEMREF011 "a global memref needs a static shape"
        "Its memory is laid out when the program is linked."
    MEMREF012 "the initial value does not have the shape and elements of the memref"
        "There is one value for each element."
    MEMREF013 "a cast may neither change elements, memory space nor known extents"
        "It changes only what is known about the shape and layout."
    VECTOR001 "{0} is of type {1}, expected {2}"
        "Types of vectors, memory, masks and accumulators belong together."
    VECTOR002 "{0}"
        "Shapes, positions and maps of vector operations must fit each other; the message says how."
    TENSOR001 "the sizes are not the shape of the slice, unit dimensions left out"
        "A slice has one dimension per size; those of size 1 may be dropped."
    TENSOR002 "expected a body with {0} index arguments"
        "The body is evaluated for each element and gets its position."
}
