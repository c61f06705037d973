-- Takes an amount out of every scope of a call, or out of none.
-- ?1 to ?4 scopes (a missing level repeats another), ?5 their number, ?6 day, ?7 month, ?8 wanted, ?9 floor, ?10 call.
-- A scope without a row fails the count: unknown is refused. Stamps only move forward, and what stands under an
-- older stamp counts as nothing; a scope that is ahead of the clock keeps its figures.
UPDATE counters SET
    day_spent = CASE WHEN counters.day < verdict.today THEN 0 ELSE day_spent END,
    day_reserved = CASE WHEN counters.day < verdict.today THEN 0 ELSE day_reserved END + verdict.granted,
    day = verdict.today,
    month_spent = CASE WHEN counters.month < verdict.this_month THEN 0 ELSE month_spent END,
    month_reserved = CASE WHEN counters.month < verdict.this_month THEN 0 ELSE month_reserved END + verdict.granted,
    month = verdict.this_month,
    last_grant = verdict.granted
FROM (
    SELECT
        max(?6, max(day)) AS today,
        max(?7, max(month)) AS this_month,
        min(?8, max(0, min(
            ifnull(min(day_limit - CASE WHEN day < ?6 THEN 0 ELSE day_spent + day_reserved END), ?8),
            ifnull(min(month_limit - CASE WHEN month < ?7 THEN 0 ELSE month_spent + month_reserved END), ?8)
        ))) AS granted
    FROM counters
    WHERE scope IN (?1, ?2, ?3, ?4)
    HAVING count(*) = ?5
) AS verdict
WHERE scope IN (?1, ?2, ?3, ?4)
    AND verdict.granted >= ?9
    AND NOT EXISTS (SELECT 1 FROM usage WHERE call_id = ?10)
