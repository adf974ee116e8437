//! `#[op]`: turns a struct into an operation definition (data) and a view with typed accessors.

mod emit;

use proc_macro::TokenStream;

/// Turns a struct into an operation definition and a view of operations of that name.
///
/// ```ignore
/// /// Matrix product of two rank-2 tensors.
/// #[op("graph.matmul", traits(PURE), format = "$a `,` $b attr-dict `:` ..",
///      types(TypeRule::SameElem), interfaces(Verify(verify_matmul)))]
/// pub struct Matmul { a: Operand<TENSOR>, b: Operand<TENSOR>, k: Attribute<INT>, c: OpResult }
/// ```
/// makes `Matmul<'a>(pub OpRef<'a>)` with `Matmul::DEF`, `Matmul::cast(op)` and accessors `a()`,
/// `b()`, `k()`, `c()`. No parser, printer or verifier code is generated: those read the data.
///
/// Field kinds: `Operand`, `OptionalOperand`, `Operands`, `OpResult`, `OptionalResult`,
/// `OpResults`, `Attribute`, `OptionalAttr`, `DefaultAttr<C, "text">`, `Region`, `RegionMaxOne`,
/// `Regions`, `Successor`. Between the angle brackets stands a constant of type `TypeC` (operands,
/// results) or `AttrC` (attributes); none means "any".
///
/// Beside the name, the attribute takes `traits(..)` (constants of `Traits`), `format = ".."` (the
/// declarative assembly format of MLIR; without it the generic form alone is
/// printed; `asm(parse, print)` is for what it cannot say), `types(..)` (rules between the types)
/// and `interfaces(..)` (`Verify`, `Fold`, `Eval` and the rest of `terrace_ir::interface`). The doc
/// comment of the struct is the operation's documentation, those of the fields their descriptions.
#[proc_macro_attribute]
pub fn op(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = syn::parse_macro_input!(args as emit::OpArgs);
    let item = syn::parse_macro_input!(item as syn::ItemStruct);
    emit::op(args, item).unwrap_or_else(|e| e.to_compile_error()).into()
}
