-- Finishes the record of a call that is open, once. The trigger `usage_finished` moves the money.
UPDATE usage SET
    state = ?2, cost_nanos = ?3, is_estimated = ?4, provider = ifnull(?5, provider), model = ifnull(?6, model),
    status_code = ?7, denied_step = ?8, refusal_code = ?9, latency_ms = ?10, redacted = ?11, cached = ?12,
    finished_at_ms = ?13, prompt_tokens = ?14, completion_tokens = ?15, total_tokens = ?16,
    reasoning_tokens = ?17, cache_creation_tokens = ?18, cache_read_tokens = ?19, prompt_audio_tokens = ?20,
    completion_audio_tokens = ?21, attempts = ?22
WHERE call_id = ?1 AND state = 'open'
