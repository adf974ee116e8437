//! Types.

use super::base::{AttrParser, Delim};
use crate::affine::AffineMap;
use crate::attr::AttrKind;
use crate::diag::Reported;
use crate::entity::{Attr, Type};
use crate::text::codes::*;
use crate::text::lexer::Tok;
use crate::text::marks::MarkKind;
use crate::ty::{DYNAMIC, FloatTy, Sign, TypeKind};

/// Types.
impl AttrParser<'_> {
    /// A type.
    #[inline]
    pub fn parse_type(&mut self) -> Result<Type, Reported> {
        match self.parse_optional_type()? {
            Some(ty) => Ok(ty),
            None => Err(self.expected("a type")),
        }
    }

    /// A type if the current token starts one.
    pub fn parse_optional_type(&mut self) -> Result<Option<Type>, Reported> {
        self.n_nodes += 1;
        match self.kind() {
            Tok::Bare => self.keyword_type(),
            Tok::Bang => self.nested(Self::extended_type).map(Some),
            Tok::LParen => self.nested(|p| {
                let (inputs, results) = p.parse_function_type()?;
                Ok(Some(p.cx.function_ty(&inputs, &results)))
            }),
            _ => Ok(None),
        }
    }

    /// Like [`AttrParser::parse_type`], but a function type needs parentheses around it, as the
    /// result of another.
    fn non_function_type(&mut self) -> Result<Type, Reported> {
        if self.at(Tok::LParen) {
            return Err(self.expected("a type other than a function"));
        }
        self.parse_type()
    }

    /// `(inputs) -> result` or `(inputs) -> (results)`.
    pub fn parse_function_type(&mut self) -> Result<(Vec<Type>, Vec<Type>), Reported> {
        let inputs = self.list(Delim::Paren, Self::parse_type)?;
        self.expect(Tok::Arrow)?;
        Ok((inputs, self.parse_result_types()?))
    }

    /// `type` or `(types)`, after `->`.
    pub fn parse_result_types(&mut self) -> Result<Vec<Type>, Reported> {
        if self.at(Tok::LParen) {
            return self.list(Delim::Paren, Self::parse_type);
        }
        Ok(vec![self.non_function_type()?])
    }

    /// `type, type, ..`, at least one.
    pub fn parse_type_list(&mut self) -> Result<Vec<Type>, Reported> {
        self.list(Delim::None, Self::parse_type)
    }

    /// `: type`
    pub fn parse_colon_type(&mut self) -> Result<Type, Reported> {
        self.expect(Tok::Colon)?;
        self.parse_type()
    }

    /// `: type, type, ..`
    pub fn parse_colon_type_list(&mut self) -> Result<Vec<Type>, Reported> {
        self.expect(Tok::Colon)?;
        self.parse_type_list()
    }

    /// `: type, type, ..` or nothing.
    pub fn parse_optional_colon_type_list(&mut self) -> Result<Vec<Type>, Reported> {
        if self.at(Tok::Colon) { self.parse_colon_type_list() } else { Ok(Vec::new()) }
    }

    /// `-> type`, `-> (types)`
    pub fn parse_arrow_types(&mut self) -> Result<Vec<Type>, Reported> {
        self.expect(Tok::Arrow)?;
        self.parse_result_types()
    }

    /// `-> type`, `-> (types)` or nothing.
    pub fn parse_optional_arrow_types(&mut self) -> Result<Vec<Type>, Reported> {
        if self.at(Tok::Arrow) { self.parse_arrow_types() } else { Ok(Vec::new()) }
    }

    fn keyword_type(&mut self) -> Result<Option<Type>, Reported> {
        let text = self.token_text();
        let bytes = text.as_bytes();
        if let [b'i', digits @ ..] = bytes
            && let Some(width) = int_width(digits)
        {
            return self.int_type(width, Sign::Signless).map(Some);
        }
        let ty = match text {
            "index" => self.cx.index_ty(),
            "none" => self.cx.none_ty(),
            "tensor" => return self.bracketed_type(Self::tensor_type).map(Some),
            "memref" => return self.bracketed_type(Self::memref_type).map(Some),
            "vector" => return self.bracketed_type(Self::vector_type).map(Some),
            "tuple" => return self.bracketed_type(Self::tuple_type).map(Some),
            "complex" => return self.bracketed_type(Self::complex_type).map(Some),
            _ => match bytes {
                [sign @ (b's' | b'u'), b'i', digits @ ..]
                    if let Some(width) = int_width(digits) =>
                {
                    let sign = if *sign == b's' { Sign::Signed } else { Sign::Unsigned };
                    return self.int_type(width, sign).map(Some);
                }
                _ => match FloatTy::from_name(text) {
                    Some(float) => self.cx.float_ty(float),
                    None => return Ok(None),
                },
            },
        };
        self.advance();
        Ok(Some(ty))
    }

    fn int_type(&mut self, width: u32, sign: Sign) -> Result<Type, Reported> {
        if width >= 1 << 24 {
            return Err(self.error(&PARSE022, &[&"integer widths are 0 to 16777215"]));
        }
        self.advance();
        Ok(match sign {
            Sign::Signless => self.cx.int_ty(width),
            _ => self.cx.ty(TypeKind::Int { width, sign }),
        })
    }

    /// Reads `4x?x` in front of an element type (`trailing`: the last `x` belongs to the list).
    pub fn parse_dim_list(&mut self, dynamic: bool, trailing: bool) -> Result<Vec<i64>, Reported> {
        let mut dims = Vec::new();
        while self.at(Tok::Int) || (dynamic && self.at(Tok::Question)) {
            dims.push(self.dim()?);
            if !trailing && !self.at_x() {
                break;
            }
            self.x()?;
        }
        Ok(dims)
    }

    /// One dimension: a number or `?`. `0x10` is the dimension 0 followed by `x10`.
    fn dim(&mut self) -> Result<i64, Reported> {
        if self.eat(Tok::Question) {
            return Ok(DYNAMIC);
        }
        let text = self.token_text();
        if text.starts_with("0x") {
            let at = self.tok.start + 1;
            self.last_end = at;
            self.split_at(at);
            return Ok(0);
        }
        match text.parse::<i64>() {
            Ok(dim) => {
                self.advance();
                Ok(dim)
            }
            Err(_) => Err(self.error(&PARSE013, &[&text, &"i64"])),
        }
    }

    fn at_x(&self) -> bool {
        self.at(Tok::Bare) && self.token_text().starts_with('x')
    }

    /// The `x` between dimensions, possibly glued to what follows.
    fn x(&mut self) -> Result<(), Reported> {
        if !self.at_x() {
            return Err(self.expected("`x` in dimension list"));
        }
        if self.tok.end == self.tok.start + 1 {
            self.advance();
        } else {
            self.split_at(self.tok.start + 1);
        }
        Ok(())
    }

    /// `*x`, already seen to start with `*`.
    fn star_x(&mut self) -> Result<(), Reported> {
        self.expect(Tok::Star)?;
        self.x()
    }

    fn tensor_type(&mut self) -> Result<Type, Reported> {
        self.advance();
        self.expect(Tok::Less)?;
        if self.at(Tok::Star) {
            self.star_x()?;
            let elem = self.elem_type("tensor")?;
            self.expect(Tok::Greater)?;
            return Ok(self.cx.ty(TypeKind::UnrankedTensor(elem)));
        }
        let shape = self.parse_dim_list(true, true)?.into();
        let elem = self.elem_type("tensor")?;
        let encoding = if self.eat(Tok::Comma) { self.parse_attribute()? } else { Attr::NONE };
        self.expect(Tok::Greater)?;
        Ok(self.cx.ty(TypeKind::Tensor { shape, elem, encoding }))
    }

    fn elem_type(&mut self, of: &str) -> Result<Type, Reported> {
        let at = self.offset();
        let elem = self.parse_type()?;
        let ok = match elem.kind(self.cx) {
            TypeKind::Int { .. }
            | TypeKind::Index
            | TypeKind::Float(_)
            | TypeKind::Dialect { .. } => true,
            TypeKind::Opaque { .. } => of != "memref",
            TypeKind::Complex(_) => of != "vector",
            TypeKind::Vector { .. } => of != "vector",
            TypeKind::Tensor { .. } | TypeKind::UnrankedTensor(_) => false,
            TypeKind::MemRef { .. } | TypeKind::UnrankedMemRef { .. } => of == "memref",
            TypeKind::None | TypeKind::Function { .. } | TypeKind::Tuple(_) => false,
        };
        if ok { Ok(elem) } else { Err(self.error_at(at, &PARSE022, &[&elem_message(of)])) }
    }

    fn memref_type(&mut self) -> Result<Type, Reported> {
        self.advance();
        self.expect(Tok::Less)?;
        if self.at(Tok::Star) {
            self.star_x()?;
            let elem = self.elem_type("memref")?;
            let space = if self.eat(Tok::Comma) { self.memory_space()? } else { Attr::NONE };
            self.expect(Tok::Greater)?;
            return Ok(self.cx.ty(TypeKind::UnrankedMemRef { elem, space }));
        }
        let shape: Box<[i64]> = self.parse_dim_list(true, true)?.into();
        let elem = self.elem_type("memref")?;
        let (mut layout, mut space) = (Attr::NONE, Attr::NONE);
        if self.eat(Tok::Comma) {
            let at = self.offset();
            let first = self.parse_attribute()?;
            if self.is_layout(first) {
                layout = self.check_layout(first, &shape, at)?;
                if self.eat(Tok::Comma) {
                    space = self.memory_space()?;
                }
            } else {
                space = self.checked_space(first, at)?;
            }
        }
        self.expect(Tok::Greater)?;
        Ok(self.cx.ty(TypeKind::MemRef { shape, elem, layout, space }))
    }

    fn is_layout(&self, attr: Attr) -> bool {
        matches!(&*attr.kind(self.cx), AttrKind::AffineMap(_) | AttrKind::Strided { .. })
    }

    /// A layout for memrefs of this rank; the identity is the same as none.
    fn check_layout(&mut self, layout: Attr, shape: &[i64], at: u32) -> Result<Attr, Reported> {
        let rank = match &*layout.kind(self.cx) {
            // Symbols that are not used make no difference.
            AttrKind::AffineMap(map)
                if map.n_dims as usize == shape.len()
                    && AffineMap { n_syms: 0, ..map.clone() }.is_identity() =>
            {
                return Ok(Attr::NONE);
            }
            AttrKind::AffineMap(map) => map.n_dims as usize,
            AttrKind::Strided { strides, .. } => strides.len(),
            _ => shape.len(),
        };
        if rank == shape.len() {
            return Ok(layout);
        }
        let message = format!("a layout of rank {rank} for a memref of rank {}", shape.len());
        Err(self.error_at(at, &PARSE022, &[&message]))
    }

    fn memory_space(&mut self) -> Result<Attr, Reported> {
        let at = self.offset();
        let space = self.parse_attribute()?;
        self.checked_space(space, at)
    }

    /// Space 0 is the default one, as in upstream.
    fn checked_space(&mut self, space: Attr, at: u32) -> Result<Attr, Reported> {
        let named = matches!(
            &*space.kind(self.cx),
            AttrKind::Int { .. }
                | AttrKind::String { .. }
                | AttrKind::Dict(_)
                | AttrKind::Dialect { .. }
                | AttrKind::Opaque { .. }
        );
        if !named {
            let what = "a memory space is a number, a word, a dictionary or a dialect's attribute";
            return Err(self.error_at(at, &PARSE022, &[&what]));
        }
        Ok(if space.as_int(self.cx) == Some(0) { Attr::NONE } else { space })
    }

    fn vector_type(&mut self) -> Result<Type, Reported> {
        self.advance();
        self.expect(Tok::Less)?;
        let (mut shape, mut scalable) = (Vec::new(), Vec::new());
        while self.at(Tok::Int) || self.at(Tok::LSquare) {
            let at = self.offset();
            let is_scalable = self.eat(Tok::LSquare);
            if is_scalable && !self.at(Tok::Int) {
                return Err(self.expected("a dimension"));
            }
            let dim = self.dim()?;
            if dim <= 0 {
                return Err(self.error_at(at, &PARSE022, &[&"vector dimensions are positive"]));
            }
            shape.push(dim);
            scalable.push(is_scalable);
            if is_scalable {
                self.expect(Tok::RSquare)?;
            }
            self.x()?;
        }
        let elem = self.elem_type("vector")?;
        self.expect(Tok::Greater)?;
        if !scalable.contains(&true) {
            scalable.clear();
        }
        let (shape, scalable) = (shape.into(), scalable.into());
        Ok(self.cx.ty(TypeKind::Vector { shape, scalable, elem }))
    }

    fn tuple_type(&mut self) -> Result<Type, Reported> {
        self.advance();
        let items = self.list(Delim::Angle, Self::parse_type)?;
        Ok(self.cx.ty(TypeKind::Tuple(items.into())))
    }

    fn complex_type(&mut self) -> Result<Type, Reported> {
        self.advance();
        self.expect(Tok::Less)?;
        let at = self.offset();
        let part = self.parse_type()?;
        if !matches!(part.kind(self.cx), TypeKind::Int { .. } | TypeKind::Float(_)) {
            return Err(self.error_at(at, &PARSE022, &[&"complex takes integers and floats"]));
        }
        self.expect(Tok::Greater)?;
        Ok(self.cx.ty(TypeKind::Complex(part)))
    }

    /// `!alias`, `!dialect.name<..>` or `!dialect<..>`.
    fn extended_type(&mut self) -> Result<Type, Reported> {
        let at = self.offset();
        let name = self.take_sigil_name();
        if !name.contains('.') && !self.at(Tok::Less) {
            self.mark_since(at, MarkKind::AliasUse);
            return match self.type_alias(name) {
                Some(alias) => self.use_alias(alias),
                None => Err(self.error_at(at, &PARSE014, &[&format!("!{name}")])),
            };
        }
        let symbol = self.symbol_data(name, at)?;
        let Some(dialect) = symbol.dialect else {
            let (dialect, text) = (self.cx.sym(symbol.namespace), self.cx.sym(symbol.text));
            return Ok(self.cx.ty(TypeKind::Opaque { dialect, text }));
        };
        let Some(def) = dialect.types.iter().find(|t| t.name == symbol.full_name) else {
            return Err(self.unknown_symbol(at, &PARSE016, "!", &symbol.full_name));
        };
        self.mark_since(at, MarkKind::TypeName(def));
        let params = self.parse_params(def.name, def.params, &def.asm, at)?;
        self.close_symbol(symbol.angle)?;
        self.check_params(def.verify, &params, at)?;
        Ok(self.cx.ty(TypeKind::Dialect { def, params }))
    }
}

fn elem_message(of: &str) -> String {
    match of {
        "vector" => "vectors hold integers, index and floats".into(),
        _ => {
            format!("{of} elements are integers, index, floats, complex, vectors or dialect types")
        }
    }
}

/// The number after `i`; `None` if this is no integer type.
fn int_width(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0')))
}
