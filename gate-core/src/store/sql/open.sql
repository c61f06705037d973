-- The open record of a call, if the statement before it has reserved in every scope (?2 their number).
-- Day, month and amount are those of the reservation, read from the scope ?1.
INSERT INTO usage (
    call_id, state, org_id, team_id, tenant_id, key_id, day, month, reserved_nanos, estimated_nanos,
    stream, created_at_ms, session_id, provider, model, requested_model, price_version, tags
)
SELECT ?3, 'open', ?4, ?5, ?6, ?7, day, month, last_grant, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16
FROM counters
WHERE scope = ?1 AND changes() = ?2
