//! Layers: what each part of the engine may use. A module that uses one above it fails with the rule's sentence.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The layers from the bottom up; each may use itself and those below.
const LAYERS: &[(&str, &[&str])] = &[
    (
        "words",
        &[
            "money", "id", "clock", "secret", "call", "reply", "refusal", "receipt", "caller", "trail",
            "usage", "config", "attempt",
        ],
    ),
    ("rules", &["policy", "pricing", "limits", "routing", "session", "format"]),
    (
        "doors",
        &[
            "store",
            "upstream",
            "targets",
            "providers",
            "conversations",
            "exchanges",
            "outbox",
            "tools",
            "events",
        ],
    ),
    ("stages", &["handoff", "offload", "stages"]),
    ("order", &["chain", "bookkeeper", "open", "meter", "delivery", "desk"]),
    ("face", &["gate"]),
];

const UPWARDS: &str =
    "Each layer uses only itself and those below: words, rules, doors, stages, order, face.";
const STAGES: &str = "Stages never use each other: the order is the chain's alone.";
const PURE: &str = "Rules are pure: values in, verdict out; no async, no clock, no I/O.";
const EGRESS: &str = "HTTP goes out under upstream/ only.";
const DATABASE: &str = "The database is used under store/ only.";
const ENVIRONMENT: &str = "The environment is read in config/env.rs only.";

/// A word of code that may stand in some files only.
struct Confined {
    /// The word, or the beginning of a path.
    word: &'static str,
    /// Whether it may stand in this file, relative to `src`.
    allowed: fn(&str) -> bool,
    /// The rule's sentence.
    rule: &'static str,
}

const CONFINED: &[Confined] = &[
    Confined { word: "libsql", allowed: |file| file.starts_with("store/"), rule: DATABASE },
    Confined { word: "hyper", allowed: is_egress, rule: EGRESS },
    Confined { word: "hyper_util", allowed: is_egress, rule: EGRESS },
    Confined { word: "hyper_rustls", allowed: is_egress, rule: EGRESS },
    Confined { word: "reqwest", allowed: is_egress, rule: EGRESS },
    Confined { word: "std::env", allowed: |file| file == "config/env.rs", rule: ENVIRONMENT },
    Confined { word: "async", allowed: is_no_rule, rule: PURE },
    Confined { word: "tokio", allowed: is_no_rule, rule: PURE },
    Confined { word: "std::fs", allowed: is_no_rule, rule: PURE },
    Confined { word: "Instant::now", allowed: is_no_rule, rule: PURE },
    Confined { word: "SystemTime::now", allowed: is_no_rule, rule: PURE },
    Confined { word: "SystemClock", allowed: is_no_rule, rule: PURE },
    Confined { word: "Clock", allowed: is_no_rule, rule: PURE },
];

fn is_egress(file: &str) -> bool {
    file.starts_with("upstream/")
}

fn is_no_rule(file: &str) -> bool {
    layer(module(file)) != layer("policy")
}

#[test]
fn every_module_uses_only_what_stands_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut read = BTreeSet::new();
    for path in rust_files(&root) {
        let file = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        // lib.rs names every module by its nature; tests may use what they like.
        if file != "lib.rs" && !file.ends_with("/tests.rs") && !file.contains("/tests/") {
            found.extend(faults(&file, &std::fs::read_to_string(&path).unwrap()));
            read.insert(module(&file).to_owned());
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    for expected in ["money", "config", "policy", "limits", "store", "upstream", "stages", "chain"] {
        assert!(read.contains(expected), "{expected} was not read: {read:?}");
    }
}

#[test]
fn the_engine_depends_on_no_server() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    assert!(dependencies.contains_key("serde"), "the dependencies were read");
    for server in ["axum", "tower", "tower-http", "gate-wire", "gate-sidecar", "napi", "tokio-tungstenite"] {
        assert!(!dependencies.contains_key(server), "gate-core has no HTTP server and no binding: {server}");
    }
}

#[test]
fn using_a_higher_layer_is_caught() {
    check(&[
        ("money.rs", "use crate::id::KeyId;", None),
        ("money.rs", "use crate::policy::Decision;", Some(UPWARDS)),
        ("policy/mod.rs", "use crate::caller::{Key, Org};", None),
        ("policy/mod.rs", "fn f(store: &crate::store::Store) {}", Some(UPWARDS)),
        ("pricing/mod.rs", "use crate::{\n    money::{Money, NANOS},\n    store::Db,\n};", Some(UPWARDS)),
        ("store/keys.rs", "use crate::limits::Claim;\nuse libsql::Row;", None),
        ("store/keys.rs", "pub(in crate::store) fn f() {}", None),
        ("store/keys.rs", "use crate::desk::Keys;", Some(UPWARDS)),
        ("desk/keys.rs", "use crate::chain::Chain;", None),
        ("chain.rs", "use crate::gate::Gate;", Some(UPWARDS)),
        ("chain.rs", "// see crate::gate\nuse crate::stages::budget::Budget;", None),
        ("gate.rs", "use crate::{chain::Chain, desk};", None),
        ("gate.rs", "use crate::surprise::Box;", Some("`surprise` has no layer")),
        ("surprise.rs", "", Some("`surprise` has no layer")),
    ]);
}

