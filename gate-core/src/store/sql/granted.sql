-- What the call ?5 holds, and how its organisation stands: nothing when it was not admitted.
SELECT
    call.reserved_nanos, call.state = 'open', org.day_spent + org.day_reserved, org.day_limit,
    coalesce(
        org.day_limit, org.month_limit, team.day_limit, team.month_limit,
        tenant.day_limit, tenant.month_limit, key.day_limit, key.month_limit
    ) IS NOT NULL
FROM usage AS call, counters AS org, counters AS team, counters AS tenant, counters AS key
WHERE call.call_id = ?5 AND org.scope = ?1 AND team.scope = ?2 AND tenant.scope = ?3 AND key.scope = ?4
