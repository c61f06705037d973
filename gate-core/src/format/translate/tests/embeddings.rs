use serde_json::{Value, json};

use super::{document, value};
use crate::format::translate::base64;
use crate::format::translate::embeddings::{self, Reply};

#[test]
fn texts_become_requests_of_a_batch() {
    let one = |text: &str| json!({"model": "models/e", "content": {"parts": [{"text": text}]}});
    let mut short = one("a");
    short["outputDimensionality"] = json!(256);
    for (given, expected, is_base64, dropped) in [
        (json!({"input": "a"}), json!([one("a")]), false, vec![]),
        (
            json!({"input": ["a", "b"], "encoding_format": "base64"}),
            json!([one("a"), one("b")]),
            true,
            vec![],
        ),
        (
            json!({"input": ["a"], "dimensions": 256, "encoding_format": "float", "user": "u", "new": 1}),
            json!([short]),
            false,
            vec!["new", "user"],
        ),
    ] {
        for model in ["e", "models/e"] {
            let mut body = given.clone();
            body["model"] = json!(model);
            let found = embeddings::request(&document(&body.to_string())).unwrap();
            assert_eq!(value(&found.body), json!({"requests": expected}), "{given}");
            let texts = expected.as_array().unwrap().len();
            assert_eq!(found.reply, Reply { model: model.to_owned(), texts, is_base64 }, "{given}");
            assert_eq!(found.dropped.names(), dropped, "{given}");
        }
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for (given, param) in [
        (json!({"input": "a"}), "model"),
        (json!({"model": "e"}), "input"),
        (json!({"model": "e", "input": []}), "input"),
        (json!({"model": "e", "input": [1, 2]}), "input"),
        (json!({"model": "e", "input": [[1, 2]]}), "input"),
        (json!({"model": "e", "input": ["a", {}]}), "input[1]"),
        (json!({"model": "e", "input": vec!["a"; 2049]}), "input"),
        (json!({"model": "e", "input": "a", "dimensions": -1}), "dimensions"),
        (json!({"model": "e", "input": "a", "encoding_format": "int8"}), "encoding_format"),
    ] {
        let fault = embeddings::request(&document(&given.to_string())).unwrap_err();
        assert_eq!(fault.param.as_deref(), Some(param), "{given}: {fault}");
    }
}

#[test]
fn vectors_come_back_as_they_were_wanted() {
    let body = r#"{"embeddings":[{"values":[0.10,-1e-3]},{"values":[1,2.5]}]}"#;
    let reply = |is_base64| Reply { model: "e".to_owned(), texts: 2, is_base64 };
    let found = embeddings::answer(&document(body), &reply(false), None).unwrap();
    assert_eq!(
        String::from_utf8(found).unwrap(),
        r#"{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.10,-1e-3]},{"object":"embedding","index":1,"embedding":[1,2.5]}],"model":"e","usage":{"prompt_tokens":0,"total_tokens":0}}"#
    );
    let found = value(&embeddings::answer(&document(body), &reply(true), Some(7)).unwrap());
    let floats = |at: usize| -> Vec<f32> {
        let bytes = base64::decode(found["data"][at]["embedding"].as_str().unwrap()).unwrap();
        bytes.chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
    };
    assert_eq!((floats(0), floats(1)), (vec![0.1, -1e-3], vec![1.0, 2.5]));
    assert_eq!(found["data"][1]["embedding"], "AACAPwAAIEA=");
    assert_eq!(found["usage"], json!({"prompt_tokens": 7, "total_tokens": 7}));
    let counted =
        json!({"embeddings": [{"values": []}, {"values": []}], "usageMetadata": {"promptTokenCount": 3}});
    let found = embeddings::answer(&document(&counted.to_string()), &reply(false), Some(7)).unwrap();
    assert_eq!(value(&found)["usage"]["prompt_tokens"], 3);
}

#[test]
fn an_answer_with_a_vector_for_every_text_or_none() {
    let reply = Reply { model: "e".to_owned(), texts: 1, is_base64: true };
    for body in [
        json!([]),
        json!({}),
        json!({"embeddings": []}),
        json!({"embeddings": [{"values": []}, {"values": []}]}),
        json!({"embeddings": [{}]}),
        json!({"embeddings": [{"values": ["a"]}]}),
        Value::Null,
    ] {
        let found = embeddings::answer(&document(&body.to_string()), &reply, None);
        assert!(found.is_err(), "{body}: {found:?}");
    }
}
