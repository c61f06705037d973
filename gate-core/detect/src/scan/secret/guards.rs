//! Guards: what looks like a secret and is none. Each looks at the value alone and is linear in its length.

use memchr::memchr2_iter;

use super::words::{MARKS, STAND_INS};

/// How often two letters follow each other in words: a digit for each pair, 0 for never to 9 for very often (binary
/// orders of magnitude). One row for each first letter. Counted over documentation and identifiers.
const PAIRS: [&[u8; 26]; 26] = [
    b"36762462614867061878553452", // a
    b"63425210540622520442500040", // b
    b"72547317506643831657521030", // c
    b"64458432722533531454522130", // d
    b"74786653413768465987354751", // e
    b"52335620700522610544500030", // f
    b"41327235500435420553410001", // g
    b"61127100601332620435300030", // h
    b"65766660103769761677250405", // i
    b"30004000200000300020301000", // j
    b"41226120500312220243202000", // k
    b"73458431802733740365531060", // l
    b"74237210602452660253410120", // m
    b"73677583614435641378552030", // n
    b"45663451525668560866656311", // o
    b"72347324503622650756511050", // p
    b"00000000000200000120500000", // q
    b"73559452704565740676542050", // r
    b"52638436704544663378633140", // s
    b"73548427802543750766533161", // t
    b"55545440500667350666000100", // u
    b"61307110500021410121000000", // v
    b"50224104501214410431001000", // w
    b"32425301400230250125000220", // x
    b"32323221300434360244022011", // y
    b"30005000300010200000000011", // z
];

/// From which mean on, in hundredths, letters read like words. (Words of five languages have 500 to 780, drawn letters
/// 80 to 450.)
const READABLE: usize = 470;

/// Whether a key says that it stands for one: `xxxx`, `****`, `your-key-here`, `...EXAMPLE`.
pub(super) fn is_stand_in(value: &[u8]) -> bool {
    let (start, end) = (value.len().min(64), value.len().saturating_sub(24));
    has_mask(value)
        || has_mark(&value[..start])
        || start < value.len() && has_mark(&value[end..])
        || words(value).any(is_stand_in_word)
}

fn is_stand_in_word(word: &[u8]) -> bool {
    STAND_INS.has_any_case(word)
}

/// Whether it contains one of the strings that never come up by chance.
pub(super) fn has_mark(value: &[u8]) -> bool {
    MARKS.occur_in(value)
}

/// Whether a stretch of one character says that the rest was left out.
pub(super) fn has_mask(value: &[u8]) -> bool {
    let (mut last, mut length) = (0, 0);
    value.iter().any(|byte| {
        length = if *byte == last { length + 1 } else { 1 };
        last = *byte;
        let is_filler = matches!(byte, b'x' | b'X' | b'*' | b'.' | b'#' | b'?');
        length >= 4 && is_filler || length >= 9 && *byte != b'A'
    })
}

/// Whether `needle`, in small letters, occurs in either case.
pub(super) fn contains_any_case(text: &[u8], needle: &[u8]) -> bool {
    let starts = text.len().saturating_sub(needle.len() - 1);
    memchr2_iter(needle[0], needle[0].to_ascii_uppercase(), &text[..starts])
        .any(|at| text[at..at + needle.len()].eq_ignore_ascii_case(needle))
}

/// The letters and digits of a value, parted by anything else.
pub(super) fn words(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|byte| !byte.is_ascii_alphanumeric() && byte.is_ascii()).filter(|word| !word.is_empty())
}

/// How many different bytes a value has.
pub(super) fn variety(value: &[u8]) -> usize {
    let mut seen = [0_u64; 4];
    for byte in value {
        seen[usize::from(byte >> 6)] |= 1 << (byte & 63);
    }
    seen.iter().map(|bits| bits.count_ones() as usize).sum()
}

/// The Shannon entropy, in hundredths of a bit for each byte.
pub(super) fn entropy(value: &[u8]) -> usize {
    let mut counts = [0_u16; 256];
    for byte in value {
        counts[usize::from(*byte)] += 1;
    }
    let length = value.len().max(1);
    let precise = |count: u16| {
        let share = f64::from(count) / f64::from(u32::try_from(length).unwrap_or(u32::MAX));
        -share * share.log2()
    };
    let bits: f64 = counts.iter().filter(|count| **count > 0).map(|count| precise(*count)).sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 8 bits for each byte"
    )]
    let hundredths = (bits * 100.0).round() as usize;
    hundredths
}

/// Whether a value counts up or down for most of its length, as an alphabet or a keyboard's row of digits does.
pub(super) fn is_sequence(value: &[u8]) -> bool {
    let steps = value.windows(2).filter(|pair| matches!(pair[1].wrapping_sub(pair[0]), 1 | 255)).count();
    value.len() >= 6 && steps * 3 >= (value.len() - 1) * 2
}

/// Whether a key of this length is drawn from enough characters, and not a pattern.
pub(super) fn is_varied(value: &[u8]) -> bool {
    let least = match value.len() {
        ..8 => 1,
        8..16 => 5,
        16..32 => 7,
        _ => 8,
    };
    variety(value) >= least && !is_sequence(value)
}

