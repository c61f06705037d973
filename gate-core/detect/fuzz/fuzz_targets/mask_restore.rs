//! Detection: masking and restoring gives the text back, and a stream is masked as the whole text is.
#![no_main]

use gate_detect::{Masker, Profile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut masker = Masker::new(Profile::standard());
    masker.observe(text);
    let Ok(masked) = masker.mask(text) else { return };
    assert_eq!(masked.findings.is_empty(), masked.text == text);
    let mut restorer = masker.restorer();
    let mut streamed = String::new();
    for character in masked.text.chars() {
        restorer.push(character.encode_utf8(&mut [0; 4]), &mut streamed);
    }
    restorer.finish(&mut streamed);
    assert_eq!(streamed, masker.restore(&masked.text));
});
