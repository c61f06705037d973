use crate::config::tests::refused;

fn provider(rest: &str) -> String {
    format!("[[providers]]\nid = 'one'\nkind = 'custom'\nbase_url = 'https://h'\n{rest}")
}

#[test]
fn what_a_kind_of_provider_needs_or_has_not_is_told() {
    for (text, setting, hint) in [
        ("[[providers]]\nid = 'a'\nkind = 'azure'".to_owned(), "providers[0].base_url", "openai.azure.com"),
        ("[[providers]]\nid = 'a'\nkind = 'bedrock'".to_owned(), "providers[0].region", "us-east-1"),
        (
            "[[providers]]\nid = 'a'\nkind = 'bedrock'\nregion = 'x/../y-1-1'\nbase_url = 'https://h'"
                .to_owned(),
            "providers[0].region",
            "us-east-1",
        ),
        (
            "[[providers]]\nid = 'a'\nkind = 'bedrock'\nbase_url = 'https://h'".to_owned(),
            "providers[0].region",
            "us-east-1",
        ),
        (
            "[[providers]]\nid = 'a'\nkind = 'openai'\nregion = 'eu-west-1'".to_owned(),
            "providers[0].region",
            "remove it",
        ),
        (
            "[[providers]]\nid = 'a'\nkind = 'openai'\napi_version = '2024-10-21'".to_owned(),
            "providers[0].api_version",
            "remove it",
        ),
        (
            "[[providers]]\nid = 'a'\nkind = 'azure'\nbase_url = 'https://h'\napi_version = 'a&b'".to_owned(),
            "providers[0].api_version",
            "2024-10-21",
        ),
        (provider("models = ['a*b']"), "providers[0].models", "at the end"),
        (provider("models = ['a**']"), "providers[0].models", "at the end"),
        (provider("weight = 1000001"), "providers[0].weight", "between 0 and"),
        (
            provider("keys = [{api_key = 'k', concurrency_limit = 0}]"),
            "providers[0].keys[0].concurrency_limit",
            "between 1 and",
        ),
        (
            provider("keys = [{api_key = 'k', rpm_limit = 0}]"),
            "providers[0].keys[0].rpm_limit",
            "between 1 and",
        ),
        (
            provider("keys = [{api_key = 'k', label = 'a'}, {api_key = 'l', label = 'a'}]"),
            "providers[0].keys[1].label",
            "its own label",
        ),
    ] {
        refused(&text, setting, hint);
    }
}

#[test]
fn groups_retired_models_and_numbers_that_make_no_sense_are_told() {
    for (text, setting, hint) in [
        ("[routing]\nmax_tries = 0".to_owned(), "routing.max_tries", "between 1 and 10"),
        ("[routing]\nmax_tries = 11".to_owned(), "routing.max_tries", "between 1 and 10"),
        ("[routing]\nretry_same = 11".to_owned(), "routing.retry_same", "between 0 and 10"),
        ("[routing]\nbreaker_failures = 0".to_owned(), "routing.breaker_failures", "between 1 and"),
        ("[routing]\nbreaker_open_ms = 0".to_owned(), "routing.breaker_open_ms", "at least 1"),
        ("[routing]\nbackoff_max_ms = 60001".to_owned(), "routing.backoff_max_ms", "0 to 60000"),
        ("[routing]\nbackoff_base_ms = 5001".to_owned(), "routing.backoff_base_ms", "at most"),
        ("[[models]]\nname = ''\ntargets = ['gate/echo']".to_owned(), "models[0].name", "smart"),
        ("[[models]]\nname = 'a*'\ntargets = ['gate/echo']".to_owned(), "models[0].name", "smart"),
        ("[[models]]\nname = 'a'\ntargets = []".to_owned(), "models[0].targets", "openai/gpt-4o"),
        ("[[models]]\nname = 'a'\ntargets = ['gpt-4o']".to_owned(), "models[0].targets", "openai/gpt-4o"),
        (
            "[[models]]\nname = 'a'\ntargets = ['opnai/gpt-4o']".to_owned(),
            "models[0].targets",
            "providers here",
        ),
        (
            "[[models]]\nname = 'a'\ntargets = [{model = 'gate/echo', weight = 1000001}]".to_owned(),
            "models[0].targets",
            "between 0 and",
        ),
        (
            "[[models]]\nname='a'\ntargets=['gate/echo']\n[[models]]\nname='a'\ntargets=['gate/echo']"
                .to_owned(),
            "models[1].name",
            "all its targets",
        ),
        (
            provider("models = ['m']\n[[models]]\nname = 'm'\ntargets = ['gate/echo']"),
            "models[0].name",
            "another name",
        ),
        ("[[retired_models]]\nname = ''".to_owned(), "retired_models[0].name", "for each model"),
        (
            "[[retired_models]]\nname = 'a'\nreplacement = 'a'".to_owned(),
            "retired_models[0].replacement",
            "still served",
        ),
    ] {
        refused(&text, setting, hint);
    }
}
