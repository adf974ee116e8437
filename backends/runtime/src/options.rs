//! How to open a model.

use std::time::Duration;

/// Whether the threads of a team are bound to one processor each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pin {
    /// Bind if the team has one thread for every core it may use. A smaller team would crowd the
    /// first cores when a process opens several models, and a larger one has nothing to gain.
    #[default]
    Auto,
    /// Never bind.
    Never,
    /// Bind also a team that is smaller than the machine.
    Always,
}

/// How to open a model. `Options::default()` is meant to be the fast choice.
#[derive(Clone, Debug)]
pub struct Options {
    /// Size of the team, the caller included; 0 means one thread for each physical core that the
    /// affinity mask and the control group allow.
    pub threads: usize,
    /// Whether threads are bound to processors.
    pub pin: Pin,
    /// Map the weights file read-only in place of copying it: opens at once and shares memory
    /// between processes, but gets no huge pages and skips the check of the data's hash. The file
    /// must not be truncated while the model is open.
    pub map_weights: bool,
    /// Check the hash of mapped weights too, which reads all of them.
    pub verify_mapped: bool,
    /// Ask for huge pages for arena and weights.
    pub huge_pages: bool,
    /// How long workers stay awake after an inference, waiting for the next one.
    pub spin: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            threads: 0,
            pin: Pin::Auto,
            map_weights: false,
            verify_mapped: false,
            huge_pages: true,
            spin: Duration::from_micros(100),
        }
    }
}
