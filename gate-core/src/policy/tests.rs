use super::{CompiledPolicy, MAX_PATTERN_BYTES, MAX_RULES, PolicyVerdict, RuleLevel, Side, builtin};
use crate::caller::{PolicyRule, PolicySettings, RuleAction, RuleTarget};

fn rule(id: &str, regex: &str, action: RuleAction) -> PolicyRule {
    let target = RuleTarget::Request;
    PolicyRule { id: id.into(), name: format!("{id} name"), regex: regex.into(), action, target }
}

fn settings(default_blocklists: bool, rules: &[PolicyRule]) -> PolicySettings {
    PolicySettings { default_blocklists, rules: rules.to_vec() }
}

fn blocked_by(policy: &CompiledPolicy, text: &str) -> Option<(String, RuleLevel)> {
    match policy.decide(text, Side::Request).verdict {
        PolicyVerdict::Pass => None,
        PolicyVerdict::Block(hit) => Some((hit.rule_id, hit.level)),
    }
}

#[test]
fn every_builtin_row_hits_and_spares_what_it_says() {
    let policy = CompiledPolicy::compile(&[], &settings(true, &[])).unwrap();
    for row in builtin::LIST {
        assert!(!row.hits.is_empty() && !row.misses.is_empty(), "{} has no examples", row.id);
        for text in row.hits {
            // The file in the SSH directory may be a private key as well: the rows are asked one by one.
            assert!(single(row.pattern).is_match(text), "{} does not hit: {text}", row.id);
            assert!(blocked_by(&policy, text).is_some(), "{} does not block: {text}", row.id);
        }
        for text in row.misses {
            assert!(!single(row.pattern).is_match(text), "{} hits: {text}", row.id);
        }
    }
}

fn single(pattern: &str) -> regex::Regex {
    regex::RegexBuilder::new(pattern).case_insensitive(true).build().unwrap()
}

#[test]
fn levels_are_asked_in_order_and_an_allow_opens_only_the_builtin_lists() {
    use RuleAction::{Allow, Block};
    let text = "please rm -rf / on staging";
    let (org, key, list) = (RuleLevel::Org, RuleLevel::Key, RuleLevel::Builtin);
    for (case, org_rules, key_rules, builtin, expected) in [
        ("nothing stated", vec![], vec![], false, None),
        ("the list alone", vec![], vec![], true, Some(("default:rm-root", list))),
        ("the key's allow opens the list", vec![], vec![rule("a", "staging", Allow)], true, None),
        ("the org's allow opens the list", vec![rule("a", "staging", Allow)], vec![], true, None),
        (
            "an allow that does not match",
            vec![],
            vec![rule("a", "prod", Allow)],
            true,
            Some(("default:rm-root", list)),
        ),
        (
            "block wins over allow within the key",
            vec![],
            vec![rule("a", "staging", Allow), rule("b", "rm", Block)],
            true,
            Some(("b", key)),
        ),
        (
            "block wins over allow within the org, whatever the order",
            vec![rule("b", "rm", Block), rule("a", "staging", Allow)],
            vec![],
            false,
            Some(("b", org)),
        ),
        (
            "a key's allow does not open an org's block",
            vec![rule("b", "rm", Block)],
            vec![rule("a", "staging", Allow)],
            true,
            Some(("b", org)),
        ),
        (
            "an org's allow does not open a key's block",
            vec![rule("a", "staging", Allow)],
            vec![rule("b", "rm", Block)],
            true,
            Some(("b", key)),
        ),
        (
            "the org is named before the key",
            vec![rule("o", "rm", Block)],
            vec![rule("k", "rm", Block)],
            true,
            Some(("o", org)),
        ),
    ] {
        let policy = CompiledPolicy::compile(&org_rules, &settings(builtin, &key_rules)).unwrap();
        let expected = expected.map(|(id, level)| (id.to_owned(), level));
        assert_eq!(blocked_by(&policy, text), expected, "{case}");
    }
}

