//! Which integers each value can be: a client of [`forward`].

use terrace_ir::interface::{InferArgRange, InferRanges};
use terrace_ir::ranges::IntRange;
use terrace_ir::{Attr, Body, Context, OpRef, Type};

use super::forward::{FactList, Facts, Forward, forward};

/// The ranges of a body's integers; `None` for what is no integer of up to 64 bits.
pub type IntRanges = Facts<Option<IntRange>>;

/// Looks at a body, children's bodies left out.
pub fn int_ranges(cx: &Context, body: &Body) -> IntRanges {
    forward(cx, body, &IntAnalysis { cx })
}

/// What [`int_ranges`] runs.
pub struct IntAnalysis<'a> {
    /// The context.
    pub cx: &'a Context,
}

impl IntAnalysis<'_> {
    /// What an operation says, made certain by the type.
    fn checked(&self, range: Option<IntRange>, ty: Type) -> Option<IntRange> {
        let full = IntRange::of_type(self.cx, ty)?;
        Some(range.filter(|r| r.bits == full.bits).unwrap_or(full))
    }
}

impl Forward for IntAnalysis<'_> {
    type Fact = Option<IntRange>;

    fn anything(&self, ty: Type) -> Self::Fact {
        IntRange::of_type(self.cx, ty)
    }

    fn constant(&self, attr: Attr, ty: Type) -> Self::Fact {
        self.checked(IntRange::of_constant(self.cx, attr, ty), ty)
    }

    fn join(&self, a: &Self::Fact, b: &Self::Fact, _: Type) -> Self::Fact {
        a.zip(*b).map(|(a, b)| a.or(b))
    }

    fn results(&self, op: OpRef<'_>, operands: &[Self::Fact]) -> FactList<Self::Fact> {
        let infer = op.info().and_then(|i| i.interface::<InferRanges>());
        let mut said = infer.map(|infer| (infer.0)(op, operands)).unwrap_or_default();
        said.resize(op.n_results(), None);
        op.results().zip(said).map(|(r, said)| self.checked(said, op.body.ty(r))).collect()
    }

    fn argument(
        &self,
        op: OpRef<'_>,
        (region, arg): (usize, usize),
        operands: &[Self::Fact],
    ) -> Self::Fact {
        let entry = op.body.regions(op.id).get(region).and_then(|&r| op.body.entry(r))?;
        let ty = op.body.ty(*op.body.args(entry).get(arg)?);
        let infer = op.info().and_then(|i| i.interface::<InferArgRange>());
        self.checked(infer.and_then(|infer| (infer.0)(op, region, arg, operands)), ty)
    }

    fn known(&self, fact: &Self::Fact, ty: Type) -> Option<Attr> {
        let range = (*fact)?;
        let value = range.constant()?;
        Some(match range.bits {
            1 => self.cx.bool_attr(value != 0),
            _ => self.cx.int_attr(value, ty),
        })
    }
}
