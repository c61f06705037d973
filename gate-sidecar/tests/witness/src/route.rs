//! Route: which vendor's endpoint a path is, and what is answered there.
//!
//! The end of a path decides; what stands before it is the caller's affair, so that one log can tell apart several
//! providers behind different base addresses. But who is called by a vendor's name, or by Google's version, serves that
//! vendor's endpoints alone.

use crate::{
    anthropic,
    ask::Ask,
    bedrock,
    control::json_answer,
    directive::Directive,
    faults, google,
    http::Request,
    log,
    openai::{self, chat_request::Flavour},
    reply::Reply,
    said::Said,
    script::Script,
    vendor::{Problem, Vendor},
};
use serde_json::{Value, json};

/// A request and what will be done about it.
pub(crate) struct Asked {
    pub(crate) seq: u64,
    pub(crate) ask: Option<Ask>,
    pub(crate) mode: &'static str,
    pub(crate) script: Script,
}

/// What is asked of an endpoint.
enum Endpoint {
    Chat(Flavour),
    Responses,
    Embeddings,
    Messages,
    CountMessages,
    Content { model: String, verb: String },
    Converse { model: String, is_streamed: bool },
    Models,
}

/// Words what a model says, in one vendor's format.
type Wording = Box<dyn FnOnce(&Ask, &Said, &Directive, u64) -> Reply>;

/// Chooses the answer by method and path.
pub(crate) fn decide(request: &Request, defaults: &Directive, seq: u64) -> Asked {
    let plain = |script| Asked { seq, ask: None, mode: log::mode_name(None), script };
    let found = endpoint(&request.method, &request.path);
    let Some(endpoint) = found.filter(|endpoint| endpoint.is_at_home(&request.path)) else {
        if request.path == "/stolen" {
            return plain(json_answer(200, &json!({"stolen": true})));
        }
        let problem = Problem::new(404, format!("The witness has no {} {}", request.method, request.path));
        return plain(Vendor::OpenAi.refusal(&problem));
    };
    let vendor = endpoint.vendor();
    if matches!(endpoint, Endpoint::Models) {
        return plain(models(request));
    }
    let body: Value = match serde_json::from_slice(&request.body) {
        Ok(body) => body,
        Err(error) => {
            return Asked { mode: "bad_request", ..plain(vendor.refusal(&Problem::bad(error.to_string()))) };
        }
    };
    match endpoint.read(request, &body) {
        Ok(Understood::Generate(ask, wording)) => generate(vendor, ask, wording, defaults, seq),
        Ok(Understood::Plain(answer)) => plain(json_answer(200, &answer)),
        Err(problem) => Asked { mode: "bad_request", ..plain(vendor.refusal(&problem)) },
    }
}

fn endpoint(method: &str, path: &str) -> Option<Endpoint> {
    if method == "GET" {
        let is_models = path.ends_with("/models") || path.contains("/models/");
        return is_models.then_some(Endpoint::Models);
    }
    if method != "POST" {
        return None;
    }
    if let Some((model, is_streamed)) = bedrock::target(path) {
        return Some(Endpoint::Converse { model, is_streamed });
    }
    if let Some((model, verb)) = path.rsplit_once("/models/").and_then(|(_, rest)| rest.rsplit_once(':')) {
        return Some(Endpoint::Content { model: model.to_owned(), verb: verb.to_owned() });
    }
    [
        ("/chat/completions", Endpoint::Chat(Flavour::of(path))),
        ("/messages/count_tokens", Endpoint::CountMessages),
        ("/messages", Endpoint::Messages),
        ("/responses", Endpoint::Responses),
        ("/embeddings", Endpoint::Embeddings),
    ]
    .into_iter()
    .find(|(end, _)| path.ends_with(end))
    .map(|(_, endpoint)| endpoint)
}

