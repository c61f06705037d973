-- How the scopes ?1 to ?4 stand now, and what the call ?5 holds.
SELECT
    c.scope, c.day, c.day_spent, c.day_reserved, c.day_limit, c.month, c.month_spent, c.month_reserved, c.month_limit,
    call.reserved_nanos, call.state
FROM counters AS c LEFT JOIN usage AS call ON call.call_id = ?5
WHERE c.scope IN (?1, ?2, ?3, ?4)