#[test]
fn using_another_stage_is_caught() {
    check(&[
        ("stages/budget.rs", "use crate::store::Store;\nuse crate::handoff::Priced;", None),
        ("stages/budget.rs", "use crate::stages::policy::Policy;", Some(STAGES)),
        ("stages/budget.rs", "use crate::stages::{budget::Budget, policy::Policy};", Some(STAGES)),
        ("stages/budget.rs", "use super::policy::Policy;", Some(STAGES)),
        ("stages/budget.rs", "use super::{policy::Policy};", Some(STAGES)),
        ("stages/budget/rule.rs", "use super::super::policy::Policy;", Some(STAGES)),
        ("stages/budget.rs", "#[cfg(test)]\nmod tests {\n    use crate::gate::Gate;\n}", None),
        ("stages/budget.rs", "mod inner { use super::Budget; }", None),
        ("stages/budget/rule.rs", "use super::decide;", None),
        ("stages/budget.rs", "use crate::chain::Chain;", Some(UPWARDS)),
    ]);
}

#[test]
fn words_out_of_their_place_are_caught() {
    check(&[
        ("policy/mod.rs", "pub async fn run() {}", Some(PURE)),
        ("limits/mod.rs", "let now = Instant::now();", Some(PURE)),
        ("limits/decide.rs", "fn f(clock: &dyn Clock) {}", Some(PURE)),
        ("limits/decide.rs", "/// Not async, no Clock.\nfn is_async_like() {}", None),
        ("chain.rs", "pub async fn run() { tokio::join!(a, b) }", None),
        ("chain.rs", "use libsql::Connection;", Some(DATABASE)),
        ("store/mod.rs", "hyper_util::rt::TokioIo::new(s)", Some(EGRESS)),
        ("config/file.rs", "std::env::var(name)", Some(ENVIRONMENT)),
        ("config/file.rs", "use std::{env, fs};", Some(ENVIRONMENT)),
        ("config/env.rs", "std::env::var_os(name)", None),
    ]);
}

/// Rows of a file, its text, and the sentence of the rule it breaks, if any.
#[track_caller]
fn check(rows: &[(&str, &str, Option<&str>)]) {
    for (file, text, rule) in rows {
        let found = faults(file, text).join("\n");
        match rule {
            Some(rule) => assert!(found.contains(rule), "{file}: {text}: {found:?}"),
            None => assert!(found.is_empty(), "{file}: {text}: {found}"),
        }
    }
}

/// What is wrong with one file, each with the rule it breaks.
fn faults(file: &str, text: &str) -> Vec<String> {
    let code = code(text);
    let Some(own) = layer(module(file)) else {
        return vec![unknown(file, module(file))];
    };
    let mut found = Vec::new();
    for path in paths(&code, "crate::") {
        let target = path.split("::").next().unwrap_or_default();
        match layer(target) {
            None => found.push(unknown(file, target)),
            Some(other) if other > own => found.push(format!("{file} uses crate::{path}. {UPWARDS}")),
            Some(_) => {}
        }
    }
    found.extend(
        other_stages(file, &code).iter().map(|stage| format!("{file} uses stage `{stage}`. {STAGES}")),
    );
    let mut words = paths(&code, "std::");
    for path in &mut words {
        path.insert_str(0, "std::");
    }
    for Confined { word, allowed, rule } in CONFINED {
        let in_group = words.iter().any(|path| has_word(path, word));
        if !allowed(file) && (in_group || has_word(&code, word)) {
            found.push(format!("{file} uses {word}. {rule}"));
        }
    }
    found
}

fn unknown(file: &str, module: &str) -> String {
    format!("{file}: `{module}` has no layer: put it into the table of this test, as low as it can stand.")
}

/// The first part of a file's path: the module it belongs to.
fn module(file: &str) -> &str {
    file.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|(_, modules)| modules.contains(&module))
}

/// Stages that a stage's file names: by `crate::stages::`, or by as many `super::` as lead to the list of stages.
fn other_stages(file: &str, code: &str) -> Vec<String> {
    let Some(inside) = file.strip_prefix("stages/").filter(|inside| *inside != "mod.rs") else {
        return Vec::new();
    };
    let depth = inside.split('/').count() - usize::from(inside.ends_with("/mod.rs"));
    let mut found = paths(code, "crate::stages::");
    found.extend(paths(code, &"super::".repeat(depth)));
    found
        .iter()
        .filter_map(|path| path.split("::").next())
        // Modules are lower-case; a capital is an item of an inner module's parent.
        .filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter(|name| !["self", "super", module(inside)].contains(name))
        .map(str::to_owned)
        .collect()
}

/// The code without comments and without its inline tests, which stand last in a file.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// What follows this beginning of a path wherever it stands, groups taken apart one level deep.
fn paths(code: &str, beginning: &str) -> Vec<String> {
    let path = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect()
    };
    let mut found = Vec::new();
    for (begin, _) in code.match_indices(beginning).filter(|(begin, _)| begins_word(code, *begin)) {
        let rest = &code[begin + beginning.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(members(group).iter().map(|member| path(member))),
            None => found.push(path(rest)),
        }
    }
    found.retain(|path| !path.is_empty());
    found
}

/// The members of a group whose opening brace was just read.
fn members(group: &str) -> Vec<String> {
    let (mut depth, mut found) = (0_usize, vec![String::new()]);
    for letter in group.chars() {
        match letter {
            '}' if depth == 0 => break,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        found.last_mut().expect("it begins with one").push(letter);
    }
    found
}

fn has_word(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(begin, _)| {
        let after = code[begin + word.len()..].chars().next();
        begins_word(code, begin) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

fn begins_word(code: &str, begin: usize) -> bool {
    let before = &code[..begin];
    let goes_on = before.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
    // In `super::super::x` only the first `super::` begins a path.
    let is_second = before.ends_with("super::") && code[begin..].starts_with("super::");
    !goes_on && !is_second
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the sources can be read") {
        let path = entry.expect("the sources can be read").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
