//! Element attributes: `dense`, `dense_resource`, `sparse` and `array`.

use super::attrs::{float_literal, int_literal};
use super::base::{AttrParser, Delim};
use crate::attr::AttrKind;
use crate::blob::Blob;
use crate::diag::Reported;
use crate::entity::{Attr, Sym, Type};
use crate::text::codes::*;
use crate::text::lexer::{Tok, Token};
use crate::ty::TypeKind;

/// A tensor literal before its type is known.
struct Literal {
    /// Each element's sign and token.
    items: Vec<(bool, Token)>,
    /// Lengths of the nested lists, outermost first; empty for a single element.
    shape: Vec<i64>,
    /// Whether elements are pairs.
    complex: bool,
}

/// Element attributes.
impl<'a> AttrParser<'a> {
    pub(super) fn elements_attribute(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let word = self.token_text();
        self.advance();
        match word {
            "dense" => self.dense(ty),
            "dense_resource" => self.dense_resource(ty),
            "sparse" => self.sparse(ty),
            _ => self.dense_array(),
        }
    }

    fn elements_type(&mut self, ty: Option<Type>) -> Result<Type, Reported> {
        let mut at = self.offset();
        let ty = match ty {
            Some(ty) => ty,
            None => {
                self.expect(Tok::Colon)?;
                at = self.offset();
                self.parse_type()?
            }
        };
        let ok = matches!(ty.kind(self.cx), TypeKind::Vector { .. } | TypeKind::Tensor { .. });
        // A memref's initial value names the tensor of its shape.
        if ok && ty.static_shape(self.cx).is_some() {
            return Ok(ty);
        }
        let what = "elements have a vector or tensor type of static shape";
        Err(self.error_at(at, &PARSE022, &[&what]))
    }

    fn dense(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let at = self.offset();
        self.expect(Tok::Less)?;
        let literal = if self.at(Tok::Greater) {
            Literal { items: Vec::new(), shape: vec![0], complex: false }
        } else {
            let mut literal = Literal { items: Vec::new(), shape: Vec::new(), complex: false };
            literal.shape = self.literal_level(&mut literal)?;
            literal
        };
        self.expect(Tok::Greater)?;
        let ty = self.elements_type(ty)?;
        self.dense_of(literal, ty, at)
    }

    /// One element or a list of elements; gives the shape.
    fn literal_level(&mut self, out: &mut Literal) -> Result<Vec<i64>, Reported> {
        if self.at(Tok::LParen) {
            out.complex = true;
            self.advance();
            self.literal_scalar(out)?;
            self.expect(Tok::Comma)?;
            self.literal_scalar(out)?;
            self.expect(Tok::RParen)?;
            return Ok(Vec::new());
        }
        if !self.at(Tok::LSquare) {
            self.literal_scalar(out)?;
            return Ok(Vec::new());
        }
        self.enter()?;
        let mut inner: Option<Vec<i64>> = None;
        let mut n = 0;
        self.comma_list(Delim::Square, |p| {
            let at = p.offset();
            let shape = p.literal_level(out)?;
            n += 1;
            match &inner {
                Some(first) if *first != shape => {
                    Err(p.error_at(at, &PARSE019, &[&"lists of different lengths"]))
                }
                _ => {
                    inner = Some(shape);
                    Ok(())
                }
            }
        })?;
        self.depth -= 1;
        let mut shape = vec![n];
        shape.extend(inner.unwrap_or_default());
        Ok(shape)
    }

    fn literal_scalar(&mut self, out: &mut Literal) -> Result<(), Reported> {
        let negative = self.eat(Tok::Minus);
        let is_word = self.at_keyword("true") || self.at_keyword("false");
        let ok = match self.kind() {
            Tok::Int | Tok::Float => true,
            Tok::Str => !negative,
            _ => is_word && !negative,
        };
        if !ok {
            return Err(self.expected("an element literal"));
        }
        out.items.push((negative, self.tok));
        self.advance();
        Ok(())
    }

