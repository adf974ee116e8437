//! What `#[op]` emits.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, Ident, ItemStruct, LitStr, Result, Token, parenthesized};

/// The arguments of `#[op(..)]`.
pub struct OpArgs {
    name: LitStr,
    traits: Vec<Ident>,
    asm: Option<TokenStream>,
    types: Vec<Expr>,
    interfaces: Vec<Expr>,
}

impl Parse for OpArgs {
    fn parse(input: ParseStream) -> Result<Self> {
        let mut args = OpArgs {
            name: input.parse()?,
            traits: Vec::new(),
            asm: None,
            types: Vec::new(),
            interfaces: Vec::new(),
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let key: Ident = input.parse()?;
            match key.to_string().as_str() {
                "traits" => args.traits = list(input)?,
                "types" => args.types = list(input)?,
                "interfaces" => args.interfaces = list(input)?,
                "format" => {
                    input.parse::<Token![=]>()?;
                    let text: LitStr = input.parse()?;
                    args.asm = Some(quote!(terrace_ir::def::Asm::Format(#text)));
                }
                "asm" => {
                    let parts: Vec<Expr> = list(input)?;
                    let [parse, print] = parts.as_slice() else {
                        return Err(Error::new(key.span(), "expected asm(parse, print)"));
                    };
                    args.asm = Some(quote!(
                        terrace_ir::def::Asm::Hand { parse: #parse, print: #print }
                    ));
                }
                _ => {
                    let known = "expected traits, types, interfaces, format or asm";
                    return Err(Error::new(key.span(), known));
                }
            }
        }
        Ok(args)
    }
}

fn list<T: Parse>(input: ParseStream) -> Result<Vec<T>> {
    let inner;
    parenthesized!(inner in input);
    Ok(Punctuated::<T, Token![,]>::parse_terminated(&inner)?.into_iter().collect())
}

/// The slots of one operation and the accessors to them.
#[derive(Default)]
struct Slots {
    operands: Vec<TokenStream>,
    results: Vec<TokenStream>,
    attrs: Vec<TokenStream>,
    regions: Vec<TokenStream>,
    successors: Vec<TokenStream>,
    accessors: Vec<TokenStream>,
}

/// The definition and the view of one operation.
pub fn op(args: OpArgs, item: ItemStruct) -> Result<TokenStream> {
    let OpArgs { name, traits, asm, types, interfaces } = args;
    let (summary, doc) = docs(&item.attrs);
    let mut slots = Slots::default();
    for field in &item.fields {
        slots.add(field)?;
    }
    for (of, name) in
        [("OPERAND_SEGMENTS", "operandSegmentSizes"), ("RESULT_SEGMENTS", "resultSegmentSizes")]
    {
        if traits.iter().any(|t| t == of) {
            slots.attrs.push(segment_sizes(name));
        }
    }
    let Slots { operands, results, attrs, regions, successors, accessors } = slots;
    let asm = asm.unwrap_or_else(|| quote!(terrace_ir::def::Asm::Generic));
    let (vis, ident, attributes) = (&item.vis, &item.ident, &item.attrs);
    Ok(quote! {
        #(#attributes)*
        #[derive(Clone, Copy)]
        #vis struct #ident<'a>(pub terrace_ir::OpRef<'a>);

        impl<'a> #ident<'a> {
            /// The definition.
            pub const DEF: terrace_ir::OpDef = terrace_ir::OpDef {
                name: #name,
                summary: #summary,
                doc: #doc,
                operands: &[#(#operands),*],
                results: &[#(#results),*],
                attrs: &[#(#attrs),*],
                regions: &[#(#regions),*],
                successors: &[#(#successors),*],
                traits: terrace_ir::Traits(0 #(| terrace_ir::Traits::#traits.0)*),
                parents: &[],
                types: &[#(#types),*],
                asm: #asm,
                interfaces: &[#(&#interfaces as terrace_ir::def::AnyInterface),*],
            };

            /// The full name of the operation.
            pub const NAME: &'static str = #name;

            /// The operation as this view, if it is one.
            pub fn cast(op: terrace_ir::OpRef<'a>) -> Option<Self> {
                op.is(&Self::DEF).then_some(#ident(op))
            }

            #(#accessors)*
        }
    })
}

/// The attribute that says how many values each group has; the trait implies it.
fn segment_sizes(name: &str) -> TokenStream {
    quote!(terrace_ir::def::AttrSlot {
        name: #name,
        constraint: terrace_ir::def::AttrC::DenseArray(32),
        optional: false,
        default: None,
        doc: "how many values each group has",
    })
}

/// The first paragraph and the rest of a doc comment.
fn docs(attrs: &[syn::Attribute]) -> (String, String) {
    let mut lines = Vec::new();
    for attr in attrs {
        if let syn::Meta::NameValue(pair) = &attr.meta
            && pair.path.is_ident("doc")
            && let Expr::Lit(lit) = &pair.value
            && let syn::Lit::Str(text) = &lit.lit
        {
            lines.push(text.value().strip_prefix(' ').map_or(text.value(), str::to_owned));
        }
    }
    let split = lines.iter().position(|l| l.trim().is_empty()).unwrap_or(lines.len());
    (lines[..split].join(" "), lines[split..].join("\n").trim().to_owned())
}

impl Slots {
    fn add(&mut self, field: &syn::Field) -> Result<()> {
        let Some(ident) = &field.ident else {
            return Err(Error::new_spanned(field, "fields need names"));
        };
        let syn::Type::Path(path) = &field.ty else {
            return Err(Error::new_spanned(&field.ty, "expected a field kind such as Operand<T>"));
        };
        let Some(segment) = path.path.segments.last() else {
            return Err(Error::new_spanned(path, "expected a field kind such as Operand<T>"));
        };
        let args = generic_args(&segment.arguments);
        let first = args.first().cloned();
        let kind = segment.ident.to_string();
        let (summary, rest) = docs(&field.attrs);
        let doc = format!("{summary} {rest}").trim().to_owned();
        let slot = Slot { ident: ident.clone(), first, doc };
        match kind.as_str() {
            "Operand" => self.value(slot, true, "One"),
            "OptionalOperand" => self.value(slot, true, "Optional"),
            "Operands" => self.value(slot, true, "Variadic"),
            "OpResult" => self.value(slot, false, "One"),
            "OptionalResult" => self.value(slot, false, "Optional"),
            "OpResults" => self.value(slot, false, "Variadic"),
            "Attribute" => self.attr(slot, false, None),
            "OptionalAttr" => self.attr(slot, true, None),
            "DefaultAttr" => self.attr(slot, false, args.get(1).cloned()),
            "Region" => self.region(slot, "One", false),
            "RegionMaxOne" => self.region(slot, "MaxOne", false),
            "Regions" => self.region(slot, "Any", true),
            "Successor" => self.successor(slot),
            _ => return Err(Error::new_spanned(&segment.ident, "unknown field kind")),
        }
        Ok(())
    }

    fn value(&mut self, slot: Slot, is_operand: bool, arity: &str) {
        let Slot { ident, first, doc } = slot;
        let ty = first.unwrap_or_else(|| quote!(terrace_ir::def::TypeC::Any));
        let (name, arity_ident) = (ident.to_string(), format_ident!("{arity}"));
        let list = if is_operand { &mut self.operands } else { &mut self.results };
        let idx = list.len();
        list.push(quote!(terrace_ir::def::ValueSlot {
            name: #name, ty: #ty, arity: terrace_ir::def::Arity::#arity_ident, doc: #doc,
        }));
        let group = if is_operand { "operand" } else { "result" };
        let (group_fn, one_fn) = (format_ident!("{group}_group"), format_ident!("{group}"));
        let range = quote!(self.0.#group_fn(#idx).unwrap_or(0..0));
        self.accessors.push(match arity {
            "One" => quote!(
                #[doc = #doc]
                pub fn #ident(self) -> terrace_ir::ValueId { self.0.#one_fn(#range.start) }
            ),
            "Optional" => quote!(
                #[doc = #doc]
                pub fn #ident(self) -> Option<terrace_ir::ValueId> {
                    #range.next().map(|i| self.0.#one_fn(i))
                }
            ),
            _ => quote!(
                #[doc = #doc]
                pub fn #ident(self) -> Vec<terrace_ir::ValueId> {
                    #range.map(|i| self.0.#one_fn(i)).collect()
                }
            ),
        });
    }

    fn attr(&mut self, slot: Slot, optional: bool, default: Option<TokenStream>) {
        let Slot { ident, first, doc } = slot;
        let constraint = first.unwrap_or_else(|| quote!(terrace_ir::def::AttrC::Any));
        let (name, idx) = (ident.to_string(), self.attrs.len());
        let default = match default {
            Some(text) => quote!(Some(#text)),
            None => quote!(None),
        };
        self.attrs.push(quote!(terrace_ir::def::AttrSlot {
            name: #name, constraint: #constraint, optional: #optional, default: #default, doc: #doc,
        }));
        self.accessors.push(if optional {
            quote!(
                #[doc = #doc]
                pub fn #ident(self) -> Option<terrace_ir::Attr> { self.0.inherent(#idx) }
            )
        } else {
            quote!(
                #[doc = #doc]
                pub fn #ident(self) -> terrace_ir::Attr { self.0.body.inherent(self.0.id, #idx) }
            )
        });
    }

    fn region(&mut self, slot: Slot, size: &str, variadic: bool) {
        let Slot { ident, doc, .. } = slot;
        let (name, idx, size) = (ident.to_string(), self.regions.len(), format_ident!("{size}"));
        self.regions.push(quote!(terrace_ir::def::RegionSlot {
            name: #name, size: terrace_ir::def::RegionSize::#size, variadic: #variadic,
        }));
        self.accessors.push(if variadic {
            quote!(
                #[doc = #doc]
                pub fn #ident(self) -> Vec<terrace_ir::RegionRef<'a>> {
                    self.0.regions().skip(#idx).collect()
                }
            )
        } else {
            quote!(
                #[doc = #doc]
                pub fn #ident(self) -> Option<terrace_ir::RegionRef<'a>> { self.0.region(#idx) }
            )
        });
    }

    fn successor(&mut self, slot: Slot) {
        let name = slot.ident.to_string();
        self.successors.push(quote!(terrace_ir::def::SuccessorSlot {
            name: #name, variadic: false,
        }));
    }
}

/// One field.
struct Slot {
    ident: Ident,
    first: Option<TokenStream>,
    doc: String,
}

fn generic_args(args: &syn::PathArguments) -> Vec<TokenStream> {
    let syn::PathArguments::AngleBracketed(list) = args else { return Vec::new() };
    list.args.iter().map(|a| quote!(#a)).collect()
}
