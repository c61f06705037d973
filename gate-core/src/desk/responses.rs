//! Responses: answers that are kept for later requests, read and forgotten by the key that got them.

use super::Desk;
use crate::caller::Caller;
use crate::format::translate::responses::history::Page;
use crate::refusal::Refusal;

impl Desk {
    /// The answer of this id, JSON as it was given; [`Refusal::NotFound`] when the caller's key has none.
    pub async fn response(&self, caller: &Caller, id: &str) -> Result<Vec<u8>, Refusal> {
        self.outside.exchanges.show(&caller.key, id, None).await
    }

    /// A page of the items that went into the answer of this id, JSON.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when the caller's key has none of that id; [`Refusal::Malformed`] for a page that begins
    /// after an item that is not there.
    pub async fn response_input(&self, caller: &Caller, id: &str, page: &Page) -> Result<Vec<u8>, Refusal> {
        self.outside.exchanges.show(&caller.key, id, Some(page)).await
    }

    /// Forgets the answer of this id; [`Refusal::NotFound`] when the caller's key has none.
    pub async fn delete_response(&self, caller: &Caller, id: &str) -> Result<(), Refusal> {
        self.outside.exchanges.delete(&caller.key, id).await
    }
}
