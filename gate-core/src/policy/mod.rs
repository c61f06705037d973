//! Policy: rules over text.
