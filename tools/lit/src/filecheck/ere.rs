//! POSIX extended regular expressions, as FileCheck has them, in the syntax of the `regex` crate.
//!
//! The two differ where it hurts: in POSIX `\d` is the letter d, `[^x]` does not match a newline,
//! a backslash in brackets is itself, `a||b` and `a**` are errors. Valid POSIX comes out with its
//! POSIX meaning. One thing is refused that LLVM accepts: a backslash before a letter, because it
//! matches that letter while the author meant a class.
//!
//! No recursion: nesting is a counter here and bounded by the `regex` crate afterwards.

/// Why an expression is refused. The offset is in bytes of the expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct EreError {
    pub offset: usize,
    pub message: String,
}

/// A translated expression. Its groups are named `gN`, N counting on from the caller's count.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ere {
    pub source: String,
    pub n_groups: usize,
    pub has_backrefs: bool,
    /// A match may contain a newline.
    pub crosses_lines: bool,
}

/// Largest count in `{n}`, as in POSIX (`RE_DUP_MAX`).
const REPEAT_MAX: u32 = 255;
const CLASSES: [&str; 12] = [
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space",
    "upper", "xdigit",
];

/// Translates `ere`; its groups get the numbers from `first_group` on.
pub(super) fn translate(ere: &str, first_group: usize) -> Result<Ere, EreError> {
    let mut cx = Translator {
        rest: ere,
        whole: ere,
        out: String::new(),
        open: Vec::new(),
        closed: Vec::new(),
        first_group,
        n_groups: 0,
        has_backrefs: false,
        crosses_lines: false,
        branch_is_empty: true,
        can_repeat: false,
    };
    while cx.step()? {}
    if !cx.open.is_empty() {
        return cx.fail("parentheses not balanced");
    }
    if cx.branch_is_empty {
        return cx.fail("empty (sub)expression");
    }
    let Translator { out: source, n_groups, has_backrefs, crosses_lines, .. } = cx;
    Ok(Ere { source, n_groups, has_backrefs, crosses_lines })
}

/// `c` as a literal that means itself in and out of brackets, in either regex engine.
pub(super) fn push_literal(c: char, out: &mut String) {
    if c.is_ascii_alphanumeric() || !c.is_ascii() {
        out.push(c);
    } else {
        out.push_str(&format!("\\x{{{:02X}}}", c as u32));
    }
}

struct Translator<'a> {
    whole: &'a str,
    rest: &'a str,
    out: String,
    /// Numbers of the groups that are open, relative to this expression, from 1.
    open: Vec<usize>,
    closed: Vec<usize>,
    first_group: usize,
    n_groups: usize,
    has_backrefs: bool,
    crosses_lines: bool,
    branch_is_empty: bool,
    can_repeat: bool,
}

