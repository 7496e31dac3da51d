//! Payment processors behind one trait. It refuses to know calls, bills and storage.
mod journal;
pub mod sandbox;

use std::pin::Pin;

use crate::{billing::DeclineReason, call::keys::Keys, money::Money};

pub use sandbox::Sandbox;

/// One charge to ask for. The same key always means the same charge, however often it is asked for.
#[derive(Debug)]
pub struct ChargeRequest {
    /// The idempotency key, committed with the intent before the processor is asked.
    pub key: String,
    /// All that the card pays, fee included.
    pub amount: Money,
    pub token: Keys,
    /// Shown to the processor's merchant; no secret, no name.
    pub description: String,
}

/// What a processor answered, or what can be said without its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Approved {
        /// The processor's own name of the charge.
        reference: String,
    },
    Declined(DeclineReason),
    /// The processor has it and will decide later: ask again.
    Pending,
    /// The card's owner must do something that a phone call cannot carry (a bank's challenge); nothing is charged.
    NeedsCustomer,
    /// No answer: nobody may claim either way; ask again by the same key.
    Unknown,
    /// Only when asked: the processor surely has no such key.
    NeverSeen,
}

/// An outcome on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A payment processor.
pub trait Gateway: Send + Sync {
    /// As in `clearing:{name}` of the ledger.
    fn name(&self) -> &'static str;

    /// Charges once for the request's key; a key that was seen before gets its first outcome again.
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> Answer<'a>;

    /// What became of a key; never charges.
    fn ask<'a>(&'a self, key: &'a str) -> Answer<'a>;
}
