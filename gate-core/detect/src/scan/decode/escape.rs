//! Escapes: percent encoding (RFC 3986), `\u` and `\x` escapes, and character references of HTML.

/// The named references that occur in values.
const NAMED: [(&str, char); 14] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("commat", '@'),
    ("period", '.'),
    ("lowbar", '_'),
    ("colon", ':'),
    ("sol", '/'),
    ("num", '#'),
    ("equals", '='),
    ("plus", '+'),
    ("hyphen", '-'),
];

/// Whether `byte` may stand in a run of escapes and plain characters between them.
pub(super) fn may_hold(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'%' | b'.' | b'_' | b'~' | b'+' | b'-' | b'@' | b'\\' | b'&' | b'#' | b';' | b'{' | b'}'
        )
}

/// Whether an escape stands at `at`.
pub(super) fn stands_at(bytes: &[u8], at: usize) -> bool {
    match &bytes[at..] {
        [b'%', high, low, ..] => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        [b'\\', b'u', first, ..] => first.is_ascii_hexdigit() || *first == b'{',
        [b'\\', b'x', first, second, ..] => first.is_ascii_hexdigit() && second.is_ascii_hexdigit(),
        [b'&', b'#', next, ..] => next.is_ascii_digit() || matches!(next, b'x' | b'X'),
        [b'&', rest @ ..] => NAMED
            .iter()
            .any(|(name, _)| rest.starts_with(name.as_bytes()) && rest.get(name.len()) == Some(&b';')),
        _ => false,
    }
}

/// What `run` reads like without its escapes; `None` when it has none or is no text then.
pub(super) fn decode(run: &[u8]) -> Option<String> {
    let mut decoded = Vec::with_capacity(run.len());
    let (mut rest, mut found) = (run, false);
    while let Some((first, after)) = rest.split_first() {
        if let Some(length) = one(rest, &mut decoded) {
            found = true;
            rest = &rest[length..];
        } else {
            decoded.push(*first);
            rest = after;
        }
    }
    if !found {
        return None;
    }
    match String::from_utf8(decoded) {
        Ok(text) => Some(text),
        Err(error) if error.utf8_error().error_len().is_none() => {
            let valid = error.utf8_error().valid_up_to();
            String::from_utf8(error.into_bytes()[..valid].to_vec()).ok()
        }
        Err(_) => None,
    }
}

/// Decodes the escape at the head of `rest`; gives its length.
fn one(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    match rest {
        [b'%', high, low, ..] => {
            out.push(u8::try_from(number(&[*high, *low], 16)?).ok()?);
            Some(3)
        }
        [b'\\', b'x', high, low, ..] => {
            push(number(&[*high, *low], 16)?, out)?;
            Some(4)
        }
        [b'\\', b'u', b'{', digits @ ..] => {
            let length =
                digits.iter().position(|byte| *byte == b'}').filter(|length| (1..=6).contains(length))?;
            push(number(&digits[..length], 16)?, out)?;
            Some(length + 4)
        }
        [b'\\', b'u', digits @ ..] => unicode(digits, out),
        [b'&', b'#', digits @ ..] => {
            let (digits, base, head) = match digits {
                [b'x' | b'X', digits @ ..] => (digits, 16, 3),
                digits => (digits, 10, 2),
            };
            let length = digits.iter().take(7).take_while(|byte| byte.is_ascii_alphanumeric()).count();
            push(number(&digits[..length], base)?, out)?;
            Some(head + length + usize::from(digits.get(length) == Some(&b';')))
        }
        [b'&', name @ ..] => {
            let length = name.iter().take(8).position(|byte| *byte == b';')?;
            let (_, character) = NAMED.iter().find(|(known, _)| known.as_bytes() == &name[..length])?;
            push(u32::from(*character), out)?;
            Some(length + 2)
        }
        _ => None,
    }
}

/// Four digits, or two times four when they make a surrogate pair.
fn unicode(digits: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let first = number(digits.get(..4)?, 16)?;
    if let Some([b'\\', b'u', second @ ..]) = digits.get(4..10)
        && (0xD800..0xDC00).contains(&first)
    {
        let second = number(second, 16)?.checked_sub(0xDC00)?;
        push(0x1_0000 + ((first - 0xD800) << 10) + second, out)?;
        return Some(12);
    }
    push(first, out)?;
    Some(6)
}

fn number(digits: &[u8], base: u32) -> Option<u32> {
    let value = |number: Option<u32>, byte: &u8| Some(number? * base + char::from(*byte).to_digit(base)?);
    digits.iter().fold((!digits.is_empty()).then_some(0), value)
}

fn push(code: u32, out: &mut Vec<u8>) -> Option<()> {
    let mut encoded = [0; 4];
    out.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut encoded).as_bytes());
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_taken_off() {
        let rows = [
            ("a%40b.org", Some("a@b.org")),
            ("a\\u0040b", Some("a@b")),
            ("\\u{1F600}!", Some("😀!")),
            ("\\ud83d\\ude00", Some("😀")),
            ("\\x41b", Some("Ab")),
            ("a&#64;b", Some("a@b")),
            ("a&#x40;b", Some("a@b")),
            ("a&commat;b&period;c", Some("a@b.c")),
            ("100%", None),
            ("%zz \\q &nope;", None),
            ("%ff%fe", None),
        ];
        for (run, expected) in rows {
            assert_eq!(decode(run.as_bytes()).as_deref(), expected, "{run}");
        }
    }
}
