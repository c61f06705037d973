//! Responses: what is asked of kept answers, and the answer to forgetting one.

use gate_core::format::translate::responses::history::Page;
use gate_core::refusal::Refusal;
use serde::Serialize;

use crate::query::pairs;

/// The most items on a page.
const MOST_ITEMS: usize = 100;

/// The answer to forgetting an answer.
#[derive(Debug, Serialize)]
pub struct Deleted {
    id: String,
    object: &'static str,
    #[serde(rename = "deleted")]
    is_gone: bool,
}

impl Deleted {
    /// The answer of this id was forgotten.
    pub fn of(id: impl Into<String>) -> Self {
        Self { id: id.into(), object: "response", is_gone: true }
    }
}

/// Reads `after`, `limit` (1 to 100, 20 unless stated) and `order` (`asc`, `desc`) from a query. Other names are passed
/// over, as `OpenAI` does.
///
/// # Errors
/// [`Refusal::Malformed`] for a limit or an order that there is not.
pub fn read_page(query: Option<&str>) -> Result<Page, Refusal> {
    let mut page = Page::default();
    for (name, value) in pairs(query.unwrap_or_default()) {
        match name.as_ref() {
            "after" => page.after = Some(value.into_owned()),
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=MOST_ITEMS).contains(limit));
                let message = format!("`limit` must be a number from 1 to {MOST_ITEMS}.");
                page.limit = limit.ok_or_else(|| Refusal::malformed_field(message, "limit"))?;
            }
            "order" => {
                page.is_ascending = match value.as_ref() {
                    "asc" => true,
                    "desc" => false,
                    _ => return Err(Refusal::malformed_field("`order` must be `asc` or `desc`.", "order")),
                };
            }
            _ => {}
        }
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::{Page, read_page};

    #[test]
    fn a_page_is_what_the_query_says() {
        let page = |after: Option<&str>, limit, is_ascending| Page {
            after: after.map(str::to_owned),
            limit,
            is_ascending,
        };
        for (query, expected) in [
            (None, Ok(page(None, 20, false))),
            (Some("limit=100&order=asc&after=msg_1&include[]=x"), Ok(page(Some("msg_1"), 100, true))),
            (Some("limit=0"), Err("limit")),
            (Some("limit=101"), Err("limit")),
            (Some("order=up"), Err("order")),
        ] {
            let read = read_page(query).map_err(|refusal| match refusal {
                gate_core::refusal::Refusal::Malformed { param, .. } => param.unwrap_or_default(),
                other => panic!("{query:?}: {other}"),
            });
            assert_eq!(read, expected.map_err(str::to_owned), "{query:?}");
        }
    }
}
