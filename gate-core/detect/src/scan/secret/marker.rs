//! Markers: keys with a sign in the middle that no other key has and that ends a run of token characters. They are
//! anchored at the sign, and reach from there in both directions.

use super::guards;
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// How a key looks around its sign.
struct Marker {
    rule: &'static str,
    sign: &'static str,
    /// How many characters stand before the sign, at least and at most, and of which kind.
    before: (usize, usize, fn(u8) -> bool),
    /// The same behind it.
    behind: (usize, usize, fn(u8) -> bool),
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

const fn is_entra(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'~' | b'.')
}

const fn is_dotted(byte: u8) -> bool {
    is_word(byte) || byte == b'.'
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

const fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const MARKERS: &[Marker] = &[
    Marker { rule: "azure-entra-secret", sign: "Q~", before: (4, 4, is_entra), behind: (31, 34, is_entra) },
    Marker { rule: "openshift-token", sign: "sha256~", before: (0, 0, is_word), behind: (43, 43, is_word) },
    Marker {
        rule: "braintree-token",
        sign: "access_token$production$",
        before: (0, 0, is_word),
        behind: (30, 60, is_dollar_word),
    },
    Marker {
        rule: "braintree-token",
        sign: "access_token$sandbox$",
        before: (0, 0, is_word),
        behind: (30, 60, is_dollar_word),
    },
    Marker {
        rule: "salesforce-session",
        sign: "!A",
        before: (15, 15, is_alphanumeric),
        behind: (60, 260, is_dotted),
    },
    Marker { rule: "facebook-app-token", sign: "|", before: (15, 16, is_digit), behind: (27, 40, is_word) },
    Marker { rule: "amazon-login-token", sign: "Atza|", before: (0, 0, is_word), behind: (50, 430, is_word) },
    Marker {
        rule: "roblox-cookie",
        sign: "_|WARNING:-DO-NOT-SHARE-THIS.",
        before: (0, 0, is_word),
        behind: (100, 430, is_cookie),
    },
    Marker { rule: "asaas-token", sign: "$aact_", before: (0, 0, is_word), behind: (20, 200, is_word) },
    Marker { rule: "fly-token", sign: "FlyV1 ", before: (0, 0, is_word), behind: (60, 430, is_fly) },
];

const fn is_dollar_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'$'
}

const fn is_fly(byte: u8) -> bool {
    is_word(byte) || matches!(byte, b'+' | b'/' | b'=' | b',')
}

const fn is_cookie(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\'' | b';' | b',')
}

/// The strings that are searched for.
pub(super) fn anchors() -> Vec<&'static str> {
    MARKERS.iter().map(|marker| marker.sign).collect()
}

/// Offers the key whose sign stands at `at`.
pub(super) fn examine(sink: &mut Sink<'_>, at: usize, number: usize) {
    if at >= sink.from() {
        sink.examine(at, |window| recognise(window, &MARKERS[number]));
    }
}

fn recognise(window: &Window<'_>, marker: &Marker) -> Option<Candidate> {
    let at = window.anchor();
    let (least, most, class) = marker.before;
    let start = window.run_start(at, class).max(at.saturating_sub(most + 1));
    if !(least..=most).contains(&(at - start))
        || window.before(start).is_some_and(|byte| byte.is_ascii_alphanumeric())
    {
        return None;
    }
    window.begins_at(start);
    let sign_end = at + marker.sign.len();
    let (least, most, class) = marker.behind;
    let end = window.run_end_within(sign_end, sign_end + most, class);
    let value = window.slice(start..end);
    if end - sign_end < least || window.at(end).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let is_key = !guards::is_stand_in(value) && guards::is_varied(value);
    is_key.then(|| Candidate::new(start..end, EntityKind::ApiKey, 92, marker.rule))
}
