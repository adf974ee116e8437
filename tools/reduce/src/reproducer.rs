//! Crash reproducers: what `opt` writes when a pass is wrong, read back.
//!
//! # Semantics
//! The first line says who wrote it and how to run it:
//! `// NAME VERSION: NAME opt THIS_FILE ARGUMENTS`; the input follows. Upstream's form is read,
//! too: a module with `{-# external_resources: { mlir_reproducer: { pipeline: "..", .. } } #-}`.

use terrace_ir::{Context, Diag, Diags, Reported, nearest};

use crate::codes::{RED003, RED004};

/// A reproducer that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reproducer {
    /// Who wrote it, as `NAME VERSION`.
    pub writer: String,
    /// The arguments of `opt`, without the file.
    pub args: Vec<String>,
}

/// The word that stands for the file in the first line.
const THIS_FILE: &str = "THIS_FILE";

/// What a reproducer may say: how passes run, never where results go.
const OPTIONS: &[&str] = &[
    "--pass-pipeline",
    "--passes",
    "--allow-unregistered-dialect",
    "--no-threading",
    "--verify-each",
    "--verify-roundtrip",
    "--check-each",
    "--check-seed",
    "--check-tolerance",
    "--check-steps",
];

/// The text of a reproducer: `args` are those of `opt` besides the file.
pub fn write(tool: &str, version: &str, args: &[String], input: &str) -> String {
    let args: String = args.iter().map(|a| format!(" {}", shell_quoted(a))).collect();
    format!("// {tool} {version}: {tool} opt {THIS_FILE}{args}\n{input}\n")
}

/// Reads how to run a reproducer.
///
/// # Errors
/// `RED003`; a file of another version is read with the warning `RED004`.
pub fn read(
    cx: &Context,
    (tool, version): (&str, &str),
    file: &str,
    text: &str,
    diags: &mut Diags,
) -> Result<Reproducer, Reported> {
    let at = |line| cx.file_loc(cx.sym(file), line, 1);
    let first = text.lines().next().unwrap_or_default();
    let read = match first.strip_prefix("// ").and_then(|l| l.split_once(": ")) {
        Some((writer, command)) if command.contains(THIS_FILE) => ours(writer, command),
        _ => upstream(text),
    };
    let found = read.map_err(|why| diags.push(Diag::error(&RED003, at(1), &[&why])))?;
    let this = format!("{tool} {version}");
    if found.writer != this {
        diags.push(Diag::warning(&RED004, at(1), &[&found.writer, &this]));
    }
    Ok(found)
}

fn ours(writer: &str, command: &str) -> Result<Reproducer, String> {
    let words = shlex::split(command).ok_or("the first line has a quote that is not closed")?;
    let mut words = words.into_iter().skip_while(|w| w != THIS_FILE);
    words.next();
    let args: Vec<String> = words.collect();
    let known = |arg: &str| OPTIONS.contains(&arg.split_once('=').map_or(arg, |(name, _)| name));
    match args.iter().find(|arg| !known(arg)) {
        None => Ok(Reproducer { writer: writer.to_string(), args }),
        Some(other) => {
            let near = nearest(other, OPTIONS.iter().copied());
            let near = near.map_or(String::new(), |n| format!(", did you mean `{n}`?"));
            Err(format!("`{other}` is no option of a reproducer{near}"))
        }
    }
}

/// Upstream's form: options it has and we have not are left out.
fn upstream(text: &str) -> Result<Reproducer, String> {
    let missing = || {
        "expected a first line `// NAME VERSION: NAME opt THIS_FILE ..` or `mlir_reproducer`"
            .to_string()
    };
    let at = text.rfind("mlir_reproducer").ok_or_else(missing)?;
    let entries = &text[at..];
    let pipeline = value(entries, "pipeline").ok_or("expected `pipeline: \"..\"`")?;
    let pipeline = pipeline
        .strip_prefix('"')
        .and_then(unquoted)
        .ok_or("expected a text in quotes behind `pipeline:`")?;
    let mut args = vec![format!("--pass-pipeline={pipeline}")];
    if value(entries, "disable_threading").is_some_and(|v| v.starts_with("true")) {
        args.push("--no-threading".into());
    }
    if value(entries, "verify_each").is_some_and(|v| v.starts_with("false")) {
        args.push("--verify-each=false".into());
    }
    Ok(Reproducer { writer: "mlir-opt".into(), args })
}

