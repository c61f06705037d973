//! Custom rules: the patterns and word lists of the profile, run over the text as it stands.

use super::sink::Sink;
use crate::DetectError;

/// Offers every match, and holds back what could become one.
pub(super) fn find(sink: &mut Sink<'_>, text: &str) -> Result<(), DetectError> {
    let profile = sink.profile();
    let (from, complete) = (sink.from(), sink.text().complete);
    let mut fruitless = 0;
    for pattern in &profile.custom().patterns {
        let mut at = from;
        while let Some(place) = pattern.find(text.as_bytes(), at, &mut fruitless)? {
            at = sink.offer_custom(place, &pattern.label.rule, &pattern.label.category);
        }
        if let Some(start) = (!complete).then(|| pattern.unfinished(text.as_bytes(), from)).flatten() {
            sink.hold(start);
        }
    }
    for dictionary in &profile.custom().dictionaries {
        let mut at = from;
        while let Some(place) = dictionary.find(text, at) {
            at = sink.offer_custom(place, &dictionary.label.rule, &dictionary.label.category);
        }
        if let Some(start) = (!complete).then(|| dictionary.unfinished(text, from)).flatten() {
            sink.hold(start);
        }
    }
    Ok(())
}
