//! Alphabets: base64 and hexadecimal that hold text (RFC 4648).

/// How many characters are decoded to see whether it is text at all.
const PROBE: usize = 24;

/// How many of a hundred characters must be printable.
const PRINTABLE_PERCENT: usize = 90;

/// Whether text may be encoded in `run`. Where it is, capitals or digits are never far; what has none is a name.
pub(super) fn may_hold_text(run: &[u8]) -> bool {
    run.iter().take(PROBE).any(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// The text that `run`, base64 of either alphabet, decodes to, if it is text.
pub(super) fn base64(run: &[u8]) -> Option<String> {
    let mut probe = [0; PROBE];
    let length = from_base64(&run[..PROBE.min(run.len())], &mut probe);
    if !is_printable(&probe[..length]) {
        return None;
    }
    let mut bytes = vec![0; run.len()];
    let length = from_base64(run, &mut bytes);
    text(&bytes[..length])
}

/// The text that `run` decodes to as hexadecimal, if it is that and text.
pub(super) fn hexadecimal(run: &[u8]) -> Option<String> {
    let start = &run[..PROBE.min(run.len() / 2 * 2)];
    if !start.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let mut probe = [0; PROBE];
    let length = fill(&mut probe, from_hexadecimal(start).flatten());
    if !is_printable(&probe[..length]) {
        return None;
    }
    text(&from_hexadecimal(run).collect::<Option<Vec<u8>>>()?)
}

/// Writes `bytes` to `probe`, as many as it holds, and counts them.
fn fill(probe: &mut [u8; PROBE], bytes: impl Iterator<Item = u8>) -> usize {
    probe.iter_mut().zip(bytes).map(|(place, byte)| *place = byte).count()
}

/// Reads base64 up to the first byte that is none and writes the whole bytes to `out`, which is no shorter than `run`;
/// tells how many there are.
fn from_base64(run: &[u8], out: &mut [u8]) -> usize {
    let (groups, rest) = run.as_chunks::<4>();
    let mut written = 0;
    for group in groups {
        let sextets = group.map(|byte| SEXTETS[usize::from(byte)]);
        if sextets.contains(&NONE) {
            return written + from_part(group, &mut out[written..]);
        }
        let bits = sextets.iter().fold(0, |bits, value| bits << 6 | u32::from(*value));
        out[written..written + 3].copy_from_slice(&bits.to_be_bytes()[1..]);
        written += 3;
    }
    written + from_part(rest, &mut out[written..])
}

/// The same for a group that is not whole.
fn from_part(part: &[u8], out: &mut [u8]) -> usize {
    let sextets = part.iter().map(|byte| SEXTETS[usize::from(*byte)]).take_while(|value| *value != NONE);
    let (mut bits, mut count, mut written) = (0_u16, 0, 0);
    for value in sextets {
        (bits, count) = (bits << 6 | u16::from(value), count + 6);
        if count >= 8 {
            count -= 8;
            out[written] = (bits >> count).to_be_bytes()[1];
            written += 1;
        }
    }
    written
}

/// What no character of base64 stands for.
const NONE: u8 = 64;

/// What each byte stands for in either alphabet of base64.
static SEXTETS: [u8; 256] = {
    let mut sextets = [NONE; 256];
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut value = 0_u8;
    while value < NONE {
        sextets[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    sextets[b'-' as usize] = 62;
    sextets[b'_' as usize] = 63;
    sextets
};

/// Reads whole pairs of digits; gives nothing for one that is none.
fn from_hexadecimal(run: &[u8]) -> impl Iterator<Item = Option<u8>> {
    let value = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    run.chunks_exact(2).map(move |pair| Some(value(pair[0])? << 4 | value(pair[1])?))
}

/// The text in `bytes`: UTF-8 whose ends may be cut, or UTF-16 of plain characters.
fn text(bytes: &[u8]) -> Option<String> {
    if let Some(narrow) = narrow(bytes) {
        return text(&narrow);
    }
    let start = bytes.iter().take(3).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
    let valid = match std::str::from_utf8(&bytes[start..]) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&bytes[start..start + error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    is_printable(valid.as_bytes()).then(|| valid.to_owned())
}

/// The even bytes when all the odd ones are zero: plain characters in UTF-16.
fn narrow(bytes: &[u8]) -> Option<Vec<u8>> {
    let is_wide = bytes.len() >= 4 && bytes.chunks_exact(2).all(|pair| pair[0] != 0 && pair[1] == 0);
    is_wide.then(|| bytes.iter().step_by(2).copied().collect())
}

/// Whether it reads as text. Bytes outside ASCII count as printable: whether they are UTF-8 is seen later.
fn is_printable(bytes: &[u8]) -> bool {
    let wide = narrow(bytes);
    let bytes = wide.as_deref().unwrap_or(bytes);
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t') | !byte.is_ascii();
    let printable = bytes.iter().filter(|byte| is_plain(**byte)).count();
    bytes.len() >= 8
        && printable * 100 >= bytes.len() * PRINTABLE_PERCENT
        && std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::scan::decode) fn to_base64(bytes: &[u8]) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut encoded = String::new();
        for group in bytes.chunks(3) {
            let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
                << (8 * (3 - group.len()));
            for place in 0..=group.len() {
                encoded.push(char::from(ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]));
            }
        }
        encoded
    }

    pub(in crate::scan::decode) fn to_hexadecimal(bytes: &[u8]) -> String {
        let digit = |value: u8| char::from_digit(u32::from(value), 16).expect("half a byte is one digit");
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    #[test]
    fn text_comes_back_and_noise_does_not() {
        let text = "a key: 42, naïve";
        assert_eq!(base64(to_base64(text.as_bytes()).as_bytes()).as_deref(), Some(text));
        let hex = to_hexadecimal(text.as_bytes()).to_ascii_uppercase();
        assert_eq!(hexadecimal(hex.as_bytes()).as_deref(), Some(text));
        assert_eq!(base64(to_base64(&[7; 40]).as_bytes()), None, "control characters");
        assert_eq!(base64(b"some_long_identifier_name"), None, "an identifier");
        assert_eq!(hexadecimal(b"deadbeefdeadbeefdeadbeef"), None, "a digest");
    }
}
