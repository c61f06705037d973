//! Spelled: the probabilities of tokens, which spell out a text as the model wrote it and go when it is changed.

use crate::format::ClientFormat;
use crate::format::json::{Document, Json, Kind, NodeId};

/// Takes the tokens out of an answer, or out of an event of one.
pub(super) fn remove(format: ClientFormat, document: &mut Document) {
    let root = document.root();
    match format {
        ClientFormat::ChatCompletions => {
            for choice in below(document, &[root], "choices") {
                empty(document, choice, "logprobs");
            }
        }
        ClientFormat::Responses => {
            for holder in response_parts(document) {
                empty(document, holder, "logprobs");
            }
        }
        ClientFormat::GenerateContent => {
            for candidate in below(document, &[root], "candidates") {
                document.remove(candidate, "logprobsResult");
                document.remove(candidate, "logprobs_result");
            }
        }
        ClientFormat::Messages | ClientFormat::Embeddings | ClientFormat::CountTokens => {}
    }
}

/// What may have tokens beside its text: an event itself, its part, and parts of items, be they the event's, of a whole
/// answer or of the answer that an event repeats.
fn response_parts(document: &Document) -> Vec<NodeId> {
    let root = document.root();
    let answers: Vec<NodeId> = document.get(root, "response").into_iter().chain([root]).collect();
    let mut items = below(document, &answers, "output");
    items.extend(document.get(root, "item"));
    let mut parts = below(document, &items, "content");
    parts.extend(document.get(root, "part"));
    parts.push(root);
    parts
}

/// The items of the arrays of that name.
fn below(document: &Document, nodes: &[NodeId], name: &str) -> Vec<NodeId> {
    let arrays = nodes.iter().filter_map(|node| document.get(*node, name));
    arrays.flat_map(|array| document.items(array)).collect()
}

/// Leaves nothing in a member; a list stays a list, since readers go through it unasked.
fn empty(document: &mut Document, object: NodeId, name: &str) {
    let Some(node) = document.get(object, name) else { return };
    let is_list = document.kind(node) == Kind::Array;
    document.set(node, if is_list { Json::Array } else { Json::Null });
}