/// The list of models in the form of whoever is asked, which shows in the headers.
fn models(request: &Request) -> Script {
    let has = |name: &str| request.header(name).is_some();
    let (vendor, checked) = if has("anthropic-version") {
        (Vendor::Anthropic, anthropic::authorised(request).map(drop))
    } else if has("x-goog-api-key") || request.path.contains("/v1beta/") {
        (Vendor::Google, google::authorised(request))
    } else {
        (Vendor::OpenAi, Ok(()))
    };
    match (vendor, checked) {
        (vendor, Err(problem)) => vendor.refusal(&problem),
        (Vendor::Anthropic, Ok(())) => anthropic::models(&request.path),
        (Vendor::Google, Ok(())) => google::models(&request.path),
        _ => openai::models(&request.path),
    }
}

/// What an endpoint made of a request.
enum Understood {
    /// A model is to speak.
    Generate(Ask, Wording),
    /// The answer depends on nothing else.
    Plain(Value),
}

impl Endpoint {
    /// Whether a server of this path would have this endpoint. Google has some of OpenAI's below `/v1beta/openai/`.
    fn is_at_home(&self, path: &str) -> bool {
        let named = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        match self {
            Self::Models => true,
            _ if path.contains("/v1beta/openai/") => matches!(self, Self::Chat(_) | Self::Embeddings),
            Self::Content { .. } => !matches!(named, "anthropic" | "bedrock"),
            Self::Converse { .. } => !matches!(named, "anthropic" | "google"),
            Self::Messages | Self::CountMessages => !matches!(named, "google" | "bedrock"),
            Self::Chat(_) | Self::Responses | Self::Embeddings => {
                !matches!(named, "anthropic" | "google" | "bedrock") && !path.contains("/v1beta/")
            }
        }
    }

    fn vendor(&self) -> Vendor {
        match self {
            Self::Chat(Flavour::Azure) => Vendor::Azure,
            Self::Chat(_) | Self::Embeddings | Self::Models => Vendor::OpenAi,
            Self::Responses => Vendor::Responses,
            Self::Messages | Self::CountMessages => Vendor::Anthropic,
            Self::Content { .. } => Vendor::Google,
            Self::Converse { .. } => Vendor::Bedrock,
        }
    }

    /// Reads a request, refusing what the vendor would refuse.
    fn read(self, request: &Request, body: &Value) -> Result<Understood, Problem> {
        match self {
            Self::Chat(flavour) => {
                let ask = openai::chat_request::read(flavour, request, body)?;
                let wording: Wording =
                    Box::new(move |ask, said, _, seq| openai::chat::reply(flavour, ask, said, seq));
                Ok(Understood::Generate(ask, wording))
            }
            Self::Responses => {
                openai::authorised(request)?;
                let (ask, is_sealed) = openai::responses_request::read(body)?;
                let wording: Wording =
                    Box::new(move |ask, said, _, seq| openai::responses::reply(ask, said, is_sealed, seq));
                Ok(Understood::Generate(ask, wording))
            }
            Self::Embeddings => openai::embeddings::answer(request, body).map(Understood::Plain),
            Self::Messages => {
                let version = anthropic::authorised(request)?;
                let ask = anthropic::request::read(version, body)?;
                let wording: Wording = Box::new(|ask, said, _, seq| anthropic::answer::reply(ask, said, seq));
                Ok(Understood::Generate(ask, wording))
            }
            Self::CountMessages => {
                anthropic::authorised(request)?;
                Ok(Understood::Plain(json!({"input_tokens": anthropic::request::count(body)?})))
            }
            Self::Content { model, verb } => content(request, &model, &verb, body),
            Self::Converse { model, is_streamed } => {
                bedrock::sigv4::check(request)?;
                let ask = bedrock::request::read(&model, is_streamed, body)?;
                let wording: Wording = Box::new(|ask, said, _, seq| bedrock::answer::reply(ask, said, seq));
                Ok(Understood::Generate(ask, wording))
            }
            Self::Models => Err(Problem::new(404, "Models are read with GET")),
        }
    }
}

