use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{document, messages, request, value};
use crate::format::translate::Wire;
use crate::format::translate::responses::history::{
    Exchange, Page, complete, input_items, previous, references, resolve,
};

fn kept(asked: &Value, answered: &Value, number: u128) -> Exchange {
    let exchange =
        Exchange::of(&document(&asked.to_string()), &document(&answered.to_string()), number).unwrap();
    // As a store gives it back.
    Exchange::read(Bytes::from(exchange.to_bytes())).unwrap()
}

fn said(id: &str, text: &str) -> Value {
    json!({"id": id, "type": "message", "status": "completed", "role": "assistant",
        "content": [{"type": "output_text", "annotations": [], "text": text}]})
}

fn answered(id: &str, previous: Option<&str>, output: Value) -> Value {
    json!({"id": id, "object": "response", "previous_response_id": previous, "output": output})
}

/// Two exchanges, of which the second goes on from the first and ends in a call.
fn chain() -> Vec<Exchange> {
    let first = json!({"model": "m", "instructions": "Be brief.", "input": "Hi"});
    let second = json!({"model": "m", "previous_response_id": "resp_1", "input": [
        {"role": "user", "content": "What time is it?"}, {"type": "reasoning", "summary": []}]});
    let call = |id: &str, status: &str| {
        json!({"id": format!("fc_{id}"), "type": "function_call", "call_id": id,
        "name": "now", "arguments": "{}", "status": status})
    };
    vec![
        kept(&first, &answered("resp_1", None, json!([said("msg_1", "Hello.")])), 100),
        kept(
            &second,
            &answered("resp_2", Some("resp_1"), json!([call("c1", "completed"), call("c2", "incomplete")])),
            200,
        ),
    ]
}

