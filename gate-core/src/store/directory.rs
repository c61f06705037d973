//! Directory: every key and policy in memory, replaced as a whole whenever one of them changes.

use std::collections::HashMap;
use std::sync::Arc;

use arc_swap::ArcSwap;
use gate_detect::Profile;

use crate::call::KeyFamily;
use crate::caller::{Caller, Key, Org};
use crate::id::OrgId;
use crate::policy::{CompiledPolicy, detection};
use crate::secret::KeyDigest;

/// A key as the chain uses it: the caller and its rules, compiled.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The key and the organisation above it.
    pub(crate) caller: Caller,
    /// The key's policy firewall; `None` when a stored rule no longer compiles, which refuses every call.
    pub(crate) policy: Option<CompiledPolicy>,
    /// What is looked for in the key's texts; `None` when stored settings no longer compile, which refuses every
    /// call.
    pub(crate) detection: Option<Profile>,
}

/// All keys by family and digest. Reading takes no lock.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    current: ArcSwap<Snapshot>,
}

/// The keys of one moment.
#[derive(Debug, Default)]
struct Snapshot {
    entries: HashMap<(KeyFamily, KeyDigest), Arc<Entry>>,
}

impl Directory {
    /// The entry of the key with this digest, whatever its state.
    pub(crate) fn find(&self, family: KeyFamily, digest: KeyDigest) -> Option<Arc<Entry>> {
        self.current.load().entries.get(&(family, digest)).cloned()
    }

    /// Replaces everything. Calls that already hold an entry finish with it; the next one sees the new state.
    pub(crate) fn replace(&self, orgs: Vec<Org>, keys: Vec<Key>) {
        let orgs: HashMap<OrgId, Arc<Org>> = orgs.into_iter().map(|org| (org.id, Arc::new(org))).collect();
        let entries = keys.into_iter().filter_map(|key| {
            let org = Arc::clone(orgs.get(&key.org)?);
            let policy = CompiledPolicy::compile(&[], &key.settings.policies).ok();
            let detection = detection::profile(&key.settings.redaction).ok();
            let place = (key.family, key.digest);
            let caller = Caller { key: Arc::new(key), org };
            Some((place, Arc::new(Entry { caller, policy, detection })))
        });
        let entries = entries.collect();
        self.current.store(Arc::new(Snapshot { entries }));
    }
}
