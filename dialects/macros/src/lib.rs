//! `#[op]`: turns a struct into an operation definition (data) and a view with typed accessors.
//!
//! ```ignore
//! /// Matrix product of two rank-2 tensors.
//! #[op("graph.matmul", traits(PURE), format = "$a `,` $b attr-dict `:` ..",
//!      types(TypeRule::SameElem), interfaces(Verify(verify_matmul)))]
//! pub struct Matmul { a: Operand<TENSOR>, b: Operand<TENSOR>, k: Attribute<INT>, c: OpResult }
//! ```
//! makes `Matmul<'a>(pub OpRef<'a>)` with `Matmul::DEF`, `Matmul::cast(op)` and accessors `a()`,
//! `b()`, `k()`, `c()`. No parser, printer or verifier code is generated: those read the data.
//!
//! Field kinds: `Operand`, `OptionalOperand`, `Operands`, `OpResult`, `OptionalResult`,
//! `OpResults`, `Attribute`, `OptionalAttr`, `DefaultAttr<C, "text">`, `Region`, `RegionMaxOne`,
//! `Regions`, `Successor`. Between the angle brackets stands a constant of type `TypeC` (operands,
//! results) or `AttrC` (attributes); none means "any".

mod emit;

use proc_macro::TokenStream;

/// Defines an operation; see the crate's documentation.
#[proc_macro_attribute]
pub fn op(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = syn::parse_macro_input!(args as emit::OpArgs);
    let item = syn::parse_macro_input!(item as syn::ItemStruct);
    emit::op(args, item).unwrap_or_else(|e| e.to_compile_error()).into()
}
