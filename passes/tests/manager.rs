//! The pass manager: pipelines as text, nesting, threads, failures, printing, checks.

use terrace_ir::text::{PrintOptions, parse_module, parse_module_with, print_module};
use terrace_ir::{Body, Context, Diags, ROOT, Reported, Rewriter};
use terrace_passes::manager::{
    Diff, Failure, Manager, Moment, Opt, Outcome, PassCx, PassInfo, PipelineText, Plan, PrintIr,
    Which,
};
use terrace_passes::pipelines::Pipeline;
use terrace_passes::{PassRegistry, registry};

const TIMES: Opt<i64> = Opt::int("times", 1, "how often");
const MODE: Opt<String> = Opt::word("mode", &["fast", "slow"], "fast", "how");
const NAMES: Opt<Vec<String>> = Opt::strs("names", &[], "whom");

/// Counts runs in an attribute of the root: the last pass that ran on a function sees all before.
fn stamp(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let old = body.root(cx.cx).attr("stamps").and_then(|a| a.as_i64(cx.cx)).unwrap_or(0);
    let new = old * 10 + cx.option(&TIMES);
    let attr = cx.cx.i64_attr(new);
    Rewriter::new(cx.cx, body).set_attr(ROOT, "stamps", Some(attr));
    cx.count("stamps", 1);
    Ok(())
}

/// Complains about functions whose name contains `bad`, in their order.
fn complain(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let name = body.root(cx.cx).symbol().map_or("", |s| cx.cx.str(s)).to_string();
    match name.contains("bad") {
        true => Err(cx.error(&terrace_ir::conversion::CONV001, body.loc(ROOT), &[&name, &""])),
        false => Ok(()),
    }
}

fn add_op(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let block = body.root_block();
    let mut rw = Rewriter::new(cx.cx, body);
    if let Some(first) = block.and_then(|b| rw.body.first_op(b)) {
        rw.before(first).build("other.op").done();
    }
    Ok(())
}

static PASSES: &[PassInfo] = &[
    PassInfo {
        name: "stamp",
        on: "test.func",
        options: &[TIMES.def, MODE.def, NAMES.def],
        run: stamp,
        ..PassInfo::EMPTY
    },
    PassInfo { name: "stamp-module", on: "builtin.module", ..PassInfo::EMPTY },
    PassInfo { name: "complain", on: "test.func", run: complain, ..PassInfo::EMPTY },
    PassInfo {
        name: "panic",
        on: "test.func",
        run: |_, _| panic!("all is lost"),
        ..PassInfo::EMPTY
    },
    PassInfo {
        name: "add-op",
        reads: &["test"],
        leaves: &["test"],
        run: add_op,
        ..PassInfo::EMPTY
    },
];

static PIPELINES: &[Pipeline] = &[
    Pipeline {
        name: "twice",
        summary: "",
        stages: &[("stamp", "once"), ("stamp{times=2}", "and again")],
    },
    Pipeline { name: "all", summary: "", stages: &[("twice", "first"), ("stamp-module", "last")] },
    Pipeline { name: "endless", summary: "", stages: &[("endless", "again")] },
];

fn test_registry() -> PassRegistry {
    let mut registry = PassRegistry::new();
    registry.add_passes(PASSES);
    registry.add_pipelines(PIPELINES);
    registry
}

fn plan(cx: &Context, text: &str) -> Result<Plan, Vec<String>> {
    let mut diags = Diags::new();
    let plan = match text.contains('(') {
        true => test_registry().plan(cx, text, &mut diags),
        false => test_registry().plan_passes(cx, text, &mut diags),
    };
    plan.map_err(|_| {
        diags.items().iter().map(|d| format!("{}: {}", d.code.id, d.message)).collect()
    })
}

/// A module of functions; `test.func` is isolated because each is a body of its own.
fn module(cx: &Context, names: &[String]) -> Body {
    let mut module = Body::new(cx, cx.op_name("builtin.module"), terrace_ir::Loc::UNKNOWN, 1);
    let block = module.new_block(module.regions(ROOT)[0], &[]);
    for name in names {
        let mut child = Body::new(cx, cx.op_name("test.func"), terrace_ir::Loc::UNKNOWN, 1);
        let inside = child.new_block(child.regions(ROOT)[0], &[]);
        let mut rw = Rewriter::new(cx, &mut child);
        rw.set_attr(ROOT, "sym_name", Some(cx.str_attr(name)));
        rw.at_end(inside).build("test.return").done();
        let mut rw = Rewriter::new(cx, &mut module);
        rw.at_end(block).build("test.func").child(child).done();
    }
    module
}

