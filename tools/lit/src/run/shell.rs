//! Reads the command of a RUN line: words, quotes, pipes, `&&`, redirections.

use std::fmt;

use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "run/shell.pest"]
struct Shell;

/// Pipelines joined by `&&`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CommandLine(pub Vec<Pipeline>);

/// Commands joined by `|`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pipeline(pub Vec<Command>);

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Command {
    /// The name and the arguments, without quotes; never empty.
    pub words: Vec<String>,
    /// In the order written, which matters.
    pub redirects: Vec<Redirect>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Redirect {
    Stdin(String),
    Stdout { path: String, append: bool },
    Stderr { path: String, append: bool },
    StderrToStdout,
    StdoutToStderr,
}

/// Parses `text`; `substitute` replaces the `%` sequences of a word's parts.
///
/// # Errors
/// A sentence that shows where the reading stopped, or the one that `substitute` gave.
pub(crate) fn parse(
    text: &str,
    substitute: &dyn Fn(&str) -> Result<String, String>,
) -> Result<CommandLine, String> {
    let pairs = Shell::parse(Rule::line, text).map_err(|error| refused(text, &error))?;
    let mut pipelines = Vec::new();
    for pair in pairs.flat_map(Pair::into_inner) {
        if pair.as_rule() == Rule::pipeline {
            let commands = pair.into_inner().map(|pair| command(pair, substitute));
            pipelines.push(Pipeline(commands.collect::<Result<_, _>>()?));
        }
    }
    Ok(CommandLine(pipelines))
}

fn refused(text: &str, error: &pest::error::Error<Rule>) -> String {
    let offset = match error.location {
        pest::error::InputLocation::Pos(offset) => offset,
        pest::error::InputLocation::Span((offset, _)) => offset,
    };
    let rest: String = text.get(offset..).unwrap_or_default().chars().take(20).collect();
    let place = if rest.is_empty() { "its end".to_string() } else { format!("`{rest}`") };
    format!(
        "the command is not understood at {place}: only words, quotes, `|`, `&&`, `<`, `>`, `2>` \
         and `2>&1` are supported; quote other special characters"
    )
}

fn command(
    pair: Pair<Rule>,
    substitute: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Command, String> {
    let mut command = Command::default();
    for item in pair.into_inner() {
        match item.as_rule() {
            Rule::word => command.words.push(word(item, substitute)?),
            Rule::err_to_out => command.redirects.push(Redirect::StderrToStdout),
            Rule::out_to_err => command.redirects.push(Redirect::StdoutToStderr),
            _ => command.redirects.push(to_file(item, substitute)?),
        }
    }
    let Some(name) = command.words.first() else {
        return Err("a redirection without a command".into());
    };
    let is_assignment = name.split_once('=').is_some_and(|(head, _)| {
        !head.is_empty() && head.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    });
    if is_assignment {
        return Err(format!("`{name}`: setting variables is not supported"));
    }
    Ok(command)
}

fn to_file(
    pair: Pair<Rule>,
    substitute: &dyn Fn(&str) -> Result<String, String>,
) -> Result<Redirect, String> {
    let (mut direction, mut path) = ("", String::new());
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::direction => direction = part.as_str(),
            _ => path = word(part, substitute)?,
        }
    }
    let append = direction.ends_with(">>");
    Ok(match direction {
        "<" => Redirect::Stdin(path),
        "2>" | "2>>" => Redirect::Stderr { path, append },
        _ => Redirect::Stdout { path, append },
    })
}

fn word(
    pair: Pair<Rule>,
    substitute: &dyn Fn(&str) -> Result<String, String>,
) -> Result<String, String> {
    let mut out = String::new();
    for part in pair.into_inner() {
        match part.as_rule() {
            Rule::plain => out.push_str(&substitute(part.as_str())?),
            Rule::escape => out.push_str(part.as_str().get(1..).unwrap_or_default()),
            _ => {
                for inner in part.into_inner() {
                    match inner.as_rule() {
                        Rule::double_escape => {
                            out.push_str(inner.as_str().get(1..).unwrap_or_default());
                        }
                        _ => out.push_str(&substitute(inner.as_str())?),
                    }
                }
            }
        }
    }
    Ok(out)
}

/// `word` so that sh reads it back as one word.
pub(super) fn quoted(word: &str) -> String {
    if Shell::parse(Rule::safe_word, word).is_ok() {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (index, pipeline) in self.0.iter().enumerate() {
            write!(f, "{}{pipeline}", if index > 0 { " && " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for (index, command) in self.0.iter().enumerate() {
            write!(f, "{}{command}", if index > 0 { " | " } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let words: Vec<String> = self.words.iter().map(|word| quoted(word)).collect();
        write!(f, "{}", words.join(" "))?;
        for redirect in &self.redirects {
            let arrow = |append: bool| if append { ">>" } else { ">" };
            match redirect {
                Redirect::Stdin(path) => write!(f, " < {}", quoted(path))?,
                Redirect::Stdout { path, append } => {
                    write!(f, " {} {}", arrow(*append), quoted(path))?;
                }
                Redirect::Stderr { path, append } => {
                    write!(f, " 2{} {}", arrow(*append), quoted(path))?;
                }
                Redirect::StderrToStdout => write!(f, " 2>&1")?,
                Redirect::StdoutToStderr => write!(f, " 1>&2")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_plain(text: &str) -> Result<CommandLine, String> {
        parse(text, &|part| Ok(part.replace("%s", "in file")))
    }

    fn words(text: &str) -> Vec<String> {
        parse_plain(text).unwrap().0[0].0[0].words.clone()
    }

    #[test]
    fn quotes_are_those_of_sh() {
        assert_eq!(words("a 'b c' \"d e\" f\\ g"), ["a", "b c", "d e", "f g"]);
        assert_eq!(words("a 'b'\"c\"d ''"), ["a", "bcd", ""]);
        assert_eq!(words(r#"a "x\"y\\z\n" '\n'"#), ["a", r#"x"y\z\n"#, r"\n"]);
        assert_eq!(words("a --b='c(d)' %s x%s"), ["a", "--b=c(d)", "in file", "xin file"]);
    }

    #[test]
    fn pipes_and_redirections_have_their_order() {
        let line = parse_plain("a < i 2>&1 | b>o 2>>e && c >& 2").map(|_| ());
        assert!(line.is_err(), "`>& 2` is bash");
        let line = parse_plain("a < i 2>&1 | b>o 2>>e && c >&2").unwrap();
        assert_eq!(line.to_string(), "a < i 2>&1 | b > o 2>> e && c 1>&2");
        assert_eq!(line.0.len(), 2);
        assert_eq!(line.0[0].0.len(), 2);
    }

    #[test]
    fn what_sh_would_expand_is_refused() {
        for text in [
            "", "a || b", "a; b", "a $X", "a `b`", "a *.mlir", "a &", "(a)", "a |", "a 'b",
            "a \"b", "A=1 b", "> f", "a # b", "a \"$X\"", "a && ",
        ] {
            assert!(parse_plain(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_printed_command_line_reads_back() {
        for text in ["a 'b c' '' \"it's\" '$x' '*'", "not a -p='x{y=1}' | FileCheck %s"] {
            let line = parse_plain(text).unwrap();
            assert_eq!(parse(&line.to_string(), &|part| Ok(part.into())).unwrap(), line, "{text}");
        }
    }
}
