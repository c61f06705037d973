//! Assignments: values behind the name of a secret and an operator, such as `password = "..."`, `token: ...`, or in
//! XML, JSON, addresses, commands and prose.

use memchr::{memchr3_iter, memmem};

use super::command;
use super::ending::may_end_in;
use super::judge;
use super::name::{Name, Promise};
use super::value::{self, Dress, Value};
use crate::EntityKind;
use crate::scan::ANCHOR_REACH_BYTES;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// How many quotes, brackets and spaces may stand between a name and its operator.
const GLUE_BYTES: usize = 8;

/// What a string announces that is searched for.
#[derive(Clone, Copy)]
enum Anchor {
    /// The end of a name and a verb; the value follows.
    Said,
    /// A verb beyond ASCII, which a name must precede.
    ForeignVerb,
    /// A flag with a long name.
    Flag,
    /// A flag with a short one, whose meaning depends on the command.
    ShortFlag,
    /// Words of a command behind which the value stands.
    Cue,
    /// The middle of the name of a password, of which people talk in many ways.
    Password,
}

/// What is searched for. Rare letters make the search fast.
const ANCHORS: &[(&str, Anchor)] = &[
    ("ken is ", Anchor::Said),
    ("key is ", Anchor::Said),
    ("ret is ", Anchor::Said),
    ("rase is ", Anchor::Said),
    ("--", Anchor::Flag),
    (" -p", Anchor::ShortFlag),
    (" -u", Anchor::ShortFlag),
    ("IDENTIFIED BY ", Anchor::Cue),
    ("identified by ", Anchor::Cue),
    (" PASSWORD ", Anchor::Cue),
    ("asswor", Anchor::Password),
    ("asswd ", Anchor::Password),
    ("ennwor", Anchor::Password),
    ("ontrase", Anchor::Password),
    ("senha ", Anchor::Password),
    ("de passe", Anchor::Password),
    (" 是 ", Anchor::ForeignVerb),
    ("は", Anchor::ForeignVerb),
    ("是", Anchor::ForeignVerb),
    ("为", Anchor::ForeignVerb),
];

/// What stands between such a name and its value when people talk.
const LINKS: &[&[u8]] = &[
    b" is ",
    b" ist ",
    b" lautet ",
    b" es ",
    b" est ",
    b" is now ",
    b" was ",
    b" to ",
    b" will be ",
    b" should be ",
    b" \xC3\xA9 ",
    b" \xC3\xA8 ",
    b" auf ",
    b" a ",
    b" por ",
];

/// The strings that are searched for.
pub(super) fn anchors() -> Vec<&'static str> {
    ANCHORS.iter().map(|(string, _)| *string).collect()
}

/// Offers the value that the string at `at` announces.
pub(super) fn examine(sink: &mut Sink<'_>, at: usize, number: usize) {
    let (string, anchor) = ANCHORS[number];
    if matches!(anchor, Anchor::ForeignVerb) && !name_may_end(sink.bytes(), at) {
        return;
    }
    sink.examine(at, |window| match anchor {
        Anchor::Said | Anchor::ForeignVerb => behind_verb(window, string.len()),
        Anchor::Flag => command::behind_flag(window),
        Anchor::ShortFlag => command::behind_short_flag(window, string),
        Anchor::Cue => command::behind_cue(window, string),
        Anchor::Password => talked_of(window, string.len()),
    });
}

/// Offers every value with the name of a secret and an operator.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let from = sink.from().saturating_sub(ANCHOR_REACH_BYTES);
    for offset in memchr3_iter(b'=', b':', b'>', &bytes[from..]) {
        let at = from + offset;
        if name_may_end(bytes, at) {
            sink.examine(at, behind_operator);
        }
    }
    // `set("api_key", "...")`
    for comma in memchr::memchr_iter(b',', &bytes[from..]).map(|offset| from + offset) {
        let is_quoted = comma > 0 && matches!(bytes[comma - 1], b'"' | b'\'');
        if is_quoted && name_may_end(bytes, comma) {
            sink.examine(comma, behind_comma);
        }
    }
    if sink.from() == 0 && !sink.text().place.is_empty() {
        sink.examine(0, whole_text);
    }
}

/// Whether the operator at `at` is the last of its kind and what stands before could be the name of a secret.
fn name_may_end(bytes: &[u8], at: usize) -> bool {
    if matches!(bytes.get(at + 1), Some(b'=' | b'>' | b':' | b'/')) {
        return false;
    }
    match name_end(&bytes[at.saturating_sub(GLUE_BYTES + 3)..at]) {
        Some(ending) => may_end_in(ending),
        None => false,
    }
}

/// The last three bytes of the name that ends before operator, quotes, brackets and spaces.
fn name_end(before: &[u8]) -> Option<[u8; 3]> {
    let end = before.iter().rposition(|byte| !is_glue(*byte))?;
    match before[..=end] {
        [.., first, second, third] => Some([first, second, third]),
        [second, third] => Some([b'_', second, third]),
        _ => None,
    }
}

/// What may stand between a name and its operator, and the first signs of a longer operator.
fn is_glue(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t'
            | b'"'
            | b'\''
            | b'`'
            | b'\\'
            | b']'
            | b')'
            | b'*'
            | b':'
            | b'='
            | b'!'
            | b'?'
            | b'+'
            | b'|'
            | b'.'
    )
}

