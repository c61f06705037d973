-- What was asked and answered in the Responses format, sealed, for requests that go on from it.
CREATE TABLE responses (
    org_id INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    -- The answer that this one went on from.
    previous_id TEXT,
    created_at_ms INTEGER NOT NULL,
    key_version INTEGER NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    UNIQUE (key_id, id)
) STRICT;

CREATE INDEX responses_by_age ON responses (created_at_ms);
