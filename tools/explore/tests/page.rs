//! Recordings, and the page in a browser: what it shows, and what keys, clicks and links do.

use std::process::Command;

use terrace_explore::{Options, Range, Recording, page, record};
use terrace_ir::text::{PrintOptions, parse_module, print_placed};
use terrace_ir::{Context, Diags};
use terrace_passes::Language;

const SOURCE: &str = r#"
func.func @main(%x: tensor<8x32xf32>, %w: tensor<32x16xf32>, %b: tensor<16xf32>)
    -> tensor<8x16xf32> {
  %product = graph.matmul %x, %w : tensor<8x32xf32>, tensor<32x16xf32> -> tensor<8x16xf32>
  %sum = graph.add %product, %b : tensor<8x16xf32>, tensor<16xf32> -> tensor<8x16xf32>
  %positive = graph.relu %sum : tensor<8x16xf32>
  return %positive : tensor<8x16xf32>
}
"#;

/// Each function of the final module as text, besides the recording.
struct Run {
    recording: Recording,
    left: Vec<(String, String)>,
    failed: bool,
}

fn run(source: &str, pipeline: &str, options: &Options) -> Run {
    let language = Language::default();
    let cx: Context = language.context();
    let mut diags = Diags::new();
    let plan = language.registry().plan_passes(&cx, pipeline, &mut diags);
    let plan = plan.unwrap_or_else(|_| panic!("{:?}", diags.items()));
    let mut module = parse_module(&cx, source.as_bytes(), "dense.mlir", &mut diags).unwrap();
    let (mut recording, outcome) = record(&cx, &plan, &mut module, options, |_| {});
    recording.input = "dense.mlir <1 & 2>".into();
    let print = PrintOptions { elide_large_elements: Some(16), ..PrintOptions::default() };
    let children = module.children_mut().map(|child| {
        let root = child.root(&cx);
        let name = root.symbol().map_or(String::new(), |s| format!("@{}", cx.str(s)));
        (name, print_placed(root, &print).text)
    });
    Run { recording, left: children.collect(), failed: outcome.result.is_err() }
}

/// The texts of the last state by unit.
fn last_state(recording: &Recording) -> Vec<Option<u32>> {
    let mut state = vec![None; recording.units.len()];
    recording.input_state.iter().for_each(|&(unit, text)| state[unit as usize] = Some(text));
    for (unit, text) in recording.steps.iter().flat_map(|s| &s.after) {
        state[*unit as usize] = *text;
    }
    state
}

#[test]
fn differences_add_up_to_what_the_passes_left() {
    let Run { recording, left, failed } = run(SOURCE, "graph-to-cpu", &Options::default());
    assert!(!failed);
    let state = last_state(&recording);
    assert!(left.len() >= 2, "the host and a kernel");
    for (name, text) in &left {
        let unit =
            recording.units.iter().position(|u| u == name).expect("every function is a unit");
        let lines = recording.text_lines(state[unit].expect("it is there"));
        assert_eq!(lines.join("\n"), *text, "{name}");
    }
    assert!(recording.steps.iter().all(|s| s.status == "ran"));
    assert!(recording.steps.iter().any(|s| !s.changed && s.after.is_empty()));
    let made = recording.makers.iter().any(|m| m.pass == "lower-graph-to-te" && m.from.is_some());
    assert!(made, "passes say what they made from what: {:?}", recording.makers);
}

#[test]
fn an_untouched_value_keeps_its_line() {
    let source = r#"
func.func @f(%a: i32) -> i32 {
  %0 = arith.constant 1 : i32
  %1 = arith.constant 1 : i32
  %2 = arith.addi %a, %0 : i32
  %3 = arith.muli %2, %1 : i32
  return %2 : i32
}"#;
    let Run { recording, .. } = run(source, "dce", &Options::default());
    let step = &recording.steps[0];
    assert_eq!((step.added, step.removed), (0, 2), "two values went, the others keep their number");
}

