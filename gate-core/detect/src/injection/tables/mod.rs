//! Tables: the words that are looked for, in plain spelling.

mod asks;
mod common;
mod languages;
mod markers;
mod templates;

pub(super) use asks::{ASKS, Ask, Near, Side};
pub(super) use common::{BLOCKERS, FILLERS, SUBJECTS};
pub(super) use languages::{LANGUAGES, Language, Spacing};
pub(super) use markers::{MARKERS, Place};
pub(super) use templates::TEMPLATES;
