//! What this backend refuses.

use terrace_ir::Code;

/// LLVM001
pub const LLVM001: Code = Code {
    id: "LLVM001",
    message: "`{0}` has no translation to LLVM",
    explain: "The CPU backend takes func, arith, math, cf, scf, memref and 1-D vector operations. \
              Lower everything else first; what a GPU or the host allocator would do is not among \
              them.",
};
/// LLVM002
pub const LLVM002: Code = Code {
    id: "LLVM002",
    message: "`{0}` uses a type that has no translation to LLVM: {1}",
    explain: "Values are index, integers of up to 128 bits, f16, bf16, f32, f64, vectors of them \
              with at most one dimension, and memrefs with static strides.",
};
/// LLVM003
pub const LLVM003: Code = Code {
    id: "LLVM003",
    message: "`{0}` is not supported in this form: {1}",
    explain: "The operation is known, but not with these attributes or shapes.",
};
/// LLVM004
pub const LLVM004: Code = Code {
    id: "LLVM004",
    message: "`{0}` is malformed: {1}",
    explain: "The operation does not keep the rules of its dialect. The verifier says more.",
};
/// LLVM005
pub const LLVM005: Code = Code {
    id: "LLVM005",
    message: "`@{0}` cannot be the entry of a program: {1}",
    explain: "The entry takes the inputs, the outputs, the arena as `memref<Nxi8>` if there is \
              one, and the thread's number and the number of threads as `index`. Its attributes \
              `terrace.input_names` and `terrace.output_names` are arrays of strings.",
};
/// LLVM006
pub const LLVM006: Code = Code {
    id: "LLVM006",
    message: "`{0}` names `@{1}`, which is not in the module",
    explain: "A call or `memref.get_global` needs a function or global of that name and type.",
};
/// LLVM007
pub const LLVM007: Code = Code {
    id: "LLVM007",
    message: "regions are nested deeper than {0} levels",
    explain: "Such a program is refused before it exhausts the stack.",
};
/// LLVM008
pub const LLVM008: Code = Code {
    id: "LLVM008",
    message: "the target cannot be used: {0}",
    explain: "The processor or feature names are those of `llc -mcpu=help` for this architecture.",
};
/// LLVM009
pub const LLVM009: Code = Code {
    id: "LLVM009",
    message: "cannot make the output: {0}",
    explain: "Writing the weights or linking failed. The runtime's static library is looked for \
              beside the program, or where TERRACE_RUNTIME_LIB says.",
};
/// LLVM010
pub const LLVM010: Code = Code {
    id: "LLVM010",
    message: "`@{0}` puts {1} bytes on the stack, more than {2}",
    explain: "Threads have 8 MiB of stack. Let large buffers be arguments that the arena holds.",
};
/// LLVM011
pub const LLVM011: Code = Code {
    id: "LLVM011",
    message: "LLVM refuses the module: {0}",
    explain: "The module breaks a rule that only LLVM checks, such as an operation behind the end \
              of its block or a value that does not reach its use. Run the verifier on the input \
              first.",
};

/// Every code of this crate.
pub fn codes() -> &'static [&'static Code] {
    &[
        &LLVM001, &LLVM002, &LLVM003, &LLVM004, &LLVM005, &LLVM006, &LLVM007, &LLVM008, &LLVM009,
        &LLVM010, &LLVM011,
    ]
}
