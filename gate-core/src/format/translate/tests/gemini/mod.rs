mod answers;
mod loops;
mod properties;
mod reading;
mod refusals;
mod streams;
mod writing;
