mod answers;
mod refusals;
mod table;