#[test]
fn flags_are_noted_whether_the_text_passes_or_not() {
    let rules = [rule("f", "staging", RuleAction::Flag), rule("b", "secret plan", RuleAction::Block)];
    let policy = CompiledPolicy::compile(&rules, &PolicySettings::default()).unwrap();
    for (text, flags, passes) in [
        ("staging", 1, true),
        ("secret plan for staging", 1, false),
        ("secret plan", 0, false),
        ("hello", 0, true),
    ] {
        let decision = policy.decide(text, Side::Request);
        assert_eq!(decision.flags.len(), flags, "{text}");
        assert_eq!(decision.verdict == PolicyVerdict::Pass, passes, "{text}");
    }
    let all = policy.decide_all(["staging one", "staging two"], Side::Request);
    assert_eq!(all.flags.len(), 1, "a rule is noted once for all texts");
}

#[test]
fn texts_are_judged_one_by_one() {
    let policy =
        CompiledPolicy::compile(&[], &settings(true, &[rule("a", "in docs", RuleAction::Allow)])).unwrap();
    let judge = |texts: &[&str]| policy.decide_all(texts.iter().copied(), Side::Request).verdict;
    assert_eq!(judge(&["drop table t in docs", "hello"]), PolicyVerdict::Pass);
    assert_ne!(judge(&["in docs", "drop table t"]), PolicyVerdict::Pass, "an allow elsewhere does not help");
}

#[test]
fn case_width_and_ligatures_hide_nothing() {
    let policy =
        CompiledPolicy::compile(&[], &settings(true, &[rule("b", "office", RuleAction::Block)])).unwrap();
    for (text, blocked) in [
        ("OFFICE", true),
        ("o\u{fb03}ce", true),
        ("\u{ff4f}\u{ff46}\u{ff46}\u{ff49}\u{ff43}\u{ff45}", true),
        ("\u{ff44}\u{ff52}\u{ff4f}\u{ff50} table users", true),
        ("öffice", false),
        ("offce", false),
    ] {
        assert_eq!(blocked_by(&policy, text).is_some(), blocked, "{text}");
    }
}

#[test]
fn a_rule_looks_only_where_it_was_told_to() {
    for (target, request, response) in [
        (RuleTarget::Request, true, false),
        (RuleTarget::Response, false, true),
        (RuleTarget::Both, true, true),
    ] {
        let rules = [PolicyRule { target, ..rule("b", "word", RuleAction::Block) }];
        let policy = CompiledPolicy::compile(&rules, &PolicySettings::default()).unwrap();
        for (side, blocks) in [(Side::Request, request), (Side::Response, response)] {
            let verdict = policy.decide("a word", side).verdict;
            assert_eq!(verdict != PolicyVerdict::Pass, blocks, "{target:?} rule on {side:?}");
            assert_eq!(policy.is_empty(side), !blocks, "{target:?} rule on {side:?}");
        }
    }
}

#[test]
fn unusable_rules_are_refused_with_a_reason() {
    for (regex, reason) in [
        ("(?=a)b".to_owned(), "look-around"),
        ("(?<!a)b".to_owned(), "look-around"),
        (r"(a)\1".to_owned(), "back-references"),
        ("(unclosed".to_owned(), "cannot be read: unclosed group"),
        ("(?:a{1000}){1000}".to_owned(), "too large"),
        ("a".repeat(MAX_PATTERN_BYTES + 1), "longer than"),
        (String::new(), "empty"),
        ("(".repeat(100) + &")".repeat(100), "cannot be read"),
    ] {
        let bad = rule("bad", &regex, RuleAction::Block);
        for (org, key) in [(vec![bad.clone()], vec![]), (vec![], vec![bad.clone()])] {
            let fault = CompiledPolicy::compile(&org, &settings(false, &key)).unwrap_err();
            assert_eq!(fault.rule_id, "bad");
            assert!(fault.message.contains(reason), "{:.40}: {}", regex, fault.message);
            assert!(!fault.message.contains('\n'), "one line: {}", fault.message);
        }
    }
    let many: Vec<_> = (0..=MAX_RULES).map(|n| rule(&format!("r{n}"), "word", RuleAction::Flag)).collect();
    assert_eq!(CompiledPolicy::compile(&many, &PolicySettings::default()).unwrap_err().rule_id, "r500");
}
