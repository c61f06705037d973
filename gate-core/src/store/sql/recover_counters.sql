-- Settles every open call at what it has reserved, in every scope. Runs before the records are finished.
UPDATE counters SET
    day_spent = day_spent + left_over.in_day,
    day_reserved = day_reserved - left_over.in_day,
    month_spent = month_spent + left_over.in_month,
    month_reserved = month_reserved - left_over.in_month
FROM (
    SELECT
        c.scope AS of_scope,
        sum(CASE WHEN c.day = call.day THEN call.reserved_nanos ELSE 0 END) AS in_day,
        sum(CASE WHEN c.month = call.month THEN call.reserved_nanos ELSE 0 END) AS in_month
    FROM usage AS call
    JOIN counters AS c ON c.scope IN (
        call.org_id * 8, ifnull(call.team_id * 8 + 1, call.org_id * 8), call.tenant_id * 8 + 2, call.key_id * 8 + 3
    )
    WHERE call.state = 'open'
    GROUP BY c.scope
) AS left_over
WHERE scope = left_over.of_scope
