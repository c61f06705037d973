//! Judge: whether what is assigned to the name of a secret is one, rather than code, a word or a stand-in.

use super::guards;
use super::name::Promise;
use super::public;
use super::value::{Dress, Value};
use super::words::{OTHER_HEADS, OTHER_TAILS, TEMPLATE_SIGNS, VALUE_WORDS};
use crate::scan::window::Window;

/// How sure it is, in hundredths, that this is a secret; `None` when it is something else.
pub(super) fn score(window: &Window<'_>, found: &Value, promise: Promise) -> Option<u8> {
    let value = window.slice(found.range.clone());
    if value.len() != found.range.len() || is_something_else(value) {
        return None;
    }
    if found.dress != Dress::Quoted && is_code(window, value, found.range.end) {
        return None;
    }
    let score = match promise {
        Promise::Password => password(value, found.dress),
        Promise::Secret => drawn(value, found.dress, 8),
        Promise::Doubtful if super::url::is_pair(value) => Some(82),
        Promise::Doubtful => drawn(value, found.dress, 16)
            .filter(|_| !guards::is_uuid(value))
            .map(|score| score.saturating_sub(15)),
        Promise::Pin => pin(value, found.dress),
    };
    score.filter(|_| !public::is_public(window, &found.range))
}

/// A password: any characters, but not a word of prose or a name in a program.
fn password(value: &[u8], dress: Dress) -> Option<u8> {
    let has_digit = value.iter().any(u8::is_ascii_digit);
    let has_letter = value.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii());
    let has_sign = value
        .iter()
        .any(|byte| byte.is_ascii_punctuation() && !matches!(byte, b'_' | b'-' | b'.' | b'/' | b'\''));
    let has_space = value.contains(&b' ');
    let kinds = guards::kinds(value);
    let is_name = guards::is_name(value) && !has_sign;
    let base: u8 = match () {
        () if value.len() < 4 || dress != Dress::Quoted && value.len() < 6 => return None,
        () if has_space && (guards::is_readable(value) || kinds < 3) => 45,
        () if !has_letter && (value.len() < 6 || !has_digit) => return None,
        () if !has_letter => {
            if dress == Dress::Quoted || dress == Dress::Tight {
                62
            } else {
                40
            }
        }
        () if has_digit && value.len() >= 6 => 85,
        () if is_name && value.contains(&b'_') => 30,
        () if has_sign && kinds >= 2 => 78,
        () if has_digit => 72,
        () if is_name => 50,
        () => 65,
    };
    let discount = match dress {
        Dress::Quoted | Dress::Tight => 0,
        Dress::Loose => 5,
        Dress::Said => 8,
    };
    let mere = dress != Dress::Quoted && !has_digit && !has_sign;
    Some(if mere { base.min(45) } else { base.saturating_sub(discount) })
}

/// Something drawn by lot: token characters, letters and digits mixed.
fn drawn(value: &[u8], dress: Dress, least: usize) -> Option<u8> {
    let is_token = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'_' | b'-' | b'+' | b'/' | b'=' | b'.' | b'~' | b':' | b'%' | b'$' | b'!')
    };
    let least = if dress == Dress::Quoted { least } else { least.max(10) };
    if value.len() < least {
        return None;
    }
    let is_versioned = value
        .windows(3)
        .filter(|part| part[0].is_ascii_digit() && part[1] == b'.' && part[2].is_ascii_digit())
        .count()
        > 1;
    if is_versioned {
        return None;
    }
    if !value.iter().all(is_token) {
        // Made up rather than drawn: to be judged like a password, with less certainty.
        let score = password(value, dress)?;
        return (guards::kinds(value) >= 3 && !value.contains(&b' ') && score >= 70).then_some(64);
    }
    // `cmp2-qat-1208358310` numbers things; of what is drawn by lot, letters and digits take turns.
    let has_digit = value.iter().any(u8::is_ascii_digit);
    if has_digit && guards::switches(value) < 2 + value.len() / 24
        || !guards::is_random(value)
        || guards::entropy(value) < if value.len() < 16 { 250 } else { 300 }
    {
        return None;
    }
    let base = match value.len() {
        ..12 => 64,
        12..16 => 72,
        16..20 => 80,
        _ => 86,
    };
    Some(base - if dress == Dress::Said { 8 } else { 0 })
}

fn pin(value: &[u8], dress: Dress) -> Option<u8> {
    let fits = (4..=8).contains(&value.len()) && value.iter().all(u8::is_ascii_digit);
    (fits && !guards::is_sequence(value)).then_some(if dress == Dress::Loose { 62 } else { 66 })
}

/// Whether a value says what it is: a stand-in, a template, an address, a path, the name of a type.
pub(super) fn is_something_else(value: &[u8]) -> bool {
    let starts = |head: &[u8]| value.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    let ends = |tail: &[u8]| {
        let start = value.len().checked_sub(tail.len());
        start.is_some_and(|start| value[start..].eq_ignore_ascii_case(tail))
    };
    guards::has_mask(value)
        || guards::has_mark(value)
        || is_stand_in(value)
        || TEMPLATE_SIGNS.occur_in(value)
        || OTHER_HEADS.iter().any(starts)
        || OTHER_TAILS.iter().any(ends)
}

/// Whether a value consists of words that stand for one.
fn is_stand_in(value: &[u8]) -> bool {
    let mut count = 0;
    let mut named = 0;
    let mut rest = 0;
    for word in guards::words(value) {
        count += 1;
        if VALUE_WORDS.has_any_case(word) {
            named += 1;
        } else if word.iter().any(u8::is_ascii_digit) && word.len() >= 4 {
            rest += 1;
        }
    }
    // `my-secret-token` is one, `secret-8f3k29dm` is none.
    named > 0 && rest == 0 && (named == count || count > 1 && guards::is_readable(value))
        || rest == 0
            && guards::is_stand_in(value)
            && value.iter().filter(|byte| byte.is_ascii_digit()).count() < 4
}

/// Whether a bare value is an expression, a name in a program, or a word of prose.
fn is_code(window: &Window<'_>, value: &[u8], end: usize) -> bool {
    let next = window.at(end);
    if matches!(next, Some(b'(' | b'[' | b'{')) {
        return true;
    }
    let is_path = value.contains(&b'.')
        && value.split(|byte| *byte == b'.').all(|part| {
            part.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
                && part.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        });
    is_path && guards::switches(value) * 3 < value.len()
        || value.windows(2).any(|pair| pair == b"->" || pair == b"::")
        || value.windows(3).any(|part| part.starts_with(b"==") && part[2] != b'=')
}
