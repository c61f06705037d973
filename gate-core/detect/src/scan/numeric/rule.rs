//! Rule: one kind of number in one row: how it is written, how it checks itself, what people call it, how sure each
//! of these makes us.

use crate::EntityKind;
use crate::scan::context::Words;

/// A kind of number.
pub(super) struct Rule {
    pub(super) kind: EntityKind,
    /// The name findings carry.
    pub(super) name: &'static str,
    /// How it is written; see [`super::layout`] for the signs.
    pub(super) layouts: &'static [&'static str],
    /// Whether the characters, without separators and in capital letters, can be such a number.
    pub(super) check: fn(&[u8]) -> bool,
    pub(super) scores: Scores,
    /// What people call it, in its own languages and in English.
    pub(super) words: &'static Words,
}

impl Rule {
    /// Whether something besides its name tells a number from others.
    pub(super) fn is_checked(&self) -> bool {
        self.scores.parted >= FAIR.parted
    }
}

/// How sure a number is that passes its check, in hundredths.
#[derive(Clone, Copy)]
pub(super) struct Scores {
    /// Written as one run, with nothing around that tells what it is.
    pub(super) bare: u8,
    /// Written with separators.
    pub(super) parted: u8,
    /// With a word that names it near.
    pub(super) named: u8,
}

/// Less than one number in a thousand passes, or the form is nobody else's.
pub(super) const CERTAIN: Scores = Scores { bare: 85, parted: 90, named: 95 };
/// About one number in a hundred passes: two check digits, or one and a date.
pub(super) const STRONG: Scores = Scores { bare: 60, parted: 85, named: 95 };
/// One in ten passes, but the usual way of writing it is its own.
pub(super) const FAIR: Scores = Scores { bare: 45, parted: 65, named: 90 };
/// One in ten passes, and others write their numbers alike.
pub(super) const WEAK: Scores = Scores { bare: 40, parted: 45, named: 90 };
/// Nothing but a form of its own, without a check.
pub(super) const FORM: Scores = Scores { bare: 0, parted: 65, named: 85 };
/// Nothing but a number of digits: only its name tells.
pub(super) const SHAPE: Scores = Scores { bare: 0, parted: 0, named: 70 };

/// For numbers without a check of their own.
pub(super) fn anything(_: &[u8]) -> bool {
    true
}
