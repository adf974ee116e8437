//! `loop.for`: a loop with affine bounds and a kind.

use terrace_ir::def::{AttrC, AttrTypeDef, OpDef, ParamAsm, ParamDef, Traits, TypeC};
use terrace_ir::eval::Eval;
use terrace_ir::interface::{LoopLike, Verify};
use terrace_ir::{
    AffineExpr, AffineMap, Attr, BlockId, Code, Context, Diags, OpId, OpRef, Rewriter, ValueId,
};
use terrace_macros::op;

/// A loop over `lower <= i < upper` in steps.
///
/// # Semantics
/// Runs its body for `i = lower, lower + step, ..` while `i < upper`, where `lower` is the largest
/// result of its map and `upper` the smallest. The kind is a promise that was proved by whoever set
/// it: `serial` promises nothing; the iterations of every other kind may run in any order and side
/// by side, except `unroll` (as serial, copied) and `#loop.pipeline` (as serial, overlapped). A
/// pipeline whose stages are said runs overlapped in the interpreter, too, and a checked run finds
/// stages that touch what another one writes at the same time: too few versions of a buffer.
///
/// # Errors
/// - `LOOP001` a bound is no affine map over its operands, or the step is not positive
/// - `LOOP002` the kind is unknown
/// - `LOOP003` a vector loop does not have constant bounds
/// - `LOOP004` the stages of a pipeline do not fit its body
///
/// # Example
/// ```mlir
/// loop.for %i = 0 to 64 step 8 parallel {
///   loop.for %j = 0 to min(8, 60 - %i) {
///   }
/// }
/// ```
#[op(
    "loop.for",
    traits(OPERAND_SEGMENTS, NO_TERMINATOR, SINGLE_BLOCK, RECURSIVE_EFFECTS),
    asm(crate::asm::parse_for, crate::asm::print_for),
    interfaces(Verify(verify_for), LoopLike { body: 0 }, Eval(crate::eval::for_loop))
)]
pub struct For {
    /// what the lower bound depends on
    lower_operands: Operands<{ TypeC::Index }>,
    /// what the upper bound depends on
    upper_operands: Operands<{ TypeC::Index }>,
    /// the lower bound, the largest of its results
    lower: Attribute<{ AttrC::Map }>,
    /// the upper bound, the smallest of its results
    upper: Attribute<{ AttrC::Map }>,
    /// the step, positive
    step: Attribute<{ AttrC::I(64) }>,
    /// `serial`, `parallel`, `vector`, `unroll`, `#loop.bind<..>` or `#loop.pipeline<..>`
    kind: Attribute<{ AttrC::Any }>,
    /// one block with the loop variable as its argument
    body: Region,
}

/// `#loop.bind<"block.x">`: iterations are spread over a hardware index.
pub const BIND: AttrTypeDef = AttrTypeDef {
    name: "loop.bind",
    doc: "Iterations are spread over a hardware index: `block.x` to `block.z`, `thread.x` to \
          `thread.z`, `cluster.x`, `warp`, `lane` or `vthread`.",
    params: &[ParamDef { name: "index", constraint: AttrC::Str, optional: false }],
    asm: ParamAsm::List,
    verify: None,
};

/// `#loop.pipeline<ii = 1, stages = 3, at = [0, 0, 2]>`: iterations overlap.
pub const PIPELINE: AttrTypeDef = AttrTypeDef {
    name: "loop.pipeline",
    doc: "Iterations overlap: a new one starts every `ii` cycles (FPGA), or `stages` of them are \
          in flight (GPU). `at` says in which stage each operation of the body runs: while an \
          iteration is in stage `s`, the one behind it is in stage `s - 1`, and all of them run \
          at the same time.",
    params: &[
        ParamDef { name: "ii", constraint: AttrC::I(64), optional: true },
        ParamDef { name: "stages", constraint: AttrC::I(64), optional: true },
        ParamDef { name: "at", constraint: AttrC::DenseArray(64), optional: true },
    ],
    asm: ParamAsm::Struct,
    verify: None,
};

pub(crate) const OPS: &[OpDef] = &[For::DEF];

