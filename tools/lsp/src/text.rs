//! Texts of documents: edits, and places as the protocol counts them.

use lsp_types::{Position, PositionEncodingKind, Range, TextDocumentContentChangeEvent};
use ropey::Rope;

/// What a position's `character` counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, the protocol's default.
    Utf16,
}

impl Encoding {
    /// Bytes where the client offers them: then nothing has to be converted.
    pub fn choose(offered: Option<&[PositionEncodingKind]>) -> Encoding {
        match offered.unwrap_or(&[]).contains(&PositionEncodingKind::UTF8) {
            true => Encoding::Utf8,
            false => Encoding::Utf16,
        }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }
}

/// A text. Copies share what they hold.
#[derive(Clone)]
pub struct Text {
    rope: Rope,
    encoding: Encoding,
}

impl Text {
    /// A text with places in this encoding.
    pub fn new(text: &str, encoding: Encoding) -> Text {
        Text { rope: Rope::from_str(text), encoding }
    }

    /// Length in bytes.
    pub fn len(&self) -> usize {
        self.rope.len_bytes()
    }

    /// The place of a byte; of the text's end for one behind it, of its character's start for one
    /// inside a character.
    pub fn position(&self, byte: usize) -> Position {
        let byte = byte.min(self.rope.len_bytes());
        let char = self.rope.byte_to_char(byte);
        let line = self.rope.char_to_line(char);
        let start = self.rope.line_to_char(line);
        let column = match self.encoding {
            Encoding::Utf8 => self.rope.char_to_byte(char) - self.rope.char_to_byte(start),
            Encoding::Utf16 => self.rope.char_to_utf16_cu(char) - self.rope.char_to_utf16_cu(start),
        };
        Position::new(line as u32, column as u32)
    }

    /// The byte of a place; the line's end for one behind it, the text's end for a line behind it.
    pub fn byte(&self, place: Position) -> usize {
        let line = place.line as usize;
        if line >= self.rope.len_lines() {
            return self.rope.len_bytes();
        }
        let start = self.rope.line_to_char(line);
        let text = self.rope.line(line);
        let mut n_chars = text.len_chars();
        while n_chars > 0 && matches!(text.char(n_chars - 1), '\n' | '\r') {
            n_chars -= 1;
        }
        let wanted = place.character as usize;
        let char = match self.encoding {
            Encoding::Utf8 => text.byte_to_char(wanted.min(text.len_bytes())),
            Encoding::Utf16 => text.utf16_cu_to_char(wanted.min(text.len_utf16_cu())),
        };
        self.rope.char_to_byte(start + char.min(n_chars))
    }

    /// The places of a range of bytes.
    pub fn range(&self, bytes: std::ops::Range<usize>) -> Range {
        Range::new(self.position(bytes.start), self.position(bytes.end))
    }

    /// Makes one change.
    ///
    /// # Errors
    /// A range that ends before it starts.
    pub fn change(&mut self, change: &TextDocumentContentChangeEvent) -> Result<(), String> {
        let Some(range) = change.range else {
            self.rope = Rope::from_str(&change.text);
            return Ok(());
        };
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        if start > end {
            return Err(format!("the range of a change ends before it starts: {range:?}"));
        }
        let (start, end) = (self.rope.byte_to_char(start), self.rope.byte_to_char(end));
        self.rope.remove(start..end);
        self.rope.insert(start, &change.text);
        Ok(())
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.rope.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ä` is two bytes and one unit; the clef is four bytes and two units.
    const MIXED: &str = "a\u{e4}\u{1d11e}b\r\nx\n";

    #[test]
    fn places_count_what_was_agreed() {
        let wide = Text::new(MIXED, Encoding::Utf16);
        let narrow = Text::new(MIXED, Encoding::Utf8);
        assert_eq!(wide.position(7), Position::new(0, 4));
        assert_eq!(narrow.position(7), Position::new(0, 7));
        for text in [&wide, &narrow] {
            for (byte, _) in MIXED.char_indices().filter(|(_, c)| *c != '\n') {
                assert_eq!(text.byte(text.position(byte)), byte, "byte {byte}");
            }
        }
        assert_eq!(wide.byte(Position::new(0, 3)), 3, "inside a pair: its character");
    }

    #[test]
    fn places_outside_are_at_the_end() {
        let text = Text::new(MIXED, Encoding::Utf16);
        assert_eq!(text.byte(Position::new(0, 99)), 8, "before the line's end");
        assert_eq!(text.byte(Position::new(99, 0)), MIXED.len());
        assert_eq!(text.position(999), Position::new(2, 0));
    }

    #[test]
    fn changes_are_made_in_place() {
        let mut text = Text::new(MIXED, Encoding::Utf16);
        let at = |l0, c0, l1, c1, text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(l0, c0), Position::new(l1, c1))),
            range_length: None,
            text: text.into(),
        };
        text.change(&at(0, 2, 0, 4, "%")).unwrap();
        text.change(&at(1, 0, 2, 0, "")).unwrap();
        assert_eq!(text.to_string(), "a\u{e4}%b\r\n");
        assert!(text.change(&at(0, 2, 0, 1, "")).is_err());
    }
}
