//! Cues: values too plain to be noticed by themselves, looked for behind the word that announces them: the bank
//! identifier code, which need not have any digit, and the security code of a card, which is three digits.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, Input, MatchKind};

use super::around;
use crate::EntityKind;
use crate::scan::sink::{Candidate, Sink};
use crate::scan::window::Window;

/// The words, and what they announce. The first letters of some are left away because they may be capital or small.
const CUES: [(&str, EntityKind); 11] = [
    ("BIC", EntityKind::Bic),
    ("bic", EntityKind::Bic),
    ("SWIFT", EntityKind::Bic),
    ("wift", EntityKind::Bic),
    ("CVV", EntityKind::CardSecurityCode),
    ("cvv", EntityKind::CardSecurityCode),
    ("CVC", EntityKind::CardSecurityCode),
    ("cvc", EntityKind::CardSecurityCode),
    ("ecurity code", EntityKind::CardSecurityCode),
    ("ecurity_code", EntityKind::CardSecurityCode),
    ("ecurityCode", EntityKind::CardSecurityCode),
];

/// How far behind its cue a value may begin, in bytes.
const REACH_BYTES: usize = 28;

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    // Only for this kind of match does the library use its vectorised search. No word begins inside another.
    let builder =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(CUES.map(|(word, _)| word));
    builder.expect("a dozen short words are within the limits")
});

/// Offers every value behind a cue.
pub(super) fn find(sink: &mut Sink<'_>) {
    let bytes = sink.bytes();
    let longest = REACH_BYTES + 16;
    let input = Input::new(bytes).span(sink.from().saturating_sub(longest)..bytes.len());
    for cue in WORDS.find_iter(input) {
        let (start, end) = (cue.start(), cue.end());
        if !is_word(bytes, start, end) {
            continue;
        }
        match CUES[cue.pattern().as_usize()].1 {
            EntityKind::Bic => sink.examine(start, |window| bank_code(window, end)),
            _ => sink.examine(start, |window| security_code(window, end)),
        };
    }
}

/// Whether the cue stands by itself, but for the first letter that some leave away: not in `ARABIC` or `bicycle`.
fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    let is_cut = |byte: u8| matches!(byte, b'w' | b'e');
    let start = start
        - usize::from(is_cut(bytes[start]) && bytes[..start].last().is_some_and(u8::is_ascii_alphabetic));
    !bytes[..start].last().is_some_and(u8::is_ascii_alphabetic)
        && !bytes.get(end).is_some_and(u8::is_ascii_lowercase)
}

/// The first word behind the cue that is a bank identifier code: four letters of the bank, two of the country, two
/// characters of the place, three of the office or none (ISO 9362).
fn bank_code(window: &Window<'_>, cue_end: usize) -> Option<Candidate> {
    let limit = cue_end + REACH_BYTES;
    let mut at = cue_end;
    while at < limit {
        at = window.run_end_within(at, limit, |byte| !byte.is_ascii_alphanumeric());
        let end = window.run_end_within(at, at + 12, |byte| byte.is_ascii_alphanumeric());
        if is_bank_code(window.slice(at..end))
            && around::starts_free(window, at)
            && around::ends_free(window, end)
        {
            return Some(Candidate::new(at..end, EntityKind::Bic, 85, "bic"));
        }
        if end == at {
            return None;
        }
        at = end;
    }
    None
}

fn is_bank_code(code: &[u8]) -> bool {
    matches!(code.len(), 8 | 11)
        && code[..6].iter().all(u8::is_ascii_uppercase)
        && code[6..].iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && COUNTRIES.chunks_exact(2).any(|country| country == &code[4..6])
}

/// ISO 3166-1 and Kosovo.
const COUNTRIES: &[u8] = b"\
ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ\
DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJM\
JOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP\
NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO\
TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

/// Three or four digits behind the cue, over words and signs that join the two (`CVV2 is: 123`).
fn security_code(window: &Window<'_>, cue_end: usize) -> Option<Candidate> {
    // The cue may go on: `CVV2`, `cvc number`, `security code (CVV)`.
    let mut at = match window.at(cue_end)? {
        b'2' => cue_end + 1,
        _ => cue_end,
    };
    let limit = cue_end + REACH_BYTES;
    at = window.run_end_within(at, limit, |byte| !byte.is_ascii_digit() && byte != b'\n' && byte != b'.');
    let end = window.run_end_within(at, at + 5, |byte| byte.is_ascii_digit());
    let is_code =
        matches!(end - at, 3 | 4) && around::starts_free(window, at) && around::ends_free(window, end);
    is_code.then(|| Candidate::new(at..end, EntityKind::CardSecurityCode, 70, "card-security-code"))
}
