//! Constants under folding: scalars, splats and dense elements as numbers.

use terrace_ir::interface::Folded;
use terrace_ir::{Attr, AttrKind, Context, FloatTy, OpRef, Sign, Type, TypeKind, ValueId, float};

/// One number of a constant.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Num {
    /// An integer, sign-extended from its width.
    Int(i128),
    /// A float of a format that f64 holds exactly.
    Float(f64),
}

impl Num {
    /// The integer.
    pub fn int(self) -> Option<i128> {
        if let Num::Int(v) = self { Some(v) } else { None }
    }

    /// The float.
    pub fn float(self) -> Option<f64> {
        if let Num::Float(v) = self { Some(v) } else { None }
    }
}

/// Bits of an integer or index type (of its elements if shaped) as arithmetic sees them; `None`
/// above 64 bits, where folding stops, and for `i0`.
pub fn width(cx: &Context, ty: Type) -> Option<u32> {
    match ty.elem(cx).kind(cx) {
        TypeKind::Index => Some(64),
        TypeKind::Int { width: width @ 1..=64, sign: Sign::Signless } => Some(*width),
        _ => None,
    }
}

/// The low `width` bits of `v`, sign-extended. `width` is 1 to 64.
pub fn wrap(v: i128, width: u32) -> i128 {
    let shift = 128 - width;
    (v << shift) >> shift
}

/// The low `width` bits of `v`, zero-extended. `width` is 1 to 64.
pub fn unsigned(v: i128, width: u32) -> i128 {
    v & ((1i128 << width) - 1)
}

/// The greatest signed value of a width up to 64.
pub fn max_signed(width: u32) -> i128 {
    (1i128 << (width - 1)) - 1
}

/// Float formats whose values and results of one operation f64 holds without double rounding.
fn foldable(f: FloatTy) -> bool {
    !matches!(f, FloatTy::F80 | FloatTy::F128)
}

/// The number of a scalar constant, or the one that all elements of a splat equal.
pub fn splat(cx: &Context, attr: Attr) -> Option<Num> {
    match &*attr.get()?.kind(cx) {
        AttrKind::Int { value, ty } => {
            width(cx, *ty)?;
            Some(Num::Int(*value))
        }
        AttrKind::Float { bits, ty } => {
            let f = ty.float(cx).filter(|f| foldable(*f))?;
            Some(Num::Float(float::to_f64(f, *bits)))
        }
        AttrKind::DenseElements { ty, data, splat: true } => decode(cx, ty.elem(cx), data),
        _ => None,
    }
}

/// The integer of a scalar or splat constant.
pub fn splat_int(cx: &Context, attr: Option<Attr>) -> Option<i128> {
    splat(cx, attr?)?.int()
}

/// The float of a scalar or splat constant.
pub fn splat_float(cx: &Context, attr: Option<Attr>) -> Option<f64> {
    splat(cx, attr?)?.float()
}

/// One element from its little-endian bytes.
fn decode(cx: &Context, elem: Type, bytes: &[u8]) -> Option<Num> {
    let n_bytes = elem.elem_bytes(cx).filter(|n| *n <= 8)?;
    let mut wide = [0u8; 16];
    wide.get_mut(..n_bytes)?.copy_from_slice(bytes.get(..n_bytes)?);
    let bits = u128::from_le_bytes(wide);
    match elem.float(cx) {
        Some(f) => foldable(f).then(|| Num::Float(float::to_f64(f, bits))),
        None => Some(Num::Int(wrap(bits as i128, width(cx, elem)?))),
    }
}

/// Appends one element as little-endian bytes.
fn encode(cx: &Context, elem: Type, num: Num, out: &mut Vec<u8>) -> Option<()> {
    let n_bytes = elem.elem_bytes(cx).filter(|n| *n <= 8)?;
    let bits = match (num, elem.float(cx)) {
        (Num::Float(v), Some(f)) => float::from_f64(f, v),
        (Num::Int(v), None) => unsigned(v, width(cx, elem)?) as u128,
        _ => return None,
    };
    out.extend_from_slice(&bits.to_le_bytes()[..n_bytes]);
    Some(())
}

