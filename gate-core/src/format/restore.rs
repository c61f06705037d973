//! Restore: puts values back into text that comes in pieces, also inside JSON that is written as a string.

use super::json;

/// Replaces placeholders in a text that comes in pieces. It holds back what could still become a placeholder.
pub trait TextRestorer {
    /// Takes the next piece and appends to `out` what can no longer change.
    fn push(&mut self, piece: &str, out: &mut String);

    /// Appends what was held back and makes ready for another text.
    fn finish(&mut self, out: &mut String);
}

impl<R: TextRestorer + ?Sized> TextRestorer for &mut R {
    fn push(&mut self, piece: &str, out: &mut String) {
        (**self).push(piece, out);
    }

    fn finish(&mut self, out: &mut String) {
        (**self).finish(out);
    }
}

impl<R: TextRestorer + ?Sized> TextRestorer for Box<R> {
    fn push(&mut self, piece: &str, out: &mut String) {
        (**self).push(piece, out);
    }

    fn finish(&mut self, out: &mut String) {
        (**self).finish(out);
    }
}

/// Restores inside the strings of a JSON document that itself comes as text in pieces, such as tool arguments.
///
/// The restorer sees each string decoded and its output is escaped again, so that a value with quotes does not break
/// the document, and an escaped placeholder is still found. The document may be cut off at any point. What stands
/// outside strings is restored as it is.
pub(crate) struct InnerStrings<R> {
    restorer: R,
    place: Place,
    /// An escape that has begun, from its backslash; a first surrogate waits here for its second.
    escape: String,
    scratch: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    String,
    Escape,
}

impl<R: TextRestorer> InnerStrings<R> {
    pub(crate) fn new(restorer: R) -> Self {
        Self { restorer, place: Place::Outside, escape: String::new(), scratch: String::new() }
    }

    fn outside<'p>(&mut self, piece: &'p str, out: &mut String) -> &'p str {
        let Some(quote) = piece.find('"') else {
            self.restorer.push(piece, out);
            return "";
        };
        self.restorer.push(&piece[..quote], out);
        self.restorer.finish(out);
        out.push('"');
        self.place = Place::String;
        &piece[quote + 1..]
    }

    fn string<'p>(&mut self, piece: &'p str, out: &mut String) -> &'p str {
        let Some(end) = piece.find(['"', '\\']) else {
            self.feed(piece, out);
            return "";
        };
        self.feed(&piece[..end], out);
        if piece.as_bytes()[end] == b'"' {
            self.end_string(out);
            out.push('"');
            self.place = Place::Outside;
        } else {
            self.escape.push('\\');
            self.place = Place::Escape;
        }
        &piece[end + 1..]
    }

    /// Takes one character of an escape and decodes it when it is complete.
    fn escape<'p>(&mut self, piece: &'p str, out: &mut String) -> &'p str {
        let Some(next) = piece.chars().next() else {
            return "";
        };
        let length = self.escape.len();
        // Behind a first surrogate only another `\u` belongs to it.
        let belongs = match length % 6 {
            0 => next == '\\',
            1 => length == 1 || next == 'u',
            _ => next.is_ascii_hexdigit(),
        };
        if !belongs {
            self.give_up(out);
            return piece;
        }
        self.escape.push(next);
        match decode(&self.escape) {
            Decoded::Incomplete => {}
            Decoded::Char(decoded) => {
                self.escape.clear();
                self.place = Place::String;
                self.feed(decoded.encode_utf8(&mut [0; 4]), out);
            }
            Decoded::Invalid => self.give_up(out),
        }
        &piece[next.len_utf8()..]
    }

    /// Passes on, as it stands, an escape that is none.
    fn give_up(&mut self, out: &mut String) {
        self.end_string(out);
        // A backslash behind a lone first surrogate begins an escape of its own.
        let begun = self.escape.len() == 7;
        out.push_str(self.escape.strip_suffix('\\').filter(|_| begun).unwrap_or(&self.escape));
        self.escape.clear();
        self.place = Place::String;
        if begun {
            self.escape.push('\\');
            self.place = Place::Escape;
        }
    }

    fn feed(&mut self, text: &str, out: &mut String) {
        self.scratch.clear();
        self.restorer.push(text, &mut self.scratch);
        json::escape(&self.scratch, |piece| out.push_str(piece));
    }

    fn end_string(&mut self, out: &mut String) {
        self.scratch.clear();
        self.restorer.finish(&mut self.scratch);
        json::escape(&self.scratch, |piece| out.push_str(piece));
    }
}

impl<R: TextRestorer> TextRestorer for InnerStrings<R> {
    fn push(&mut self, piece: &str, out: &mut String) {
        let mut rest = piece;
        while !rest.is_empty() {
            rest = match self.place {
                Place::Outside => self.outside(rest, out),
                Place::String => self.string(rest, out),
                Place::Escape => self.escape(rest, out),
            };
        }
    }

    fn finish(&mut self, out: &mut String) {
        match self.place {
            Place::Outside => self.restorer.finish(out),
            Place::String => self.end_string(out),
            Place::Escape => {
                self.end_string(out);
                out.push_str(&self.escape);
                self.escape.clear();
            }
        }
        self.place = Place::Outside;
    }
}

enum Decoded {
    Incomplete,
    Char(char),
    Invalid,
}

/// Decodes an escape of one or two `\uXXXX` groups, or of one letter, as far as it has come.
fn decode(escape: &str) -> Decoded {
    let bytes = escape.as_bytes();
    let short = match bytes[1] {
        byte @ (b'"' | b'\\' | b'/') => char::from(byte),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'u' => return decode_unicode(escape),
        _ => return Decoded::Invalid,
    };
    Decoded::Char(short)
}

fn decode_unicode(escape: &str) -> Decoded {
    let unit = |from: usize| u16::from_str_radix(escape.get(from..from + 4)?, 16).ok();
    let units = match escape.len() {
        6 => [unit(2), None],
        12 => [unit(2), unit(8)],
        _ => return Decoded::Incomplete,
    };
    let mut decoded = char::decode_utf16(units.into_iter().flatten());
    match (decoded.next(), units) {
        (Some(Ok(character)), _) => Decoded::Char(character),
        (Some(Err(error)), [_, None]) if (0xD800..0xDC00).contains(&error.unpaired_surrogate()) => {
            Decoded::Incomplete
        }
        _ => Decoded::Invalid,
    }
}
