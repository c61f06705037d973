-- How the scopes ?1 to ?4 stand now, and what the call ?5 holds.
SELECT
    scope, day, day_spent, day_reserved, day_limit, month, month_spent, month_reserved, month_limit,
    usage.reserved_nanos, usage.state
FROM counters LEFT JOIN usage ON usage.call_id = ?5
WHERE scope IN (?1, ?2, ?3, ?4)
