//! Family: whose model it is, by the beginning of its name.

/// Beginnings of model names and the vendor whose family they are.
pub(super) const FAMILIES: [(&str, &str); 14] = [
    ("gpt-", "openai"),
    ("chatgpt-", "openai"),
    ("o1", "openai"),
    ("o3", "openai"),
    ("o4", "openai"),
    ("text-embedding-", "openai"),
    ("gemini-", "google"),
    ("deepseek-", "deepseek"),
    ("sonar", "perplexity"),
    ("grok-", "xai"),
    ("mistral-", "mistral"),
    ("mixtral", "mistral"),
    ("command-", "cohere"),
    ("claude-", "anthropic"),
];

/// The vendor whose family a model's name begins like.
pub(super) fn family(model: &str) -> Option<&'static str> {
    FAMILIES.iter().find(|(beginning, _)| model.starts_with(beginning)).map(|(_, vendor)| *vendor)
}

/// The vendor of this name, if a family is his.
pub(super) fn family_owner(id: &str) -> Option<&'static str> {
    FAMILIES.iter().map(|(_, vendor)| *vendor).find(|vendor| *vendor == id)
}
