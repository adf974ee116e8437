//! What stands after a directive's colon: parsed once, matched against input as often as needed.

use std::collections::{HashMap, HashSet};

use pest::Parser;
use pest::iterators::Pair;

use super::ere;
use super::grammar::{Grammar, Rule, check_nesting, parse_error};
use super::matcher::{Matcher, Traits};
use super::number::{self, EvalError, Expr, Format, NumberBlock};

/// A malformed pattern. The offset is in bytes of the text that was parsed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct SyntaxError {
    pub offset: usize,
    pub message: String,
}

impl SyntaxError {
    pub fn new(offset: usize, message: String) -> SyntaxError {
        SyntaxError { offset, message }
    }

    fn shifted(mut self, by: usize) -> SyntaxError {
        self.offset += by;
        self
    }
}

/// What is known about variables while a check file is read, before anything matches.
#[derive(Debug, Default)]
pub(super) struct Context {
    numbers: HashMap<String, (Format, Option<usize>)>,
    strings: HashSet<String>,
}

impl Context {
    pub fn define_number(
        &mut self,
        name: &str,
        format: Format,
        line: Option<usize>,
    ) -> Result<(), String> {
        if self.strings.contains(name) {
            return Err(format!("string variable with name '{name}' already exists"));
        }
        match self.numbers.get(name) {
            Some((earlier, _)) if *earlier != format => {
                Err("format different from previous variable definition".into())
            }
            Some(_) => Ok(()),
            None => {
                self.numbers.insert(name.into(), (format, line));
                Ok(())
            }
        }
    }

    pub fn use_number(&mut self, name: &str, line: Option<usize>) -> Result<(), String> {
        // A use before any definition counts as unsigned, and fails when it is matched.
        let entry = self.numbers.entry(name.into()).or_insert((Format::UNSIGNED, None));
        match (entry.1, line) {
            (Some(defined), Some(used)) if defined == used => {
                Err(format!("numeric variable '{name}' defined earlier in the same directive"))
            }
            _ => Ok(()),
        }
    }

    pub fn number_format(&self, name: &str) -> Format {
        self.numbers.get(name).map_or(Format::UNSIGNED, |(format, _)| *format)
    }

    pub fn define_string(&mut self, name: &str) -> Result<(), String> {
        if self.numbers.contains_key(name) {
            return Err(format!("numeric variable with name '{name}' already exists"));
        }
        self.strings.insert(name.into());
        Ok(())
    }
}

/// The values variables have at some moment of the matching.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub strings: HashMap<String, String>,
    pub numbers: HashMap<String, i128>,
}

impl Values {
    /// Forgets what `--enable-var-scope` forgets at a label: all but `$GLOBAL` names.
    pub fn clear_local(&mut self) {
        self.strings.retain(|name, _| name.starts_with('$'));
        self.numbers.retain(|name, _| name.starts_with('$'));
    }
}

/// The options that change what a pattern means.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    /// The match must cover its whole line.
    pub full_lines: bool,
    pub strict_whitespace: bool,
    pub ignore_case: bool,
    pub literal: bool,
}

/// A parsed pattern.
#[derive(Debug)]
pub(super) struct Pattern {
    body: Body,
    ignore_case: bool,
    line: usize,
}

#[derive(Debug)]
enum Body {
    /// `CHECK-EMPTY`: a newline with nothing on the line behind it.
    EmptyLine,
    /// The end of input: carries trailing CHECK-NOT and CHECK-DAG.
    End,
    Fixed(String),
    Regex(Box<RegexBody>),
}

#[derive(Debug, Default)]
struct RegexBody {
    parts: Vec<Part>,
    string_defs: Vec<(String, usize)>,
    number_defs: Vec<(String, usize, Format)>,
    traits: Traits,
    n_groups: usize,
    /// The expression, when no part of it changes from match to match.
    compiled: Option<Matcher>,
}

#[derive(Debug)]
enum Part {
    /// Text in the syntax of the `regex` crate.
    Source(String),
    /// The value of a string variable.
    Variable(String),
    /// The value of an expression, as written in the check file and parsed.
    Number { text: String, expr: Expr, format: Format },
}

