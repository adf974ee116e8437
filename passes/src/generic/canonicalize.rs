//! Brings operations into the form that other passes expect: applies what each operation brings as
//! its canonicalization, folds, erases what is dead, keeps one operation per constant, and
//! simplifies control flow.
//!
//! Does not remove repeated computations (`cse`), nor functions that are not called (`symbol-dce`).

use terrace_ir::greedy::{GreedyConfig, PatternSet};
use terrace_ir::{Code, Diag, nearest};

use crate::prelude::*;

const DRIVER: Opt<String> = Opt::word(
    "driver",
    &["greedy", "walk"],
    "greedy",
    "`greedy` until nothing changes, `walk` looks at every operation once",
);
const FOLD: Opt<bool> =
    Opt::flag("fold", true, "fold operations and keep one operation per constant");
const ERASE_DEAD: Opt<bool> = Opt::flag("erase-dead", true, "erase operations nobody needs");
const REGION_SIMPLIFY: Opt<bool> =
    Opt::flag("region-simplify", true, "drop unreachable blocks, merge blocks, drop arguments");
const MAX_REWRITES: Opt<i64> = Opt::int(
    "max-num-rewrites",
    -1,
    "give up after this many rewrites of a function; -1 for a bound that grows with its size",
);
const DIALECTS: Opt<Vec<String>> =
    Opt::strs("dialects", &[], "dialects whose operations are folded and rewritten; all if empty");
const ENABLE: Opt<Vec<String>> =
    Opt::strs("enable-patterns", &[], "names of the only patterns that are applied; all if empty");
const DISABLE: Opt<Vec<String>> =
    Opt::strs("disable-patterns", &[], "names of patterns that are not applied");

/// An unknown dialect.
pub(crate) const PASS010: Code = Code {
    id: "PASS010",
    message: "`canonicalize` cannot be limited to `{0}`: there is no such dialect",
    explain: "The option `dialects` takes names of dialects that are loaded, separated by commas; \
              `terrace opt --show-dialects` prints them.",
};

pub(super) const PASS: PassInfo = PassInfo {
    name: "canonicalize",
    summary: "fold, erase what is dead, and apply each operation's canonicalizations",
    options: &[
        DRIVER.def,
        FOLD.def,
        ERASE_DEAD.def,
        REGION_SIMPLIFY.def,
        MAX_REWRITES.def,
        DIALECTS.def,
        ENABLE.def,
        DISABLE.def,
    ],
    run,
    ..PassInfo::EMPTY
};

fn run(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let dialects = cx.option(&DIALECTS);
    if let Some(unknown) = dialects.iter().find(|d| cx.cx.dialect(d).is_none()) {
        let known = cx.cx.dialects();
        let near = nearest(unknown, known.iter().map(|d| d.name));
        return Err(cx.push(Diag::error(&PASS010, body.loc(ROOT), &[unknown]).suggest(near)));
    }
    let patterns = PatternSet::default()
        .with_canonicalizations()
        .of_dialects(dialects)
        .only(cx.option(&ENABLE))
        .without(cx.option(&DISABLE));
    let config = GreedyConfig {
        fold: cx.option(&FOLD),
        erase_dead: cx.option(&ERASE_DEAD),
        simplify_regions: cx.option(&REGION_SIMPLIFY),
        max_rewrites: u64::try_from(cx.option(&MAX_REWRITES)).ok(),
        ..GreedyConfig::default()
    };
    let walks = cx.option(&DRIVER) == "walk";
    cx.each_body(body, &|body, cx| match walks {
        true => cx.walk_with(body, &patterns, &config),
        false => cx.greedy_with(body, &patterns, &config),
    })
}
