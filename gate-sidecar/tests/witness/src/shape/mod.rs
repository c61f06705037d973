//! Shape: which members a vendor documents for a JSON object, and of which types, and the first deviation from it.

use serde_json::{Map, Value};

/// A documented type.
#[derive(Clone, Copy)]
pub(crate) enum Is {
    /// Anything, such as a caller's own JSON Schema.
    Any,
    Text,
    Flag,
    Integer,
    Number,
    /// An object with members of the caller's choosing.
    Map,
    /// One of these texts.
    Word(&'static [&'static str]),
    List(&'static Is),
    Shape(&'static [Member]),
    /// A shape chosen by the text in one member; the one named "" is for objects without it.
    Tagged(&'static str, &'static [(&'static str, &'static [Member])]),
    /// The first of these that the value's JSON type fits.
    Either(&'static [Is]),
    /// That, or null.
    Nullable(&'static Is),
}

/// A documented member.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    name: &'static str,
    is: Is,
    is_needed: bool,
}

/// A member that must be there.
pub(crate) const fn must(name: &'static str, is: Is) -> Member {
    Member { name, is, is_needed: true }
}

/// A member that may be there.
pub(crate) const fn may(name: &'static str, is: Is) -> Member {
    Member { name, is, is_needed: false }
}

/// What is wrong with a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Nobody documents it.
    Unknown,
    /// It is not there.
    Missing,
    /// It is something else than this.
    Wrong(String),
}

/// The first deviation, and the way to it: names of members and indices of lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    path: Vec<String>,
    pub(crate) why: Why,
}

impl Fault {
    fn here(why: Why) -> Self {
        Self { path: Vec::new(), why }
    }

    fn at(name: &str, why: Why) -> Self {
        Self { path: vec![name.to_owned()], why }
    }

    fn within(mut self, step: impl ToString) -> Self {
        self.path.insert(0, step.to_string());
        self
    }

    /// The member's name.
    pub(crate) fn name(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    /// Whether the member belongs to the request itself.
    pub(crate) fn is_at_root(&self) -> bool {
        self.path.len() <= 1
    }

    /// The way as `messages.0.content`.
    pub(crate) fn dotted(&self) -> String {
        self.path.join(".")
    }

    /// The way as `contents[0].parts`.
    pub(crate) fn indexed(&self) -> String {
        indexed(&self.path)
    }

    /// The way to what holds the member, as `contents[0]`.
    pub(crate) fn parent(&self) -> String {
        indexed(&self.path[..self.path.len().saturating_sub(1)])
    }
}

fn indexed(path: &[String]) -> String {
    path.iter().fold(String::new(), |way, step| {
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            way + "[" + step + "]"
        } else if way.is_empty() {
            step.clone()
        } else {
            way + "." + step
        }
    })
}

/// The value with its documented members spelt as documented, where they came in snake case; what is not documented
/// and what a caller names stay as they are.
pub(crate) fn respelt(value: Value, is: Is) -> Value {
    match (is, value) {
        (Is::Nullable(inner), value) => respelt(value, *inner),
        (Is::List(element), Value::Array(elements)) => {
            elements.into_iter().map(|value| respelt(value, *element)).collect()
        }
        (Is::Shape(members), Value::Object(object)) => {
            let known = |name: &str| members.iter().find(|member| member.name == name);
            let respell = |(name, value): (String, Value)| match known(&name).or_else(|| known(&camel(&name)))
            {
                Some(member) => (member.name.to_owned(), respelt(value, member.is)),
                None => (name, value),
            };
            Value::Object(object.into_iter().map(respell).collect())
        }
        (_, value) => value,
    }
}

/// `snake_case` as `snakeCase`.
fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |text, word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or(text.clone(), |letter| text + &letter.to_uppercase().to_string() + letters.as_str())
    })
}

/// Compares an object with its documented members.
pub(crate) fn check(value: &Value, members: &'static [Member]) -> Result<(), Fault> {
    fits(value, Is::Shape(members))
}