/// The constant of type `ty` whose every element is `num`, rounded or wrapped to its format.
pub fn constant(cx: &Context, ty: Type, num: Num) -> Option<Attr> {
    match ty.kind(cx) {
        TypeKind::Vector { .. } | TypeKind::Tensor { .. } => {
            ty.static_shape(cx)?;
            let mut data = Vec::new();
            encode(cx, ty.elem(cx), num, &mut data)?;
            Some(cx.dense(ty, data, true))
        }
        TypeKind::Float(f) if foldable(*f) => cx.float_attr(num.float()?, ty),
        TypeKind::Int { .. } | TypeKind::Index => {
            Some(cx.int_attr(wrap(num.int()?, width(cx, ty)?), ty))
        }
        _ => None,
    }
}

/// An integer constant of type `ty`, splat if it is shaped.
pub fn int(cx: &Context, ty: Type, value: i128) -> Option<Attr> {
    constant(cx, ty, Num::Int(value))
}

/// All elements of a scalar or dense constant, one for a splat.
struct Elements<'a> {
    elem: Type,
    n_bytes: usize,
    attr: std::borrow::Cow<'a, AttrKind>,
}

impl<'a> Elements<'a> {
    fn new(cx: &'a Context, attr: Attr) -> Option<Elements<'a>> {
        let attr = attr.get()?.kind(cx);
        let elem = match &*attr {
            AttrKind::DenseElements { ty, .. } => ty.elem(cx),
            AttrKind::Int { ty, .. } | AttrKind::Float { ty, .. } => *ty,
            _ => return None,
        };
        Some(Elements { elem, n_bytes: elem.elem_bytes(cx)?, attr })
    }

    fn is_splat(&self) -> bool {
        !matches!(&*self.attr, AttrKind::DenseElements { splat: false, .. })
    }

    fn get(&self, cx: &Context, i: usize) -> Option<Num> {
        match &*self.attr {
            AttrKind::DenseElements { data, splat, .. } => {
                let at = if *splat { 0 } else { i };
                decode(cx, self.elem, data.get(at * self.n_bytes..)?)
            }
            AttrKind::Int { value, ty } => width(cx, *ty).map(|_| Num::Int(*value)),
            AttrKind::Float { bits, ty } => {
                let f = ty.float(cx).filter(|f| foldable(*f))?;
                Some(Num::Float(float::to_f64(f, *bits)))
            }
            _ => None,
        }
    }
}

/// Whether a constant is poison.
pub fn is_poison(cx: &Context, attr: Option<Attr>) -> bool {
    attr.is_some_and(|a| crate::ub::table::ATTRS.iter().any(|d| a.is_a(cx, d)))
}

/// Applies `f` to every element of constants of one shape, giving a constant of type `ty`.
///
/// # Semantics
/// Poison gives poison. `None` as soon as `f` is `None` for an element, or where a constant is no
/// scalar, splat or dense constant of a foldable format.
pub fn map<const N: usize>(
    cx: &Context,
    ty: Type,
    operands: [Option<Attr>; N],
    f: impl Fn([Num; N]) -> Option<Num>,
) -> Option<Attr> {
    if let Some(poison) = operands.into_iter().find(|a| is_poison(cx, *a)) {
        return poison;
    }
    let mut parts = Vec::with_capacity(N);
    for operand in operands {
        parts.push(Elements::new(cx, operand?)?);
    }
    let at = |i: usize| {
        let mut args = [Num::Int(0); N];
        for (arg, part) in args.iter_mut().zip(&parts) {
            *arg = part.get(cx, i)?;
        }
        f(args)
    };
    if parts.iter().all(Elements::is_splat) {
        return constant(cx, ty, at(0)?);
    }
    let n = usize::try_from(ty.n_elems(cx)?).ok()?;
    let mut data = Vec::new();
    for i in 0..n {
        encode(cx, ty.elem(cx), at(i)?, &mut data)?;
    }
    Some(cx.dense(ty, data, false))
}

/// The constant of type `ty` whose elements are these scalar constants, in order.
pub fn elements(cx: &Context, ty: Type, elements: &[Option<Attr>]) -> Option<Attr> {
    let first = (*elements.first()?)?;
    if elements.iter().all(|e| *e == Some(first)) {
        return constant(cx, ty, splat(cx, first)?);
    }
    let n = usize::try_from(ty.n_elems(cx)?).ok().filter(|n| *n == elements.len())?;
    let mut data = Vec::with_capacity(n);
    for element in elements {
        encode(cx, ty.elem(cx), splat(cx, (*element)?)?, &mut data)?;
    }
    Some(cx.dense(ty, data, false))
}

/// One folded value.
pub fn value(v: ValueId) -> Option<Vec<Folded>> {
    Some(vec![Folded::Value(v)])
}

/// One folded constant.
pub fn attr(a: Option<Attr>) -> Option<Vec<Folded>> {
    Some(vec![Folded::Attr(a?)])
}

/// The operation of this name that defines a value.
pub fn defined<'a>(op: OpRef<'a>, v: ValueId, name: &str) -> Option<OpRef<'a>> {
    op.defining(v).filter(|d| d.name_str() == name)
}

