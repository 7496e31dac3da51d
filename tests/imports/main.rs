//! The biller's files on both databases: all of a file or nothing, no doubling, nothing of a caller's forgotten.
#[path = "../support/postgres.rs"]
mod postgres;

mod accounts;
mod billing;
mod bills;
mod charged;
mod house;
mod paper;
mod turns;
