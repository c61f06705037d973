//! Tokens: keys whose form is known. They are long runs of token characters, so everything else is leapt over.

use std::ops::Range;

use super::aws;
use super::catalog::{self, CATALOG};
use super::check::Verdict;
use super::guards;
use super::jwt;
use super::lead::Lead;
use super::opaque;
use super::public;
use super::rule::Shape;
use crate::EntityKind;
use crate::scan::runs::{TOKEN, TokenRuns};
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::{LOOK_AHEAD, Window};

/// The shortest key of small letters and signs alone. What is shorter is a name, and most long runs are that.
const LEAST_LETTERS: usize = 24;

/// How far a key may begin before its first long run: short parts and the signs between them.
const HEAD_BYTES: usize = 40;

/// How much of a run is looked at before its shapes are.
const LONGEST_RUN: usize = 96;

/// By how much a value loses that is longer than its form.
const LONGER_BY: u8 = 20;

/// Offers every key with a form of its own.
pub(super) fn find(sink: &mut Sink<'_>, runs: &TokenRuns) {
    let from = sink.from();
    let mut taken = 0;
    for run in runs.at_least(TokenRuns::LEAST) {
        let letters = letters_start(sink.bytes(), &run);
        let is_short = |at: usize| at >= letters && run.end - at < LEAST_LETTERS;
        if is_short(run.start) {
            continue;
        }
        // Where the part before the run begins may depend on nothing but the bytes there, so it is found anew.
        let head = head(sink.bytes(), run.start);
        let mut at = head.max(from).max(taken);
        loop {
            at = next_part(sink.bytes(), at, &run);
            if at >= run.end || is_short(at) {
                break;
            }
            let is_first = part(sink.bytes(), at) == Part::First;
            let place = if is_first || may_begin(sink.bytes(), at) {
                sink.examine(at, |window| recognise(window, at, is_first))
            } else {
                None
            };
            taken = place.map_or(taken, |place| place.end);
            at = taken.max(at + 1);
        }
    }
}

/// Where the small letters and signs begin in which a run ends.
fn letters_start(bytes: &[u8], run: &Range<usize>) -> usize {
    let is_other = |byte: &u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    bytes[run.clone()].iter().rposition(is_other).map_or(run.start, |index| run.start + index + 1)
}

/// The first place at or after `at` where a part of a token begins, or the end of the run.
fn next_part(bytes: &[u8], at: usize, run: &Range<usize>) -> usize {
    // An escape ends at most two bytes into the run: its first sign is none of a token's.
    let near = (at..run.end.min(run.start + 3)).find(|at| part(bytes, *at) != Part::Inside);
    near.unwrap_or_else(|| {
        let from = at.max(run.start + 3);
        let sign = bytes
            .get(from - 1..run.end - 1)
            .unwrap_or_default()
            .iter()
            .position(|byte| !byte.is_ascii_alphanumeric());
        sign.map_or(run.end, |offset| from + offset)
    })
}

/// Whether a key whose form is enough may begin at `at`.
fn may_begin(bytes: &[u8], at: usize) -> bool {
    match bytes[at..] {
        [b'e', b'y', ..] => true,
        [first, second, third, fourth, ..] => CATALOG.has_head([first, second, third, fourth]),
        _ => true,
    }
}

/// Where the text begins that belongs to a run: parts joined by signs that no run contains.
fn head(bytes: &[u8], run: usize) -> usize {
    let joins = |byte: u8| TOKEN.has(byte) || matches!(byte, b'.' | b':' | b'=');
    let floor = run.saturating_sub(HEAD_BYTES);
    let start =
        bytes[floor..run].iter().rposition(|byte| !joins(*byte)).map_or(floor, |index| floor + index + 1);
    // What begins with such a sign begins behind it.
    (start..run).find(|index| TOKEN.has(bytes[*index])).unwrap_or(run)
}

/// What begins at a place in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing: a letter or digit stands before.
    Inside,
    /// A part of a token: a sign that tokens contain stands before.
    Further,
    /// A token: something else stands before, or an escape such as `\n` and `%3D`.
    First,
}

