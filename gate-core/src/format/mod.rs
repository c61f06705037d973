//! Format: request and answer bodies, read once, changed in place and written anew.
