//! The caller's own key for a provider: used for its call, where the operator allows it, and kept nowhere.

use serde_json::json;

use super::{assert_nowhere, canary, kept};
use crate::support::keeper::Keeper;
use crate::support::{Request, Settings, System};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_callers_key_goes_to_the_provider_from_every_place_and_is_kept_nowhere() {
    let keeper = Keeper::start().await;
    let system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    let target = json!({"base_url": keeper.base_url(), "kind": "openai", "allow_passthrough_key": true});
    system.administer("PUT", "/gateway/admin/provider-targets/keeper", &target).await;
    let names = ["header", "bearer", "both", "api-key"];
    let canaries = names.map(canary);
    let [header, bearer, both, api_key] = &canaries;
    let chat = "/v1/chat/completions";
    let message = json!({"model": "keeper/gpt-4o-sse", "max_tokens": 50, "messages": [{"role": "user", "content": "hi"}]});
    for (name, request, key) in [
        (
            "X-Provider-Key",
            Request::post(chat, &kept()).bearer(&caller.secret).header("x-provider-key", header),
            header,
        ),
        (
            "a bearer token beside X-CM-API-Key",
            Request::post(chat, &kept()).header("x-cm-api-key", system.admin()).bearer(bearer),
            bearer,
        ),
        (
            "X-Provider-Key before the bearer token",
            Request::post(chat, &kept())
                .header("x-cm-api-key", system.admin())
                .bearer(bearer)
                .header("x-provider-key", both),
            both,
        ),
        (
            "x-api-key on messages",
            Request::post("/v1/messages", &message).bearer(&caller.secret).header("x-api-key", api_key),
            api_key,
        ),
    ] {
        let answer = request.send(system.address).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        assert_eq!(keeper.keys(), [key.as_str()], "{name}");
    }
    let all: Vec<&str> = canaries.iter().map(String::as_str).collect();
    assert_nowhere(&system, &all).await;
    assert_eq!(system.ask("/gateway/admin/secrets").await.json(), json!({"secrets": []}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_it_is_not_allowed_the_callers_key_stays_here() {
    let keeper = Keeper::start().await;
    let system = System::start(&Settings::default());
    let caller = system.free_key("caller", &[]);
    let target = json!({"base_url": keeper.base_url(), "kind": "openai"});
    system.administer("PUT", "/gateway/admin/provider-targets/keeper", &target).await;
    let own = canary("own");
    let asked = async || caller.request(&kept()).header("x-provider-key", &own).send(system.address).await;
    let refused = asked().await;
    assert_eq!((refused.status, refused.code().as_str()), (503, "no_provider_key"), "{}", refused.text());
    let stored = canary("stored");
    super::store_secret(&system, "keeper", &stored).await;
    assert_eq!(asked().await.status, 200);
    assert_eq!(keeper.keys(), [stored], "the stored key is sent, not the caller's");
    for wrong in [
        ["gk", "_", &"a".repeat(32)].concat(),
        ["cm", "_sk_", &"a".repeat(40)].concat(),
        "two words".to_owned(),
    ] {
        let mixed_up = caller.request(&kept()).header("x-provider-key", &wrong).send(system.address).await;
        assert_eq!((mixed_up.status, mixed_up.code().as_str()), (400, "bad_request"), "{wrong}");
    }
    assert_eq!(keeper.keys(), Vec::<String>::new());
}