/// A match, in bytes of the text searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub start: usize,
    pub len: usize,
}

/// Why there is no match.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum MatchError {
    NotFound,
    /// The pattern cannot be searched for: undefined variables, values out of range.
    Unusable(Vec<String>),
}

impl Pattern {
    /// Parses the text of a directive on `line` (from 1), without its trailing blanks.
    pub fn parse(
        text: &str,
        line: Option<usize>,
        flags: Flags,
        cx: &mut Context,
    ) -> Result<Pattern, SyntaxError> {
        let has_blocks = text.contains("{{") || text.contains("[[");
        let body = if flags.literal || (!flags.full_lines && !has_blocks) {
            Body::Fixed(text.into())
        } else {
            Body::Regex(Box::new(RegexBody::parse(text, line, flags, cx)?))
        };
        Ok(Pattern { body, ignore_case: flags.ignore_case, line: line.unwrap_or(0) })
    }

    pub fn empty_line(line: usize) -> Pattern {
        Pattern { body: Body::EmptyLine, ignore_case: false, line }
    }

    pub fn end() -> Pattern {
        Pattern { body: Body::End, ignore_case: false, line: 0 }
    }

    /// Whether it uses a variable or defines a string variable, which a label must not. (The
    /// manual forbids numeric definitions too; LLVM accepts them, and so do we.)
    pub fn has_variable(&self) -> bool {
        let Body::Regex(body) = &self.body else { return false };
        let is_source = |part: &Part| matches!(part, Part::Source(_));
        !(body.string_defs.is_empty() && body.parts.iter().all(is_source))
    }

    /// Finds the leftmost match in `text` and records the variables it defines.
    pub fn find(&self, text: &str, values: &mut Values) -> Result<Match, MatchError> {
        match &self.body {
            Body::End => Ok(Match { start: text.len(), len: 0 }),
            Body::EmptyLine => find_empty_line(text),
            Body::Fixed(fixed) => {
                let start =
                    if self.ignore_case { find_folded(text, fixed) } else { text.find(fixed) };
                let start = start.ok_or(MatchError::NotFound)?;
                Ok(Match { start, len: fixed.len() })
            }
            Body::Regex(body) => body.find(text, self.line, values),
        }
    }

    /// The values that substitutions have now, as `name`, `value`; for reports.
    pub fn substitutions(&self, values: &Values) -> Vec<(String, String)> {
        let Body::Regex(body) = &self.body else { return Vec::new() };
        let mut out: Vec<(String, String)> = Vec::new();
        for part in &body.parts {
            let pair = match part {
                Part::Source(_) => None,
                Part::Variable(name) => {
                    values.strings.get(name).map(|value| (name.clone(), value.clone()))
                }
                Part::Number { text, expr, format } => {
                    let value = expr.eval(&values.numbers, self.line).ok();
                    value.and_then(|v| format.write(v)).map(|v| (text.clone(), v))
                }
            };
            out.extend(pair.filter(|pair| !out.contains(pair)));
        }
        out
    }
}

fn find_empty_line(text: &str) -> Result<Match, MatchError> {
    let bytes = text.as_bytes();
    let mut newlines = text.match_indices('\n').map(|(at, _)| at + 1);
    let start = newlines.find(|at| bytes.get(*at).is_none_or(|b| *b == b'\n'));
    // The match begins behind the newline that ends the previous line.
    start.map(|start| Match { start, len: 0 }).ok_or(MatchError::NotFound)
}

/// ASCII case is ignored, as LLVM does for fixed strings.
fn find_folded(text: &str, fixed: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(&fixed.to_ascii_lowercase())
}

