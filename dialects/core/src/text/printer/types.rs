//! Types in text.

use super::OpPrinter;
use crate::entity::{Attr, Type};
use crate::ty::{DYNAMIC, Sign, TypeKind};

/// Types.
impl OpPrinter<'_> {
    /// Writes a type.
    #[inline]
    pub fn print_type(&mut self, ty: Type) {
        if let Some(&(start, end)) = self.types.spans.get(ty.idx())
            && end > 0
        {
            self.out.push_str(&self.types.pool[start as usize..end as usize]);
            return;
        }
        self.print_new_type(ty);
    }

    fn print_new_type(&mut self, ty: Type) {
        if ty.is_none() {
            self.out.push_str("<<null type>>");
            return;
        }
        let from = self.out.len();
        self.type_text(ty);
        let start = self.types.pool.len();
        self.types.pool.push_str(&self.out[from..]);
        if self.types.spans.len() <= ty.idx() {
            self.types.spans.resize(ty.idx() + 1, (0, 0));
        }
        // Texts beyond 4 GiB are not remembered.
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(self.types.pool.len())) {
            self.types.spans[ty.idx()] = (start, end);
        }
    }

    /// Writes types with `, ` between them.
    pub fn print_types(&mut self, types: impl IntoIterator<Item = Type>) {
        self.list(types, |p, ty| p.print_type(ty));
    }

    /// Writes what follows `->`: one type bare (unless it is a function), else parentheses.
    pub fn print_result_types(&mut self, types: &[Type]) {
        match types {
            [one]
                if !matches!(
                    one.get().map(|t| t.kind(self.cx)),
                    Some(TypeKind::Function { .. })
                ) =>
            {
                self.print_type(*one);
            }
            _ => {
                self.out.push('(');
                self.print_types(types.iter().copied());
                self.out.push(')');
            }
        }
    }

    /// Writes ` -> types`, or nothing when there are none.
    pub fn print_optional_arrow_types(&mut self, types: &[Type]) {
        if !types.is_empty() {
            self.out.push_str(" -> ");
            self.print_result_types(types);
        }
    }

    /// Writes `(inputs) -> results`.
    pub fn print_function_type(&mut self, inputs: &[Type], results: &[Type]) {
        self.out.push('(');
        self.print_types(inputs.iter().copied());
        self.out.push_str(") -> ");
        self.print_result_types(results);
    }

    fn type_text(&mut self, ty: Type) {
        match ty.kind(self.cx) {
            TypeKind::None => self.out.push_str("none"),
            TypeKind::Index => self.out.push_str("index"),
            TypeKind::Int { width, sign } => {
                self.out.push_str(match sign {
                    Sign::Signless => "i",
                    Sign::Signed => "si",
                    Sign::Unsigned => "ui",
                });
                self.uint((*width).into());
            }
            TypeKind::Float(float) => self.out.push_str(float.name()),
            TypeKind::Function { inputs, results } => self.print_function_type(inputs, results),
            TypeKind::Tuple(items) => {
                self.out.push_str("tuple<");
                self.print_types(items.iter().copied());
                self.out.push('>');
            }
            TypeKind::Complex(part) => {
                self.out.push_str("complex<");
                self.print_type(*part);
                self.out.push('>');
            }
            TypeKind::Opaque { dialect, text } => {
                self.out.push('!');
                self.symbol_data(self.cx.str(*dialect), self.cx.str(*text));
            }
            TypeKind::Dialect { def, params } => {
                self.out.push('!');
                self.dialect_symbol(def.name, def.params, &def.asm, params);
            }
            shaped => self.shaped_text(shaped),
        }
    }

    fn shaped_text(&mut self, kind: &TypeKind) {
        match kind {
            TypeKind::Vector { shape, scalable, elem } => {
                self.out.push_str("vector<");
                for (i, &dim) in shape.iter().enumerate() {
                    let scalable = scalable.get(i).copied().unwrap_or(false);
                    if scalable {
                        self.out.push('[');
                    }
                    self.int(dim);
                    self.out.push_str(if scalable { "]x" } else { "x" });
                }
                self.print_type(*elem);
            }
            TypeKind::Tensor { shape, elem, encoding } => {
                self.out.push_str("tensor<");
                self.dims(shape);
                self.print_type(*elem);
                self.optional_param(*encoding);
            }
            TypeKind::UnrankedTensor(elem) => {
                self.out.push_str("tensor<*x");
                self.print_type(*elem);
            }
            TypeKind::MemRef { shape, elem, layout, space } => {
                self.out.push_str("memref<");
                self.dims(shape);
                self.print_type(*elem);
                self.optional_param(*layout);
                self.optional_param(*space);
            }
            TypeKind::UnrankedMemRef { elem, space } => {
                self.out.push_str("memref<*x");
                self.print_type(*elem);
                self.optional_param(*space);
            }
            // Every other kind is written by the caller.
            _ => {}
        }
        self.out.push('>');
    }

    fn optional_param(&mut self, attr: Attr) {
        if !attr.is_none() {
            self.out.push_str(", ");
            // As upstream: an integer here is i64 unless it says otherwise.
            match attr.ty(self.cx) == Some(self.cx.int_ty(64)) && attr.as_int(self.cx).is_some() {
                true => self.print_attr_without_type(attr),
                false => self.print_attr(attr),
            }
        }
    }

    fn dims(&mut self, shape: &[i64]) {
        for &dim in shape {
            self.int_or_dynamic(dim);
            self.out.push('x');
        }
    }

    /// Writes a number, or `?` for [`DYNAMIC`].
    pub fn int_or_dynamic(&mut self, value: i64) {
        if value == DYNAMIC { self.out.push('?') } else { self.int(value) }
    }

    /// Writes `dialect.text`, or `dialect<text>` where the text is no plain name.
    pub(super) fn symbol_data(&mut self, dialect: &str, text: &str) {
        self.out.push_str(dialect);
        if is_simple_symbol(text) {
            self.out.push('.');
            self.out.push_str(text);
        } else {
            self.out.push('<');
            self.out.push_str(text);
            self.out.push('>');
        }
    }
}

/// Whether this is a name, possibly followed by one `<..>` up to the end.
fn is_simple_symbol(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    let rest = text.trim_start_matches(word);
    rest.is_empty() || (rest.starts_with('<') && rest.ends_with('>') && closes_at_end(rest))
}

/// Whether the bracket that the text opens with is closed by its last character only.
fn closes_at_end(text: &str) -> bool {
    let mut depth = 0i64;
    let mut quoted = false;
    let mut escaped = false;
    for (i, b) in text.bytes().enumerate() {
        if quoted {
            quoted = escaped || b != b'"';
            escaped = !escaped && b == b'\\';
            continue;
        }
        match b {
            b'"' => quoted = true,
            b'<' | b'(' | b'[' | b'{' => depth += 1,
            b'>' if i > 0 && text.as_bytes()[i - 1] == b'-' => {}
            b'>' | b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return i + 1 == text.len();
        }
    }
    false
}
