//! Tests of all secrets: every rule of the tables, then the values without a form, then what holds for every text.

mod rules;
