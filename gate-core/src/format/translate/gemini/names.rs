//! Names: members in camel case, each of which Google takes in snake case as well.

use std::borrow::Cow;

use crate::format::FormatFault;
use crate::format::json::Kind;
use crate::format::translate::value::{Value, must_be};

/// A name in camel case.
pub(super) fn camel(name: &str) -> Cow<'_, str> {
    if !name.contains('_') {
        return Cow::Borrowed(name);
    }
    let mut camel = String::with_capacity(name.len());
    let mut is_after = false;
    for letter in name.chars() {
        match (letter, is_after) {
            ('_', _) => {}
            (letter, true) => camel.push(letter.to_ascii_uppercase()),
            (letter, false) => camel.push(letter),
        }
        is_after = letter == '_';
    }
    Cow::Owned(camel)
}

/// A member by its name in camel case, that is there in either and not `null`.
pub(super) fn get<'d>(owner: Value<'d>, name: &str) -> Option<Value<'d>> {
    let is_it = |key: &str| key.contains('_') && camel(key) == name;
    owner.get(name).or_else(|| owner.members().find(|(key, _)| is_it(key)).map(|(_, member)| member))
}

/// The string of a member; `None` when it is not there or of another kind.
pub(super) fn text_of<'d>(owner: Value<'d>, name: &str) -> Option<&'d str> {
    get(owner, name)?.text()
}

/// The items of an array, each with its place in it; one object stands for an array of one.
pub(super) fn each<'d>(
    value: Value<'d>,
    name: &str,
) -> Result<impl Iterator<Item = (usize, Value<'d>)>, FormatFault> {
    let is_lone = value.kind() == Kind::Object;
    let items = if is_lone { None } else { Some(value.array(name)?) };
    Ok(is_lone.then_some((0, value)).into_iter().chain(items.into_iter().flatten()))
}

/// A whole number, which some of Google's clients write with a fraction of nothing.
pub(super) fn whole(value: Value<'_>, name: &str) -> Result<u64, FormatFault> {
    if let Some(figure) = value.figure() {
        return Ok(figure);
    }
    let spelled = value.number(name)?;
    let whole = spelled.as_str().strip_suffix(".0").and_then(|digits| digits.parse().ok());
    whole.ok_or_else(|| must_be(name, "a whole number that is not negative"))
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn snake_case_becomes_camel_case() {
        for (name, expected) in [
            ("text", "text"),
            ("functionCall", "functionCall"),
            ("function_call", "functionCall"),
            ("response_json_schema", "responseJsonSchema"),
            ("top_p", "topP"),
            ("_", ""),
            ("a__b", "aB"),
        ] {
            assert_eq!(camel(name), expected, "{name}");
        }
    }
}
