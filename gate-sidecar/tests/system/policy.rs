//! Policy: rules of a key decide over what the provider would see, and say so.

use serde_json::json;

use crate::support::chat::cost;
use crate::support::{Key, Settings, System, chat};

/// A key with these rules.
fn ruled(system: &System, name: &str, options: &[&str], rules: &serde_json::Value) -> Key {
    let key = system.free_key(name, options);
    system.set(&key, &[&format!("policies.rules={rules}"), "policies.defaultBlocklists=true"]);
    key
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_blocks_before_anything_is_sent_or_spent() {
    let system = System::start(&Settings::default());
    let rules = json!([
        {"id": "r1", "name": "no payroll", "regex": "pay\\s*roll", "action": "block"},
        {"id": "r2", "name": "cleaning up", "regex": "rm -rf /tmp/scratch", "action": "allow"},
        {"id": "r3", "name": "any mail", "regex": "[a-z]+@[a-z]+\\.nl", "action": "block"},
        {"id": "r4", "name": "curious", "regex": "salary", "action": "flag"},
    ]);
    let gate = ruled(&system, "ruled", &[], &rules);
    let curate_me = ruled(&system, "ruled-cm", &["--dialect", "curate-me"], &rules);
    let mut sent = 0;
    for (prompt, passes) in [
        ("hello", true),
        ("show me the PayRoll", false),
        ("show me the ｐａｙｒｏｌｌ", false),
        ("run rm -rf / now", false),
        ("please drop table users", false),
        ("read /etc/shadow", false),
        ("run rm -rf /tmp/scratch", true),
        ("run rm -rf /tmp/scratch on the payroll", false),
        ("write to jan@kanarie.nl", true),
        ("what is my salary", true),
    ] {
        for key in [&gate, &curate_me] {
            let answer = key.ask(&chat(prompt, json!({"max_tokens": 5}))).await;
            let name = format!("{} asks {prompt:?}: {}", key.name, answer.text());
            if passes {
                assert_eq!(answer.status, 200, "{name}");
                sent += 1;
                continue;
            }
            let code = if key.name == "ruled" { "policy_blocked" } else { "GW_POLICY_001" };
            assert_eq!((answer.status, answer.code().as_str()), (403, code), "{name}");
            let told = (key.name == "ruled").then_some("true");
            assert_eq!(answer.headers.get("x-gate-policy-blocked"), told, "{name}");
            let record = system.record(&answer.call_id()).await;
            assert_eq!((&record["denied_step"], cost(&record)), (&json!("policy"), 0), "{name}: {record}");
        }
    }
    assert_eq!(system.witness.requests().len(), sent, "what is blocked is not sent");
    let refused = system.run(&[
        "keys",
        "set",
        "ruled",
        r#"policies.rules=[{"id":"x","name":"x","regex":"(a)\\1","action":"block"}]"#,
    ]);
    assert_eq!(
        refused.code,
        Some(1),
        "a rule that takes more than linear time is refused: {}",
        refused.stdout
    );
}