fn names(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("f{i}")).collect()
}

fn run(cx: &Context, body: &mut Body, text: &str) -> Outcome {
    let plan = plan(cx, text).unwrap();
    Manager::new(cx, &plan).run(body)
}

fn codes(outcome: &Outcome) -> Vec<String> {
    outcome.diags.items().iter().map(|d| format!("{}: {}", d.code.id, d.message)).collect()
}

#[test]
fn plans_print_as_what_they_were_read_from() {
    let cx = Context::new();
    for text in [
        "builtin.module(test.func(stamp,stamp{times=3 mode=slow}),stamp-module)",
        "builtin.module(stamp-module,test.func(stamp{names=a,b},inner.op(add-op),stamp))",
        "builtin.module()",
        "any(add-op)",
    ] {
        assert_eq!(plan(&cx, text).unwrap().text(), text);
    }
    let spaced = plan(&cx, " builtin.module ( test.func( stamp { times = 3 } ) ) ").unwrap();
    assert_eq!(spaced.text(), "builtin.module(test.func(stamp{times=3}))");
}

#[test]
fn the_short_form_and_pipelines_nest_by_themselves() {
    let cx = Context::new();
    let text = |short: &str| plan(&cx, short).unwrap().text();
    assert_eq!(text("stamp,stamp-module"), "builtin.module(test.func(stamp),stamp-module)");
    assert_eq!(
        text("all,stamp"),
        "builtin.module(test.func(stamp,stamp{times=2}),stamp-module,test.func(stamp))"
    );
}

#[test]
fn every_mistake_in_a_pipeline_is_reported_at_once() {
    let cx = Context::new();
    let wrong = |text: &str| plan(&cx, text).unwrap_err();
    assert_eq!(
        wrong("builtin.module(stampp,stamp,test.func(stamp{tmes=1 times=x mode=medium}))"),
        [
            "PASS002: unknown pass or pipeline `stampp`",
            "PASS005: pass `stamp` runs on `test.func`, not on `builtin.module`",
            "PASS003: pass `stamp` has no option `tmes`",
            "PASS004: option `times` of pass `stamp`: expected an integer, got `x`",
            "PASS004: option `mode` of pass `stamp`: expected one of `fast`, `slow`, got `medium`",
        ]
    );
    assert!(wrong("stamp,,stamp")[0].starts_with("PASS001"));
    assert!(wrong("builtin.module(stamp-module")[0].starts_with("PASS001"));
    assert!(wrong("endless")[0].starts_with("PASS006"));
    assert!(wrong(&format!("{}{}", "a.b(".repeat(99), ")".repeat(99)))[0].starts_with("PASS006"));
    assert!(wrong(&"(".repeat(1_000_000))[0].starts_with("PASS006"));
}

#[test]
fn one_thread_and_many_give_the_same() {
    let cx = Context::new();
    let plan = plan(&cx, "stamp{times=4},stamp,add-op").unwrap();
    let texts: Vec<(String, Vec<String>)> = [true, false]
        .into_iter()
        .map(|threads| {
            let mut names = names(50);
            names[20] = "bad20".into();
            names[40] = "bad40".into();
            let mut body = module(&cx, &names);
            let mut manager = Manager::new(&cx, &plan);
            manager.threads = threads;
            manager.check_levels = false;
            let outcome = manager.run(&mut body);
            assert!(outcome.changed);
            assert_eq!(outcome.stats.get("stamp", "stamps"), 100);
            let complaints = run(&cx, &mut body, "complain");
            assert!(matches!(complaints.result, Err(Failure::Input(_))));
            (print_module(&cx, &body, &PrintOptions::GENERIC), codes(&complaints))
        })
        .collect();
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0].1, ["CONV001: cannot convert `bad20`", "CONV001: cannot convert `bad40`"]);
    assert_eq!(texts[0].0.matches("stamps = 41").count(), 50);
}

