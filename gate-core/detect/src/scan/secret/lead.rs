//! Lead: the words shortly before a value. They tell whose key it is, and that it is none.

use memchr::memrchr_iter;

use super::catalog::{CATALOG, Catalog, hash, join_hashes};
use super::rule::Shape;
use super::words::{BUILD_TOOLS, KEY_WORDS, LABELS, PUBLIC_KEYS, PUBLIC_NAMES};
use crate::scan::window::Window;

/// How far before a value its words count, in bytes.
const REACH_BYTES: usize = 96;

/// How many words before a value count. A part of a name (`api` in `apiKey` and `api_key`) is a word.
const WORDS: usize = 12;

/// The most words a name of a vendor may be spread over (`new_relic`, `client secret`).
const JOINED: usize = 3;

/// The words before a value, in small letters, the nearest last.
pub(super) struct Lead {
    text: [u8; REACH_BYTES],
    /// Where the words begin and end in `text`, the nearest first.
    words: [(u8, u8); WORDS],
    count: usize,
    /// Whether an operator stands between the last word and the value.
    pub(super) has_operator: bool,
    /// Whether an operator, a quote or a bracket stands there.
    pub(super) is_assigned: bool,
    /// The byte directly before the value.
    before: Option<u8>,
}

impl Lead {
    /// Reads what stands before `start`.
    pub(super) fn of(window: &Window<'_>, start: usize) -> Self {
        let before = window.slice(start.saturating_sub(REACH_BYTES)..start);
        // What stands before an empty line is another matter.
        let is_second = |at: &usize| *at > 0 && before[at - 1] == b'\n';
        let paragraph = memrchr_iter(b'\n', before).find(is_second).map_or(0, |index| index + 1);
        let before = &before[paragraph..];
        let mut lead = Self::read(before);
        let glue = glue(before);
        lead.has_operator = glue.iter().any(|byte| matches!(byte, b'=' | b':' | b'>' | b',' | b'|'));
        lead.is_assigned = lead.has_operator || glue.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'('));
        lead.before = before.last().copied();
        lead
    }

    /// The words of the name of the place in which the text stands; its value is assigned to it.
    pub(super) fn of_place(window: &Window<'_>) -> Self {
        let place = window.place().as_bytes();
        let mut lead = Self::read(&place[place.len().saturating_sub(REACH_BYTES)..]);
        lead.has_operator = lead.count > 0;
        lead.is_assigned = lead.has_operator;
        lead
    }

    fn read(before: &[u8]) -> Self {
        let mut text = [0; REACH_BYTES];
        for (small, byte) in text.iter_mut().zip(before) {
            *small = byte.to_ascii_lowercase();
        }
        let mut lead = Self {
            text,
            words: [(0, 0); WORDS],
            count: 0,
            has_operator: false,
            is_assigned: false,
            before: None,
        };
        let mut end = before.len();
        while end > 0 && lead.count < WORDS {
            if !before[end - 1].is_ascii_alphanumeric() {
                end -= 1;
                continue;
            }
            let mut start = end - 1;
            while start > 0
                && before[start - 1].is_ascii_alphanumeric()
                && !is_hump(&before[start - 1..=start])
            {
                start -= 1;
            }
            // The letter of an escape is no part of the word behind it.
            let escape =
                start > 0 && before[start - 1] == b'\\' && matches!(before[start], b'n' | b'r' | b't');
            lead.words[lead.count] = (narrow(start + usize::from(escape)), narrow(end));
            lead.count += 1;
            end = start;
        }
        lead
    }

    fn word(&self, index: usize) -> &[u8] {
        let (start, end) = self.words[index];
        &self.text[usize::from(start)..usize::from(end)]
    }

    /// Whether a word says that the value is a key.
    pub(super) fn speaks_of_keys(&self) -> bool {
        (0..self.count).any(|index| KEY_WORDS.has(self.word(index)))
    }

    /// Whether the words directly before the value call it a key: `the key is`, `token`.
    pub(super) fn calls_it_key(&self) -> bool {
        let is_key = |index: usize| index < self.count && KEY_WORDS.has(self.word(index));
        is_key(0) || self.count > 0 && matches!(self.word(0), b"is" | b"ist" | b"est" | b"es") && is_key(1)
    }

    /// Whether the value is labelled as something else, or is a part of a path or an address.
    pub(super) fn labels_something_else(&self) -> bool {
        matches!(self.before, Some(b'/' | b'@' | b'#' | b'%'))
            || self.count > 0 && LABELS.has(self.word(0))
            || self.count > 1
                && (self.word(0) == b"id" || self.word(0).len() == 1)
                && LABELS.has(self.word(1))
    }

    /// Whether the words directly before the value say that everyone may know it: `client id`, `the site key is`. Only the
    /// id of a key, a secret or a session may be as good as one.
    pub(super) fn calls_it_public(&self) -> bool {
        let word = |index: usize| if index < self.count { self.word(index) } else { b"" };
        let skipped = usize::from(matches!(word(0), b"is" | b"ist" | b"est" | b"es"));
        let (what, of, before) = (word(skipped), word(skipped + 1), word(skipped + 2));
        match what {
            b"id" | b"ids" | b"identifier" | b"sid" => of == b"id" || !KEY_WORDS.has(of),
            b"key" | b"token" => PUBLIC_KEYS.has(of) && !BUILD_TOOLS.has(before),
            _ => PUBLIC_NAMES.has(what),
        }
    }

    /// Shows the shapes of every vendor that is named, in up to [`JOINED`] words that follow each other.
    pub(super) fn shapes(&self, visit: &mut impl FnMut(&'static Shape)) {
        let catalog: &'static Catalog = &CATALOG;
        let mut hashes = [0; WORDS];
        for first in 0..self.count {
            hashes[first] = hash(self.word(first));
            let mut joined = 0;
            // The nearest word has the index 0.
            for last in (first.saturating_sub(JOINED - 1)..=first).rev() {
                joined = join_hashes(joined, hashes[last], self.word(last).len());
                if catalog.may_be_vendor(joined) {
                    let words: Vec<u8> =
                        (last..=first).rev().flat_map(|index| self.word(index)).copied().collect();
                    catalog.of_vendor(&words).for_each(&mut *visit);
                }
            }
        }
    }
}

