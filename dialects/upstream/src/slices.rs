//! Offsets, sizes and strides of slices: numbers of which each is static or a value.

use terrace_ir::{AffineExpr, AffineMap, Attr, DYNAMIC, OpId, OpRef, Rewriter, Type, ValueId};

use crate::consts::known_int;
use crate::rewriting::constant;

/// A number that is static or a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mixed {
    /// It is in an attribute.
    Static(i64),
    /// It is an operand.
    Value(ValueId),
}

impl Mixed {
    /// The number as an attribute has it.
    pub fn as_static(self) -> i64 {
        if let Mixed::Static(n) = self { n } else { DYNAMIC }
    }

    /// The number as a value of type `index`.
    pub fn materialize(self, rw: &mut Rewriter<'_>) -> ValueId {
        match self {
            Mixed::Value(v) => v,
            Mixed::Static(n) => {
                let (n, index) = (rw.cx.index_attr(n), rw.cx.index_ty());
                constant(rw, n, index)
            }
        }
    }

    /// The number, where a constant says it too.
    fn known(self, op: OpRef<'_>) -> Mixed {
        match self {
            Mixed::Value(v) => match known_int(op, v).and_then(|n| i64::try_from(n).ok()) {
                Some(n) if n != DYNAMIC => Mixed::Static(n),
                _ => self,
            },
            _ => self,
        }
    }
}

/// The numbers of a list: static ones from an attribute, the others from an operand group.
pub fn read(op: OpRef<'_>, name: &str, group: usize) -> Option<Vec<Mixed>> {
    let mut values = op.operand_values(group).into_iter();
    let number = |n| match n {
        DYNAMIC => values.next().map(Mixed::Value),
        n => Some(Mixed::Static(n)),
    };
    op.attr(name)?.as_ints(op.cx)?.into_iter().map(number).collect()
}

/// A list with its constants as static numbers.
pub fn known(op: OpRef<'_>, list: &[Mixed]) -> Vec<Mixed> {
    list.iter().map(|n| n.known(op)).collect()
}

/// The static numbers of a list, [`DYNAMIC`] for the others.
pub fn statics(list: &[Mixed]) -> Vec<i64> {
    list.iter().map(|n| n.as_static()).collect()
}

/// The values of a list.
pub fn values(list: &[Mixed]) -> Vec<ValueId> {
    let value = |n: &Mixed| if let Mixed::Value(v) = n { Some(*v) } else { None };
    list.iter().filter_map(value).collect()
}

/// The sum of the static ones among numbers; `None` where it is too large.
pub fn static_sum(parts: &[Mixed]) -> Option<i64> {
    let number = |n: &Mixed| if let Mixed::Static(n) = n { *n } else { 0 };
    parts.iter().try_fold(0i64, |sum, n| sum.checked_add(number(n))).filter(|n| *n != DYNAMIC)
}

/// The sum of numbers, of which `known` is the static part: a number, a value, or else an
/// `affine.apply`.
pub fn sum(rw: &mut Rewriter<'_>, parts: &[Mixed], known: i64) -> Mixed {
    let values = values(parts);
    match values.as_slice() {
        [] => return Mixed::Static(known),
        [one] if known == 0 => return Mixed::Value(*one),
        _ => {}
    }
    let start = (known != 0).then_some(AffineExpr::Const(known));
    let symbols = (0..values.len() as u32).map(AffineExpr::Sym);
    let results = symbols.chain(start).reduce(|a, b| a + b).into_iter().collect();
    let map = AffineMap { n_dims: 0, n_syms: values.len() as u32, results };
    let (map, index) = (rw.cx.map_attr(map), rw.cx.index_ty());
    let sum = rw.build("affine.apply").operands(&values).attr("map", map).result(index);
    Mixed::Value(sum.value())
}

/// The last place that a slice by `[offset, size, stride]` takes of a dimension, where it is known
/// that not all of them are in it.
pub fn outside(extent: i64, [offset, size, stride]: [i64; 3]) -> Option<i64> {
    if extent == DYNAMIC || offset == DYNAMIC {
        return None;
    }
    let last = match size == DYNAMIC || stride == DYNAMIC || size == 0 {
        true => offset,
        false => offset.saturating_add((size - 1).saturating_mul(stride)),
    };
    (!(0..extent).contains(&offset) || !(0..extent).contains(&last)).then_some(last)
}

/// Which part of something shaped is meant.
#[derive(Clone, PartialEq, Debug)]
pub struct Slice {
    /// Where it begins.
    pub offsets: Vec<Mixed>,
    /// How much it takes.
    pub sizes: Vec<Mixed>,
    /// The distances between what it takes.
    pub strides: Vec<Mixed>,
}

