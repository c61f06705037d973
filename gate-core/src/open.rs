//! Open: one call from its first step to its last byte. However it ends, the bookkeeper hears of it once.

use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use crate::attempt::Attempt;
use crate::bookkeeper::Bookkeeper;
use crate::call::Call;
use crate::caller::Caller;
use crate::clock::Clock;
use crate::handoff::{Candidate, Exchange, Parsed, Quote, Reading, Reserved};
use crate::id::CallId;
use crate::money::Money;
use crate::pricing::PriceCard;
use crate::receipt::{OrgDay, Receipt};
use crate::refusal::Refusal;
use crate::routing::KeyLease;
use crate::stages::authenticate::Recognised;
use crate::stages::parse::Wanted;
use crate::trail::Trail;
use crate::usage::TokenUsage;

/// A call that has begun. Dropping it closes it, also when a panic unwinds its task.
pub(crate) struct Open {
    /// The call.
    pub(crate) id: CallId,
    /// The steps it went through.
    pub(crate) trail: Trail,
    /// What its caller is told.
    pub(crate) receipt: Receipt,
    /// What it asks for; nothing before its body was read.
    pub(crate) wanted: Option<Wanted>,
    /// How it ended; unfinished until somebody says otherwise.
    pub(crate) end: End,
    /// What the provider reported to have been used.
    pub(crate) reported: Option<TokenUsage>,
    /// Output tokens counted here while they passed.
    pub(crate) output_tokens_seen: u64,
    /// How far the exchange with the provider has come.
    pub(crate) exchange: Exchange,
    /// Who was asked so far, in order.
    pub(crate) attempts: Vec<Attempt>,
    began_ms: i64,
    session_id: Option<String>,
    tags: Vec<(String, String)>,
    status_of: fn(&Refusal) -> u16,
    caller: Option<Caller>,
    model: Option<String>,
    booking: Booking,
    /// The use of the provider's key, which ends with the call.
    lease: Option<KeyLease>,
    bookkeeper: Arc<Bookkeeper>,
    _permit: OwnedSemaphorePermit,
}

/// Money that may be set aside for a call.
pub(crate) enum Booking {
    /// None was asked for, or it was refused.
    None,
    /// A reservation was handed to the store; it is settled whether its verdict came or not.
    Open {
        /// What the model costs.
        card: Arc<PriceCard>,
        /// What the call was expected to cost.
        quote: Quote,
    },
}

/// How a call ended.
#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    /// Nobody said: a panic, or the process is going down.
    Unfinished,
    /// It was refused before anything was answered.
    Refused {
        /// The refusal's kind.
        code: &'static str,
        /// The status its caller's dialect gives it.
        status: u16,
    },
    /// It was answered.
    Answered {
        /// Whether the provider said that the answer is whole.
        complete: bool,
    },
    /// The answer broke off after it had begun.
    Broken {
        /// The kind of the refusal that ended it.
        code: &'static str,
    },
    /// The caller left.
    Cancelled,
}

/// What the bookkeeper needs to know of a call that has ended.
pub(crate) struct Closed<'c> {
    pub(crate) id: CallId,
    pub(crate) trail: &'c Trail,
    pub(crate) end: &'c End,
    pub(crate) began_ms: i64,
    pub(crate) caller: Option<&'c Caller>,
    pub(crate) session_id: Option<&'c str>,
    pub(crate) requested_model: Option<&'c str>,
    pub(crate) model: Option<&'c str>,
    pub(crate) provider: Option<&'c str>,
    pub(crate) attempts: &'c [Attempt],
    pub(crate) tags: &'c [(String, String)],
    /// What the call was expected to cost; nothing before that was known.
    pub(crate) estimate: Money,
    pub(crate) stream: bool,
    pub(crate) redacted: usize,
    pub(crate) booking: &'c Booking,
    pub(crate) exchange: Exchange,
    pub(crate) reported: Option<TokenUsage>,
    pub(crate) output_tokens_seen: u64,
}

impl Open {
    /// Begins a call.
    pub(crate) fn begin(
        id: CallId,
        call: &Call,
        clock: Arc<dyn Clock>,
        bookkeeper: Arc<Bookkeeper>,
        permit: OwnedSemaphorePermit,
    ) -> Self {
        bookkeeper.opened();
        let began_ms = clock.unix_ms();
        Self {
            id,
            trail: Trail::begin(clock),
            receipt: Receipt::new(id),
            wanted: None,
            end: End::Unfinished,
            reported: None,
            output_tokens_seen: 0,
            exchange: Exchange::Unsent,
            attempts: Vec::new(),
            began_ms,
            session_id: call.options.session_id.clone(),
            tags: call.options.tags.clone(),
            status_of: call.status_of,
            caller: None,
            model: None,
            booking: Booking::None,
            lease: None,
            bookkeeper,
            _permit: permit,
        }
    }

    /// Notes whose call it is.
    pub(crate) fn recognised(&mut self, recognised: &Recognised) {
        self.receipt.key_rotated = recognised.in_grace;
        self.caller = Some(recognised.entry.caller.clone());
    }

