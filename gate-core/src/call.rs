//! Call: what comes in, before anything about it is known to be true.

use std::net::IpAddr;

use bytes::Bytes;

use crate::refusal::Refusal;
use crate::secret::{KeyDigest, Secret};

/// One request to the gate, as a dialect or an embedding program hands it in.
#[derive(Debug)]
pub struct Call {
    /// What is asked for.
    pub operation: Operation,
    /// What the request's path says beside the operation.
    pub path: PathWords,
    /// Who asks, as far as the request says.
    pub credential: Credential,
    /// The address the request came from, behind trusted proxies the one they name; `None` inside a process.
    pub client_address: Option<IpAddr>,
    /// The request body, unparsed.
    pub body: Bytes,
    /// What the request's headers add.
    pub options: CallOptions,
    /// The status the caller's dialect gives a refusal: for the record only, decided outside.
    pub status_of: fn(&Refusal) -> u16,
}

/// What a call asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// A chat completion in OpenAI's format (`POST /v1/chat/completions`).
    ChatCompletion,
    /// A message in Anthropic's format (`POST /v1/messages`).
    Message,
    /// How many tokens such a message would be (`POST /v1/messages/count_tokens`).
    TokenCount,
    /// A response in OpenAI's format (`POST /v1/responses`).
    Response,
    /// Embeddings in OpenAI's format (`POST /v1/embeddings`).
    Embedding,
    /// Content in Gemini's format (`POST /v1beta/models/{model}:generateContent`, `:streamGenerateContent`).
    Content,
}

/// What the path of a request says beside the operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PathWords {
    /// The provider whose namespace it is (`/v1/{provider}/...`).
    pub provider: Option<String>,
    /// The model, in formats whose bodies do not name it.
    pub model: Option<String>,
    /// Whether a stream is asked for, in such formats.
    pub is_stream: bool,
}

/// A credential as it was presented. Only its digest travels further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// None of a known form.
    Missing,
    /// A key of this family.
    Key(KeyFamily, KeyDigest),
}

/// The families of keys Gate issues: each has its own spelling, and none can stand for a key of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyFamily {
    /// `gk_` and 32 characters; `gk-` is the same key.
    Anuragate,
    /// `cm_sk_` and 40 characters.
    CurateMe,
    /// `cm_rt_` and 40 characters: the token of one runner session.
    CurateMeRunner,
}

impl KeyFamily {
    /// Every family.
    pub const ALL: [Self; 3] = [Self::Anuragate, Self::CurateMe, Self::CurateMeRunner];

    /// The name under which rows keep the family.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anuragate => "anuragate",
            Self::CurateMe => "curate-me",
            Self::CurateMeRunner => "curate-me-runner",
        }
    }

    /// Reads the name back.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }

    /// How a new secret of this family begins.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Anuragate => "gk_",
            Self::CurateMe => "cm_sk_",
            Self::CurateMeRunner => "cm_rt_",
        }
    }

    /// How many random characters follow the prefix of a new secret.
    pub const fn secret_length(self) -> usize {
        match self {
            Self::Anuragate => 32,
            Self::CurateMe | Self::CurateMeRunner => 40,
        }
    }

    /// The digest under which a secret of this family is kept. For `gk_` and `gk-` it is that of the part after
    /// the prefix, so that both spellings are one key; for the others that of the whole secret.
    pub fn digest(self, secret: &str) -> KeyDigest {
        match self {
            Self::Anuragate => KeyDigest::of(secret.get(3..).unwrap_or_default()),
            Self::CurateMe | Self::CurateMeRunner => KeyDigest::of(secret),
        }
    }
}

/// What a request's headers add to its body. They can add protection, never remove it.
#[derive(Debug, Default)]
pub struct CallOptions {
    /// The caller's own name for the session this call belongs to, 1 to 128 printable ASCII characters.
    pub session_id: Option<String>,
    /// Labels kept on the usage record.
    pub tags: Vec<(String, String)>,
    /// The caller's own key for the provider: used for this call only, never stored.
    pub provider_key: Option<Secret>,
    /// Headers that a provider of the caller's own format gets as they are: `anthropic-version`, `anthropic-beta`.
    pub passed_on: Vec<(&'static str, String)>,
}
