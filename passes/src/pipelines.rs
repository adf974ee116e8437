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

/// The pipelines of this crate.
pub(crate) const PIPELINES: &[Pipeline] = &[];