#[test]
fn a_panic_becomes_a_reproducer_that_ends_with_the_pass() {
    let cx = Context::new();
    let plan = plan(&cx, "builtin.module(test.func(stamp),test.func(panic,stamp))").unwrap();
    let mut body = module(&cx, &names(2));
    let before = print_module(&cx, &body, &PrintOptions::GENERIC);
    let mut manager = Manager::new(&cx, &plan);
    manager.keep_input = true;
    let outcome = manager.run(&mut body);
    let Err(Failure::Bug(bug)) = &outcome.result else { panic!("{:?}", outcome.result) };
    assert_eq!(bug.pass, "panic");
    assert_eq!(bug.pipeline, "builtin.module(test.func(stamp,panic))");
    let input = bug.input.as_ref().unwrap();
    assert_eq!(print_module(&cx, input, &PrintOptions::GENERIC), before);
    assert_eq!(codes(&outcome)[0], "BUG001: pass `panic` panicked: all is lost");
}

#[test]
fn a_pass_that_leaves_what_it_says_it_does_not_is_named() {
    let cx = Context::new();
    let mut body = module(&cx, &names(1));
    let outcome = run(&cx, &mut body, "builtin.module(test.func(add-op))");
    assert!(matches!(outcome.result, Err(Failure::Bug(_))));
    assert_eq!(
        codes(&outcome),
        ["BUG002: pass `add-op` left an operation of dialect `other`, which it says it does not: \
          `other.op`"]
    );
}

#[test]
fn a_pass_that_leaves_ir_that_does_not_verify_is_named() {
    let cx = Context::new();
    terrace_upstream::load(&cx);
    let text =
        "func.func @f(%x: i32) -> i32 {\n  %y = arith.addi %x, %x : i32\n  return %y : i32\n}";
    let mut diags = Diags::new();
    let mut body = parse_module(&cx, text, "f", &mut diags).unwrap();
    let mut registry = PassRegistry::new();
    registry.add_passes(BREAKS);
    let plan = registry.plan_passes(&cx, "break", &mut diags).unwrap();
    let outcome = Manager::new(&cx, &plan).run(&mut body);
    assert!(matches!(outcome.result, Err(Failure::Bug(_))));
    assert_eq!(
        codes(&outcome).last().unwrap(),
        "BUG004: pass `break` left IR that does not verify"
    );
    assert_eq!(outcome.diags.n_errors(), 2, "the verifier says what is wrong first");
}

/// Uses a value before it is defined.
static BREAKS: &[PassInfo] = &[PassInfo {
    name: "break",
    on: "func.func",
    run: |body, _| {
        let first = body.root_block().and_then(|b| body.first_op(b));
        let Some(add) = first else { return Ok(()) };
        let result = body.result(add, 0);
        body.set_operand(add, 0, result);
        Ok(())
    },
    ..PassInfo::EMPTY
}];

#[test]
fn a_pipeline_for_another_operation_is_refused() {
    let cx = Context::new();
    let outcome = run(&cx, &mut module(&cx, &names(1)), "test.func(stamp)");
    assert_eq!(
        codes(&outcome),
        ["PASS007: the pipeline is for `test.func`, the input is `builtin.module`"]
    );
}

#[test]
fn printing_shows_each_function_around_each_pass() {
    let cx = Context::new();
    let plan = plan(&cx, "stamp,complain").unwrap();
    let mut text = Vec::new();
    let mut manager = Manager::new(&cx, &plan);
    let mut print = PrintIr::new(&mut text);
    print.before = Which::Named(vec!["complain".into()]);
    print.after = Which::All;
    print.only_changes = true;
    print.options = PrintOptions::GENERIC;
    manager.print = Some(print);
    manager.run(&mut module(&cx, &["good".into(), "bad".into()]));
    drop(manager);
    let text = String::from_utf8(text).unwrap();
    let headers: Vec<&str> = text.lines().filter(|l| l.starts_with("// --")).collect();
    assert_eq!(
        headers,
        [
            "// -----// IR Dump After stamp ('test.func' operation: @good) //----- //",
            "// -----// IR Dump Before complain ('test.func' operation: @good) //----- //",
            "// -----// IR Dump After stamp ('test.func' operation: @bad) //----- //",
            "// -----// IR Dump Before complain ('test.func' operation: @bad) //----- //",
            "// -----// IR Dump After complain Failed ('test.func' operation: @bad) //----- //",
        ]
    );
}

