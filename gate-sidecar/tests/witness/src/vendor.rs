//! Vendor: how each of them words errors, names requests and frames streams.
//!
//! Shapes and status codes: platform.openai.com/docs/guides/error-codes, learn.microsoft.com (Azure OpenAI REST
//! reference), docs.claude.com/en/api/errors, ai.google.dev/gemini-api/docs/troubleshooting with google.rpc.Status,
//! and the Errors section of Converse in the Amazon Bedrock API reference.

use crate::{
    http,
    reply::{Event, Kind},
    script::{Script, Step},
    shape::{Fault, Why},
};
use serde_json::{Value, json};

/// Whose wire format an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Vendor {
    /// Chat completions and embeddings.
    OpenAi,
    /// OpenAI's responses, whose streams name their events.
    Responses,
    Azure,
    Anthropic,
    Google,
    Bedrock,
}

/// Something a vendor refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) status: u16,
    pub(crate) message: String,
    /// A code of the vendor's own instead of the usual one for the status.
    pub(crate) code: Option<&'static str>,
    /// The member at fault, in formats that name it beside the message.
    pub(crate) member: Option<String>,
}

impl Problem {
    /// A refusal with the status's usual code.
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code: None, member: None }
    }

    /// The request is wrong.
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(400, message)
    }

    /// As it is, with a code of the vendor's own.
    pub(crate) fn coded(self, code: &'static str) -> Self {
        Self { code: Some(code), ..self }
    }
}

impl Vendor {
    /// The error's body.
    pub(crate) fn error_body(self, problem: &Problem) -> Value {
        let Problem { status, message, code, member } = problem;
        match self {
            // The gateway in front of Azure's models has a shape of its own.
            Self::Azure if matches!(status, 401 | 404 | 429) => {
                json!({"error": {"code": code.map_or_else(|| status.to_string(), str::to_owned), "message": message}})
            }
            Self::OpenAi | Self::Responses | Self::Azure => {
                let (kind, usual) = openai_words(*status);
                json!({"error": {"message": message, "type": kind, "param": member, "code": code.unwrap_or(usual)}})
            }
            Self::Anthropic => {
                let kind = code.unwrap_or_else(|| anthropic_kind(*status));
                json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_witness"})
            }
            Self::Google => google_body(problem),
            Self::Bedrock => json!({ "message": message }),
        }
    }

    /// Headers an error has beside those of every answer.
    pub(crate) fn error_headers(self, problem: &Problem) -> Vec<(&'static str, String)> {
        match self {
            Self::Bedrock => {
                let kind = problem.code.unwrap_or_else(|| bedrock_kind(problem.status));
                vec![(
                    "x-amzn-errortype",
                    format!("{kind}:http://internal.amazon.com/coral/com.amazon.bedrock/"),
                )]
            }
            Self::Anthropic => vec![("x-should-retry", (problem.status >= 429).to_string())],
            _ => Vec::new(),
        }
    }

    /// A refusal as a whole answer.
    pub(crate) fn refusal(self, problem: &Problem) -> Script {
        let body = self.error_body(problem).to_string();
        let length = body.len().to_string();
        let extra = self.error_headers(problem);
        let mut fields = vec![("content-type", "application/json"), ("content-length", length.as_str())];
        fields.extend(extra.iter().map(|(name, value)| (*name, value.as_str())));
        let mut bytes = http::head(problem.status, &fields);
        bytes.extend_from_slice(body.as_bytes());
        vec![Step::Write(bytes.into())].into()
    }

    /// An error amid a stream that had begun well, behind so many events.
    pub(crate) fn error_event(self, problem: &Problem, behind: usize) -> Event {
        let body = self.error_body(problem);
        match self {
            Self::Responses => {
                let error = &body["error"];
                let data = json!({"type": "error", "code": error["code"], "message": error["message"],
                                  "param": error["param"], "sequence_number": behind});
                Event::new(Kind::Error, "error", &data)
            }
            Self::Bedrock => Event::new(Kind::Error, "internalServerException", &body),
            Self::Anthropic => Event::new(Kind::Error, "error", &body),
            _ => Event::new(Kind::Error, "", &body),
        }
    }

