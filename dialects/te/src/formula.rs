//! The formula of a `te.compute`: axes, reads and combiners, apart from the operation that holds
//! them.

use terrace_ir::{AffineExpr, AffineMap, Attr, AttrKind, Context, IntegerSet, Sym, Type};

/// A named dimension of the iteration domain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axis {
    /// Its name, unique in the formula.
    pub name: Sym,
    /// How many points it has, at least 0.
    pub extent: i64,
}

/// How a formula reads one operand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Read {
    /// One index per dimension of the operand, over all axes; `None` for an operand that the body
    /// reads with `te.at`.
    pub map: Option<AffineMap>,
    /// The value outside the operand's bounds; without one every index must be inside.
    pub pad: Option<Attr>,
}

/// How the values over the reduce axes become one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Combiner {
    /// Sum, identity 0.
    Add,
    /// Product, identity 1.
    Mul,
    /// Minimum; a NaN makes the result NaN.
    Min,
    /// Maximum; a NaN makes the result NaN.
    Max,
    /// Bitwise and of integers, identity all ones.
    And,
    /// Bitwise or of integers, identity 0.
    Or,
}

impl Combiner {
    /// Every combiner with its word.
    pub const ALL: &[(Combiner, &str)] = &[
        (Combiner::Add, "add"),
        (Combiner::Mul, "mul"),
        (Combiner::Min, "min"),
        (Combiner::Max, "max"),
        (Combiner::And, "and"),
        (Combiner::Or, "or"),
    ];

    /// The word in text.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(c, _)| *c == self).map_or("add", |(_, w)| w)
    }

    /// The combiner of this word.
    pub fn from_word(word: &str) -> Option<Combiner> {
        Self::ALL.iter().find(|(_, w)| *w == word).map(|(c, _)| *c)
    }

    /// The `arith` operation that combines two values of a scalar type; `None` where there is none.
    /// Integers are compared as signed.
    pub fn arith_op(self, cx: &Context, ty: Type) -> Option<&'static str> {
        let float = ty.float(cx).is_some();
        let int = ty.int_width(cx).is_some() || ty.is_index(cx);
        Some(match self {
            Combiner::Add if float => "arith.addf",
            Combiner::Mul if float => "arith.mulf",
            Combiner::Min if float => "arith.minimumf",
            Combiner::Max if float => "arith.maximumf",
            Combiner::Add if int => "arith.addi",
            Combiner::Mul if int => "arith.muli",
            Combiner::Min if int => "arith.minsi",
            Combiner::Max if int => "arith.maxsi",
            Combiner::And if int => "arith.andi",
            Combiner::Or if int => "arith.ori",
            _ => return None,
        })
    }

    /// The identity of the combiner in a scalar type; `None` where there is none.
    pub fn identity(self, cx: &Context, ty: Type) -> Option<Attr> {
        if ty.float(cx).is_some() {
            // Formats without infinity round it to their largest value.
            let value = match self {
                Combiner::Add => 0.0,
                Combiner::Mul => 1.0,
                Combiner::Min => f64::INFINITY,
                Combiner::Max => f64::NEG_INFINITY,
                Combiner::And | Combiner::Or => return None,
            };
            return cx.float_attr(value, ty);
        }
        let width = if ty.is_index(cx) { 64 } else { ty.int_width(cx).filter(|w| *w <= 64)? };
        let value = match self {
            Combiner::Add | Combiner::Or => 0,
            Combiner::Mul => 1,
            Combiner::And => -1,
            Combiner::Min => (1i128 << (width - 1)) - 1,
            Combiner::Max => -(1i128 << (width - 1)),
        };
        Some(cx.int_attr(value, ty))
    }
}

/// What a `te.compute` computes, apart from its operands and its body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Formula {
    /// The axes, parallel ones first.
    pub axes: Vec<Axis>,
    /// How many axes are parallel; they index the results in this order.
    pub n_parallel: usize,
    /// One read per operand.
    pub reads: Vec<Read>,
    /// One combiner per result; empty when there are no reduce axes.
    pub combine: Vec<Combiner>,
    /// Whether the order of combining may change.
    pub reassoc: bool,
    /// Affine conditions over the axes that cut the box; points outside contribute the identity.
    pub domain: Option<IntegerSet>,
}