    /// Notes who will be asked for what.
    pub(crate) fn parsed(&mut self, parsed: &Parsed) {
        self.model = Some(parsed.chosen.model.clone());
        self.receipt.provider = Some(Arc::clone(&parsed.chosen.served.id));
    }

    /// Notes that money is being set aside: from here on the call is settled at its end.
    pub(crate) fn booked(&mut self, card: &Arc<PriceCard>, quote: Quote) {
        self.receipt.cost = Some(quote.estimate);
        self.booking = Booking::Open { card: Arc::clone(card), quote };
    }

    /// Notes the verdict on the money; after a refusal there is nothing to settle.
    pub(crate) fn verdict(&mut self, verdict: Result<Reserved, Refusal>) -> Result<Reserved, Refusal> {
        match &verdict {
            Ok(reserved) => {
                let granted = &reserved.granted;
                self.receipt.org_day =
                    Some(OrgDay { spent: granted.org_day_spent, limit: granted.org_day_limit });
            }
            // A reservation whose write failed may yet have been written: closing it is right in both cases.
            Err(Refusal::CostNotRecorded) => {}
            Err(_) => self.booking = Booking::None,
        }
        verdict
    }

    /// Notes who answers, which may not be who was asked first: the call costs what it costs there.
    pub(crate) fn answered_by(&mut self, candidate: &Candidate, reading: &Reading, lease: Option<KeyLease>) {
        self.lease = lease;
        self.receipt.provider_retries =
            u32::try_from(self.attempts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        self.model = Some(candidate.model.clone());
        self.receipt.provider = Some(Arc::clone(&candidate.served.id));
        if let Booking::Open { card, .. } = &mut self.booking {
            *card = Arc::clone(&candidate.card);
        }
        if let Reading::Translated { dropped, .. } | Reading::Embeddings { dropped, .. } = reading {
            self.receipt.dropped.clone_from(dropped);
        }
    }

    /// Tokens of its input, as they were counted here.
    pub(crate) fn input_tokens(&self) -> Option<u64> {
        match &self.booking {
            Booking::Open { quote, .. } => Some(quote.input_tokens),
            Booking::None => None,
        }
    }

    /// When it began, in seconds since 1970.
    pub(crate) fn began_unix_seconds(&self) -> u64 {
        u64::try_from(self.began_ms / 1_000).unwrap_or_default()
    }

    /// Ends the call with a refusal.
    pub(crate) fn refuse(&mut self, refusal: &Refusal) {
        self.end = End::Refused { code: refusal.code(), status: (self.status_of)(refusal) };
    }

    /// What the caller is told as things stand now.
    pub(crate) fn receipt(&self) -> Receipt {
        Receipt { governance: self.trail.governance(), ..self.receipt.clone() }
    }

    /// What the call costs as things stand now.
    pub(crate) fn cost_so_far(&self) -> Option<Money> {
        crate::bookkeeper::cost_of(&self.closed())
    }

    fn closed(&self) -> Closed<'_> {
        Closed {
            id: self.id,
            trail: &self.trail,
            end: &self.end,
            began_ms: self.began_ms,
            caller: self.caller.as_ref(),
            session_id: self.session_id.as_deref(),
            requested_model: self.wanted.as_ref().map(|wanted| wanted.model.as_str()),
            model: self.model.as_deref(),
            provider: self.receipt.provider.as_deref(),
            attempts: &self.attempts,
            tags: &self.tags,
            estimate: self.receipt.cost.unwrap_or_default(),
            stream: self.wanted.as_ref().is_some_and(|wanted| wanted.stream),
            redacted: self.receipt.redacted,
            booking: &self.booking,
            exchange: self.exchange,
            reported: self.reported,
            output_tokens_seen: self.output_tokens_seen,
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.bookkeeper.closed(&self.closed());
    }
}

impl Closed<'_> {
    /// Whether the provider may charge for the call: it got the request and did not refuse it.
    pub(crate) fn consumed(&self) -> bool {
        let is_refused = matches!(self.end, End::Refused { .. });
        let needed = if is_refused { Exchange::Begun } else { Exchange::Sent };
        self.reported.is_some() || self.exchange >= needed
    }
}

impl End {
    /// The status on the record.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Refused { status, .. } => *status,
            Self::Answered { .. } | Self::Broken { .. } => 200,
            // The customary status of a request whose caller left before the answer.
            Self::Cancelled => 499,
            Self::Unfinished => 500,
        }
    }

    /// The refusal that ended it.
    pub(crate) fn refusal_code(&self) -> Option<&'static str> {
        match self {
            Self::Refused { code, .. } | Self::Broken { code } => Some(code),
            Self::Unfinished => Some("internal"),
            Self::Answered { .. } | Self::Cancelled => None,
        }
    }

    /// The outcome as metrics and logs name it.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::Unfinished => "error",
            Self::Refused { code, .. } => code,
            Self::Answered { complete: true } => "answered",
            Self::Answered { complete: false } | Self::Broken { .. } => "incomplete",
            Self::Cancelled => "cancelled",
        }
    }
}
