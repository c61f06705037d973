//! History: what is kept of an answer for requests that go on from it, and how such a request becomes whole.
//!
//! A request that names `previous_response_id` means: everything that was said up to that answer, then this. What was
//! said is the input and the output of every answer of the chain, the first one first; `instructions` are nobody's but
//! their own request's. A request may also point to single items by their ids (`item_reference`).
//!
//! Where exchanges are kept is not decided here. The steps for one request:
//!
//! 1. [`references`] and [`previous`] tell which exchanges to look up.
//! 2. [`resolve`] puts the items in the places of their references.
//! 3. [`ResponsesEcho::of`](super::ResponsesEcho::of) is made of what came out, [`complete`] puts the chain before it,
//!    and that is what is translated.
//! 4. [`Exchange::of`] makes of the request of step 2 and of the answer what is to be kept.
//!
//! ```
//! use bytes::Bytes;
//! use gate_core::format::json::Document;
//! use gate_core::format::translate::responses::history::{Exchange, complete, previous};
//!
//! let asked = Document::parse(Bytes::from_static(br#"{"model":"m","instructions":"Be brief.","input":"Hi"}"#))?;
//! let answered = Document::parse(Bytes::from_static(
//!     br#"{"id":"resp_1","output":[{"type":"message","id":"msg_1","role":"assistant","content":[]}]}"#,
//! ))?;
//! let kept = Exchange::of(&asked, &answered, 7)?;
//!
//! let next = r#"{"model":"m","previous_response_id":"resp_1","input":"And?"}"#;
//! let next = Document::parse(Bytes::from_static(next.as_bytes()))?;
//! assert_eq!(previous(&next), Some(kept.id()));
//! let whole = Document::parse(Bytes::from(complete(&next, &[kept])?))?;
//! let input = whole.get(whole.root(), "input").unwrap();
//! assert_eq!(whole.items(input).count(), 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod exchange;
mod kept;
mod list;

pub use exchange::Exchange;
pub use list::{Page, input_items};

use std::collections::HashMap;

use self::kept::write_input;
use super::items::kind_of;
use crate::format::FormatFault;
use crate::format::json::{Document, Kind};
use crate::format::translate::out::Out;
use crate::format::translate::value::{Value, Within, missing};

/// The id of the answer that a request goes on from.
pub fn previous(request: &Document) -> Option<&str> {
    Value::root(request).text_of("previous_response_id")
}

/// The ids of the items that a request points to.
pub fn references(request: &Document) -> Vec<&str> {
    let input = Value::root(request).get("input");
    items(input).filter(|item| is_reference(*item)).filter_map(|item| item.text_of("id")).collect()
}

fn is_reference(item: Value<'_>) -> bool {
    item.kind() == Kind::Object && matches!(kind_of(item), Ok("item_reference"))
}

/// The request with items of these exchanges in the places of their references.
///
/// # Errors
/// A reference to an item that is in none of them.
pub fn resolve(request: &Document, exchanges: &[Exchange]) -> Result<Vec<u8>, FormatFault> {
    let all = exchanges.iter().flat_map(|exchange| exchange.input().chain(exchange.output()));
    let known: HashMap<&str, Value<'_>> = all.filter_map(|item| Some((item.text_of("id")?, item))).collect();
    rewrite(request, &[], |input, out| {
        if input.kind() != Kind::Array {
            return write_input(input, None, out);
        }
        for (index, item) in input.array("input")? {
            let found = if is_reference(item) {
                let id = item.required("id").within(|| format!("input[{index}]"))?;
                known.get(id).copied().ok_or_else(|| {
                    FormatFault::of(&format!("input[{index}].id"), "There is no item of this id.")
                })?
            } else {
                item
            };
            out.json(&found.json());
        }
        Ok(())
    })
}

/// The request with everything before it that was said in the chain of exchanges, of which the first comes first and
/// the one that the request names last.
///
/// # Errors
/// A request without an input, and a chain that ends with another exchange than the one that is named.
pub fn complete(request: &Document, chain: &[Exchange]) -> Result<Vec<u8>, FormatFault> {
    if previous(request) != chain.last().map(Exchange::id) {
        return Err(FormatFault::of("previous_response_id", "There is no answer of this id."));
    }
    rewrite(request, &["previous_response_id"], |input, out| {
        for item in chain.iter().flat_map(|exchange| exchange.input().chain(exchange.output())) {
            out.json(&item.json());
        }
        write_input(input, None, out)
    })
}

/// The request with another input and without some members.
fn rewrite(
    request: &Document,
    without: &[&str],
    write: impl FnOnce(Value<'_>, &mut Out) -> Result<(), FormatFault>,
) -> Result<Vec<u8>, FormatFault> {
    let root = Value::root(request).object("body")?;
    let input = root.get("input").ok_or_else(|| missing("input"))?;
    let mut out = Out::default();
    out.object();
    for (name, value) in root.members().filter(|(name, _)| *name != "input" && !without.contains(name)) {
        out.key(name).json(&value.json());
    }
    out.key("input").array();
    write(input, &mut out)?;
    out.end_array().end_object();
    Ok(out.into_bytes())
}

/// The items of what should be an array.
fn items(list: Option<Value<'_>>) -> impl Iterator<Item = Value<'_>> {
    list.and_then(|list| list.array("list").ok()).into_iter().flatten().map(|(_, item)| item)
}
