//! Resolve: host names to addresses, a bounded number of look-ups at a time.

use std::fmt;
use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use tokio::sync::Semaphore;

/// How many look-ups may run at once. A look-up cannot be cancelled: it holds a thread until the system gives up.
const LOOKUPS: usize = 32;

/// Where the addresses of names come from.
#[derive(Clone)]
pub struct Resolver(Source);

#[derive(Clone)]
enum Source {
    System(Arc<Semaphore>),
    #[cfg(feature = "testing")]
    Scripted(Arc<Script>),
}

#[cfg(feature = "testing")]
type Script = dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync;

impl Resolver {
    /// The resolver of the operating system.
    pub fn system() -> Self {
        Self(Source::System(Arc::new(Semaphore::new(LOOKUPS))))
    }

    /// A resolver that answers as `script` says, anew at every connect.
    #[cfg(feature = "testing")]
    pub fn scripted(script: impl Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync + 'static) -> Self {
        Self(Source::Scripted(Arc::new(script)))
    }

    /// The addresses of a name, in the order they should be tried.
    pub(super) async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        match &self.0 {
            Source::System(lookups) => look_up(Arc::clone(lookups), name.to_owned()).await,
            #[cfg(feature = "testing")]
            Source::Scripted(script) => script(name),
        }
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Resolver(..)")
    }
}

/// Looks up in a task of its own, which keeps its permit until the system has answered: callers that stop waiting
/// do not make room for more threads.
async fn look_up(lookups: Arc<Semaphore>, name: String) -> io::Result<Vec<IpAddr>> {
    let permit = lookups.acquire_owned().await.map_err(io::Error::other)?;
    let task = tokio::spawn(async move {
        let found = tokio::net::lookup_host((name.as_str(), 0)).await;
        drop(permit);
        found.map(|addresses| addresses.map(|address| address.ip()).collect())
    });
    task.await.map_err(io::Error::other)?
}
