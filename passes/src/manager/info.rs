//! What a pass is: a row of data with one function.

use terrace_ir::{Body, Reported};

use super::cx::PassCx;
use super::options::OptionDef;

/// [`PassInfo::on`] of a pass that runs on any isolated operation.
pub const ANY: &str = "any";

/// A pass.
///
/// # Semantics
/// `run` gets the body of one operation named `on` and may change that body, its root's attributes
/// and its children's bodies. It sees nothing else, so passes on functions run side by side.
/// "Changed" is what the body's mutation counter says.
/// # Errors
/// `run` reports what the user has to know and gives back the token; then the pipeline stops.
pub struct PassInfo {
    /// `<dialect>-<verb>-<object>`, or upstream's name where the contract is upstream's.
    pub name: &'static str,
    /// The operation it runs on: `func.func`, `builtin.module`, or [`ANY`].
    pub on: &'static str,
    /// What it does, as an order: "fuse elementwise producers into their only consumer".
    pub summary: &'static str,
    /// The dialects whose operations it rewrites; empty for passes that know none by name.
    pub reads: &'static [&'static str],
    /// The dialects that may stand there afterwards because of it. What `reads` names and `leaves`
    /// does not must be gone, and no other dialect may have come; the manager checks that.
    pub leaves: &'static [&'static str],
    /// The passes that must have run before it in a pipeline that has both, each with the reason.
    pub after: &'static [(&'static str, &'static str)],
    /// Its options.
    pub options: &'static [OptionDef],
    /// Does it.
    pub run: fn(&mut Body, &mut PassCx<'_>) -> Result<(), Reported>,
}

impl PassInfo {
    /// A pass on anything that knows no dialect, has no options and does nothing, to fill in with
    /// `..PassInfo::EMPTY`.
    pub const EMPTY: PassInfo = PassInfo {
        name: "",
        on: ANY,
        summary: "",
        reads: &[],
        leaves: &[],
        after: &[],
        options: &[],
        run: |_, _| Ok(()),
    };

    /// A pass on the operations named `on` that knows no dialect by name.
    pub const fn new(
        name: &'static str,
        on: &'static str,
        run: fn(&mut Body, &mut PassCx<'_>) -> Result<(), Reported>,
    ) -> PassInfo {
        PassInfo { name, on, run, ..PassInfo::EMPTY }
    }
}

impl std::fmt::Debug for PassInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
