//! Lazy timer: one sleep per connection that is moved only when it fires too early.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::time::{Instant, Sleep, sleep_until};

/// A deadline that moves often and is missed seldom.
///
/// Moving a sleep costs a trip to the runtime's timer wheel. A deadline that moves back with every request is
/// therefore only compared with the sleep, and the sleep is moved when it fires before the deadline.
#[derive(Debug, Default)]
pub(super) struct LazyTimer {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl LazyTimer {
    /// Is ready once `deadline` has passed; otherwise the task is woken when it does.
    pub(super) fn poll_until(&mut self, deadline: Instant, context: &mut Context<'_>) -> Poll<()> {
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() > deadline {
            sleep.as_mut().reset(deadline);
        }
        loop {
            ready!(sleep.as_mut().poll(context));
            if sleep.deadline() >= deadline {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(deadline);
        }
    }
}