#[test]
fn a_request_that_goes_on_holds_everything_said_before() {
    let chain = chain();
    let next = json!({"model": "m", "previous_response_id": "resp_2", "instructions": "Be kind.",
        "input": [{"type": "function_call_output", "call_id": "c1", "output": "noon"}], "temperature": 0.5});
    let next = document(&next.to_string());
    assert_eq!(previous(&next), Some("resp_2"));
    assert_eq!((chain[1].id(), chain[1].previous(), chain[0].previous()), ("resp_2", Some("resp_1"), None));
    let whole = value(&complete(&next, &chain).unwrap());
    assert_eq!(whole.get("previous_response_id"), None);
    assert_eq!((&whole["instructions"], &whole["temperature"]), (&json!("Be kind."), &json!(0.5)));
    let kinds: Vec<&str> =
        whole["input"].as_array().unwrap().iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["message", "message", "message", "reasoning", "function_call", "function_call_output"]
    );
    let (body, dropped) = request(&whole, Wire::Responses, &messages()).unwrap();
    assert!(dropped.is_empty(), "{dropped:?}");
    let text = |text: &str| json!([{"type": "text", "text": text}]);
    assert_eq!(body["system"], text("Be kind."), "nobody inherits instructions");
    assert_eq!(
        body["messages"],
        json!([
            {"role": "user", "content": text("Hi")},
            {"role": "assistant", "content": text("Hello.")},
            {"role": "user", "content": text("What time is it?")},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "c1", "name": "now", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c1", "content": text("noon")}]}])
    );
}

#[test]
fn a_chain_that_is_another_is_refused() {
    let chain = chain();
    for (named, given) in [
        (json!("resp_2"), &chain[..1]),
        (json!("resp_1"), &chain[..]),
        (json!("resp_1"), &[]),
        (Value::Null, &chain[..]),
    ] {
        let next = document(&json!({"model": "m", "previous_response_id": named, "input": "x"}).to_string());
        let fault = complete(&next, given).unwrap_err();
        assert_eq!(fault.param.as_deref(), Some("previous_response_id"), "{named}");
    }
    let alone = document(r#"{"model":"m","input":"x"}"#);
    assert_eq!(value(&complete(&alone, &[]).unwrap())["input"][0]["content"][0]["text"], "x");
    for (asked, told) in [
        (json!({}), json!({"id": "r"})),
        (json!({"input": "x"}), json!({})),
        (json!({"input": [{}]}), json!({"id": "r"})),
    ] {
        let made = Exchange::of(&document(&asked.to_string()), &document(&told.to_string()), 1);
        assert!(made.is_err(), "{asked} {told}");
    }
    for broken in ["", "[]", "{}", r#"{"input":[]}"#, r#"{"input":5,"response":{"id":"r"}}"#] {
        assert!(Exchange::read(Bytes::from_static(broken.as_bytes())).is_err(), "{broken}");
    }
}

#[test]
fn references_are_put_in_their_places() {
    let chain = chain();
    let next = document(
        &json!({"model": "m", "input": [{"role": "user", "content": "x"},
        {"type": "item_reference", "id": "msg_1"}, {"id": "fc_c1"}, 5]})
        .to_string(),
    );
    assert_eq!(references(&next), ["msg_1", "fc_c1"]);
    let whole = value(&resolve(&next, &chain).unwrap());
    assert_eq!(whole["input"][0], json!({"role": "user", "content": "x"}));
    assert_eq!(whole["input"][1], said("msg_1", "Hello."));
    assert_eq!(whole["input"][2]["call_id"], "c1");
    for (id, place) in [("msg_9", "input[0].id"), ("fc_c2", "input[0].id")] {
        let next =
            document(&json!({"model": "m", "input": [{"type": "item_reference", "id": id}]}).to_string());
        assert_eq!(resolve(&next, &chain).unwrap_err().param.as_deref(), Some(place), "{id}");
    }
    assert!(chain[0].item_ids().any(|id| id == "msg_1"));
    assert!(chain[1].item_ids().all(|id| id != "fc_c2"), "a call that was cut off is nobody's");
}

#[test]
fn what_is_kept_is_listed_as_clients_expect() {
    let chain = chain();
    assert_eq!(value(&chain[0].to_response()), answered("resp_1", None, json!([said("msg_1", "Hello.")])));
    let id = |number: u64| format!("msg_00000000-0000-0000-0000-{number:012x}");
    let greeting = json!({"id": id(99), "type": "message", "status": "completed", "role": "user",
        "content": [{"type": "input_text", "text": "Hi"}]});
    let question = json!({"id": id(199), "type": "message", "status": "completed", "role": "user",
        "content": [{"type": "input_text", "text": "What time is it?"}]});
    let thought =
        json!({"id": "rs_00000000-0000-0000-0000-0000000000c6", "type": "reasoning", "summary": []});
    let all = [greeting, said("msg_1", "Hello."), question, thought];
    for (page, expected, has_more) in [
        (Page { is_ascending: true, ..Page::default() }, vec![0, 1, 2, 3], false),
        (Page::default(), vec![3, 2, 1, 0], false),
        (Page { limit: 3, is_ascending: true, ..Page::default() }, vec![0, 1, 2], true),
        (Page { after: Some("msg_1".to_owned()), limit: 0, is_ascending: true }, vec![2], true),
        (Page { after: Some(id(99)), ..Page::default() }, vec![], false),
    ] {
        let list = value(&input_items(&chain, &page).unwrap());
        let data: Vec<&Value> = expected.iter().map(|place| &all[*place]).collect();
        let end = |item: Option<&&Value>| item.map_or(Value::Null, |item| item["id"].clone());
        assert_eq!(
            list,
            json!({"object": "list", "data": data, "first_id": end(data.first()), "last_id": end(data.last()),
                "has_more": has_more}),
            "{page:?}"
        );
    }
    let beyond = Page { after: Some("nobody".to_owned()), ..Page::default() };
    assert_eq!(input_items(&chain, &beyond).unwrap_err().param.as_deref(), Some("after"));
    assert!(input_items(&[], &Page::default()).is_err());
}

proptest! {
    /// A conversation told link by link is the same as one told at once.
    #[test]
    fn a_chain_says_what_one_request_would(texts in vec(("[a-z]{1,5}", "[a-z]{1,5}"), 1..6), last in "[a-z]{1,5}") {
        let mut chain = Vec::new();
        let mut whole = Vec::new();
        for (number, (asked, told)) in (1_u32..).zip(&texts) {
            let previous = (number > 1).then(|| format!("resp_{}", number - 1));
            let request = json!({"model": "m", "input": asked, "previous_response_id": previous});
            let output = said(&format!("msg_{number}"), told);
            let response = answered(&format!("resp_{number}"), previous.as_deref(), json!([output]));
            chain.push(kept(&request, &response, u128::from(number) << 64));
            whole.extend([json!({"role": "user", "content": asked}), output]);
        }
        whole.push(json!({"role": "user", "content": last}));
        let next = json!({"model": "m", "previous_response_id": chain.last().unwrap().id(), "input": last});
        let next = value(&complete(&document(&next.to_string()), &chain).unwrap());
        let there = request(&next, Wire::Responses, &messages()).unwrap();
        let at_once = request(&json!({"model": "m", "input": whole}), Wire::Responses, &messages()).unwrap();
        prop_assert_eq!(there, at_once);
    }
}