fn fits(value: &Value, is: Is) -> Result<(), Fault> {
    let wrong = || Err(Fault::here(Why::Wrong(describe(is))));
    match (is, value) {
        (Is::Any, _)
        | (Is::Text, Value::String(_))
        | (Is::Flag, Value::Bool(_))
        | (Is::Number, Value::Number(_))
        | (Is::Map, Value::Object(_))
        | (Is::Nullable(_), Value::Null) => Ok(()),
        (Is::Integer, Value::Number(number)) if !number.is_f64() => Ok(()),
        (Is::Word(words), Value::String(word)) if words.contains(&word.as_str()) => Ok(()),
        (Is::Nullable(inner), value) => fits(value, *inner),
        (Is::List(element), Value::Array(elements)) => {
            let mut elements = elements.iter().enumerate();
            elements.try_for_each(|(index, value)| fits(value, *element).map_err(|fault| fault.within(index)))
        }
        (Is::Shape(members), Value::Object(object)) => shaped(object, members),
        (Is::Tagged(by, kinds), Value::Object(object)) => tagged(object, by, kinds),
        (Is::Either(kinds), value) => {
            let kind = kinds.iter().find(|kind| is_plausible(**kind, value));
            kind.map_or_else(wrong, |kind| fits(value, *kind))
        }
        _ => wrong(),
    }
}

fn shaped(object: &Map<String, Value>, members: &'static [Member]) -> Result<(), Fault> {
    for (name, value) in object {
        let member = members.iter().find(|member| member.name == name);
        let member = member.ok_or_else(|| Fault::at(name, Why::Unknown))?;
        fits(value, member.is).map_err(|fault| fault.within(name))?;
    }
    let missing = members.iter().find(|member| member.is_needed && !object.contains_key(member.name));
    missing.map_or(Ok(()), |member| Err(Fault::at(member.name, Why::Missing)))
}

fn tagged(
    object: &Map<String, Value>,
    by: &'static str,
    kinds: &'static [(&'static str, &'static [Member])],
) -> Result<(), Fault> {
    let found = kinds.iter().find(|(kind, _)| object.get(by).map_or(kind.is_empty(), |tag| tag == kind));
    let Some((_, members)) = found else {
        if !object.contains_key(by) {
            return Err(Fault::at(by, Why::Missing));
        }
        let names: Vec<&str> = kinds.iter().map(|(kind, _)| *kind).collect();
        return Err(Fault::at(by, Why::Wrong(format!("one of {}", names.join(", ")))));
    };
    // The tag stands for its own documented member.
    let rest: Map<String, Value> = object
        .iter()
        .filter(|(name, _)| *name != by)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    shaped(&rest, members)
}

/// Whether the value has the JSON type of a documented type.
fn is_plausible(is: Is, value: &Value) -> bool {
    match is {
        Is::Any => true,
        Is::Text | Is::Word(_) => value.is_string(),
        Is::Flag => value.is_boolean(),
        Is::Integer | Is::Number => value.is_number(),
        Is::Map | Is::Shape(_) | Is::Tagged(..) => value.is_object(),
        Is::List(element) => value
            .as_array()
            .is_some_and(|elements| elements.iter().all(|value| is_plausible(*element, value))),
        Is::Either(kinds) => kinds.iter().any(|kind| is_plausible(*kind, value)),
        Is::Nullable(inner) => value.is_null() || is_plausible(*inner, value),
    }
}

