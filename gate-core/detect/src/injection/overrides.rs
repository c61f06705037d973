//! Overrides: a verb, and near it an object, in one sentence.

use std::ops::Range;

use memchr::memmem;

use super::fold::SENTENCE_END;
use super::lexicon::{Common, Row};
use super::tables::Spacing;
use super::verdict::Standing;
use super::words::{Phrases, Window, placeholder_start};

/// The points of a strong verb with a strong noun that says which one is meant.
pub(super) const FULL: u8 = 80;
/// What a verb, a noun or a "which" with innocent uses costs.
const WEAK_VERB: u8 = 30;
const WEAK_NOUN: u8 = 20;
const WEAK_WHICH: u8 = 22;

/// How many tokens may stand between verb and noun, and between noun and "which".
const VERB_TO_NOUN: usize = 7;
const NOUN_TO_WHICH: usize = 4;
/// How far around a verb of a language without spaces its object is looked for, in bytes (three to a character).
const SUBSTRING_REACH: usize = 75;

/// A finding in the view, before guards look at its surroundings.
pub(super) struct Match {
    pub(super) score: u8,
    /// Where: bytes of the view.
    pub(super) span: Range<usize>,
    pub(super) standing: Standing,
}

/// Looks for the object of the verb in the window's middle.
pub(super) fn find(row: &Row, verb: usize, window: &Window<'_>, common: &Common) -> Option<Match> {
    let lead = row.verbs.list[verb].at_anchor(window)?;
    let cost = if verb < row.language.verbs.len() { 0 } else { WEAK_VERB };
    let after = lead.end..window.len().min(lead.end + VERB_TO_NOUN + NOUN_TO_WHICH);
    let mut best = object(row, window, after, &lead, Some(&common.blockers));
    if row.language.spacing == Spacing::FreeWords {
        let before = lead.start.saturating_sub(VERB_TO_NOUN + NOUN_TO_WHICH)..lead.start;
        best = best.max(object(row, window, before, &lead, None));
    }
    let best = best?;
    let tokens = lead.start.min(best.tokens.0)..lead.end.max(best.tokens.1);
    let mut standing = standing(row, window, &lead, &tokens, common);
    if !row.only_with.is_empty() {
        let reach = lead.end..window.len().min(tokens.end + 3);
        window.find(&row.only_with, reach)?;
        standing = Standing::Plain;
    }
    Some(Match { score: best.score.saturating_sub(cost), span: window.span(tokens), standing })
}

/// An object and its points; ordered by points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Object {
    score: u8,
    /// From the first token to behind the last.
    tokens: (usize, usize),
}

/// The best object within `tokens`.
fn object(
    row: &Row,
    window: &Window<'_>,
    tokens: Range<usize>,
    lead: &Range<usize>,
    blockers: Option<&Phrases>,
) -> Option<Object> {
    let mut best = None;
    let mut nouns: Vec<(Range<usize>, u8)> = Vec::new();
    for index in tokens.clone() {
        if let Some(hit) = window.any_at(&row.whole, index) {
            best = best.max(Some(Object { score: FULL - 10, tokens: (hit.start, hit.end) }));
        }
        let distance = if index < lead.start { lead.start - index } else { index + 1 - lead.end };
        let noun = graded(window, index, (&row.nouns, &row.weak_nouns), WEAK_NOUN);
        if let Some(noun) = noun.filter(|_| distance <= VERB_TO_NOUN) {
            nouns.push(noun);
        } else if nouns.is_empty() && blockers.is_some_and(|list| window.any_at(list, index).is_some()) {
            return best;
        }
    }
    for (noun, noun_cost) in nouns {
        let from = noun.start.saturating_sub(NOUN_TO_WHICH).max(tokens.start);
        let to = (noun.end + NOUN_TO_WHICH).min(tokens.end);
        for index in (from..to).filter(|index| !noun.contains(index)) {
            let which = graded(window, index, (&row.which, &row.weak_which), WEAK_WHICH);
            let Some((which, which_cost)) = which else { continue };
            let score = FULL - noun_cost - which_cost;
            let span = (noun.start.min(which.start), noun.end.max(which.end));
            best = best.max(Some(Object { score, tokens: span }));
        }
    }
    best
}

/// The entry at a token and what it costs: nothing in the first list, `cost` in the second.
fn graded(
    window: &Window<'_>,
    index: usize,
    lists: (&Phrases, &Phrases),
    cost: u8,
) -> Option<(Range<usize>, u8)> {
    let strong = window.any_at(lists.0, index).map(|hit| (hit, 0));
    strong.or_else(|| window.any_at(lists.1, index).map(|hit| (hit, cost)))
}

