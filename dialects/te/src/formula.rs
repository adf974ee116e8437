//! The formula of a `te.compute`: axes, reads and combiners, apart from the operation that holds
//! them.

use terrace_ir::{
    AffineExpr, AffineMap, Attr, AttrKind, Context, DYNAMIC, IntegerSet, OpRef, Sym, Type,
};

/// A named dimension of the iteration domain.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axis {
    /// Its name, unique in the formula.
    pub name: Sym,
    /// How many points it has, at least 0; [`DYNAMIC`] where an operand says it.
    pub extent: i64,
}

impl Axis {
    /// Whether an operand says how many points it has.
    pub fn is_symbolic(self) -> bool {
        self.extent == DYNAMIC
    }
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
    /// One combiner per result; empty when there are no reduce axes or a region combines.
    pub combine: Vec<Combiner>,
    /// What each result starts from when a region combines all of them together; else empty.
    pub identities: Vec<Attr>,
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
            identities: Vec::new(),
            reassoc: false,
            domain: None,
        }
    }

    /// The formula that the attributes of an operation say, whose last `n_others` operands are
    /// neither read nor extents.
    ///
    /// # Errors
    /// What does not fit, in words.
    pub fn of_attrs(op: OpRef<'_>, n_others: usize) -> Result<Formula, &'static str> {
        let (axes, n_parallel) = axes_of(op)?;
        let (combine, identities) = combiners_of(op)?;
        let domain = op.attr("domain").and_then(|d| match &*d.kind(op.cx) {
            AttrKind::IntegerSet(set) => Some(set.clone()),
            _ => None,
        });
        if domain.as_ref().is_some_and(|d| d.n_dims as usize != axes.len() || d.n_syms != 0) {
            return Err("`domain` is not over the axes");
        }
        if domain.as_ref().is_some_and(|d| d.constraints.is_empty()) {
            return Err("`domain` holds no condition");
        }
        if domain.is_some() && n_parallel == axes.len() {
            return Err("`domain` needs reduce axes: points outside have no value");
        }
        let n_sizes = axes.iter().filter(|a| a.is_symbolic()).count() + n_others;
        let n_reads = op.n_operands().checked_sub(n_sizes);
        let reads = reads_of(op, n_reads.ok_or("a symbolic extent has no operand")?)?;
        let reassoc = op.attr("reassoc").is_some();
        Ok(Formula { axes, n_parallel, reads, combine, identities, reassoc, domain })
    }

    /// Whether values are combined: there is a combiner.
    pub fn combines(&self) -> bool {
        !self.combine.is_empty() || !self.identities.is_empty()
    }

    /// Whether every extent is a number.
    pub fn is_static(&self) -> bool {
        !self.axes.iter().any(|a| a.is_symbolic())
    }

    /// How many extents are operands; they stand behind what is read.
    pub fn n_symbolic(&self) -> usize {
        self.axes.iter().filter(|a| a.is_symbolic()).count()
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

    /// How many points the box of axes has, symbolic ones counted as one; `None` on overflow.
    pub fn n_points(&self) -> Option<i64> {
        let fixed = self.axes.iter().filter(|a| !a.is_symbolic());
        fixed.map(|a| a.extent).try_fold(1i64, i64::checked_mul)
    }

    /// The inclusive interval of each axis; `None` when an axis is empty or symbolic.
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
        if !self.identities.is_empty() {
            attrs.push(("identities", cx.array_attr(&self.identities)));
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

/// Whether a name can be written bare.
fn is_identifier(name: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(word)
}

fn axes_of(op: OpRef<'_>) -> Result<(Vec<Axis>, usize), &'static str> {
    let cx = op.cx;
    let attr = |name| op.attr(name).ok_or("an attribute is missing");
    let names = attr("axes")?.as_array(cx).ok_or("`axes` is no array")?;
    let extents = attr("extents")?.as_ints(cx).ok_or("`extents` are no integers")?;
    let n_parallel = attr("n_parallel")?.as_i64(cx).ok_or("`n_parallel` is no integer")?;
    if names.len() != extents.len() {
        return Err("as many `extents` as `axes` are expected");
    }
    let n_parallel = usize::try_from(n_parallel).ok().filter(|n| *n <= names.len());
    let n_parallel = n_parallel.ok_or("`n_parallel` exceeds the axes")?;
    let mut axes: Vec<Axis> = Vec::new();
    for (name, &extent) in names.iter().zip(&extents) {
        let name = name.as_sym(cx).ok_or("an axis name is no string")?;
        if extent < 0 && extent != DYNAMIC {
            return Err("an extent is negative");
        }
        if axes.iter().any(|a| a.name == name) {
            return Err("two axes have one name");
        }
        if !is_identifier(cx.str(name)) {
            return Err("an axis name is no identifier");
        }
        axes.push(Axis { name, extent });
    }
    Ok((axes, n_parallel))
}

fn combiners_of(op: OpRef<'_>) -> Result<(Vec<Combiner>, Vec<Attr>), &'static str> {
    let cx = op.cx;
    let array = |name| op.attr(name).and_then(|a| a.as_array(cx));
    let parse = |w: &Attr| w.as_str(cx).and_then(Combiner::from_word);
    let words: Option<Vec<Combiner>> = array("combine").unwrap_or(&[]).iter().map(parse).collect();
    let words = words.ok_or("a combiner is unknown")?;
    let identities = array("identities").unwrap_or(&[]).to_vec();
    if !words.is_empty() && !identities.is_empty() {
        return Err("either words combine or a region does, with `identities`");
    }
    Ok((words, identities))
}

fn reads_of(op: OpRef<'_>, n_reads: usize) -> Result<Vec<Read>, &'static str> {
    let cx = op.cx;
    let array = |name| op.attr(name).and_then(|a| a.as_array(cx));
    let maps = array("maps").ok_or("`maps` is no array")?;
    let pads = array("pads").ok_or("`pads` is no array")?;
    if maps.len() != n_reads || pads.len() != n_reads {
        return Err("as many `maps` and `pads` as operands are expected");
    }
    let mut reads = Vec::new();
    for (map, pad) in maps.iter().zip(pads) {
        let unit = cx.unit();
        let map: Option<AffineMap> = match map.as_map(cx) {
            Some(map) => Some(map.clone()),
            None if *map == unit => None,
            None => return Err("an entry of `maps` is neither a map nor unit"),
        };
        reads.push(Read { map, pad: (*pad != unit).then_some(*pad) });
    }
    Ok(reads)
}