fn part(bytes: &[u8], at: usize) -> Part {
    match bytes[at.saturating_sub(3)..at] {
        [.., b'\\', b'n' | b'r' | b't'] => Part::First,
        [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => Part::First,
        [.., before] if before.is_ascii_alphanumeric() => Part::Inside,
        [.., before] if TOKEN.has(before) => Part::Further,
        _ => Part::First,
    }
}

/// The key that begins at `start`.
fn recognise(window: &Window<'_>, start: usize, is_start: bool) -> Option<Candidate> {
    let mut head = [0; catalog::HEAD_BYTES];
    let known = window.slice(start..start + catalog::HEAD_BYTES);
    head[..known.len()].copy_from_slice(known);
    let rules = &*CATALOG;
    let mut best: Option<Candidate> = None;
    let mut consider = |candidate: Option<Candidate>| {
        let Some(candidate) = candidate else { return };
        let strength = |it: &Candidate| (it.end, it.score);
        if best.as_ref().is_none_or(|best| strength(&candidate) > strength(best)) {
            best = Some(candidate);
        }
    };
    rules.beginning_with(head).for_each(|shape| consider(value(window, shape, start)));
    consider(jwt::recognise(window, start));
    let length = if is_start {
        window.run_end_within(start, start + LONGEST_RUN, |byte| TOKEN.has(byte)) - start
    } else {
        0
    };
    if is_start && !is_plain(window.slice(start..start + length)) {
        consider(aws::secret(window, start));
        consider(opaque::recognise(window, start));
        // The byte behind a run that goes on out of sight is none.
        let behind = if length < LONGEST_RUN { window.at(start + length) } else { None };
        for shape in rules.unbound(length, behind) {
            consider(value(window, shape, start));
        }
        let lead = Lead::of(window, start);
        lead.shapes(&mut |shape| consider(named_value(window, shape, &lead, start)));
        if !window.place().is_empty() {
            let lead = Lead::of_place(window);
            lead.shapes(&mut |shape| consider(named_value(window, shape, &lead, start)));
        }
    }
    best
}

/// Whether a run is made of words, of which there is no need to think: without digits, and readable.
fn is_plain(run: &[u8]) -> bool {
    !run.iter().any(u8::is_ascii_digit) && guards::is_readable(run)
}

/// A value of this shape at `start`, which its form alone makes a key.
fn value(window: &Window<'_>, shape: &Shape, start: usize) -> Option<Candidate> {
    let (end, is_longer) = extent(window, shape, start)?;
    let value = window.slice(start..end);
    let body = &value[shape.form.prefix_length().min(value.len())..];
    let has_words = body.iter().any(u8::is_ascii_lowercase);
    if has_words && guards::is_name(body)
        || !guards::is_varied(body)
        || guards::is_stand_in(body)
        || guards::has_mark(&value[..value.len().min(24)])
    {
        return None;
    }
    let score = match shape.rule.check.verdict(value) {
        Verdict::Confirmed => 99,
        Verdict::Refuted => return None,
        Verdict::Open if is_longer => shape.rule.score.saturating_sub(LONGER_BY),
        Verdict::Open => shape.rule.score,
    };
    let score = if public::is_public(window, &(start..end)) { score.min(public::SCORE) } else { score };
    Some(candidate(shape, start, end, score))
}

/// A value of this shape at `start`, whose vendor is named before it.
fn named_value(window: &Window<'_>, shape: &Shape, lead: &Lead, start: usize) -> Option<Candidate> {
    let (end, is_longer) = extent(window, shape, start)?;
    let value = window.slice(start..end);
    let prefix = shape.form.prefix_length();
    let is_number = value.iter().all(u8::is_ascii_digit);
    let is_drawn = prefix >= 3 || is_number || guards::is_random(value);
    // Everything has a UUID for a name, so it must be called a key itself.
    if guards::is_uuid(value) && !(lead.has_operator && lead.speaks_of_keys() || lead.calls_it_key()) {
        return None;
    }
    if is_longer || !is_drawn || guards::is_stand_in(value) || lead.labels_something_else() {
        return None;
    }
    // A form with a beginning of its own says more than what public values look like in general.
    if lead.calls_it_public() || prefix == 0 && public::is_public(window, &(start..end)) {
        return None;
    }
    let distance = match (lead.is_assigned, lead.speaks_of_keys()) {
        (true, true) => 0,
        (true, false) if lead.has_operator => 5,
        (false, true) => 12,
        (_, false) => 25,
    };
    Some(candidate(shape, start, end, shape.rule.score.saturating_sub(distance)))
}

/// Where a value of this shape ends that begins at `start`, and whether that is further than its form says.
fn extent(window: &Window<'_>, shape: &Shape, start: usize) -> Option<(usize, bool)> {
    let end = shape.form.end(window, start)?;
    let goes_on = |at: usize| window.at(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_joined = window.at(end) == Some(b'-') && shape.form.prefix_length() == 0 && goes_on(end + 1);
    if !goes_on(end) && !is_joined {
        return Some((end, false));
    }
    // What neither begins nor ends where its form says is none: `pk_live_` begins no key of those that begin with `live_`.
    let is_inside = matches!(window.before(start), Some(b'_' | b'-'));
    if !shape.is_peculiar() || is_inside {
        return None;
    }
    Some((window.run_end(end, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')), true))
}

fn candidate(shape: &Shape, start: usize, end: usize, score: u8) -> Candidate {
    let found = Candidate::new(start..end, EntityKind::ApiKey, score, shape.rule.id);
    // The end of the window is not the end of the value.
    if end - start >= LOOK_AHEAD { found.with_tail(rest) } else { found }
}

/// Where a value ends that is longer than its window.
fn rest(window: &Window<'_>, end: usize) -> usize {
    let end = window.run_end(end, |byte| TOKEN.has(byte) || byte == b'.');
    window.run_end(end, |byte| byte == b'=')
}
