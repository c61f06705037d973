-- Admits a call: takes what it may spend out of every scope and opens its record, or does neither.
-- ?1 to ?4 scopes (a missing level repeats another), ?5 day, ?6 month, ?7 wanted, ?8 floor, ?9 call; then its record.
--
-- What may be granted is the wanted amount or what the scarcest scope has left. When that is below the floor, or a
-- scope has no counter, the amount is NULL and the row is ignored; so is a call that is there already. Otherwise the
-- trigger `usage_opened` adds the amount to the scopes, as part of this statement.
-- A stamp that is older than now counts as nothing spent; stamps ahead of the clock are kept, so that a clock set
-- back refills nothing.
INSERT OR IGNORE INTO usage (
    call_id, state, day, month, reserved_nanos, org_id, team_id, tenant_id, key_id, estimated_nanos, stream,
    created_at_ms, session_id, provider, model, requested_model, price_version, tags
)
VALUES (
    ?9,
    'open',
    (
        SELECT max(?5, org.day, team.day, tenant.day, key.day)
        FROM counters AS org, counters AS team, counters AS tenant, counters AS key
        WHERE org.scope = ?1 AND team.scope = ?2 AND tenant.scope = ?3 AND key.scope = ?4
    ),
    (
        SELECT max(?6, org.month, team.month, tenant.month, key.month)
        FROM counters AS org, counters AS team, counters AS tenant, counters AS key
        WHERE org.scope = ?1 AND team.scope = ?2 AND tenant.scope = ?3 AND key.scope = ?4
    ),
    (
        SELECT granted FROM (
            SELECT min(?7, max(0, min(
                ifnull(org.day_limit - iif(org.day < ?5, 0, org.day_spent + org.day_reserved), ?7),
                ifnull(team.day_limit - iif(team.day < ?5, 0, team.day_spent + team.day_reserved), ?7),
                ifnull(tenant.day_limit - iif(tenant.day < ?5, 0, tenant.day_spent + tenant.day_reserved), ?7),
                ifnull(key.day_limit - iif(key.day < ?5, 0, key.day_spent + key.day_reserved), ?7),
                ifnull(org.month_limit - iif(org.month < ?6, 0, org.month_spent + org.month_reserved), ?7),
                ifnull(team.month_limit - iif(team.month < ?6, 0, team.month_spent + team.month_reserved), ?7),
                ifnull(tenant.month_limit - iif(tenant.month < ?6, 0, tenant.month_spent + tenant.month_reserved), ?7),
                ifnull(key.month_limit - iif(key.month < ?6, 0, key.month_spent + key.month_reserved), ?7)
            ))) AS granted
            FROM counters AS org, counters AS team, counters AS tenant, counters AS key
            WHERE org.scope = ?1 AND team.scope = ?2 AND tenant.scope = ?3 AND key.scope = ?4
        )
        WHERE granted >= ?8
    ),
    ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22
)
