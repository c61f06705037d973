//! Recall: a request that goes on from an earlier answer becomes whole, as the provider must see it.

use std::sync::Arc;

use bytes::Bytes;

use crate::caller::Key;
use crate::exchanges::{Exchanges, Pending};
use crate::format::json::Document;
use crate::format::translate::ResponsesEcho;
use crate::format::translate::responses::history;
use crate::format::{ClientFormat, FormatFault, Request};
use crate::refusal::Refusal;

/// A request with everything that was said before it.
pub(super) struct Recalled {
    pub(super) request: Request,
    /// What of it the answer repeats.
    pub(super) echo: Option<Arc<ResponsesEcho>>,
    /// What is kept of it for later requests.
    pub(super) exchange: Option<Box<Pending>>,
}

/// Puts before a request what was said up to the answer that it goes on from. Only the Responses format has such
/// requests.
///
/// Refuses with [`Refusal::Malformed`] an answer that this key has not, and pointers to items that are not in it.
pub(super) async fn whole(exchanges: &Exchanges, key: &Key, request: Request) -> Result<Recalled, Refusal> {
    if request.format() != ClientFormat::Responses {
        return Ok(Recalled { request, echo: None, exchange: None });
    }
    let chain = match history::previous(request.document()) {
        Some(id) => exchanges.chain(key, id).await?,
        None => Vec::new(),
    };
    let pointed = history::references(request.document());
    let asked = if pointed.is_empty() {
        request.document().clone()
    } else {
        let holding = exchanges.holding(key, &pointed).await?;
        parsed(history::resolve(request.document(), &holding))?
    };
    let number = exchanges.number();
    let echo = Some(Arc::new(ResponsesEcho::of(&asked, number)));
    let complete = if chain.is_empty() { asked.clone() } else { parsed(history::complete(&asked, &chain))? };
    let is_kept = asked.get(asked.root(), "store").is_none_or(|store| asked.as_bool(store) != Some(false));
    let exchange =
        is_kept.then(|| Box::new(Pending { exchanges: exchanges.clone(), key: key.clone(), asked, number }));
    let request = request.with_document(complete).map_err(malformed)?;
    Ok(Recalled { request, echo, exchange })
}

fn parsed(written: Result<Vec<u8>, FormatFault>) -> Result<Document, Refusal> {
    written.and_then(|body| Ok(Document::parse(Bytes::from(body))?)).map_err(malformed)
}

fn malformed(FormatFault { message, param }: FormatFault) -> Refusal {
    Refusal::Malformed { message, param }
}
