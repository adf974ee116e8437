//! Brings operations into the form that other passes expect: applies what each operation brings as
//! its canonicalization, folds, erases what is dead, keeps one operation per constant, and
//! simplifies control flow.
//!
//! Does not remove repeated computations (`cse`), nor functions that are not called (`symbol-dce`).

use terrace_ir::greedy::{GreedyConfig, PatternSet};

use crate::prelude::*;

const REGION_SIMPLIFY: Opt<bool> =
    Opt::flag("region-simplify", true, "drop unreachable blocks, merge blocks, drop arguments");
const MAX_REWRITES: Opt<i64> = Opt::int(
    "max-num-rewrites",
    -1,
    "give up after this many rewrites of a function; -1 for a bound that grows with its size",
);
const DISABLE: Opt<Vec<String>> =
    Opt::strs("disable-patterns", &[], "names of patterns that are not applied");

pub(super) const PASS: PassInfo = PassInfo {
    name: "canonicalize",
    summary: "fold, erase what is dead, and apply each operation's canonicalizations",
    options: &[REGION_SIMPLIFY.def, MAX_REWRITES.def, DISABLE.def],
    run: |body, cx| {
        let disabled = cx.option(&DISABLE);
        let patterns = PatternSet::default().with_canonicalizations().without(disabled);
        let config = GreedyConfig {
            simplify_regions: cx.option(&REGION_SIMPLIFY),
            max_rewrites: u64::try_from(cx.option(&MAX_REWRITES)).ok(),
            ..GreedyConfig::default()
        };
        cx.each_body(body, &|body, cx| cx.greedy_with(body, &patterns, &config))
    },
    ..PassInfo::EMPTY
};
