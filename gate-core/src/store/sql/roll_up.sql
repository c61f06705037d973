-- Adds a finished call to its organisation's day, if the statement before has changed anything.
INSERT INTO usage_daily (org_id, day, cost_nanos, requests, prompt_tokens, completion_tokens)
SELECT org_id, day, cost_nanos, 1, ifnull(prompt_tokens, 0), ifnull(completion_tokens, 0)
FROM usage
WHERE call_id = ?1 AND changes() > 0
ON CONFLICT (org_id, day) DO UPDATE SET
    cost_nanos = cost_nanos + excluded.cost_nanos,
    requests = requests + excluded.requests,
    prompt_tokens = prompt_tokens + excluded.prompt_tokens,
    completion_tokens = completion_tokens + excluded.completion_tokens
