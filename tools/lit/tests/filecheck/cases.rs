//! FileCheck by cases: each line of the table has the exit code that is right, and LLVM's
//! FileCheck, where it is installed, must agree.

use crate::common::{Case, llvm_filecheck, ours, theirs};

/// Options, check file, input, exit code: 0 passes, 1 does not match, 2 is an unusable check file.
#[rustfmt::skip]
const CASES: &[(&[&str], &str, &str, i32)] = &[
    // plain
    (&[], "CHECK: b\nCHECK: c", "a\nb\nc\n", 0),
    (&[], "CHECK: c\nCHECK: b", "a\nb\nc\n", 1),
    (&[], "CHECK: b", "abc", 0),
    (&[], "CHECK: a b", "a  \t b", 0),
    (&["--strict-whitespace"], "CHECK: a b", "a  b", 1),
    (&[], "no directive", "a\n", 2),
    (&[], "CHECK:", "a\n", 2),
    (&[], "CHECK: a", "", 2),
    (&["--allow-empty"], "CHECK-NOT: a", "", 0),
    (&[], "XCHECK: a\nCHECK: b", "b\n", 0),
    (&[], "CHECK: a CHECK: b", "a CHECK: b\n", 0),
    (&[], "CHECK{LITERAL}: [[x]] {{y}}", "[[x]] {{y}}\n", 0),
    (&[], "CHECK{LITERAL}: [[x]]", "[x]\n", 1),
    (&[], "COM: CHECK: b\nCHECK: a", "a\n", 0),
    (&[], "CHECK: a\r\nCHECK-NEXT: b\r\n", "a\nb\n", 0),
    // -NEXT
    (&[], "CHECK: a\nCHECK-NEXT: b", "a\nb\n", 0),
    (&[], "CHECK: a\nCHECK-NEXT: b", "a\n\nb\n", 1),
    (&[], "CHECK: a\nCHECK-NEXT: b", "a b\n", 1),
    (&[], "CHECK-NEXT: b", "b\n", 2),
    // -SAME
    (&[], "CHECK: a\nCHECK-SAME: b", "a b\n", 0),
    (&[], "CHECK: a\nCHECK-SAME: b", "a\nb\n", 1),
    (&[], "CHECK-SAME: b", "b\n", 2),
    // -EMPTY
    (&[], "CHECK: a\nCHECK-EMPTY:\nCHECK-NEXT: b", "a\n\nb\n", 0),
    (&[], "CHECK: a\nCHECK-EMPTY:", "a\nb\n\n", 1),
    (&[], "CHECK: a\nCHECK-EMPTY: x", "a\n\n", 2),
    (&[], "CHECK: a\nCHECK-EMPTY:\nCHECK-EMPTY:", "a\n\n\n", 0),
    (&[], "CHECK: a\nCHECK-EMPTY:", "a", 1),
    // -NOT
    (&[], "CHECK: a\nCHECK-NOT: b\nCHECK: c", "a\nx\nc\nb\n", 0),
    (&[], "CHECK: a\nCHECK-NOT: b\nCHECK: c", "a\nb\nc\n", 1),
    (&[], "CHECK-NOT: b", "a\nb\n", 1),
    (&[], "CHECK-NOT: b\nCHECK: a", "a\nb\n", 0),
    (&[], "CHECK: a\nCHECK-NOT: {{^b$}}", "a\nbb\n", 0),
    (&[], "CHECK-NOT: [[UNDEFINED]]", "a\n", 1),
    // -DAG
    (&[], "CHECK-DAG: b\nCHECK-DAG: a", "a\nb\n", 0),
    (&[], "CHECK-DAG: a\nCHECK-DAG: a", "a\n", 1),
    (&["--allow-deprecated-dag-overlap"], "CHECK-DAG: a\nCHECK-DAG: a", "a\n", 0),
    (&[], "CHECK-DAG: b\nCHECK-DAG: a\nCHECK: c", "a\nc\nb\n", 1),
    (&[], "CHECK-DAG: a\nCHECK-NOT: x\nCHECK-DAG: b", "a\nx\nb\n", 1),
    (&[], "CHECK-DAG: a\nCHECK-NOT: x\nCHECK-DAG: b", "x\na\nb\n", 0),
    (&[], "CHECK-DAG: [[X:v[0-9]]] = f\nCHECK-DAG: g [[X]]", "g v1\nv1 = f\ng v1\n", 0),
    (&[], "CHECK-DAG: aba\nCHECK-DAG: ab", "ababa ab\n", 0),
    // -LABEL
    (&[], "CHECK-LABEL: f\nCHECK: x\nCHECK-LABEL: g\nCHECK: x", "f\nx\ng\nx\n", 0),
    (&[], "CHECK-LABEL: f\nCHECK: y\nCHECK-LABEL: g", "f\nx\ng\ny\n", 1),
    (&[], "CHECK-LABEL: f\nCHECK-NOT: y\nCHECK-LABEL: g", "f\nx\ng\ny\n", 0),
    (&[], "CHECK-LABEL: [[X:f]]", "f\n", 2),
    (&[], "CHECK-LABEL: {{f|g}}\nCHECK-NEXT: x", "g\nx\n", 0),
    // -COUNT
    (&[], "CHECK-COUNT-2: a\nCHECK-NOT: a", "a\na\n", 0),
    (&[], "CHECK-COUNT-3: a", "a\na\n", 1),
    (&[], "CHECK-COUNT-2: a\nCHECK-NOT: a", "a\na\na\n", 1),
    (&[], "CHECK-COUNT-0: a", "a\n", 2),
    (&[], "CHECK-COUNT: a", "a\n", 2),
    (&[], "CHECK-COUNT-2-NOT: a", "a\n", 2),
    // malformed directives
    (&[], "CHECK: a\nCHECK_NEXT: b", "a\nb\n", 2),
    (&[], "CHECK: a\nCHECK-NEXT-NOT: b", "a\nb\n", 2),
    (&[], "CHECK: a\nCHECK-NOT-DAG: b", "a\nb\n", 2),
    // regular expressions
    (&[], "CHECK: a{{b|cd}}e", "acde\n", 0),
    (&[], "CHECK: {{a|ab}}{{$}}", "ab\n", 0),
    (&[], "CHECK: {{^}}b", "ab\n", 1),
    (&[], "CHECK: a\nCHECK-SAME: {{^}}b", "ab\n", 0),
    (&[], "CHECK: {{[[:digit:]]+}}x", "12x\n", 0),
    (&[], "CHECK: a{{[^x]*}}c", "ab\nc\n", 1),
    (&[], "CHECK: {{a**}}", "a\n", 2),
    (&[], "CHECK: {{(|a)}}", "a\n", 2),
    (&[], "CHECK: {{}}", "a\n", 2),
    (&[], "CHECK: {{()}}a", "a\n", 0),
    (&[], "CHECK: {{a{,3}}}", "a{,3}\n", 0),
    (&[], "CHECK: a{2}", "a{2}\n", 0),
    (&[], "CHECK: {{a{2,3}}}", "aaa\n", 2),
    (&[], "CHECK: {{^(a{2,3})}}b", "aaab\n", 0),
    (&[], "CHECK: {{^(a{2,3})}}b", "aaaab\n", 1),
    (&[], "CHECK: {{(a)\\1}}", "aa\n", 0),
    (&[], "CHECK: {{[\\]}}x", "\\x\n", 0),
    (&[], "CHECK: {{[]]}}x", "]x\n", 0),
    (&[], "CHECK: {{a", "a\n", 2),
    // string variables
    (&[], "CHECK: [[X:[a-z]+]] = 1\nCHECK: use [[X]]", "ab = 1\nuse ab\n", 0),
    (&[], "CHECK: [[X:[a-z]+]] = 1\nCHECK: use [[X]]", "ab = 1\nuse ac\n", 1),
    (&[], "CHECK: [[X:[a-z]+]] = [[X]]", "a = b c = c\n", 0),
    (&[], "CHECK: use [[X]]", "use a\n", 1),
    (&[], "CHECK: [[X:a.c]]\nCHECK: [[X]]!", "a.c\nabc!\n", 1),
    (&[], "CHECK: [[[X:a]]]", "[a]\n", 0),
    (&[], "CHECK: [[9]]", "9\n", 2),
    (&[], "CHECK: [[X-1]]", "9\n", 2),
    (&[], "CHECK: [[X:]]b", "b\n", 0),
    (&[], "CHECK: [[X:a]]\nCHECK: [[X:b]]\nCHECK: [[X]]", "a\nb\na\n", 1),
    (&[], "CHECK: [[X:b*]]\nCHECK: [[X]]", "a\n", 1),
    (&["-DX=a b"], "CHECK: [[X]]", "xa bx\n", 0),
    (&["-DX"], "CHECK: a", "a\n", 2),
    (&["-D9=1"], "CHECK: a", "a\n", 2),
    (&["--enable-var-scope"], "CHECK: [[X:a]]\nCHECK-LABEL: f\nCHECK: [[X]]", "a\nf\na\n", 1),
    (&["--enable-var-scope"], "CHECK: [[$X:a]]\nCHECK-LABEL: f\nCHECK: [[$X]]", "a\nf\na\n", 0),
    // numeric variables
    (&[], "CHECK: [[#X:]]\nCHECK: [[#X+1]]!", "41\n42!\n", 0),
    (&[], "CHECK: [[#X:]]\nCHECK: [[#X+1]]!", "41\n43!\n", 1),
    (&[], "CHECK: [[#%x,X:]]\nCHECK: [[#X+1]]!", "ff\n100!\n", 0),
    (&[], "CHECK: [[#%#X,X:]]\nCHECK: [[#X+1]]!", "0xFE\n0xFF!\n", 0),
    (&[], "CHECK: [[#%.4d,X:]]!\nCHECK: [[#X-8]]?", "0007!\n-0001?\n", 0),
    (&[], "CHECK: [[#%u,X:]]\nCHECK: [[#X-8]]?", "7\n-1?\n", 1),
    (&[], "CHECK: [[#X: 3 + 4]]", "7\n", 0),
    (&[], "CHECK: [[#X:==7]]\nCHECK: [[#max(X,9)]]", "7\n9\n", 0),
    (&[], "CHECK: [[#X:]] [[#X]]", "7 7\n", 2),
    (&[], "CHECK: [[#X]]", "7\n", 1),
    (&[], "CHECK: [[#%x,X:]]\nCHECK: [[#Y:]]\nCHECK: [[#X+Y]]", "7\n7\n14\n", 2),
    (&[], "CHECK: [[#X:]]\nCHECK: [[X:a]]", "7\na\n", 2),
    (&[], "CHECK: [[#010]]", "8\n", 0),
    (&[], "CHECK: [[#1 * 2]]", "2\n", 2),
    (&[], "CHECK: [[#foo(1,2)]]", "2\n", 2),
    (&[], "CHECK: [[#div(7,0)]]", "2\n", 1),
    (&[], "CHECK: [[#]]x", "12x\n", 0),
    (&["-D#X=5"], "CHECK: [[#X+1]]", "6\n", 0),
    (&["-D#%x,X=0x1f", "-D#Y=X+1"], "CHECK: [[#Y]]", "20\n", 0),
    (&[], "CHECK: [[@LINE]]\nCHECK: [[#@LINE+1]]", "1\n3\n", 0),
    (&[], "\n\nCHECK: [[@LINE-1]]", "2\n", 0),
    (&[], "CHECK: [[@LINE*1]]", "2\n", 2),
    // prefixes
    (&["--check-prefix=A"], "A: a\nB: b", "a\n", 0),
    (&["--check-prefixes=A,B"], "A: a\nB-NEXT: b", "a\nb\n", 0),
    (&["--check-prefixes=A,B"], "A: a", "a\n", 2),
    (&["--check-prefixes=A,B", "--allow-unused-prefixes"], "A: a", "a\n", 0),
    (&["--check-prefixes=A,A"], "A: a", "a\n", 2),
    (&["--check-prefixes=A,A-B"], "A-B: a\nA: b", "a\nb\n", 0),
    (&["--check-prefix=A!"], "A!: a", "a\n", 2),
    (&["--comment-prefixes=NOTE"], "NOTE: CHECK: b\nCHECK: a", "a\n", 0),
    (&["--comment-prefixes=NOTE"], "COM: CHECK: b\nCHECK: a", "a\n", 1),
    // other options
    (&["--match-full-lines"], "CHECK: a", "xa\n a \n", 0),
    (&["--match-full-lines"], "CHECK: a", "xa\n", 1),
    (&["--match-full-lines", "--strict-whitespace"], "CHECK: a", " a\n", 0),
    (&["--match-full-lines", "--strict-whitespace"], "CHECK:a", " a\n", 1),
    (&["--match-full-lines"], "CHECK: a\nCHECK-NOT: b", "a\nxbx\n", 1),
    (&["--ignore-case"], "CHECK: aBc{{X}}", "AbCx\n", 0),
    (&["--ignore-case"], "CHECK: abc", "ABC\n", 0),
    (&["--implicit-check-not=bad"], "CHECK: a", "a\nbad\n", 1),
    (&["--implicit-check-not=bad"], "CHECK: a\nCHECK: a bad", "a\na bad\n", 0),
    (&["--implicit-check-not=bad"], "nothing", "a\n", 0),
    (&["--implicit-check-not={{b+}}ad", "--check-prefix=A"], "nothing", "a\n", 2),
];

