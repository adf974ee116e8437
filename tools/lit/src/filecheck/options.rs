//! The options of FileCheck and its command line.

use std::path::PathBuf;

/// What a check demands beyond its directives; the fields are named after LLVM's options.
///
/// `Default` is FileCheck without options.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Directive prefixes; empty means `CHECK`.
    pub check_prefixes: Vec<String>,
    /// Prefixes of comments; empty means `COM` and `RUN`.
    pub comment_prefixes: Vec<String>,
    pub implicit_check_not: Vec<String>,
    /// `-D` as given: `NAME=value` or `#%fmt,NAME=expr`.
    pub defines: Vec<String>,
    pub match_full_lines: bool,
    pub strict_whitespace: bool,
    pub ignore_case: bool,
    pub allow_empty: bool,
    pub enable_var_scope: bool,
    pub allow_unused_prefixes: bool,
    pub allow_deprecated_dag_overlap: bool,
    /// Prefixes that other commands use on the same file. Not an option of LLVM's: it keeps
    /// `CHECK-GPU:` from being taken for a misspelt directive of the prefix `CHECK`.
    pub foreign_prefixes: Vec<String>,
}

/// A parsed command line of FileCheck.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub options: Options,
    pub check_file: PathBuf,
    /// `None`: standard input.
    pub input_file: Option<PathBuf>,
}

const DEFAULT_CHECK_PREFIX: &str = "CHECK";
const DEFAULT_COMMENT_PREFIXES: [&str; 2] = ["COM", "RUN"];
/// Options of LLVM's that only shape its report. Ours has one shape, so they change nothing.
const REPORT_FLAGS: [&str; 4] = ["v", "vv", "color", "dump-input-label"];
const REPORT_VALUES: [&str; 3] = ["dump-input", "dump-input-context", "dump-input-filter"];

impl Options {
    /// The prefixes in force.
    pub fn effective_check_prefixes(&self) -> Vec<String> {
        match self.check_prefixes.is_empty() {
            true => vec![DEFAULT_CHECK_PREFIX.into()],
            false => self.check_prefixes.clone(),
        }
    }

    pub(super) fn effective_comment_prefixes(&self) -> Vec<String> {
        match self.comment_prefixes.is_empty() {
            true => DEFAULT_COMMENT_PREFIXES.map(String::from).to_vec(),
            false => self.comment_prefixes.clone(),
        }
    }

    /// Prefixes are words, and no two of them are the same.
    pub(super) fn validate(&self) -> Result<(), String> {
        let mut seen: Vec<&str> = Vec::new();
        if self.check_prefixes.is_empty() {
            seen.push(DEFAULT_CHECK_PREFIX);
        }
        if self.comment_prefixes.is_empty() {
            seen.extend(DEFAULT_COMMENT_PREFIXES);
        }
        let check = self.check_prefixes.iter().map(|p| ("check", p));
        let comment = self.comment_prefixes.iter().map(|p| ("comment", p));
        for (kind, prefix) in check.chain(comment) {
            let is_word = prefix.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
            if prefix.is_empty() {
                return Err(format!("supplied {kind} prefix must not be the empty string"));
            }
            if !is_word {
                return Err(format!(
                    "supplied {kind} prefix must contain only alphanumeric characters, hyphens, \
                     and underscores: '{prefix}'"
                ));
            }
            if seen.contains(&prefix.as_str()) {
                return Err(format!(
                    "supplied {kind} prefix must be unique among check and comment prefixes: \
                     '{prefix}'"
                ));
            }
            seen.push(prefix);
        }
        Ok(())
    }
}

