//! Chat: what the witness reads from a chat completion request.

use serde_json::Value;

/// The parts of a request an answer depends on.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Chat {
    /// The model as it was asked for, scripted suffix included.
    pub(crate) model: String,
    /// Whether events were asked for.
    pub(crate) stream: bool,
    /// Whether a usage event was asked for.
    pub(crate) include_usage: bool,
    /// How many choices to answer with.
    pub(crate) choices: usize,
    /// The smaller of `max_tokens` and `max_completion_tokens`.
    pub(crate) max_tokens: Option<u64>,
    /// The first tool's name, when one is offered and the prompt asks to call it.
    pub(crate) tool: Option<String>,
    /// Whether JSON was asked for.
    pub(crate) json: bool,
    /// The last user message.
    pub(crate) prompt: String,
    /// Words of all messages, the witness's idea of prompt tokens.
    pub(crate) words: u64,
}

impl Chat {
    /// Reads a request body; the error is a sentence for the caller.
    pub(crate) fn read(body: &Value) -> Result<Self, &'static str> {
        let model = body["model"].as_str().ok_or("you must provide a model parameter")?;
        let messages = body["messages"].as_array().filter(|messages| !messages.is_empty());
        let messages = messages.ok_or("'messages' must be a non-empty array")?;
        let prompt =
            messages.iter().rev().find(|message| message["role"] == "user").map(text).unwrap_or_default();
        let asked = messages.last().is_some_and(|message| message["role"] == "user")
            && body["tool_choice"] != "none"
            && prompt.to_lowercase().contains("call a tool");
        let limits = [&body["max_tokens"], &body["max_completion_tokens"]];
        Ok(Self {
            model: model.to_owned(),
            stream: body["stream"] == true,
            include_usage: body["stream_options"]["include_usage"] == true,
            choices: body["n"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(1).clamp(1, 128),
            max_tokens: limits.into_iter().filter_map(Value::as_u64).min(),
            tool: body["tools"][0]["function"]["name"].as_str().filter(|_| asked).map(str::to_owned),
            json: matches!(body["response_format"]["type"].as_str(), Some("json_object" | "json_schema")),
            words: messages.iter().map(|message| word_count(&text(message))).sum(),
            prompt,
        })
    }
}

/// Counts what the witness bills as tokens.
pub(crate) fn word_count(text: &str) -> u64 {
    text.split_whitespace().map(|_| 1).sum()
}

/// A message's text, whether it is a string or a list of parts.
fn text(message: &Value) -> String {
    match &message["content"] {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_last_user_message_is_the_prompt() {
        let user = |content: Value| json!({"role": "user", "content": content});
        for (messages, prompt, words) in [
            (json!([user(json!("a b"))]), "a b", 2),
            (json!([user(json!("a")), {"role": "assistant", "content": "b c"}]), "a", 3),
            (
                json!([
                    user(json!("a")),
                    user(json!([{"type": "text", "text": "b"}, {"type": "image_url"}]))
                ]),
                "b",
                2,
            ),
            (json!([{"role": "system", "content": "s"}]), "", 1),
        ] {
            let chat = Chat::read(&json!({"model": "m", "messages": messages})).expect("readable");
            assert_eq!((chat.prompt.as_str(), chat.words), (prompt, words), "{messages}");
        }
    }

    #[test]
    fn a_tool_is_called_only_when_offered_asked_for_and_not_yet_answered() {
        let tools = json!([{"type": "function", "function": {"name": "weather"}}]);
        let ask = json!({"role": "user", "content": "Please call a tool"});
        let done = json!({"role": "tool", "tool_call_id": "x", "content": "sunny"});
        for (what, body, called) in [
            ("asked", json!({"messages": [ask], "tools": tools}), true),
            ("no tool", json!({"messages": [ask]}), false),
            ("forbidden", json!({"messages": [ask], "tools": tools, "tool_choice": "none"}), false),
            ("answered", json!({"messages": [ask, done], "tools": tools}), false),
            ("not asked", json!({"messages": [{"role": "user", "content": "hi"}], "tools": tools}), false),
        ] {
            let mut body = body;
            body["model"] = json!("m");
            assert_eq!(Chat::read(&body).expect("readable").tool.is_some(), called, "{what}");
        }
    }

    #[test]
    fn a_request_without_model_or_messages_is_refused() {
        for body in [
            json!(null),
            json!({"model": "m"}),
            json!({"model": "m", "messages": []}),
            json!({"messages": [{}]}),
        ] {
            assert!(Chat::read(&body).is_err(), "{body}");
        }
    }
}
