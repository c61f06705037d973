-- What became of each try at a provider, a JSON array. Null where the only one was answered: the record says it all.
ALTER TABLE usage ADD COLUMN attempts TEXT;
