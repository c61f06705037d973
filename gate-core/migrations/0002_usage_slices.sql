-- In which slices of time a key has calls, so that a page of one key need not walk those in which it has none. A slice
-- is a call's id without its lower 37 bits: 65.5 seconds. An index of usage by key costs every call a page of the log
-- for each key; this costs one for each key and slice.
CREATE TABLE usage_slices (
    of_key INTEGER NOT NULL,
    slice INTEGER NOT NULL,
    PRIMARY KEY (of_key, slice)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO usage_slices (of_key, slice) SELECT key_id, call_id >> 37 FROM usage;

CREATE TRIGGER usage_inserted AFTER INSERT ON usage BEGIN
    INSERT OR IGNORE INTO usage_slices (of_key, slice) VALUES (NEW.key_id, NEW.call_id >> 37);
END;

DROP INDEX usage_by_key;
