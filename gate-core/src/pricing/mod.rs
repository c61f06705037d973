//! Pricing: what tokens cost, and how many there are.

mod book;
mod card;
mod cost;
mod probe;
mod tokens;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod tests;

pub use book::{PriceBook, PriceFault};
pub use card::{PriceCard, Rates};
pub use cost::{affordable_output, cost, estimate};
pub use tokens::{EXACT_BYTES, TokenCounter};
