//! Said: what a well-behaved model would say, before any format words it.

use crate::{
    ask::Ask,
    directive::{Directive, Mode},
    text::{pieces, word_count, words},
};
use serde_json::json;

/// Bytes of one fragment of a tool's arguments unless `split_bytes` says otherwise.
const FRAGMENT_BYTES: usize = 5;
/// Words of a thought.
const THOUGHT_WORDS: usize = 4;

/// Why the model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It had nothing more to say.
    Stop,
    /// The token limit.
    Length,
    /// It waits for the results of its calls.
    Tools,
    /// The provider's filter.
    Blocked,
}

/// Token counts, each of which includes the ones that are parts of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Figures {
    /// All tokens of the prompt.
    pub(crate) input: i64,
    /// Those of `input` that were read from a cache.
    pub(crate) cached: i64,
    /// Those of `input` that were written into a cache.
    pub(crate) written: i64,
    /// All tokens of one choice, thoughts included.
    pub(crate) output: i64,
    /// Those of `output` that are thoughts.
    pub(crate) reasoning: i64,
}

impl Figures {
    /// Prompt tokens that no cache had to do with.
    pub(crate) fn fresh(&self) -> i64 {
        self.input.saturating_sub(self.cached).saturating_sub(self.written)
    }

    /// Tokens that are not thoughts.
    pub(crate) fn visible(&self) -> i64 {
        self.output.saturating_sub(self.reasoning)
    }

    /// Everything.
    pub(crate) fn total(&self) -> i64 {
        self.input.saturating_add(self.output)
    }
}

/// What one answer says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// Thoughts that are shown; each round of a tool loop has its own.
    pub(crate) thinking: Option<String>,
    /// The text, or the arguments of the calls as JSON.
    pub(crate) content: String,
    /// The tool that is called, if one is.
    pub(crate) tool: Option<String>,
    /// How many calls are made of it.
    pub(crate) calls: usize,
    /// The round of the tool loop, from 0.
    pub(crate) round: usize,
    /// Why it ends; nothing when the mode hides it.
    pub(crate) end: Option<End>,
    /// The usage; nothing when the mode hides it.
    pub(crate) figures: Option<Figures>,
    split: Option<usize>,
}

impl Said {
    /// Decides it; `prompt` is the last user message without its directives.
    pub(crate) fn new(ask: &Ask, directive: &Directive, prompt: &str) -> Self {
        let joined = if directive.is_joined { prompt.replace('|', "") } else { prompt.to_owned() };
        let prompt = joined.as_str();
        let limit = ask.max_tokens.filter(|_| directive.mode != Mode::IgnoreMax).unwrap_or(u64::MAX);
        let tool = ask.tool.clone().filter(|_| ask.rounds < directive.rounds);
        let (content, end) = match &tool {
            _ if directive.mode == Mode::Blocked => (String::new(), End::Blocked),
            Some(_) => {
                let argument = if directive.echo { prompt } else { "Paris" };
                let name = ask.argument.as_deref().unwrap_or("input");
                (json!({ name: argument }).to_string(), End::Tools)
            }
            None => (content(ask, directive, prompt), End::Stop),
        };
        let tool = tool.filter(|_| end == End::Tools);
        let thinking = ask.thinks.then(|| thoughts(ask.rounds, directive, prompt));
        let reasoning = thinking.as_deref().map_or(0, word_count);
        let reasoning = directive.reasoning_tokens.unwrap_or(reasoning);
        let wanted = directive.completion_tokens.unwrap_or(word_count(&content) + reasoning);
        let kept: String = words(&content).take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
        let cut = wanted > limit || kept.len() < content.len();
        let end = if cut { End::Length } else { end };
        Self {
            thinking,
            content: kept,
            tool,
            calls: directive.calls,
            round: ask.rounds,
            end: Some(end).filter(|_| directive.mode != Mode::NoFinish),
            figures: figures(ask, directive, wanted.min(limit), reasoning),
            split: directive.split_bytes,
        }
    }

    /// The deltas of the text or of one call's arguments.
    pub(crate) fn fragments(&self) -> Vec<&str> {
        match (self.split, &self.tool) {
            (Some(bytes), _) => pieces(&self.content, bytes),
            (None, Some(_)) => pieces(&self.content, FRAGMENT_BYTES),
            (None, None) => words(&self.content).collect(),
        }
    }

    /// The deltas of the thoughts.
    pub(crate) fn thought_fragments(&self) -> Vec<&str> {
        let thinking = self.thinking.as_deref().unwrap_or_default();
        self.split.map_or_else(|| words(thinking).collect(), |bytes| pieces(thinking, bytes))
    }