impl Command {
    /// Parses the arguments after the program's name, in any of the spellings LLVM accepts.
    ///
    /// # Errors
    /// One sentence about the first argument that is not understood.
    ///
    /// # Example
    /// ```
    /// use terrace_lit::filecheck::Command;
    /// let args = ["a.mlir", "--check-prefixes=CPU,ALL", "-D", "N=4"].map(String::from);
    /// let command = Command::parse(&args)?;
    /// assert_eq!(command.options.check_prefixes, ["CPU", "ALL"]);
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(args: &[String]) -> Result<Command, String> {
        let mut options = Options::default();
        let (mut check_file, mut input_file) = (None, None);
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            let Some(flag) = arg.strip_prefix("--").or_else(|| arg.strip_prefix('-')) else {
                if check_file.replace(PathBuf::from(arg)).is_some() {
                    return Err(format!("unexpected argument `{arg}`: one check file is enough"));
                }
                continue;
            };
            if let Some(define) = flag.strip_prefix('D') {
                let define = if define.is_empty() { args.next() } else { None }
                    .map_or(define, String::as_str);
                options.defines.push(define.trim_start_matches('=').into());
                continue;
            }
            if let Some(switch) = options.switch(flag) {
                *switch = true;
                continue;
            }
            if REPORT_FLAGS.contains(&flag) {
                continue;
            }
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (flag, args.next().cloned()),
            };
            let value = value.ok_or_else(|| format!("option `{arg}` needs a value"))?;
            if REPORT_VALUES.contains(&name) {
                continue;
            }
            if name == "input-file" {
                input_file = Some(PathBuf::from(value)).filter(|path| path.as_os_str() != "-");
            } else if !options.set(name, value) {
                return Err(format!("unknown option `{arg}`"));
            }
        }
        let check_file = check_file.ok_or("no check file given")?;
        Ok(Command { options, check_file, input_file })
    }
}

impl Options {
    fn switch(&mut self, flag: &str) -> Option<&mut bool> {
        Some(match flag {
            "match-full-lines" => &mut self.match_full_lines,
            "strict-whitespace" => &mut self.strict_whitespace,
            "ignore-case" => &mut self.ignore_case,
            "allow-empty" => &mut self.allow_empty,
            "enable-var-scope" => &mut self.enable_var_scope,
            "allow-unused-prefixes" => &mut self.allow_unused_prefixes,
            "allow-deprecated-dag-overlap" => &mut self.allow_deprecated_dag_overlap,
            _ => return None,
        })
    }

    /// Sets an option with a value; false if there is none of that name.
    fn set(&mut self, name: &str, value: String) -> bool {
        let split = |value: &str| value.split(',').map(String::from).collect::<Vec<_>>();
        match name {
            "check-prefix" => self.check_prefixes.push(value),
            "check-prefixes" => self.check_prefixes.extend(split(&value)),
            "comment-prefixes" => self.comment_prefixes.extend(split(&value)),
            "implicit-check-not" => self.implicit_check_not.push(value),
            "allow-unused-prefixes" => self.allow_unused_prefixes = value == "true",
            "enable-var-scope" => self.enable_var_scope = value == "true",
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Command, String> {
        let args: Vec<String> = line.split(' ').map(String::from).collect();
        Command::parse(&args)
    }

    #[test]
    fn options_are_read_in_all_spellings() {
        let command = parse(
            "--check-prefix=A -check-prefix B --check-prefixes=C,D f.mlir -DX=1 -D Y=2 \
             --match-full-lines -implicit-check-not=bad --input-file in.txt --dump-input=never -v",
        );
        let command = command.unwrap();
        assert_eq!(command.options.check_prefixes, ["A", "B", "C", "D"]);
        assert_eq!(command.options.defines, ["X=1", "Y=2"]);
        assert_eq!(command.options.implicit_check_not, ["bad"]);
        assert!(command.options.match_full_lines);
        assert_eq!(command.check_file, PathBuf::from("f.mlir"));
        assert_eq!(command.input_file, Some(PathBuf::from("in.txt")));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["a b", "--nonsense a", "--check-prefix", "--strict-white-space a", "-v"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }

    #[test]
    fn prefixes_are_words_and_distinct() {
        for (prefixes, is_valid) in [
            (vec!["A-1", "B_2"], true),
            (vec![""], false),
            (vec!["A!"], false),
            (vec!["A", "A"], false),
            (vec!["COM"], false),
        ] {
            let check_prefixes = prefixes.iter().map(|p| p.to_string()).collect();
            let options = Options { check_prefixes, ..Options::default() };
            assert_eq!(options.validate().is_ok(), is_valid, "{prefixes:?}");
        }
    }
}
