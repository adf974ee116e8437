//! The lexer: bytes to tokens with offsets, without copying. Tokens never span lines.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Tok {
    /// End of the text.
    Eof,
    /// Characters that form no token; `Lexer::complaint` says why.
    Error,
    /// `name`, a keyword or an identifier without sigil.
    Bare,
    /// `%name`
    Percent,
    /// `^name`
    Caret,
    /// `@name` or `@"name"`
    At,
    /// `#name` or `#3`
    Hash,
    /// `!name`
    Bang,
    /// `12` or `0x1F`
    Int,
    /// `1.5e-3`
    Float,
    /// `"text"`
    Str,
    /// `->`
    Arrow,
    /// `:`
    Colon,
    /// `::`
    ColonColon,
    /// `,`
    Comma,
    /// `=`
    Equal,
    /// `(`
    LParen,
    /// `)`
    RParen,
    /// `{`
    LBrace,
    /// `}`
    RBrace,
    /// `[`
    LSquare,
    /// `]`
    RSquare,
    /// `<`
    Less,
    /// `>`
    Greater,
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `?`
    Question,
    /// `|`
    Pipe,
    /// `...`
    Ellipsis,
    /// `{-#`
    MetaOpen,
    /// `#-}`
    MetaClose,
}

impl Tok {
    /// How messages call it.
    pub fn name(self) -> &'static str {
        match self {
            Tok::Eof => "end of text",
            Tok::Error => "an invalid token",
            Tok::Bare => "identifier",
            Tok::Percent => "value `%name`",
            Tok::Caret => "block `^name`",
            Tok::At => "symbol `@name`",
            Tok::Hash => "`#name`",
            Tok::Bang => "`!name`",
            Tok::Int => "integer",
            Tok::Float => "float",
            Tok::Str => "string",
            Tok::Arrow => "`->`",
            Tok::Colon => "`:`",
            Tok::ColonColon => "`::`",
            Tok::Comma => "`,`",
            Tok::Equal => "`=`",
            Tok::LParen => "`(`",
            Tok::RParen => "`)`",
            Tok::LBrace => "`{`",
            Tok::RBrace => "`}`",
            Tok::LSquare => "`[`",
            Tok::RSquare => "`]`",
            Tok::Less => "`<`",
            Tok::Greater => "`>`",
            Tok::Minus => "`-`",
            Tok::Plus => "`+`",
            Tok::Star => "`*`",
            Tok::Slash => "`/`",
            Tok::Question => "`?`",
            Tok::Pipe => "`|`",
            Tok::Ellipsis => "`...`",
            Tok::MetaOpen => "`{-#`",
            Tok::MetaClose => "`#-}`",
        }
    }

    /// The token that this punctuation is; `None` for anything else.
    pub fn from_punctuation(text: &str) -> Option<Tok> {
        Some(match text {
            "->" => Tok::Arrow,
            ":" => Tok::Colon,
            "::" => Tok::ColonColon,
            "," => Tok::Comma,
            "=" => Tok::Equal,
            "(" => Tok::LParen,
            ")" => Tok::RParen,
            "{" => Tok::LBrace,
            "}" => Tok::RBrace,
            "[" => Tok::LSquare,
            "]" => Tok::RSquare,
            "<" => Tok::Less,
            ">" => Tok::Greater,
            "-" => Tok::Minus,
            "+" => Tok::Plus,
            "*" => Tok::Star,
            "/" => Tok::Slash,
            "?" => Tok::Question,
            "|" => Tok::Pipe,
            "..." => Tok::Ellipsis,
            _ => return None,
        })
    }
}

/// A token: what it is and where, as byte offsets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: Tok,
    /// Offset of its first byte.
    pub start: u32,
    /// Offset after its last byte.
    pub end: u32,
}

/// Cuts a text into tokens.
#[derive(Clone)]
pub struct Lexer<'a> {
    src: &'a str,
    pos: u32,
    complaint: &'static str,
}

/// Identifier characters by class: 1 starts a bare identifier, 2 continues one, 4 is a digit,
/// 8 continues a name after a sigil, 16 starts a name after a sigil, 32 is a hexadecimal digit.
const CLASS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut c = 0;
    while c < 256 {
        let b = c as u8;
        if b.is_ascii_alphabetic() || b == b'_' {
            table[c] |= 1 | 2 | 8 | 16;
        }
        if b.is_ascii_digit() {
            table[c] |= 2 | 4 | 8;
        }
        if b == b'$' || b == b'.' {
            table[c] |= 2 | 8 | 16;
        }
        if b == b'-' {
            table[c] |= 8 | 16;
        }
        if b.is_ascii_hexdigit() {
            table[c] |= 32;
        }
        c += 1;
    }
    table
};

