//! `terrace explain` knows every code that any source declares, and no other.

use terrace::Streams;
use xtask::repo::Repo;
use xtask::tidy::codes;

/// Exit code, standard output and standard error of `terrace explain ARGS`.
fn explain(args: &[&str]) -> (u8, String, String) {
    let args: Vec<String> = ["explain"].iter().chain(args).map(|a| a.to_string()).collect();
    let (mut input, mut stdout, mut stderr) = (&b""[..], Vec::new(), Vec::new());
    let mut streams =
        Streams { stdin: &mut input, stdout: &mut stdout, stderr: &mut stderr, color: false };
    let code = terrace::run(&args, &mut streams);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (code, text(stdout), text(stderr))
}

#[test]
fn every_code_of_the_sources_is_listed() {
    let declared = codes::ids(&Repo::load().expect("this is a repository"));
    let (code, stdout, stderr) = explain(&[]);
    assert_eq!(code, 0, "{stderr}");
    let listed: Vec<&str> = stdout.lines().filter_map(|l| l.split(' ').next()).collect();
    assert!(declared.len() > 150, "the scan of the sources found {} codes", declared.len());
    assert_eq!(listed, declared, "left: `terrace explain`, right: the sources");
}

#[test]
fn a_code_is_explained_and_a_misspelt_one_suggests() {
    let (code, stdout, _) = explain(&["te001"]);
    assert_eq!((code, stdout.starts_with("TE001: ")), (0, true), "{stdout}");
    assert!(stdout.lines().count() >= 3, "a message, a blank line and an explanation: {stdout}");
    let (code, stdout, stderr) = explain(&["GRAPH01"]);
    assert_eq!((code, stdout.as_str()), (1, ""));
    assert!(stderr.contains("did you mean GRAPH0"), "{stderr}");
}
