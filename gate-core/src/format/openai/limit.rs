//! Limit: in which field a model of `OpenAI`'s takes the limit of its answer.

/// Whether a model takes its output limit only as `max_completion_tokens`: `OpenAI`'s reasoning models (`o1`, `o3-mini`,
/// ...) and everything from `gpt-5` on.
pub(in crate::format) fn refuses_max_tokens(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let name = name.strip_prefix("ft:").unwrap_or(name);
    let leading_number = |rest: &str| -> Option<u32> {
        let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    match name.strip_prefix("gpt-") {
        Some(generation) => leading_number(generation).is_some_and(|number| (5..35).contains(&number)),
        None => name.strip_prefix('o').and_then(leading_number).is_some(),
    }
}