    /// The header that names a request.
    pub(crate) fn request_id_header(self) -> &'static str {
        match self {
            Self::Anthropic => "request-id",
            Self::Bedrock => "x-amzn-requestid",
            Self::Azure => "apim-request-id",
            _ => "x-request-id",
        }
    }

    /// The media type of a stream.
    pub(crate) fn stream_type(self) -> &'static str {
        match self {
            Self::Bedrock => "application/vnd.amazon.eventstream",
            Self::Anthropic => "text/event-stream; charset=utf-8",
            _ => "text/event-stream",
        }
    }

    /// What this vendor says to a body that is not as documented.
    pub(crate) fn misshapen(self, fault: &Fault) -> Problem {
        let name = fault.name();
        match self {
            Self::OpenAi | Self::Responses | Self::Azure => openai_misshapen(fault),
            Self::Anthropic => Problem::bad(match &fault.why {
                Why::Unknown => format!("{}: Extra inputs are not permitted", fault.dotted()),
                Why::Missing => format!("{}: Field required", fault.dotted()),
                Why::Wrong(wanted) => format!("{}: Input should be {wanted}", fault.dotted()),
            }),
            Self::Google => Problem::bad(match &fault.why {
                Why::Unknown if fault.is_at_root() => {
                    format!("Invalid JSON payload received. Unknown name \"{name}\": Cannot find field.")
                }
                Why::Unknown => format!(
                    "Invalid JSON payload received. Unknown name \"{name}\" at '{}': Cannot find field.",
                    fault.parent()
                ),
                Why::Missing => {
                    format!("* GenerateContentRequest.{}: {name} is not specified", fault.indexed())
                }
                Why::Wrong(wanted) => format!("Invalid value at '{}' ({wanted})", fault.indexed()),
            }),
            Self::Bedrock => Problem::bad(match &fault.why {
                Why::Unknown => format!(
                    "Malformed input request: #: extraneous key [{name}] is not permitted at {}, please reformat your input and try again.",
                    fault.dotted()
                ),
                Why::Missing => format!(
                    "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must not be null",
                    fault.dotted()
                ),
                Why::Wrong(wanted) => format!("Value at '{}' is not {wanted}", fault.dotted()),
            }),
        }
    }
}

fn openai_misshapen(fault: &Fault) -> Problem {
    let member = fault.indexed();
    let (message, code) = match &fault.why {
        Why::Unknown => (format!("Unknown parameter: '{member}'."), "unknown_parameter"),
        Why::Missing => (format!("Missing required parameter: '{member}'."), "missing_required_parameter"),
        Why::Wrong(wanted) => (format!("Invalid type for '{member}': expected {wanted}."), "invalid_type"),
    };
    Problem { member: Some(member), ..Problem::bad(message).coded(code) }
}

fn openai_words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => ("invalid_request_error", "invalid_value"),
        401 => ("invalid_request_error", "invalid_api_key"),
        403 => ("invalid_request_error", "permission_denied"),
        404 => ("invalid_request_error", "model_not_found"),
        413 => ("invalid_request_error", "request_too_large"),
        429 => ("requests", "rate_limit_exceeded"),
        _ => ("server_error", "server_error"),
    }
}

fn anthropic_kind(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        503 | 529 => "overloaded_error",
        500.. => "api_error",
        _ => "invalid_request_error",
    }
}

fn google_body(problem: &Problem) -> Value {
    let usual = match problem.status {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        499 => "CANCELLED",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        500.. => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    };
    let status = problem.code.unwrap_or(usual);
    json!({"error": {"code": problem.status, "message": problem.message, "status": status}})
}

fn bedrock_kind(status: u16) -> &'static str {
    match status {
        403 => "AccessDeniedException",
        404 => "ResourceNotFoundException",
        408 => "ModelTimeoutException",
        424 => "ModelErrorException",
        429 => "ThrottlingException",
        503 => "ServiceUnavailableException",
        500.. => "InternalServerException",
        _ => "ValidationException",
    }
}
