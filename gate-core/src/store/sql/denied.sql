-- How the scopes ?1 to ?4 stand.
SELECT scope, day, day_spent, day_reserved, day_limit, month, month_spent, month_reserved, month_limit
FROM counters
WHERE scope IN (?1, ?2, ?3, ?4)
