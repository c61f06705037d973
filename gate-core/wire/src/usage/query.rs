//! Query: what the usage routes may be asked for.

use std::ops::RangeInclusive;

use gate_core::refusal::Refusal;

use crate::query::pairs;

const DAYS: RangeInclusive<u32> = 1..=90;
const LIMIT: RangeInclusive<u32> = 1..=1000;

/// The query of `GET /gateway/admin/usage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageQuery {
    /// How many days back, 1 to 90.
    pub days: u32,
    /// How many records at most, 1 to 1 000.
    pub limit: u32,
    /// Only calls of this key (`key_...`).
    pub key_id: Option<String>,
    /// Only calls of this model.
    pub model: Option<String>,
    /// Where the page begins: what an earlier page gave as `next_cursor`.
    pub cursor: Option<String>,
}

impl UsageQuery {
    /// Reads what follows the `?`. Names it does not know are passed over; a value out of range, an empty value and
    /// a name that is given twice are refused, naming the parameter.
    pub fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        let query = query.unwrap_or_default();
        Ok(Self {
            days: number(query, "days", DAYS)?.unwrap_or(7),
            limit: number(query, "limit", LIMIT)?.unwrap_or(100),
            key_id: text(query, "key_id")?,
            model: text(query, "model")?,
            cursor: text(query, "cursor")?,
        })
    }
}

/// The query of `GET /gateway/admin/usage/daily`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DailyQuery {
    /// How many days, today included, 1 to 90.
    pub days: u32,
}

impl DailyQuery {
    /// Reads what follows the `?`, by the rules of [`UsageQuery::parse`].
    pub fn parse(query: Option<&str>) -> Result<Self, Refusal> {
        Ok(Self { days: number(query.unwrap_or_default(), "days", DAYS)?.unwrap_or(30) })
    }
}

/// A whole number in a range; `None` when the query does not have it.
pub(crate) fn number(
    query: &str,
    name: &'static str,
    range: RangeInclusive<u32>,
) -> Result<Option<u32>, Refusal> {
    let Some(value) = text(query, name)? else {
        return Ok(None);
    };
    let in_range = value.parse().ok().filter(|number| range.contains(number));
    in_range.map(Some).ok_or_else(|| {
        let (first, last) = (range.start(), range.end());
        Refusal::malformed_field(format!("`{name}` must be a whole number from {first} to {last}."), name)
    })
}

/// A text that is given once; `None` when the query does not have it.
pub(crate) fn text(query: &str, name: &'static str) -> Result<Option<String>, Refusal> {
    let mut values = pairs(query).filter(|(known, _)| known == name).map(|(_, value)| value);
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if value.is_empty() || values.next().is_some() {
        return Err(Refusal::malformed_field(format!("`{name}` must be given once, with a value."), name));
    }
    Ok(Some(value.into_owned()))
}
