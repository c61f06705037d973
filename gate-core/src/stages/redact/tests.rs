use gate_detect::{Masker, Profile};

use super::place;
use crate::format::path::StringPath;

#[test]
fn the_name_of_a_field_says_what_its_value_is() {
    // A number that counts only where something says what it is.
    let value = ["536", "22", "8145"].concat();
    let root = StringPath::ROOT;
    let arguments = StringPath::key(&root, "arguments");
    for (name, is_found) in [("ssn", true), ("socialSecurity", true), ("order_id", false), ("", false)] {
        let path = StringPath::key(&arguments, name);
        let mut masker = Masker::new(Profile::standard());
        let output = masker.mask_at(&value, &place(&path, &value)).expect("the text is short");
        assert_eq!(output.text == "{{SSN_1}}", is_found, "{name}");
    }
    let long = "no value ".repeat(40);
    assert_eq!(place(&StringPath::key(&root, "ssn"), &long), "", "prose speaks for itself");
}
