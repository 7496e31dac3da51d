//! A call as a value: what arrives, where it stands, what is answered. Pure: no clock, no chance, no database, no
//! provider. `admit` sorts webhooks, `hear` turns keys into meaning, `step` moves the call.
pub mod admit;
mod aside;
mod capture;
mod charge;
pub mod copy_on_change;
pub mod effect;
mod enter;
pub mod event;
pub mod facts;
pub mod hear;
pub mod keys;
pub mod listening;
mod note;
pub mod phrase;
pub mod plan;
pub mod prove;
mod several;
pub mod state;
pub mod step;
mod sure;
pub mod trail;
pub mod usual;
pub mod verb;
pub mod webhook;

/// A call by its state, and what the biller allows; both outlive a step.
#[derive(Clone, Copy)]
pub struct Script<'a> {
    pub flow: &'a crate::flow::Flow,
    pub terms: &'a crate::config::Terms,
}
