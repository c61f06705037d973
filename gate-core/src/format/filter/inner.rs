//! Inner: the strings of a JSON document that itself comes as text in pieces, such as tool arguments.

use super::{Comparison, TextFilter};
use crate::format::json;
use crate::format::walk::looks_like_json;

/// A number with more characters than this is none.
const NUMBER_BYTES: usize = 1024;

/// Filters inside the strings of a document that comes in pieces and may be cut off at any point.
///
/// The filter sees each string decoded and what it makes of it is escaped again, so that a value with quotes does not
/// break the document, and nothing hides behind an escape. A number is a text of its own, and becomes a string if the
/// filter changes it. What else stands outside strings is filtered as it is, and so is a text that is no document.
pub(crate) struct InnerStrings<F> {
    filter: F,
    place: Place,
    /// The last character outside strings that is no white space.
    before: char,
    /// What has begun and is not complete: a number, or an escape from its backslash; a first surrogate waits here for
    /// its second.
    begun: String,
    scratch: String,
    comparison: Comparison,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    /// In a text that is no document.
    Plain,
    Outside,
    Number,
    String,
    Escape,
}

impl<F: TextFilter> InnerStrings<F> {
    pub(crate) fn new(filter: F) -> Self {
        Self {
            filter,
            place: Place::Start,
            before: ' ',
            begun: String::new(),
            scratch: String::new(),
            comparison: Comparison::default(),
        }
    }

    /// Whether the filter has changed anything; without that, only the spelling of escapes may differ.
    pub(crate) fn is_touched(&self) -> bool {
        self.comparison.differs()
    }

