//! Policy: the firewall's rules over redacted text, and which of them decides.
//!
//! Three levels are asked in order: the organisation's rules, the key's rules, the built-in lists. A block of the
//! first two is final. An `allow` suspends hits of the built-in lists and nothing else; a `flag` is noted.

mod builtin;
mod compile;
pub(crate) mod detection;
mod models;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use regex::RegexSet;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use crate::caller::RuleAction;

pub use self::compile::{MAX_PATTERN_BYTES, MAX_RULES, RuleFault};
pub use self::detection::{DetectionFault, MAX_CUSTOM_PATTERNS};
pub use self::models::model_allowed;

/// Which half of an exchange a text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What the caller sends.
    Request,
    /// What the provider answers.
    Response,
}

/// Where a rule comes from; the order is that of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleLevel {
    /// The organisation's rules.
    Org,
    /// The key's own rules.
    Key,
    /// The built-in lists of destructive commands and sensitive paths.
    Builtin,
}

impl RuleLevel {
    /// The level's name in records and events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Org => "org",
            Self::Key => "key",
            Self::Builtin => "default_blocklist",
        }
    }
}

/// A rule that matched. It never holds the text that did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleHit {
    /// The rule's id, as its owner wrote it, or that of the built-in list's row.
    pub rule_id: String,
    /// The rule's name, shown to people.
    pub rule_name: String,
    /// Where the rule comes from.
    pub level: RuleLevel,
}

/// Whether a text may pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyVerdict {
    /// Nothing blocks it.
    Pass,
    /// This rule blocks it.
    Block(RuleHit),
}

/// What the rules say about a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may pass.
    pub verdict: PolicyVerdict,
    /// Rules that only note their match, in order of precedence; also noted when another rule blocks.
    pub flags: Vec<RuleHit>,
}

impl Decision {
    const PASS: Self = Self { verdict: PolicyVerdict::Pass, flags: Vec::new() };
}

/// The rules that apply to one key, ready to be matched.
///
/// All rules of a side are matched in one pass over the text, in time linear in its length.
#[derive(Debug, Clone)]
pub struct CompiledPolicy {
    request: RuleSet,
    response: RuleSet,
}

/// The rules of one side in order of precedence, and the automaton that holds their expressions in that order.
#[derive(Debug, Clone, Default)]
struct RuleSet {
    rules: Vec<CompiledRule>,
    expressions: RegexSet,
    /// Whether the built-in lists follow; they are the same for everybody and stand in memory once.
    with_builtin: bool,
}

impl RuleSet {
    /// The rules that match, in order of precedence.
    fn matches(&self, text: &str) -> Vec<&CompiledRule> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        self.expressions.matches(text).iter().map(|index| &self.rules[index]).collect()
    }
}

#[derive(Debug, Clone)]
struct CompiledRule {
    hit: RuleHit,
    action: RuleAction,
}

impl CompiledPolicy {
    /// Whether no rule looks at this side: then its text need not even be collected.
    pub fn is_empty(&self, side: Side) -> bool {
        let set = self.rules(side);
        set.rules.is_empty() && !set.with_builtin
    }

    /// What the rules say about one redacted text, free of I/O, so that past calls can be judged again.
    ///
    /// The text is matched in Unicode's NFKC form, so that full-width letters and ligatures cannot hide a word.
    pub fn decide(&self, text: &str, side: Side) -> Decision {
        if self.is_empty(side) {
            return Decision::PASS;
        }
        let set = self.rules(side);
        let text = normalised(text);
        let mut matched = set.matches(&text);
        if set.with_builtin {
            matched.extend(compile::BUILTIN.matches(&text));
        }
        judge(matched.iter().copied())
    }

    /// What the rules say about the texts of one exchange, each judged by itself: an `allow` that matches in one
    /// message does not open another. The first block ends the search; a rule that flags is noted once.
    pub fn decide_all<'t>(&self, texts: impl IntoIterator<Item = &'t str>, side: Side) -> Decision {
        let mut whole = Decision::PASS;
        if self.is_empty(side) {
            return whole;
        }
        for text in texts {
            let part = self.decide(text, side);
            for flag in part.flags {
                if !whole.flags.contains(&flag) {
                    whole.flags.push(flag);
                }
            }
            if part.verdict != PolicyVerdict::Pass {
                whole.verdict = part.verdict;
                break;
            }
        }
        whole
    }

    fn rules(&self, side: Side) -> &RuleSet {
        match side {
            Side::Request => &self.request,
            Side::Response => &self.response,
        }
    }
}

/// The precedence itself, over the rules that matched, in the order of their levels.
fn judge<'r>(matched: impl Iterator<Item = &'r CompiledRule> + Clone) -> Decision {
    let of = |action: RuleAction| matched.clone().filter(move |rule| rule.action == action);
    let builtin_suspended = of(RuleAction::Allow).next().is_some();
    let block = of(RuleAction::Block).find(|rule| rule.hit.level != RuleLevel::Builtin || !builtin_suspended);
    Decision {
        verdict: block.map_or(PolicyVerdict::Pass, |rule| PolicyVerdict::Block(rule.hit.clone())),
        flags: of(RuleAction::Flag).map(|rule| rule.hit.clone()).collect(),
    }
}

/// The text in NFKC; most text is, and then nothing is copied.
fn normalised(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}
