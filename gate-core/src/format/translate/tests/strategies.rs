//! Conversations and answers made up, as all formats can tell them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::CREATED;
use crate::format::json::Document;
use crate::format::model::{
    Answer, Audio, Block, CacheHint, Content, Conversation, Effort, File, Image, JsonText, Number,
    OutputForm, Reasoning, Role, Sampling, Source, Stop, Thinking, Tier, Tool, ToolCall, ToolChoice,
    ToolResult, Turn,
};
use crate::format::translate::proof;
use crate::usage::TokenUsage;

fn text() -> impl Strategy<Value = String> {
    "[a-zé\"\\\\\n{}😀]{0,12}[a-z]"
}

fn id() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9_-]{1,12}"
}

fn json() -> impl Strategy<Value = JsonText> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1.50".to_owned()),
        Just("12345678901234567890".to_owned()),
        text().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    vec(leaf, 0..3).prop_map(|leaves| {
        let members = leaves.iter().enumerate().map(|(at, leaf)| format!("\"k{at}\":[{leaf},{{}}]"));
        JsonText::object(&format!("{{{}}}", members.collect::<Vec<_>>().join(","))).unwrap()
    })
}

fn cache() -> impl Strategy<Value = Option<CacheHint>> {
    let hint = option::of(select(vec!["5m", "1h"])).prop_map(|ttl| CacheHint { ttl: ttl.map(str::to_owned) });
    option::weighted(0.2, hint)
}

fn hinted(content: impl Strategy<Value = Content>) -> impl Strategy<Value = Block> {
    (content, cache()).prop_map(|(content, cache)| Block { content, cache })
}

fn words() -> impl Strategy<Value = Block> {
    hinted(text().prop_map(Content::Text))
}

fn image() -> impl Strategy<Value = Block> {
    let source = prop_oneof![
        Just(Source::Url("https://x.test/a.png".to_owned())),
        Just(Source::Inline { media_type: "image/png".to_owned(), data: "AAAA".to_owned() }),
    ];
    hinted(source.prop_map(|source| Content::Image(Image { source, detail: None })))
}

fn file() -> impl Strategy<Value = Block> {
    let source = prop_oneof![
        Just(Source::Url("https://x.test/a.pdf".to_owned())),
        Just(Source::Inline { media_type: "application/pdf".to_owned(), data: "AAAA".to_owned() }),
    ];
    hinted((source, id()).prop_map(|(source, name)| Content::File(File { source, name: Some(name) })))
}

fn thought() -> impl Strategy<Value = Content> {
    prop_oneof![
        (text(), id()).prop_map(|(text, id)| Content::Thinking(Thinking { text, signature: Some(id) })),
        id().prop_map(|id| Content::Thinking(Thinking { text: String::new(), signature: Some(id) })),
        id().prop_map(Content::HiddenThinking),
    ]
}

fn call() -> impl Strategy<Value = Content> {
    (id(), id(), json()).prop_map(|(id, name, input)| Content::ToolCall(ToolCall { id, name, input }))
}

fn result() -> impl Strategy<Value = Block> {
    hinted(
        (id(), vec(words(), 0..3)).prop_map(|(call_id, content)| {
            Content::ToolResult(ToolResult { call_id, content, is_error: false })
        }),
    )
}

fn user() -> impl Strategy<Value = Vec<Block>> {
    let said = vec(prop_oneof![3 => words(), 1 => image(), 1 => file()], 1..4);
    (vec(result(), 0..3), said).prop_map(|(mut results, said)| {
        results.extend(said);
        results
    })
}

fn assistant() -> impl Strategy<Value = Vec<Block>> {
    (vec(thought(), 0..3), vec(words(), 0..3), vec(hinted(call()), 0..4), words()).prop_map(
        |(thoughts, said, calls, filler)| {
            let mut blocks: Vec<Block> = thoughts.into_iter().map(Block::from).collect();
            blocks.extend(said);
            blocks.extend(calls);
            if blocks.is_empty() {
                blocks.push(filler);
            }
            blocks
        },
    )
}

