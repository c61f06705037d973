//! Providers, keys and models on a real database: nothing of one organisation is seen or touched by another.

use super::{FoundModel, KeyLimits, NewProviderKey, ProviderKeyRow, Run, Target};
use crate::id::{OrgId, OsEntropy, ProviderKeyId, ProviderRowId};
use crate::secret::{Bound, Keyring, Sealed, Secret};
use crate::store::{LocalOptions, NewOrg, Owner, Store, StoreError};

const ORIGIN: &str = "https://api.example.com";

/// A store with two organisations, each with a provider of the same name.
struct Two {
    store: Store,
    ours: (OrgId, ProviderRowId),
    theirs: (OrgId, ProviderRowId),
    _directory: tempfile::TempDir,
}

async fn two() -> Two {
    let directory = tempfile::tempdir().expect("a directory");
    let owner = Owner::claim(directory.path(), 0).expect("nobody else is there");
    let store = Store::open(owner, LocalOptions::default()).expect("a database");
    let ours = organisation(&store, "ours").await;
    let theirs = organisation(&store, "theirs").await;
    Two { store, ours, theirs, _directory: directory }
}

async fn organisation(store: &Store, name: &str) -> (OrgId, ProviderRowId) {
    let new = NewOrg { public_id: format!("org_{name}"), tenant_public_id: format!("ten_{name}"), now_ms: 0 };
    let (org, _) = store.orgs.insert(new).await.expect("an organisation");
    store.providers.save(org.id, "openai", &target(), 0).await.expect("a provider");
    let rows = store.providers.load(org.id).await.expect("rows");
    assert_eq!(rows.len(), 1, "{name}");
    (org.id, rows[0].id)
}

fn target() -> Target {
    Target {
        name: "OpenAI".to_owned(),
        kind: "openai".to_owned(),
        base_url: ORIGIN.to_owned(),
        priority: 100,
        weight: 1,
        enabled: true,
        allow_passthrough_key: false,
    }
}

fn sealed(org: OrgId, row: &str, text: &str) -> Sealed {
    Keyring::generate(1, &OsEntropy).seal(&Secret::new(text), Bound { org, row, origin: ORIGIN }, &OsEntropy)
}

fn new_key((org, provider): (OrgId, ProviderRowId), id: &str) -> NewProviderKey {
    NewProviderKey {
        provider,
        public_id: id.to_owned(),
        label: Some("main".to_owned()),
        masked: "sk-a...wxyz".to_owned(),
        origin: ORIGIN.to_owned(),
        sealed: sealed(org, id, "value"),
        limits: KeyLimits { concurrency: 10, rpm: Some(60) },
        now_ms: 5,
    }
}

async fn keys_of(two: &Two, org: OrgId) -> Vec<ProviderKeyRow> {
    two.store.provider_keys.load(org).await.expect("keys")
}

#[tokio::test]
async fn an_only_key_stays_the_only_one_and_reads_back() {
    let two = two().await;
    let keys = &two.store.provider_keys;
    let first = keys.insert_only(two.ours.0, new_key(two.ours, "pkey_1")).await.expect("stored");
    assert!(first.is_some());
    let (a, b) = tokio::join!(
        keys.insert_only(two.ours.0, new_key(two.ours, "pkey_2")),
        keys.insert_only(two.ours.0, new_key(two.ours, "pkey_3")),
    );
    assert_eq!((a, b), (Ok(None), Ok(None)), "one is there already");
    let read = keys_of(&two, two.ours.0).await;
    let new = new_key(two.ours, "pkey_1");
    assert_eq!(read.len(), 1);
    assert_eq!(
        (&read[0].public_id, &read[0].label, read[0].limits),
        (&new.public_id, &new.label, new.limits)
    );
    assert_eq!((read[0].enabled, read[0].created_at_ms, read[0].rotated_at_ms), (true, 5, None));
    assert!(keys.insert_only(two.theirs.0, new_key(two.theirs, "pkey_4")).await.is_ok_and(|id| id.is_some()));
    assert_eq!(keys.highest_version().await, Ok(1));
}