    fn dense_of(&mut self, literal: Literal, ty: Type, at: u32) -> Result<Attr, Reported> {
        let cx = self.cx;
        let shape = ty.static_shape(cx).unwrap_or(&[]);
        let elem = ty.elem(cx);
        let is_string = |item: &(bool, Token)| item.1.kind == Tok::Str;
        let opaque_elem =
            matches!(elem.kind(cx), TypeKind::Opaque { .. } | TypeKind::Dialect { .. });
        if literal.items.first().is_some_and(is_string) && !opaque_elem {
            return self.dense_hex(&literal, ty, at);
        }
        let splat = literal.shape.is_empty();
        let n_elems = ty.n_elems(cx).unwrap_or(i64::MAX);
        let empty = literal.items.is_empty() && n_elems == 0;
        if !splat && literal.shape != shape && !empty {
            let text = format!("shape {:?} given, {:?} expected", literal.shape, shape);
            return Err(self.error_at(at, &PARSE019, &[&text]));
        }
        if opaque_elem {
            return self.dense_strings(&literal, ty);
        }
        let (part, n_parts) = match elem.kind(cx) {
            TypeKind::Complex(part) => (*part, 2),
            _ => (elem, 1),
        };
        if literal.complex != (n_parts == 2) && !empty {
            let text = "complex elements are written `(re, im)`, and only they are";
            return Err(self.error_at(at, &PARSE019, &[&text]));
        }
        let Some(n_bytes) = part.elem_bytes(cx).filter(|n| *n <= 16) else {
            return Err(self.error_at(at, &PARSE019, &[&"these elements have no literals"]));
        };
        let mut data = Vec::with_capacity(literal.items.len() * n_bytes);
        for &(negative, token) in &literal.items {
            let Some(bits) = self.element_bits(negative, token, part) else {
                let text = self.lex.text(token);
                let sign = if negative { "-" } else { "" };
                let ty = self.type_text(part);
                return Err(self.error_at(
                    token.start,
                    &PARSE013,
                    &[&format!("{sign}{text}"), &ty],
                ));
            };
            data.extend_from_slice(&bits.to_le_bytes()[..n_bytes]);
        }
        Ok(cx.dense(ty, data, splat))
    }

    fn element_bits(&self, negative: bool, token: Token, ty: Type) -> Option<u128> {
        let text = self.lex.text(token);
        if token.kind == Tok::Bare {
            return (ty == self.cx.int_ty(1)).then_some(u128::from(text == "true"));
        }
        match ty.kind(self.cx) {
            TypeKind::Float(_) => float_literal(self.cx, negative, token.kind, text, ty),
            _ if token.kind == Tok::Int => {
                let value = int_literal(self.cx, negative, text, ty)? as u128;
                Some(if ty.int_width(self.cx) == Some(1) { value & 1 } else { value })
            }
            _ => None,
        }
    }

    fn dense_strings(&mut self, literal: &Literal, ty: Type) -> Result<Attr, Reported> {
        let mut items: Vec<Sym> = Vec::with_capacity(literal.items.len());
        for &(_, token) in &literal.items {
            if token.kind != Tok::Str {
                return Err(self.error_at(token.start, &PARSE019, &[&"elements are strings"]));
            }
            let text = self.decode_string(self.lex.text(token))?;
            items.push(self.cx.sym(&text));
        }
        if items.iter().all(|s| *s == items[0]) {
            items.truncate(1);
        }
        Ok(self.cx.attr(AttrKind::DenseStrings { ty, items: items.into() }))
    }

