//! Rotation: a key and its successor, as the desk keeps them.

use gate_core::config::Config;
use gate_core::desk::keys::NewKey;
use gate_core::gate::Gate;
use serde_json::json;

#[tokio::test]
async fn a_name_means_the_successor_and_no_budget_is_refilled() {
    let directory = tempfile::tempdir().expect("a directory");
    let gate = Gate::open(Config::default(), directory.path()).await.expect("a gate");
    let desk = gate.desk();
    let settings = vec![("daily_budget".to_owned(), json!(1.0)), ("rpm_limit".to_owned(), json!(7))];
    let new = NewKey { name: "app".to_owned(), settings, ..NewKey::default() };
    let old = desk.create_key(new).await.expect("a key");
    let successor = desk.rotate_key("app", 2).await.expect("a successor");
    assert_ne!(old.secret.expose(), successor.secret.expose());
    let found = desk.find_key("app").await.expect("found by name");
    assert_eq!(found.public_id, successor.key.public_id, "the name means the successor");
    assert_eq!((found.rpm_limit, found.daily_budget), (Some(7), old.key.daily_budget), "settings go over");
    let rotated = desk.find_key(&old.key.public_id).await.expect("found by id");
    assert_eq!(rotated.rotated_to.as_deref(), Some(successor.key.public_id.as_str()));
    assert!(rotated.grace_until_ms.is_some() && rotated.revoked_at_ms.is_none());
    desk.revoke_key("app").await.expect("revoked");
    let left = desk.find_key(&old.key.public_id).await.expect("found by id");
    assert!(left.revoked_at_ms.is_none(), "revoking by name does not touch the old key");
    assert!(desk.rotate_key(&old.key.public_id, 2).await.is_err(), "a rotated key is not rotated again");
    assert!(desk.rotate_key("app", 169).await.is_err(), "grace has an end");
    gate.shutdown().await;
}
