//! Secrets: keys, tokens, passwords and whatever else opens a door.
//!
//! Three searches, none of which runs an automaton over the text: long runs of token characters (keys that have a form
//! of their own), operators behind a secret's name (values that have none), and a few strings that announce a secret.

mod anchor;
mod assign;
mod aws;
mod catalog;
mod check;
mod command;
mod encoding;
mod ending;
mod form;
mod guards;
mod hash;
mod judge;
mod jwt;
mod lead;
mod listing;
mod marker;
mod name;
mod needle;
mod opaque;
mod password;
mod pem;
mod public;
mod rule;
mod rules;
mod token;
mod url;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use listing::{SecretRule, secret_rules};

use super::runs::TokenRuns;
use super::sink::Sink;
use crate::EntityKind;
use crate::kind::KindSet;

/// The kinds this pass finds.
pub(super) fn kinds() -> KindSet {
    KindSet::of(EntityKind::is_secret)
}

/// Offers every secret.
pub(super) fn find(sink: &mut Sink<'_>, runs: &TokenRuns) {
    token::find(sink, runs);
    assign::find(sink);
    anchor::find(sink);
    hash::find(sink);
    password::find(sink);
}
