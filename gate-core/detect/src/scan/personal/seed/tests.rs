use super::*;
use crate::Profile;
use crate::scan::personal::tests::found;

/// A phrase of `count` words whose bits are all the same apart from the checksum: found by trying every last word.
fn phrase(count: usize) -> String {
    let mut indexes = vec![0_u16; count];
    let last = (0..2048).find(|last| {
        indexes[count - 1] = *last;
        is_checked(&indexes)
    });
    assert!(last.is_some(), "one word in {} fits", 1 << (count / 3));
    let words: Vec<&str> = include_str!("bip39_english.txt").lines().collect();
    indexes.iter().map(|index| words[usize::from(*index)]).collect::<Vec<_>>().join(" ")
}

#[test]
fn published_phrases_have_right_checksums() {
    let rows = [
        ("abandon ".repeat(11) + "about", true),
        ("zoo ".repeat(11) + "wrong", true),
        ("zoo ".repeat(23) + "vote", true),
        ("abandon ".repeat(11) + "zoo", false),
        ("legal winner thank year wave sausage worth useful".to_owned() + " legal winner thank yellow", true),
    ];
    for (text, valid) in rows {
        let indexes: Vec<u16> = text
            .split(' ')
            .map(|word| LIST.word_from(word.as_bytes(), 0).expect("a word of the list").0)
            .collect();
        assert_eq!(is_checked(&indexes), valid, "{text}");
    }
}

#[test]
fn phrases_of_every_length_and_layout() {
    for count in [12, 15, 18, 21, 24] {
        let plain = phrase(count);
        let numbered: Vec<String> =
            plain.split(' ').enumerate().map(|(index, word)| format!("{}. {word}", index + 1)).collect();
        let values = [
            plain.clone(),
            plain.replace(' ', "\n"),
            plain.replace(' ', ", "),
            plain.replace(' ', "\", \""),
            plain.to_uppercase(),
            numbered.join("\n").split_off(3),
        ];
        for value in &values {
            for text in [
                value.clone(),
                format!("Here: {value}."),
                format!("the recovery phrase is {value}"),
                format!("it is '{value}' ok"),
                format!("my secret wallet {value}!"),
            ] {
                let expected = vec![(EntityKind::SeedPhrase, value.as_str())];
                assert_eq!(found(&Profile::standard(), &text, ""), expected, "{text}");
            }
        }
    }
}

#[test]
fn words_that_are_no_phrase() {
    let right = phrase(12);
    let wrong = right.rsplit_once(' ').expect("there are twelve").0.to_owned() + " zoo";
    let rows = [
        (wrong.clone(), false),
        (format!("seed phrase: {wrong}"), true),
        (format!("la semilla es {wrong}"), true),
        (right.replacen("abandon", "abandoned", 1), false),
        (format!("zoo {right} zoo zoo zoo zoo"), false),
        ("they will have to make this work about any other day".to_owned(), false),
        ("abandon ".repeat(200), false),
        (right.replace(' ', ""), false),
        (right.replace("abandon abandon", "abandon Abandon"), false),
        (format!("Secret wallet Zoo {right}"), true),
    ];
    for (text, expected) in rows {
        assert_eq!(!found(&Profile::standard(), &text, "").is_empty(), expected, "{text}");
    }
}