/// The constant that a value is known to be.
pub fn known(op: OpRef<'_>, v: ValueId) -> Option<Attr> {
    let def = op.defining(v)?;
    let is_constant = def.def()?.has(terrace_ir::Traits::CONSTANT_LIKE);
    is_constant.then(|| def.attr("value")).flatten()
}

/// The integer that a value is known to be (all of its elements).
pub fn known_int(op: OpRef<'_>, v: ValueId) -> Option<i128> {
    splat_int(op.cx, known(op, v))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_scalars_splats_and_elements() {
        let cx = Context::new();
        let i8 = cx.int_ty(8);
        let add = |[a, b]: [Num; 2]| Some(Num::Int(a.int()? + b.int()?));
        let sum = map(&cx, i8, [cx.int_attr(127, i8), cx.int_attr(1, i8)].map(Some), add);
        assert_eq!(sum, Some(cx.int_attr(-128, i8)));

        let v = cx.vector_ty(&[3], i8);
        let (one, ramp) = (cx.dense(v, vec![1], true), cx.dense(v, vec![0, 127, 255], false));
        assert_eq!(map(&cx, v, [Some(one); 2], add), Some(cx.dense(v, vec![2], true)));
        let sums = cx.dense(v, vec![1, 128, 0], false);
        assert_eq!(map(&cx, v, [Some(one), Some(ramp)], add), Some(sums));
    }

    #[test]
    fn booleans_are_minus_one() {
        let cx = Context::new();
        let v = cx.vector_ty(&[2], cx.int_ty(1));
        let not = |[a]: [Num; 1]| Some(Num::Int(!a.int()?));
        assert_eq!(splat_int(&cx, Some(cx.dense(v, vec![1], true))), Some(-1));
        let flipped = map(&cx, v, [Some(cx.dense(v, vec![1, 0], false))], not);
        assert_eq!(flipped, Some(cx.dense(v, vec![0, 1], false)));
        assert_eq!(int(&cx, cx.int_ty(1), 1), Some(cx.bool_attr(true)));
    }

    #[test]
    fn floats_round_to_their_format() {
        let cx = Context::new();
        let f16 = cx.float_ty(FloatTy::F16);
        let third = constant(&cx, f16, Num::Float(1.0 / 3.0));
        assert_eq!(splat_float(&cx, third), Some(0.333251953125));
    }
}
