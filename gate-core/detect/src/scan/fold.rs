//! Fold: which plain character a look-alike stands for. One character at a time, so that a text may be cut anywhere.

use unicode_normalization::UnicodeNormalization;

/// What the folded view holds for a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fold {
    /// The character itself.
    Keep,
    /// Nothing: it is invisible.
    Drop,
    /// This ASCII character.
    Ascii(u8),
}

/// The zero of every run of ten decimal digits (Unicode category Nd) outside ASCII, in ascending order. Full-width
/// and mathematical digits are missing here, since compatibility folding already knows them.
const ZEROS: [u32; 37] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0x104A0, 0x11066,
];

/// Folds one character.
pub(crate) fn fold(character: char) -> Fold {
    let code = u32::from(character);
    match code {
        ..0x80 => Fold::Keep,
        // Format characters, variation selectors and the grapheme joiner: nothing to see.
        0xAD | 0x34F | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F => {
            Fold::Drop
        }
        0xFEFF | 0xE_0001 | 0xE_007F | 0xE_0100..=0xE_01EF => Fold::Drop,
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => Fold::Ascii(b' '),
        0x2010..=0x2015 | 0x2212 | 0xFE58 | 0xFE63 => Fold::Ascii(b'-'),
        // The tag block: a second, invisible ASCII.
        0xE_0020..=0xE_007E => ascii(code - 0xE_0000),
        0xFF01..=0xFF5E => ascii(code - 0xFF01 + 0x21),
        // Superscripts, letter-like and enclosed forms, small forms, mathematical alphabets.
        0x2070..=0x209F | 0x2100..=0x214F | 0x2460..=0x24FF | 0xFE50..=0xFE6F | 0x1_D400..=0x1_D7FF => {
            compatible(character)
        }
        _ => digit(code),
    }
}

fn ascii(code: u32) -> Fold {
    u8::try_from(code).map_or(Fold::Keep, Fold::Ascii)
}

/// The compatibility form (NFKC) when it is one ASCII character.
fn compatible(character: char) -> Fold {
    let mut form = std::iter::once(character).nfkc();
    match (form.next(), form.next()) {
        (Some(plain), None) if plain.is_ascii() => ascii(u32::from(plain)),
        _ => Fold::Keep,
    }
}

fn digit(code: u32) -> Fold {
    let following = ZEROS.partition_point(|zero| *zero <= code);
    match following.checked_sub(1).map(|index| code - ZEROS[index]) {
        Some(value @ 0..=9) => ascii(u32::from(b'0') + value),
        _ => Fold::Keep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_fold_to_what_they_look_like() {
        let rows = [
            ('a', Fold::Keep),
            ('é', Fold::Keep),
            ('日', Fold::Keep),
            ('™', Fold::Keep),
            ('\u{200B}', Fold::Drop),
            ('\u{FE0F}', Fold::Drop),
            ('\u{FEFF}', Fold::Drop),
            ('\u{A0}', Fold::Ascii(b' ')),
            ('\u{2011}', Fold::Ascii(b'-')),
            ('＠', Fold::Ascii(b'@')),
            ('﹫', Fold::Ascii(b'@')),
            ('４', Fold::Ascii(b'4')),
            ('𝟗', Fold::Ascii(b'9')),
            ('𝐤', Fold::Ascii(b'k')),
            ('\u{E0041}', Fold::Ascii(b'A')),
            ('٣', Fold::Ascii(b'3')),
            ('९', Fold::Ascii(b'9')),
            ('\u{66A}', Fold::Keep),
        ];
        for (character, expected) in rows {
            assert_eq!(fold(character), expected, "{character:?}");
        }
        assert!(ZEROS.is_sorted(), "the digit table is searched by halves");
    }
}
