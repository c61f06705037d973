//! Ask: what a request of any format comes down to for the witness.

use crate::text::word_count;
use serde_json::Value;

/// The parts of a request an answer depends on.
#[expect(clippy::struct_excessive_bools, reason = "each is a member of the request of its own")]
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Ask {
    /// The model as it was asked for, scripted suffix included.
    pub(crate) model: String,
    /// Whether events were asked for.
    pub(crate) stream: bool,
    /// Whether a usage event was asked for; formats that always report usage leave it false.
    pub(crate) include_usage: bool,
    /// How many choices to answer with.
    pub(crate) choices: usize,
    /// The most tokens the answer may have.
    pub(crate) max_tokens: Option<u64>,
    /// The tool to call, when one is offered and the prompt asks to call it or the request insists.
    pub(crate) tool: Option<String>,
    /// The argument it is called with: the first that its schema requires, else `input`.
    pub(crate) argument: Option<String>,
    /// Rounds of tool results given since the prompt.
    pub(crate) rounds: usize,
    /// The tool results of the last round, in order.
    pub(crate) results: Vec<String>,
    /// The prompt's pictures as `image/png:70`, the type and the count of bytes, or as `url:…`.
    pub(crate) pictures: Vec<String>,
    /// Whether JSON was asked for.
    pub(crate) json: bool,
    /// Whether thoughts were asked for and are to be shown.
    pub(crate) thinks: bool,
    /// The last user message.
    pub(crate) prompt: String,
    /// Words of all messages, the witness's idea of prompt tokens.
    pub(crate) words: u64,
}

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The user, or the tools the user ran.
    User,
    /// The model.
    Model,
    /// Whoever instructs the model.
    System,
}

/// One message, in the words all formats share.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) speaker: Speaker,
    pub(crate) texts: Vec<String>,
    pub(crate) results: Vec<String>,
    pub(crate) pictures: Vec<String>,
}

impl Turn {
    /// A turn in which nothing has been said yet.
    pub(crate) fn new(speaker: Speaker) -> Self {
        Self { speaker, texts: Vec::new(), results: Vec::new(), pictures: Vec::new() }
    }

    /// Whether it asks something, rather than handing over results.
    fn is_prompt(&self) -> bool {
        self.speaker == Speaker::User && self.results.is_empty() && !self.texts.is_empty()
    }
}

/// How a request offers its tools.
#[derive(Debug, Default)]
pub(crate) struct Offer {
    /// The tool that would be called: the one insisted on, else the first.
    pub(crate) tool: Option<String>,
    /// The first argument that its schema requires.
    pub(crate) argument: Option<String>,
    /// Whether calls are forbidden.
    pub(crate) is_forbidden: bool,
    /// Whether a call is insisted on.
    pub(crate) is_forced: bool,
}

impl Offer {
    /// Offers the tool of this name, or the first there is, from tools that have their names and schemas at these
    /// places.
    pub(crate) fn of<'a>(named: Option<&str>, tools: impl Iterator<Item = (&'a Value, &'a Value)>) -> Self {
        let mut tools = tools.filter_map(|(name, schema)| Some((name.as_str()?, schema)));
        let found = tools.find(|(name, _)| named.is_none_or(|named| named == *name));
        let required = found.and_then(|(_, schema)| schema["required"][0].as_str());
        Self {
            tool: named.or(found.map(|(name, _)| name)).map(str::to_owned),
            argument: required.map(str::to_owned),
            ..Self::default()
        }
    }
}

impl Ask {
    /// Fills in what follows from the conversation and the tools offered.
    pub(crate) fn hear(mut self, turns: &[Turn], offer: Offer) -> Self {
        let said = |turn: &Turn| -> u64 {
            turn.texts.iter().chain(&turn.results).map(|text| word_count(text)).sum()
        };
        self.words = turns.iter().map(said).sum();
        let prompt = turns.iter().rposition(Turn::is_prompt);
        let since = prompt.map_or(turns, |at| &turns[at + 1..]);
        if let Some(prompt) = prompt.map(|at| &turns[at]) {
            self.prompt = prompt.texts.join("\n");
            self.pictures.clone_from(&prompt.pictures);
        }
        // One round's results come in one turn or in several, as the format has it.
        let mut was_result = false;
        for turn in since {
            let is_result = !turn.results.is_empty();
            if is_result && !was_result {
                self.rounds += 1;
                self.results.clear();
            }
            self.results.extend(turn.results.iter().cloned());
            was_result = is_result;
        }
        let wanted = offer.is_forced || self.prompt.to_lowercase().contains("call a tool");
        let is_due = turns.last().is_some_and(|turn| turn.speaker == Speaker::User);
        self.argument = offer.argument;
        self.tool = offer.tool.filter(|_| wanted && is_due && !offer.is_forbidden);
        self
    }
}

