//! Disconnect: a caller who leaves pays for what was done, and the provider stops doing it.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::support::chat::cost;
use crate::support::random::Random;
use crate::support::wait::{millis, seconds};
use crate::support::{Exchange, Key, Settings, System, chat, sse};

/// Callers who leave.
const LEAVING: u64 = 200;
/// How many of them are there at a time.
const TOGETHER: usize = 32;
/// How long the provider may go on after the caller has gone.
const CANCELLED_MS: u64 = 1_000;

/// How a caller leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// TCP reset.
    Reset,
    /// Closed in both directions.
    Close,
    /// Closed in one direction; the caller still listens.
    HalfClose,
}

/// When a caller leaves.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    /// Half-way through the request.
    Asking,
    /// Before the first byte of a stream.
    BeforeStream,
    /// In the middle of a stream.
    MidStream,
    /// In the middle of a stream of which nothing more comes.
    Silence,
    /// Before the first byte of a whole answer.
    BeforeWhole,
}

/// What a caller saw before leaving.
struct Left {
    marker: String,
    way: Way,
    moment: Moment,
    /// Unix milliseconds, as the witness writes them.
    at_ms: u64,
    /// Tokens of the answer that had arrived.
    tokens: u64,
}

/// The time by the clock that the witness's log goes by.
fn unix_ms() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "laid beside the times in another process's log")]
    let now = std::time::SystemTime::now();
    now.duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|time| u64::try_from(time.as_millis()).ok())
        .expect("a sane clock")
}

impl Way {
    /// Leaves. A caller who half-closes hears what comes until the gate ends it or patience does.
    async fn leave(self, mut stream: TcpStream) {
        match self {
            Self::Reset => stream.set_zero_linger().expect("the option is known"),
            Self::Close => {}
            Self::HalfClose => {
                let _ = stream.shutdown().await;
                let _ = timeout(seconds(2), stream.read_to_end(&mut Vec::new())).await;
            }
        }
    }
}

