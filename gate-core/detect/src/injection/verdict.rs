//! Verdict: what an assessment says, and how much a finding weighs where it stands.

use std::ops::Range;

use crate::RuleId;

/// How many reasons a verdict names at most. The score is the highest of all findings, named or not.
pub(super) const MAX_REASONS: usize = 32;

/// Where the text comes from. Text a user may instruct with weighs less than text that only should inform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provenance {
    /// The person who talks to the model, or the application's own prompt.
    User,
    /// The model itself.
    Assistant,
    /// What a tool or function answered.
    ToolOutput,
    /// Web pages, retrieved documents, inbound chat messages and mail.
    External,
    /// What was stored in an earlier conversation.
    Memory,
}

/// What an assessment found. The default is: nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InjectionVerdict {
    /// How much the worst sentence looks like an injection: 0 to 100. The highest of all, never a mean.
    pub score: u8,
    /// Why, in the order of the text; at most 32, the strongest.
    pub reasons: Vec<InjectionReason>,
}

impl InjectionVerdict {
    /// The score in words.
    pub fn level(&self) -> RiskLevel {
        match self.score {
            0 => RiskLevel::None,
            1..40 => RiskLevel::Low,
            40..70 => RiskLevel::Medium,
            70.. => RiskLevel::High,
        }
    }

    /// Whether something should be done about the text: the level is medium or high.
    pub fn is_detected(&self) -> bool {
        self.level() >= RiskLevel::Medium
    }
}

/// How bad a verdict is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskLevel {
    /// Nothing was found: score 0.
    None,
    /// Something that has innocent readings: below 40.
    Low,
    /// Probably an injection, or an instruction the source may not give: 40 to 69.
    Medium,
    /// Almost certainly one: 70 and above.
    High,
}

/// One finding: what was seen, and where. It carries no text itself, so it may be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectionReason {
    /// Which rule.
    pub rule: RuleId,
    /// Of which class.
    pub class: InjectionClass,
    /// How much it weighs where it stands: 1 to 100.
    pub score: u8,
    /// Where: bytes of the text that was given, on character boundaries.
    pub range: Range<usize>,
}

/// The kinds of injection that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InjectionClass {
    /// Text that poses as the frame around it: role markers, ends of tool results.
    StructureForgery,
    /// Text that a model reads and a person does not see.
    HiddenChannel,
    /// A call to drop the instructions given so far.
    Override,
    /// A role that is said to have no rules.
    Persona,
    /// A question for the hidden instructions.
    PromptLeak,
    /// An order to act, in text that should only inform.
    ToolAbuse,
    /// A link that carries data away.
    Exfiltration,
    /// One of the others, encoded.
    Encoded,
}

impl InjectionClass {
    /// The name used in events and reports.
    pub const fn wire_name(self) -> &'static str {
        match self {
            Self::StructureForgery => "structure_forgery",
            Self::HiddenChannel => "hidden_channel",
            Self::Override => "override",
            Self::Persona => "persona",
            Self::PromptLeak => "prompt_leak",
            Self::ToolAbuse => "tool_abuse",
            Self::Exfiltration => "exfiltration",
            Self::Encoded => "encoded",
        }
    }

    /// What a finding of this class weighs in text of this provenance, in hundredths.
    const fn weight(self, provenance: Provenance) -> u8 {
        match (provenance, self) {
            // A hidden channel hides from the user, too; an encoded text was weighed when it was decoded.
            (_, Self::Encoded | Self::HiddenChannel) => 100,
            (Provenance::User, class) => class.weight_from_user(),
            (Provenance::Assistant, Self::ToolAbuse) => 40,
            // A model that was talked into it leaks by way of its answer.
            (Provenance::Assistant, class) if !matches!(class, Self::Exfiltration) => 60,
            _ => 100,
        }
    }
}

impl InjectionClass {
    /// Who may instruct a model may say some of this and mean no harm.
    const fn weight_from_user(self) -> u8 {
        match self {
            Self::ToolAbuse => 30,
            Self::Exfiltration => 60,
            Self::StructureForgery | Self::Override => 75,
            Self::PromptLeak => 80,
            Self::Persona => 90,
            Self::HiddenChannel | Self::Encoded => 100,
        }
    }
}

/// How a finding stands in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// As said.
    Plain,
    /// Negated, or told about somebody: "do not ignore ...", "the model ignored ...".
    Denied,
    /// Quoted or spoken about: "attackers write ...".
    Reported,
}

/// What was found so far.
pub(super) struct Findings {
    provenance: Provenance,
    score: u8,
    reasons: Vec<InjectionReason>,
}

impl Findings {
    pub(super) const fn new(provenance: Provenance) -> Self {
        Self { provenance, score: 0, reasons: Vec::new() }
    }

    pub(super) const fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// Whether findings come from somebody who may give instructions.
    pub(super) const fn may_instruct(&self) -> bool {
        matches!(self.provenance, Provenance::User | Provenance::Assistant)
    }

    /// Whether a finding of `base` points could still change the verdict. When every reason is as strong as it could
    /// be, a text full of them need not be looked at more closely.
    pub(super) fn could_gain(&self, class: InjectionClass, base: u8) -> bool {
        let weighed = percent(base, class.weight(self.provenance));
        self.reasons.len() < MAX_REASONS || self.reasons.iter().any(|reason| reason.score < weighed)
    }

    /// Adds a finding of `base` points as it stands in its sentence.
    pub(super) fn add(&mut self, finding: Found, standing: Standing) {
        let weighed = percent(finding.base, finding.class.weight(self.provenance));
        let score = match standing {
            Standing::Plain => weighed,
            Standing::Denied => weighed.min(10),
            Standing::Reported if self.may_instruct() => weighed.min(20),
            Standing::Reported => percent(weighed, 65),
        };
        self.push(InjectionReason {
            rule: RuleId::built_in(finding.rule),
            class: finding.class,
            score,
            range: finding.range,
        });
    }

    fn push(&mut self, reason: InjectionReason) {
        if reason.score == 0 {
            return;
        }
        self.score = self.score.max(reason.score);
        if self.reasons.len() < MAX_REASONS {
            self.reasons.push(reason);
            return;
        }
        let weakest = self.reasons.iter_mut().min_by_key(|known| known.score);
        if let Some(weakest) = weakest.filter(|known| known.score < reason.score) {
            *weakest = reason;
        }
    }

    pub(super) fn into_verdict(mut self) -> InjectionVerdict {
        self.reasons.sort_by_key(|reason| (reason.range.start, reason.range.end));
        self.reasons.dedup_by(|later, earlier| later.rule == earlier.rule && later.range == earlier.range);
        InjectionVerdict { score: self.score, reasons: self.reasons }
    }
}

/// A finding before it is weighed.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) rule: &'static str,
    pub(super) class: InjectionClass,
    /// The points it has in text that should only inform: 0 to 100.
    pub(super) base: u8,
    /// Bytes of the original text.
    pub(super) range: Range<usize>,
}

/// A part of a score, in hundredths.
pub(super) fn percent(value: u8, hundredths: u8) -> u8 {
    u8::try_from(u16::from(value) * u16::from(hundredths) / 100).unwrap_or(100).min(100)
}