impl RegexBody {
    fn parse(
        text: &str,
        line: Option<usize>,
        flags: Flags,
        cx: &mut Context,
    ) -> Result<RegexBody, SyntaxError> {
        check_nesting(text)?;
        let pairs = Grammar::parse(Rule::pattern, text).map_err(|error| unclosed(&error, text))?;
        let mut body = RegexBody::default();
        body.traits.ignore_case = flags.ignore_case;
        let blanks = if flags.strict_whitespace { "" } else { " *" };
        if flags.full_lines {
            body.source(&format!("^{blanks}"));
        }
        for pair in pairs.flat_map(Pair::into_inner) {
            let inner = pair.clone().into_inner().next();
            match (pair.as_rule(), inner) {
                (Rule::text, _) => body.source(&regex::escape(pair.as_str())),
                (Rule::regex, Some(inner)) => {
                    let offset = inner.as_span().start();
                    body.expression(inner.as_str()).map_err(|e| e.shifted(offset))?;
                }
                (Rule::block, Some(inner)) => {
                    let offset = inner.as_span().start();
                    body.block(inner.as_str(), line, cx).map_err(|e| e.shifted(offset))?;
                }
                _ => {}
            }
        }
        if flags.full_lines {
            body.source(&format!("{blanks}$"));
        }
        if let [Part::Source(source)] = body.parts.as_slice() {
            let matcher = Matcher::new(source, body.traits)
                .map_err(|message| SyntaxError::new(0, format!("invalid regex: {message}")))?;
            body.compiled = Some(matcher);
        }
        Ok(body)
    }