/// LOOP001
pub const LOOP001: Code = Code {
    id: "LOOP001",
    message: "malformed loop: {0}",
    explain: "Each bound is an affine map with at least one result over its own operands, and the \
              step is a positive constant.",
};
/// LOOP002
pub const LOOP002: Code = Code {
    id: "LOOP002",
    message: "unknown loop kind {0}",
    explain: "Kinds are `serial`, `parallel`, `vector`, `unroll`, `#loop.bind<..>` and \
              `#loop.pipeline<..>`; bound indices are `block.x`, `thread.x` and their likes.",
};
/// LOOP003
pub const LOOP003: Code = Code {
    id: "LOOP003",
    message: "a vector loop needs constant bounds from 0 and step 1",
    explain: "Its extent becomes the number of lanes. Split the loop by the lane count first.",
};

/// LOOP004
pub const LOOP004: Code = Code {
    id: "LOOP004",
    message: "the stages of the pipeline do not fit: {0}",
    explain: "There is one entry of `at` per operation of the body, from 0 to below `stages`, and \
              no value but constants passes from one stage to another: buffers with a version per \
              iteration in flight do.",
};

/// How the iterations of a loop run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// One after another.
    Serial,
    /// Side by side on the threads of the target.
    Parallel,
    /// As the lanes of a vector.
    Vector,
    /// Copied out one after another.
    Unroll,
    /// Spread over a hardware index.
    Bind(Attr),
    /// Overlapped.
    Pipeline(Attr),
}

impl Kind {
    /// Kinds that are plain words.
    pub const WORDS: &[(Kind, &str)] = &[
        (Kind::Serial, "serial"),
        (Kind::Parallel, "parallel"),
        (Kind::Vector, "vector"),
        (Kind::Unroll, "unroll"),
    ];

    /// The attribute that says this kind.
    pub fn to_attr(self, cx: &Context) -> Attr {
        match self {
            Kind::Bind(attr) | Kind::Pipeline(attr) => attr,
            word => {
                let text = Self::WORDS.iter().find(|(k, _)| *k == word).map_or("serial", |w| w.1);
                cx.str_attr(text)
            }
        }
    }

    /// The kind an attribute says.
    pub fn from_attr(cx: &Context, attr: Attr) -> Option<Kind> {
        if attr.is_a(cx, &BIND) {
            let index = attr.param(cx, 0)?.as_str(cx)?;
            return INDICES.contains(&index).then_some(Kind::Bind(attr));
        }
        if attr.is_a(cx, &PIPELINE) {
            return Some(Kind::Pipeline(attr));
        }
        let word = attr.as_str(cx)?;
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(k, _)| *k)
    }

    /// The stage of each operation of the body, where a pipeline says them.
    pub fn stages(self, cx: &Context) -> Option<Vec<i64>> {
        match self {
            Kind::Pipeline(attr) => attr.param(cx, 2)?.get()?.as_ints(cx),
            _ => None,
        }
    }

    /// Whether the iterations may run in any order.
    pub fn is_unordered(self) -> bool {
        matches!(self, Kind::Parallel | Kind::Vector | Kind::Bind(_))
    }
}

const INDICES: &[&str] = &[
    "block.x",
    "block.y",
    "block.z",
    "thread.x",
    "thread.y",
    "thread.z",
    "cluster.x",
    "warp",
    "lane",
    "vthread",
];

/// The bounds and step of a loop.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// Lower bound: the largest result.
    pub lower: AffineMap,
    /// What `lower` is applied to.
    pub lower_operands: Vec<ValueId>,
    /// Upper bound: the smallest result.
    pub upper: AffineMap,
    /// What `upper` is applied to.
    pub upper_operands: Vec<ValueId>,
    /// Positive step.
    pub step: i64,
}

impl Bounds {
    /// `0 to extent step 1`
    pub fn upto(extent: i64) -> Bounds {
        Bounds {
            lower: AffineMap::constant(0),
            lower_operands: Vec::new(),
            upper: AffineMap::constant(extent),
            upper_operands: Vec::new(),
            step: 1,
        }
    }

    /// The extent when the loop is `0 to constant step 1`.
    pub fn extent(&self) -> Option<i64> {
        let [lower] = self.lower.results.as_slice() else { return None };
        let [upper] = self.upper.results.as_slice() else { return None };
        (self.step == 1 && *lower == AffineExpr::Const(0)).then(|| upper.as_const())?
    }
}