impl Translator<'_> {
    fn fail<T>(&self, message: &str) -> Result<T, EreError> {
        Err(EreError { offset: self.whole.len() - self.rest.len(), message: message.into() })
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.rest.chars().nth(1)
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// An element was written: the branch is not empty, and what follows may repeat it or not.
    fn wrote(&mut self, can_repeat: bool) {
        self.branch_is_empty = false;
        self.can_repeat = can_repeat;
    }

    /// Translates one element; false at the end.
    fn step(&mut self) -> Result<bool, EreError> {
        let Some(c) = self.peek() else { return Ok(false) };
        match c {
            '(' => self.open_group(),
            ')' => self.close_group()?,
            '|' => self.alternative()?,
            '*' | '+' | '?' => self.repeat_symbol(c)?,
            '{' if self.peek_second().is_some_and(|c| c.is_ascii_digit()) => self.repeat_count()?,
            '[' => self.bracket()?,
            '\\' => self.escape()?,
            '^' | '.' | '$' => {
                self.next();
                self.out.push(c);
                self.wrote(c == '.');
            }
            _ => {
                self.next();
                push_literal(c, &mut self.out);
                self.wrote(true);
            }
        }
        Ok(true)
    }

    fn open_group(&mut self) {
        self.next();
        self.n_groups += 1;
        let number = self.n_groups;
        self.out.push_str(&format!("(?P<g{}>", self.first_group + number - 1));
        if self.rest.starts_with(')') {
            // `()` is the one empty expression that is allowed.
            self.next();
            self.out.push(')');
            self.closed.push(number);
            self.wrote(true);
        } else {
            self.open.push(number);
            self.branch_is_empty = true;
            self.can_repeat = false;
        }
    }

    fn close_group(&mut self) -> Result<(), EreError> {
        let Some(number) = self.open.pop() else { return self.fail("parentheses not balanced") };
        if self.branch_is_empty {
            return self.fail("empty (sub)expression");
        }
        self.next();
        self.closed.push(number);
        self.out.push(')');
        self.wrote(true);
        Ok(())
    }

    fn alternative(&mut self) -> Result<(), EreError> {
        if self.branch_is_empty {
            return self.fail("empty (sub)expression");
        }
        self.next();
        self.out.push('|');
        self.branch_is_empty = true;
        self.can_repeat = false;
        Ok(())
    }

    fn repeat_symbol(&mut self, c: char) -> Result<(), EreError> {
        if !self.can_repeat {
            return self.fail("repetition-operator operand invalid");
        }
        self.next();
        self.out.push(c);
        self.can_repeat = false;
        Ok(())
    }

    fn repeat_count(&mut self) -> Result<(), EreError> {
        if !self.can_repeat {
            return self.fail("repetition-operator operand invalid");
        }
        self.next();
        let low = self.repeat_number()?;
        let mut high = Some(low);
        if self.rest.starts_with(',') {
            self.next();
            let digit = self.peek().is_some_and(|c| c.is_ascii_digit());
            high = if digit { Some(self.repeat_number()?) } else { None };
        }
        if !self.rest.starts_with('}') {
            return self.fail("braces not balanced or invalid repetition count");
        }
        self.next();
        match high {
            Some(high) if high < low => return self.fail("invalid repetition count(s)"),
            Some(high) => self.out.push_str(&format!("{{{low},{high}}}")),
            None => self.out.push_str(&format!("{{{low},}}")),
        }
        self.can_repeat = false;
        Ok(())
    }

    fn repeat_number(&mut self) -> Result<u32, EreError> {
        let n_digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at(n_digits);
        match digits.parse::<u32>() {
            Ok(n) if n <= REPEAT_MAX => {
                self.rest = rest;
                Ok(n)
            }
            _ => self.fail("invalid repetition count(s): the limit is 255"),
        }
    }

    fn escape(&mut self) -> Result<(), EreError> {
        match self.peek_second() {
            None => return self.fail("trailing backslash (\\)"),
            Some(c @ '1'..='9') => {
                let number = c as usize - '0' as usize;
                if !self.closed.contains(&number) {
                    return self.fail("invalid backreference number");
                }
                self.out.push_str(&format!("\\k<g{}>", self.first_group + number - 1));
                self.has_backrefs = true;
            }
            Some(c) if c.is_ascii_alphabetic() => return self.fail(&letter_escape(c)),
            Some(c) => push_literal(c, &mut self.out),
        }
        self.next();
        self.next();
        self.wrote(true);
        Ok(())
    }

    fn bracket(&mut self) -> Result<(), EreError> {
        if self.rest.starts_with("[[:<:]]") || self.rest.starts_with("[[:>:]]") {
            return self.fail("word boundaries are not supported");
        }
        self.next();
        self.out.push('[');
        if self.rest.starts_with('^') {
            self.next();
            // FileCheck matches by line: only what names a newline matches one.
            self.out.push_str("^\\n");
        }
        let mut is_first = true;
        loop {
            let Some(c) = self.peek() else { return self.fail("brackets ([ ]) not balanced") };
            if c == ']' && !is_first {
                break;
            }
            self.bracket_item(is_first)?;
            is_first = false;
        }
        self.next();
        self.out.push(']');
        self.wrote(true);
        Ok(())
    }

    fn bracket_item(&mut self, is_first: bool) -> Result<(), EreError> {
        if self.rest.starts_with("[:") {
            let Some(end) = self.rest.find(":]") else {
                return self.fail("brackets ([ ]) not balanced");
            };
            let class = self.rest.get(2..end).unwrap_or_default();
            if !CLASSES.contains(&class) {
                return self.fail("invalid character class");
            }
            self.crosses_lines |= ["space", "cntrl"].contains(&class);
            self.out.push_str(&format!("[:{class}:]"));
            self.rest = self.rest.get(end + 2..).unwrap_or_default();
            return Ok(());
        }
        if self.rest.starts_with('-') && !is_first && self.peek_second() != Some(']') {
            return self.fail("invalid character range");
        }
        let low = self.bracket_symbol()?;
        push_literal(low, &mut self.out);
        if self.rest.starts_with('-') && self.peek_second() != Some(']') {
            self.next();
            let high = self.bracket_symbol()?;
            if high < low {
                return self.fail("invalid character range");
            }
            self.crosses_lines |= (low..=high).contains(&'\n');
            self.out.push('-');
            push_literal(high, &mut self.out);
        }
        Ok(())
    }

    /// One character of a bracket: plain, or `[.x.]`, or `[=x=]`.
    fn bracket_symbol(&mut self) -> Result<char, EreError> {
        for (open, close) in [("[.", ".]"), ("[=", "=]")] {
            let Some(inner) = self.rest.strip_prefix(open) else { continue };
            let mut chars = inner.chars();
            let symbol = chars.next();
            return match (symbol, chars.as_str().strip_prefix(close)) {
                (Some(c), Some(rest)) => {
                    self.rest = rest;
                    Ok(c)
                }
                _ => self.fail("invalid collating element"),
            };
        }
        if let (Some('\\'), Some(c)) = (self.peek(), self.peek_second())
            && c.is_ascii_alphabetic()
        {
            return self.fail(&letter_escape(c));
        }
        match self.next() {
            Some(c) => Ok(c),
            None => self.fail("brackets ([ ]) not balanced"),
        }
    }
}

