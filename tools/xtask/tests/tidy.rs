//! The tidy rules, each a test over this repository.

use xtask::tidy::{self, Rule, codes, crates, docs, names, ratchet, sources};

macro_rules! rules {
    ($($test:ident: $rule:expr,)*) => {
        $(#[test]
        fn $test() {
            const RULE: &Rule = &$rule;
            tidy::enforce(RULE);
        })*
    };
}

rules! {
    crates_depend_downwards: crates::LAYERS,
    crates_are_named_by_folder: crates::NAMES,
    licences_are_allowed: crates::LICENCE,
    crates_share_the_lints: crates::LINTS,
    the_core_stays_light: crates::CORE,
    sizes_do_not_grow: ratchet::SIZES,
    modules_say_what_they_are: sources::HEADS,
    every_file_is_compiled: sources::ORPHANS,
    unsafe_code_is_listed_and_argued: sources::UNSAFE_CODE,
    doc_headings_are_known: sources::DOC_HEADINGS,
    open_ends_have_issues: sources::OPEN_ENDS,
    no_machine_paths: sources::PORTABLE,
    lit_cases_are_kebab_case: names::LIT_NAMES,
    passes_are_at_home: names::PASSES,
    passes_are_used: names::PIPELINES,
    snapshots_have_sources: names::SNAPSHOTS,
    codes_are_unique: codes::UNIQUE,
    codes_are_provoked: codes::PROVOKED,
    docs_name_existing_paths: docs::PATHS,
    docs_name_existing_commands: docs::COMMANDS,
    the_tour_is_short: docs::TOUR,
}
