//! Models: which names a list of patterns lets through.

/// Whether `model` may be used under these patterns: none listed means all; a pattern that ends in `*` stands for
/// every name that begins with what precedes it, any other pattern for exactly itself.
///
/// Names are compared as written. A `*` in another place is an ordinary character, so that a mistyped pattern
/// admits less than was meant, never more.
pub fn model_allowed(patterns: &[String], model: &str) -> bool {
    patterns.is_empty()
        || patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(beginning) => model.starts_with(beginning),
            None => pattern == model,
        })
}

#[cfg(test)]
mod tests {
    use super::model_allowed;

    #[test]
    fn patterns_admit_exact_names_and_beginnings() {
        for (patterns, model, allowed) in [
            (&[][..], "gpt-4o", true),
            (&["gpt-4o"], "gpt-4o", true),
            (&["gpt-4o"], "gpt-4o-mini", false),
            (&["gpt-4o*"], "gpt-4o-mini", true),
            (&["gpt-4o*"], "gpt-4", false),
            (&["*"], "anything", true),
            (&["o3", "claude-*"], "claude-sonnet-4", true),
            (&["o3", "claude-*"], "o3-mini", false),
            (&["*-mini"], "gpt-4o-mini", false),
            (&["GPT-4o"], "gpt-4o", false),
            (&[""], "gpt-4o", false),
        ] {
            let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
            assert_eq!(model_allowed(&patterns, model), allowed, "{model} under {patterns:?}");
        }
    }
}
