//! Exchanges: what was asked and answered in the Responses format, kept sealed for requests that go on from it.

use std::sync::Arc;

use bytes::Bytes;

use crate::caller::Key;
use crate::clock::Clock;
use crate::format::json::Document;
use crate::format::translate::responses::history::{self, Exchange, Page, input_items};
use crate::id::Entropy;
use crate::refusal::Refusal;
use crate::secret::{Bound, Secret};
use crate::store::{KeptResponse, ProviderKeys, Responses, Store, StoreError, Vault};

/// Larger exchanges are not kept: whoever sends that much can send it again.
const KEPT_BYTES: usize = 4 * 1024 * 1024;

/// Keeps exchanges, and finds them again.
#[derive(Clone)]
pub(crate) struct Exchanges {
    responses: Responses,
    provider_keys: ProviderKeys,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

/// An exchange that is kept once it was answered.
pub(crate) struct Pending {
    pub(crate) exchanges: Exchanges,
    /// Whose it is.
    pub(crate) key: Key,
    /// The request, as the caller sent it.
    pub(crate) asked: Document,
    /// The number that the ids of its items are made of.
    pub(crate) number: u128,
}

impl Exchanges {
    /// Exchanges in this store, sealed by this vault.
    pub(crate) fn new(
        store: &Store,
        vault: Arc<Vault>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        let (responses, provider_keys) = (store.responses.clone(), store.provider_keys.clone());
        Self { responses, provider_keys, vault, clock, entropy }
    }

    /// A random number, which the ids of one answer are made of.
    pub(crate) fn number(&self) -> u128 {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes);
        u128::from_le_bytes(bytes)
    }

    /// An exchange of this key and those that it went on from, the oldest first.
    ///
    /// Refuses with [`Refusal::Malformed`] when the key has none of that id, or it cannot be opened any more.
    pub(crate) async fn chain(&self, key: &Key, id: &str) -> Result<Vec<Exchange>, Refusal> {
        let kept = self.responses.chain(key.org, key.id, id).await.map_err(|error| failed(&error))?;
        let opened: Option<Vec<Exchange>> = kept.iter().map(|kept| self.opened(key, kept)).collect();
        opened.filter(|chain| !chain.is_empty()).ok_or_else(|| {
            let message = format!("Previous response with id '{}' not found.", printable(id));
            Refusal::malformed_field(message, "previous_response_id")
        })
    }

    /// The exchanges of this key in which these items stand. An item that stands in none is for the caller to miss.
    pub(crate) async fn holding(&self, key: &Key, items: &[&str]) -> Result<Vec<Exchange>, Refusal> {
        let kept = self.responses.holding(key.org, key.id, items).await.map_err(|error| failed(&error))?;
        Ok(kept.iter().filter_map(|kept| self.opened(key, kept)).collect())
    }

    /// The answer of this id as it was given, or the items that went into it.
    pub(crate) async fn show(&self, key: &Key, id: &str, page: Option<&Page>) -> Result<Vec<u8>, Refusal> {
        let chain = self.chain(key, id).await.map_err(|refusal| match refusal {
            Refusal::Malformed { .. } => Refusal::NotFound,
            other => other,
        })?;
        match page {
            None => chain.last().map(Exchange::to_response).ok_or(Refusal::NotFound),
            Some(page) => input_items(&chain, page)
                .map_err(|fault| Refusal::Malformed { message: fault.message, param: fault.param }),
        }
    }

    /// Forgets the answer of this id.
    pub(crate) async fn delete(&self, key: &Key, id: &str) -> Result<(), Refusal> {
        let deleted = self.responses.delete(key.org, key.id, id).await.map_err(|error| failed(&error))?;
        deleted.then_some(()).ok_or(Refusal::NotFound)
    }

    fn opened(&self, key: &Key, kept: &KeptResponse) -> Option<Exchange> {
        let opened = self.vault.open_sealed(&kept.sealed, bound(key, &kept.id));
        let text = opened.inspect_err(|error| tracing::warn!(%error, "a kept response stays closed")).ok()?;
        Exchange::read(Bytes::copy_from_slice(text.expose().as_bytes())).ok()
    }

    async fn keep(&self, key: &Key, exchange: &Exchange, previous: Option<String>) -> Result<(), StoreError> {
        let text = exchange.to_bytes();
        if text.len() > KEPT_BYTES {
            tracing::debug!(bytes = text.len(), "a response is too large to be kept");
            return Ok(());
        }
        let secret = Secret::new(String::from_utf8_lossy(&text));
        let used = self.provider_keys.highest_version().await?;
        let sealed = self.vault.seal(&secret, bound(key, exchange.id()), used, self.entropy.as_ref());
        let sealed = sealed.map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let items = exchange.item_ids().map(str::to_owned).collect();
        let kept = KeptResponse { id: exchange.id().to_owned(), previous, items, sealed };
        self.responses.insert(key.org, key.id, kept, self.clock.unix_ms()).await
    }
}

impl Pending {
    /// Keeps the exchange with this answer. A failure is told to the operator alone: the answer was given and paid for.
    pub(crate) async fn answered(self, answer: &[u8]) {
        let exchange = Document::parse(Bytes::copy_from_slice(answer))
            .ok()
            .and_then(|answer| Exchange::of(&self.asked, &answer, self.number).ok());
        let Some(exchange) = exchange else { return };
        // The provider was asked the whole, so it may say that nothing came before.
        let previous = history::previous(&self.asked).map(str::to_owned);
        if let Err(error) = self.exchanges.keep(&self.key, &exchange, previous).await {
            tracing::warn!(%error, "a response could not be kept");
        }
    }
}

fn bound<'b>(key: &Key, id: &'b str) -> Bound<'b> {
    Bound { org: key.org, row: id, origin: "response" }
}

fn failed(error: &StoreError) -> Refusal {
    tracing::error!(%error, "kept responses cannot be read");
    Refusal::Internal
}

/// An id as a message may repeat it.
fn printable(id: &str) -> String {
    id.chars().filter(char::is_ascii_graphic).take(64).collect()
}
