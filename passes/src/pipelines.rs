//! Named pipelines: tables that read as stories. Each stage says why it stands where it stands.

/// A named pipeline.
pub struct Pipeline {
    /// Its name, used as a pass is.
    pub name: &'static str,
    /// What it takes and what it gives.
    pub summary: &'static str,
    /// Its stages in order: a pass with options, or another pipeline; and the reason it stands
    /// there. Passes are put on the operations they run on.
    pub stages: &'static [(&'static str, &'static str)],
}

const fn pipeline(
    name: &'static str,
    summary: &'static str,
    stages: &'static [(&'static str, &'static str)],
) -> Pipeline {
    Pipeline { name, summary, stages }
}

/// What any level profits from.
pub const SIMPLIFY: Pipeline = pipeline(
    "simplify",
    "less code with the same meaning, at any level",
    &[
        ("inline", "small functions go where they are called, so the rest sees through calls"),
        ("canonicalize", "one form per meaning, so that equal things look equal"),
        ("sccp", "constants through branches and loops, where folding stops"),
        ("cse", "each computation once"),
        ("loop-invariant-code-motion", "after cse: fewer operations to move"),
        ("dce", "what went around loops for nothing"),
        ("canonicalize", "branches decided by sccp fold, and their blocks merge"),
        ("symbol-dce", "last: calls are inlined or folded away by now"),
    ],
);

/// A model as it is meant to be computed: nothing at run time that is known before, and layouts.
pub const GRAPH_OPTIMIZE: Pipeline = pipeline(
    "graph-optimize",
    "constants folded, batch normalisation gone into weights, layouts chosen",
    &[
        ("graph-infer-shapes", "sizes that follow from the inputs are known to all that comes"),
        ("canonicalize", "dead users gone, so weights have their real users"),
        ("graph-fold-constants", "weights that frontends compute become constants"),
        ("graph-fold-batch-norm", "only constant weights can take it in"),
        ("graph-assign-layouts", "what is folded by now needs no layout of its own"),
        ("graph-fold-constants", "weights are packed at compile time"),
    ],
);

/// From whole tensors to one function per kernel.
pub const GRAPH_TO_KERNELS: Pipeline = pipeline(
    "graph-to-kernels",
    "a model as a host function that calls one function per fusion group",
    &[
        ("canonicalize", "dead users gone, so fusion counts real ones"),
        ("cse", "what is computed twice becomes one producer, which then has its real users"),
        ("graph-fuse-groups", "from here a group is a kernel"),
        ("graph-outline-groups", "equal groups share a function: lowered and compiled once"),
    ],
);

/// From kernels over tensors to loop nests over buffers.
pub const KERNELS_TO_LOOP: Pipeline = pipeline(
    "kernels-to-loop",
    "each kernel as loop nests over buffers, not scheduled",
    &[
        ("lower-graph-to-te", "from here a kernel is formulas"),
        ("canonicalize", "constants that became scalars of a formula are dead"),
        ("te-inline-elementwise", "one formula per chain: fewer nests, no intermediate buffers"),
        ("te-stage-padding", "after inlining: what is still padded is read many times"),
        ("lower-te-to-loop", "from here no te.* remains"),
    ],
);

/// From scheduled loop nests to the CPU level.
pub const LOOP_TO_CPU: Pipeline = pipeline(
    "loop-to-cpu",
    "kernels and host as upstream vectors, memory and control flow",
    &[
        (
            "sched-apply-defaults",
            "vectors, register tiles and threads, decided here and nowhere below",
        ),
        ("loop-compact-buffers", "after scheduling: tiles are known, so buffers shrink to them"),
        ("loop-hoist-allocs", "what is left is planned by the host with everything else"),
        ("lower-loop-to-vector", "from here only upstream dialects remain in kernels"),
        ("lower-host-to-memref", "the kernels' signatures are final: plan the arena"),
        ("math-expand-approximations", "vectors are made: no library has functions of them"),
        ("canonicalize", "index arithmetic on constants folds"),
        ("cse", "unrolled copies share their addresses"),
        ("arith-fuse-multiply-add", "after sharing: a product with one user left is an fma"),
    ],
);

/// The CPU road.
pub const GRAPH_TO_CPU: Pipeline = pipeline(
    "graph-to-cpu",
    "a model from whole tensors to the CPU level",
    &[
        ("graph-optimize", "whole tensors first: a kernel does not see its neighbours"),
        ("graph-to-kernels", "then partition: everything below works kernel by kernel"),
        ("kernels-to-loop", "formulas, then loops"),
        ("loop-to-cpu", "explicit vectors and memory"),
    ],
);

/// The pipelines of this crate.
pub(crate) const PIPELINES: &[Pipeline] =
    &[SIMPLIFY, GRAPH_OPTIMIZE, GRAPH_TO_KERNELS, KERNELS_TO_LOOP, LOOP_TO_CPU, GRAPH_TO_CPU];
