//! Delivery: the answer on its way back to the caller, values restored, tokens counted, complete or not.

mod kept;
mod translation;
mod whole;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::sync::{mpsc, oneshot, watch};

use crate::call::Call;
use crate::chain::{Admitted, Chain};
use crate::exchanges::Pending;
use crate::format::follow::{self, AnswerStream};
use crate::format::openai::{Forward, StreamFault, StreamSettings};
use crate::meter::Meter;
use crate::offload;
use crate::open::{End, Open};
use crate::pricing::TokenCounter;
use crate::refusal::Refusal;
use crate::reply::{Chunk, ChunkStream, Denied, Outcome, Reply, ReplyBody};
use crate::stages::provider::{Answered, Provided};
use crate::trail::Step;
use crate::upstream::{Answer, EventStream, SseEvent, UpstreamError};
use kept::Kept;
use translation::{Naming, Translation};
use whole::WholeAnswer;

/// Chunks that may wait for a slow reader before the provider is made to wait too.
const CHUNKS_AHEAD: usize = 32;
/// Events that are ready at once are sent on together up to this size.
const COALESCE_BYTES: usize = 16 * 1024;

/// Runs calls through the chain and brings their answers back.
pub(crate) struct Delivery {
    pub(crate) chain: Chain,
    pub(crate) tokens: Arc<TokenCounter>,
    pub(crate) stop: watch::Receiver<bool>,
}

impl Delivery {
    /// One call, first stage to last byte, in one task that owns `open`. The caller only holds the other end of
    /// `answer`: when it lets go, the provider's work is cut off and the call is settled as it stands.
    pub(crate) async fn run(
        self: Arc<Self>,
        call: Call,
        mut open: Open,
        mut answer: oneshot::Sender<Outcome>,
    ) {
        let admitted = match self.chain.admit(&call, &mut open, &mut answer).await {
            Ok(admitted) => admitted,
            Err(refusal) => return deny(open, refusal, answer),
        };
        let Admitted { provided, texts, reserved, usage_asked, format, exchange } = admitted;
        let Provided::Answer(Answered { candidate, answer: provided, reading, lease }) = provided else {
            open.end = End::Cancelled;
            return;
        };
        open.answered_by(&candidate, &reading, lease);
        let (tokens, model) = (Arc::clone(&self.tokens), candidate.model);
        let naming = Naming {
            id: open.id.to_string(),
            model: model.clone(),
            created: open.began_unix_seconds(),
            input_tokens: open.input_tokens(),
        };
        match provided {
            Answer::Whole(body) => {
                let unread = WholeAnswer { body, format, reading, naming, texts, tokens, model };
                whole(unread, exchange, open, answer).await;
            }
            Answer::Stream(events) => {
                let meter = Meter::new(reserved.limit_to_send.and(reserved.output_tokens));
                let settings = StreamSettings {
                    caller_asked_usage: usage_asked,
                    count: Box::new(move |text| tokens.count(&model, text)),
                    filters: texts.into_filters(),
                };
                let filter = follow::open(format, settings);
                let translation = Translation::of(&reading, &naming, usage_asked);
                let kept = Kept::of(exchange);
                let stop = self.stop.clone();
                let stream = Streaming { events, translation, filter, kept, meter, open, stop };
                stream.run(answer).await;
            }
        }
    }
}

/// A whole answer: settled before it is handed over, so that its record is there when the caller looks.
async fn whole(
    unread: WholeAnswer,
    exchange: Option<Box<Pending>>,
    mut open: Open,
    answer: oneshot::Sender<Outcome>,
) {
    let Some(read) = offload::sized(unread.body.len(), move || unread.read()).await else {
        let message = "The provider answered with something that is no answer.".to_owned();
        let refusal = Refusal::ProviderError { upstream_status: None, message, retry_after_seconds: None };
        open.trail.blame(Step::Provider);
        return deny(open, refusal, answer);
    };
    open.reported = read.usage;
    open.output_tokens_seen = read.output_tokens;
    let body = match read.body {
        Ok(body) => body,
        // The provider did the work, so it is paid for.
        Err(refusal) => {
            open.trail.blame(Step::PiiScan);
            open.receipt.cost = open.cost_so_far();
            return deny(open, refusal, answer);
        }
    };
    if let Some(exchange) = exchange {
        exchange.answered(&body).await;
    }
    open.end = End::Answered { complete: true };
    open.receipt.cost = open.cost_so_far();
    let receipt = open.receipt();
    drop(open);
    // A caller that has left meanwhile has still been served: the provider did the work.
    let _ = answer.send(Ok(Reply { receipt, body: ReplyBody::Whole(body) }));
}