/// Whether a capital behind a small letter begins a new word.
fn is_hump(pair: &[u8]) -> bool {
    pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()
}

/// The operators, spaces, quotes and brackets directly before a value.
fn glue(before: &[u8]) -> &[u8] {
    let is_glue = |byte: &u8| {
        byte.is_ascii_whitespace()
            || matches!(
                byte,
                b'"' | b'\'' | b'`' | b'\\' | b'(' | b'[' | b'{' | b'*' | b'|' | b'>' | b'=' | b':' | b','
            )
    };
    let start = before.iter().rposition(|byte| !is_glue(byte)).map_or(0, |index| index + 1);
    &before[start..]
}

fn narrow(index: usize) -> u8 {
    u8::try_from(index).expect("no more bytes are read than that")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::window::Text;

    fn lead(text: &str) -> Lead {
        Lead::of(&Text::whole(text.as_bytes()).window(text.len()), text.len())
    }

    #[test]
    fn vendors_are_named_in_many_ways() {
        for text in [
            "DATADOG_API_KEY=",
            "datadogApiKey: ",
            "the key of Datadog is ",
            "\"datadog\": {\"key\": \"",
            "<datadogKey>\n  ",
        ] {
            let mut named = false;
            lead(text).shapes(&mut |shape| named |= shape.rule.id == "datadog-api-key");
            assert!(named, "{text}");
        }
        let mut named = 0;
        lead("the dog and its data key=").shapes(&mut |_| named += 1);
        assert_eq!(named, 0, "words of a vendor's name must follow each other");
    }

    #[test]
    fn ids_and_public_keys_are_seen() {
        for (text, expected) in [
            ("github_client_id=", true),
            ("\"callId\": \"", true),
            ("the client id is ", true),
            ("stripe publishable key: ", true),
            ("sitekey=\"", true),
            ("vault_secret_id=", false),
            ("yandex access key id: ", false),
            ("NEXT_PUBLIC_TOKEN=", false),
            ("github_key=", false),
            ("", false),
        ] {
            assert_eq!(lead(text).calls_it_public(), expected, "{text}");
        }
    }

    #[test]
    fn labels_and_operators_are_seen() {
        for (text, assigned, labelled) in [
            ("github token=", true, false),
            ("github commit ", false, true),
            ("\"trace_id\": \"", true, true),
            ("the github token ", false, false),
            ("uses: actions/checkout@", false, true),
        ] {
            let lead = lead(text);
            assert_eq!((lead.is_assigned, lead.labels_something_else()), (assigned, labelled), "{text}");
        }
    }
}