impl Slice {
    /// The slice of an operation whose offsets are operand group `first`.
    pub fn of(op: OpRef<'_>, first: usize) -> Option<Slice> {
        Some(Slice {
            offsets: read(op, "static_offsets", first)?,
            sizes: read(op, "static_sizes", first + 1)?,
            strides: read(op, "static_strides", first + 2)?,
        })
    }

    /// With its constants as static numbers.
    pub fn known(&self, op: OpRef<'_>) -> Slice {
        let [offsets, sizes, strides] =
            [&self.offsets, &self.sizes, &self.strides].map(|list| known(op, list));
        Slice { offsets, sizes, strides }
    }

    /// With its constants as static numbers; `None` when there is none, or a size is negative, or
    /// the slice is then known to leave `shape` (which is an error where it happens, not before).
    pub fn with_constants(&self, op: OpRef<'_>, shape: &[i64]) -> Option<Slice> {
        let new = self.known(op);
        let negative = |n: &Mixed| matches!(n, Mixed::Static(..0)) && n.as_static() != DYNAMIC;
        // Steps of nothing stay what they are: no type says them.
        let still = new.strides.contains(&Mixed::Static(0));
        let sound = !still && !new.sizes.iter().any(negative) && new.fits(shape);
        (new != *self && sound).then_some(new)
    }

    /// Whether it is not known to leave a shape.
    pub fn fits(&self, shape: &[i64]) -> bool {
        let numbers = self.offsets.iter().zip(&self.sizes).zip(&self.strides);
        shape.iter().zip(numbers).all(|(extent, ((offset, size), stride))| {
            outside(*extent, [offset.as_static(), size.as_static(), stride.as_static()]).is_none()
        })
    }

    /// Whether it begins at the beginning and leaves nothing out in between.
    pub fn is_prefix(&self) -> bool {
        self.offsets.iter().all(|n| *n == Mixed::Static(0))
            && self.strides.iter().all(|n| *n == Mixed::Static(1))
    }

    /// Makes an operation like `like` with this slice: `leading` operands, one result of each type.
    pub fn build(
        &self,
        rw: &mut Rewriter<'_>,
        like: OpId,
        leading: &[ValueId],
        results: &[Type],
    ) -> OpId {
        let name = rw.op(like).name_str().to_string();
        self.build_as(rw, (&name, like), like, leading, results)
    }

    /// As [`Slice::build`], before `anchor` and under this name.
    pub fn build_as(
        &self,
        rw: &mut Rewriter<'_>,
        (name, like): (&str, OpId),
        anchor: OpId,
        leading: &[ValueId],
        results: &[Type],
    ) -> OpId {
        let kept: Vec<(terrace_ir::Sym, Attr)> = rw.op(like).attrs();
        let lists = [&self.offsets, &self.sizes, &self.strides];
        let counts = lists.map(|list| values(list).len() as i32);
        let segments: Vec<i32> = leading.iter().map(|_| 1).chain(counts).collect();
        let operands: Vec<ValueId> =
            leading.iter().copied().chain(lists.into_iter().flat_map(|l| values(l))).collect();
        rw.before(anchor);
        let new = rw.build(name).operands(&operands).results(results).done();
        for (key, value) in kept {
            let key = rw.cx.str(key);
            rw.set_attr(new, key, Some(value));
        }
        let names = ["static_offsets", "static_sizes", "static_strides"];
        for (name, list) in names.into_iter().zip(lists) {
            let list = rw.cx.i64_array(&statics(list));
            rw.set_attr(new, name, Some(list));
        }
        let segments = rw.cx.i32_array(&segments);
        rw.set_attr(new, "operandSegmentSizes", Some(segments));
        new
    }
}

/// Which of the dimensions a slice keeps, when those of extent 1 may be dropped to reach a rank:
/// `fits(i, j)` says whether dimension i can be dimension j of the result.
pub fn kept_dims(
    sizes: &[i64],
    rank: usize,
    fits: impl Fn(usize, usize) -> bool,
) -> Option<Vec<bool>> {
    let mut next = 0;
    let mut keep = Vec::with_capacity(sizes.len());
    for (i, size) in sizes.iter().enumerate() {
        let left = sizes.len() - i;
        let keeps = next < rank && (fits(i, next) || left == rank - next);
        if !keeps && *size != 1 {
            return None;
        }
        next += usize::from(keeps);
        keep.push(keeps);
    }
    (next == rank).then_some(keep)
}
