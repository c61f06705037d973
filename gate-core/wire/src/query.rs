//! Query: the pairs behind the `?`, decoded.

use std::borrow::Cow;

/// The pairs of a query in order, names and values decoded as forms encode them (`+` is a space).
///
/// A value whose percent signs do not decode to UTF-8 is kept as it stands: it then matches nothing that is allowed.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(name), decode(value))
    })
}

fn decode(text: &str) -> Cow<'_, str> {
    if !text.bytes().any(|byte| matches!(byte, b'%' | b'+')) {
        return Cow::Borrowed(text);
    }
    decoded_bytes(text.as_bytes())
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .map_or(Cow::Borrowed(text), Cow::Owned)
}

fn decoded_bytes(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex_digit(*rest.next()?)? << 4 | hex_digit(*rest.next()?)?,
            other => *other,
        });
    }
    Some(decoded)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn pairs_decode_as_forms_do() {
        for (query, expected) in [
            ("", vec![]),
            ("a=1&b=2", vec![("a", "1"), ("b", "2")]),
            ("a&&b=", vec![("a", ""), ("b", "")]),
            ("model=org%2Fm+x", vec![("model", "org/m x")]),
            ("a=%C3%A9", vec![("a", "\u{e9}")]),
            ("a=%zz&b=%4&c=%FF", vec![("a", "%zz"), ("b", "%4"), ("c", "%FF")]),
            ("a=b=c", vec![("a", "b=c")]),
        ] {
            let read: Vec<(String, String)> =
                pairs(query).map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
            let expected: Vec<(String, String)> =
                expected.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            assert_eq!(read, expected, "{query}");
        }
    }
}
