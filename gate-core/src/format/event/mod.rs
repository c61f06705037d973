//! Event: what tools send and are sent. Their own words stand in it as they are, so nearly everything is free text.

pub(super) mod zone;
