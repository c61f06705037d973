//! Upstream: everything that leaves for a provider.
