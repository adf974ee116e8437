//! Symbols: who defines them, who refers to them, who may see them.

use rustc_hash::FxHashMap;

use crate::attr::AttrKind;
use crate::body::Body;
use crate::context::Context;
use crate::entity::{Attr, OpId, Sym};
use crate::view::OpRef;

/// Calls `f` with the outermost name of every symbol reference in an attribute, types inside it
/// left out.
pub fn each_reference(cx: &Context, attr: Attr, f: &mut dyn FnMut(Sym)) {
    if attr.is_none() {
        return;
    }
    match &*attr.kind(cx) {
        AttrKind::SymbolRef { root, .. } => f(*root),
        AttrKind::Array(items) => items.iter().for_each(|&a| each_reference(cx, a, f)),
        AttrKind::Dict(entries) => entries.iter().for_each(|(_, a)| each_reference(cx, *a, f)),
        AttrKind::Dialect { params, .. } => params.iter().for_each(|&a| each_reference(cx, a, f)),
        AttrKind::Distinct { attr, .. } => each_reference(cx, *attr, f),
        _ => {}
    }
}

impl OpRef<'_> {
    /// Calls `f` with the outermost name of every symbol that this operation, or one inside it,
    /// refers to.
    pub fn each_symbol_use(self, f: &mut dyn FnMut(Sym)) {
        self.walk(&mut |op| {
            for (_, attr) in op.attrs() {
                each_reference(op.cx, attr, f);
            }
            true
        });
    }

    /// Whether the symbol this operation defines can be referred to only from inside its symbol
    /// table.
    pub fn is_private_symbol(self) -> bool {
        let visibility = self.attr("sym_visibility").and_then(|a| a.as_str(self.cx));
        self.symbol().is_some() && visibility == Some("private")
    }
}

/// The operations that define symbols directly inside the body's root, by name. Of two with one
/// name the first counts.
pub fn symbol_table(cx: &Context, body: &Body) -> FxHashMap<Sym, OpId> {
    let mut table = FxHashMap::default();
    for op in body.root_block().into_iter().flat_map(|b| body.ops_of(b)) {
        if let Some(name) = body.op(cx, op).symbol() {
            table.entry(name).or_insert(op);
        }
    }
    table
}
