//! Rules: the families of keys, one table per trade. Each row is a name, a score, what can be verified, the forms,
//! the words one of which must stand nearby when the form alone says too little, and whose key it is.
//!
//! Sources: the issuers' documentation and the patterns that secret scanners publish. Lengths move: where a prefix is
//! peculiar, a value that is longer than its form is taken as a whole, with less certainty.
//!
//! Every rule has lines in `negatives/`: texts that are close to its values and in which nothing may be found. What
//! issuers give out to be published has no rule, but a row in [`public`], so that nothing else finds it either.

mod ai;
mod chat;
mod cloud;
mod code;
mod hosting;
mod messaging;
mod observability;
mod packages;
mod payment;
mod public;
mod saas;
mod vaults;

pub(super) use public::PUBLIC;

use super::rule::Rule;

/// Every table.
pub(super) const TABLES: &[&[Rule]] = &[
    ai::RULES,
    chat::RULES,
    cloud::RULES,
    code::RULES,
    hosting::RULES,
    messaging::RULES,
    observability::RULES,
    packages::RULES,
    payment::RULES,
    saas::RULES,
    vaults::RULES,
];
