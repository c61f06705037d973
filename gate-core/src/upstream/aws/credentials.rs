//! Credentials: what opens Bedrock, told apart by its form.

use std::fmt;

use crate::secret::Secret;

/// The lengths that AWS documents for the ids of access keys.
const ID_LENGTHS: std::ops::RangeInclusive<usize> = 16..=128;

/// What opens Bedrock.
#[derive(Debug, Clone)]
pub enum BedrockKey {
    /// Requests are signed with it.
    Signing(AwsCredentials),
    /// A Bedrock API key, sent as `authorization: Bearer`.
    Bearer(Secret),
}

impl BedrockKey {
    /// Reads a key: `ACCESS_KEY_ID:SECRET` or `ACCESS_KEY_ID:SECRET:SESSION_TOKEN` signs, any other text is a bearer
    /// token.
    pub fn parse(key: &Secret) -> Self {
        AwsCredentials::parse(key).map_or_else(|| Self::Bearer(key.clone()), Self::Signing)
    }
}

/// An access key of AWS, and the token that goes with it when it is a temporary one.
#[derive(Clone)]
pub struct AwsCredentials {
    access_key_id: String,
    secret: Secret,
    session_token: Option<Secret>,
}

impl AwsCredentials {
    /// Takes the parts as AWS hands them out.
    pub fn new(access_key_id: impl Into<String>, secret: Secret, session_token: Option<Secret>) -> Self {
        Self { access_key_id: access_key_id.into(), secret, session_token }
    }

    /// Reads `ACCESS_KEY_ID:SECRET[:SESSION_TOKEN]`; `None` for a text of another form. None of the parts can hold a
    /// colon of its own: the secrets are base64.
    fn parse(key: &Secret) -> Option<Self> {
        let (id, rest) = key.expose().trim().split_once(':')?;
        let (secret, token) = match rest.split_once(':') {
            Some((secret, token)) => (secret, Some(token)),
            None => (rest, None),
        };
        let is_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        let is_whole = ID_LENGTHS.contains(&id.len()) && !secret.is_empty() && token != Some("");
        if !is_whole || !id.bytes().all(is_id) || token.is_some_and(|token| token.contains(':')) {
            return None;
        }
        Some(Self::new(id, Secret::new(secret), token.map(Secret::new)))
    }

    /// The id of the key, which every signed request tells.
    pub fn access_key_id(&self) -> &str {
        &self.access_key_id
    }

    /// What requests are signed with.
    pub(super) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The token that a temporary key is sent with.
    pub(super) fn session_token(&self) -> Option<&Secret> {
        self.session_token.as_ref()
    }
}

/// Without any of the parts.
impl fmt::Debug for AwsCredentials {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("AwsCredentials(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::BedrockKey;
    use crate::secret::Secret;

    #[test]
    fn a_key_signs_when_it_has_the_form_of_an_access_key() {
        let id = ["AK", "IDEXAMPLE0123456"].concat();
        for (name, text, expected) in [
            ("long-lived", format!("{id}:se/cr+et"), Some(("se/cr+et", None))),
            ("temporary", format!("{id}:se/cr+et:to/ken=="), Some(("se/cr+et", Some("to/ken==")))),
            ("with a line's end", format!("{id}:secret\n"), Some(("secret", None))),
            ("an api key", "bedrock-api-key-abcdef".to_owned(), None),
            ("an id alone", id.clone(), None),
            ("no secret", format!("{id}:"), None),
            ("an empty token", format!("{id}:secret:"), None),
            ("a part too many", format!("{id}:secret:token:more"), None),
            ("a short id", "AKID:secret".to_owned(), None),
            ("an id of other letters", format!("{}:secret", id.to_lowercase()), None),
            ("nothing", String::new(), None),
        ] {
            let key = BedrockKey::parse(&Secret::new(text.clone()));
            match (&key, expected) {
                (BedrockKey::Bearer(token), None) => assert_eq!(token.expose(), text, "{name}"),
                (BedrockKey::Signing(found), Some((secret, token))) => {
                    assert_eq!(found.access_key_id(), id, "{name}");
                    assert_eq!(found.secret().expose(), secret, "{name}");
                    assert_eq!(found.session_token().map(Secret::expose), token, "{name}");
                }
                _ => panic!("{name}: {key:?}"),
            }
            let shown = format!("{key:?}");
            assert!(
                ["Signing(AwsCredentials(..))", "Bearer(Secret(..))"].contains(&shown.as_str()),
                "{name}"
            );
        }
    }
}
