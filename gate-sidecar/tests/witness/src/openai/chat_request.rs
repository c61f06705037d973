//! Chat request: what the witness reads from a chat completion request, and who is asked.

use crate::{
    ask::{Ask, Offer, Speaker, Turn, picture_at},
    http::Request,
    mark,
    vendor::Problem,
};
use serde_json::Value;

/// A dialect of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    OpenAi,
    /// Shows thoughts as `reasoning_details` to whoever asks with `reasoning` or `reasoning_effort`.
    OpenRouter,
    /// Takes its key in `api-key` and reports what its filters found.
    Azure,
}

impl Flavour {
    /// Tells by the path whose server this is.
    pub(crate) fn of(path: &str) -> Self {
        if path.contains("/openai/deployments/") || path.contains("/openai/v1/") {
            Self::Azure
        } else if path.contains("/api/v1/") {
            Self::OpenRouter
        } else {
            Self::OpenAi
        }
    }
}

/// Reads a request.
pub(crate) fn read(flavour: Flavour, request: &Request, body: &Value) -> Result<Ask, Problem> {
    let deployment = if flavour == Flavour::Azure { azure_deployment(request)? } else { None };
    let model = deployment.or(body["model"].as_str());
    let model = model.ok_or_else(|| Problem::bad("you must provide a model parameter"))?;
    let messages = body["messages"].as_array().filter(|messages| !messages.is_empty());
    let messages = messages.ok_or_else(|| Problem::bad("'messages' must be a non-empty array"))?;
    answers_follow_calls(messages)?;
    let turns: Vec<Turn> = messages.iter().map(turn).collect();
    let limits = [&body["max_tokens"], &body["max_completion_tokens"]];
    let effort = body["reasoning_effort"].as_str().or(body["reasoning"]["effort"].as_str());
    let wants_thoughts = body["reasoning"].is_object() || effort.is_some();
    let thinks = flavour == Flavour::OpenRouter && wants_thoughts && effort != Some("none");
    if thinks {
        messages.iter().try_for_each(signed)?;
    }
    let ask = Ask {
        model: model.to_owned(),
        stream: body["stream"] == true,
        include_usage: body["stream_options"]["include_usage"] == true,
        choices: body["n"].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(1).clamp(1, 128),
        max_tokens: limits.into_iter().filter_map(Value::as_u64).min(),
        json: matches!(body["response_format"]["type"].as_str(), Some("json_object" | "json_schema")),
        thinks,
        ..Ask::default()
    };
    Ok(ask.hear(&turns, offer(body)))
}

/// Checks Azure's key and version; the deployment in the path is the model, except behind `/openai/v1/`.
fn azure_deployment(request: &Request) -> Result<Option<&str>, Problem> {
    let has_token = request.header("authorization").is_some_and(|value| value.starts_with("Bearer "));
    if request.header("api-key").is_none() && !has_token {
        let message = "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.";
        return Err(Problem::new(401, message));
    }
    let Some((_, rest)) = request.path.split_once("/openai/deployments/") else {
        return Ok(None);
    };
    let has_version = request
        .query
        .split('&')
        .any(|pair| pair.strip_prefix("api-version=").is_some_and(|version| !version.is_empty()));
    if !has_version {
        return Err(Problem::new(404, "Resource not found"));
    }
    Ok(rest.split('/').next())
}

/// Refuses results of calls that nobody made, which the API does as well.
fn answers_follow_calls(messages: &[Value]) -> Result<(), Problem> {
    let mut open: Vec<&Value> = Vec::new();
    for message in messages {
        if message["role"] == "tool" {
            if !open.contains(&&message["tool_call_id"]) {
                return Err(Problem::bad(
                    "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
                ));
            }
        } else {
            let calls = message["tool_calls"].as_array().into_iter().flatten();
            open = calls.map(|call| &call["id"]).collect();
        }
    }
    Ok(())
}

