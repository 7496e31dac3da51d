//! Payment processors behind one trait. It refuses to know calls, bills and storage.
mod breaker;
mod journal;
mod refund;
pub mod report;
pub mod sandbox;
mod stripe;

use std::{fmt, pin::Pin};

use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::{
    billing::{
        DeclineReason,
        channel::{CaptureMethod, Instrument},
        chargeback::Dispute,
    },
    call::keys::Keys,
    money::{Money, routing::RoutingNumber},
};

pub use breaker::Breaker;
pub use refund::{Refund, RefundAnswer, RefundOutcome};
pub use report::{Report, ReportFault, Span};
pub use sandbox::Sandbox;
pub use stripe::{Stripe, StripeAccount};

/// One charge to ask for. The same key always means the same charge, however often it is asked for.
#[derive(Debug)]
pub struct ChargeRequest {
    /// Which charge; its reference is what `prepare` gave, committed since.
    pub charge: Charge,
    pub token: Keys,
    /// A card, or a bank account.
    pub instrument: Instrument,
    pub presence: Presence,
    pub capture: CaptureMethod,
    /// Shown to the processor's merchant; no secret, no name.
    pub description: String,
}

/// What names a charge to its processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The idempotency key, committed with the intent before the processor is asked.
    pub key: String,
    /// All that the card pays, fee included.
    pub amount: Money,
    /// The processor's own name, where it gave one.
    pub reference: Option<String>,
}

/// Where the payer is while the charge is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// On the phone: an order by telephone.
    OnThePhone,
    /// Away: by an agreement made before.
    Away,
}

/// The processor's page where a card's owner proves who he is. Whoever has it may act there, so it prints as nothing and is
/// wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Link(Zeroizing<String>);

impl Link {
    pub fn new(url: String) -> Self {
        Self(Zeroizing::new(url))
    }

    /// The address itself; every use is a place to look at in review.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Link(masked)")
    }
}

/// What a processor answered, or what can be said without its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Approved {
        /// The processor's own name of the charge.
        reference: String,
    },
    /// Held on the card and not taken: it waits to be captured.
    Authorized {
        /// The processor's own name of the charge.
        reference: String,
    },
    Declined(DeclineReason),
    /// The payer's bank did not honour a debit: the code of its return, such as "R01".
    Returned(&'static str),
    /// The processor has it and will decide later: ask again.
    Pending,
    /// The card's owner must do something that a phone call cannot carry (a bank's challenge); nothing is charged before. With
    /// the processor's own link to it, where it has one.
    NeedsCustomer(Option<Link>),
    /// No answer: nobody may claim either way; ask again by the same key.
    Unknown,
    /// Only when asked: no charge was asked for by this key so far. One under way may still come: cancel it first.
    NeverSeen,
    /// The answer cannot be about this charge: nobody may claim either way, and a person looks at it.
    Contradicts(&'static str),
}

/// What a processor's webhook says; what it claims is asked for, never believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The processor's name of the event: the same when it is sent again.
    pub event: String,
    /// The charge it is about; none where it is about something else.
    pub reference: Option<String>,
    pub claim: Claim,
}

/// What a webhook claims of its charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    Charged,
    NotCharged,
    /// Its payer disputes it, or that went on.
    Disputed,
    /// A refund of it went on.
    Refund,
    Other,
}

/// A webhook as it came in.
#[derive(Clone, Copy, Debug)]
pub struct Webhook<'a> {
    /// Names in small letters.
    pub headers: &'a [(String, String)],
    pub body: &'a [u8],
    pub at: Timestamp,
}

/// Why a webhook is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deaf {
    /// This processor sends none.
    NotMine,
    /// Not signed by it, or too long ago.
    Forged,
    /// Signed, yet not to be read.
    Unreadable,
}

/// An outcome on its way.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Outcome> + Send + 'a>>;

/// A charge that is being made known: the processor's name of it, none where it needs no preparation, or why it surely
/// charges nothing.
pub type Prepared<'a> = Pin<Box<dyn Future<Output = Result<Option<String>, DeclineReason>> + Send + 'a>>;

/// Disputes on their way.
pub type Disputes<'a> = Pin<Box<dyn Future<Output = Option<Vec<Dispute>>> + Send + 'a>>;

/// What a processor may be able to do. None of them is asked for what it cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Hold an amount until it is captured.
    Authorize,
    /// Take what it holds.
    Capture,
    /// Take an amount at once.
    Charge,
    /// Call a charge back before it is settled.
    Void,
    Refund,
    Tokenize,
    /// Say what became of a charge whose answer was lost.
    Find,
    /// Report a day's movements when it is asked.
    SettlementReport,
}

/// A card or bank account as its owner keyed it. It is never kept.
#[derive(Debug)]
pub enum Keyed {
    Card {
        number: Keys,
        security_code: Keys,
        /// 1 to 12.
        expiry_month: u8,
        /// Four digits.
        expiry_year: u16,
        postal_code: Keys,
    },
    Bank {
        routing: RoutingNumber,
        number: Keys,
    },
}

/// A token on its way: none where nobody knows, for nothing is lost by asking again.
pub type Tokenizing<'a> = Pin<Box<dyn Future<Output = Option<Result<Keys, DeclineReason>>> + Send + 'a>>;

/// A payment processor.
pub trait Gateway: Send + Sync {
    /// As in `clearing:{name}` of the ledger.
    fn name(&self) -> &'static str;

    /// Makes the charge known without charging. Its name is committed before `charge`, so that whatever becomes of the
    /// answer, the charge can be asked about by it.
    fn prepare<'a>(&'a self, request: &'a ChargeRequest) -> Prepared<'a>;

    /// Charges once for the request's key, or holds the amount where it is captured apart; a key that was seen before gets its
    /// first outcome again.
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> Answer<'a>;

    /// Takes what was authorized, once, however often it is asked; `Authorized` again where it surely was not taken.
    fn capture<'a>(&'a self, charge: &'a Charge) -> Answer<'a>;

    /// What became of a charge; never charges.
    fn ask<'a>(&'a self, charge: &'a Charge) -> Answer<'a>;

    /// Sees to it that the key never charges from now on: declined, or what had become of it before.
    fn cancel<'a>(&'a self, charge: &'a Charge) -> Answer<'a>;

    /// Whether it can be asked for this.
    fn can(&self, what: Capability) -> bool;

    /// Calls all of a charge back before it is settled, once for the refund's key; too late, nothing has happened.
    fn void<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a>;

    /// Gives money of a charge back to its card, once for the key; a key that was seen before gets its first outcome again.
    fn refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a>;

    /// What became of a void or a refund; never gives anything.
    fn ask_refund<'a>(&'a self, refund: &'a Refund) -> RefundAnswer<'a>;

    /// Makes a token of a card or bank account that was just keyed; nothing is charged.
    fn tokenize<'a>(&'a self, keyed: &'a Keyed) -> Tokenizing<'a>;

    /// What disputes of a charge there are, by its name; none where nobody knows.
    fn disputes<'a>(&'a self, charge: &'a str) -> Disputes<'a>;

    /// All that moved within a day.
    fn report<'a>(&'a self, span: Span) -> Report<'a>;

    /// Reads a webhook after proving who sent it.
    ///
    /// # Errors
    /// It is not this processor's, or not to be read.
    fn hear(&self, webhook: Webhook<'_>) -> Result<Event, Deaf>;
}
