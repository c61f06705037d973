//! Pricing: what tokens cost, and how many there are.
