//! Azure: where Azure `OpenAI` takes the same documents as `OpenAI`, at other addresses and with another key header.

use super::percent;

/// The header that carries the key, as it is; `OpenAI`'s `authorization: Bearer` is for tokens of Entra only.
pub const KEY_HEADER: &str = "api-key";

/// Which of Azure's two forms of addresses a resource is reached at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AzureForm<'a> {
    /// `/openai/deployments/{deployment}/...?api-version=...`: the address names the model, by its deployment.
    Deployments {
        /// The version of the API, such as `2024-10-21`.
        api_version: &'a str,
    },
    /// `/openai/v1/...`: the document names the model, by its deployment, as with `OpenAI`.
    V1 {
        /// The version, which this form does not need; `preview` opens what is not released.
        api_version: Option<&'a str>,
    },
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AzureRoute {
    /// A chat completion.
    ChatCompletions,
    /// Embeddings.
    Embeddings,
    /// A response, of which the document names the model in both forms.
    Responses,
}

/// The path and the query, `?` included, of a route below a resource's address
/// (`https://{resource}.openai.azure.com`). `None` when the deployment's name cannot stand in a path (the empty one,
/// `.`, `..`).
pub fn path_and_query(form: AzureForm<'_>, route: AzureRoute, deployment: &str) -> Option<String> {
    let name = match route {
        AzureRoute::ChatCompletions => "chat/completions",
        AzureRoute::Embeddings => "embeddings",
        AzureRoute::Responses => "responses",
    };
    let (mut out, version) = match form {
        AzureForm::V1 { api_version } => (format!("/openai/v1/{name}"), api_version),
        AzureForm::Deployments { api_version } if route == AzureRoute::Responses => {
            (format!("/openai/{name}"), Some(api_version))
        }
        AzureForm::Deployments { api_version } => {
            let deployment = percent::segment(deployment)?;
            (format!("/openai/deployments/{deployment}/{name}"), Some(api_version))
        }
    };
    if let Some(version) = version {
        out.push_str("?api-version=");
        percent::encode(version.as_bytes(), &mut out);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{AzureForm, AzureRoute, path_and_query};

    #[test]
    fn both_forms_reach_every_route() {
        let old = AzureForm::Deployments { api_version: "2024-10-21" };
        let new = AzureForm::V1 { api_version: None };
        let preview = AzureForm::V1 { api_version: Some("preview") };
        let odd = AzureForm::Deployments { api_version: "1&api-key=x" };
        for (form, route, deployment, expected) in [
            (
                old,
                AzureRoute::ChatCompletions,
                "gpt-4o",
                Some("/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21"),
            ),
            (
                old,
                AzureRoute::Embeddings,
                "a b/../c",
                Some("/openai/deployments/a%20b%2F..%2Fc/embeddings?api-version=2024-10-21"),
            ),
            (old, AzureRoute::Responses, "gpt-4o", Some("/openai/responses?api-version=2024-10-21")),
            (old, AzureRoute::ChatCompletions, "", None),
            (old, AzureRoute::ChatCompletions, "..", None),
            (
                odd,
                AzureRoute::ChatCompletions,
                "m",
                Some("/openai/deployments/m/chat/completions?api-version=1%26api-key%3Dx"),
            ),
            (new, AzureRoute::ChatCompletions, "gpt-4o", Some("/openai/v1/chat/completions")),
            (new, AzureRoute::Embeddings, "", Some("/openai/v1/embeddings")),
            (preview, AzureRoute::Responses, "gpt-4o", Some("/openai/v1/responses?api-version=preview")),
        ] {
            let found = path_and_query(form, route, deployment);
            assert_eq!(found.as_deref(), expected, "{form:?} {route:?} {deployment}");
        }
    }
}