fn deny(mut open: Open, refusal: Refusal, answer: oneshot::Sender<Outcome>) {
    open.refuse(&refusal);
    let receipt = Box::new(open.receipt());
    drop(open);
    let _ = answer.send(Err(Denied { refusal, receipt }));
}

/// A streamed answer on its way.
struct Streaming {
    events: Box<EventStream>,
    /// Brings it into the caller's format, where it is in another.
    translation: Option<Translation>,
    filter: Box<dyn AnswerStream>,
    /// What of it is kept for later requests.
    kept: Kept,
    meter: Meter,
    open: Open,
    stop: watch::Receiver<bool>,
}

/// Why a stream ended.
enum Ending {
    Complete,
    Broken(Refusal),
    /// The model wrote what must not go on, nor may anything that is still held back.
    Stopped(Refusal),
    CallerGone,
}

impl Streaming {
    async fn run(mut self, answer: oneshot::Sender<Outcome>) {
        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        let reply =
            Reply { receipt: self.open.receipt(), body: ReplyBody::Stream(ChunkStream::new(receiver)) };
        let ending = match answer.send(Ok(reply)) {
            Ok(()) => self.pump(&sender).await,
            Err(_) => Ending::CallerGone,
        };
        self.close(ending, &sender).await;
    }

    /// Passes events on until the stream ends, one way or another.
    async fn pump(&mut self, sender: &mpsc::Sender<Chunk>) -> Ending {
        loop {
            let mut stop = self.stop.clone();
            let event = tokio::select! {
                biased;
                event = self.events.next() => event,
                () = sender.closed() => return Ending::CallerGone,
                _ = stop.wait_for(|stop| *stop) => return Ending::Broken(Refusal::Internal),
            };
            let (frames, ending) = self.collect(event);
            // It is kept before the caller sees its end, so that the next request finds it.
            self.kept.write().await;
            if !frames.is_empty() && sender.send(Chunk::Frames(frames)).await.is_err() {
                return Ending::CallerGone;
            }
            if let Some(ending) = ending {
                return ending;
            }
        }
    }

    /// What becomes of an event and of those that are there already, and whether the stream ends with them.
    fn collect(&mut self, first: Result<Option<SseEvent>, UpstreamError>) -> (Bytes, Option<Ending>) {
        let mut frames = Frames::default();
        let mut next = first;
        loop {
            let ending = match next {
                // A comment keeps the caller's connection awake as it kept ours.
                Ok(Some(event)) if !event.has_data() => {
                    frames.add(event.raw);
                    None
                }
                Ok(Some(event)) => self.take(&event, &mut frames),
                Ok(None) => Some(self.ended(&mut frames)),
                Err(error) => Some(Ending::Broken(error.refusal())),
            };
            if ending.is_some() {
                return (frames.take(), ending);
            }
            if self.meter.is_overspent(&*self.filter) {
                return (frames.take(), Some(Ending::Broken(cut_off())));
            }
            if frames.len() >= COALESCE_BYTES {
                return (frames.take(), None);
            }
            match self.events.next_ready() {
                Some(event) => next = Ok(Some(event)),
                None => return (frames.take(), None),
            }
        }
    }

    /// Passes an event on, translated if need be; an ending when the answer ends with it.
    fn take(&mut self, event: &SseEvent, frames: &mut Frames) -> Option<Ending> {
        let Some(translation) = &mut self.translation else {
            return self.forward(&event.raw, event.data(), frames);
        };
        match translation.push(event) {
            Ok(translated) => {
                translated.iter().find_map(|frame| self.forward(&frame.raw, &frame.data, frames))
            }
            Err(_) => Some(Ending::Broken(broken_off())),
        }
    }

