//! Iterator types in the forms of `linalg` and `vector`: words in text, attributes of the dialect
//! in memory.

use terrace_ir::def::{AttrTypeDef, EnumDef};
use terrace_ir::{Attr, Context, OpRef, Sym};

use crate::views::{case_of, enum_attr};

/// Attributes of this definition for an array of words, or of such attributes; `None` where one is
/// neither.
pub fn from_words(
    cx: &Context,
    def: &'static AttrTypeDef,
    words: &EnumDef,
    array: Attr,
) -> Option<Attr> {
    let one = |item: &Attr| match item.as_str(cx) {
        Some(word) => {
            let (_, case) = words.cases.iter().find(|(name, _)| *name == word)?;
            Some(enum_attr(cx, def, *case))
        }
        None => item.is_a(cx, def).then_some(*item),
    };
    let items: Option<Vec<Attr>> = array.as_array(cx)?.iter().map(one).collect();
    Some(cx.array_attr(&items?))
}

/// Attributes of an operation as entries of a dictionary, `iterator_types` as words.
pub fn entries(op: OpRef<'_>, names: &[&str], words: &EnumDef) -> Vec<(Sym, Attr)> {
    let cx = op.cx;
    let word = |a: &Attr| {
        let case = case_of(cx, *a);
        let known = words.cases.iter().find(|(_, value)| Some(*value) == case);
        known.map_or(*a, |(name, _)| cx.str_attr(name))
    };
    let spelled = |name: &str, value: Attr| match value.as_array(cx) {
        Some(items) if name == "iterator_types" => {
            cx.array_attr(&items.iter().map(word).collect::<Vec<_>>())
        }
        _ => value,
    };
    let present = names.iter().filter_map(|name| Some((*name, op.attr(name)?)));
    present.map(|(name, value)| (cx.sym(name), spelled(name, value))).collect()
}