    fn source(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Source(source)) => source.push_str(text),
            _ => self.parts.push(Part::Source(text.into())),
        }
    }

    /// Adds a user's regular expression, in parentheses so that its alternatives stay inside.
    fn expression(&mut self, ere: &str) -> Result<(), SyntaxError> {
        let invalid = |offset, m| SyntaxError::new(offset, format!("invalid regex: {m}"));
        let ere = ere::translate(ere, self.n_groups).map_err(|e| invalid(e.offset, e.message))?;
        self.n_groups += ere.n_groups;
        self.traits.has_backrefs |= ere.has_backrefs;
        self.traits.crosses_lines |= ere.crosses_lines;
        self.source(&format!("(?:{})", ere.source));
        Ok(())
    }

    fn open_group(&mut self) -> usize {
        let group = self.n_groups;
        self.n_groups += 1;
        self.source(&format!("(?P<g{group}>"));
        group
    }

    fn block(
        &mut self,
        body: &str,
        line: Option<usize>,
        cx: &mut Context,
    ) -> Result<(), SyntaxError> {
        if let Some(number) = body.strip_prefix('#') {
            let block = number::parse_block(number, line, cx).map_err(|e| e.shifted(1))?;
            self.number(number, block);
            return Ok(());
        }
        if body.starts_with('@') {
            self.number(body, number::parse_legacy_line(body)?);
            return Ok(());
        }
        let pairs = Grammar::parse(Rule::string_block, body)
            .map_err(|e| parse_error(&e, "invalid variable name or substitution block"))?;
        let mut parts = pairs.flat_map(Pair::into_inner);
        let name = parts.next().map(|pair| pair.as_str()).unwrap_or_default();
        match parts.find(|pair| pair.as_rule() == Rule::string_body) {
            Some(ere) => self.string_definition(name, &ere, cx),
            None => {
                self.string_use(name);
                Ok(())
            }
        }
    }

    fn string_definition(
        &mut self,
        name: &str,
        ere: &Pair<Rule>,
        cx: &mut Context,
    ) -> Result<(), SyntaxError> {
        cx.define_string(name).map_err(|message| SyntaxError::new(0, message))?;
        let group = self.open_group();
        if !ere.as_str().is_empty() {
            self.expression(ere.as_str()).map_err(|e| e.shifted(ere.as_span().start()))?;
        }
        self.source(")");
        self.string_defs.retain(|(earlier, _)| earlier != name);
        self.string_defs.push((name.into(), group));
        Ok(())
    }

    fn string_use(&mut self, name: &str) {
        // A variable defined earlier in this pattern has no value yet: refer back to its group.
        match self.string_defs.iter().find(|(defined, _)| defined == name) {
            Some((_, group)) => {
                let backref = format!("\\k<g{group}>");
                self.traits.has_backrefs = true;
                self.source(&backref);
            }
            None => self.parts.push(Part::Variable(name.into())),
        }
    }

    fn number(&mut self, text: &str, block: NumberBlock) {
        let group = block.defines.as_ref().map(|_| self.open_group());
        match block.expr {
            Some(expr) => {
                let text = text.trim().to_string();
                self.parts.push(Part::Number { text, expr, format: block.format });
            }
            None => self.source(&block.format.wildcard()),
        }
        if let (Some(group), Some(name)) = (group, block.defines) {
            self.source(")");
            self.number_defs.retain(|(earlier, ..)| *earlier != name);
            self.number_defs.push((name, group, block.format));
        }
    }

    fn find(&self, text: &str, line: usize, values: &mut Values) -> Result<Match, MatchError> {
        let unusable = |message: String| MatchError::Unusable(vec![message]);
        let groups: Vec<usize> = self
            .string_defs
            .iter()
            .map(|(_, group)| *group)
            .chain(self.number_defs.iter().map(|(_, group, _)| *group))
            .collect();
        let fresh;
        let matcher = match &self.compiled {
            Some(matcher) => matcher,
            None => {
                let source = self.substituted(line, values).map_err(MatchError::Unusable)?;
                if source.is_empty() {
                    // Nothing but a variable whose value is empty: no string to be found.
                    return Err(MatchError::NotFound);
                }
                fresh = Matcher::new(&source, self.traits).map_err(unusable)?;
                &fresh
            }
        };
        let found = matcher.find(text, &groups).map_err(unusable)?.ok_or(MatchError::NotFound)?;
        let mut captured = found.groups.iter().map(|range| text.get(range.clone()));
        for ((name, _), value) in self.string_defs.iter().zip(captured.by_ref()) {
            values.strings.insert(name.clone(), value.unwrap_or_default().into());
        }
        for ((name, _, format), value) in self.number_defs.iter().zip(captured) {
            let value = value.unwrap_or_default();
            let number = format.read(value).ok_or_else(|| {
                unusable(format!("`{value}`, captured for `{name}`, does not fit 128 bits"))
            })?;
            values.numbers.insert(name.clone(), number);
        }
        Ok(Match { start: found.range.start, len: found.range.len() })
    }

    /// The expression with every variable replaced by its value.
    fn substituted(&self, line: usize, values: &Values) -> Result<String, Vec<String>> {
        let (mut source, mut errors) = (String::new(), Vec::new());
        for part in &self.parts {
            match part {
                Part::Source(text) => source.push_str(text),
                Part::Variable(name) => match values.strings.get(name) {
                    Some(value) => source.push_str(&regex::escape(value)),
                    None => errors.push(format!("undefined variable: {name}")),
                },
                Part::Number { text, expr, format } => {
                    let value = expr.eval(&values.numbers, line);
                    match value.map(|value| format.write(value)) {
                        Ok(Some(value)) => source.push_str(&value),
                        Ok(None) | Err(EvalError::Overflow) => errors.push(format!(
                            "unable to substitute `{text}`: overflow, or negative in an \
                             unsigned format"
                        )),
                        Err(EvalError::Undefined(name)) => {
                            errors.push(format!("undefined variable: {name}"));
                        }
                    }
                }
            }
        }
        if errors.is_empty() { Ok(source) } else { Err(errors) }
    }
}