#[tokio::test]
async fn another_organisations_rows_are_neither_seen_nor_touched() {
    let two = two().await;
    let (store, ours, theirs) = (&two.store, two.ours.0, two.theirs.0);
    let id = store.provider_keys.insert(ours, new_key(two.ours, "pkey_1")).await.expect("stored");
    let before = keys_of(&two, ours).await;
    assert_eq!(keys_of(&two, theirs).await, []);

    let foreign = ProviderKeyRow { masked: "changed".to_owned(), enabled: false, ..before[0].clone() };
    let missing = |result: Result<(), StoreError>| matches!(result, Err(StoreError::Missing(_)));
    assert!(missing(store.provider_keys.replace(theirs, &foreign).await), "replace");
    assert!(missing(store.provider_keys.set(theirs, &foreign).await), "set");
    assert!(missing(store.provider_keys.delete(theirs, id).await), "delete");
    let resealed = vec![(theirs, before[0].clone(), sealed(theirs, "pkey_1", "other"))];
    assert!(missing(store.provider_keys.reseal(resealed).await), "reseal");
    assert_eq!(store.provider_keys.delete_all(theirs, two.ours.1).await, Ok(0), "delete all");
    assert!(missing(store.providers.delete(theirs, two.ours.1).await), "delete the provider");
    let at_ours = new_key((theirs, two.ours.1), "pkey_2");
    assert!(store.provider_keys.insert(theirs, at_ours).await.is_err(), "a key at their provider");
    assert_eq!(keys_of(&two, ours).await, before, "nothing has changed");

    let run = run("run_1", 1, None);
    let found = [FoundModel { id: "gpt-4o".to_owned(), owned_by: None }];
    store.discovery.note(ours, two.ours.1, &run, Some(&found)).await.expect("noted");
    let page = store.discovery.catalogue(theirs, None, 0, 10).await.expect("a page");
    assert_eq!((page.models, page.next), (vec![], None));
    assert_eq!(store.discovery.history(theirs, 10).await, Ok(vec![]));
    assert_eq!(store.discovery.all(theirs).await, Ok(vec![]));
    assert_eq!(store.discovery.history(ours, 10).await, Ok(vec![run]));
}

#[tokio::test]
async fn a_deleted_provider_takes_its_keys_and_models_with_it() {
    let two = two().await;
    let (store, ours) = (&two.store, two.ours.0);
    store.provider_keys.insert(ours, new_key(two.ours, "pkey_1")).await.expect("stored");
    let found = [FoundModel { id: "gpt-4o".to_owned(), owned_by: Some("openai".to_owned()) }];
    store.discovery.note(ours, two.ours.1, &run("run_1", 1, None), Some(&found)).await.expect("noted");
    store.providers.delete(ours, two.ours.1).await.expect("deleted");
    assert_eq!(store.providers.load(ours).await, Ok(vec![]));
    assert_eq!(keys_of(&two, ours).await, []);
    assert_eq!(store.discovery.all(ours).await, Ok(vec![]));
    assert_eq!(store.providers.load(two.theirs.0).await.map(|rows| rows.len()), Ok(1));
    assert!(matches!(store.provider_keys.delete(ours, ProviderKeyId(1)).await, Err(StoreError::Missing(_))));
}

#[tokio::test]
async fn runs_replace_what_is_known_and_the_history_ends_somewhere() {
    let two = two().await;
    let (discovery, (org, provider)) = (&two.store.discovery, two.ours);
    let models = |names: &[&str]| -> Vec<FoundModel> {
        names.iter().map(|name| FoundModel { id: (*name).to_owned(), owned_by: None }).collect()
    };
    discovery
        .note(org, provider, &run("run_a", 10, None), Some(&models(&["a", "b", "c"])))
        .await
        .expect("noted");
    discovery
        .note(org, provider, &run("run_b", 20, None), Some(&models(&["c", "d", "a"])))
        .await
        .expect("noted");
    discovery.note(org, provider, &run("run_c", 30, Some("no")), None).await.expect("noted");
    let page = discovery.catalogue(org, None, 0, 2).await.expect("a page");
    let rest = discovery
        .catalogue(org, Some("openai".to_owned()), page.next.expect("more"), 2)
        .await
        .expect("a page");
    let seen: Vec<(&str, i64)> = page
        .models
        .iter()
        .chain(&rest.models)
        .map(|entry| (entry.model.as_str(), entry.discovered_at_ms))
        .collect();
    assert_eq!(seen, [("a", 10), ("c", 10), ("d", 20)], "what was known keeps its date");
    assert_eq!(rest.next, None);
    assert_eq!(discovery.latest(org).await, Ok(vec![(provider, 30)]));
    for number in 0..510 {
        discovery.note(org, provider, &run(&format!("run_{number}"), 40, None), None).await.expect("noted");
    }
    let history = discovery.history(org, 10_000).await.expect("runs");
    assert_eq!(history.len(), 500);
    assert_eq!(history[0].public_id, "run_509", "newest first");
}

fn run(id: &str, at_ms: i64, error: Option<&str>) -> Run {
    Run {
        public_id: id.to_owned(),
        provider_id: "openai".to_owned(),
        models_found: 0,
        started_at_ms: at_ms,
        finished_at_ms: at_ms,
        error: error.map(str::to_owned),
    }
}