/// What stands behind `key:`.
fn value<'a>(entries: &'a str, key: &str) -> Option<&'a str> {
    let at = entries.find(&format!("{key}:"))?;
    Some(entries[at + key.len() + 1..].trim_start())
}

/// The text up to the closing quote, escapes undone.
fn unquoted(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.chars();
    loop {
        match chars.next()? {
            '"' => return Some(out),
            '\\' => match chars.next()? {
                c @ ('"' | '\\') => out.push(c),
                'n' => out.push('\n'),
                't' => out.push('\t'),
                high => {
                    let digits = [high, chars.next()?].iter().collect::<String>();
                    out.push(char::from(u8::from_str_radix(&digits, 16).ok()?));
                }
            },
            c => out.push(c),
        }
    }
}

/// A word that a shell takes as it is.
pub(crate) fn shell_quoted(word: &str) -> String {
    // A zero byte cannot be quoted, and no argument holds one.
    shlex::try_quote(word).map_or_else(|_| word.replace('\0', ""), |quoted| quoted.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (Result<Reproducer, Reported>, Vec<String>) {
        let cx = Context::new();
        let mut diags = Diags::new();
        let result = read(&cx, ("terrace", "1.0"), "r.mlir", text, &mut diags);
        (result, diags.items().iter().map(|d| format!("{} {}", d.code.id, d.message)).collect())
    }

    #[test]
    fn what_is_written_reads_back() {
        let args = ["--pass-pipeline=any(cse,a{b=\"it's\"})".to_string(), "--no-threading".into()];
        let text = write("terrace", "1.0", &args, "module {}");
        assert!(text.starts_with("// terrace 1.0: terrace opt THIS_FILE "), "{text}");
        let (read, said) = read_text(&text);
        assert_eq!(read.expect("it reads").args, args);
        assert_eq!(said, [""; 0]);
    }

    #[test]
    fn other_versions_are_read_with_a_warning() {
        let (read, said) = read_text("// terrace 0.9: terrace opt THIS_FILE --passes=cse\n");
        assert_eq!(read.expect("it reads").args, ["--passes=cse"]);
        assert_eq!(said, ["RED004 the reproducer was written by terrace 0.9, this is terrace 1.0"]);
    }

    #[test]
    fn upstreams_form_is_read() {
        let text = "module {}\n{-#\n  external_resources: {\n    mlir_reproducer: {\n      \
                    pipeline: \"builtin.module(func.func(cse),any{x=\\22a\\22})\",\n      \
                    disable_threading: true,\n      verify_each: false\n    }\n  }\n#-}\n";
        let (read, said) = read_text(text);
        let args = read.expect("it reads").args;
        assert_eq!(args[0], "--pass-pipeline=builtin.module(func.func(cse),any{x=\"a\"})");
        assert_eq!(args[1..], ["--no-threading", "--verify-each=false"]);
        assert_eq!(said.len(), 1, "another writer is said");
    }

    #[test]
    fn malformed_ones_are_refused() {
        for text in [
            "",
            "module {}",
            "// terrace 1.0: terrace opt THIS_FILE 'open",
            "{-# mlir_reproducer: {} #-}",
            "mlir_reproducer: { pipeline: \"open",
            "// terrace 1.0: terrace opt THIS_FILE -o /etc/x",
        ] {
            let (read, said) = read_text(text);
            assert!(read.is_err(), "{text}");
            assert!(said[0].starts_with("RED003 malformed reproducer: "), "{said:?}");
        }
    }
}
