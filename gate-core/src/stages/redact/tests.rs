use gate_detect::{Masker, Profile};

use super::label::labelled;
use super::mask_text;
use crate::format::path::StringPath;

/// A number that counts only where something says what it is.
fn in_context() -> (Profile, String) {
    (Profile::standard(), ["536", "22", "8145"].concat())
}

#[test]
fn a_field_s_name_says_what_its_value_is() {
    let (profile, value) = in_context();
    let root = StringPath::ROOT;
    let longest = "ssn ".repeat(20);
    for (name, is_found) in [("ssn", true), ("order_id", false), ("", false), (longest.as_str(), false)] {
        let path = StringPath::key(&root, name);
        let found = labelled(&path, &value, &profile).unwrap();
        assert_eq!(found.is_some(), is_found, "{name}");
        let mut masker = Masker::new(profile.clone());
        let replaced = mask_text(&mut masker, &profile, &path, &value).unwrap();
        assert_eq!(replaced.as_deref(), is_found.then_some("{{SSN_1}}"), "{name}");
        assert_eq!(masker.restore("{{SSN_1}}") == value.as_str(), is_found, "{name}");
    }
    assert!(labelled(&root, &value, &profile).unwrap().is_none(), "a document's root has no name");
}

#[test]
fn what_is_found_in_the_name_is_not_the_value_s() {
    let address = ["ada", "@", "lovelace-post.nl"].concat();
    let root = StringPath::ROOT;
    let path = StringPath::key(&root, &address);
    assert!(labelled(&path, "nothing here", &Profile::standard()).unwrap().is_none());
    let long = "no value ".repeat(40);
    assert!(labelled(&StringPath::key(&root, "ssn"), &long, &Profile::standard()).unwrap().is_none());
}
