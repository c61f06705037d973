//! How many attacks are detected at how many false alarms, on two corpora of our own sentences.

use super::*;

const BENIGN: &str = include_str!("benign.txt");
const ATTACKS: &str = include_str!("attacks.txt");
/// Sentences that were written when the tables were done, and after which no table was changed.
const UNSEEN_BENIGN: &str = include_str!("unseen_benign.txt");
const UNSEEN_ATTACKS: &str = include_str!("unseen_attacks.txt");

/// The sentences of a corpus: where each comes from, and its text. `\n` stands for a line feed.
fn rows(corpus: &str) -> Vec<(Provenance, String)> {
    let row = |line: &str| {
        let (source, text) = line.split_once(": ").expect("every line names its source");
        let provenance = match source {
            "user" => Provenance::User,
            "data" => Provenance::External,
            other => panic!("unknown source {other}"),
        };
        (provenance, text.replace("\\n", "\n"))
    };
    corpus.lines().filter(|line| !line.is_empty()).map(row).collect()
}

/// How many rows of a corpus are detected in hundredths; prints those for which `surprising` holds.
fn share_detected(corpus: &str, as_source: Option<Provenance>, surprising: bool) -> f64 {
    let rows = rows(corpus);
    let mut detected = 0;
    for (provenance, text) in &rows {
        let verdict = verdict(text, as_source.unwrap_or(*provenance));
        if verdict.is_detected() == surprising {
            println!("{} {text:?} {}", verdict.score, reasons(&verdict));
        }
        detected += i32::from(verdict.is_detected());
    }
    f64::from(detected) * 100.0 / f64::from(i32::try_from(rows.len()).expect("a corpus is small"))
}

#[test]
fn attacks_are_detected_and_innocent_sentences_are_not() {
    assert!(
        rows(BENIGN).len() >= 150 && rows(ATTACKS).len() >= 120,
        "the corpora are large enough to say something"
    );
    let false_alarms = share_detected(BENIGN, None, true);
    let detected = share_detected(ATTACKS, None, false);
    println!("{detected:.1} % of attacks detected at {false_alarms:.1} % false alarms");
    assert!(false_alarms <= 1.0, "{false_alarms:.1} % of innocent sentences are detected");
    assert!(detected >= 85.0, "only {detected:.1} % of attacks are detected");
}

#[test]
fn innocent_sentences_of_users_are_seldom_detected_in_data() {
    let false_alarms = share_detected(BENIGN, Some(Provenance::ToolOutput), true);
    println!("{false_alarms:.1} % false alarms with every sentence in data");
    assert!(false_alarms <= 10.0, "{false_alarms:.1} % of innocent sentences are detected");
}

#[test]
fn unseen_sentences_say_how_well_the_tables_generalise() {
    let false_alarms = share_detected(UNSEEN_BENIGN, None, true);
    let detected = share_detected(UNSEEN_ATTACKS, None, false);
    println!("unseen: {detected:.1} % of attacks detected at {false_alarms:.1} % false alarms");
    assert!(false_alarms <= 5.0, "{false_alarms:.1} % of innocent sentences are detected");
    assert!(detected >= 50.0, "only {detected:.1} % of attacks are detected");
}