/// Whether the verb is negated ("do not ignore ...") or said of somebody ("models ignore ...").
fn standing(
    row: &Row,
    window: &Window<'_>,
    lead: &Range<usize>,
    tokens: &Range<usize>,
    common: &Common,
) -> Standing {
    let after_lead = window.find(&row.negations, lead.end..window.len().min(lead.end + 2));
    let after_all = window.find(&row.negations, tokens.end..window.len().min(tokens.end + 2));
    let narrated = ends_at(window, &common.subjects, lead.start);
    let negated = is_negated(window, lead.start, &row.negations, common);
    if narrated || negated || after_lead.or(after_all).is_some() { Standing::Denied } else { Standing::Plain }
}

/// Whether one of `phrases` ends right before token `end`.
fn ends_at(window: &Window<'_>, phrases: &Phrases, end: usize) -> bool {
    (end.saturating_sub(2)..end).any(|start| window.any_at(phrases, start).is_some_and(|hit| hit.end == end))
}

/// Whether a negation stands before token `lead`, with nothing but fillers between.
pub(super) fn is_negated(window: &Window<'_>, lead: usize, negations: &Phrases, common: &Common) -> bool {
    let mut end = lead;
    for _ in 0..4 {
        if ends_at(window, negations, end) {
            return true;
        }
        if end == 0 || !ends_at(window, &common.fillers, end) {
            return false;
        }
        end -= 1;
    }
    false
}

/// Looks for the object of a verb that stands at `verb` of the view, in a language without spaces.
pub(super) fn find_substring(row: &Row, bytes: &[u8], verb: Range<usize>) -> Option<Match> {
    let start = stretch_start(bytes, verb.start);
    let end = stretch_end(bytes, verb.end);
    let stretch = &bytes[start..end];
    if row.language.without_kana && stretch.windows(2).any(is_kana) {
        return None;
    }
    let parts = &row.parts;
    let (noun, noun_cost) = first(stretch, &parts.nouns, &parts.weak_nouns, WEAK_NOUN)?;
    let (which, which_cost) = first(stretch, &parts.which, &parts.weak_which, WEAK_WHICH)?;
    let from = noun.start.min(which.start) + start;
    let to = noun.end.max(which.end) + start;
    let near =
        |part: &[u8], negations: &[Vec<u8>]| negations.iter().any(|word| memmem::find(part, word).is_some());
    // Twelve bytes: four characters of these scripts.
    let edge = placeholder_start(bytes, verb.start).unwrap_or(verb.start).max(start);
    let head = &bytes[edge.saturating_sub(12).max(start)..edge];
    let denied = parts.negations.iter().any(|word| head.trim_ascii_end().ends_with(word))
        || near(&bytes[verb.end..end.min(verb.end + 15)], &parts.negations);
    Some(Match {
        score: FULL - noun_cost - which_cost,
        span: from.min(verb.start)..to.max(verb.end),
        standing: if denied { Standing::Denied } else { Standing::Plain },
    })
}

/// The first two bytes of a Japanese syllable.
fn is_kana(pair: &[u8]) -> bool {
    matches!(pair, [0xE3, 0x81..=0x83])
}

/// The first entry of the strong list that occurs, else of the weak one, and what it costs.
fn first(stretch: &[u8], strong: &[Vec<u8>], weak: &[Vec<u8>], cost: u8) -> Option<(Range<usize>, u8)> {
    let find = |list: &[Vec<u8>]| {
        list.iter().find_map(|word| memmem::find(stretch, word).map(|at| at..at + word.len()))
    };
    find(strong).map(|hit| (hit, 0)).or_else(|| find(weak).map(|hit| (hit, cost)))
}

const fn ends_stretch(byte: u8) -> bool {
    matches!(byte, SENTENCE_END | b'\n' | b'.' | b'!' | b'?')
}

fn stretch_start(bytes: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(SUBSTRING_REACH);
    bytes[floor..at].iter().rposition(|byte| ends_stretch(*byte)).map_or(floor, |index| floor + index + 1)
}

fn stretch_end(bytes: &[u8], at: usize) -> usize {
    let ceiling = (at + SUBSTRING_REACH).min(bytes.len());
    bytes[at..ceiling].iter().position(|byte| ends_stretch(*byte)).map_or(ceiling, |length| at + length)
}
