//! Spaced: words written with their letters set apart, "i g n o r e".

use std::ops::Range;

use memchr::memmem;

use super::fold::skeleton;
use super::words::is_word;

const VERBS: &[&str] = &["ignore", "disregard", "forget", "override", "bypass"];
const OBJECTS: &[&str] = &[
    "instruction",
    "prompt",
    "rules",
    "guideline",
    "directive",
    "restrictions",
    "everythingabove",
    "safety",
];

/// What may stand between the letters.
const SEPARATORS: &[u8] = b" .-_*|/~";
/// How many letters behind the verb its object is looked for.
const REACH: usize = 60;
/// How many bytes they may take up.
const REACH_BYTES: usize = 240;

/// The verbs, with each separator.
pub(super) fn patterns() -> impl Iterator<Item = Vec<u8>> {
    VERBS.iter().flat_map(|verb| {
        SEPARATORS.iter().map(move |separator| {
            let letters = skeleton(verb);
            letters.iter().flat_map(|letter| [*letter, *separator]).take(letters.len() * 2 - 1).collect()
        })
    })
}

/// The stretch from a spaced verb at `start` of the view to its object, if there is one.
pub(super) fn find(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    let stretch = &bytes[start..(start + REACH_BYTES).min(bytes.len())];
    let letters = stretch.iter().enumerate().filter(|(_, byte)| is_word(**byte)).take(REACH);
    let (places, glued): (Vec<usize>, Vec<u8>) = letters.map(|(place, byte)| (place, *byte)).unzip();
    OBJECTS.iter().find_map(|object| {
        let object = skeleton(object);
        let at = memmem::find(&glued, &object)?;
        Some(start..start + places[at + object.len() - 1] + 1)
    })
}
