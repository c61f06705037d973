//! Schema: the subset of `OpenAPI` in which Google describes arguments and answers, as a JSON schema.

use super::names::camel;
use crate::format::FormatFault;
use crate::format::json::Kind;
use crate::format::model::JsonText;
use crate::format::translate::out::Out;
use crate::format::translate::value::Value;

/// Reads a schema in either language. An answer's objects hold no more than they name, which JSON schema must say
/// (`is_closed`).
pub(super) fn read(schema: Value<'_>, is_closed: bool) -> Result<JsonText, FormatFault> {
    let mut out = Out::default();
    write(schema, is_closed, &mut out);
    JsonText::object(&out.into_text())
}

/// What is no object stands as it is.
fn write(schema: Value<'_>, is_closed: bool, out: &mut Out) {
    if schema.kind() != Kind::Object {
        out.json(&schema.json());
        return;
    }
    let is_nullable = schema.get("nullable").and_then(Value::truth) == Some(true);
    out.object();
    for (key, value) in schema.members() {
        let key = camel(key);
        match key.as_ref() {
            "nullable" | "propertyOrdering" => {}
            "type" => write_type(value, is_nullable, out),
            "format" if value.text() == Some("enum") => {}
            "enum" | "anyOf" | "oneOf" | "allOf" | "prefixItems" if value.kind() == Kind::Array => {
                out.key(&key);
                write_list(&key, value, (is_closed, is_nullable), out);
            }
            "properties" | "defs" | "$defs" if value.kind() == Kind::Object => {
                out.key(if key == "properties" { "properties" } else { "$defs" }).object();
                for (name, member) in value.members() {
                    write(member, is_closed, out.key(name));
                }
                out.end_object();
            }
            "items" | "additionalProperties" | "not" => write(value, is_closed, out.key(&key)),
            "ref" => {
                out.key("$ref").json(&value.json());
            }
            _ => write_other(&key, value, out),
        }
    }
    let names_all = schema.get("properties").is_some();
    let says_more = schema.members().any(|(key, _)| camel(key) == "additionalProperties");
    if is_closed && names_all && !says_more {
        out.key("additionalProperties").bool(false);
    }
    out.end_object();
}

fn write_type(value: Value<'_>, is_nullable: bool, out: &mut Out) {
    let Some(word) = value.text() else {
        out.key("type").json(&value.json());
        return;
    };
    let word = word.to_ascii_lowercase();
    match (word.as_str(), is_nullable) {
        ("type_unspecified", _) => {}
        (word, true) if word != "null" => {
            out.key("type").array().text(word).text("null").end_array();
        }
        (word, _) => {
            out.member("type", word);
        }
    }
}

/// Values or schemas to choose from; where nothing may be chosen as well, it is among them.
fn write_list(key: &str, list: Value<'_>, (is_closed, is_nullable): (bool, bool), out: &mut Out) {
    let is_enum = key == "enum";
    out.array();
    for item in list.array(key).into_iter().flatten().map(|(_, item)| item) {
        if is_enum {
            out.json(&item.json());
        } else {
            write(item, is_closed, out);
        }
    }
    if is_nullable && is_enum {
        out.null();
    } else if is_nullable && key != "allOf" && key != "prefixItems" {
        out.object().member("type", "null").end_object();
    }
    out.end_array();
}

/// Google writes large whole numbers as strings.
fn write_other(key: &str, value: Value<'_>, out: &mut Out) {
    let is_limit = matches!(
        key,
        "minItems" | "maxItems" | "minLength" | "maxLength" | "minProperties" | "maxProperties"
    );
    match value.text().and_then(|text| text.parse().ok()).filter(|_| is_limit) {
        Some(limit) => out.key(key).integer(limit),
        None => out.key(key).json(&value.json()),
    };
}