fn letter_escape(c: char) -> String {
    let class = match c {
        'd' => "write [0-9]",
        's' => "write [[:space:]]",
        'w' => "write [[:alnum:]_]",
        _ => "write the letter without the backslash",
    };
    format!("`\\{c}` has no special meaning in POSIX regular expressions: {class}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_expressions_keep_their_posix_meaning() {
        for (ere, expected) in [
            ("ab+c?", "ab+c?"),
            ("a{2}b{1,}c{0,3}", "a{2,2}b{1,}c{0,3}"),
            ("a{,3}", "a\\x{7B}\\x{2C}3\\x{7D}"),
            ("[^a]", "[^\\na]"),
            ("[]a-]", "[\\x{5D}a\\x{2D}]"),
            ("[\\.]", "[\\x{5C}\\x{2E}]"),
            ("[[:alpha:]_]", "[[:alpha:]\\x{5F}]"),
            ("[[.-.]-z]", "[\\x{2D}-z]"),
            ("(a)|()", "(?P<g3>a)|(?P<g4>)"),
            ("(a)\\1", "(?P<g3>a)\\k<g3>"),
            ("\\$\\\\", "\\x{24}\\x{5C}"),
            ("]}", "\\x{5D}\\x{7D}"),
        ] {
            assert_eq!(translate(ere, 3).map(|e| e.source), Ok(expected.into()), "{ere}");
        }
    }

    #[test]
    fn invalid_expressions_say_why() {
        for (ere, offset, message) in [
            ("", 0, "empty (sub)expression"),
            ("a||b", 2, "empty (sub)expression"),
            ("a|", 2, "empty (sub)expression"),
            ("(|a)", 1, "empty (sub)expression"),
            ("a**", 2, "repetition-operator operand invalid"),
            ("^*", 1, "repetition-operator operand invalid"),
            ("a)", 1, "parentheses not balanced"),
            ("(a", 2, "parentheses not balanced"),
            ("[a", 2, "brackets ([ ]) not balanced"),
            ("[z-a]", 4, "invalid character range"),
            ("[[:word:]]", 1, "invalid character class"),
            ("a{3,2}", 6, "invalid repetition count(s)"),
            ("a{256}", 2, "invalid repetition count(s): the limit is 255"),
            ("a\\", 1, "trailing backslash (\\)"),
            ("\\1", 0, "invalid backreference number"),
        ] {
            let error = EreError { offset, message: message.into() };
            assert_eq!(translate(ere, 1), Err(error), "{ere}");
        }
    }

    #[test]
    fn a_letter_escape_is_refused_with_advice() {
        let error = translate("x\\d+", 1).unwrap_err();
        assert_eq!(error.offset, 1);
        assert!(error.message.ends_with("write [0-9]"), "{}", error.message);
        assert!(translate("[\\w]", 1).is_err());
    }
}
