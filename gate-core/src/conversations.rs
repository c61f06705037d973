//! Conversations: which value has which placeholder, kept from call to call while a session lasts.
//!
//! A client that sends its whole history again gets the same placeholders anyway, since values are numbered by first
//! appearance. This keeps them the same when the client leaves old messages away. Values live in memory only, are never
//! shared between keys, and are wiped when the conversation is forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use gate_detect::{Masker, Profile};

use crate::id::KeyId;

/// How long a conversation is remembered after its last call.
const IDLE: Duration = Duration::from_hours(24);

/// How many conversations are remembered; beyond that the ones that were quiet the longest are forgotten.
const MOST: usize = 4096;

/// How many values one conversation may remember before it starts anew.
const MOST_VALUES: usize = 4096;

/// The tables of the sessions that go on.
#[derive(Default)]
pub(crate) struct Conversations {
    held: Mutex<HashMap<Conversation, Held>>,
}

/// A session belongs to its key: two keys that use one session id have two conversations.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Conversation {
    key: KeyId,
    session: String,
}

struct Held {
    masker: Masker,
    /// When it was last asked for, by the clock that never goes back.
    used: Duration,
}

impl Conversations {
    /// A masker for one call of `key`: it goes on with the session's table, or has a table of its own without a session.
    pub(crate) fn masker(
        &self,
        key: KeyId,
        session: Option<&str>,
        profile: Profile,
        now: Duration,
    ) -> Masker {
        let Some(session) = session else { return Masker::new(profile) };
        let conversation = Conversation { key, session: session.to_owned() };
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.get_mut(&conversation)
            && now.saturating_sub(known.used) < IDLE
            && known.masker.known() < MOST_VALUES
        {
            known.used = now;
            return known.masker.fork_with(profile);
        }
        if held.len() >= MOST {
            forget(&mut held, now);
        }
        let masker = Masker::new(profile);
        held.insert(conversation, Held { masker: masker.fork(), used: now });
        masker
    }
}

/// Makes room: everything that was quiet for too long goes, and at least the quietest sixteenth.
fn forget(held: &mut HashMap<Conversation, Held>, now: Duration) {
    let mut used: Vec<Duration> = held.values().map(|held| held.used).collect();
    let (_, quietest, _) = used.select_nth_unstable(MOST / 16);
    let limit = (*quietest).max(now.saturating_sub(IDLE));
    held.retain(|_, held| held.used > limit);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    /// The placeholder that `value` gets in the session of the key at the time.
    fn placeholder(
        conversations: &Conversations,
        key: i64,
        session: Option<&str>,
        now: Duration,
        value: &str,
    ) -> String {
        let mut masker = conversations.masker(KeyId(key), session, Profile::standard(), now);
        masker.mask(value).expect("the text is short").text.into_owned()
    }

    #[test]
    fn placeholders_last_as_long_as_the_session() {
        let conversations = Conversations::default();
        let rows = [
            ("the first value", 1, Some("a"), 0, "ada@x.org", "{{EMAIL_1}}"),
            ("another value, without the first", 1, Some("a"), 1, "bob@x.org", "{{EMAIL_2}}"),
            ("the first again", 1, Some("a"), 2, "ada@x.org", "{{EMAIL_1}}"),
            ("another session", 1, Some("b"), 2, "bob@x.org", "{{EMAIL_1}}"),
            ("another key", 2, Some("a"), 2, "bob@x.org", "{{EMAIL_1}}"),
            ("no session", 1, None, 2, "bob@x.org", "{{EMAIL_1}}"),
            ("kept alive by the calls between", 1, Some("a"), 25, "bob@x.org", "{{EMAIL_2}}"),
            ("forgotten after a day", 1, Some("a"), 49, "bob@x.org", "{{EMAIL_1}}"),
        ];
        for (name, key, session, hours, value, expected) in rows {
            assert_eq!(placeholder(&conversations, key, session, HOUR * hours, value), expected, "{name}");
        }
    }

    #[test]
    fn values_are_not_put_back_for_another_key() {
        let conversations = Conversations::default();
        placeholder(&conversations, 1, Some("a"), HOUR, "ada@x.org");
        let stranger = conversations.masker(KeyId(2), Some("a"), Profile::standard(), HOUR);
        assert_eq!(stranger.restore("{{EMAIL_1}}"), "{{EMAIL_1}}");
        let owner = conversations.masker(KeyId(1), Some("a"), Profile::standard(), HOUR);
        assert_eq!(owner.restore("{{EMAIL_1}}"), "ada@x.org");
    }

    #[test]
    fn memory_is_bounded() {
        let conversations = Conversations::default();
        for session in 0..2 * u32::try_from(MOST).expect("it is a small number") {
            let now = Duration::from_secs(u64::from(session));
            placeholder(&conversations, 1, Some(&session.to_string()), now, "ada@x.org");
        }
        let held = conversations.held.lock().expect("no test panicked").len();
        assert!((MOST / 2..=MOST).contains(&held), "{held} conversations are remembered");
    }
}