/// Whether the letters of a value read like words of a language: how the letters follow each other tells.
pub(super) fn is_readable(value: &[u8]) -> bool {
    let (mut sum, mut pairs) = (0, 0);
    for pair in value.windows(2) {
        if pair[0].is_ascii_alphabetic() && pair[1].is_ascii_alphabetic() {
            let [row, column] = [pair[0], pair[1]].map(|letter| usize::from(letter & 31) - 1);
            sum += usize::from(PAIRS[row][column] - b'0');
            pairs += 1;
        }
    }
    pairs > 0 && sum * 100 >= READABLE * pairs
}

/// Whether a value is an identifier or a phrase: words joined by capitals or signs, with few digits and those at the
/// end of a word (`camelCase`, `snake_case_2`, `kebab-case`, `dotted.path`).
pub(super) fn is_name(value: &[u8]) -> bool {
    let census = Census::of(value);
    let is_enclosed = |pair: &&[u8]| pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic();
    census.digits * 4 <= census.small + census.capitals
        && census.switches * 4 <= value.len()
        && value.windows(2).filter(is_enclosed).count() < 2
        && is_readable(value)
}

/// How many characters of each kind a value has.
pub(super) struct Census {
    pub(super) digits: usize,
    pub(super) small: usize,
    pub(super) capitals: usize,
    /// Everything else.
    pub(super) signs: usize,
    /// How often digits and letters, or small letters and capitals inside a word, take turns. A capital that begins a
    /// word does not count.
    pub(super) switches: usize,
}

impl Census {
    /// Passes a value once.
    pub(super) fn of(value: &[u8]) -> Self {
        const SIGN: usize = 3;
        /// Whether the second kind behind the first is a switch: digits, small letters, capitals, signs.
        const SWITCHES: [[usize; 4]; 4] = [[0, 1, 1, 0], [1, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0]];
        let (mut counts, mut switches, mut last) = ([0; 4], 0, SIGN);
        for byte in value {
            let kind = match byte {
                b'0'..=b'9' => 0,
                b'a'..=b'z' => 1,
                b'A'..=b'Z' => 2,
                _ => SIGN,
            };
            counts[kind] += 1;
            switches += SWITCHES[last][kind];
            last = kind;
        }
        let [digits, small, capitals, signs] = counts;
        Self { digits, small, capitals, signs, switches }
    }
}

/// The [switches](Census::switches) of a value.
pub(super) fn switches(value: &[u8]) -> usize {
    Census::of(value).switches
}

/// Which kinds of characters occur: small letters, capitals, digits, signs.
pub(super) fn kinds(value: &[u8]) -> usize {
    let any = |test: fn(&u8) -> bool| usize::from(value.iter().any(test));
    any(u8::is_ascii_lowercase)
        + any(u8::is_ascii_uppercase)
        + any(u8::is_ascii_digit)
        + any(|byte| byte.is_ascii_punctuation() || !byte.is_ascii())
}

/// Whether a value looks drawn by lot: letters and digits mixed, or letters that read like no word.
pub(super) fn is_random(value: &[u8]) -> bool {
    let census = Census::of(value);
    let letters = census.small + census.capitals;
    let mixed = census.digits > 0 && letters > 0 && !is_name(value);
    let scrambled = census.digits == 0 && letters >= 12 && !is_readable(value);
    (mixed || scrambled) && is_varied(value)
}

/// Whether a value is a UUID: hexadecimal digits in groups of 8, 4, 4, 4 and 12.
pub(super) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_ins_are_told_from_keys() {
        let rows = [
            ("your-api-key-here", true),
            ("xxxxxxxxxxxx", true),
            ("abc****", true),
            ("REPLACE_ME", true),
            ("q7Rk2mZp9XvT4bLs", false),
            ("barista9", false),
            ("yourself9", false),
            ("AAAAAAAAAAAAAAAAq7", false),
        ];
        for (value, expected) in rows {
            assert_eq!(is_stand_in(value.as_bytes()), expected, "{value}");
        }
        let documented = ["AK", "IA", "IOSFODNN7", "EXAMPLE"].concat();
        assert!(is_stand_in(documented.as_bytes()), "the key id of Amazon's own documentation");
    }

    #[test]
    fn names_are_told_from_random_characters() {
        let rows = [
            ("getUserName", true),
            ("authentication_config", true),
            ("kebab-case-name2", true),
            ("EinstellungenSpeichern", true),
            ("q7Rk2mZp9XvT4bLs", false),
            ("xkqvzjwpdfgh", false),
            ("8f14e45fceea167a", false),
        ];
        for (value, expected) in rows {
            assert_eq!(is_name(value.as_bytes()), expected, "{value}");
            assert_eq!(is_random(value.as_bytes()), !expected, "{value}");
        }
    }

    #[test]
    fn patterns_are_no_keys() {
        for (value, expected) in [
            ("0123456789abcdef", false),
            ("abcabcabcabcabcabcabc", false),
            ("8f14e45fceea167a5a36dedd4bea2543", true),
            ("zyxwvutsrq", false),
        ] {
            assert_eq!(is_varied(value.as_bytes()), expected, "{value}");
        }
        assert!(entropy(b"aaaa") == 0 && entropy(b"abcd") == 200);
        assert!(
            is_uuid(b"550e8400-e29b-41d4-a716-446655440000")
                && !is_uuid(b"550e8400-e29b-41d4-a716-44665544000g")
        );
    }
}