#[test]
fn every_case_has_its_exit_code() {
    let mut wrong = Vec::new();
    for (args, check, input, expected) in CASES {
        let case = Case::new(args, check, input);
        let report = ours(&case);
        if report.exit_code() != *expected {
            wrong.push(format!("{case:?}: {} instead of {expected}\n{report}", report.exit_code()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn llvm_agrees_with_every_case() {
    let Some(program) = llvm_filecheck() else { return };
    let mut wrong = Vec::new();
    for (args, check, input, expected) in CASES {
        let case = Case::new(args, check, input);
        let (code, stderr) = theirs(&program, &case);
        if code != *expected {
            wrong.push(format!("{case:?}: {code} instead of {expected}\n{stderr}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where we are stricter than LLVM: what it lets pass is a mistake of the author.
#[test]
fn likely_mistakes_are_errors_here_alone() {
    let program = llvm_filecheck();
    for (check, input, hint) in [
        ("CHECK: a\nCHECK-NXT: b", "a\n", "is 'CHECK-NEXT:' meant?"),
        ("CHECK: a\nCHECK-next: b", "a\n", "is 'CHECK-NEXT:' meant?"),
        ("CHECK: a\nCHECK-LABLE: b", "a\n", "is 'CHECK-LABEL:' meant?"),
        ("CHECK: a\n// CHECK-NEXT b", "a\n", "missing ':' after 'CHECK-NEXT'"),
        ("CHECK: {{\\d}}", "d\n", "write [0-9]"),
    ] {
        let case = Case::new(&[], check, input);
        let report = ours(&case);
        assert_eq!(report.exit_code(), 2, "{check}");
        assert!(report.to_string().contains(hint), "{report}");
        if let Some(program) = &program {
            assert_eq!(theirs(program, &case).0, 0, "{check}: LLVM refuses it now, too");
        }
    }
}

#[test]
fn prefixes_of_other_commands_are_no_slips() {
    let case = Case::new(&[], "CHECK: a\nCHECK-NXT: b\nCHECK-NXT-SAME: c", "a\n");
    let mut options = case.command().options;
    assert_eq!(case.check(&options).exit_code(), 2);
    options.foreign_prefixes = vec!["CHECK-NXT".into()];
    assert_eq!(case.check(&options).exit_code(), 0);
}