/// Thoughts that come back must be the ones that were signed.
fn signed(message: &Value) -> Result<(), Problem> {
    for detail in message["reasoning_details"].as_array().into_iter().flatten() {
        let (text, signature) = (detail["text"].as_str().unwrap_or_default(), &detail["signature"]);
        if signature.as_str().is_some_and(|signature| !mark::is_signed(text, signature)) {
            return Err(Problem::bad("Invalid `signature` in `thinking` block"));
        }
    }
    Ok(())
}

fn turn(message: &Value) -> Turn {
    let mut turn = Turn::new(match message["role"].as_str() {
        Some("user" | "tool" | "function") => Speaker::User,
        Some("assistant") => Speaker::Model,
        _ => Speaker::System,
    });
    let mut texts = Vec::new();
    match &message["content"] {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(parts) => {
            texts.extend(parts.iter().filter_map(|part| part["text"].as_str()).map(str::to_owned));
            let urls = parts.iter().filter_map(|part| part["image_url"]["url"].as_str());
            turn.pictures.extend(urls.map(picture_at));
        }
        _ => {}
    }
    if message["role"] == "tool" {
        turn.results.push(texts.join("\n"));
    } else {
        turn.texts = texts;
    }
    turn
}

fn offer(body: &Value) -> Offer {
    let named = body["tool_choice"]["function"]["name"].as_str();
    let tools = body["tools"].as_array().into_iter().flatten().map(|tool| &tool["function"]);
    Offer {
        is_forbidden: body["tool_choice"] == "none",
        is_forced: named.is_some() || body["tool_choice"] == "required",
        ..Offer::of(named, tools.map(|tool| (&tool["name"], &tool["parameters"])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use serde_json::json;

    fn read_at(target: &str, headers: &[(&str, &str)], body: &Value) -> Result<Ask, Problem> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let request = Request {
            method: "POST".into(),
            path: path.into(),
            query: query.into(),
            headers,
            body: Bytes::new(),
        };
        read(Flavour::of(path), &request, body)
    }

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
            let ask = read_at("/v1/chat/completions", &[], &json!({"model": "m", "messages": messages}));
            let ask = ask.expect("readable");
            assert_eq!((ask.prompt.as_str(), ask.words), (prompt, words), "{messages}");
        }
    }

    #[test]
    fn what_no_server_would_take_is_refused() {
        let ask = json!({"role": "user", "content": "x"});
        for body in [
            json!(null),
            json!({"model": "m"}),
            json!({"model": "m", "messages": []}),
            json!({"messages": [ask]}),
            json!({"model": "m", "messages": [ask, {"role": "tool", "tool_call_id": "a", "content": "r"}]}),
        ] {
            assert!(read_at("/v1/chat/completions", &[], &body).is_err(), "{body}");
        }
    }

    #[test]
    fn azure_wants_its_key_and_a_version() {
        let body = json!({"messages": [{"role": "user", "content": "x"}]});
        let named = json!({"model": "d", "messages": [{"role": "user", "content": "x"}]});
        let key = [("api-key", "k")];
        for (target, headers, body, outcome) in [
            ("/openai/deployments/d/chat/completions?api-version=2024-10-21", &key[..], &body, Ok("d")),
            (
                "/openai/deployments/d/chat/completions?api-version=2024-10-21",
                &[("authorization", "Bearer t")],
                &body,
                Ok("d"),
            ),
            ("/openai/deployments/d/chat/completions?api-version=2024-10-21", &[], &body, Err(401)),
            ("/openai/deployments/d/chat/completions", &key, &body, Err(404)),
            ("/openai/v1/chat/completions", &key, &named, Ok("d")),
            ("/openai/v1/chat/completions", &key, &body, Err(400)),
            ("/openai/v1/chat/completions", &[("authorization", "Basic t")], &named, Err(401)),
        ] {
            let got = read_at(target, headers, body);
            let got = got.as_ref().map(|ask| ask.model.as_str()).map_err(|problem| problem.status);
            assert_eq!(got, outcome, "{target} {headers:?}");
        }
    }
}
