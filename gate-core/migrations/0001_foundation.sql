-- Who may spend, what is spent, and one record of each call.
-- Times are milliseconds since 1970, money is whole nano-dollars, days and months count from January 1970 (UTC).

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orgs (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    rpm_limit INTEGER,
    max_cost_per_request INTEGER,
    pii_scan_enabled INTEGER NOT NULL,
    pii_action TEXT NOT NULL,
    allowed_models TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE teams (
    id INTEGER PRIMARY KEY,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    UNIQUE (org_id, name)
) STRICT;

CREATE TABLE tenants (
    id INTEGER PRIMARY KEY,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    public_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    UNIQUE (org_id, name)
) STRICT;

CREATE UNIQUE INDEX tenants_one_default ON tenants (org_id) WHERE is_default = 1;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    team_id INTEGER REFERENCES teams (id),
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    name TEXT NOT NULL,
    family TEXT NOT NULL,
    -- The SHA-256 of the secret as 64 hexadecimal digits.
    digest TEXT NOT NULL,
    last4 TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    revoked_at_ms INTEGER,
    rotated_to TEXT,
    grace_until_ms INTEGER,
    allowed_ips TEXT NOT NULL,
    allowed_models TEXT NOT NULL,
    scopes TEXT NOT NULL,
    rpm_limit INTEGER,
    rate_mode TEXT NOT NULL,
    max_cost_per_request INTEGER,
    settings TEXT NOT NULL,
    UNIQUE (family, digest)
) STRICT;

-- A key that was revoked or replaced gives its name free.
CREATE UNIQUE INDEX keys_live_name ON keys (org_id, name) WHERE revoked_at_ms IS NULL AND rotated_to IS NULL;

-- What each level may spend and has spent in the current day and month. The scope is the row of the level times
-- eight plus the level: 0 organisation, 1 team, 2 tenant, 3 key.
CREATE TABLE counters (
    scope INTEGER PRIMARY KEY,
    day INTEGER NOT NULL DEFAULT 0,
    day_spent INTEGER NOT NULL DEFAULT 0,
    day_reserved INTEGER NOT NULL DEFAULT 0,
    day_limit INTEGER,
    month INTEGER NOT NULL DEFAULT 0,
    month_spent INTEGER NOT NULL DEFAULT 0,
    month_reserved INTEGER NOT NULL DEFAULT 0,
    month_limit INTEGER
) STRICT;

-- One row per call, made when it is admitted ('open') and finished exactly once. A token count of NULL was not
-- reported.
CREATE TABLE usage (
    call_id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,
    org_id INTEGER NOT NULL,
    team_id INTEGER,
    tenant_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    month INTEGER NOT NULL,
    reserved_nanos INTEGER NOT NULL,
    estimated_nanos INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL DEFAULT 0,
    is_estimated INTEGER NOT NULL DEFAULT 0,
    prompt_tokens INTEGER,
    completion_tokens INTEGER,
    total_tokens INTEGER,
    reasoning_tokens INTEGER,
    cache_creation_tokens INTEGER,
    cache_read_tokens INTEGER,
    prompt_audio_tokens INTEGER,
    completion_audio_tokens INTEGER,
    latency_ms INTEGER,
    stream INTEGER NOT NULL,
    status_code INTEGER,
    cached INTEGER NOT NULL DEFAULT 0,
    redacted INTEGER NOT NULL DEFAULT 0,
    created_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER,
    session_id TEXT,
    provider TEXT,
    model TEXT NOT NULL,
    requested_model TEXT NOT NULL,
    price_version TEXT,
    denied_step TEXT,
    refusal_code TEXT,
    tags TEXT
) STRICT;

-- Every index is paid for by every call, so there is one. The call's id follows in its entries: it gives a key's rows
-- in order of the calls. Other pages walk the calls themselves, newest first, within the days that are asked for.
CREATE INDEX usage_by_key ON usage (key_id);
-- Nearly empty: what a start after a crash has to settle.
CREATE INDEX usage_open ON usage (state) WHERE state = 'open';

CREATE TABLE usage_daily (
    org_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    cost_nanos INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    PRIMARY KEY (org_id, day)
) STRICT, WITHOUT ROWID;

-- Money moves with the state of a record and in no other way, so that counters and records cannot disagree. One
-- statement per scope: each finds its row directly, where a list or a join would build a table first.

