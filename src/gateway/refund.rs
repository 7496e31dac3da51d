//! What a processor is asked to give back, and what it may answer. It refuses to know what the payment paid.
use std::pin::Pin;

use crate::{billing::refund::RefundRefusal, money::Money};

/// Money of a charge to be given back. The same key always means the same refund, however often it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The idempotency key, committed with the intent before the processor is asked.
    pub key: String,
    /// All that its payer gets, fee included.
    pub amount: Money,
    /// The processor's own name of the charge.
    pub charge: String,
}

/// What a processor answered, or what can be said without its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    Refunded {
        /// The processor's own name of the refund.
        reference: String,
    },
    Refused(RefundRefusal),
    /// Of a void alone: the charge is settled, and has to be refunded.
    Settled,
    /// This request was surely not heeded; the same may be asked again.
    Down,
    /// The processor has it and will decide later: ask again.
    Pending,
    /// No answer: nobody may claim either way; ask again by the same key.
    Unknown,
    /// Only when asked: no refund was asked for by this key so far. One under way may still come.
    NeverSeen,
    /// The answer cannot be about this refund: nobody may claim either way, and a person looks at it.
    Contradicts(&'static str),
}

/// An outcome on its way.
pub type RefundAnswer<'a> = Pin<Box<dyn Future<Output = RefundOutcome> + Send + 'a>>;
