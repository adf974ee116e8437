//! Where the time went: a tree of operations and passes, in the shape of upstream's
//! `--mlir-timing`.

use std::fmt;
use std::time::Duration;

use super::plan::Step;

const RULE: &str = "===----------------------------------------------------------------------===";

/// The times of one run of a pipeline.
///
/// # Units
/// Seconds. A pass on functions that ran side by side counts the time of all its threads.
#[derive(Clone, Debug)]
pub struct Timing {
    rows: Vec<Row>,
    total: Duration,
}

#[derive(Clone, Debug)]
struct Row {
    path: Vec<String>,
    pass: &'static str,
    time: Duration,
}

impl Timing {
    pub(crate) fn new(steps: &[Step]) -> Timing {
        let row = |s: &Step| Row { path: s.path.clone(), pass: s.pass.name, time: Duration::ZERO };
        Timing { rows: steps.iter().map(row).collect(), total: Duration::ZERO }
    }

    pub(crate) fn add(&mut self, step: usize, time: Duration) {
        self.rows[step].time += time;
    }

    pub(crate) fn set_total(&mut self, total: Duration) {
        self.total = total;
    }

    /// Wall time of the whole pipeline.
    pub fn total(&self) -> Duration {
        self.total
    }

    /// The time of each pass in the order of the pipeline.
    pub fn passes(&self) -> impl Iterator<Item = (&'static str, Duration)> + '_ {
        self.rows.iter().map(|r| (r.pass, r.time))
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let busy: Duration = self.rows.iter().map(|r| r.time).sum();
        let line = |f: &mut fmt::Formatter<'_>, time: Duration, depth: usize, name: &str| {
            let share = 100.0 * time.as_secs_f64() / busy.as_secs_f64().max(1e-12);
            writeln!(f, "  {:9.4} ({share:5.1}%)  {:2$}{name}", time.as_secs_f64(), "", 2 * depth)
        };
        writeln!(f, "{RULE}")?;
        writeln!(f, "                         ... Execution time report ...")?;
        writeln!(f, "{RULE}")?;
        writeln!(f, "  Total Execution Time: {:.4} seconds", self.total.as_secs_f64())?;
        writeln!(f)?;
        writeln!(f, "  ---Busy (s)---   ---Name---")?;
        let mut open: &[String] = &[];
        for (i, row) in self.rows.iter().enumerate() {
            let shared = open.iter().zip(&row.path).take_while(|(a, b)| a == b).count();
            for depth in shared..row.path.len() {
                let prefix = &row.path[..=depth];
                let below = self.rows[i..].iter().take_while(|r| r.path.starts_with(prefix));
                let time = below.map(|r| r.time).sum();
                line(f, time, depth, &format!("'{}' Pipeline", row.path[depth]))?;
            }
            line(f, row.time, row.path.len(), row.pass)?;
            open = &row.path;
        }
        line(f, busy, 0, "Total")
    }
}
