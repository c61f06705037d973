-- The record of a call that was refused without a reservation.
INSERT INTO usage (
    call_id, state, org_id, team_id, tenant_id, key_id, day, month, reserved_nanos, estimated_nanos, stream,
    created_at_ms, finished_at_ms, session_id, model, requested_model, status_code, denied_step, refusal_code,
    latency_ms, tags
)
VALUES (?1, 'refused', ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15, ?16, ?17, ?18)
ON CONFLICT (call_id) DO NOTHING
