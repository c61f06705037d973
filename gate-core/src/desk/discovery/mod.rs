//! Discovery: asking providers for their models, and looking whether they answer at all.

mod list;

use std::time::Duration;

use bytes::Bytes;

use super::Desk;
use super::health::Check;
use super::providers::failed;
use crate::id::{CallId, OrgId, ProviderRowId, base62};
use crate::providers::{Served, Target};
use crate::refusal::Refusal;
use crate::store::{CataloguePage, FoundModel, Run};
use crate::upstream::{Answer, Fault, KeyChoice, StreamEnd, UpstreamError, UpstreamRequest};

/// How long a provider may take to list its models, whatever its calls may take.
const LIST_WAIT: Duration = Duration::from_secs(30);
/// How long it may take when only its health is asked for.
const TEST_WAIT: Duration = Duration::from_secs(10);

/// What a look at a provider showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// Whether it answered as it should, and when.
    pub check: Check,
    /// What went wrong; `None` when nothing did.
    pub error: Option<String>,
}

impl Desk {
    /// Asks a provider for its models and keeps the answer.
    ///
    /// Refused with [`Refusal::NoProviderKey`] when there is none to ask with, and with [`Refusal::ProviderError`] when
    /// the provider does not answer with a list; that run is kept as failed.
    pub async fn discover_models(&self, org: OrgId, id: &str) -> Result<(Run, Vec<FoundModel>), Refusal> {
        let (row, served) = self.askable(org, id).await?;
        if served.needs_key && !served.has_key() {
            return Err(Refusal::NoProviderKey { provider: id.to_owned() });
        }
        let started_at_ms = self.clock.unix_ms();
        let found = self.ask_for_models(&served, LIST_WAIT).await;
        let finished_at_ms = self.clock.unix_ms();
        self.note_check(id, started_at_ms, found.is_ok());
        let run = Run {
            public_id: format!("run_{}", base62(self.entropy.as_ref(), 16)),
            provider_id: id.to_owned(),
            models_found: found.as_ref().map_or(0, |models| models.len() as u64),
            started_at_ms,
            finished_at_ms,
            error: found.as_ref().err().cloned(),
        };
        let _turn = self.providers_turn.lock().await;
        let kept = found.as_deref().ok();
        self.store.discovery.note(org, row, &run, kept).await.map_err(failed)?;
        self.refresh_providers().await?;
        // The provider's status is not passed on: whatever it said, it is the provider that failed.
        let failed =
            |message| Refusal::ProviderError { upstream_status: None, message, retry_after_seconds: None };
        found.map(|models| (run, models)).map_err(failed)
    }

    /// Looks whether a provider answers, with the key that calls would have.
    pub async fn test_provider(&self, org: OrgId, row: ProviderRowId) -> Result<Tested, Refusal> {
        let provider = self.provider_by_row(org, row).await?;
        let (_, served) = self.askable(org, &provider.id).await?;
        let started_at_ms = self.clock.unix_ms();
        let answer = self.ask_for_models(&served, TEST_WAIT).await;
        let check = self.note_check(&provider.id, started_at_ms, answer.is_ok());
        Ok(Tested { check, error: answer.err() })
    }

    /// A page of the models that providers were found to have.
    pub async fn catalogue(
        &self,
        org: OrgId,
        provider_id: Option<String>,
        after: i64,
        limit: u32,
    ) -> Result<CataloguePage, Refusal> {
        self.store.discovery.catalogue(org, provider_id, after, limit).await.map_err(failed)
    }

    /// The latest runs, newest first.
    pub async fn discovery_history(&self, org: OrgId, limit: u32) -> Result<Vec<Run>, Refusal> {
        self.store.discovery.history(org, limit).await.map_err(failed)
    }

    /// A provider of the organisation, as it would be asked, also when it takes no part in calls.
    async fn askable(&self, org: OrgId, id: &str) -> Result<(ProviderRowId, Served), Refusal> {
        let known = self.known_providers(org).await?;
        let (effective, stored) = known.find(id).ok_or(Refusal::NotFound)?;
        let served = Served::remote(effective).map_err(|error| {
            tracing::error!(provider = id, %error, "a provider cannot be asked");
            Refusal::Internal
        })?;
        Ok((stored.row.id, served))
    }

    /// The provider's models, or why there are none, in words for people.
    async fn ask_for_models(&self, served: &Served, wait: Duration) -> Result<Vec<FoundModel>, String> {
        let Target::Remote(provider) = &served.target else { return Ok(Vec::new()) };
        let request = UpstreamRequest {
            call_id: self.call_id_of_its_own(),
            provider: std::sync::Arc::clone(provider),
            route: list::route(&provider.kind).into(),
            headers: Vec::new(),
            body: Bytes::new(),
            stream: false,
            ends: StreamEnd::Marker,
            unix_seconds: self.clock.unix_ms() / 1_000,
            key: KeyChoice::Own(0),
        };
        let asked = self.outside.upstreams.to(&served.id).send(request);
        match tokio::time::timeout(wait, asked).await {
            Err(_) => Err("The provider did not answer in time.".to_owned()),
            Ok(Err(error)) => Err(said(&error)),
            Ok(Ok(Answer::Whole(body))) => list::read(&body)
                .ok_or_else(|| "The provider did not answer with a list of models.".to_owned()),
            Ok(Ok(Answer::Stream(_))) => Err("The provider did not answer with a list of models.".to_owned()),
        }
    }

    /// An id to send as the request's; no call has it, since none is made.
    fn call_id_of_its_own(&self) -> CallId {
        let mut noise = [0; 2];
        self.entropy.fill(&mut noise);
        let row = CallId::lowest_at(self.clock.unix_ms()) + i64::from(u16::from_le_bytes(noise));
        CallId::from_row(row).expect("a moment since 1970 is no negative number")
    }

    fn note_check(&self, id: &str, started_at_ms: i64, is_up: bool) -> Check {
        let at_ms = self.clock.unix_ms();
        let check = Check { is_up, latency_ms: u64::try_from(at_ms - started_at_ms).unwrap_or(0), at_ms };
        self.outside.checks.note(id, check);
        check
    }
}

/// What may be told of a failure: the status as well, since it is an administrator who asked.
fn said(error: &UpstreamError) -> String {
    match &error.kind {
        Fault::Status { status, message: Some(message), .. } => {
            format!("The provider answered with status {status}: {message}")
        }
        Fault::Status { status, .. } => format!("The provider answered with status {status}."),
        other => other.to_string(),
    }
}
