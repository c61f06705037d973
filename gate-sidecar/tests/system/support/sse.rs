//! SSE: a stream taken apart, as the HTML standard reads it (section 9.2.6).

use serde_json::Value;

/// The payloads of a stream's events, `[DONE]` included, in order.
pub(crate) fn events(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let (mut events, mut data) = (Vec::new(), Vec::new());
    for line in text.split('\n') {
        if line.is_empty() {
            if !data.is_empty() {
                events.push(data.join("\n"));
                data.clear();
            }
        } else if let Some(value) = line.strip_prefix("data:") {
            data.push(value.strip_prefix(' ').unwrap_or(value).to_owned());
        }
    }
    events
}

/// The events that are JSON.
pub(crate) fn objects(body: &[u8]) -> Vec<Value> {
    events(body).iter().filter_map(|event| serde_json::from_str(event).ok()).collect()
}

/// Whether the stream ends with its marker, as a complete one must.
pub(crate) fn is_done(body: &[u8]) -> bool {
    events(body).last().is_some_and(|event| event == "[DONE]")
}

/// The error the stream tells, if it tells one.
pub(crate) fn error(body: &[u8]) -> Option<Value> {
    objects(body).into_iter().map(|event| event["error"].clone()).find(|error| !error.is_null())
}

/// The content of one choice, put together.
pub(crate) fn content(body: &[u8]) -> String {
    deltas(body).iter().filter_map(|delta| delta["content"].as_str()).collect()
}

/// The arguments of the first tool call, put together.
pub(crate) fn arguments(body: &[u8]) -> String {
    let call = |delta: &Value| delta["tool_calls"][0]["function"]["arguments"].as_str().map(str::to_owned);
    deltas(body).iter().filter_map(call).collect()
}

fn deltas(body: &[u8]) -> Vec<Value> {
    let delta = |event: Value| event["choices"][0]["delta"].clone();
    objects(body).into_iter().map(delta).collect()
}
