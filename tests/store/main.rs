//! The store on both databases: every test here runs once on SQLite and once on PostgreSQL.
#[path = "../support/postgres.rs"]
mod postgres;

mod accounts;
mod calls;
mod fixture;
mod group;
mod jobs;
mod ledger;
mod migrations;
mod outage;
mod outbox;
mod payments;
mod plans;
mod tries;
mod versions;
