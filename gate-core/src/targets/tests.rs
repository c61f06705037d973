use super::{KeyStatus, OpenedKey, Stored, effective};
use crate::config::{ProviderConfig, ProviderKind};
use crate::id::{OrgId, OsEntropy, ProviderKeyId, ProviderRowId};
use crate::secret::{Bound, Keyring, Secret, Unsealable};
use crate::store::{KeyLimits, ProviderKeyRow, ProviderRow, Target};

const HERE: &str = "https://api.example.com";
const THERE: &str = "https://api.example.org";

fn configured(id: &str, base_url: &str, key: Option<&str>) -> ProviderConfig {
    let mut config = ProviderConfig::well_known("openai").expect("everybody knows it");
    (config.id, config.base_url) = (id.to_owned(), base_url.to_owned());
    config.api_key = key.map(Secret::new);
    config.ca_file = Some("roots.pem".into());
    config
}

fn target(kind: ProviderKind, base_url: &str) -> Target {
    Target {
        name: "Stored".to_owned(),
        kind: kind.name().to_owned(),
        base_url: base_url.to_owned(),
        priority: 7,
        weight: 1,
        enabled: true,
        allow_passthrough_key: false,
    }
}

fn key(number: i64, origin: &str, secret: Option<&str>, enabled: bool) -> OpenedKey {
    let keyring = Keyring::generate(1, &OsEntropy);
    let bound = Bound { org: OrgId(1), row: "pkey", origin };
    let row = ProviderKeyRow {
        id: ProviderKeyId(number),
        provider: ProviderRowId(1),
        public_id: format!("pkey_{number}"),
        label: None,
        masked: String::new(),
        origin: origin.to_owned(),
        sealed: keyring.seal(&Secret::new("x"), bound, &OsEntropy),
        limits: KeyLimits { concurrency: 10, rpm: None },
        enabled,
        created_at_ms: 0,
        rotated_at_ms: None,
    };
    let lost = || Unsealable::KeyMissing(1).into();
    OpenedKey { row, secret: secret.map(Secret::new).ok_or_else(lost) }
}

fn stored(id: &str, target: Option<Target>, keys: Vec<OpenedKey>) -> Stored {
    let row = ProviderRow { id: ProviderRowId(1), provider_id: id.to_owned(), target };
    Stored { row, keys, models: Vec::new() }
}

/// One line for each provider: id, source, address, key.
fn shown(configs: &[ProviderConfig], stored: &[Stored]) -> Vec<String> {
    effective(configs, stored)
        .iter()
        .map(|provider| {
            let config = &provider.config;
            let keys: Vec<&str> = config.usable_keys().map(|key| key.secret.expose()).collect();
            let keys = if keys.is_empty() { "-".to_owned() } else { keys.join("+") };
            format!("{} {:?} {} {keys}", config.id, provider.source, config.base_url)
        })
        .collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_is_stored_completes_and_shadows_what_is_configured() {
    let openai = ProviderKind::Openai;
    for (name, configs, rows, expected) in [
        (
            "nothing stored",
            vec![configured("a", HERE, Some("file"))],
            vec![],
            vec!["a Configured https://api.example.com file"],
        ),
        (
            "a stored key completes a provider without one",
            vec![configured("a", HERE, None)],
            vec![stored("a", None, vec![key(1, HERE, Some("stored"), true)])],
            vec!["a Configured https://api.example.com stored"],
        ),
        (
            "a stored key comes before the file's",
            vec![configured("a", HERE, Some("file"))],
            vec![stored("a", None, vec![key(1, HERE, Some("stored"), true)])],
            vec!["a Configured https://api.example.com stored"],
        ),
        (
            "a stored provider shadows, and keeps the file's key at the same origin",
            vec![configured("a", HERE, Some("file"))],
            vec![stored("a", Some(target(openai, "https://api.example.com/v2")), vec![])],
            vec!["a Stored https://api.example.com/v2 file"],
        ),
        (
            "the file's key never goes to another origin",
            vec![configured("a", HERE, Some("file"))],
            vec![stored("a", Some(target(openai, THERE)), vec![])],
            vec!["a Stored https://api.example.org -"],
        ),
        (
            "neither does a stored one",
            vec![configured("a", THERE, None)],
            vec![stored("a", None, vec![key(1, HERE, Some("stored"), true)])],
            vec!["a Configured https://api.example.org -"],
        ),
        (
            "the keys that can be used are, the oldest first",
            vec![],
            vec![stored(
                "b",
                Some(target(openai, HERE)),
                vec![
                    key(1, HERE, None, true),
                    key(2, HERE, Some("off"), false),
                    key(3, THERE, Some("elsewhere"), true),
                    key(4, HERE, Some("fourth"), true),
                    key(5, HERE, Some("fifth"), true),
                ],
            )],
            vec!["b Stored https://api.example.com fourth+fifth"],
        ),
        (
            "one that the configuration no longer knows is left out",
            vec![],
            vec![stored("openai", None, vec![key(1, HERE, Some("stored"), true)])],
            vec![],
        ),
        (
            "configured ones come first",
            vec![configured("z", HERE, None)],
            vec![stored("a", Some(target(openai, HERE)), vec![]), stored("z", None, vec![])],
            vec!["z Configured https://api.example.com -", "a Stored https://api.example.com -"],
        ),
    ] {
        assert_eq!(shown(&configs, &rows), expected, "{name}");
    }
}

#[test]
fn certificates_stay_with_their_origin() {
    for (base_url, kept) in
        [("https://api.example.com/v9", true), (THERE, false), ("http://api.example.com", false)]
    {
        let rows = [stored("a", Some(target(ProviderKind::Openai, base_url)), vec![])];
        let all = effective(&[configured("a", HERE, Some("file"))], &rows);
        let config = &all[0].config;
        assert_eq!((config.ca_file.is_some(), config.api_key.is_some()), (kept, kept), "{base_url}");
    }
}

#[test]
fn only_addresses_of_ones_own_go_without_a_key() {
    let custom = ProviderKind::Custom;
    for (name, configs, rows, needs) in [
        (
            "configured custom",
            vec![ProviderConfig { kind: custom, ..configured("a", HERE, None) }],
            vec![],
            false,
        ),
        ("stored custom", vec![], vec![stored("a", Some(target(custom, HERE)), vec![])], false),
        (
            "stored custom at a known address",
            vec![],
            vec![stored("a", Some(target(custom, "https://api.deepseek.com")), vec![])],
            true,
        ),
        ("stored openai", vec![], vec![stored("a", Some(target(ProviderKind::Openai, HERE)), vec![])], true),
    ] {
        assert_eq!(effective(&configs, &rows)[0].needs_key(), needs, "{name}");
    }
}

#[test]
fn a_key_says_why_it_is_not_used() {
    for (key, status) in [
        (key(1, HERE, Some("x"), true), KeyStatus::Active),
        (key(1, HERE, Some("x"), false), KeyStatus::Disabled),
        (key(1, THERE, Some("x"), true), KeyStatus::OtherAddress),
        (key(1, THERE, None, false), KeyStatus::Unreadable),
    ] {
        assert_eq!(super::status(&key, HERE), status);
    }
}