-- A call is admitted: what it reserves is set aside in every scope. Figures of a day or month that has passed go.
CREATE TRIGGER usage_opened AFTER INSERT ON usage WHEN NEW.state = 'open' BEGIN
    UPDATE counters SET
        day_spent = iif(day < NEW.day, 0, day_spent),
        day_reserved = iif(day < NEW.day, 0, day_reserved) + NEW.reserved_nanos,
        day = NEW.day,
        month_spent = iif(month < NEW.month, 0, month_spent),
        month_reserved = iif(month < NEW.month, 0, month_reserved) + NEW.reserved_nanos,
        month = NEW.month
    WHERE scope = NEW.org_id * 8;
    UPDATE counters SET
        day_spent = iif(day < NEW.day, 0, day_spent),
        day_reserved = iif(day < NEW.day, 0, day_reserved) + NEW.reserved_nanos,
        day = NEW.day,
        month_spent = iif(month < NEW.month, 0, month_spent),
        month_reserved = iif(month < NEW.month, 0, month_reserved) + NEW.reserved_nanos,
        month = NEW.month
    WHERE scope = NEW.team_id * 8 + 1;
    UPDATE counters SET
        day_spent = iif(day < NEW.day, 0, day_spent),
        day_reserved = iif(day < NEW.day, 0, day_reserved) + NEW.reserved_nanos,
        day = NEW.day,
        month_spent = iif(month < NEW.month, 0, month_spent),
        month_reserved = iif(month < NEW.month, 0, month_reserved) + NEW.reserved_nanos,
        month = NEW.month
    WHERE scope = NEW.tenant_id * 8 + 2;
    UPDATE counters SET
        day_spent = iif(day < NEW.day, 0, day_spent),
        day_reserved = iif(day < NEW.day, 0, day_reserved) + NEW.reserved_nanos,
        day = NEW.day,
        month_spent = iif(month < NEW.month, 0, month_spent),
        month_reserved = iif(month < NEW.month, 0, month_reserved) + NEW.reserved_nanos,
        month = NEW.month
    WHERE scope = NEW.key_id * 8 + 3;
END;

-- A call has ended: what it had reserved becomes what it cost, in the day and month it was admitted in.
CREATE TRIGGER usage_finished AFTER UPDATE OF state ON usage WHEN OLD.state = 'open' AND NEW.state <> 'open' BEGIN
    UPDATE counters SET
        day_spent = day_spent + iif(day = NEW.day, NEW.cost_nanos, 0),
        day_reserved = day_reserved - iif(day = NEW.day, NEW.reserved_nanos, 0),
        month_spent = month_spent + iif(month = NEW.month, NEW.cost_nanos, 0),
        month_reserved = month_reserved - iif(month = NEW.month, NEW.reserved_nanos, 0)
    WHERE scope = NEW.org_id * 8;
    UPDATE counters SET
        day_spent = day_spent + iif(day = NEW.day, NEW.cost_nanos, 0),
        day_reserved = day_reserved - iif(day = NEW.day, NEW.reserved_nanos, 0),
        month_spent = month_spent + iif(month = NEW.month, NEW.cost_nanos, 0),
        month_reserved = month_reserved - iif(month = NEW.month, NEW.reserved_nanos, 0)
    WHERE scope = NEW.team_id * 8 + 1;
    UPDATE counters SET
        day_spent = day_spent + iif(day = NEW.day, NEW.cost_nanos, 0),
        day_reserved = day_reserved - iif(day = NEW.day, NEW.reserved_nanos, 0),
        month_spent = month_spent + iif(month = NEW.month, NEW.cost_nanos, 0),
        month_reserved = month_reserved - iif(month = NEW.month, NEW.reserved_nanos, 0)
    WHERE scope = NEW.tenant_id * 8 + 2;
    UPDATE counters SET
        day_spent = day_spent + iif(day = NEW.day, NEW.cost_nanos, 0),
        day_reserved = day_reserved - iif(day = NEW.day, NEW.reserved_nanos, 0),
        month_spent = month_spent + iif(month = NEW.month, NEW.cost_nanos, 0),
        month_reserved = month_reserved - iif(month = NEW.month, NEW.reserved_nanos, 0)
    WHERE scope = NEW.key_id * 8 + 3;
    INSERT INTO usage_daily (org_id, day, cost_nanos, requests, prompt_tokens, completion_tokens)
    VALUES (
        NEW.org_id, NEW.day, NEW.cost_nanos, 1, ifnull(NEW.prompt_tokens, 0), ifnull(NEW.completion_tokens, 0)
    )
    ON CONFLICT (org_id, day) DO UPDATE SET
        cost_nanos = cost_nanos + excluded.cost_nanos,
        requests = requests + 1,
        prompt_tokens = prompt_tokens + excluded.prompt_tokens,
        completion_tokens = completion_tokens + excluded.completion_tokens;
END;

-- A call was refused before anything was reserved for it.
CREATE TRIGGER usage_refused AFTER INSERT ON usage WHEN NEW.state <> 'open' BEGIN
    INSERT INTO usage_daily (org_id, day, cost_nanos, requests, prompt_tokens, completion_tokens)
    VALUES (
        NEW.org_id, NEW.day, NEW.cost_nanos, 1, ifnull(NEW.prompt_tokens, 0), ifnull(NEW.completion_tokens, 0)
    )
    ON CONFLICT (org_id, day) DO UPDATE SET
        cost_nanos = cost_nanos + excluded.cost_nanos,
        requests = requests + 1,
        prompt_tokens = prompt_tokens + excluded.prompt_tokens,
        completion_tokens = completion_tokens + excluded.completion_tokens;
END;