/// Names a picture by its type and the count of its bytes, read from the length of its base64.
pub(crate) fn picture(media_type: &str, base64: &str) -> String {
    format!("{media_type}:{}", base64.trim_end_matches('=').len() * 3 / 4)
}

/// Names a picture given by address; `data:` addresses hold the picture itself.
pub(crate) fn picture_at(url: &str) -> String {
    let inline = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
    inline.map_or_else(|| format!("url:{url}"), |(media_type, base64)| picture(media_type, base64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn turn(speaker: Speaker, texts: &[&str], results: &[&str]) -> Turn {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Turn { texts: owned(texts), results: owned(results), ..Turn::new(speaker) }
    }

    fn offer() -> Offer {
        Offer { tool: Some("weather".into()), ..Offer::default() }
    }

    #[test]
    fn rounds_are_counted_from_the_prompt() {
        let ask = || turn(Speaker::User, &["Please call a tool"], &[]);
        let call = || turn(Speaker::Model, &[], &[]);
        let result = |text: &str| turn(Speaker::User, &[], &[text]);
        for (what, turns, rounds, results) in [
            ("asked", vec![ask()], 0, vec![]),
            ("one round in two turns", vec![ask(), call(), result("a"), result("b")], 1, vec!["a", "b"]),
            ("two rounds", vec![ask(), call(), result("a"), call(), result("b")], 2, vec!["b"]),
            ("an earlier loop", vec![ask(), call(), result("a"), ask()], 0, vec![]),
        ] {
            let heard = Ask::default().hear(&turns, offer());
            assert_eq!(
                (heard.rounds, heard.results),
                (rounds, results.iter().map(|text| (*text).to_owned()).collect()),
                "{what}"
            );
            assert_eq!(heard.tool.as_deref(), Some("weather"), "{what}");
        }
    }

    #[test]
    fn a_tool_is_called_only_when_offered_asked_for_and_due() {
        let ask = |text| turn(Speaker::User, &[text], &[]);
        let forced = || Offer { is_forced: true, ..offer() };
        for (what, turns, offer, called) in [
            ("asked", vec![ask("Call a tool")], offer(), true),
            ("no tool", vec![ask("Call a tool")], Offer::default(), false),
            ("forbidden", vec![ask("Call a tool")], Offer { is_forbidden: true, ..forced() }, false),
            ("not asked", vec![ask("hi")], offer(), false),
            ("insisted on", vec![ask("hi")], forced(), true),
            (
                "the model spoke last",
                vec![ask("Call a tool"), turn(Speaker::Model, &["no"], &[])],
                offer(),
                false,
            ),
        ] {
            assert_eq!(Ask::default().hear(&turns, offer).tool.is_some(), called, "{what}");
        }
    }

    #[test]
    fn a_tool_is_offered_with_the_argument_it_requires() {
        let tools = [
            (json!("first"), json!({"properties": {"a": {}}})),
            (json!(null), json!({})),
            (json!("second"), json!({"required": ["b", "c"]})),
        ];
        for (named, tool, argument) in [
            (None, Some("first"), None),
            (Some("second"), Some("second"), Some("b")),
            (Some("third"), Some("third"), None),
        ] {
            let offer = Offer::of(named, tools.iter().map(|(name, schema)| (name, schema)));
            assert_eq!((offer.tool.as_deref(), offer.argument.as_deref()), (tool, argument), "{named:?}");
        }
        assert!(Offer::of(None, std::iter::empty()).tool.is_none());
    }

    #[test]
    fn pictures_are_named_by_type_and_bytes() {
        for (url, name) in [
            ("data:image/png;base64,AAAA", "image/png:3"),
            ("data:image/gif;base64,AAA=", "image/gif:2"),
            ("data:image/gif;base64,AA==", "image/gif:1"),
            ("https://example.com/a.png", "url:https://example.com/a.png"),
        ] {
            assert_eq!(picture_at(url), name, "{url}");
        }
    }
}
