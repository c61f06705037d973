//! Lot: values drawn from the forms of rules, the same ones every time.

use super::super::check::{Check, Verdict};
use super::super::encoding::crc32;
use super::super::form::{Form, Segment};
use super::super::guards;
use super::super::rule::Rule;

/// A small generator of numbers (xorshift), so that a failing row fails again.
pub(super) struct Lot(u64);

impl Lot {
    pub(super) fn of(name: &str) -> Self {
        Self(u64::from(crc32(name.as_bytes())) << 16 | 1)
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits fit") % limit
    }

    /// A value of this form.
    pub(super) fn value(&mut self, form: &Form) -> String {
        let mut value = String::new();
        for segment in form.segments() {
            match segment {
                Segment::Literal(text) => value.push_str(&String::from_utf8_lossy(text)),
                Segment::Run { class, least, most } => {
                    let length = least + self.below((most - least).min(20) + 1);
                    let members: Vec<u8> = (0..128).filter(|byte| class.has(*byte)).collect();
                    // Signs at the ends of a run could belong to the sentence.
                    let inner: Vec<u8> = members.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
                    for index in 0..length {
                        let set = if index % 7 == 3 || inner.is_empty() { &members } else { &inner };
                        let set = if index + 1 == length && !inner.is_empty() { &inner } else { set };
                        value.push(char::from(set[self.below(set.len())]));
                    }
                }
            }
        }
        value
    }

    /// A value that a rule takes for what it is: not by chance a pattern, and passing a check that may refute.
    pub(super) fn sound_value(&mut self, rule: &Rule, form: &Form) -> String {
        for _ in 0..1000 {
            let mut value = self.value(form);
            if rule.check == Check::Discord {
                value.replace_range(..value.find('.').expect("it has parts"), "MTIzNDU2Nzg5MDEyMzQ1Njc4");
            }
            let body = &value.as_bytes()[form.prefix_length()..];
            let is_drawn =
                value.bytes().all(|byte| byte.is_ascii_digit()) || guards::is_random(value.as_bytes());
            let is_sound = !guards::is_stand_in(body) && guards::is_varied(body) && !guards::is_name(body);
            if is_drawn && is_sound && rule.check.verdict(value.as_bytes()) != Verdict::Refuted {
                return value;
            }
        }
        panic!("{}: no value could be drawn", rule.id);
    }
}

/// A text in which every run in braces, such as `{hex 32}` or `{uuid}`, was replaced by characters drawn for it. Other
/// braces stand for themselves.
pub(super) fn filled(text: &str, lot: &mut Lot) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let close = rest.find('}').map_or(1, |close| close + 1);
        match Form::parse(&rest[..close]) {
            Some(form) if close > 1 => filled.push_str(&lot.value(&form)),
            _ => filled.push_str(&rest[..close]),
        }
        rest = &rest[close..];
    }
    filled + rest
}