    /// How an answer ends after which the provider sends no more.
    fn ended(&mut self, frames: &mut Frames) -> Ending {
        let last = self.translation.as_mut().map(Translation::finish).transpose();
        let Ok(last) = last else { return Ending::Broken(broken_off()) };
        let last = last.unwrap_or_default();
        if let Some(ending) = last.iter().find_map(|frame| self.forward(&frame.raw, &frame.data, frames)) {
            return ending;
        }
        if self.filter.is_complete() { Ending::Complete } else { Ending::Broken(broken_off()) }
    }

    /// Passes a frame of the caller's format on.
    fn forward(&mut self, raw: &Bytes, data: &[u8], frames: &mut Frames) -> Option<Ending> {
        match self.filter.push(raw, data) {
            Ok(Forward::Untouched(bytes) | Forward::Replaced(bytes)) => {
                self.kept.see(&bytes);
                frames.add(bytes);
            }
            Ok(Forward::Dropped) => {}
            Ok(Forward::ProviderError(_)) => return Some(Ending::Broken(broken_off())),
            Err(fault) => return Some(faulty(fault)),
        }
        None
    }

    /// What is held back at the end, unless it must not go on: then the stream ends for that.
    fn flush(&mut self, ending: Ending) -> (Ending, Option<Bytes>) {
        if matches!(ending, Ending::Stopped(_)) {
            return (ending, None);
        }
        match self.filter.finish() {
            Ok(held_back) => (ending, held_back),
            Err(fault) => (faulty(fault), None),
        }
    }

    /// Settles the call and then tells the caller, so that the record is there when the caller looks.
    async fn close(mut self, ending: Ending, sender: &mpsc::Sender<Chunk>) {
        let (ending, held_back) = self.flush(ending);
        if matches!(ending, Ending::Stopped(_)) {
            self.open.trail.blame(Step::PiiScan);
        }
        let translated = self.translation.as_ref().and_then(Translation::usage);
        self.open.reported = translated.or_else(|| self.filter.usage());
        if self.open.reported.is_none() {
            self.open.output_tokens_seen = self.meter.settled(&*self.filter);
        }
        let last = match ending {
            Ending::Complete => {
                self.open.end = End::Answered { complete: true };
                self.open.receipt.cost = self.open.cost_so_far();
                Some(Chunk::End(Box::new(self.open.receipt())))
            }
            Ending::Broken(refusal) | Ending::Stopped(refusal) => {
                self.open.end = End::Broken { code: refusal.code() };
                Some(Chunk::Broken(refusal))
            }
            Ending::CallerGone => {
                self.open.end = End::Cancelled;
                None
            }
        };
        drop(self.open);
        drop(self.events);
        if let Some(frames) = held_back {
            let _ = sender.send(Chunk::Frames(frames)).await;
        }
        if let Some(last) = last {
            let _ = sender.send(last).await;
        }
    }
}

/// Frames that go out together. A single one goes out as it is, without a copy.
#[derive(Default)]
struct Frames {
    only: Bytes,
    joined: BytesMut,
}

impl Frames {
    fn add(&mut self, frame: Bytes) {
        if self.len() == 0 {
            self.only = frame;
            return;
        }
        if self.joined.is_empty() {
            self.joined.extend_from_slice(&std::mem::take(&mut self.only));
        }
        self.joined.extend_from_slice(&frame);
    }

    fn len(&self) -> usize {
        self.only.len() + self.joined.len()
    }

    fn take(&mut self) -> Bytes {
        if self.joined.is_empty() { std::mem::take(&mut self.only) } else { self.joined.split().freeze() }
    }
}

/// How a stream ends that cannot go on.
fn faulty(fault: StreamFault) -> Ending {
    match fault {
        StreamFault::Format(_) => Ending::Broken(broken_off()),
        StreamFault::Stopped(refusal) => Ending::Stopped(refusal),
    }
}

fn broken_off() -> Refusal {
    let message = "The provider broke off its answer.".to_owned();
    Refusal::ProviderError { upstream_status: None, message, retry_after_seconds: None }
}

fn cut_off() -> Refusal {
    let message =
        "The answer was cut off where the budget ends: the provider ignored the limit it was given."
            .to_owned();
    Refusal::ProviderError { upstream_status: None, message, retry_after_seconds: None }
}
