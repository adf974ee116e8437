//! Attributes and locations in text.

use super::OpPrinter;
use super::floats::write_float;
use crate::attr::AttrKind;
use crate::def::{AttrC, EnumDef, ParamAsm, ParamDef};
use crate::entity::{Attr, Loc, Sym, Type};
use crate::loc::LocKind;
use crate::ty::{FloatTy, Sign, TypeKind};

/// From this number of elements on, upstream prints constants as one hexadecimal string.
const HEX_FROM: usize = 101;

/// Attributes.
impl OpPrinter<'_> {
    /// Writes an attribute.
    pub fn print_attr(&mut self, attr: Attr) {
        if attr.is_none() {
            return self.text("<<null attribute>>");
        }
        if let AttrKind::Int { value, ty } = &*attr.kind(self.cx) {
            // The most frequent kind, and the only common immediate one.
            self.int_attr(*value, *ty);
            if ty.int_width(self.cx) != Some(1) || self.is_signed_one(*ty) {
                self.text(" : ");
                self.print_type(*ty);
            }
            return;
        }
        self.other_attr(attr, true);
    }

    /// Writes an attribute whose type is known to the reader.
    pub fn print_attr_without_type(&mut self, attr: Attr) {
        if attr.is_none() {
            return self.text("<<null attribute>>");
        }
        if let AttrKind::Int { value, ty } = &*attr.kind(self.cx) {
            return self.int_attr(*value, *ty);
        }
        self.other_attr(attr, false);
    }

    fn is_signed_one(&self, ty: Type) -> bool {
        !matches!(ty.kind(self.cx), TypeKind::Int { sign: Sign::Signless, .. })
    }

    fn int_attr(&mut self, value: i128, ty: Type) {
        if ty.int_width(self.cx) == Some(1) && !self.is_signed_one(ty) {
            return self.text(if value == 0 { "false" } else { "true" });
        }
        self.wide_int(value);
    }

    fn wide_int(&mut self, value: i128) {
        match i64::try_from(value) {
            Ok(value) => self.int(value),
            Err(_) => self.display(&value),
        }
    }

    /// Everything but integers.
    fn other_attr(&mut self, attr: Attr, typed: bool) {
        let kind = attr.kind(self.cx);
        match &*kind {
            AttrKind::Unit => self.text("unit"),
            AttrKind::Int { value, ty } => self.int_attr(*value, *ty),
            AttrKind::Float { bits, ty } => {
                write_float(&mut self.out, ty.float(self.cx).unwrap_or(FloatTy::F64), *bits);
                self.type_suffix(*ty, typed);
            }
            AttrKind::String { text, ty } => {
                self.print_string(self.cx.str(*text));
                self.type_suffix(*ty, typed);
            }
            AttrKind::Array(items) => {
                self.char('[');
                self.list(items.iter(), |p, &a| p.array_item(a));
                self.char(']');
            }
            AttrKind::Dict(entries) => self.print_dict(entries),
            AttrKind::Type(ty) => self.print_type(*ty),
            AttrKind::SymbolRef { root, nested } => {
                self.print_symbol_name(*root);
                for &name in nested {
                    self.text("::");
                    self.print_symbol_name(name);
                }
            }
            AttrKind::AffineMap(map) => {
                self.text("affine_map<");
                self.display(map);
                self.char('>');
            }
            AttrKind::IntegerSet(set) => {
                self.text("affine_set<");
                self.display(set);
                self.char('>');
            }
            AttrKind::Strided { offset, strides } => self.strided(*offset, strides),
            AttrKind::Distinct { id, attr } => {
                self.text("distinct[");
                let number = self.distinct_number(*id);
                self.uint(number);
                self.text("]<");
                if *attr != self.cx.unit() {
                    self.print_attr(*attr);
                }
                self.char('>');
            }
            AttrKind::Loc(loc) => self.print_loc(*loc),
            AttrKind::Opaque { dialect, text, ty } => {
                self.char('#');
                self.symbol_data(self.cx.str(*dialect), self.cx.str(*text));
                self.type_suffix(*ty, typed);
            }
            AttrKind::Dialect { def, params } => {
                self.char('#');
                self.dialect_symbol(def.name, def.params, &def.asm, params);
            }
            elements => self.elements(elements, typed),
        }
    }

    /// Inside arrays, `i64` and `f64` go without saying.
    fn array_item(&mut self, attr: Attr) {
        let cx = self.cx;
        let implied = match attr.get().map(|a| a.kind(cx)).as_deref() {
            Some(AttrKind::Int { ty, .. }) => *ty == cx.int_ty(64),
            Some(AttrKind::Float { ty, bits }) => {
                let finite = crate::float::to_f64(FloatTy::F64, *bits).is_finite();
                *ty == cx.float_ty(FloatTy::F64) && finite
            }
            _ => false,
        };
        let from = self.out.len();
        if implied {
            self.print_attr_without_type(attr);
        }
        // A float in hexadecimal would read as an integer.
        if !implied || self.out[from..].contains('x') {
            self.out.truncate(from);
            self.print_attr(attr);
        }
    }

    fn type_suffix(&mut self, ty: Type, typed: bool) {
        if typed && !ty.is_none() {
            self.text(" : ");
            self.print_type(ty);
        }
    }

    fn strided(&mut self, offset: i64, strides: &[i64]) {
        self.text("strided<[");
        self.list(strides.iter(), |p, &s| p.int_or_dynamic(s));
        self.char(']');
        if offset != 0 {
            self.text(", offset: ");
            self.int_or_dynamic(offset);
        }
        self.char('>');
    }

    /// Writes a quoted string.
    pub fn print_string(&mut self, text: &str) {
        self.char('"');
        for b in text.bytes() {
            match b {
                b'\\' => self.text("\\\\"),
                b' '..=b'~' if b != b'"' => self.char(b as char),
                _ => {
                    const HEX: &[u8; 16] = b"0123456789ABCDEF";
                    self.char('\\');
                    self.char(HEX[usize::from(b >> 4)] as char);
                    self.char(HEX[usize::from(b & 15)] as char);
                }
            }
        }
        self.char('"');
    }

    /// Writes `@name`, quoted where it is no identifier.
    pub fn print_symbol_name(&mut self, name: Sym) {
        self.char('@');
        self.keyword_or_string(self.cx.str(name));
    }

    /// Writes an identifier, or a string where it is none.
    pub fn keyword_or_string(&mut self, text: &str) {
        let first = text.as_bytes().first().copied().unwrap_or(b' ');
        let ok = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.');
        if (first.is_ascii_alphabetic() || first == b'_') && text.bytes().all(ok) {
            self.text(text);
        } else {
            self.print_string(text);
        }
    }

    /// Writes `{name = attr, unit}`.
    pub fn print_dict(&mut self, entries: &[(Sym, Attr)]) {
        self.char('{');
        self.dict_entries(entries);
        self.char('}');
    }

    pub(super) fn dict_entries(&mut self, entries: &[(Sym, Attr)]) {
        let unit = self.cx.unit();
        self.list(entries.iter(), |p, &(key, value)| {
            p.keyword_or_string(p.cx.str(key));
            if value != unit {
                p.text(" = ");
                p.print_attr(value);
            }
        });
    }

    // ---- elements ----

    fn elements(&mut self, kind: &AttrKind, typed: bool) {
        match kind {
            AttrKind::DenseElements { ty, data, splat } => {
                self.dense(*ty, data, *splat);
                self.type_suffix(*ty, typed);
            }
            AttrKind::DenseStrings { ty, items } => {
                self.text("dense<");
                let shape = ty.shape(self.cx).unwrap_or(&[]);
                if let [one] = **items {
                    self.print_string(self.cx.str(one));
                } else {
                    self.nest(shape, items.len(), |p, i| p.print_string(p.cx.str(items[i])));
                }
                self.char('>');
                self.type_suffix(*ty, typed);
            }
            AttrKind::DenseResource { ty, key } => {
                self.text("dense_resource<");
                self.keyword_or_string(self.cx.str(*key));
                self.char('>');
                self.type_suffix(*ty, typed);
                self.refer_to(*key);
            }
            AttrKind::SparseElements { ty, indices, values } => {
                self.text("sparse<");
                let empty = ty_is_empty(self.cx, *values);
                if !empty {
                    self.dense_inside(*indices);
                    self.text(", ");
                    self.dense_inside(*values);
                }
                self.char('>');
                self.type_suffix(*ty, typed);
            }
            AttrKind::DenseArray { elem, data } => self.dense_array(*elem, data),
            // Every other kind is written by the caller.
            _ => {}
        }
    }

    /// The literal of a dense attribute without `dense<>` and type.
    fn dense_inside(&mut self, attr: Attr) {
        if let AttrKind::DenseElements { ty, data, splat } = &*attr.kind(self.cx) {
            self.dense_literal(*ty, data, *splat);
        }
    }

    fn dense(&mut self, ty: Type, data: &[u8], splat: bool) {
        let n = ty.n_elems(self.cx).unwrap_or(0) as usize;
        if !splat && self.options.elide_large_elements.is_some_and(|limit| n > limit) {
            return self.text("dense_resource<__elided__>");
        }
        self.text("dense<");
        let bits = ty.elem(self.cx).int_width(self.cx) == Some(1);
        let part = match ty.elem(self.cx).kind(self.cx) {
            TypeKind::Complex(part) => *part,
            _ => ty.elem(self.cx),
        };
        let wide = part.elem_bytes(self.cx).is_some_and(|b| b > 16);
        if (!splat && n >= HEX_FROM) || wide {
            self.text("\"0x");
            if bits {
                self.hex(&pack_bits(data))
            } else {
                self.hex(data)
            }
            self.char('"');
        } else {
            self.dense_literal(ty, data, splat);
        }
        self.char('>');
    }

    fn hex(&mut self, data: &[u8]) {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        self.out.reserve(2 * data.len());
        for &b in data {
            self.out.push(HEX[usize::from(b >> 4)] as char);
            self.out.push(HEX[usize::from(b & 15)] as char);
        }
    }

    fn dense_literal(&mut self, ty: Type, data: &[u8], splat: bool) {
        let cx = self.cx;
        let elem = ty.elem(cx);
        let Some(n_bytes) = elem.elem_bytes(cx).filter(|&n| n > 0) else {
            return self.text("<<elements without storage>>");
        };
        let item = |p: &mut Self, i: usize| {
            let chunk = data.get(i * n_bytes..(i + 1) * n_bytes).unwrap_or(&[]);
            p.element(elem, chunk);
        };
        if splat {
            return item(self, 0);
        }
        let shape = ty.shape(cx).unwrap_or(&[]);
        self.nest(shape, data.len() / n_bytes, item);
    }

    /// Writes `n` items in the nested lists of a shape; nothing when there are no items.
    fn nest(&mut self, shape: &[i64], n: usize, mut item: impl FnMut(&mut Self, usize)) {
        if n == 0 {
            return;
        }
        for i in 0..n {
            // How many lists start (and end) at this item.
            let mut starts = 0;
            let mut size = 1usize;
            let mut ends = 0;
            for &dim in shape.iter().rev() {
                size = size.saturating_mul(dim.max(1) as usize);
                starts += usize::from(i % size == 0);
                ends += usize::from((i + 1) % size == 0);
            }
            if i > 0 {
                self.text(", ");
            }
            self.out.extend(std::iter::repeat_n('[', starts));
            item(self, i);
            self.out.extend(std::iter::repeat_n(']', ends));
        }
    }

    /// One element from its bytes.
    fn element(&mut self, elem: Type, bytes: &[u8]) {
        match elem.kind(self.cx) {
            TypeKind::Complex(part) => {
                let (re, im) = bytes.split_at(bytes.len() / 2);
                self.char('(');
                self.element(*part, re);
                self.char(',');
                self.element(*part, im);
                self.char(')');
            }
            TypeKind::Float(float) => {
                let mut wide = [0; 16];
                let n = bytes.len().min(16);
                wide[..n].copy_from_slice(&bytes[..n]);
                write_float(&mut self.out, *float, u128::from_le_bytes(wide));
            }
            TypeKind::Int { width: 1, sign: Sign::Signless } => {
                self.text(if bytes.first().is_some_and(|b| b & 1 == 1) { "true" } else { "false" });
            }
            kind => {
                let unsigned = matches!(kind, TypeKind::Int { sign: Sign::Unsigned, .. });
                let negative = !unsigned && bytes.last().is_some_and(|b| b & 0x80 != 0);
                let mut wide = [if negative { 0xff } else { 0 }; 16];
                let n = bytes.len().min(16);
                wide[..n].copy_from_slice(&bytes[..n]);
                self.wide_int(i128::from_le_bytes(wide));
            }
        }
    }

    fn dense_array(&mut self, elem: Type, data: &[u8]) {
        self.text("array<");
        self.print_type(elem);
        if !data.is_empty() {
            self.text(": ");
            self.array_items(elem, data);
        }
        self.char('>');
    }

    fn array_items(&mut self, elem: Type, data: &[u8]) {
        let n_bytes = elem.elem_bytes(self.cx).unwrap_or(1).max(1);
        self.list(data.chunks(n_bytes), |p, chunk| p.element(elem, chunk));
    }

    // ---- dialects' types and attributes ----

    /// Writes `dialect.name` and the parameters as the definition says.
    pub(super) fn dialect_symbol(
        &mut self,
        name: &str,
        defs: &'static [ParamDef],
        asm: &ParamAsm,
        params: &[Attr],
    ) {
        if let ParamAsm::BareEnum(_) = asm {
            let (dialect, mnemonic) = name.split_once('.').unwrap_or((name, ""));
            self.text(dialect);
            self.char('<');
            self.text(mnemonic);
            self.params(defs, asm, params);
            return self.char('>');
        }
        self.text(name);
        self.params(defs, asm, params);
    }

    fn params(&mut self, defs: &'static [ParamDef], asm: &ParamAsm, params: &[Attr]) {
        let first = params.first().copied().unwrap_or(Attr::NONE);
        match asm {
            ParamAsm::Hand { print, .. } => print(self, params),
            ParamAsm::Enum(cases) => {
                self.char('<');
                self.enum_words(cases, first.as_i64(self.cx).unwrap_or(0));
                self.char('>');
            }
            // As upstream's printers, which part such a word from whatever stands before it.
            ParamAsm::BareEnum(cases) => {
                self.char(' ');
                self.enum_words(cases, first.as_i64(self.cx).unwrap_or(0));
            }
            ParamAsm::List => {
                let n = params.iter().rposition(|a| !a.is_none()).map_or(0, |i| i + 1);
                if n == 0 {
                    return;
                }
                self.char('<');
                self.list(defs.iter().zip(&params[..n]), |p, (def, &attr)| {
                    p.print_constrained(&def.constraint, attr);
                });
                self.char('>');
            }
            ParamAsm::Struct => {
                let present = defs.iter().zip(params).filter(|(_, a)| !a.is_none());
                if present.clone().next().is_none() {
                    return;
                }
                self.char('<');
                self.list(present, |p, (def, &attr)| {
                    p.text(def.name);
                    p.text(" = ");
                    p.print_constrained(&def.constraint, attr);
                });
                self.char('>');
            }
        }
    }

    /// Writes the word of an enumeration's value, or the joined words of its bits.
    pub fn enum_words(&mut self, cases: &EnumDef, value: i64) {
        if let Some((word, _)) = cases.cases.iter().find(|(_, v)| *v == value) {
            return self.text(word);
        }
        let mut rest = value;
        let mut first = true;
        if cases.bits {
            let separator = cases.separator;
            // Groups of bits (such as `fast`) come before their parts.
            let mut by_size: Vec<_> = cases.cases.iter().filter(|(_, v)| *v != 0).collect();
            by_size.sort_by_key(|(_, v)| std::cmp::Reverse(v.count_ones() > 1));
            for (word, bits) in by_size {
                if rest & bits == *bits {
                    if !first {
                        self.text(separator);
                    }
                    self.text(word);
                    first = false;
                    rest &= !bits;
                }
            }
        }
        if first || rest != 0 {
            self.text("<<unknown case>>");
        }
    }

    /// Writes an attribute in the short form that its constraint allows, as `$attr` in a format.
    pub fn print_constrained(&mut self, constraint: &'static AttrC, attr: Attr) {
        let cx = self.cx;
        if let AttrC::Confined(inner, ..) = constraint {
            return self.print_constrained(inner, attr);
        }
        match (constraint, attr.get().map(|a| a.kind(cx)).as_deref()) {
            (AttrC::I(_) | AttrC::Index, Some(AttrKind::Int { .. }))
            | (AttrC::F(_), Some(AttrKind::Float { .. })) => self.print_attr_without_type(attr),
            (AttrC::SymbolName, Some(AttrKind::String { text, .. })) => {
                self.print_symbol_name(*text);
            }
            (AttrC::Enum(_, cases), Some(AttrKind::Int { value, .. })) => {
                self.enum_words(cases, i64::try_from(*value).unwrap_or(0));
            }
            (
                AttrC::DialectEnum(name, _) | AttrC::Dialect(name),
                Some(AttrKind::Dialect { def, params }),
            ) if def.name == *name => {
                self.params(def.params, &def.asm, params);
            }
            (
                AttrC::DenseArray(_) | AttrC::DenseF32Array | AttrC::DenseF64Array,
                Some(AttrKind::DenseArray { elem, data }),
            ) => {
                self.char('[');
                self.array_items(*elem, data);
                self.char(']');
            }
            _ => self.print_attr(attr),
        }
    }

    // ---- locations ----

    /// Writes `loc(..)`.
    pub fn print_loc(&mut self, loc: Loc) {
        self.text("loc(");
        self.loc_inside(loc);
        self.char(')');
    }

    fn loc_inside(&mut self, loc: Loc) {
        if loc.is_none() {
            return self.text("unknown");
        }
        match loc.kind(self.cx) {
            LocKind::Unknown => self.text("unknown"),
            LocKind::File { file, line, col, end_line, end_col } => {
                self.print_string(self.cx.str(*file));
                self.char(':');
                self.uint((*line).into());
                self.char(':');
                self.uint((*col).into());
                if (line, col) != (end_line, end_col) {
                    self.text(" to ");
                    if line != end_line {
                        self.uint((*end_line).into());
                    }
                    self.char(':');
                    self.uint((*end_col).into());
                }
            }
            LocKind::Name { name, child } => {
                self.print_string(self.cx.str(*name));
                if *child != Loc::UNKNOWN {
                    self.char('(');
                    self.loc_inside(*child);
                    self.char(')');
                }
            }
            LocKind::CallSite { callee, caller } => {
                self.text("callsite(");
                self.loc_inside(*callee);
                self.text(" at ");
                self.loc_inside(*caller);
                self.char(')');
            }
            LocKind::Fused { locs, metadata } => {
                self.text("fused");
                if !metadata.is_none() {
                    self.char('<');
                    self.print_attr(*metadata);
                    self.char('>');
                }
                self.char('[');
                self.list(locs.iter(), |p, &loc| p.loc_inside(loc));
                self.char(']');
            }
        }
    }

    // ---- resources ----

    /// What a text calls a `distinct` attribute: they are numbered as they come.
    fn distinct_number(&mut self, id: u64) -> u64 {
        let known = self.distinct.iter().position(|&d| d == id);
        let number = known.unwrap_or_else(|| {
            self.distinct.push(id);
            self.distinct.len() - 1
        });
        number as u64
    }

    /// Notes that the payload of a resource is wanted at the end.
    pub(super) fn refer_to(&mut self, key: Sym) {
        if !self.resources.contains(&key) {
            self.resources.push(key);
        }
    }

    /// The payloads of the resources that were referred to.
    pub(super) fn metadata(&mut self) {
        let limit = self.options.elide_large_elements.unwrap_or(usize::MAX);
        let keys = std::mem::take(&mut self.resources);
        let found = keys.iter().filter_map(|&key| Some((key, self.cx.resource(key)?)));
        let kept: Vec<_> = found.filter(|(_, blob)| blob.len() <= limit).collect();
        if kept.is_empty() {
            return;
        }
        self.text("\n{-#\n  dialect_resources: {\n    builtin: {\n");
        for (i, (key, blob)) in kept.iter().enumerate() {
            self.text(if i == 0 { "      " } else { ",\n      " });
            self.keyword_or_string(self.cx.str(*key));
            self.text(": \"0x");
            // Alignment of 64 bytes, which suits every element type and vector unit.
            self.hex(&64u32.to_le_bytes());
            for chunk in blob.chunks(1 << 15) {
                self.hex(chunk);
                self.maybe_flush();
            }
            self.char('"');
        }
        self.text("\n    }\n  }\n#-}\n");
    }
}

fn ty_is_empty(cx: &crate::Context, attr: Attr) -> bool {
    attr.ty(cx).and_then(|t| t.n_elems(cx)) == Some(0)
}

/// Eight booleans to a byte, the first lowest.
fn pack_bits(data: &[u8]) -> Vec<u8> {
    data.chunks(8).map(|c| c.iter().rev().fold(0, |byte, b| byte << 1 | (b & 1))).collect()
}