/// The pattern grammar fails only on `{{` or `[[` without an end; say which.
fn unclosed(error: &pest::error::Error<Rule>, text: &str) -> SyntaxError {
    let error = parse_error(error, "");
    let is_regex = text.get(error.offset..).is_some_and(|rest| rest.starts_with("{{"));
    let message = if is_regex {
        "found start of regex string with no end '}}'"
    } else {
        "invalid substitution block: no ]] found, or a bracket inside is not balanced"
    };
    SyntaxError::new(error.offset, message.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str, flags: Flags) -> Result<(usize, usize), MatchError> {
        let pattern = Pattern::parse(pattern, Some(3), flags, &mut Context::default()).unwrap();
        pattern.find(text, &mut Values::default()).map(|m| (m.start, m.len))
    }

    fn error(pattern: &str) -> SyntaxError {
        let flags = Flags::default();
        Pattern::parse(pattern, Some(3), flags, &mut Context::default()).unwrap_err()
    }

    #[test]
    fn text_is_literal_and_braces_are_expressions() {
        let flags = Flags::default();
        assert_eq!(find("a.c", "abc a.c", flags), Ok((4, 3)));
        assert_eq!(find("a{{.}}c", "abc a.c", flags), Ok((0, 3)));
        assert_eq!(find("a{{b|c}}d", "ab acd", flags), Ok((3, 3)));
        assert_eq!(find("[[[X:a]]]", "x[a]", flags), Ok((1, 3)));
        assert_eq!(find("{{{a}}}", "{a}", flags), Ok((0, 3)));
        assert_eq!(find("{{}}}", "", Flags { literal: true, ..flags }), Err(MatchError::NotFound));
    }

    #[test]
    fn full_lines_allow_blanks_unless_whitespace_is_strict() {
        let flags = Flags { full_lines: true, ..Flags::default() };
        assert_eq!(find("a", "ab\n a \n", flags), Ok((3, 3)));
        let strict = Flags { strict_whitespace: true, ..flags };
        assert_eq!(find("a", " a\na\n", strict), Ok((3, 1)));
    }

    #[test]
    fn an_earlier_definition_in_the_same_pattern_is_referred_back_to() {
        let flags = Flags::default();
        assert_eq!(find("[[X:[a-z]]]=[[X]]", "a=b c=c", flags), Ok((4, 3)));
    }

    #[test]
    fn values_are_matched_literally() {
        let mut cx = Context::default();
        let flags = Flags::default();
        let define = Pattern::parse("x=[[X:.*]]", Some(1), flags, &mut cx).unwrap();
        let recall = Pattern::parse("y=[[X]]", Some(2), flags, &mut cx).unwrap();
        let mut values = Values::default();
        define.find("x=a.c", &mut values).unwrap();
        assert_eq!(recall.find("y=abc", &mut values), Err(MatchError::NotFound));
        assert_eq!(recall.find("y=a.c", &mut values), Ok(Match { start: 0, len: 5 }));
        assert_eq!(recall.substitutions(&values), vec![("X".into(), "a.c".into())]);
    }

    #[test]
    fn numbers_are_counted_on() {
        let mut cx = Context::default();
        let flags = Flags::default();
        let define = Pattern::parse("x=[[#%x,N:]]", Some(1), flags, &mut cx).unwrap();
        let recall = Pattern::parse("y=[[#N+1]]", Some(2), flags, &mut cx).unwrap();
        let mut values = Values::default();
        define.find("x=ff", &mut values).unwrap();
        assert_eq!(recall.find("y=100", &mut values), Ok(Match { start: 0, len: 5 }));
        values.clear_local();
        let undefined = MatchError::Unusable(vec!["undefined variable: N".into()]);
        assert_eq!(recall.find("y=100", &mut values), Err(undefined));
    }

    #[test]
    fn the_line_of_the_directive_is_a_number() {
        assert_eq!(find("[[@LINE+1]]:[[#@LINE]]", "4:3", Flags::default()), Ok((0, 3)));
    }

    #[test]
    fn malformed_patterns_are_placed() {
        for (pattern, offset) in [
            ("a{{b", 1),
            ("a[[b", 1),
            ("a[[X:b]c]]", 1),
            ("a{{b||c}}", 5),
            ("a[[X:b||c]]", 7),
            ("a[[9]]", 3),
            ("a[[X Y]]", 4),
            ("a[[#1+]]", 6),
            ("a[[@LINE*2]]", 8),
            ("[[#X:]] [[#X]]", 11),
            ("[[#X:]] [[X:a]]", 10),
        ] {
            assert_eq!(error(pattern).offset, offset, "{pattern}: {}", error(pattern).message);
        }
        assert!(error(&"[[".repeat(100_000)).message.contains("nest deeper"));
    }
}