    fn start<'p>(&mut self, piece: &'p str, out: &mut String) -> &'p str {
        let text = piece.trim_ascii_start();
        out.push_str(&piece[..piece.len() - text.len()]);
        if !text.is_empty() {
            self.place = if looks_like_json(text) { Place::Outside } else { Place::Plain };
        }
        text
    }

    fn outside<'p>(&mut self, piece: &'p str, out: &mut String) -> Result<&'p str, F::Stop> {
        let mut end = piece.len();
        for (at, character) in piece.char_indices() {
            // Behind anything else a digit belongs to a word, such as a placeholder outside strings.
            let is_number =
                matches!(self.before, ':' | ',' | '[') && (character.is_ascii_digit() || character == '-');
            if is_number || character == '"' {
                self.place = if is_number { Place::Number } else { Place::String };
                end = at;
                break;
            }
            if !character.is_ascii_whitespace() {
                self.before = character;
            }
        }
        self.feed(&piece[..end])?;
        out.push_str(&self.scratch);
        match self.place {
            Place::Outside => Ok(""),
            Place::String => {
                self.end()?;
                out.push_str(&self.scratch);
                out.push('"');
                self.before = '"';
                Ok(&piece[end + 1..])
            }
            _ => {
                self.end()?;
                out.push_str(&self.scratch);
                Ok(&piece[end..])
            }
        }
    }

    fn number<'p>(&mut self, piece: &'p str, out: &mut String) -> Result<&'p str, F::Stop> {
        let belongs = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        let length = piece.bytes().take_while(|byte| belongs(*byte)).count();
        self.begun.push_str(&piece[..length]);
        if length < piece.len() || self.begun.len() > NUMBER_BYTES {
            self.end_number(out)?;
        }
        Ok(&piece[length..])
    }

    /// Gives out a number, as a string if it is none any more.
    fn end_number(&mut self, out: &mut String) -> Result<(), F::Stop> {
        let number = std::mem::take(&mut self.begun);
        self.place = Place::Outside;
        self.before = '0';
        self.feed(&number)?;
        let mut text = std::mem::take(&mut self.scratch);
        self.end()?;
        text.push_str(&self.scratch);
        if text == number {
            out.push_str(&text);
        } else {
            out.push('"');
            json::escape(&text, |piece| out.push_str(piece));
            out.push('"');
        }
        Ok(())
    }

    fn string<'p>(&mut self, piece: &'p str, out: &mut String) -> Result<&'p str, F::Stop> {
        let Some(end) = piece.find(['"', '\\']) else {
            self.feed_string(piece, out)?;
            return Ok("");
        };
        self.feed_string(&piece[..end], out)?;
        if piece.as_bytes()[end] == b'"' {
            self.end_string(out)?;
            out.push('"');
            self.place = Place::Outside;
        } else {
            self.begun.push('\\');
            self.place = Place::Escape;
        }
        Ok(&piece[end + 1..])
    }

    /// Takes one character of an escape and decodes it when it is complete.
    fn escape<'p>(&mut self, piece: &'p str, out: &mut String) -> Result<&'p str, F::Stop> {
        let Some(next) = piece.chars().next() else {
            return Ok("");
        };
        let length = self.begun.len();
        // Behind a first surrogate only another `\u` belongs to it.
        let belongs = match length % 6 {
            0 => next == '\\',
            1 => length == 1 || next == 'u',
            _ => next.is_ascii_hexdigit(),
        };
        if !belongs {
            self.give_up(out)?;
            return Ok(piece);
        }
        self.begun.push(next);
        match decode(&self.begun) {
            Decoded::Incomplete => {}
            Decoded::Char(decoded) => {
                self.begun.clear();
                self.place = Place::String;
                self.feed_string(decoded.encode_utf8(&mut [0; 4]), out)?;
            }
            Decoded::Invalid => self.give_up(out)?,
        }
        Ok(&piece[next.len_utf8()..])
    }

    /// Passes on, as it stands, an escape that is none.
    fn give_up(&mut self, out: &mut String) -> Result<(), F::Stop> {
        self.end_string(out)?;
        // A backslash behind a lone first surrogate begins an escape of its own.
        let is_next = self.begun.len() == 7;
        out.push_str(self.begun.strip_suffix('\\').filter(|_| is_next).unwrap_or(&self.begun));
        self.begun.clear();
        self.place = Place::String;
        if is_next {
            self.begun.push('\\');
            self.place = Place::Escape;
        }
        Ok(())
    }

    fn feed_string(&mut self, text: &str, out: &mut String) -> Result<(), F::Stop> {
        self.feed(text)?;
        json::escape(&self.scratch, |piece| out.push_str(piece));
        Ok(())
    }

    fn end_string(&mut self, out: &mut String) -> Result<(), F::Stop> {
        self.end()?;
        json::escape(&self.scratch, |piece| out.push_str(piece));
        Ok(())
    }

    /// Filters a piece into `scratch`.
    fn feed(&mut self, text: &str) -> Result<(), F::Stop> {
        self.scratch.clear();
        self.filter.push(text, &mut self.scratch)?;
        self.comparison.note(text, &self.scratch);
        Ok(())
    }

    /// Puts what the filter held back into `scratch`.
    fn end(&mut self) -> Result<(), F::Stop> {
        self.scratch.clear();
        self.filter.finish(&mut self.scratch)?;
        self.comparison.end(&self.scratch);
        Ok(())
    }
}

impl<F: TextFilter> TextFilter for InnerStrings<F> {
    type Stop = F::Stop;

    fn push(&mut self, piece: &str, out: &mut String) -> Result<(), F::Stop> {
        let mut rest = piece;
        while !rest.is_empty() {
            rest = match self.place {
                Place::Start => self.start(rest, out),
                Place::Plain => {
                    self.feed(rest)?;
                    out.push_str(&self.scratch);
                    ""
                }
                Place::Outside => self.outside(rest, out)?,
                Place::Number => self.number(rest, out)?,
                Place::String => self.string(rest, out)?,
                Place::Escape => self.escape(rest, out)?,
            };
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut String) -> Result<(), F::Stop> {
        match self.place {
            Place::Start => {}
            Place::Plain | Place::Outside => {
                self.end()?;
                out.push_str(&self.scratch);
            }
            Place::Number => self.end_number(out)?,
            Place::String => self.end_string(out)?,
            Place::Escape => {
                self.end_string(out)?;
                out.push_str(&self.begun);
                self.begun.clear();
            }
        }
        self.place = Place::Start;
        self.before = ' ';
        Ok(())
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
