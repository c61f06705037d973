//! Conversations: which value has which placeholder, kept from call to call while a session lasts.
//!
//! A client that sends its whole history again gets the same placeholders anyway, since values are numbered by first
//! appearance. This keeps them the same when the client leaves old messages away. Values live in memory only, are never
//! shared between keys, and are wiped when the conversation is forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use gate_detect::{Masker, Profile};

use crate::id::KeyId;

/// How long a conversation is remembered after its last call.
const IDLE: Duration = Duration::from_hours(24);

/// How many conversations are remembered; beyond that the ones that were quiet the longest are forgotten.
const MOST: usize = 4096;

/// What one conversation may remember before it starts anew, in bytes.
const MOST_BYTES_EACH: usize = 256 << 10;

/// What all of them may remember, in bytes.
const MOST_BYTES: usize = 32 << 20;

/// The tables of the sessions that go on.
#[derive(Default)]
pub(crate) struct Conversations {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    held: HashMap<Conversation, Held>,
    /// The sum of what they were last seen to take.
    bytes: usize,
}

/// A session belongs to its key: two keys that use one session id have two conversations.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Conversation {
    key: KeyId,
    session: String,
}

impl Conversation {
    /// The session of a key.
    pub(crate) fn new(key: KeyId, session: &str) -> Self {
        Self { key, session: session.to_owned() }
    }
}

struct Held {
    masker: Masker,
    bytes: usize,
    /// When it was last asked for, by the clock that never goes back.
    used: Duration,
}

impl Conversations {
    /// A masker for one call that goes on with the conversation's table, or begins it.
    pub(crate) fn masker(&self, conversation: &Conversation, profile: Profile, now: Duration) -> Masker {
        let mut state = self.lock();
        if let Some(known) = state.held.get_mut(conversation)
            && now.saturating_sub(known.used) < IDLE
        {
            known.used = now;
            return known.masker.fork_with(profile);
        }
        state.forget(conversation);
        if state.held.len() >= MOST {
            state.make_room(now);
        }
        let masker = Masker::new(profile);
        let held = Held { masker: masker.fork(), bytes: 0, used: now };
        state.held.insert(conversation.clone(), held);
        masker
    }

    /// To be told when a call has masked its texts: what the table takes by now counts, and one that has grown too
    /// large is forgotten.
    pub(crate) fn grown(&self, conversation: &Conversation, now: Duration) {
        let mut state = self.lock();
        let Some(known) = state.held.get_mut(conversation) else { return };
        let bytes = known.masker.known_bytes();
        let before = std::mem::replace(&mut known.bytes, bytes);
        state.bytes = state.bytes - before + bytes;
        if bytes > MOST_BYTES_EACH {
            state.forget(conversation);
        }
        while state.bytes > MOST_BYTES {
            state.make_room(now);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget(&mut self, conversation: &Conversation) {
        if let Some(held) = self.held.remove(conversation) {
            self.bytes -= held.bytes;
        }
    }

    /// Forgets everything that was quiet for too long, and at least the quietest sixteenth.
    fn make_room(&mut self, now: Duration) {
        let mut used: Vec<Duration> = self.held.values().map(|held| held.used).collect();
        let (_, quietest, _) = used.select_nth_unstable(self.held.len() / 16);
        let limit = (*quietest).max(now.saturating_sub(IDLE));
        self.held.retain(|_, held| held.used > limit);
        self.bytes = self.held.values().map(|held| held.bytes).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    /// The placeholder that `value` gets in the session of the key at the time.
    fn placeholder(
        conversations: &Conversations,
        (key, session): (i64, &str),
        now: Duration,
        value: &str,
    ) -> String {
        let conversation = Conversation::new(KeyId(key), session);
        let mut masker = conversations.masker(&conversation, Profile::standard(), now);
        let output = masker.mask(value).expect("the text is short").text.into_owned();
        conversations.grown(&conversation, now);
        output
    }

    #[test]
    fn placeholders_last_as_long_as_the_session() {
        let conversations = Conversations::default();
        let rows = [
            ("the first value", (1, "a"), 0, "ada@x.org", "{{EMAIL_1}}"),
            ("another value, without the first", (1, "a"), 1, "bob@x.org", "{{EMAIL_2}}"),
            ("the first again", (1, "a"), 2, "ada@x.org", "{{EMAIL_1}}"),
            ("another session", (1, "b"), 2, "bob@x.org", "{{EMAIL_1}}"),
            ("another key", (2, "a"), 2, "bob@x.org", "{{EMAIL_1}}"),
            ("kept alive by the calls between", (1, "a"), 25, "bob@x.org", "{{EMAIL_2}}"),
            ("forgotten after a day", (1, "a"), 49, "bob@x.org", "{{EMAIL_1}}"),
        ];
        for (name, session, hours, value, expected) in rows {
            assert_eq!(placeholder(&conversations, session, HOUR * hours, value), expected, "{name}");
        }
    }

    #[test]
    fn values_are_not_put_back_for_another_key() {
        let conversations = Conversations::default();
        placeholder(&conversations, (1, "a"), HOUR, "ada@x.org");
        for (key, restored) in [(1, "ada@x.org"), (2, "{{EMAIL_1}}")] {
            let conversation = Conversation::new(KeyId(key), "a");
            let masker = conversations.masker(&conversation, Profile::standard(), HOUR);
            assert_eq!(masker.restore("{{EMAIL_1}}"), restored, "key {key}");
        }
    }

    #[test]
    fn their_number_is_bounded() {
        let conversations = Conversations::default();
        for session in 0..2 * u32::try_from(MOST).expect("it is a small number") {
            let now = Duration::from_secs(u64::from(session));
            placeholder(&conversations, (1, &session.to_string()), now, "ada@x.org");
        }
        let held = conversations.lock().held.len();
        assert!((MOST / 2..=MOST).contains(&held), "{held} conversations are remembered");
    }

    #[test]
    fn their_memory_is_bounded() {
        let addresses = |count: usize| {
            let all: Vec<_> =
                (0..count).map(|number| format!("person{number}.of-the-large-conversation@x.org")).collect();
            all.join(" ")
        };
        let conversations = Conversations::default();
        placeholder(&conversations, (1, "huge"), HOUR, &addresses(3000));
        assert_eq!(conversations.lock().held.len(), 0, "one that is too large is not kept");
        for session in 0..400_u32 {
            let now = HOUR + Duration::from_secs(u64::from(session));
            placeholder(&conversations, (1, &session.to_string()), now, &addresses(700));
            let state = conversations.lock();
            let sum: usize = state.held.values().map(|held| held.masker.known_bytes()).sum();
            assert!(state.bytes == sum && sum <= MOST_BYTES, "{sum} bytes, counted {}", state.bytes);
        }
        assert!(conversations.lock().held.len() < 400, "the quietest went");
    }
}