impl<'a> Lexer<'a> {
    /// Starts at the beginning of `src`, which is shorter than 4 GiB.
    pub fn new(src: &'a str) -> Lexer<'a> {
        Lexer { src, pos: 0, complaint: "" }
    }

    /// The text.
    pub fn src(&self) -> &'a str {
        self.src
    }

    /// Why the latest [`Tok::Error`] is none.
    pub fn complaint(&self) -> &'static str {
        self.complaint
    }

    /// Goes on at `pos`.
    #[inline]
    pub fn reset(&mut self, pos: u32) {
        self.pos = pos;
    }

    /// The text of a token.
    #[inline]
    pub fn text(&self, token: Token) -> &'a str {
        self.src.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    #[inline]
    fn byte(&self, pos: u32) -> u8 {
        self.src.as_bytes().get(pos as usize).copied().unwrap_or(0)
    }

    #[inline]
    fn class(&self, pos: u32, mask: u8) -> bool {
        CLASS[self.byte(pos) as usize] & mask != 0
    }

    /// Skips blanks and comments.
    #[inline]
    fn skip_blanks(&mut self) {
        let bytes = self.src.as_bytes();
        let mut pos = self.pos as usize;
        while let Some(&b) = bytes.get(pos) {
            match b {
                b' ' | b'\t' | b'\r' | b'\n' | 0 => pos += 1,
                b'/' if bytes.get(pos + 1) == Some(&b'/') => {
                    let rest = &bytes[pos..];
                    pos += rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
                }
                _ => break,
            }
        }
        self.pos = pos as u32;
    }

    /// The next token.
    #[inline]
    pub fn next_token(&mut self) -> Token {
        self.skip_blanks();
        let start = self.pos;
        let Some(&first) = self.src.as_bytes().get(start as usize) else {
            return Token { kind: Tok::Eof, start, end: start };
        };
        self.pos += 1;
        let kind = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.run(2, Tok::Bare),
            b'%' => self.sigil(Tok::Percent),
            b'0'..=b'9' => self.number(first),
            b',' => Tok::Comma,
            b'(' => Tok::LParen,
            b')' => Tok::RParen,
            b':' => self.either(b':', Tok::ColonColon, Tok::Colon),
            b'-' => self.either(b'>', Tok::Arrow, Tok::Minus),
            b'=' => Tok::Equal,
            b'<' => Tok::Less,
            b'>' => Tok::Greater,
            b'"' => self.string(Tok::Str),
            b'{' => self.meta(b"-#", Tok::MetaOpen, Tok::LBrace),
            b'}' => Tok::RBrace,
            b'[' => Tok::LSquare,
            b']' => Tok::RSquare,
            b'^' => self.sigil(Tok::Caret),
            b'!' => self.sigil(Tok::Bang),
            b'#' => match self.meta(b"-}", Tok::MetaClose, Tok::Hash) {
                Tok::Hash => self.sigil(Tok::Hash),
                close => close,
            },
            b'@' => self.symbol(),
            b'?' => Tok::Question,
            b'*' => Tok::Star,
            b'+' => Tok::Plus,
            b'/' => Tok::Slash,
            b'|' => Tok::Pipe,
            b'.' => self.meta(b"..", Tok::Ellipsis, Tok::Error),
            _ => self.stray(first),
        };
        Token { kind, start, end: self.pos }
    }

    #[inline]
    fn run(&mut self, mask: u8, kind: Tok) -> Tok {
        while self.class(self.pos, mask) {
            self.pos += 1;
        }
        kind
    }

    fn either(&mut self, second: u8, two: Tok, one: Tok) -> Tok {
        if self.byte(self.pos) == second {
            self.pos += 1;
            two
        } else {
            one
        }
    }

    fn meta(&mut self, rest: &[u8], long: Tok, short: Tok) -> Tok {
        let bytes = self.src.as_bytes();
        if bytes.get(self.pos as usize..).is_some_and(|b| b.starts_with(rest)) {
            self.pos += rest.len() as u32;
            return long;
        }
        if short == Tok::Error { self.fail("unexpected character `.`") } else { short }
    }

    fn fail(&mut self, why: &'static str) -> Tok {
        self.complaint = why;
        Tok::Error
    }

    /// Skips the rest of a character outside ASCII, so that offsets stay on boundaries.
    fn stray(&mut self, first: u8) -> Tok {
        if first >= 0x80 {
            while self.byte(self.pos) & 0xc0 == 0x80 {
                self.pos += 1;
            }
        }
        self.fail("unexpected character")
    }

    #[inline]
    fn sigil(&mut self, kind: Tok) -> Tok {
        if self.class(self.pos, 4) {
            self.run(4, kind)
        } else if self.class(self.pos, 16) {
            self.run(8, kind)
        } else {
            self.fail("expected a name after `%`, `^`, `#` or `!`")
        }
    }

    fn symbol(&mut self) -> Tok {
        if self.byte(self.pos) == b'"' {
            self.pos += 1;
            return self.string(Tok::At);
        }
        if !self.class(self.pos, 1) {
            return self.fail("expected a name or a string after `@`");
        }
        self.run(2, Tok::At)
    }

    fn number(&mut self, first: u8) -> Tok {
        if first == b'0' && self.byte(self.pos) == b'x' && self.class(self.pos + 1, 32) {
            self.pos += 1;
            return self.run(32, Tok::Int);
        }
        self.run(4, Tok::Int);
        if self.byte(self.pos) != b'.' {
            return Tok::Int;
        }
        self.pos += 1;
        self.run(4, Tok::Float);
        if matches!(self.byte(self.pos), b'e' | b'E') {
            let sign = u32::from(matches!(self.byte(self.pos + 1), b'+' | b'-'));
            if self.class(self.pos + 1 + sign, 4) {
                self.pos += 1 + sign;
                self.run(4, Tok::Float);
            }
        }
        Tok::Float
    }

    fn string(&mut self, kind: Tok) -> Tok {
        loop {
            match self.src.as_bytes().get(self.pos as usize) {
                None | Some(b'\n' | 0x0b | 0x0c) => {
                    return self.fail("expected `\"` at the end of the string");
                }
                Some(b'"') => {
                    self.pos += 1;
                    return kind;
                }
                Some(b'\\') => {
                    self.pos += 1;
                    let simple = matches!(self.byte(self.pos), b'"' | b'\\' | b'n' | b't');
                    if simple {
                        self.pos += 1;
                    } else if self.class(self.pos, 32) && self.class(self.pos + 1, 32) {
                        self.pos += 2;
                    } else {
                        return self.fail("unknown escape in string");
                    }
                }
                Some(_) => self.pos += 1,
            }
        }
    }
}

