//! Why canonical forms of ours differ from `mlir-opt`'s where they do.

/// A dialect, the names of functions, and why they are another with us. Entries that are no longer
/// needed fail the comparison.
pub type Reason = (&'static str, &'static str, &'static str);

/// Functions of upstream's tests.
pub const UPSTREAM: &[Reason] = &[
    // Meant: where mlir-opt leaves something that is not needed, or changes what is computed.
    ("affine", "zero_iter_loop_not_folded", "a loop that never runs goes, with results or without"),
    ("arith", "test2 test3", "no number without sign is less than zero"),
    ("arith", "selectOfPoison", "a poison that nobody uses goes"),
    (
        "complex",
        "complex_add_sub_lhs complex_add_sub_rhs complex_sub_add_lhs",
        "sums round, so a difference plus what it lost is not where it began",
    ),
    ("complex", "complex_add_zero", "the sum of -0 and 0 is 0, not -0"),
    ("complex", "complex_exp_log complex_log_exp", "`exp` and `log` round, and `log` has branches"),
    ("index", "cmp", "a difference that overflows has the wrong sign"),
    (
        "memref",
        "subview_of_strides_memcast",
        "of two dimensions of extent 1 either may be the one that is dropped",
    ),
    ("tensor", "pad_of_cast pad_nofold_static_zero", "a constant that nobody uses goes"),
    (
        "vector",
        "extract_from_extract_chain_should_not_fold_dynamic_extracts",
        "two extractions are one, also where a position is a value",
    ),
    (
        "vector",
        "masked_reduce_one_element_vector_extract",
        "an element that a mask leaves out is not the result",
    ),
    ("vector", "insert_extract_chain", "vectors are not taken apart into scalars and made again"),
    (
        "vector",
        "vector_multi_reduction_single_parallel masked_vector_multi_reduction_single_parallel",
        "a reduction of no dimensions still adds its accumulator",
    ),
    (
        "transforms",
        "subview",
        "a view that leaves its memory is an error where it happens, and no type says it before",
    ),
    // Of the dialect `test`, or of operations we do not have.
    ("scf", "?", "has an operation of the dialect `test`"),
    ("transforms", "?", "has an operation of the dialect `test`"),
    ("vector", "transfer_folding_1", "of `test.constant` nothing is known, so it stays"),
    (
        "transforms",
        "f",
        "effects of `test.test_effects_result` are not known; a value that only a loop's own \
         argument needs is kept",
    ),
    // Not done.
    (
        "affine",
        "fold_const_init_global_memref fold_const_splat_global",
        "not done: what a function loads from constant globals outside of it",
    ),
    ("affine", "mod_of_mod", "not done: remainders of differences that divide evenly"),
    (
        "arith",
        "extsi_i0 extui_i0 mulsi_extended_i0 shli_i0 shrsi_i0 shrui_i0 trunc_i0",
        "not done: integers without bits",
    ),
    (
        "arith",
        "truncIShrSIToTrunciShrUI",
        "not done: the shift of which only bits below the sign are used; as many operations",
    ),
    ("complex", "double_reverse_bitcast", "not done: bitcasts of two dialects in a row"),
    (
        "index",
        "castu_to_index ceildivs_edge",
        "results that are others for an index of 32 bits are left to the machine",
    ),
    (
        "memref",
        "reinterpret_of_extract_strided_metadata_w_type_mistach \
         reinterpret_of_extract_strided_metadata_w_constants",
        "not done: what a base and static numbers say again of the memory they came from",
    ),
    ("scf", "matmul_on_tensors", "not done: casts of what a `for` carries"),
    (
        "scf",
        "invariant_loop_args_in_same_order while_loop_invariant_argument_different_order",
        "not done: values that a `while` carries around unchanged",
    ),
    (
        "tensor",
        "fold_extract extract_from_elements_complex_i extract_from_elements_complex_f",
        "not done: constants of complex elements, sparse constants",
    ),
    ("tensor", "fold_orthogonal_pad_chains", "not done: paddings of different dimensions in a row"),
    ("transforms", "test_materialize_failure", "a constant cast out of `index` is a constant"),
    ("vector", "insert_extract_transpose_3d", "not done: insertions behind a transposition"),
    (
        "vector",
        "swap_extract_slice_transfer_write",
        "not done: writing only the part of a tensor that is taken; as many operations",
    ),
];

/// Functions of our tests.
#[cfg(test)]
pub const OWN: &[Reason] = &[
    ("affine", "conditions", "a condition is decided constraint by constraint"),
    ("affine", "extremum_of_one", "what never decides an extremum is dropped"),
    ("arith", "comparisons", "nothing is below zero without sign, so `uge x, 0` is true"),
    ("complex", "sums", "sums round, so a difference plus what it lost is not where it began"),
    ("index", "order_of_difference", "a difference that overflows has the wrong sign"),
    ("tensor", "elements", "the element that was just inserted is known"),
    ("vector", "other_shapes", "a bitcast reads constants of unequal elements, too"),
    ("vector", "slices_of_slices", "a slice beside what was inserted is one of what was before"),
];
