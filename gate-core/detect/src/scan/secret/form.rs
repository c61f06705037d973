//! Form: how the values of one family look, written as text: `ghp_{alnum 36}` or `SG.{word 22}.{word 43}`.
//!
//! What stands in braces is a run of characters: the name of a class, then how many of them (`36`, `20-99`, or `100-`
//! without an upper bound). Everything else stands for itself. A run is taken as long as it goes, never shorter, so
//! matching takes one pass.

use crate::scan::runs::TOKEN;
use crate::scan::window::Window;

/// A set of ASCII characters: one bit of [`MEMBERS`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Class(u32);

/// The first and the last of consecutive characters.
type Range = (u8, u8);

/// The classes by name, with their characters: single ones, and ranges of which the ends are given.
const CLASSES: &[(&str, &[u8], &[Range])] = &[
    ("digit", b"", &[(b'0', b'9')]),
    ("lower", b"", &[(b'a', b'z')]),
    ("upper", b"", &[(b'A', b'Z')]),
    ("letter", b"", &[(b'A', b'Z'), (b'a', b'z')]),
    ("hex", b"", &[(b'0', b'9'), (b'a', b'f')]),
    ("HEX", b"", &[(b'0', b'9'), (b'A', b'F')]),
    ("anyhex", b"", &[(b'0', b'9'), (b'a', b'f'), (b'A', b'F')]),
    ("base32", b"", &[(b'2', b'7'), (b'A', b'Z')]),
    ("lower32", b"", &[(b'2', b'7'), (b'a', b'z')]),
    ("base36", b"", &[(b'0', b'9'), (b'a', b'z')]),
    ("BASE36", b"", &[(b'0', b'9'), (b'A', b'Z')]),
    ("lowerword", b"_-", &[(b'0', b'9'), (b'a', b'z')]),
    ("alnum", b"", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("base58", b"", &[(b'1', b'9'), (b'A', b'H'), (b'J', b'N'), (b'P', b'Z'), (b'a', b'k'), (b'm', b'z')]),
    ("word", b"_-", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("base64", b"+/", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("either64", b"+/_-", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("wordpad", b"_-=", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("dotted", b"_-.=", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("percent", b"%_-", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("path", b"_-/", &[(b'0', b'9'), (b'A', b'Z'), (b'a', b'z')]),
    ("pad", b"=", &[]),
];

/// What the four groups of a UUID, behind its first, are written as.
const UUID: &str = "{anyhex 8}-{anyhex 4}-{anyhex 4}-{anyhex 4}-{anyhex 12}";

/// For each byte, the classes it belongs to.
static MEMBERS: [u32; 256] = members();

const fn members() -> [u32; 256] {
    assert!(CLASSES.len() <= 32, "each class has a bit of its own");
    let mut members = [0; 256];
    let mut class = 0;
    while class < CLASSES.len() {
        let (_, singles, ranges) = CLASSES[class];
        let mut index = 0;
        while index < singles.len() {
            members[singles[index] as usize] |= 1 << class;
            index += 1;
        }
        let mut index = 0;
        while index < ranges.len() {
            let (first, last) = ranges[index];
            let mut byte = first;
            while byte <= last {
                members[byte as usize] |= 1 << class;
                byte += 1;
            }
            index += 1;
        }
        class += 1;
    }
    members
}

impl Class {
    fn named(name: &str) -> Option<Self> {
        CLASSES.iter().position(|(known, ..)| *known == name).map(|index| Self(1 << index))
    }

    /// Whether `byte` belongs to it.
    #[inline]
    pub(super) const fn has(self, byte: u8) -> bool {
        MEMBERS[byte as usize] & self.0 != 0
    }
}

/// A stretch of a form.
#[derive(Clone)]
pub(super) enum Segment {
    /// These characters.
    Literal(Box<[u8]>),
    /// At least `least` and at most `most` characters of the class.
    Run {
        /** Of which characters. */
        class: Class,
        /** The fewest. */
        least: usize,
        /** The most; `usize::MAX` when there is no bound. */
        most: usize,
    },
}

/// A form, ready to be compared.
#[derive(Clone)]
pub(super) struct Form {
    segments: Box<[Segment]>,
    /// The alternatives for the first two bytes, when they are few.
    heads: Option<Box<[[u8; 2]]>>,
}

impl Form {
    /// Reads the notation; the tables are fixed, so a mistake in one is caught by the test over all rules.
    pub(super) fn parse(notation: &str) -> Option<Self> {
        let notation = notation.replace("{uuid}", UUID);
        let mut rest = notation.as_str();
        let mut segments = Vec::new();
        while !rest.is_empty() {
            let literal = rest.find('{').unwrap_or(rest.len());
            if literal > 0 {
                segments.push(Segment::Literal(rest.as_bytes()[..literal].into()));
                rest = &rest[literal..];
                continue;
            }
            let close = rest.find('}')?;
            segments.push(run(&rest[1..close])?);
            rest = &rest[close + 1..];
        }
        let heads = heads(&segments);
        if segments.is_empty() {
            return None;
        }
        Some(Self { segments: segments.into(), heads })
    }

    /// The first two bytes it may begin with, unless they may be almost anything.
    pub(super) fn heads(&self) -> Option<&[[u8; 2]]> {
        self.heads.as_deref()
    }

    /// How many characters of the run it begins with there are at least.
    pub(super) fn first_run(&self) -> usize {
        match &self.segments[0] {
            Segment::Literal(text) => text.len(),
            Segment::Run { least, .. } => *least,
        }
    }

    /// The fixed text it begins with.
    pub(super) fn prefix(&self) -> &[u8] {
        match &self.segments[0] {
            Segment::Literal(text) => text,
            Segment::Run { .. } => b"",
        }
    }

    /// How many bytes of fixed text it begins with.
    pub(super) fn prefix_length(&self) -> usize {
        self.prefix().len()
    }

    /// Whether the fixed text it begins with contains a sign, as in `ghp_`.
    pub(super) fn prefix_has_sign(&self) -> bool {
        self.prefix().iter().any(u8::is_ascii_punctuation)
    }

    /// The first character that no run of token characters contains, and so the one behind the first such run.
    pub(super) fn sign(&self) -> Option<u8> {
        let is_sign = |byte: &u8| !TOKEN.has(*byte);
        let known = self.segments.iter().take_while(|segment| match segment {
            Segment::Literal(_) => true,
            Segment::Run { class, .. } => (0..=255).all(|byte| TOKEN.has(byte) || !class.has(byte)),
        });
        let literals = known.filter_map(|segment| match segment {
            Segment::Literal(text) => Some(text),
            Segment::Run { .. } => None,
        });
        literals.flat_map(|text| text.iter().copied()).find(is_sign)
    }

    /// Where the value ends that begins at `start`, if it has this form.
    pub(super) fn end(&self, window: &Window<'_>, start: usize) -> Option<usize> {
        let mut at = start;
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) if window.has(at, text) => at += text.len(),
                Segment::Literal(_) => return None,
                Segment::Run { class, least, most } => {
                    let end = window.run_end_within(at, at.saturating_add(*most), |byte| class.has(byte));
                    if end - at < *least {
                        return None;
                    }
                    at = end;
                }
            }
        }
        Some(at)
    }

    #[cfg(test)]
    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

/// Reads what stands between two braces.
fn run(inner: &str) -> Option<Segment> {
    let (name, count) = inner.split_once(' ')?;
    let (least, most) = count.split_once('-').unwrap_or((count, count));
    let most = if most.is_empty() { usize::MAX } else { most.parse().ok()? };
    Some(Segment::Run { class: Class::named(name)?, least: least.parse().ok()?, most })
}

/// The pairs of bytes that a value begins with when its first byte is fixed.
fn heads(segments: &[Segment]) -> Option<Box<[[u8; 2]]>> {
    let Segment::Literal(text) = segments.first()? else { return None };
    if let [first, second, ..] = text[..] {
        return Some(Box::new([[first, second]]));
    }
    match segments.get(1)? {
        Segment::Run { class, .. } => {
            Some((0..128).filter(|byte| class.has(*byte)).map(|second| [text[0], second]).collect())
        }
        Segment::Literal(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::window::Text;

    fn end(notation: &str, text: &str) -> Option<usize> {
        let form = Form::parse(notation).expect("the notation of every row is right");
        form.end(&Text::whole(text.as_bytes()).window(0), 0)
    }

    #[test]
    fn values_are_compared_with_a_form() {
        let rows = [
            ("ab_{hex 4}", "ab_12ef", Some(7)),
            ("ab_{hex 4}", "ab_12efe", Some(7)),
            ("ab_{hex 4}", "ab_12e", None),
            ("ab_{hex 4}", "ab_12eg", None),
            ("ab_{hex 2-4}", "ab_12e.", Some(6)),
            ("ab_{hex 2-}", "ab_12eabc.", Some(9)),
            ("{digit 2-3}:A{word 2}", "123:Ax_", Some(7)),
            ("{digit 2-3}:A{word 2}", "1:Ax_", None),
            ("k{base64 3}{pad 0-2}", "k+/a==", Some(6)),
        ];
        for (notation, text, expected) in rows {
            assert_eq!(end(notation, text), expected, "{notation} {text}");
        }
    }

    #[test]
    fn mistakes_in_the_notation_are_seen() {
        for notation in ["", "a{hex}", "a{hexx 3}", "a{hex 3", "a{hex x}"] {
            assert!(Form::parse(notation).is_none(), "{notation}");
        }
    }

    #[test]
    fn a_form_knows_how_its_values_begin() {
        let heads = |notation| {
            let form = Form::parse(notation).expect("the notation is right");
            form.heads().map(<[_]>::to_vec)
        };
        assert_eq!(heads("gsk_{alnum 3}"), Some(vec![*b"gs"]));
        assert_eq!(heads("s{digit 3}").map(|pairs| pairs.len()), Some(10));
        assert_eq!(heads("{digit 2-5}:A"), None);
        let sign = |notation| Form::parse(notation).expect("the notation is right").sign();
        assert_eq!(sign("{digit 2-5}:A"), Some(b':'));
        assert_eq!(sign("{uuid}:{hex 4}.x"), Some(b':'));
        assert_eq!(sign("{alnum 2}-{alnum 4}"), None);
        assert_eq!(sign("{dotted 2}:x"), None, "the run may contain a sign");
    }
}
