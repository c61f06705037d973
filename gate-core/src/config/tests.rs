use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::{Table, Value};

use super::file::{Places, parse, typed, uncommented};
use super::nearest::nearest;
use super::{
    Config, ConfigError, DEFAULTS, Durability, Loaded, LogFormat, LogLevel, Overrides, ProviderKind, load,
};

/// An environment with a home and these variables.
fn environment(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    let home = ("HOME", "/home/ada");
    [home].iter().chain(variables).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn load_text(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, ConfigError> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("gate.toml");
    std::fs::write(&path, text).unwrap();
    load(Some(&path), &Overrides::default(), &environment(variables))
}

/// The faults of a file, without the directory it stands in.
fn faults(text: &str, variables: &[(&str, &str)]) -> String {
    let error = load_text(text, variables).expect_err(text).to_string();
    error
        .lines()
        .map(|line| {
            line.rsplit_once("/gate.toml").map_or(line.to_owned(), |(_, rest)| format!("gate.toml{rest}"))
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_embedded_file_shows_the_defaults() {
    let shown = parse(&uncommented(DEFAULTS, false), "gate.toml", &mut Places::default()).unwrap();
    let count = |table: &Table| table.values().map(|v| v.as_table().map_or(1, Table::len)).sum::<usize>();
    assert!(count(&shown) > 20, "the defaults are in force: {shown:?}");
    assert_eq!(format!("{:?}", typed(shown).unwrap()), format!("{:?}", Config::default()));
    assert!(toml::from_str::<Table>(DEFAULTS).unwrap().is_empty(), "as it is delivered it sets nothing");
}

#[test]
fn the_embedded_file_shows_every_setting() {
    let all: Table = toml::from_str(&uncommented(DEFAULTS, true)).unwrap();
    Config::deserialize(all.clone()).unwrap();
    // What a struct accepts is listed by the refusal of a name that it does not.
    for (section, shown) in sections(&all) {
        let text =
            if section.is_empty() { "no_such = 1".to_owned() } else { format!("{section}\nno_such = 1") };
        let message = toml::from_str::<Config>(&text).unwrap_err().message().to_owned();
        let accepted: BTreeSet<String> = message.split('`').skip(3).step_by(2).map(str::to_owned).collect();
        assert!(!accepted.is_empty(), "{message}");
        let aliases = ["allowInsecureHttp".to_owned(), "trustedProxies".to_owned()];
        let accepted: BTreeSet<String> =
            accepted.into_iter().filter(|name| !aliases.contains(name)).collect();
        assert_eq!(shown, accepted, "settings of {section}");
    }
}

fn sections(all: &Table) -> Vec<(String, BTreeSet<String>)> {
    let names = |table: &Table| table.keys().cloned().collect();
    let mut found = vec![(String::new(), names(all))];
    for (name, value) in all {
        match value {
            Value::Table(table) => found.push((format!("[{name}]"), names(table))),
            Value::Array(rows) => {
                found.extend(
                    rows.first().and_then(Value::as_table).map(|row| (format!("[[{name}]]"), names(row))),
                );
            }
            _ => {}
        }
    }
    found
}

#[test]
fn without_a_file_a_gate_runs_on_loopback_in_the_home() {
    for (variables, directory) in [
        (&[][..], "/home/ada/.local/share/gate"),
        (&[("XDG_DATA_HOME", "/data")], "/data/gate"),
        (&[("XDG_DATA_HOME", "relative")], "/home/ada/.local/share/gate"),
        (&[("XDG_DATA_HOME", "/data"), ("GATE_DATA_DIR", "/srv/gate")], "/srv/gate"),
    ] {
        let loaded = load(None, &Overrides::default(), &environment(variables)).unwrap();
        assert_eq!(loaded.data_dir, Path::new(directory), "{variables:?}");
        assert_eq!(loaded.config.data_dir.as_deref(), Some(Path::new(directory)), "{variables:?}");
        assert_eq!((loaded.config.listen, loaded.file), (vec!["127.0.0.1:4766".to_owned()], None));
    }
    let homeless = load(None, &Overrides::default(), &BTreeMap::new()).unwrap_err();
    assert_eq!(homeless.faults[0].setting, "data_dir");
}

#[test]
fn later_layers_win() {
    let text = "listen = ['127.0.0.1:1']\ndata_dir = '/file'\nallowInsecureHttp = true\n[server]\ndrain_ms = 1\nheader_ms = 2";
    let variables = [
        ("GATE_LISTEN", "127.0.0.1:2, 127.0.0.1:3"),
        ("GATE_SERVER_DRAIN_MS", "7"),
        ("GATE_LOG_FORMAT", "json"),
        ("GATE_ALLOW_INSECURE_HTTP", "false"),
        ("GATE_DURABILITY", "power"),
        ("GATE_TRUSTED_PROXIES", "10.0.0.0/8,192.0.2.1"),
    ];
    let file = load_text(text, &[]).unwrap().config;
    assert_eq!(
        (file.listen.as_slice(), file.server.drain_ms, file.server.header_ms),
        (&["127.0.0.1:1".to_owned()][..], 1, 2)
    );
    assert_eq!(
        (file.server.keep_alive_ms, file.allow_insecure_http),
        (75_000, true),
        "the rest is as by default"
    );
    let over = load_text(text, &variables).unwrap().config;
    assert_eq!(over.listen, ["127.0.0.1:2", "127.0.0.1:3"]);
    assert_eq!((over.server.drain_ms, over.server.header_ms), (7, 2));
    assert_eq!(
        (over.log.format, over.log.level, over.durability),
        (LogFormat::Json, LogLevel::Info, Durability::Power)
    );
    assert!(!over.allow_insecure_http && over.trusted_proxies.len() == 2);

    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("gate.toml"), text).unwrap();
    let overrides = Overrides { listen: vec!["[::1]:0".into()], data_dir: Some(directory.path().to_owned()) };
    let line = load(None, &overrides, &environment(&variables)).unwrap();
    assert_eq!(line.config.listen, ["[::1]:0"]);
    assert_eq!(line.data_dir, directory.path());
    assert_eq!(line.file, Some(directory.path().join("gate.toml")), "found in the data directory");
    let by_environment = environment(&[("GATE_CONFIG", "/no/such/gate.toml")]);
    assert!(
        load(None, &Overrides::default(), &by_environment).is_err(),
        "a file that was named must be there"
    );
}

#[test]
fn keys_are_resolved_and_never_printed() {
    let key = ["sk-", "very-private-value"].concat();
    let text = "[[providers]]\nid='openai'\nkind='openai'\napi_key='env:GATE_OPENAI_KEY'\n[[providers]]\nid='groq'\nkind='custom'\napi_key='env:NOT_THERE'\n[metrics]\ntoken='env:OPENAI'";
    let loaded = load_text(text, &[("GATE_OPENAI_KEY", &key), ("OPENAI", &key)]).unwrap();
    let [openai, groq] = loaded.config.providers.as_slice() else { panic!("two providers") };
    assert_eq!(openai.api_key.as_ref().map(|secret| secret.expose().to_owned()), Some(key.clone()));
    assert_eq!(openai.base_url, "https://api.openai.com");
    assert!(groq.api_key.is_none() && groq.base_url == "https://api.groq.com/openai" && groq.priority == 100);
    assert_eq!(
        loaded.warnings,
        ["provider `groq` has no key: the environment variable NOT_THERE is not set"]
    );
    assert_eq!(loaded.config.metrics.token.as_ref().map(|secret| secret.expose().len()), Some(key.len()));
    let several =
        "[[providers]]\nid='openai'\nkind='openai'\nkeys=[{api_key='env:ONE'}, {api_key='env:GATE_TWO'}]";
    let loaded_keys = load_text(several, &[("GATE_TWO", &key)]).unwrap();
    let found: Vec<_> =
        loaded_keys.config.providers[0].usable_keys().map(|key| key.secret.expose().to_owned()).collect();
    assert_eq!(found, std::slice::from_ref(&key));
    assert_eq!(
        loaded_keys.warnings,
        ["row 1 of `keys` of provider `openai` has no key: the environment variable ONE is not set"]
    );
    let printed = format!("{loaded:?}{loaded_keys:?}");
    assert!(printed.contains("Secret(..)") && !printed.contains("very-private"), "{printed}");
    for text in [
        "[metrics]\ntoken = 123456789",
        "[metrics]\npublic = '123456789'",
        "[[providers]]\nid='a'\nkind='openai'\napi_key=[123456789]",
    ] {
        assert!(!faults(text, &[]).contains("123456789"), "{}", faults(text, &[]));
    }
}

#[test]
fn faults_of_a_file_name_line_setting_and_remedy() {
    for (text, fault) in [
        ("\nlisten = 3", "gate.toml:2: `listen` must be a list"),
        ("lisen = []", "gate.toml:1: `lisen` is no setting (did you mean `listen`?)"),
        ("[server]\n\ndrain = 1", "gate.toml:3: `server.drain` is no setting (did you mean `drain_ms`?)"),
        ("[log]\ncolour = 1", "gate.toml:2: `log.colour` is no setting (known here: format, level)"),
        (
            "[server]\ndrain_ms = '1'",
            "gate.toml:2: `server.drain_ms` must be a whole number that is not negative",
        ),
        (
            "[server]\ndrain_ms = -1",
            "gate.toml:2: `server.drain_ms` must be a whole number that is not negative",
        ),
        (
            "[[providers]]\nid = 'a'\nkind = 'opnai'",
            "gate.toml:3: `providers[0].kind` unknown variant `opnai`",
        ),
        ("[[providers]]\nid = 'a'", "gate.toml:1: `providers[0]` missing field `kind`"),
        (
            "[[prices]]\nmodel='a'\ninput=1\noutput=1\nimput=2",
            "gate.toml:5: `prices[0].imput` is no setting (did you mean `input`?)",
        ),
        (
            "[[providers]]\nid='a'\nkind='openai'\nkeys=[{api_key='k',\nrpm=3}]",
            "gate.toml:5: `providers[0].keys[0].rpm` is no setting (did you mean `rpm_limit`?)",
        ),
        (
            "[[providers]]\nid='a'\nkind='openai'\nkeys=[{label='k'}]",
            "gate.toml:4: `providers[0].keys[0]` missing field `api_key`",
        ),
        (
            "[[models]]\nname='a'\ntargets=['gate/echo',\n3]",
            "gate.toml:4: `models[0].targets` must be `provider/model` or a table with `model`, `weight` and `priority`",
        ),
        (
            "[[models]]\nname='a'\ntargets=[{model='gate/echo', wieght=3}]",
            "gate.toml:3: `models[0].targets[0].wieght` is no setting (did you mean `weight`?)",
        ),
        ("a = = 1", "gate.toml:1: is no TOML"),
        ("listen = []\nlisten = []", "gate.toml:2: is no TOML: duplicate key"),
    ] {
        assert!(faults(text, &[]).starts_with(fault), "{text:?}: {}", faults(text, &[]));
    }
    assert_eq!(faults("lisen = []\n[sever]", &[]).lines().count(), 2, "all faults are listed");
}

#[test]
fn faults_of_the_environment_name_the_variable() {
    for (variable, value, fault) in [
        ("GATE_LISTN", "x", "GATE_LISTN: is no setting (did you mean `GATE_LISTEN`?)"),
        ("GATE_SERVER_DRAIN_MS", "soon", "GATE_SERVER_DRAIN_MS: `server.drain_ms` must be a whole number"),
        ("GATE_SERVER_DRAIN_MS", "-4", "GATE_SERVER_DRAIN_MS: `server.drain_ms` must be a whole number"),
        ("GATE_SERVER_DRAIN_MS", "0", "GATE_SERVER_DRAIN_MS: `server.drain_ms` is 0"),
        ("GATE_METRICS_PUBLIC", "yes", "GATE_METRICS_PUBLIC: `metrics.public` must be true or false"),
        ("GATE_LOG_LEVEL", "loud", "GATE_LOG_LEVEL: `log.level` unknown variant `loud`"),
        ("GATE_LISTEN", "", "GATE_LISTEN: `listen` lists no address"),
        ("GATE_TRUSTED_PROXIES", "ten", "GATE_TRUSTED_PROXIES: `trusted_proxies` `ten` is no network"),
    ] {
        let got = faults("", &[(variable, value)]);
        assert!(got.starts_with(fault), "{variable}={value}: {got}");
    }
    for other in ["GATE_CONFIG", "GATE_URL", "GATEWAY_LISTN"] {
        let value = if other == "GATE_CONFIG" { "" } else { "x" };
        assert!(load_text("", &[(other, value)]).is_ok(), "{other} is none of ours");
    }
    let loaded = load_text("", &[("GATE_KEY_OF_A_CLIENT", "x")]).expect("somebody else's variable");
    let told = "GATE_KEY_OF_A_CLIENT is no setting and is passed over".to_owned();
    assert!(loaded.warnings.contains(&told), "{:?}", loaded.warnings);
}

/// Checks that a file has one fault, at this setting and with this in its hint.
#[track_caller]
pub(super) fn refused(text: &str, setting: &str, hint: &str) {
    let error = load_text(text, &[]).expect_err(text);
    let [fault] = error.faults.as_slice() else { panic!("one fault: {error}") };
    assert_eq!(fault.setting, setting, "{text}");
    assert!(fault.hint.contains(hint), "{text}: {fault}");
    assert!(fault.place.contains("gate.toml:"), "{text}: {fault}");
    assert!(!fault.to_string().contains("u:p@"), "a password is not repeated: {fault}");
}

#[test]
fn settings_that_make_no_sense_are_refused_with_a_hint() {
    let provider = |rest: &str| format!("[[providers]]\nid = 'one'\nkind = 'custom'\n{rest}");
    let price = |rest: &str| format!("[[prices]]\nmodel = 'm'\noutput = 1\ninput = {rest}");
    for (text, setting, hint) in [
        ("listen = []".to_owned(), "listen", "127.0.0.1:4766"),
        ("listen = ['localhost']".to_owned(), "listen", "an IP address and a port"),
        ("listen = ['0.0.0.0:4766']".to_owned(), "listen", "allow_insecure_http"),
        ("listen = ['[::]:4766']".to_owned(), "listen", "allow_insecure_http"),
        ("listen = ['127.0.0.1:1', '127.0.0.1:1']".to_owned(), "listen", "its own port"),
        (
            "allow_insecure_http = true\nlisten = ['0.0.0.0:1', '127.0.0.1:1']".to_owned(),
            "listen",
            "its own port",
        ),
        ("default_dialect = 'comis'".to_owned(), "default_dialect", "anuragate, curate-me"),
        ("allowed_hosts = ['http://a']".to_owned(), "allowed_hosts", "without scheme"),
        ("allowed_origins = ['*']".to_owned(), "allowed_origins", "as browsers send them"),
        ("allowed_origins = ['https://a.example/']".to_owned(), "allowed_origins", "as browsers send them"),
        ("allow_private_targets = ['10.0.0.0/99']".to_owned(), "allow_private_targets", "10.1.0.0/16"),
        ("[upstream]\nidle_ms = 0".to_owned(), "upstream.idle_ms", "at least 1"),
        ("[upstream]\nidle_ms = 86400001".to_owned(), "upstream.idle_ms", "milliseconds"),
        ("[upstream]\ntotal_ms = 100".to_owned(), "upstream.total_ms", "at least the larger"),
        ("[server]\nmax_in_flight = 0".to_owned(), "server.max_in_flight", "between 1 and"),
        (provider(""), "providers[0].base_url", "needs for example"),
        (provider("base_url = 'ftp://h'"), "providers[0].base_url", "https://host/v1"),
        (provider("base_url = 'https://u:p@h'"), "providers[0].base_url", "api_key"),
        (provider("base_url = 'https://h:99999'"), "providers[0].base_url", "https://host/v1"),
        (provider("base_url = 'https://h'\nca_file = '/no/such.pem'"), "providers[0].ca_file", "PEM"),
        ("[[providers]]\nid = 'A b'\nkind = 'openai'".to_owned(), "providers[0].id", "lower-case"),
        ("[[providers]]\nid = 'gate'\nkind = 'openai'".to_owned(), "providers[0].id", "another id"),
        (
            "[[providers]]\nid='a'\nkind='openai'\n[[providers]]\nid='a'\nkind='google'".to_owned(),
            "providers[1].id",
            "its own id",
        ),
        (price("-1"), "prices[0].input", "0 or more"),
        (price("nan"), "prices[0].input", "0 or more"),
        (price("inf"), "prices[0].input", "0 or more"),
        (price("2500000"), "prices[0].input", "a million twice"),
        (price("1\n[[prices]]\nmodel='m'\ninput=1\noutput=1"), "prices[1].model", "for each model"),
        (
            "[pricing]\nunknown_model = {input = 1, output = -2}".to_owned(),
            "pricing.unknown_model.output",
            "0 or more",
        ),
    ] {
        refused(&text, setting, hint);
    }
}

#[test]
fn settings_that_are_merely_risky_are_told() {
    let provider = |url: &str| format!("[[providers]]\nid = 'one'\nkind = 'custom'\nbase_url = '{url}'");
    for (text, warning) in [
        (provider("http://127.0.0.1:9100/v1"), Some("allow_private_targets")),
        (provider("https://[::1]/v1"), Some("allow_private_targets")),
        (provider("http://localhost:1"), Some("allow_private_targets")),
        (format!("allow_private_targets = ['127.0.0.1']\n{}", provider("http://127.0.0.1:9100/v1")), None),
        (format!("allow_private_targets = ['10.0.0.0/8']\n{}", provider("http://10.2.3.4")), None),
        (provider("http://models.example.com"), Some("travels readable")),
        (provider("https://models.example.com"), None),
        (provider("http://127.0.0.1:9\"").replace('"', "'\nenabled = false #"), None),
    ] {
        let warnings = load_text(&text, &[]).expect(&text).warnings;
        assert_eq!(warnings.len(), usize::from(warning.is_some()), "{text}: {warnings:?}");
        assert!(warning.is_none_or(|warning| warnings[0].contains(warning)), "{text}: {warnings:?}");
    }
    let example = load_text(&uncommented(DEFAULTS, true), &[("LOCAL_MODEL_KEY", "value")]).unwrap();
    assert_eq!(example.config.providers[0].kind, ProviderKind::Custom);
    assert_eq!((example.config.providers[0].ca_file.clone(), example.warnings), (None::<PathBuf>, vec![]));
}

#[test]
fn mistyped_names_find_their_neighbour() {
    for (typed, near) in [
        ("lisen", Some("listen")),
        ("Listen", Some("listen")),
        ("drain-ms", Some("drain_ms")),
        ("zebra", None),
    ] {
        assert_eq!(nearest(typed, ["listen", "drain_ms", "data_dir"].into_iter()), near, "{typed}");
    }
}
