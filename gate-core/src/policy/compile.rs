//! Compile: rules as people wrote them, checked and made ready to match.

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::{CompiledPolicy, CompiledRule, RuleHit, RuleLevel, RuleSet, Side, builtin};
use crate::caller::{PolicyRule, PolicySettings, RuleAction, RuleTarget};

/// The longest expression a rule may have, in bytes.
pub const MAX_PATTERN_BYTES: usize = 4096;
/// The most rules one list may have.
pub const MAX_RULES: usize = 500;

/// What one expression may take once compiled, in bytes: repetitions such as `(a{1000}){1000}` end here.
const RULE_SIZE_LIMIT: usize = 256 * 1024;
/// What all expressions of a side may take together, in bytes.
const SET_SIZE_LIMIT: usize = 16 * 1024 * 1024;
/// What the matcher may keep while it works, in bytes.
const MATCHER_SIZE_LIMIT: usize = 4 * 1024 * 1024;
/// How deep groups may nest.
const NEST_LIMIT: u32 = 64;

/// Why a rule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("rule `{rule_id}`: {message}")]
pub struct RuleFault {
    /// The rule's id; of the last rule when all together are too large.
    pub rule_id: String,
    /// What is wrong with it, for its author.
    pub message: String,
}

impl CompiledPolicy {
    /// Makes the organisation's and a key's rules ready, with the built-in lists if the key asks for them.
    ///
    /// Fails on the first rule whose expression is too long or too large, cannot be read, or needs look-around or
    /// back-references, which cannot be matched in linear time.
    pub fn compile(org_rules: &[PolicyRule], key: &PolicySettings) -> Result<Self, RuleFault> {
        for list in [org_rules, &key.rules] {
            if let Some(rule) = list.get(MAX_RULES) {
                return Err(fault(&rule.id, format!("a list may have at most {MAX_RULES} rules")));
            }
            list.iter().try_for_each(check)?;
        }
        Ok(Self {
            request: rule_set(org_rules, key, Side::Request)?,
            response: rule_set(org_rules, key, Side::Response)?,
        })
    }
}

/// Refuses an expression that cannot be used, with a message for its author.
///
/// Rules are checked one by one because a set of expressions does not say which of them was wrong.
fn check(rule: &PolicyRule) -> Result<(), RuleFault> {
    if rule.regex.is_empty() {
        return Err(fault(&rule.id, "the expression is empty and would match everything"));
    }
    if rule.regex.len() > MAX_PATTERN_BYTES {
        return Err(fault(&rule.id, format!("the expression is longer than {MAX_PATTERN_BYTES} bytes")));
    }
    build(&rule.regex).map(drop).map_err(|error| fault(&rule.id, explain(&error)))
}

fn build(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(RULE_SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .build()
}

/// A parser's message in one line that says what to do about it.
fn explain(error: &regex::Error) -> String {
    let text = error.to_string();
    if matches!(error, regex::Error::CompiledTooBig(_)) {
        return "the expression is too large once compiled: use smaller repetitions".to_owned();
    }
    if text.contains("look-around") {
        return "look-around (`(?=`, `(?!`, `(?<=`, `(?<!`) is not supported: rules match in linear time"
            .to_owned();
    }
    if text.contains("backreferences") {
        return "back-references (`\\1`) are not supported: rules match in linear time".to_owned();
    }
    // The parser draws the expression with a caret below it; the reason is the last line.
    let reason = text.lines().last().unwrap_or_default().trim();
    format!("the expression cannot be read: {}", reason.strip_prefix("error: ").unwrap_or(reason))
}

fn rule_set(org: &[PolicyRule], key: &PolicySettings, side: Side) -> Result<RuleSet, RuleFault> {
    let mut rules = Vec::new();
    let mut patterns = Vec::new();
    for (level, list) in [(RuleLevel::Org, org), (RuleLevel::Key, &key.rules)] {
        for rule in list.iter().filter(|rule| looks_at(rule.target, side)) {
            let hit = RuleHit { rule_id: rule.id.clone(), rule_name: rule.name.clone(), level };
            rules.push(CompiledRule { hit, action: rule.action });
            patterns.push(rule.regex.as_str());
        }
    }
    // The lists guard what is sent; an answer may well explain what `rm -rf /` does.
    let with_builtin = key.default_blocklists && side == Side::Request;
    let expressions = expressions(&patterns).map_err(|_| {
        let last = rules.last().map_or("", |rule| rule.hit.rule_id.as_str());
        fault(last, "the rules are too large together: use fewer or smaller expressions")
    })?;
    Ok(RuleSet { rules, expressions, with_builtin })
}

/// The built-in lists, made ready when they are first needed.
pub(super) static BUILTIN: LazyLock<RuleSet> = LazyLock::new(|| {
    let rules = builtin::LIST.iter().map(|row| CompiledRule {
        hit: RuleHit {
            rule_id: row.id.to_owned(),
            rule_name: row.name.to_owned(),
            level: RuleLevel::Builtin,
        },
        action: RuleAction::Block,
    });
    let patterns: Vec<&str> = builtin::LIST.iter().map(|row| row.pattern).collect();
    let expressions = expressions(&patterns).expect("the tests compile every row of the lists");
    RuleSet { rules: rules.collect(), expressions, with_builtin: false }
});

fn expressions(patterns: &[&str]) -> Result<RegexSet, regex::Error> {
    RegexSetBuilder::new(patterns)
        .case_insensitive(true)
        .size_limit(SET_SIZE_LIMIT)
        .dfa_size_limit(MATCHER_SIZE_LIMIT)
        .nest_limit(NEST_LIMIT)
        .build()
}

fn looks_at(target: RuleTarget, side: Side) -> bool {
    match target {
        RuleTarget::Request => side == Side::Request,
        RuleTarget::Response => side == Side::Response,
        RuleTarget::Both => true,
    }
}

fn fault(rule_id: &str, message: impl Into<String>) -> RuleFault {
    RuleFault { rule_id: rule_id.to_owned(), message: message.into() }
}
