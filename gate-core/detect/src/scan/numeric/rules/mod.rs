//! Rules: the tables of all numbers that are recognised by how they are written, how they check themselves and what
//! they are called.
//!
//! Between rows that are equally sure the earlier one wins, so what is more specific stands first.

mod americas;
mod asia;
mod banks;
mod britain;
mod cards;
mod documents;
mod europe_east;
mod europe_north;
mod europe_south;
mod europe_west;
mod medical;
mod oceania_africa;
pub(super) mod phones;
mod things;
mod vat;

use super::rule::Rule;

/// Every table.
pub(super) const TABLES: &[&[Rule]] = &[
    cards::RULES,
    americas::RULES,
    britain::RULES,
    europe_west::RULES,
    europe_south::RULES,
    europe_north::RULES,
    europe_east::RULES,
    asia::RULES,
    oceania_africa::RULES,
    vat::RULES,
    medical::RULES,
    documents::RULES,
    banks::RULES,
    things::RULES,
    phones::RULES,
];
