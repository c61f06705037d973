-- Turns what a call has reserved into what it has spent, if the statement before has finished its record.
-- A reservation counts in its own day and month only.
UPDATE counters SET
    day_spent = day_spent + CASE WHEN counters.day = call.day THEN call.cost_nanos ELSE 0 END,
    day_reserved = day_reserved - CASE WHEN counters.day = call.day THEN call.reserved_nanos ELSE 0 END,
    month_spent = month_spent + CASE WHEN counters.month = call.month THEN call.cost_nanos ELSE 0 END,
    month_reserved = month_reserved - CASE WHEN counters.month = call.month THEN call.reserved_nanos ELSE 0 END
FROM usage AS call
WHERE call.call_id = ?1
    AND changes() = 1
    AND scope IN (
        call.org_id * 8, ifnull(call.team_id * 8 + 1, call.org_id * 8), call.tenant_id * 8 + 2, call.key_id * 8 + 3
    )
