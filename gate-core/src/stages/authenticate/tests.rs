use super::decide;
use crate::call::KeyFamily;
use crate::caller::{Capability, Key, KeySettings, RateMode};
use crate::id::{KeyId, OrgId, TenantId};
use crate::refusal::Refusal;
use crate::secret::KeyDigest;

fn key() -> Key {
    Key {
        id: KeyId(1),
        public_id: "key_1".into(),
        org: OrgId(1),
        team: None,
        tenant: TenantId(1),
        name: "test".into(),
        family: KeyFamily::CurateMe,
        digest: KeyDigest::of("x"),
        last4: "wxyz".into(),
        enabled: true,
        created_at_ms: 0,
        expires_at_ms: None,
        revoked_at_ms: None,
        rotated_to: None,
        grace_until_ms: None,
        allowed_ips: Vec::new(),
        allowed_models: Vec::new(),
        scopes: vec!["proxy".into()],
        rpm_limit: None,
        rate_mode: RateMode::Sliding,
        daily_budget: None,
        monthly_budget: None,
        max_cost_per_request: None,
        settings: KeySettings::default(),
    }
}

fn verdict(change: impl FnOnce(&mut Key)) -> Result<bool, &'static str> {
    let mut key = key();
    change(&mut key);
    let address = "203.0.113.7".parse().ok();
    decide(&key, 1_000, address, Capability::CallModels).map_err(|refusal: Refusal| refusal.code())
}

#[test]
fn a_key_passes_only_while_it_is_live_in_place_and_in_scope() {
    let rotated = |key: &mut Key| key.rotated_to = Some("key_2".into());
    let listed = |nets: &[&str]| nets.iter().map(|net| net.parse().expect("a network")).collect::<Vec<_>>();
    for (row, got, expected) in [
        ("live", verdict(|_| ()), Ok(false)),
        ("disabled", verdict(|key| key.enabled = false), Err("key_disabled")),
        ("revoked", verdict(|key| key.revoked_at_ms = Some(1)), Err("key_invalid")),
        ("expires later", verdict(|key| key.expires_at_ms = Some(1_001)), Ok(false)),
        ("expired just now", verdict(|key| key.expires_at_ms = Some(1_000)), Err("key_expired")),
        ("rotated without grace", verdict(rotated), Err("key_rotated")),
        (
            "rotated, in grace",
            verdict(|key| {
                rotated(key);
                key.grace_until_ms = Some(1_001);
            }),
            Ok(true),
        ),
        (
            "rotated, grace over",
            verdict(|key| {
                rotated(key);
                key.grace_until_ms = Some(1_000);
            }),
            Err("key_rotated"),
        ),
        ("listed address", verdict(|key| key.allowed_ips = listed(&["203.0.113.0/24"])), Ok(false)),
        ("foreign address", verdict(|key| key.allowed_ips = listed(&["10.0.0.0/8"])), Err("ip_not_allowed")),
        ("no scope for calls", verdict(|key| key.scopes = vec!["admin".into()]), Err("insufficient_scope")),
        ("star", verdict(|key| key.scopes = vec!["*".into()]), Ok(false)),
        (
            "a family that always may",
            verdict(|key| {
                key.family = KeyFamily::Anuragate;
                key.scopes.clear();
            }),
            Ok(false),
        ),
    ] {
        assert_eq!(got, expected, "{row}");
    }
}

#[test]
fn an_address_list_refuses_a_caller_without_an_address() {
    let mut key = key();
    key.allowed_ips = vec!["203.0.113.0/24".parse().expect("a network")];
    assert!(decide(&key, 0, None, Capability::CallModels).is_err());
    let mapped = "::ffff:203.0.113.7".parse().ok();
    assert!(decide(&key, 0, mapped, Capability::CallModels).is_ok(), "a mapped address is the IPv4 address");
}
