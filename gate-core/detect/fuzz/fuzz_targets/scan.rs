//! Scanning: findings are in order, apart from each other, on character boundaries, and sure enough to be reported; and
//! what the injection heuristics report lies in the text.
#![no_main]

use gate_detect::{Profile, Provenance, assess, scan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let profile = Profile::strict();
    let mut end = 0;
    for finding in scan(text, &profile).unwrap_or_default() {
        assert!(finding.range.start >= end && finding.range.start < finding.range.end);
        assert!(text.get(finding.range.clone()).is_some());
        assert!((profile.minimum_score()..=100).contains(&finding.score));
        end = finding.range.end;
    }
    let verdict = assess(text, Provenance::External).expect("the text is short");
    assert!(verdict.reasons.iter().all(|reason| text.get(reason.range.clone()).is_some()));
    assert!(verdict.score <= 100);
});
