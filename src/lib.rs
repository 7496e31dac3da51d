//! Paytone: people pay a bill by phone. This is the map of the house; a module imports only from floors below its own.
//!
//! > A **telephony** provider tells us an event; the **desk** loads the **call**, **steps** its **flow**, performs what
//! > the step asks for (look up, verify, quote, charge), saves all of it in the **store**, and answers with **verbs**.

// floor 1, rules: pure code
pub mod billing;
pub mod call;
pub mod config;
pub mod flow;
pub mod id;
pub mod identity;
pub mod ledger;
pub mod money;

// floor 2, edges: providers, processors, SQL, keys, time, the other end of the line
pub mod clock;
pub mod gateway;
pub mod keys;
pub mod line;
pub mod notice;
pub mod store;
pub mod telephony;

// floor 3, the desk
pub mod desk;

// floor 4, doors
pub mod http;
pub mod work;

// floor 5, front
pub mod cli;
