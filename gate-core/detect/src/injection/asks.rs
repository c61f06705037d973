//! Asks: a lead phrase, and every companion it needs, in one sentence.

use std::ops::Range;

use super::lexicon::{Common, Row, Rule};
use super::overrides::{Match, is_negated};
use super::tables::{Near, Side};
use super::verdict::Standing;
use super::words::{Phrases, Window};

/// Looks for the companions of the lead phrase in the window's middle.
pub(super) fn find(
    rule: &Rule,
    phrase: usize,
    window: &Window<'_>,
    common: &Common,
    english: &Row,
) -> Option<Match> {
    let lead = rule.lead.list[phrase].at_anchor(window)?;
    if window.any_at_checked(&rule.not_before, lead.end) {
        return None;
    }
    let mut tokens = lead.clone();
    for (near, phrases) in &rule.near {
        let hit = companion(near, phrases, window, &lead)?;
        tokens = tokens.start.min(hit.start)..tokens.end.max(hit.end);
    }
    // What hides something from a user is negated by nature.
    let negatable = rule.ask.rule != "hide-from-user" && rule.ask.rule != "persona-without-rules";
    let denied = negatable
        && (is_negated(window, tokens.start, &english.negations, common)
            || is_negated(window, lead.start, &english.negations, common));
    let standing = if denied { Standing::Denied } else { Standing::Plain };
    Some(Match { score: rule.ask.score, span: window.span(tokens), standing })
}

fn companion(
    near: &Near,
    phrases: &Phrases,
    window: &Window<'_>,
    lead: &Range<usize>,
) -> Option<Range<usize>> {
    let before = lead.start.saturating_sub(near.reach)..lead.start;
    let after = lead.end..window.len().min(lead.end + near.reach);
    match near.side {
        Side::Before => window.find(phrases, before),
        Side::After => window.find(phrases, after),
        Side::Around => window.find(phrases, before).or_else(|| window.find(phrases, after)),
    }
}