    /// The call's id behind a format's prefix, unlike any other of the same tool loop.
    pub(crate) fn call_id(&self, prefix: &str, index: usize) -> String {
        if self.round == 0 { format!("{prefix}{index}") } else { format!("{prefix}{}_{index}", self.round) }
    }

    /// The arguments as JSON; a text where the token limit tore them.
    pub(crate) fn arguments(&self) -> serde_json::Value {
        serde_json::from_str(&self.content).unwrap_or_else(|_| json!({ "torn": self.content }))
    }
}

fn content(ask: &Ask, directive: &Directive, prompt: &str) -> String {
    let plain = if directive.echo {
        prompt.to_owned()
    } else if directive.results {
        ask.results.join(" ")
    } else if directive.pictures {
        ask.pictures.join(" ")
    } else if directive.mode == Mode::SplitUtf8 {
        "größe€😀 ".repeat(directive.chunks)
    } else {
        (0..directive.chunks).fold(String::new(), |text, index| text + "tok" + &index.to_string() + " ")
    };
    if ask.json { json!({ "answer": plain }).to_string() } else { plain }
}

fn thoughts(round: usize, directive: &Directive, prompt: &str) -> String {
    let about = if directive.echo { prompt } else { "this" };
    let steps: Vec<String> = (0..THOUGHT_WORDS).map(|step| format!("step{round}.{step}")).collect();
    format!("About {about}: {}", steps.join(" "))
}

fn figures(ask: &Ask, directive: &Directive, output: u64, reasoning: u64) -> Option<Figures> {
    let odd = |input, output| Figures { input, output, cached: 0, written: 0, reasoning: 0 };
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    match directive.mode {
        Mode::UsageMissing => None,
        Mode::UsageNegative => Some(odd(-5, -7)),
        Mode::UsageHuge => Some(odd(i64::MAX, i64::MAX)),
        _ => Some(Figures {
            input: signed(directive.prompt_tokens.unwrap_or(ask.words)),
            cached: signed(directive.cached_tokens.unwrap_or(0)),
            written: signed(directive.written_tokens.unwrap_or(0)),
            output: signed(output),
            reasoning: signed(reasoning),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ask: &Ask, directive: &str, prompt: &str) -> Said {
        let mut scripted = Directive::default();
        scripted.apply(directive).expect(directive);
        Said::new(ask, &scripted, prompt)
    }

    #[test]
    fn a_token_limit_cuts_content_and_usage() {
        for (limit, directive, tokens, end) in [
            (None, "chunks=5", 5, End::Stop),
            (Some(5), "chunks=5", 5, End::Stop),
            (Some(3), "chunks=5", 3, End::Length),
            (Some(3), "chunks=5 completion_tokens=100", 3, End::Length),
            (Some(50), "chunks=5 reasoning_tokens=10", 15, End::Stop),
            (Some(3), "chunks=5 mode=ignore_max", 5, End::Stop),
        ] {
            let said = said(&Ask { max_tokens: limit, ..Ask::default() }, directive, "");
            assert_eq!(said.figures.map(|figures| figures.output), Some(tokens), "{limit:?} {directive}");
            assert_eq!(said.end, Some(end), "{limit:?} {directive}");
        }
    }

    #[test]
    fn a_loop_goes_on_for_the_rounds_it_was_told() {
        for (rounds, directive, called) in [
            (0, "", true),
            (1, "", false),
            (4, "rounds=5", true),
            (5, "rounds=5", false),
            (0, "mode=blocked", false),
        ] {
            let ask = Ask { rounds, tool: Some("weather".into()), ..Ask::default() };
            assert_eq!(said(&ask, directive, "").tool.is_some(), called, "{rounds} {directive}");
        }
    }

    #[test]
    fn an_answer_can_show_what_reached_the_model() {
        let ask = Ask {
            results: vec!["sunny".into(), "rain".into()],
            pictures: vec!["image/png:3".into()],
            ..Ask::default()
        };
        for (directive, content) in [
            ("results=1", "sunny rain"),
            ("pictures=1", "image/png:3"),
            ("echo=1", "a|b"),
            ("echo=1 joined=1", "ab"),
        ] {
            assert_eq!(said(&ask, directive, "a|b").content, content, "{directive}");
        }
    }

    #[test]
    fn thoughts_differ_from_round_to_round_and_count_as_output() {
        let thought = |rounds| said(&Ask { rounds, thinks: true, ..Ask::default() }, "", "");
        let (first, second) = (thought(0), thought(1));
        assert_ne!(first.thinking, second.thinking);
        let figures = first.figures.expect("reported");
        assert_eq!((figures.reasoning, figures.output, figures.visible()), (6, 14, 8));
    }
}