impl Formula {
    /// A formula with these parallel axes and nothing else.
    pub fn over(cx: &Context, axes: &[(&str, i64)]) -> Formula {
        Formula {
            axes: axes.iter().map(|&(n, extent)| Axis { name: cx.sym(n), extent }).collect(),
            n_parallel: axes.len(),
            reads: Vec::new(),
            combine: Vec::new(),
            reassoc: false,
            domain: None,
        }
    }

    /// Adds reduce axes whose values are combined in any order.
    pub fn reduce(mut self, cx: &Context, axes: &[(&str, i64)], combine: Combiner) -> Formula {
        self.axes.extend(axes.iter().map(|&(n, extent)| Axis { name: cx.sym(n), extent }));
        self.combine = vec![combine];
        self.reassoc = true;
        self
    }

    /// Adds an operand read at these indices.
    pub fn read(mut self, indices: Vec<AffineExpr>) -> Formula {
        let map = AffineMap::new(self.axes.len() as u32, indices);
        self.reads.push(Read { map: Some(map), pad: None });
        self
    }

    /// Adds an operand read at these indices, with a value for what lies outside.
    pub fn read_padded(mut self, indices: Vec<AffineExpr>, pad: Attr) -> Formula {
        self = self.read(indices);
        if let Some(read) = self.reads.last_mut() {
            read.pad = Some(pad);
        }
        self
    }

    /// Adds an operand that the body reads with `te.at`.
    pub fn read_whole(mut self) -> Formula {
        self.reads.push(Read { map: None, pad: None });
        self
    }

    /// The axis of this position as an index expression.
    pub fn axis(i: usize) -> AffineExpr {
        AffineExpr::Dim(i as u32)
    }

    /// The parallel axes.
    pub fn parallel(&self) -> &[Axis] {
        &self.axes[..self.n_parallel]
    }

    /// The reduce axes.
    pub fn reduced(&self) -> &[Axis] {
        &self.axes[self.n_parallel..]
    }

    /// The shape of every result.
    pub fn shape(&self) -> Vec<i64> {
        self.parallel().iter().map(|a| a.extent).collect()
    }

    /// Whether each point of the result reads one element of each operand.
    pub fn is_elementwise(&self) -> bool {
        self.reduced().is_empty() && self.domain.is_none()
    }

    /// How many points the box of axes has; `None` on overflow.
    pub fn n_points(&self) -> Option<i64> {
        self.axes.iter().try_fold(1i64, |n, a| n.checked_mul(a.extent))
    }

    /// The inclusive interval of each axis; `None` when an axis is empty.
    pub fn box_of_axes(&self) -> Option<Vec<(i64, i64)>> {
        self.axes.iter().map(|a| (a.extent > 0).then(|| (0, a.extent - 1))).collect()
    }

    /// The attributes of a `te.compute` with this formula, by name.
    pub fn to_attrs(&self, cx: &Context) -> Vec<(&'static str, Attr)> {
        let names: Vec<Attr> = self.axes.iter().map(|a| cx.str_attr(cx.str(a.name))).collect();
        let extents: Vec<i64> = self.axes.iter().map(|a| a.extent).collect();
        let or_unit = |a: Option<Attr>| a.unwrap_or_else(|| cx.unit());
        let maps = self.reads.iter().map(|r| or_unit(r.map.clone().map(|m| cx.map_attr(m))));
        let pads = self.reads.iter().map(|r| or_unit(r.pad));
        let mut attrs = vec![
            ("axes", cx.array_attr(&names)),
            ("extents", cx.i64_array(&extents)),
            ("n_parallel", cx.i64_attr(self.n_parallel as i64)),
            ("maps", cx.array_attr(&maps.collect::<Vec<_>>())),
            ("pads", cx.array_attr(&pads.collect::<Vec<_>>())),
        ];
        if !self.combine.is_empty() {
            let words = self.combine.iter().map(|c| cx.str_attr(c.word()));
            attrs.push(("combine", cx.array_attr(&words.collect::<Vec<_>>())));
        }
        if self.reassoc {
            attrs.push(("reassoc", cx.unit()));
        }
        if let Some(domain) = &self.domain {
            attrs.push(("domain", cx.attr(AttrKind::IntegerSet(domain.clone()))));
        }
        attrs
    }
}