#[test]
fn checks_see_the_whole_module_around_each_pass() {
    let cx = Context::new();
    let plan = plan(&cx, "stamp,complain,stamp").unwrap();
    let mut seen = Vec::new();
    let mut manager = Manager::new(&cx, &plan);
    manager.check = Some(Box::new(|point, _| {
        if point.moment == Moment::After {
            let text = print_module(point.cx, point.body, &PrintOptions::GENERIC);
            let stamped = text.matches("stamps = ").count();
            seen.push((point.step_idx, point.step.pass.name, point.changed, stamped));
        }
        Ok(())
    }));
    assert!(manager.run(&mut module(&cx, &names(3))).result.is_ok());
    drop(manager);
    assert_eq!(seen, [(0, "stamp", true, 3), (1, "complain", false, 3), (2, "stamp", true, 3)]);
}

#[test]
fn timing_is_a_tree_of_the_pipeline() {
    let cx = Context::new();
    let outcome = run(&cx, &mut module(&cx, &names(3)), "stamp,stamp-module,stamp");
    let text = outcome.timing.to_string();
    let rows: Vec<&str> = text.lines().skip(6).filter_map(|l| l.split(")  ").nth(1)).collect();
    assert_eq!(
        rows,
        [
            "'test.func' Pipeline",
            "  stamp",
            "stamp-module",
            "'test.func' Pipeline",
            "  stamp",
            "Total"
        ]
    );
}

#[test]
fn every_pipeline_is_sound() {
    let cx = Context::new();
    let registry = registry();
    for pipeline in registry.pipelines() {
        let mut diags = Diags::new();
        let plan = registry.plan_passes(&cx, pipeline.name, &mut diags);
        let Ok(plan) = plan else { panic!("{}: {:?}", pipeline.name, diags.items()) };
        let mut gone: Vec<(&str, &str)> = Vec::new();
        for (i, step) in plan.steps.iter().enumerate() {
            let pass = step.pass;
            for (first, reason) in pass.after {
                let position = plan.steps.iter().position(|s| s.pass.name == *first);
                assert!(
                    position.is_none_or(|p| p < i),
                    "{}: `{}` must come after `{first}`: {reason}",
                    pipeline.name,
                    pass.name
                );
            }
            // A pass all of whose dialects are gone has nothing to do: it stands too late.
            let finds_something = pass.reads.is_empty()
                || pass.reads.iter().any(|d| !gone.iter().any(|(g, _)| g == d));
            assert!(finds_something, "{}: `{}` comes after {gone:?}", pipeline.name, pass.name);
            gone.retain(|(dialect, _)| !pass.leaves.contains(dialect));
            let taken = pass.reads.iter().filter(|d| !pass.leaves.contains(d));
            gone.extend(taken.map(|d| (*d, pass.name)));
        }
    }
}

#[test]
fn parsed_and_built_modules_run_alike() {
    let cx = Context::new();
    let text = "\"builtin.module\"() ({\n  \"test.op\"() : () -> ()\n}) : () -> ()\n";
    let options = terrace_ir::text::ParseOptions { allow_unregistered: true };
    let mut diags = Diags::new();
    let mut body = parse_module_with(&cx, text.as_bytes(), "f", options, &mut diags).unwrap();
    let mut diags = Diags::new();
    let plan = registry().plan_passes(&cx, "canonicalize,cse,dce,symbol-dce", &mut diags).unwrap();
    let outcome = Manager::new(&cx, &plan).run(&mut body);
    assert!(outcome.result.is_ok() && !outcome.changed);
    assert!(print_module(&cx, &body, &PrintOptions::GENERIC).contains("test.op"));
}

#[test]
fn steps_know_the_named_pipelines_they_were_written_out_from() {
    let cx = Context::new();
    let mut diags = Diags::new();
    let plan = registry().plan_passes(&cx, "cse,graph-to-cpu", &mut diags).unwrap();
    assert!(plan.steps[0].within.is_empty());
    assert_eq!(plan.steps[1].within, ["graph-to-cpu", "graph-optimize"]);
    let last = plan.steps.last().unwrap();
    assert_eq!(last.within, ["graph-to-cpu", "loop-to-cpu"]);
}

