-- Providers beside the configured ones, and the keys stored for either.
-- Times are milliseconds since 1970.

-- Every provider that has ever been told of, by its number. One without an address is not stored: the configuration
-- or the list of well-known ones says where it is.
CREATE TABLE providers (
    id INTEGER PRIMARY KEY,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    provider_id TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    name TEXT,
    kind TEXT,
    base_url TEXT,
    priority INTEGER,
    weight INTEGER,
    enabled INTEGER,
    allow_passthrough_key INTEGER,
    UNIQUE (org_id, provider_id)
) STRICT;

-- The keys themselves are sealed under a master key that is not in this file, and open only for their row and origin.
-- A key that is revoked or replaced is gone, not marked.
CREATE TABLE provider_keys (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    provider INTEGER NOT NULL REFERENCES providers (id),
    label TEXT,
    masked TEXT NOT NULL,
    origin TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    concurrency_limit INTEGER NOT NULL,
    rpm_limit INTEGER,
    enabled INTEGER NOT NULL,
    created_at_ms INTEGER NOT NULL,
    rotated_at_ms INTEGER
) STRICT;

CREATE INDEX provider_keys_by_provider ON provider_keys (org_id, provider);

CREATE TABLE discovered_models (
    id INTEGER PRIMARY KEY,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    provider INTEGER NOT NULL REFERENCES providers (id),
    model TEXT NOT NULL,
    owned_by TEXT,
    discovered_at_ms INTEGER NOT NULL,
    UNIQUE (provider, model)
) STRICT;

CREATE INDEX discovered_models_by_org ON discovered_models (org_id, id);

-- The latest runs alone.
CREATE TABLE discovery_runs (
    id INTEGER PRIMARY KEY,
    public_id TEXT NOT NULL UNIQUE,
    org_id INTEGER NOT NULL REFERENCES orgs (id),
    provider INTEGER NOT NULL REFERENCES providers (id),
    models_found INTEGER NOT NULL,
    started_at_ms INTEGER NOT NULL,
    finished_at_ms INTEGER NOT NULL,
    -- Absent: it went well.
    error TEXT
) STRICT;

CREATE INDEX discovery_runs_by_org ON discovery_runs (org_id, id);
