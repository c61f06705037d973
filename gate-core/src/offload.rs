//! Offload: pure work on large texts, kept off the threads that serve sockets.

/// Up to this size work is done in place: moving it costs more than doing it.
pub(crate) const INLINE_BYTES: usize = 16 * 1024;

/// Does `work` in place when its input is small, else on a thread for blocking work. A panic in `work` is passed on.
pub(crate) async fn sized<T: Send + 'static>(
    input_bytes: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> T {
    if input_bytes <= INLINE_BYTES {
        return work();
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(failed) => std::panic::resume_unwind(failed.into_panic()),
    }
}
