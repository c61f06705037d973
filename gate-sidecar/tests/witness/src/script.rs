//! Script: an answer as a list of steps, and the one place that carries them out.
//!
//! Everything the witness can do to a client is a list of these steps, so a fault is data that a test can read.

use crate::http::{Connection, Gone};
use bytes::Bytes;
use serde::Serialize;
use std::time::Duration;

/// One step of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Writes bytes in one go.
    Write(Bytes),
    /// Writes the bytes again and again.
    Repeat(Bytes, usize),
    /// Writes one byte at a time with a pause before each.
    Drip(Bytes, Duration),
    /// Counts one content event as sent; stands behind the write that finished it.
    Sent,
    /// Waits.
    Wait(Duration),
    /// Says nothing more until the client leaves.
    Hang,
    /// Breaks off with FIN.
    Close,
    /// Breaks off with RST.
    Reset,
}

/// What happens to the connection after the last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// The next request may come.
    KeepAlive,
    /// The connection closes; the answer was complete all the same.
    Close,
}

/// An answer, ready to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Script {
    pub(crate) steps: Vec<Step>,
    pub(crate) then: Then,
}

impl From<Vec<Step>> for Script {
    fn from(steps: Vec<Step>) -> Self {
        Self { steps, then: Then::KeepAlive }
    }
}

/// How an exchange ended, seen from the witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// Everything that was to be sent was handed to the kernel.
    Complete,
    /// The client left first.
    ClientGone,
    /// The witness broke off, as its script said.
    Aborted,
}

/// The end of an exchange.
pub(crate) struct Played {
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// Content events written to their end.
    pub(crate) chunks_sent: u64,
    /// The connection, when it can serve another request.
    pub(crate) connection: Option<Connection>,
}

/// Carries out a script.
pub(crate) async fn play(script: Script, mut connection: Connection) -> Played {
    let mut chunks_sent = 0;
    for step in &script.steps {
        let ended = match step {
            Step::Sent => {
                chunks_sent += 1;
                continue;
            }
            Step::Write(bytes) => connection.send(bytes).await,
            Step::Repeat(bytes, times) => repeat(&mut connection, bytes, *times).await,
            Step::Drip(bytes, gap) => drip(&mut connection, bytes, *gap).await,
            Step::Wait(time) => connection.pause(*time).await,
            Step::Hang => Err(connection.silence().await),
            Step::Close => {
                return Played { outcome: Outcome::Aborted, chunks_sent, connection: None };
            }
            Step::Reset => {
                connection.reset();
                return Played { outcome: Outcome::Aborted, chunks_sent, connection: None };
            }
        };
        if ended.is_err() {
            return Played { outcome: Outcome::ClientGone, chunks_sent, connection: None };
        }
    }
    let connection = Some(connection).filter(|_| script.then == Then::KeepAlive);
    Played { outcome: Outcome::Complete, chunks_sent, connection }
}

async fn repeat(connection: &mut Connection, bytes: &[u8], times: usize) -> Result<(), Gone> {
    for _ in 0..times {
        connection.send(bytes).await?;
    }
    Ok(())
}

async fn drip(connection: &mut Connection, bytes: &[u8], gap: Duration) -> Result<(), Gone> {
    for byte in bytes {
        connection.pause(gap).await?;
        connection.send(&[*byte]).await?;
    }
    Ok(())
}
