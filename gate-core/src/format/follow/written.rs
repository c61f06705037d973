//! Written: what the model wrote in a whole answer, text by text, for counting.

use crate::format::ClientFormat;
use crate::format::json::{Document, Kind, NodeId};

/// Shows every text that the model wrote: what it says, refuses and thinks, and what it calls with what.
pub(super) fn show(format: ClientFormat, document: &Document, text: &mut dyn FnMut(&str)) {
    match format {
        ClientFormat::ChatCompletions => chat(document, text),
        ClientFormat::Messages => messages(document, text),
        ClientFormat::Responses => responses(document, text),
        ClientFormat::GenerateContent => {
            for part in gemini_parts(document) {
                show_members(document, part, &["text"], text);
            }
            gemini_calls(document, text);
        }
        ClientFormat::Embeddings | ClientFormat::CountTokens => {}
    }
}

fn chat(document: &Document, text: &mut dyn FnMut(&str)) {
    for choice in below(document, document.root(), "choices") {
        let Some(message) = document.get(choice, "message") else {
            continue;
        };
        show_members(document, message, &["content", "refusal", "reasoning_content", "reasoning"], text);
        let called = below(document, message, "tool_calls").flat_map(|call| {
            ["function", "custom"].into_iter().filter_map(move |kind| document.get(call, kind))
        });
        for called in called.chain(document.get(message, "function_call")) {
            show_members(document, called, &["name", "arguments", "input"], text);
        }
        if let Some(audio) = document.get(message, "audio") {
            show_members(document, audio, &["transcript"], text);
        }
    }
}

fn messages(document: &Document, text: &mut dyn FnMut(&str)) {
    for block in below(document, document.root(), "content") {
        show_members(document, block, &["text", "thinking", "name", "input"], text);
    }
}

/// What tools gave back, as in `results` and `output`, was written by nobody who is paid for it.
fn responses(document: &Document, text: &mut dyn FnMut(&str)) {
    for item in below(document, document.root(), "output") {
        for part in below(document, item, "content").chain(below(document, item, "summary")) {
            show_members(document, part, &["text", "refusal", "transcript"], text);
        }
        show_members(document, item, &["name", "arguments", "input", "code", "action", "operation"], text);
    }
}

/// What comes whole even in a stream: calls, and code that is to run.
pub(super) fn gemini_calls(document: &Document, text: &mut dyn FnMut(&str)) {
    for part in gemini_parts(document) {
        for (name, member) in document.members(part) {
            match name {
                "functionCall" | "function_call" => {
                    show_members(document, member, &["name", "args", "partialArgs", "partial_args"], text);
                }
                "executableCode" | "executable_code" => show_members(document, member, &["code"], text),
                _ => {}
            }
        }
    }
}

fn gemini_parts(document: &Document) -> impl Iterator<Item = NodeId> + '_ {
    let contents = below(document, document.root(), "candidates")
        .filter_map(|candidate| document.get(candidate, "content"));
    contents.flat_map(|content| below(document, content, "parts"))
}

/// The items of a member that is an array.
fn below<'d>(document: &'d Document, node: NodeId, name: &str) -> impl Iterator<Item = NodeId> + use<'d> {
    document.get(node, name).into_iter().flat_map(|array| document.items(array))
}

/// Shows members that are texts; lists and objects, which are more than their texts, as they would be written.
fn show_members(document: &Document, node: NodeId, names: &[&str], text: &mut dyn FnMut(&str)) {
    for member in names.iter().filter_map(|name| document.get(node, name)) {
        match (document.as_str(member), document.kind(member)) {
            (Some(string), _) => text(string),
            (None, Kind::Array | Kind::Object) => {
                let mut json = Vec::new();
                document.write_node(member, &mut json);
                text(&String::from_utf8_lossy(&json));
            }
            (None, _) => {}
        }
    }
}