/// The value behind the operator at the anchor.
fn behind_operator(window: &Window<'_>) -> Option<Candidate> {
    let at = window.anchor();
    let end = window.run_start(at, is_glue).max(at.saturating_sub(GLUE_BYTES));
    let name = Name::before(window, end);
    let is_xml = window.at(at) == Some(b'>') && end == at;
    if is_xml && !opens_tag(window, name.start, at)
        || window.before(at) == Some(b':') && window.at(at) == Some(b':')
    {
        return None;
    }
    let promise = name.promise().or_else(|| entry_promise(window, end))?;
    let found = value::behind(window, at + 1, is_xml)?;
    candidate(window, found, promise)
}

/// Whether the name stands in a tag that opens: `<password>` or `<db:password type="x">`.
fn opens_tag(window: &Window<'_>, start: usize, end: usize) -> bool {
    let tag = window.slice(start.saturating_sub(24)..end);
    match tag.iter().rposition(|byte| matches!(byte, b'<' | b'>')) {
        Some(open) => tag[open] == b'<' && tag.get(open + 1) != Some(&b'/'),
        None => false,
    }
}

/// What the name of an entry promises whose value has its own name: `{"name": "DB_PASSWORD", "value": ...}`,
/// `<add key="Password" value=...`.
fn entry_promise(window: &Window<'_>, end: usize) -> Option<Promise> {
    const REACH: usize = 72;
    if !window.slice(end.saturating_sub(5)..end).eq_ignore_ascii_case(b"value") {
        return None;
    }
    let before = window.slice(end.saturating_sub(REACH)..end - 5);
    let name_end = before.iter().rposition(|byte| {
        !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b'"' | b'\'' | b',' | b'-' | b'\\')
    })? + 1;
    let is_name_byte = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let name_start =
        before[..name_end].iter().rposition(|byte| !is_name_byte(byte)).map_or(0, |index| index + 1);
    let is_key = |label: &[u8]| super::guards::contains_any_case(&before[..name_start], label);
    if !is_key(b"name") && !is_key(b"key") {
        return None;
    }
    Name::of(&before[name_start..name_end], 0).promise()
}

/// The second argument of a call, behind the comma at the anchor, when the first one is the name of a secret.
fn behind_comma(window: &Window<'_>) -> Option<Candidate> {
    let end = window.anchor() - 1;
    let name = Name::before(window, end);
    let promise = name.promise()?;
    let open = name.start.checked_sub(2)?;
    if window.at(open) != Some(b'(') {
        return None;
    }
    let found = value::behind(window, end + 2, false).filter(|found| found.dress == Dress::Quoted)?;
    candidate(window, found, promise)
}

/// The value behind the name and the verb of which the anchor is a part, `length` bytes long: `the token is value`.
fn behind_verb(window: &Window<'_>, length: usize) -> Option<Candidate> {
    let behind = window.anchor() + length;
    let is_verb = |byte: &u8| *byte == b' ' || !byte.is_ascii();
    let anchor = window.slice(window.anchor()..behind);
    // The verb is ` is `, or what it is called beyond ASCII.
    let verb = if anchor.ends_with(b" is ") {
        4
    } else {
        anchor.iter().rev().take_while(|byte| is_verb(byte)).count()
    };
    let name = Name::before(window, behind - verb);
    let promise = name.promise().filter(|promise| *promise != Promise::Doubtful)?;
    let mut found = value::behind(window, behind, false)?;
    if found.dress != Dress::Quoted {
        found.dress = Dress::Said;
    }
    candidate(window, found, promise)
}

/// The value of the password whose name goes on behind the anchor: `Passwort ist value`, `login x password value`.
fn talked_of(window: &Window<'_>, length: usize) -> Option<Candidate> {
    let behind = window.anchor() + length - 1;
    let end =
        window.run_end_within(behind, behind + 6, |byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let before = window.slice(window.anchor().saturating_sub(64)..window.anchor());
    let in_netrc = || {
        [b"login ".as_slice(), b"machine ", b"user "].iter().any(|word| memmem::find(before, word).is_some())
    };
    let (at, dress) = match LINKS.iter().find(|link| window.has(end, link)) {
        Some(link) => (end + link.len(), Dress::Said),
        None if window.at(end) == Some(b' ') && in_netrc() => (end + 1, Dress::Tight),
        None => return None,
    };
    let mut found = value::behind(window, at, false)?;
    if found.dress != Dress::Quoted {
        found.dress = dress;
    }
    candidate(window, found, Promise::Password)
}

/// The whole text, when its place is called like a secret and it is a single value.
fn whole_text(window: &Window<'_>) -> Option<Candidate> {
    let last = window.place().rsplit(['.', '/', '[']).next()?;
    let promise = Name::of(last.as_bytes(), 0).promise()?;
    let end = window.run_end(0, |byte| !byte.is_ascii_whitespace());
    if window.at(end).is_some() || end == 0 || end > 200 {
        return None;
    }
    candidate(window, Value { range: 0..end, dress: Dress::Quoted }, promise)
}

/// The value, when it is what its name promises.
pub(super) fn candidate(window: &Window<'_>, found: Value, promise: Promise) -> Option<Candidate> {
    let score = judge::score(window, &found, promise)?;
    let rule = match promise {
        Promise::Password => "assigned-password",
        Promise::Secret | Promise::Doubtful => "assigned-secret",
        Promise::Pin => "assigned-pin",
    };
    Some(Candidate::new(found.range, EntityKind::AssignedSecret, score, rule))
}