fn describe(is: Is) -> String {
    match is {
        Is::Any => "anything".into(),
        Is::Text => "a valid string".into(),
        Is::Flag => "a valid boolean".into(),
        Is::Integer => "a valid integer".into(),
        Is::Number => "a valid number".into(),
        Is::Map | Is::Shape(_) | Is::Tagged(..) => "a valid object".into(),
        Is::Word(words) => format!("one of {}", words.join(", ")),
        Is::List(_) => "a valid array".into(),
        Is::Either(kinds) => kinds.iter().map(|kind| describe(*kind)).collect::<Vec<_>>().join(" or "),
        Is::Nullable(inner) => describe(*inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    static NODE: [Member; 2] = [may("next", Is::Nullable(&Is::Shape(&NODE))), may("value", Is::Integer)];
    const PART: &[(&str, &[Member])] = &[("text", &[must("text", Is::Text)]), ("stop", &[])];
    const REQUEST: &[Member] = &[
        must("model", Is::Text),
        may("heat", Is::Number),
        may("content", Is::Either(&[Is::Text, Is::List(&Is::Tagged("type", PART))])),
        may("effort", Is::Word(&["low", "high"])),
        may("schema", Is::Map),
        may("node", Is::Shape(&NODE)),
    ];

    #[test]
    fn the_first_deviation_is_named_with_its_way() {
        let wrong = |text: &str| Some(Why::Wrong(text.into()));
        for (body, way, why) in [
            (json!({"model": "m"}), "", None),
            (
                json!({"model": "m", "heat": 1, "content": "x", "effort": "low", "schema": {"any": [1]}}),
                "",
                None,
            ),
            (json!({"model": "m", "content": [{"type": "text", "text": "x"}, {"type": "stop"}]}), "", None),
            (json!({"model": "m", "node": {"next": {"next": null, "value": 3}}}), "", None),
            (json!({}), "model", Some(Why::Missing)),
            (json!({"model": 1}), "model", wrong("a valid string")),
            (json!({"model": "m", "extra": 1}), "extra", Some(Why::Unknown)),
            (json!({"model": "m", "effort": "huge"}), "effort", wrong("one of low, high")),
            (json!({"model": "m", "content": 3}), "content", wrong("a valid string or a valid array")),
            (json!({"model": "m", "content": [{"text": "x"}]}), "content[0].type", Some(Why::Missing)),
            (
                json!({"model": "m", "content": [{"type": "song"}]}),
                "content[0].type",
                wrong("one of text, stop"),
            ),
            (
                json!({"model": "m", "content": [{"type": "stop", "text": "x"}]}),
                "content[0].text",
                Some(Why::Unknown),
            ),
            (
                json!({"model": "m", "node": {"next": {"value": 1.5}}}),
                "node.next.value",
                wrong("a valid integer"),
            ),
            (json!([]), "", wrong("a valid object")),
        ] {
            let fault = check(&body, REQUEST).err();
            assert_eq!(fault.as_ref().map(|fault| &fault.why), why.as_ref(), "{body}");
            assert_eq!(fault.map(|fault| fault.indexed()).unwrap_or_default(), way, "{body}");
        }
    }

    #[test]
    fn snake_case_is_respelt_where_a_member_is_documented() {
        const INNER: &[Member] = &[may("maxTokens", Is::Integer), may("ownNames", Is::Map)];
        const OUTER: &[Member] = &[may("innerPart", Is::List(&Is::Shape(INNER)))];
        for (body, wanted) in [
            (
                json!({"inner_part": [{"max_tokens": 1, "own_names": {"my_name": 2}}]}),
                json!({"innerPart": [{"maxTokens": 1, "ownNames": {"my_name": 2}}]}),
            ),
            (json!({"innerPart": [], "not_known": 1}), json!({"innerPart": [], "not_known": 1})),
        ] {
            assert_eq!(respelt(body.clone(), Is::Shape(OUTER)), wanted, "{body}");
        }
    }

    #[test]
    fn a_way_is_told_in_each_vendors_manner() {
        let fault = check(&json!({"model": "m", "content": [{"type": "stop", "x": 1}]}), REQUEST)
            .expect_err("unknown");
        assert_eq!(
            (fault.dotted().as_str(), fault.indexed().as_str(), fault.parent().as_str(), fault.name()),
            ("content.0.x", "content[0].x", "content[0]", "x")
        );
    }
}
