//! Properties: whatever a document looks like, each of its strings is seen once, under its own path.

use super::{Infallible, Value, Walker, parse};
use proptest::prelude::*;

/// Documents whose member names no format knows, so that every string is somebody's words.
fn any_document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z{}\\[\"\\\\é😀\n ]{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map("u_[a-z]{1,4}", inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Every string of a value with its path.
fn strings(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) if !text.is_empty() => found.push((path.to_owned(), text.clone())),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                strings(item, &format!("{path}[{index}]"), found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                let dot = if path.is_empty() || path.ends_with(':') { "" } else { "." };
                strings(member, &format!("{path}{dot}{key}"), found);
            }
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn each_string_is_visited_once_under_its_path(document in any_document()) {
        let body = serde_json::json!({ "u_root": document });
        let mut expected = Vec::new();
        strings(&body, "", &mut expected);
        for walker in Walker::ALL.into_iter().filter(|walker| *walker != Walker::ToolEvent) {
            for is_answer in [false, true] {
                let mut seen = Vec::new();
                let visitor = &mut |path: &crate::format::path::StringPath<'_>, text: &str| {
                    seen.push((path.to_string(), text.to_owned()));
                    Ok::<_, Infallible>(None)
                };
                let mut parsed = parse(&body.to_string());
                let replaced = if is_answer {
                    walker.visit_response(&mut parsed, visitor)
                } else {
                    walker.visit_request(&mut parsed, visitor)
                };
                prop_assert_eq!(replaced, Ok(0));
                prop_assert_eq!(&seen, &expected, "{:?}", walker);
            }
        }
    }

    #[test]
    fn documents_written_as_strings_come_back_with_only_their_strings_changed(
        document in any_document(), levels in 1..4_usize,
    ) {
        let body = serde_json::json!({ "u_root": document });
        let change = |text: &str| format!("<{text}\"\\>");
        let wrap = |inner: String| (0..levels).fold(inner, |inner, _| serde_json::json!({ "u_in": inner }).to_string());
        let event = serde_json::json!({"params": {"text": wrap(body.to_string())}});
        let mut parsed = parse(&event.to_string());
        let mut count = 0;
        let replaced = Walker::ToolEvent.visit_request(&mut parsed, &mut |_, text| {
            count += 1;
            Ok::<_, Infallible>(Some(change(text)))
        });
        prop_assert_eq!(replaced, Ok(count));
        // Strings that are JSON themselves change inside; the others as wholes.
        let mut after: Value = serde_json::from_slice(&parsed.to_vec()).unwrap();
        let mut text = after["params"]["text"].take();
        for _ in 0..levels {
            text = serde_json::from_str::<Value>(text.as_str().unwrap()).expect("it stays JSON")["u_in"].take();
        }
        let inner: Value = serde_json::from_str(text.as_str().unwrap()).expect("it stays JSON");
        let (mut before, mut found) = (Vec::new(), Vec::new());
        strings(&body, "", &mut before);
        strings(&inner, "", &mut found);
        prop_assert_eq!(before.len(), found.len());
        for ((path, old), (new_path, new)) in before.iter().zip(&found) {
            prop_assert_eq!(path, new_path);
            let is_json = serde_json::from_str::<Value>(old).is_ok_and(|value| !value.is_null());
            let looks = old.trim_ascii_start().starts_with(['{', '[', '"']);
            prop_assert!(new == &change(old) || is_json || looks, "{old} became {new}");
        }
    }
}