#[test]
fn functions_and_passes_can_be_chosen() {
    let functions = vec!["matmul".to_owned(), "mtmul".to_owned()];
    let range = Range { first: 9, last: 11 };
    let options = Options { functions, range, ..Options::default() };
    let Run { recording, .. } = run(SOURCE, "graph-to-cpu", &options);
    let kept = |k: usize| !recording.steps[k].after.is_empty();
    assert!(kept(9) && !kept(12) && !kept(15), "{:?}", recording.steps);
    let texts = recording.steps.iter().flat_map(|s| &s.after).chain(&[]);
    let units: Vec<&str> = texts.map(|(u, _)| recording.units[*u as usize].as_str()).collect();
    assert!(units.contains(&"@matmul") && !units.contains(&"@main"), "{units:?}");
    assert_eq!(recording.notes, ["no function is called `mtmul`, did you mean `matmul`?"]);
}

#[test]
fn a_recording_has_a_bound() {
    let options = Options { max_bytes: 2000, ..Options::default() };
    let full = run(SOURCE, "graph-to-cpu", &Options::default()).recording;
    let Run { recording, .. } = run(SOURCE, "graph-to-cpu", &options);
    assert!(recording.notes[0].contains("texts are left out"), "{:?}", recording.notes);
    assert!(recording.to_json().len() * 2 < full.to_json().len());
    let last = last_state(&recording).into_iter().flatten();
    assert!(last.map(|t| recording.text_lines(t)[0]).any(|l| l.starts_with("// left out")));
}

#[test]
fn a_run_that_fails_shows_what_was_left() {
    // A loop of calls cannot be lowered to the host.
    let source = "func.func @main(%x: tensor<?xf32>) -> tensor<?xf32> {\n  \
                  %y = graph.relu %x : tensor<?xf32>\n  return %y : tensor<?xf32>\n}";
    let Run { recording, failed, .. } = run(source, "graph-to-cpu", &Options::default());
    assert!(failed);
    let at = recording.steps.iter().position(|s| s.status == "failed").expect("one failed");
    assert!(recording.steps[at].messages.iter().any(|m| m.severity == "error"));
    assert!(recording.steps[at + 1..].iter().all(|s| s.status == "not run"));
}

// --- in a browser ---

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A headless browser, if there is one.
fn browser() -> Option<&'static str> {
    let runs =
        |b: &&&str| Command::new(b).arg("--version").output().is_ok_and(|o| o.status.success());
    BROWSERS.iter().find(runs).copied()
}

/// What a script behind the page finds: lines of `ok NAME` and `not ok NAME`.
fn tried(
    browser: &str,
    html: &str,
    link: &str,
    (width, height): (u32, u32),
    script: &str,
) -> String {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("page.html");
    let driver = format!("<script>{}\nwhenReady(async () => {{ {script} }});</script>", DRIVER);
    std::fs::write(&path, html.replace("</body>", &format!("{driver}</body>"))).unwrap();
    let out = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--force-prefers-reduced-motion"])
        .arg(format!("--window-size={width},{height}"))
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .args(["--virtual-time-budget=20000", "--dump-dom"])
        .arg(format!("file://{}#{link}", path.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&out.stdout).into_owned();
    let result = dom.split_once("<pre id=\"result\">").and_then(|(_, r)| r.split_once("</pre>"));
    let Some((result, _)) = result else {
        panic!("the script did not end\n{}", String::from_utf8_lossy(&out.stderr));
    };
    result.to_owned()
}

/// Helpers of the scripts, and the judgement of contrast.
const DRIVER: &str = include_str!("page/driver.js");

const WIDE: &str = include_str!("page/wide.js");

const NARROW: &str = include_str!("page/narrow.js");

#[test]
fn the_page_works_in_a_browser() {
    let html = page(&run(SOURCE, "graph-to-cpu", &Options::default()).recording);
    assert!(!html.contains("http://") && !html.contains("https://") && !html.contains("src="));
    let Some(browser) = browser() else {
        println!("NOT CHECKED: none of {BROWSERS:?} is installed, so the page was not opened");
        return;
    };
    let link = "pass=lower-graph-to-te&fn=@matmul";
    let wide = tried(browser, &html, link, (1280, 800), WIDE);
    let narrow = tried(browser, &html, link, (390, 780), NARROW);
    for result in [wide, narrow] {
        assert!(result.ends_with("end") && !result.contains("not ok"), "{result}");
    }
}