fn tool() -> impl Strategy<Value = Tool> {
    let schema = select(vec![r#"{"type":"object"}"#, r#"{"properties":{"a":{}},"type":"object"}"#]);
    (id(), option::of(text()), schema, any::<bool>(), cache()).prop_map(
        |(name, description, schema, is_strict, cache)| {
            let parameters = Some(JsonText::object(schema).unwrap());
            Tool { name, description, parameters, is_strict, cache }
        },
    )
}

fn choice() -> impl Strategy<Value = ToolChoice> {
    prop_oneof![Just(ToolChoice::Auto), Just(ToolChoice::Any), id().prop_map(ToolChoice::Tool)]
}

fn number() -> impl Strategy<Value = Number> {
    select(vec!["0", "0.70", "1", "5e-1"]).prop_map(|spelled| {
        let document = Document::parse(spelled.into()).unwrap();
        Number::of(&document, document.root()).unwrap()
    })
}

fn sampling() -> impl Strategy<Value = Sampling> {
    let stop = vec(text(), 0..3);
    (1..9000_u64, option::of(number()), option::of(number()), option::of(1..50_u64), stop).prop_map(
        |(limit, temperature, top_p, top_k, stop)| Sampling {
            max_output: Some(limit),
            temperature,
            top_p,
            top_k,
            stop,
            ..Sampling::default()
        },
    )
}

/// A conversation that both formats can tell whole.
pub(super) fn conversation() -> impl Strategy<Value = Conversation> {
    let turns = (user(), vec((assistant(), user()), 0..3));
    let tools = (vec(tool(), 1..3), choice(), any::<bool>());
    let schema = json().prop_map(|schema| OutputForm::Schema { name: None, schema, is_strict: true });
    let output = prop_oneof![3 => Just(OutputForm::Text), 1 => schema];
    let rest =
        (output, option::of(id()), option::of(select(vec![Tier::Auto, Tier::Standard])), any::<bool>());
    (vec(words(), 0..3), turns, option::of(tools), sampling(), rest).prop_map(
        |(system, (first, later), tools, sampling, (output, user, tier, is_stream))| {
            let (tools, tool_choice, one_call_at_a_time) =
                tools.map_or((Vec::new(), None, false), |(tools, choice, once)| (tools, Some(choice), once));
            let mut turns = vec![Turn { role: Role::User, blocks: first }];
            for (assistant, user) in later {
                turns.push(Turn { role: Role::Assistant, blocks: assistant });
                turns.push(Turn { role: Role::User, blocks: user });
            }
            Conversation {
                model: "m".to_owned(),
                system,
                turns,
                tools,
                tool_choice,
                one_call_at_a_time,
                sampling,
                output,
                reasoning: None,
                user,
                tier,
                is_stream,
                includes_usage: is_stream,
            }
        },
    )
}

/// What chat completions add to what both can tell.
pub(super) fn chat_conversation() -> impl Strategy<Value = Conversation> {
    let efforts = vec![Effort::Minimal, Effort::Low, Effort::Medium, Effort::High, Effort::Max];
    (conversation(), option::of(select(efforts)), option::of(number()), option::of(2..5_u64), text())
        .prop_map(|(mut conversation, effort, number, choices, unsigned)| {
            conversation.reasoning = effort.map(Reasoning::Effort);
            conversation.sampling.seed.clone_from(&number);
            conversation.sampling.presence_penalty = number;
            conversation.sampling.choices = choices;
            conversation.sampling.logprobs = choices;
            conversation.tier = choices.map(|_| Tier::Flex);
            if let OutputForm::Schema { name, .. } = &mut conversation.output {
                *name = Some("n".to_owned());
            }
            if let Some(turn) = conversation.turns.get_mut(1) {
                let thinking = Thinking { text: unsigned.clone(), signature: None };
                turn.blocks.insert(0, Content::Thinking(thinking).into());
                turn.blocks.retain(|block| !matches!(block.content, Content::HiddenThinking(_)));
                conversation.push(Role::System, vec![Content::Text(unsigned).into()]);
            }
            conversation
        })
}

/// What messages add to what both can tell.
pub(super) fn message_conversation() -> impl Strategy<Value = Conversation> {
    let pictured = (id(), vec(prop_oneof![words(), image(), file()], 0..3), any::<bool>());
    let any_order = vec(prop_oneof![words(), hinted(call()), thought().prop_map(Block::from)], 1..5);
    (conversation(), pictured, any_order, 1024..4000_u64).prop_map(
        |(mut conversation, (call_id, content, is_error), any_order, budget)| {
            conversation.includes_usage = true;
            let result = Content::ToolResult(ToolResult { call_id, content, is_error });
            conversation.push(Role::Assistant, any_order);
            conversation.push(Role::User, vec![result.into()]);
            let thinks = conversation.turns.iter().rev().nth(1).unwrap().blocks[0].content.clone();
            let is_thought = matches!(thinks, Content::Thinking(_) | Content::HiddenThinking(_));
            if is_thought && matches!(conversation.tool_choice, None | Some(ToolChoice::Auto)) {
                let limit = Some(budget + 1);
                conversation.sampling = Sampling { max_output: limit, ..Sampling::default() };
                conversation.reasoning = Some(Reasoning::Budget(budget));
            }
            conversation
        },
    )
}

fn usage() -> impl Strategy<Value = TokenUsage> {
    let part = || option::of(0..1000_u64);
    (0..100_000_u64, 0..10_000_u64, part(), part()).prop_map(
        |(fresh, completion, cache_read, cache_creation)| {
            let prompt = fresh + cache_read.unwrap_or(0) + cache_creation.unwrap_or(0);
            TokenUsage {
                prompt: Some(prompt),
                completion: Some(completion),
                cache_read,
                cache_creation,
                ..TokenUsage::default()
            }
        },
    )
}

/// An answer that both formats can tell whole, but for its time and the sum of its tokens.
pub(super) fn answer() -> impl Strategy<Value = Answer> {
    let tier = option::of(select(vec![Tier::Standard, Tier::Priority]));
    let stop = select(vec![Stop::End, Stop::Length, Stop::Refusal]);
    (vec(thought(), 0..3), option::of(text()), vec(call(), 0..5), stop, (usage(), tier)).prop_map(
        |(mut blocks, said, calls, stop, (usage, tier))| {
            let stop = if calls.is_empty() { stop } else { Stop::ToolUse };
            blocks.extend(said.map(Content::Text));
            blocks.extend(calls);
            let (id, model) = ("a1".to_owned(), "m".to_owned());
            Answer { id, model, created: None, blocks, stop, usage: Some(usage), tier }
        },
    )
}

/// The answer with what only a chat completion tells.
pub(super) fn chat_answer() -> impl Strategy<Value = Answer> {
    (answer(), option::of(text()), option::of(0..9_u64)).prop_map(|(mut answer, refusal, reasoning)| {
        answer.created = Some(CREATED);
        if let Some(usage) = &mut answer.usage {
            usage.total = usage.total();
            usage.reasoning = reasoning;
        }
        if let Some(refusal) = refusal.filter(|_| answer.stop == Stop::Refusal) {
            answer.blocks.push(Content::Refusal(refusal));
        }
        answer
    })
}

/// The answer with what only a message tells.
pub(super) fn message_answer() -> impl Strategy<Value = Answer> {
    let blocks = vec(prop_oneof![text().prop_map(Content::Text), thought(), call()], 0..6);
    (answer(), option::of(blocks), option::of(text())).prop_map(|(mut answer, blocks, sequence)| {
        answer.blocks = blocks.unwrap_or(answer.blocks);
        if sequence.is_some() {
            answer.stop = Stop::Sequence(sequence);
        }
        answer
    })
}

/// Thoughts that `OpenAI` has sealed.
fn sealed() -> impl Strategy<Value = Content> {
    (text(), id(), id(), any::<bool>()).prop_map(|(text, id, data, is_hidden)| {
        let proof = proof::of_openai(&id, &data);
        if is_hidden {
            Content::HiddenThinking(proof)
        } else {
            Content::Thinking(Thinking { text, signature: Some(proof) })
        }
    })
}

/// A conversation that Responses can tell as well: limits are not that low there.
pub(super) fn plain_conversation() -> impl Strategy<Value = Conversation> {
    conversation().prop_map(|mut conversation| {
        let limit = &mut conversation.sampling.max_output;
        *limit = limit.map(|limit| limit.max(16));
        conversation
    })
}

/// What Responses add to what all can tell.
pub(super) fn responses_conversation() -> impl Strategy<Value = Conversation> {
    let any_order = vec(
        prop_oneof![
            words(),
            hinted(call()),
            prop_oneof![sealed(), thought()].prop_map(Block::from),
            hinted(text().prop_map(Content::Refusal)),
        ],
        1..6,
    );
    let efforts = select(vec![Effort::Minimal, Effort::Low, Effort::High, Effort::Higher, Effort::Max]);
    let pictured = (id(), vec(prop_oneof![words(), image()], 0..3));
    (plain_conversation(), any_order, option::of(efforts), pictured, text()).prop_map(
        |(mut conversation, any_order, effort, (call_id, content), text)| {
            conversation.includes_usage = true;
            conversation.reasoning = effort.map(Reasoning::Effort);
            if let OutputForm::Schema { name, .. } = &mut conversation.output {
                *name = Some("n".to_owned());
            }
            conversation.push(Role::Assistant, any_order);
            let result = ToolResult { call_id, content, is_error: false };
            conversation.push(Role::User, vec![Content::ToolResult(result).into()]);
            conversation.push(Role::System, vec![Content::Text(text).into()]);
            conversation
        },
    )
}

/// An answer as a response tells it, which always says how many tokens were cached and thought.
pub(super) fn responses_answer() -> impl Strategy<Value = Answer> {
    let block = prop_oneof![text().prop_map(Content::Text), thought(), sealed(), call()];
    (answer(), vec(block, 0..6), option::of(text()), 0..9_u64).prop_map(
        |(mut answer, blocks, refusal, reasoning)| {
            answer.created = Some(CREATED);
            answer.blocks = blocks;
            if let Some(refusal) = refusal {
                answer.blocks.push(Content::Refusal(refusal));
                answer.stop = Stop::Refusal;
            }
            if answer.blocks.iter().any(|block| matches!(block, Content::ToolCall(_))) {
                answer.stop = Stop::ToolUse;
            } else if answer.stop == Stop::ToolUse {
                answer.stop = Stop::Length;
            }
            if let Some(usage) = &mut answer.usage {
                usage.cache_read.get_or_insert(0);
                usage.cache_creation.get_or_insert(0);
                usage.total = usage.total();
                usage.reasoning = Some(reasoning);
            }
            answer
        },
    )
}

/// A block of the model's, behind the proof that Google's models sign it with.
fn proved(content: Content, proof: Option<String>) -> Vec<Content> {
    proof.map(Content::Proof).into_iter().chain([content]).collect()
}

/// What one of Google's models says: proved thoughts, a text, calls.
fn google_said() -> impl Strategy<Value = Vec<Content>> {
    let proof = || option::of(id());
    let thoughts = vec((text(), id()), 0..3);
    let calls = vec((call(), proof()), 0..4);
    (thoughts, option::of((text(), proof())), calls, proof()).prop_map(|(thoughts, said, calls, last)| {
        let mut blocks = Vec::new();
        for (text, id) in thoughts {
            blocks.extend(proved(Content::Thinking(Thinking { text, signature: None }), Some(id)));
        }
        blocks.extend(said.into_iter().flat_map(|(text, proof)| proved(Content::Text(text), proof)));
        let has_calls = !calls.is_empty();
        blocks.extend(calls.into_iter().flat_map(|(call, proof)| proved(call, proof)));
        if blocks.is_empty() {
            blocks.push(Content::Text("x".to_owned()));
        }
        blocks.extend(last.filter(|_| !has_calls && blocks.len() > 2).map(Content::Proof));
        blocks
    })
}

/// The results of all calls of a turn, each with what one of these makes of it.
fn results(said: &[Content], contents: &[Vec<Block>]) -> Vec<Block> {
    let calls = said.iter().filter_map(|block| match block {
        Content::ToolCall(call) => Some(call.id.clone()),
        _ => None,
    });
    let contents = contents.iter().cycle().cloned();
    let result = |(call_id, content)| Content::ToolResult(ToolResult { call_id, content, is_error: false });
    calls.zip(contents).map(|call| result(call).into()).collect()
}

fn plain_part() -> impl Strategy<Value = Block> {
    let sound = id().prop_map(|data| Content::Audio(Audio { data, format: "wav".to_owned() }));
    let part = prop_oneof![3 => words().boxed(), 1 => image().boxed(), 1 => file().boxed(), 1 => sound.prop_map(Block::from).boxed()];
    part.prop_map(|mut block| {
        block.cache = None;
        if let Content::File(file) = &mut block.content {
            file.name = None;
        }
        block
    })
}

fn gemini_sampling() -> impl Strategy<Value = Sampling> {
    (sampling(), option::of(number()), option::of(number())).prop_map(|(mut sampling, seed, penalty)| {
        sampling.seed = seed;
        sampling.presence_penalty.clone_from(&penalty);
        sampling.frequency_penalty = penalty;
        sampling
    })
}

fn gemini_tools() -> impl Strategy<Value = (Vec<Tool>, Option<ToolChoice>)> {
    let choice = prop_oneof![choice(), Just(ToolChoice::Never)];
    (vec(tool(), 0..3), option::of(choice)).prop_map(|(mut tools, choice)| {
        for tool in &mut tools {
            (tool.is_strict, tool.cache) = (false, None);
        }
        let choice = choice.filter(|_| !tools.is_empty());
        (tools, choice)
    })
}

/// A conversation with one of Google's models.
pub(super) fn gemini_conversation() -> impl Strategy<Value = Conversation> {
    let said = || vec(plain_part(), 1..4);
    let found = vec(text().prop_map(|text| vec![Block::from(Content::Text(text))]), 1..3);
    let turns = (said(), vec((google_said(), found, said()), 0..3));
    let schema = json().prop_map(|schema| OutputForm::Schema { name: None, schema, is_strict: false });
    let output = prop_oneof![3 => Just(OutputForm::Text), 1 => Just(OutputForm::Json), 1 => schema];
    let reasoning = prop_oneof![
        Just(Reasoning::Off),
        Just(Reasoning::Adaptive),
        (1..24_576_u64).prop_map(Reasoning::Budget)
    ];
    let tier = option::of(select(vec![Tier::Standard, Tier::Priority, Tier::Flex]));
    let rest = (output, option::of(reasoning), tier);
    (vec(text(), 0..3), turns, gemini_tools(), gemini_sampling(), rest).prop_map(
        |(system, (first, later), (tools, tool_choice), sampling, (output, reasoning, tier))| {
            let mut conversation = Conversation {
                system: system.into_iter().map(|text| Content::Text(text).into()).collect(),
                tools,
                tool_choice,
                sampling,
                output,
                reasoning,
                tier,
                includes_usage: true,
                ..Conversation::default()
            };
            conversation.push(Role::User, first);
            for (said, found, next) in later {
                let results = results(&said, &found);
                conversation.push(Role::Assistant, said.into_iter().map(Block::from).collect());
                conversation.push(Role::User, results);
                conversation.push(Role::User, next);
            }
            conversation
        },
    )
}

/// An answer of one of Google's models, or of another in Google's words.
pub(super) fn gemini_answer() -> impl Strategy<Value = Answer> {
    let stop = select(vec![Stop::End, Stop::Length, Stop::Refusal]);
    let part = || option::of(0..1000_u64);
    let foreign = vec(thought(), 0..3);
    let figures = (usage(), part(), part(), part(), any::<bool>());
    (google_said(), foreign, option::of(text()), stop, figures).prop_map(
        |(said, foreign, shown, stop, (mut usage, reasoning, audio_input, audio_output, has_time))| {
            usage.completion = Some(usage.completion.unwrap_or(0) + reasoning.unwrap_or(0));
            usage = TokenUsage {
                total: usage.total(),
                cache_creation: None,
                reasoning,
                audio_input,
                audio_output,
                ..usage
            };
            let shown = shown.map(|text| Content::Thinking(Thinking { text, signature: None }));
            let blocks: Vec<Content> = foreign.into_iter().chain(shown).chain(said).collect();
            let has_calls = blocks.iter().any(|block| matches!(block, Content::ToolCall(_)));
            let stop = if has_calls && stop == Stop::End { Stop::ToolUse } else { stop };
            let (id, model) = ("a1".to_owned(), "m".to_owned());
            let created = has_time.then_some(CREATED);
            Answer { id, model, created, blocks, stop, usage: Some(usage), tier: None }
        },
    )
}
