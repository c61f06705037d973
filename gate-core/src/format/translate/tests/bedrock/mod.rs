mod answers;
mod properties;
mod requests;
mod streams;