/// The bytes of a string literal's inside, escapes resolved.
pub fn unescape(inner: &str) -> std::borrow::Cow<'_, [u8]> {
    if !inner.contains('\\') {
        return inner.as_bytes().into();
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut bytes = inner.bytes();
    while let Some(b) = bytes.next() {
        if b != b'\\' {
            out.push(b);
            continue;
        }
        match bytes.next() {
            Some(b'n') => out.push(b'\n'),
            Some(b't') => out.push(b'\t'),
            Some(c @ (b'"' | b'\\')) => out.push(c),
            Some(high) => {
                let digit = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
                out.push(digit(high) << 4 | digit(bytes.next().unwrap_or(b'0')));
            }
            None => {}
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(src: &str) -> Vec<(Tok, &str)> {
        let mut lexer = Lexer::new(src);
        let mut all = Vec::new();
        loop {
            let token = lexer.next_token();
            if token.kind == Tok::Eof {
                return all;
            }
            all.push((token.kind, lexer.text(token)));
        }
    }

    #[test]
    fn numbers_follow_upstream() {
        use Tok::*;
        assert_eq!(kinds("0x10"), [(Int, "0x10")]);
        assert_eq!(kinds("0xg"), [(Int, "0"), (Bare, "xg")]);
        assert_eq!(kinds("4x?xf32"), [(Int, "4"), (Bare, "x"), (Question, "?"), (Bare, "xf32")]);
        assert_eq!(
            kinds("1.5e-3 1.e 1e5"),
            [(Float, "1.5e-3"), (Float, "1."), (Bare, "e"), (Int, "1"), (Bare, "e5")]
        );
        assert_eq!(kinds("-1->"), [(Minus, "-"), (Int, "1"), (Arrow, "->")]);
    }

    #[test]
    fn names_strings_and_comments() {
        use Tok::*;
        assert_eq!(
            kinds("%a-b$.1#2 // c\n@\"x y\"::@z"),
            [(Percent, "%a-b$.1"), (Hash, "#2"), (At, "@\"x y\""), (ColonColon, "::"), (At, "@z")]
        );
        assert_eq!(kinds("{-# #-}"), [(MetaOpen, "{-#"), (MetaClose, "#-}")]);
        assert_eq!(&*unescape("a\\22\\n\\\\"), b"a\"\n\\");
        assert_eq!(kinds("\"a"), [(Error, "\"a")]);
        assert_eq!(kinds("é1"), [(Error, "é"), (Int, "1")]);
    }
}
