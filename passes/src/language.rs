//! What a tool speaks: dialects, passes, pipelines and diagnostic codes.

use terrace_ir::def::Dialect;
use terrace_ir::{Code, Context};

use crate::manager::PassInfo;
use crate::pipelines::Pipeline;
use crate::registry::PassRegistry;

/// Our dialects; upstream's come from `terrace-upstream`.
const DIALECTS: &[&Dialect] =
    &[&terrace_graph::GRAPH, &terrace_te::TE, &terrace_loop::LOOP, &terrace_sched::SCHED];

/// Dialects, passes, pipelines and diagnostic codes: all that makes one tool differ from another.
///
/// # Semantics
/// Starts with everything that Terrace has; a crate of yours adds what it has.
/// # Errors
/// A name that is taken already is a mistake in the program: the functions panic.
/// # Example
/// ```
/// use terrace_ir::def::Dialect;
/// use terrace_passes::Language;
///
/// static TOY: Dialect = Dialect { name: "toy", ..Dialect::EMPTY };
///
/// let language = Language::default().dialect(&TOY);
/// assert!(language.context().dialect("toy").is_some());
/// assert!(language.registry().pass("cse").is_some());
/// ```
#[derive(Clone)]
pub struct Language {
    dialects: Vec<&'static Dialect>,
    registry: PassRegistry,
    codes: Vec<&'static Code>,
}

impl Default for Language {
    fn default() -> Language {
        let dialects = terrace_upstream::all().iter().chain(DIALECTS).copied().collect();
        let mut codes = terrace_ir::codes();
        codes.extend(crate::codes());
        codes.extend(terrace_upstream::codes::ALL);
        Language { dialects, registry: crate::registry(), codes }
    }
}

impl Language {
    /// Adds a dialect.
    pub fn dialect(mut self, dialect: &'static Dialect) -> Language {
        let taken = self.dialects.iter().any(|d| d.name == dialect.name);
        assert!(!taken, "two dialects are called `{}`", dialect.name);
        self.dialects.push(dialect);
        self
    }

    /// Adds passes.
    pub fn passes(mut self, passes: &'static [PassInfo]) -> Language {
        self.registry.add_passes(passes);
        self
    }

    /// Adds pipelines.
    pub fn pipelines(mut self, pipelines: &'static [Pipeline]) -> Language {
        self.registry.add_pipelines(pipelines);
        self
    }

    /// Adds diagnostic codes that no dialect lists: those of passes and frontends.
    pub fn codes(mut self, codes: &[&'static Code]) -> Language {
        self.codes.extend(codes);
        self
    }

    /// A new context with every dialect.
    pub fn context(&self) -> Context {
        let cx = Context::new();
        self.dialects.iter().for_each(|d| cx.load(d));
        cx
    }

    /// Every dialect, upstream's first.
    pub fn dialects(&self) -> &[&'static Dialect] {
        &self.dialects
    }

    /// Every pass and pipeline.
    pub fn registry(&self) -> &PassRegistry {
        &self.registry
    }

    /// Every diagnostic code, sorted.
    pub fn all_codes(&self) -> Vec<&'static Code> {
        let of_dialects = self.dialects.iter().flat_map(|d| d.codes);
        let mut all: Vec<&'static Code> = self.codes.iter().chain(of_dialects).copied().collect();
        all.sort_by_key(|c| c.id);
        all.dedup_by_key(|c| c.id);
        all
    }
}
