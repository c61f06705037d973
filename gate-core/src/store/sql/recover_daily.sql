-- Adds every open call to its organisation's day at what it has reserved.
INSERT INTO usage_daily (org_id, day, cost_nanos, requests, prompt_tokens, completion_tokens)
SELECT org_id, day, sum(reserved_nanos), count(*), 0, 0
FROM usage
WHERE state = 'open'
GROUP BY org_id, day
ON CONFLICT (org_id, day) DO UPDATE SET
    cost_nanos = cost_nanos + excluded.cost_nanos,
    requests = requests + excluded.requests
