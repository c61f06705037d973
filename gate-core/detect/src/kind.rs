//! Kind: what a finding is, and the name it has in placeholders and reports.

/// What a piece of text was recognised as.
///
/// Personal data have a kind each; secrets have one per issuer family, and all share one wire name. More kinds
/// will be added: match with a `_` arm, or better, ask [`wire_name`](Self::wire_name) and
/// [`is_secret`](Self::is_secret).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum EntityKind {
    /// An e-mail address.
    Email,
    /// A payment card number (ISO/IEC 7812: issuer range and Luhn digit).
    Card,
    /// A United States social security number.
    Ssn,
    /// A telephone number.
    Phone,
    /// An IP address. Reserved: nothing reports it yet.
    Ip,
    /// An AWS access key id or secret access key.
    AwsKey,
    /// A GitHub token.
    GithubToken,
    /// An `OpenAI` key, or another service's key in that form.
    OpenAiKey,
    /// An Anthropic key.
    AnthropicKey,
    /// A Slack token or incoming-webhook address.
    SlackToken,
    /// A Stripe key, or a webhook signing secret in the form Stripe made common.
    StripeKey,
    /// One of Gate's own keys.
    GateKey,
    /// A private key block in PEM armour.
    PrivateKey,
    /// A signed JSON Web Token.
    JsonWebToken,
}

impl EntityKind {
    /// Every kind there is, in the order of declaration.
    pub const ALL: [Self; 14] = [
        Self::Email,
        Self::Card,
        Self::Ssn,
        Self::Phone,
        Self::Ip,
        Self::AwsKey,
        Self::GithubToken,
        Self::OpenAiKey,
        Self::AnthropicKey,
        Self::SlackToken,
        Self::StripeKey,
        Self::GateKey,
        Self::PrivateKey,
        Self::JsonWebToken,
    ];

    /// The category used in placeholders, headers and events: `EMAIL`, `CARD`, `SSN`, `PHONE`, `IP`, and
    /// `API_KEY` for every secret.
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Card => "CARD",
            Self::Ssn => "SSN",
            Self::Phone => "PHONE",
            Self::Ip => "IP",
            _ => "API_KEY",
        }
    }

    /// Whether it opens a door (a key, a token), as opposed to telling about a person.
    pub const fn is_secret(self) -> bool {
        !matches!(self, Self::Email | Self::Card | Self::Ssn | Self::Phone | Self::Ip)
    }
}

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct KindSet(u64);

impl KindSet {
    /// The kinds for which `belongs` holds.
    pub(crate) fn of(belongs: impl Fn(EntityKind) -> bool) -> Self {
        let mut set = Self(0);
        for kind in EntityKind::ALL.into_iter().filter(|kind| belongs(*kind)) {
            set.put(kind, true);
        }
        set
    }

    /// Adds or removes one kind.
    pub(crate) const fn put(&mut self, kind: EntityKind, member: bool) {
        let bit = 1 << kind as u8;
        if member {
            self.0 |= bit;
        } else {
            self.0 &= !bit;
        }
    }

    /// Whether `kind` is a member.
    pub(crate) const fn has(self, kind: EntityKind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// Whether any of the other set's kinds is a member.
    pub(crate) const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
