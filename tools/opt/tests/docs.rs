//! The book: chapters and reference are complete, and every link leads somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use terrace_opt::{Language, Streams, Tool};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs the command; gives the exit code and what it says.
fn run(args: &[&str]) -> (u8, String) {
    let tool = Tool::new("terrace", "0", Language::default());
    let args: Vec<String> = args.iter().map(|a| (*a).to_owned()).collect();
    let (mut stdin, mut stdout, mut stderr) = (std::io::empty(), Vec::new(), Vec::new());
    let code = tool.run(
        &args,
        &mut Streams { stdin: &mut stdin, stdout: &mut stdout, stderr: &mut stderr, color: false },
    );
    (code, String::from_utf8_lossy(&stderr).into_owned())
}

#[test]
fn the_book_has_everything_and_its_links_resolve() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display().to_string();
    let (docs, cases) = (root().join("docs"), root().join("test/lit"));
    let (docs, cases) = (docs.display().to_string(), cases.display().to_string());
    let (code, said) = run(&["docs", "-o", &out, "--chapters", &docs, "--cases", &cases]);
    assert_eq!((code, said.as_str()), (0, ""));
    let page = |path: &str| fs::read_to_string(folder.path().join("src").join(path)).unwrap();
    let language = Language::default();
    for dialect in language.dialects() {
        let text = page(&format!("reference/dialect/{}.md", dialect.name));
        for def in dialect.ops.iter().copied().flatten() {
            assert!(text.contains(&format!("{{#{}}}", def.name)), "{}", def.name);
        }
    }
    let passes = page("reference/passes.md");
    for pass in language.registry().passes() {
        assert!(passes.contains(&format!("{{#{}}}", pass.name)), "{}", pass.name);
    }
    // Most passes have a short first case; a change of the cases' form would lose them all.
    let n_examples = passes.matches("#### After").count();
    assert!(2 * n_examples > language.registry().passes().count(), "{n_examples} examples");
    let codes = page("reference/codes.md");
    assert!(
        language.all_codes().iter().all(|c| codes.contains(c.explain.split('<').next().unwrap()))
    );
    assert!(page("reference/dialect/te.md").contains("```mlir"), "examples come along");
    let summary = page("SUMMARY.md");
    let chapters = ["README.md", "tour.md", "coming-from-mlir.md", "howto/add-an-op.md"];
    for chapter in chapters.iter().chain(&["reference/pipelines.md"]) {
        assert!(summary.contains(&format!("({chapter})")), "{chapter} is not in\n{summary}");
    }
}

#[test]
fn cases_are_found_by_the_pass_that_they_run() {
    let folder = tempfile::tempdir().unwrap();
    let (out, cases) = (folder.path().join("out"), folder.path().join("cases"));
    fs::create_dir_all(cases.join("deep")).unwrap();
    let case = "// RUN: own opt %s | FileCheck %s\n// RUN: own opt %s -p canonicalize,cse,inline\n\
                func.func @deep(%x: i32) -> i32 {\n  %c = arith.constant 0 : i32\n  \
                %y = arith.addi %x, %c : i32\n  return %y : i32\n}\n";
    let run = |name: &str, text: &str| {
        fs::write(cases.join(name), text).unwrap();
        let (out, cases) = (out.display().to_string(), cases.display().to_string());
        let (code, said) = run(&["docs", "-o", &out, "--cases", &cases]);
        assert_eq!(code, 0, "{said}");
        (fs::read_to_string(Path::new(&out).join("src/reference/passes.md")).unwrap(), said)
    };
    let (_, said) = run("other.mlir", "// RUN: own opt %s\nmodule {}\n");
    assert!(
        said.starts_with("warning: 0 of ") && said.contains("passes have an example"),
        "{said}"
    );
    let (page, said) = run("deep/any-name.mlir", case);
    assert_eq!(said, "");
    let of = |pass: &str| {
        let (_, text) = page.split_once(&format!("{{#{pass}}}")).unwrap();
        text.split("\n## ").next().unwrap().to_owned()
    };
    assert!(of("cse").contains("#### Before\n\n```mlir\nfunc.func @deep"), "{}", of("cse"));
    assert!(of("inline").contains("@deep") && !of("symbol-dce").contains("@deep"));
    let alone = case.replace("canonicalize,cse,inline", "canonicalize").replace("@deep", "@alone");
    let (page, _) = run("z.mlir", &alone);
    let (_, text) = page.split_once("{#canonicalize}").unwrap();
    assert!(text.split("\n## ").next().unwrap().contains("@alone"));
}

#[test]
fn a_link_that_leads_nowhere_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let (chapters, out) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir_all(chapters.join("sub")).unwrap();
    let text = "# A\n[fine](sub/b.md#b-and-c) [gone](c.md) [gone](sub/b.md#d) [web](https://x.y)\n";
    fs::write(chapters.join("README.md"), text).unwrap();
    fs::write(chapters.join("sub/b.md"), "# B and C\n[up](../README.md)\n").unwrap();
    let (chapters, out) = (chapters.display().to_string(), out.display().to_string());
    let (code, said) = run(&["docs", "-o", &out, "--chapters", &chapters]);
    let lines: Vec<&str> = said.lines().collect();
    let want = [
        "error[DOCS001]: `README.md` has a link that leads nowhere: `c.md`",
        "error[DOCS001]: `README.md` has a link that leads nowhere: `sub/b.md#d`",
    ];
    assert_eq!((code, lines.as_slice()), (1, want.as_slice()));
    let (code, said) = run(&["docs", "-o", &out, "--chapters", "/no/such/folder"]);
    assert!(code == 1 && said.contains("error[FILE001]: cannot read `/no/such/folder`"), "{said}");
}
