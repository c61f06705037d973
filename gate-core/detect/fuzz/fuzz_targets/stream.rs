//! Streams: a text masked in pieces gives what it gives as a whole, however it is cut. The first byte says how.
#![no_main]

use gate_detect::{Masker, Profile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (seed, text) = input;
    let profile = if seed & 1 == 0 { Profile::standard() } else { Profile::strict() };
    let whole = Masker::new(profile.clone()).mask(text).map(|masked| (masked.text.into_owned(), masked.findings));
    let mut masker = Masker::new(profile);
    // What looks like a placeholder must be known before, since a stream does not see what is to come.
    masker.observe(text);
    let mut stream = masker.stream();
    let mut out = String::new();
    let mut rest = text;
    let mut state = u32::from(seed >> 1) + 1;
    let streamed = loop {
        // Pieces of one byte up to some hundred, in an order the seed decides.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let length = if seed < 16 { 1 } else { 1 + (state >> 24) as usize % (1 << (seed % 9)) };
        let cut = rest.ceil_char_boundary(length.min(rest.len()));
        if let Err(error) = stream.push(&rest[..cut], &mut out) {
            break Err(error);
        }
        rest = &rest[cut..];
        if rest.is_empty() {
            break stream.finish(&mut out);
        }
    };
    if let (Ok((masked, findings)), Ok(())) = (whole, streamed) {
        assert_eq!(out, masked);
        assert_eq!(stream.findings(), findings);
    }
});
