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

-- In which answer an item stands, for requests that point to single items.
CREATE TABLE response_items (
    key_id INTEGER NOT NULL,
    item_id TEXT NOT NULL,
    response_id TEXT NOT NULL,
    PRIMARY KEY (key_id, item_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX response_items_by_response ON response_items (key_id, response_id);

CREATE TRIGGER response_forgotten AFTER DELETE ON responses BEGIN
    DELETE FROM response_items WHERE key_id = OLD.key_id AND response_id = OLD.id;
END;