    /// `dense<"0x..">`: the raw bytes of all elements, or of one.
    fn dense_hex(&mut self, literal: &Literal, ty: Type, at: u32) -> Result<Attr, Reported> {
        let cx = self.cx;
        let (_, token) = literal.items[0];
        let text = self.lex.text(token).trim_matches('"');
        let bytes = text.strip_prefix("0x").and_then(decode_hex);
        let (Some(bytes), true) = (bytes, literal.shape.is_empty()) else {
            let text = "elements in one string are written \"0x\" and pairs of digits";
            return Err(self.error_at(token.start, &PARSE019, &[&text]));
        };
        let n_elems = ty.n_elems(cx).and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX);
        let Some(n_bytes) = ty.elem_bytes(cx) else {
            return Err(self.error_at(at, &PARSE019, &[&"these elements have no bytes"]));
        };
        if ty.elem(cx).int_width(cx) == Some(1) {
            // Upstream packs i1 into bits, the first element lowest.
            return self.dense_packed_bits(&bytes, ty, n_elems, at);
        }
        let mut bytes = bytes;
        if let Some(width) = ty.elem(cx).int_width(cx).filter(|w| w % 8 != 0 && *w < 64) {
            sign_extend(&mut bytes, n_bytes, width);
        }
        let splat = bytes.len() == n_bytes;
        if !splat && Some(bytes.len()) != n_bytes.checked_mul(n_elems) {
            let text = format!("{} bytes for {n_elems} elements of {n_bytes}", bytes.len());
            return Err(self.error_at(at, &PARSE019, &[&text]));
        }
        Ok(cx.dense(ty, bytes, splat))
    }

    fn dense_packed_bits(
        &mut self,
        bytes: &[u8],
        ty: Type,
        n_elems: usize,
        at: u32,
    ) -> Result<Attr, Reported> {
        let splat = n_elems != 1 && bytes.len() == 1 && matches!(bytes, [0 | 0xff]);
        if !splat && bytes.len() != n_elems.div_ceil(8) {
            let text = format!("{} bytes for {n_elems} bits", bytes.len());
            return Err(self.error_at(at, &PARSE019, &[&text]));
        }
        let n = if splat { 1 } else { n_elems };
        let data: Vec<u8> = (0..n).map(|i| bytes[i / 8] >> (i % 8) & 1).collect();
        Ok(self.cx.dense(ty, data, splat))
    }

    fn dense_resource(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        self.expect(Tok::Less)?;
        let key = self.resource_key()?;
        self.expect(Tok::Greater)?;
        let ty = self.elements_type(ty)?;
        let key = self.resource_handle(&key);
        Ok(self.cx.attr(AttrKind::DenseResource { ty, key }))
    }

    fn sparse(&mut self, ty: Option<Type>) -> Result<Attr, Reported> {
        let at = self.offset();
        self.expect(Tok::Less)?;
        if self.eat(Tok::Greater) {
            let ty = self.elements_type(ty)?;
            let rank = ty.shape(self.cx).map_or(0, <[i64]>::len) as i64;
            let i64_ty = self.cx.int_ty(64);
            let indices = self.cx.dense(self.cx.tensor_ty(&[0, rank], i64_ty), Vec::new(), false);
            let values_ty = self.cx.tensor_ty(&[0], ty.elem(self.cx));
            let values = self.cx.dense(values_ty, Vec::new(), false);
            return Ok(self.cx.attr(AttrKind::SparseElements { ty, indices, values }));
        }
        let read = |p: &mut Self| {
            let mut literal = Literal { items: Vec::new(), shape: Vec::new(), complex: false };
            literal.shape = p.literal_level(&mut literal)?;
            Ok(literal)
        };
        let indices = read(self)?;
        self.expect(Tok::Comma)?;
        let values = read(self)?;
        self.expect(Tok::Greater)?;
        let ty = self.elements_type(ty)?;
        let rank = ty.shape(self.cx).map_or(0, <[i64]>::len) as i64;
        let n = values.shape.first().copied().unwrap_or(1);
        let indices_shape = if indices.shape.is_empty() || indices.shape.len() == 2 {
            vec![n, rank]
        } else {
            vec![n]
        };
        let indices_ty = self.cx.tensor_ty(&indices_shape, self.cx.int_ty(64));
        let indices = self.dense_of(indices, indices_ty, at)?;
        let values_ty = self.cx.tensor_ty(&[n], ty.elem(self.cx));
        let values = self.dense_of(values, values_ty, at)?;
        Ok(self.cx.attr(AttrKind::SparseElements { ty, indices, values }))
    }

    /// `array<i64: 1, 2>`
    fn dense_array(&mut self) -> Result<Attr, Reported> {
        self.expect(Tok::Less)?;
        let at = self.offset();
        let elem = self.parse_type()?;
        let ok = matches!(elem.int_width(self.cx), Some(1 | 8 | 16 | 32 | 64))
            || elem.float(self.cx).is_some_and(|f| matches!(f.bits(), 32 | 64));
        let n_bytes = elem.elem_bytes(self.cx).unwrap_or(8);
        if !ok {
            let text = "arrays hold i1, i8, i16, i32, i64, f32 and f64";
            return Err(self.error_at(at, &PARSE022, &[&text]));
        }
        let mut data = Vec::new();
        if self.eat(Tok::Colon) {
            self.comma_list(Delim::None, |p| {
                let negative = p.eat(Tok::Minus);
                let (token, at) = (p.tok, p.offset());
                let known = matches!(token.kind, Tok::Int | Tok::Float)
                    || p.at_keyword("true")
                    || p.at_keyword("false");
                if !known {
                    return Err(p.expected("a number"));
                }
                let Some(bits) = p.element_bits(negative, token, elem) else {
                    let (text, ty) = (p.token_text(), p.type_text(elem));
                    return Err(p.error_at(at, &PARSE013, &[&text, &ty]));
                };
                data.extend_from_slice(&bits.to_le_bytes()[..n_bytes]);
                p.advance();
                Ok(())
            })?;
        }
        self.expect(Tok::Greater)?;
        Ok(self.cx.attr(AttrKind::DenseArray { elem, data: Blob::new(data) }))
    }
}

/// Makes each element what its low `width` bits say, as a signed number.
fn sign_extend(bytes: &mut [u8], n_bytes: usize, width: u32) {
    for elem in bytes.chunks_exact_mut(n_bytes) {
        let mut wide = [0; 8];
        wide[..n_bytes].copy_from_slice(elem);
        let value = i64::from_le_bytes(wide) << (64 - width) >> (64 - width);
        elem.copy_from_slice(&value.to_le_bytes()[..n_bytes]);
    }
}

/// Bytes of an even number of hexadecimal digits.
pub(super) fn decode_hex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |b: u8| (b as char).to_digit(16).map(|d| d as u8);
    digits.chunks_exact(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}
