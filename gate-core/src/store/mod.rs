//! Store: everything durable, in one libSQL file with one writer.
