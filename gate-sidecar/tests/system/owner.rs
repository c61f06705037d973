//! Owner: one process has the data directory, and every command works all the same.

use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use serde_json::json;

use crate::support::process::Process;
use crate::support::wait::seconds;
use crate::support::{Key, Request, Settings, System, chat};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_is_told_who_owns_the_directory() {
    let mut system = System::start(&Settings::default());
    let second = system.serve_command().output().expect("the gate starts");
    let complaint = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(1), "{complaint}");
    let owner = system.process().id().to_string();
    let names_owner = complaint.split(|letter: char| !letter.is_ascii_digit()).any(|number| number == owner);
    assert!(names_owner, "process {owner} is not named: {complaint}");
    assert_eq!(second.stdout, b"", "it never said that it was ready");
    let key = system.free_key("still-there", &[]);
    assert_eq!(key.ask(&chat("hello", json!({}))).await.status, 200, "the owner goes on");
}

/// Every command, in an order in which each finds what it needs; for people and for programs.
fn assert_every_command_works(system: &System, name: &str) {
    for json in [false, true] {
        let name = &format!("{name}-{json}");
        for arguments in [
            vec!["keys", "create", "--name", name, "--daily-budget", "1.5", "--rpm", "30"],
            vec!["keys", "list"],
            vec!["keys", "show", name],
            vec![
                "keys",
                "set",
                name,
                "rpmLimit=none",
                "allowedModels=gpt-4o,gpt-4o-sse",
                "redaction.secrets=true",
            ],
            vec!["keys", "rotate", name, "--grace-hours", "1"],
            vec!["keys", "revoke", name],
            vec!["usage", "--days", "2"],
            vec!["doctor"],
        ] {
            if json {
                let objects = system.told(&arguments);
                assert!(
                    !objects.is_empty() && objects.iter().all(serde_json::Value::is_object),
                    "{arguments:?}"
                );
            } else {
                let said = system.run(&arguments);
                assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.stderr);
                assert!(!said.stdout.trim().is_empty(), "{arguments:?} says nothing");
            }
        }
    }
    for (arguments, code) in [
        (vec!["keys", "show", "nobody"], 1),
        (vec!["keys", "revoke", "nobody"], 1),
        (vec!["keys", "create", "--name", "x", "--scopes", "world-domination"], 1),
        (vec!["keys", "create", "--name", "x", "--dialect", "latin"], 1),
        (vec!["keys", "create", "--name", ""], 1),
        (vec!["keys", "set", "administration", "colour=red"], 1),
        (vec!["keys", "set", "administration", "rpmLimit=0"], 1),
        (vec!["keys", "set", "administration", "redaction.categories=EMIAL"], 1),
        (vec!["keys", "set", "administration", "redaction.mode=hide"], 1),
        (vec!["usage", "--days", "0"], 1),
        (vec!["keys", "create"], 2),
        (vec!["keys", "set", "administration"], 2),
        (vec!["conquer"], 2),
    ] {
        let said = system.run(&arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {}{}", said.stdout, said.stderr);
        assert!(!said.stderr.is_empty(), "{arguments:?} fails without a word");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_works_beside_a_running_server_and_without_one() {
    let mut system = System::start(&Settings::default());
    assert_every_command_works(&system, "beside");
    let kept = system.free_key("kept", &[]);
    assert_eq!(kept.ask(&chat("hello", json!({}))).await.status, 200);
    let doctor = system.told(&["doctor"]);
    assert_eq!(doctor[0]["ok"], true, "{}", doctor[0]);

    system.stop().await;
    assert_every_command_works(&system, "alone");
    let alone = system.key("made-alone", &[]);
    system.told(&["keys", "revoke", "kept"]);
    let days = system.told(&["usage", "--days", "1"]);
    assert!(days[0].to_string().contains("\"requests\":1"), "one call was made: {}", days[0]);

    system.serve();
    let here = |key: &Key| Key { gate: system.address, ..key.clone() };
    assert_eq!(here(&alone).ask(&chat("hello", json!({}))).await.status, 200, "made while nobody served");
    assert_eq!(here(&kept).ask(&chat("hello", json!({}))).await.status, 401, "revoked while nobody served");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_holds_on_the_very_next_request() {
    let system = System::start(&Settings::default());
    let body = chat("hello", json!({}));
    for round in 0..5 {
        let key = system.free_key(&format!("short-lived-{round}"), &[]);
        assert_eq!(key.ask(&body).await.status, 200);
        system.told(&["keys", "revoke", &key.name]);
        let refused = key.ask(&body).await;
        assert_eq!((refused.status, refused.code().as_str()), (401, "invalid_key"), "round {round}");
    }
    let key = system.free_key("steered", &[]);
    for (change, status, code) in [
        ("allowedModels=gpt-4o", 403, "model_not_allowed"),
        ("allowedModels=gpt-4o*", 200, ""),
        ("allowedIps=203.0.113.0/24", 403, "ip_not_allowed"),
        ("allowedIps=127.0.0.1", 200, ""),
        ("dailySpendLimit=0", 429, "budget_exceeded"),
        ("dailySpendLimit=none", 200, ""),
        ("expiresAt=2020-01-01T00:00:00Z", 401, "invalid_key"),
        ("expiresAt=none", 200, ""),
        ("enabled=false", 401, "invalid_key"),
        ("enabled=true", 200, ""),
    ] {
        system.set(&key, &[change]);
        let answer = key.ask(&body).await;
        assert_eq!(answer.status, status, "{change}: {}", answer.text());
        if status != 200 {
            assert_eq!(answer.code(), code, "{change}");
        }
        let elsewhere = key.request(&body).header("x-forwarded-for", "203.0.113.9").send(key.gate).await;
        assert_eq!(elsewhere.status, status, "{change}: anybody can say where they come from");
    }
    let successor = system.told(&["keys", "rotate", "steered"]);
    assert_eq!(key.ask(&body).await.status, 401, "without grace the old key is dead at once");
    let successor = Key { secret: successor[0]["key"].as_str().expect("shown once").to_owned(), ..key };
    assert_eq!(successor.ask(&body).await.status, 200);
    for (command, status) in [
        (vec!["keys", "set", "steered", "enabled=false"], 401),
        (vec!["keys", "set", "steered", "enabled=true"], 200),
        (vec!["keys", "revoke", "steered"], 401),
    ] {
        system.told(&command);
        assert_eq!(successor.ask(&body).await.status, status, "the name is the successor's: {command:?}");
    }
    system.nothing_reserved(seconds(2)).await;
}

#[test]
fn the_doctor_fails_where_nothing_can_be_used() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let mut doctor = Command::new(env!("CARGO_BIN_EXE_gate"));
    doctor.env_clear().env("HOME", directory.path()).args(["doctor", "--json", "--data-dir"]);
    let told = doctor.arg(directory.path().join("data")).output().expect("the gate starts");
    let text = String::from_utf8_lossy(&told.stdout);
    assert!(text.contains("\"ok\":false"), "there is no key: {text}");
    assert_eq!(told.status.code(), Some(1), "programs see it by the exit code");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gate_without_any_configuration_answers_with_the_key_it_showed_once() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (data, log) = (directory.path().join("data"), directory.path().join("gate.err"));
    let mut shown = Vec::new();
    for _ in 0..2 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gate"));
        command.env_clear().env("HOME", directory.path()).args(["serve", "--listen", "127.0.0.1:0"]);
        let (mut gate, ready) = Process::start(command.arg("--data-dir").arg(&data), &log);
        let address = ready["listen"].as_str().or_else(|| ready["listen"][0].as_str()).expect("an address");
        let gate_address = address.parse().expect("an address");
        let words = gate.errors();
        shown = words.split_whitespace().filter(|word| word.starts_with("gk_")).map(str::to_owned).collect();
        assert_eq!(shown.len(), 1, "the owner's key is shown once, by the first start: {words}");
        let body = chat("anybody there", json!({"model": "gate/echo"}));
        let request = Request::post("/v1/chat/completions", &body).bearer(&shown[0]);
        let answer = request.send(gate_address).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.text().contains("anybody there"), "{}", answer.text());
        gate.terminate();
        assert!(gate.ended(seconds(5)).await.success(), "{}", gate.errors());
    }
    for entry in std::fs::read_dir(&data).expect("the directory is there") {
        let entry = entry.expect("it can be read");
        let mode = entry.metadata().expect("it has one").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} is open to others: {mode:o}", entry.path().display());
        let bytes = std::fs::read(entry.path()).unwrap_or_default();
        let holds = bytes.windows(shown[0].len()).any(|window| window == shown[0].as_bytes());
        assert!(!holds, "{} holds a secret", entry.path().display());
    }
}
