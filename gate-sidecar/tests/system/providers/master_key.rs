//! The master key: renewed without a pause, and what its loss costs.

use serde_json::Value;

use super::{assert_nowhere, assert_refused, canary, kept, store_keeper, store_secret};
use crate::support::keeper::Keeper;
use crate::support::{Key, Settings, System, chat};

/// The checks of a report that are not well, by their words.
fn problems(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().expect("a report has checks");
    let bad = checks.iter().filter(|check| check["ok"] == false);
    bad.map(|check| check["detail"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_key_is_renewed_while_calls_go_on() {
    let key = canary("sealed");
    let keeper = Keeper::start().await;
    let mut system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    store_keeper(&system, &keeper).await;
    store_secret(&system, "keeper", &key).await;
    let file = system.data().join("master.key");
    let before = std::fs::read_to_string(&file).expect("a master key was made");
    let told = system.told(&["providers", "rotate-master"]);
    assert_eq!((&told[0]["resealed"], &told[0]["older_keys"]), (&1.into(), &0.into()));
    let after = std::fs::read_to_string(&file).expect("a master key");
    assert!(
        before.starts_with("v1:") && after.starts_with("v2:") && !after.contains(','),
        "only the new one is kept"
    );
    assert_eq!(caller.ask(&kept()).await.status, 200);
    system.stop().await;
    system.serve();
    let caller = Key { gate: system.address, ..caller };
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(keeper.keys(), [key.clone(), key.clone()]);
    let listed = system.told(&["providers", "list"]);
    let row = listed.iter().find(|row| row["id"] == "keeper").expect("the keeper is listed");
    assert_eq!(row["keys"][0], "sk-c...wxyz (active)");
    assert_nowhere(&system, &[&key]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_master_key_a_stored_key_is_lost_and_nothing_else() {
    let keeper = Keeper::start().await;
    let mut system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    store_keeper(&system, &keeper).await;
    store_secret(&system, "keeper", &canary("lost")).await;
    system.stop().await;
    let file = system.data().join("master.key");
    std::fs::remove_file(&file).expect("the key is lost");
    system.serve();
    let caller = Key { gate: system.address, ..caller };
    assert_refused(&caller, 503, "no_provider_key").await;
    assert_eq!(caller.ask(&chat("hello", serde_json::json!({}))).await.status, 200, "other providers go on");
    assert_eq!(system.ask("/gateway/admin/secrets").await.json()["secrets"][0]["status"], "unreadable");
    let report = system.run(&["doctor", "--json"]);
    assert_eq!(report.code, Some(1));
    let problems = problems(&serde_json::from_str(&report.stdout).expect("a report"));
    assert!(problems.iter().any(|problem| problem.contains("does not open")), "{problems:?}");
    let refused = system.run(&["providers", "rotate-master"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("v1"), "{}", refused.stderr);

    let body = serde_json::json!({"provider": "keeper", "plaintext_key": canary("new")});
    let rotated = system.administer("POST", "/gateway/admin/secrets/rotate", &body).await;
    assert_eq!((rotated.status, &rotated.json()["status"]), (200, &"active".into()), "{}", rotated.text());
    assert_eq!(caller.ask(&kept()).await.status, 200);
    assert_eq!(keeper.keys(), [canary("new")]);
    assert!(std::fs::read_to_string(&file).is_ok_and(|text| text.starts_with("v2:")), "a version of its own");
}
