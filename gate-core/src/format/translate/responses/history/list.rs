//! List: the items that went into an answer, page by page.

use super::Exchange;
use crate::format::FormatFault;
use crate::format::translate::out::Out;
use crate::format::translate::value::{Value, must_be};

/// The most items on a page.
const MOST_ITEMS: usize = 100;

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The item after which it begins.
    pub after: Option<String>,
    /// How many items, from 1 to 100.
    pub limit: usize,
    /// Whether the oldest item comes first.
    pub is_ascending: bool,
}

impl Default for Page {
    fn default() -> Self {
        Self { after: None, limit: 20, is_ascending: false }
    }
}

/// The list of the items that went into the last answer of the chain, as the format lists them.
///
/// # Errors
/// A page that is to begin after an item that is not there.
pub fn input_items(chain: &[Exchange], page: &Page) -> Result<Vec<u8>, FormatFault> {
    let Some((last, earlier)) = chain.split_last() else {
        return Err(must_be("chain", "one exchange at least"));
    };
    let before = earlier.iter().flat_map(|exchange| exchange.input().chain(exchange.output()));
    let mut all: Vec<Value<'_>> = before.chain(last.input()).collect();
    if !page.is_ascending {
        all.reverse();
    }
    let start = match &page.after {
        None => 0,
        Some(after) => {
            let place = all.iter().position(|item| item.text_of("id") == Some(after));
            place.ok_or_else(|| FormatFault::of("after", "There is no item of this id."))? + 1
        }
    };
    let shown = &all[start..];
    let shown = &shown[..shown.len().min(page.limit.clamp(1, MOST_ITEMS))];
    let mut out = Out::default();
    out.object().member("object", "list").key("data").array();
    for item in shown {
        out.json(&item.json());
    }
    out.end_array();
    for (name, item) in [("first_id", shown.first()), ("last_id", shown.last())] {
        out.key(name);
        match item.and_then(|item| item.text_of("id")) {
            Some(id) => out.text(id),
            None => out.null(),
        };
    }
    out.key("has_more").bool(start + shown.len() < all.len()).end_object();
    Ok(out.into_bytes())
}