#[test]
fn errors_in_a_pipeline_of_several_lines_have_their_line() {
    let cx = Context::new();
    let text = "// First :( the usual\nstamp{times=3}, // thrice\n  stamp{tims=1}\n";
    let source = PipelineText { name: "p.pipeline".into(), text: text.into() };
    let mut diags = Diags::new();
    assert!(test_registry().plan_text(&cx, &source, true, &mut diags).is_err());
    let diag = &diags.items()[0];
    let (file, line, col) = diag.loc.file_line_col(&cx).unwrap();
    assert_eq!((cx.str(file), line, col, diag.code.id), ("p.pipeline", 3, 9, "PASS003"));
    let right = PipelineText { text: text.replace("tims", "times"), ..source };
    let plan = test_registry().plan_text(&cx, &right, true, &mut diags).unwrap();
    assert_eq!(plan.text(), "builtin.module(test.func(stamp{times=3},stamp))");
    assert!(PipelineText::read("@no/such/file").unwrap_err().contains("no/such/file"));
    assert_eq!(PipelineText::read("cse").unwrap().text, "cse");
}

#[test]
fn help_describes_passes_and_pipelines_and_knows_near_names() {
    let registry = test_registry();
    let help = registry.help("stamp").unwrap();
    assert!(help.contains("runs on: test.func") && help.contains("times=<integer>"), "{help}");
    assert!(help.contains("mode=<fast|slow>") && help.contains("[default: fast]"), "{help}");
    assert!(registry.help("twice").unwrap().contains("stamp{times=2}"));
    assert_eq!(registry.help("stmp"), Err(Some("stamp")));
}

/// Runs a pipeline on each function that asks for it.
fn run_asked(body: &mut Body, cx: &mut PassCx<'_>) -> Result<(), Reported> {
    let plan = test_registry().plan(cx.cx, "test.func(stamp{times=7},complain)", &mut cx.diags)?;
    cx.each_child(body, &|child, cx| cx.run_plan(child, &plan))
}

static DYNAMIC: &[PassInfo] =
    &[PassInfo { name: "dynamic", on: "builtin.module", run: run_asked, ..PassInfo::EMPTY }];

#[test]
fn a_pass_may_run_a_pipeline_on_each_child() {
    let cx = Context::new();
    let mut registry = PassRegistry::new();
    registry.add_passes(DYNAMIC);
    let plan = registry.plan_passes(&cx, "dynamic", &mut Diags::new()).unwrap();
    let mut body = module(&cx, &names(3));
    let outcome = Manager::new(&cx, &plan).run(&mut body);
    assert!(outcome.result.is_ok() && outcome.changed);
    assert_eq!(outcome.stats.get("stamp", "stamps"), 3);
    assert_eq!(print_module(&cx, &body, &PrintOptions::GENERIC).matches("stamps = 7").count(), 3);
    let mut bad = module(&cx, &["bad".into()]);
    assert_eq!(codes(&Manager::new(&cx, &plan).run(&mut bad)), ["CONV001: cannot convert `bad`"]);
}

#[test]
fn changes_print_as_a_diff_and_into_a_tree_of_files() {
    let cx = Context::new();
    let plan =
        plan(&cx, "builtin.module(test.func(stamp,complain),stamp-module,test.func(add-op))")
            .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = |tree: Option<std::path::PathBuf>| {
        let mut text = Vec::new();
        let mut manager = Manager::new(&cx, &plan);
        manager.check_levels = false;
        let mut print = PrintIr::new(&mut text);
        (print.after, print.only_changes) = (Which::All, true);
        (print.diff, print.options) = (Some(Diff::Plain), PrintOptions::GENERIC);
        print.tree = tree;
        manager.print = Some(print);
        assert!(manager.run(&mut module(&cx, &names(1))).result.is_ok());
        drop(manager);
        String::from_utf8(text).unwrap()
    };
    let text = run(None);
    assert!(text.contains("IR Dump Diff After stamp ('test.func' operation: @f0)"), "{text}");
    assert!(text.contains("\n+\"test.func\"") || text.contains("stamps = 1"), "{text}");
    assert!(text.contains("\n+") && text.contains("\n-") && !text.contains("complain"), "{text}");
    assert_eq!(run(Some(folder.path().into())), "");
    let module = folder.path().join("builtin_module_no-symbol-name/test_func_f0");
    let mut files: Vec<String> = std::fs::read_dir(module)
        .unwrap()
        .map(|f| f.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["0_0_stamp.mlir", "1_2_add-op.mlir"]);
}