impl<'a> For<'a> {
    /// The bounds; `None` when they are malformed.
    pub fn bounds(self) -> Option<Bounds> {
        let cx = self.0.cx;
        let step = self.step().get()?.as_i64(cx).filter(|s| *s > 0)?;
        let lower = self.lower().get()?.as_map(cx)?.clone();
        let upper = self.upper().get()?.as_map(cx)?.clone();
        let (lower_operands, upper_operands) = (self.lower_operands(), self.upper_operands());
        let fits = |m: &AffineMap, v: &[ValueId]| {
            !m.results.is_empty() && (m.n_dims + m.n_syms) as usize == v.len()
        };
        (fits(&lower, &lower_operands) && fits(&upper, &upper_operands)).then_some(Bounds {
            lower,
            lower_operands,
            upper,
            upper_operands,
            step,
        })
    }

    /// How its iterations run.
    pub fn loop_kind(self) -> Option<Kind> {
        Kind::from_attr(self.0.cx, self.kind().get()?)
    }

    /// The block of the body.
    pub fn block(self) -> Option<BlockId> {
        self.body().and_then(|r| r.entry())
    }

    /// The loop variable.
    pub fn var(self) -> Option<ValueId> {
        self.0.body.args(self.block()?).first().copied()
    }

    /// Makes a loop with an empty body and leaves the insertion point behind it.
    pub fn build(rw: &mut Rewriter<'_>, bounds: &Bounds, kind: Kind) -> OpId {
        let cx = rw.cx;
        let sizes = [bounds.lower_operands.len() as i32, bounds.upper_operands.len() as i32];
        rw.build(For::NAME)
            .operands(&bounds.lower_operands)
            .operands(&bounds.upper_operands)
            .attr("lower", cx.map_attr(bounds.lower.clone()))
            .attr("upper", cx.map_attr(bounds.upper.clone()))
            .attr("step", cx.i64_attr(bounds.step))
            .attr("kind", kind.to_attr(cx))
            .attr("operandSegmentSizes", cx.i32_array(&sizes))
            .region_with_block(&[cx.index_ty()])
            .done()
    }
}

fn verify_for(op: OpRef<'_>, diags: &mut Diags) {
    let Some(this) = For::cast(op) else { return };
    let Some(bounds) = this.bounds() else {
        diags.error(&LOOP001, op.loc(), &[&"a bound or the step does not fit"]);
        return;
    };
    let args = this.block().map(|b| op.body.args(b));
    let one_index = args.is_some_and(|a| matches!(a, [v] if op.body.ty(*v).is_index(op.cx)));
    diags.require(one_index, &LOOP001, op.loc(), &[&"the body takes one `index` argument"]);
    match this.loop_kind() {
        None => {
            let kind = this.kind();
            let word = kind.get().and_then(|k| k.as_str(op.cx)).unwrap_or("(an attribute)");
            diags.error(&LOOP002, op.loc(), &[&format!("`{word}`")]);
        }
        Some(Kind::Pipeline(attr)) => verify_stages(this, attr, diags),
        Some(Kind::Vector) => {
            diags.require(bounds.extent().is_some(), &LOOP003, op.loc(), &[]);
        }
        Some(_) => {}
    }
}

fn verify_stages(this: For<'_>, kind: Attr, diags: &mut Diags) {
    let op = this.0;
    let (Some(at), Some(block)) = (Kind::Pipeline(kind).stages(op.cx), this.block()) else {
        return;
    };
    let mut refuse = |ok: bool, what: &str| diags.require(ok, &LOOP004, op.loc(), &[&what]);
    let n_stages = kind.param(op.cx, 1).and_then(|s| s.as_i64(op.cx)).unwrap_or(0);
    refuse(at.iter().all(|s| (0..n_stages).contains(s)), "an entry is not below `stages`");
    let ops: Vec<OpId> = op.body.ops_of(block).collect();
    refuse(at.len() == ops.len(), "one entry per operation of the body is expected");
    for (&from, &stage) in ops.iter().zip(&at) {
        if op.at(from).has(Traits::CONSTANT_LIKE) {
            continue;
        }
        let users = op.body.results(from).flat_map(|value| op.body.uses(value));
        let stays = users.map(|(user, _)| op.body.ancestor_in(block, user)).all(|user| {
            let position = ops.iter().position(|&o| Some(o) == user);
            position.and_then(|p| at.get(p)) == Some(&stage)
        });
        refuse(stays, "a value passes from one stage to another");
    }
}