async fn leave(key: Key, number: u64) -> io::Result<Left> {
    let mut random = Random::new(number);
    let way = [Way::Reset, Way::Close, Way::HalfClose][usize::try_from(number % 3).unwrap_or(0)];
    let moments =
        [Moment::Asking, Moment::BeforeStream, Moment::MidStream, Moment::Silence, Moment::BeforeWhole];
    let moment = moments[usize::try_from(number / 3 % 5).unwrap_or(0)];
    // On the wire, who half-closes looks like who has left until something is written: in silence that may be never.
    let way = if moment == Moment::Silence && way == Way::HalfClose { Way::Close } else { way };
    let marker = format!("caller {number} leaves");
    let directive = match moment {
        Moment::MidStream => "chunks=600 gap_ms=15",
        Moment::Silence => "mode=stall after=40",
        _ => "first_ms=9000",
    };
    let body = chat(&format!("[[{directive}]] {marker}"), json!({"stream": moment != Moment::BeforeWhole}));
    let bytes = key.request(&body).bytes(key.gate);
    let mut stream = TcpStream::connect(key.gate).await?;
    let sent = if moment == Moment::Asking { bytes.len() - 20 } else { bytes.len() };
    stream.write_all(&bytes[..sent]).await?;
    let mut heard = Vec::new();
    if moment == Moment::MidStream {
        let mut exchange = Exchange::read_head(stream).await?;
        for _ in 0..random.between(1, 30) {
            heard.extend(exchange.piece().await?.expect("the stream is long"));
        }
        stream = exchange.into_stream();
    } else if moment == Moment::Silence {
        let mut exchange = Exchange::read_head(stream).await?;
        heard.extend(exchange.piece().await?.expect("the stream has begun"));
        sleep(millis(random.between(0, 100))).await;
        stream = exchange.into_stream();
    } else {
        sleep(millis(random.between(0, 200))).await;
    }
    let before_ms = unix_ms();
    way.leave(stream).await;
    // Who half-closes has left only when the connection is given up.
    let at_ms = if way == Way::HalfClose { unix_ms() } else { before_ms };
    let tokens = sse::content(&heard).split_whitespace().count() as u64;
    Ok(Left { marker, way, moment, at_ms, tokens })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_pays_for_what_was_done_and_the_provider_stops() {
    let system = System::start(&Settings::default());
    let key = system.free_key("leaving", &["--daily-budget", "1000"]);
    // The first call loads what the others would wait for, and those who leave meanwhile never reach the provider.
    let first = key.ask(&chat("hello", json!({}))).await.call_id();
    let room = Arc::new(Semaphore::new(TOGETHER));
    let mut callers = JoinSet::new();
    for number in 0..LEAVING {
        let (key, room) = (key.clone(), Arc::clone(&room));
        callers.spawn(async move {
            let _place = room.acquire_owned().await.expect("it is never closed");
            leave(key, number).await.unwrap_or_else(|error| panic!("caller {number}: {error}"))
        });
    }
    let left = callers.join_all().await;
    system.witness.rested().await;
    system.nothing_reserved(seconds(2)).await;

    let seen: HashMap<String, Value> = system
        .witness
        .requests()
        .into_iter()
        .map(|line| (line["body"].as_str().unwrap_or_default().to_owned(), line))
        .collect();
    let (ends, records) = (system.witness.ends(), system.records_by_call().await);
    let mut forwarded = 0;
    for caller in &left {
        let mut requests =
            seen.iter().filter(|(body, _)| body.contains(&caller.marker)).map(|(_, line)| line);
        let request = requests.next();
        assert!(requests.next().is_none(), "{} was forwarded twice", caller.marker);
        let Some(request) = request else {
            let answered = [Moment::MidStream, Moment::Silence].contains(&caller.moment);
            assert!(!answered, "{} was answered", caller.marker);
            continue;
        };
        assert_ne!(caller.moment, Moment::Asking, "half a request was forwarded");
        forwarded += 1;
        let id = request["request_id"].as_str().expect("the gate names its calls");
        assert_settled(caller, records.get(id));
        assert_cancelled(caller, &ends[id]);
    }
    let whole_requests = left.iter().filter(|caller| caller.moment != Moment::Asking).count();
    assert!(
        forwarded * 2 > whole_requests,
        "only {forwarded} of {whole_requests} got as far as the provider"
    );
    for (id, record) in records.iter().filter(|(id, _)| **id != first) {
        // Who left while the request was on its way: no output can have been billed.
        let unseen = !ends.contains_key(id);
        assert_eq!(record["status_code"], 499, "{record}");
        assert!(!unseen || record["completion_tokens"].as_u64().unwrap_or(0) == 0, "{record}");
    }
}

fn assert_settled(caller: &Left, record: Option<&Value>) {
    let Left { marker, way, moment, tokens, .. } = caller;
    let record = record.unwrap_or_else(|| panic!("{marker} ({way:?}, {moment:?}) has no record"));
    assert!(cost(record) > 0, "{marker} ({way:?}, {moment:?}) paid nothing: {record}");
    assert!(record["prompt_tokens"].as_u64() > Some(0), "{marker}: the input was read: {record}");
    let billed = record["completion_tokens"].as_u64();
    assert!(billed >= Some(*tokens), "{marker} ({way:?}, {moment:?}) had {tokens} tokens: {record}");
    assert_eq!(record["status_code"], 499, "{marker} ({way:?}, {moment:?})");
}

fn assert_cancelled(caller: &Left, end: &Value) {
    let Left { marker, way, moment, at_ms, .. } = caller;
    assert_eq!(end["outcome"], "client_gone", "{marker} ({way:?}, {moment:?}): {end}");
    let late = end["t_ms"].as_u64().expect("a time").saturating_sub(*at_ms);
    assert!(late <= CANCELLED_MS, "{marker} ({way:?}, {moment:?}): the provider went on for {late} ms");
}
