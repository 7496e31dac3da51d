//! Money of every channel on both databases: booked once, spread by rule, never lost. After each test the books are right.
#[path = "../support/postgres.rs"]
mod postgres;

mod charges;
mod credits;
mod disputes;
mod house;