/// Google's verbs behind a model's name.
fn content(request: &Request, model: &str, verb: &str, body: &Value) -> Result<Understood, Problem> {
    google::authorised(request)?;
    let is_streamed = verb == "streamGenerateContent";
    if is_streamed && !request.query.split('&').any(|pair| pair == "alt=sse") {
        return Err(Problem::bad("The witness streams with alt=sse only."));
    }
    match verb {
        "generateContent" | "streamGenerateContent" => {
            let ask = google::request::read(model, is_streamed, body)?;
            let wording: Wording =
                Box::new(|ask, said, directive, seq| google::answer::reply(ask, said, directive.ids, seq));
            Ok(Understood::Generate(ask, wording))
        }
        "countTokens" => {
            let words = google::request::count(model, body)?;
            let details = json!([{"modality": "TEXT", "tokenCount": words}]);
            Ok(Understood::Plain(json!({"totalTokens": words, "promptTokensDetails": details})))
        }
        "embedContent" => google::embeddings::one(body).map(Understood::Plain),
        "batchEmbedContents" => google::embeddings::many(body).map(Understood::Plain),
        _ => Err(Problem::new(
            404,
            format!("models/{model} is not found for API version v1beta, or is not supported for {verb}."),
        )),
    }
}

/// Lets the model speak as the request's directives say.
fn generate(vendor: Vendor, ask: Ask, wording: Wording, defaults: &Directive, seq: u64) -> Asked {
    let mut directive = defaults.clone();
    let by_model = ask.model.split_once('@').map_or(Ok(()), |(_, pairs)| directive.apply(pairs));
    match by_model.and_then(|()| directive.take(&ask.prompt)) {
        Ok(prompt) => {
            let said = Said::new(&ask, &directive, &prompt);
            let script = faults::script(&wording(&ask, &said, &directive, seq), &directive);
            Asked { seq, mode: log::mode_name(Some(directive.mode)), script, ask: Some(ask) }
        }
        Err(error) => {
            let problem = Problem::bad(error.to_string()).coded("bad_directive");
            Asked { seq, mode: "bad_directive", script: vendor.refusal(&problem), ask: Some(ask) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_belongs_to_one_vendor_whatever_stands_before_it() {
        for (method, path, vendor) in [
            ("POST", "/v1/chat/completions", Some(Vendor::OpenAi)),
            ("POST", "/api/v1/chat/completions", Some(Vendor::OpenAi)),
            ("POST", "/openai/deployments/d/chat/completions", Some(Vendor::Azure)),
            ("POST", "/openai/v1/chat/completions", Some(Vendor::Azure)),
            ("POST", "/v1/responses", Some(Vendor::Responses)),
            ("POST", "/v1/embeddings", Some(Vendor::OpenAi)),
            ("POST", "/anthropic/v1/messages", Some(Vendor::Anthropic)),
            ("POST", "/v1/messages/count_tokens", Some(Vendor::Anthropic)),
            ("POST", "/v1beta/models/gemini-2.5-flash:generateContent", Some(Vendor::Google)),
            ("POST", "/g/v1beta/models/m:streamGenerateContent", Some(Vendor::Google)),
            ("POST", "/model/m%3A0/converse-stream", Some(Vendor::Bedrock)),
            ("POST", "/v1beta/openai/chat/completions", Some(Vendor::OpenAi)),
            ("POST", "/v1beta/chat/completions", None),
            ("POST", "/google/v1/chat/completions", None),
            ("POST", "/anthropic/v1/embeddings", None),
            ("POST", "/bedrock/v1/messages", None),
            ("POST", "/anthropic/model/m/converse", None),
            ("GET", "/v1/models", Some(Vendor::OpenAi)),
            ("GET", "/v1/messages", None),
            ("DELETE", "/v1/chat/completions", None),
            ("POST", "/v1/completions", None),
        ] {
            let found = endpoint(method, path).filter(|endpoint| endpoint.is_at_home(path));
            assert_eq!(found.map(|endpoint| endpoint.vendor()), vendor, "{method} {path}");
        }
    }
}
