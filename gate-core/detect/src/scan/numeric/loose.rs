//! Loose: a number that a word near names, in groups of any size. Only numbers that check themselves.

use super::around;
use super::contest::Contest;
use super::index::INDEX;
use super::layout;
use super::names::OTHERS_DISTANCE;
use super::spot::Spot;
use crate::scan::sink::Candidate;
use crate::scan::window::{Text, Window};

/// The fewest characters without separators.
const FEWEST_CHARACTERS: usize = 7;
/// The most characters without separators, and the most groups.
const MOST_CHARACTERS: usize = 22;
const MOST_GROUPS: usize = 10;
/// The most separators between two groups.
const MOST_SEPARATORS: usize = 5;
/// What a number loses that is not written as its country does, in hundredths.
const UNUSUAL: u8 = 5;

/// Enters the named number that begins with this run of digits or the letters before it, if there is one.
pub(super) fn recognise(spot: &Spot<'_, '_>, contest: &mut Contest) {
    let goes_on = |byte| is_separator(byte) || byte.is_ascii_alphabetic();
    if !spot.window.at(spot.end).is_some_and(goes_on) || spot.is_nameless() {
        return;
    }
    let run = Run::read(spot.window, spot.word_start);
    let is_long = run.groups > 1 && run.ends[run.groups - 1].1 >= FEWEST_CHARACTERS;
    if !is_long || !spot.has_names() || !around::starts_free(spot.window, run.start) {
        return;
    }
    for (groups, (end, count)) in (1..=run.groups).zip(&run.ends).skip(1) {
        if *count >= 2 * groups && around::ends_free(spot.window, *end) {
            judge(spot, run.start..*end, &run.characters[..*count], contest);
        }
    }
}

fn judge(spot: &Spot<'_, '_>, place: std::ops::Range<usize>, characters: &[u8], contest: &mut Contest) {
    let compact = Text::whole(characters).window(0);
    for form in INDEX.by_compact(characters.len()) {
        let rule = INDEX.rule(form.rule);
        let Some(distance) = spot.distance_before(form.rule).filter(|distance| *distance < OTHERS_DISTANCE)
        else {
            continue;
        };
        let is_valid = layout::read(&compact, 0, form.layout.as_bytes())
            .is_some_and(|reading| (rule.check)(reading.characters()));
        if is_valid && spot.profile.detects(rule.kind) {
            let score = rule.scores.named.saturating_sub(UNUSUAL);
            contest.enter(Candidate::new(place.clone(), rule.kind, score, rule.name), Some(distance));
        }
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/')
}

/// Groups of letters and digits with separators between.
struct Run {
    start: usize,
    characters: [u8; MOST_CHARACTERS],
    /// Where each group ends in the text and in the characters.
    ends: [(usize, usize); MOST_GROUPS],
    groups: usize,
}

impl Run {
    fn read(window: &Window<'_>, start: usize) -> Self {
        let mut run =
            Self { start, characters: [0; MOST_CHARACTERS], ends: [(0, 0); MOST_GROUPS], groups: 0 };
        let (mut at, mut count) = (start, 0);
        while run.groups < MOST_GROUPS {
            let limit = at + MOST_CHARACTERS + 1 - count;
            let end = window.run_end_within(at, limit, |byte| byte.is_ascii_alphanumeric());
            let group = window.slice(at..end);
            let Some(room) = run.characters.get_mut(count..count + group.len()) else { break };
            if group.is_empty() || run.groups > 0 && !is_part(group) {
                break;
            }
            room.copy_from_slice(group);
            count += group.len();
            run.ends[run.groups] = (end, count);
            run.groups += 1;
            at = window.run_end_within(end, end + MOST_SEPARATORS, is_separator);
            if at == end {
                break;
            }
        }
        run
    }
}

/// Whether a group can be a part of a number, and not the next word of a sentence.
fn is_part(group: &[u8]) -> bool {
    group.iter().any(u8::is_ascii_digit) || group.len() <= 3 && group.iter().all(u8::is_ascii_uppercase)
}
