//! Money of every channel on both databases: booked once, spread by rule, never lost. After each test the books are right.
#[path = "../support/postgres.rs"]
mod postgres;
#[path = "../support/template.rs"]
mod template;

mod abilities;
mod agreements;
mod allocation;
mod captures;
mod challenges;
mod chargebacks;
mod charges;
mod close;
mod credits;
mod debits;
mod disputes;
mod dormant;
mod house;
mod instalments;
mod killed;
mod localstripe;
mod lockbox;
mod methods;
mod nodes;
mod numbers;
mod proxy;
mod reconcile;
mod refunds;
mod refunds_stripe;
mod settlement;
mod settlement_asked;
mod several;
mod stripe;
mod tills;
mod undo;
mod unknown;
mod webhooks;
