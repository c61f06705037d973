//! Layout: how a number is written, as a picture of it, and reading a number that agrees with one.
//!
//! In a layout `#` is a digit, `A` a letter, `X` a letter or digit, a small letter is that letter, `~` is a space or a
//! hyphen (the same one all through the number); everything else stands for itself. `###~##~####` pictures
//! `123-45-6789`.

use crate::scan::window::Window;

/// The most characters a number has without its separators.
const MOST_CHARACTERS: usize = 34;

/// A number that agrees with a layout.
pub(super) struct Reading {
    pub(super) start: usize,
    pub(super) end: usize,
    characters: [u8; MOST_CHARACTERS],
    count: usize,
    separator: Option<u8>,
    /// Whether some letter is a small one, which ids in documents never have.
    pub(super) has_small_letters: bool,
}

impl Reading {
    fn new(start: usize) -> Self {
        let characters = [0; MOST_CHARACTERS];
        Self { start, end: start, characters, count: 0, separator: None, has_small_letters: false }
    }

    /// The digits and capital letters, without separators.
    pub(super) fn characters(&self) -> &[u8] {
        &self.characters[..self.count]
    }

    /// What parts the groups, if it is written in groups.
    pub(super) fn separator(&self) -> Option<u8> {
        self.separator
    }

    /// Takes the next byte if it is what `sign` pictures.
    fn take(&mut self, sign: u8, byte: u8) -> bool {
        let agrees = match sign {
            b'#' => byte.is_ascii_digit(),
            b'A' => byte.is_ascii_alphabetic(),
            b'X' => byte.is_ascii_alphanumeric(),
            b'~' => matches!(byte, b' ' | b'-') && self.separator.is_none_or(|separator| separator == byte),
            _ if sign.is_ascii_lowercase() => byte.eq_ignore_ascii_case(&sign),
            _ => byte == sign,
        };
        if !agrees {
            return false;
        }
        if byte.is_ascii_alphanumeric() {
            self.has_small_letters |= byte.is_ascii_lowercase();
            self.characters[self.count] = byte.to_ascii_uppercase();
            self.count += 1;
        } else if self.separator.is_none() {
            self.separator = Some(byte);
        }
        self.end += 1;
        true
    }
}

/// Reads the number at `start` that `layout` pictures, whatever stands around it.
pub(super) fn read(window: &Window<'_>, start: usize, layout: &[u8]) -> Option<Reading> {
    let mut reading = Reading::new(start);
    for sign in layout {
        if !reading.take(*sign, window.at(reading.end)?) {
            return None;
        }
    }
    Some(reading)
}

/// How a layout is found: by the digits at its head, or by how long its first word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// The first run of digits: how many signs stand before it, how many digits it has, and what follows it.
    Digits { before: usize, count: usize, then: Follower },
    /// The number of letters and digits up to the first separator, when there may be letters among them.
    Word { length: usize },
}

/// What stands behind a run of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follower {
    Letter,
    Space,
    Hyphen,
    Dot,
    Slash,
    Other,
}

impl Follower {
    pub(super) const COUNT: usize = 6;

    /// The class of the byte behind a run of digits.
    pub(super) fn of(byte: Option<u8>) -> Self {
        match byte {
            Some(b' ') => Self::Space,
            Some(b'-') => Self::Hyphen,
            Some(b'.') => Self::Dot,
            Some(b'/') => Self::Slash,
            Some(byte) if byte.is_ascii_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }
}

/// The first digits of a layout: how many signs stand before them, how many digits they are, and what may follow them.
/// `None` when letters may stand in their place.
pub(super) fn first_digits(layout: &str) -> Option<(usize, usize, &'static [Follower])> {
    let signs = layout.as_bytes();
    let before = signs.iter().position(|sign| *sign == b'#')?;
    let count = signs[before..].iter().take_while(|sign| **sign == b'#').count();
    let followers: &[Follower] = match signs.get(before + count) {
        _ if signs[..before].contains(&b'X') => return None,
        Some(b'X') => return None,
        None => &[Follower::Space, Follower::Hyphen, Follower::Dot, Follower::Slash, Follower::Other],
        Some(b'~') => &[Follower::Space, Follower::Hyphen],
        Some(b'A' | b'a'..=b'z') => &[Follower::Letter],
        Some(b' ') => &[Follower::Space],
        Some(b'-') => &[Follower::Hyphen],
        Some(b'.') => &[Follower::Dot],
        Some(b'/') => &[Follower::Slash],
        Some(_) => &[Follower::Other],
    };
    Some((before, count, followers))
}

/// The heads under which a layout is looked for; several when what follows the digits is not fixed.
pub(super) fn heads(layout: &str) -> Vec<Head> {
    let word = layout.bytes().take_while(|sign| is_word_sign(*sign)).count();
    match first_digits(layout) {
        // Letters beside the first digits: the word tells more than those.
        Some((before, count, _)) if before < word && count < word => vec![Head::Word { length: word }],
        Some((before, count, followers)) => {
            followers.iter().map(|then| Head::Digits { before, count, then: *then }).collect()
        }
        None => vec![Head::Word { length: word }],
    }
}

/// Whether a sign stands for a letter or a digit.
pub(super) fn is_word_sign(sign: u8) -> bool {
    sign.is_ascii_alphanumeric() || sign == b'#'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::window::Text;

    #[test]
    fn a_layout_reads_what_it_pictures() {
        let rows = [
            ("###~##~####", "123-45-6789", Some("123456789")),
            ("###~##~####", "123 45 6789", Some("123456789")),
            ("###~##~####", "123-45 6789", None),
            ("###.###.###-##", "529.982.247-25!", Some("52998224725")),
            ("AA######A", "ab123456c", Some("AB123456C")),
            ("AA######A", "a1123456c", None),
            ("####X", "1234X", Some("1234X")),
            ("####X", "12345", Some("12345")),
            ("che###", "CHE123", Some("CHE123")),
            ("che###", "CHF123", None),
            ("#####", "1234", None),
        ];
        for (layout, text, expected) in rows {
            let window = Text::whole(text.as_bytes()).window(0);
            let reading = read(&window, 0, layout.as_bytes());
            let characters = reading.as_ref().map(Reading::characters);
            assert_eq!(characters, expected.map(str::as_bytes), "{layout} on {text}");
        }
    }

    #[test]
    fn a_layout_is_found_by_its_head() {
        let digits = |before, count, then| Head::Digits { before, count, then };
        let rows = [
            ("###~##", vec![digits(0, 3, Follower::Space), digits(0, 3, Follower::Hyphen)]),
            ("AA ## ##", vec![digits(3, 2, Follower::Space)]),
            ("##.###", vec![digits(0, 2, Follower::Dot)]),
            ("A#######A", vec![Head::Word { length: 9 }]),
            ("AA##~####", vec![Head::Word { length: 4 }]),
            ("XXXX#", vec![Head::Word { length: 5 }]),
            ("####X-##", vec![Head::Word { length: 5 }]),
        ];
        for (layout, expected) in rows {
            assert_eq!(heads(layout), expected, "{layout}");
        }
        assert_eq!(heads("#########").len(), 5, "anything but a letter may follow");
    }
}
