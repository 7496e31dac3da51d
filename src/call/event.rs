//! What happens to a call, in the form that is stored and replayed: no secret can be in it. It refuses to know keys as
//! pressed and how an answer was found.
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{keys::Class, webhook::Transferred};
use crate::{
    billing::{
        AccountView, DeclineReason, LineView, MethodFace, PaymentView, Quote,
        agreement::offer::{Offer, Refusal},
        disputable::Disputable,
        number::KeypadForm,
    },
    flow::{Language, Pace},
};

/// One event of a turn: first what the caller or the provider did, then answers to what the step asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// The call came in; a known caller number brings its language and pace, and an attested one of a single account that
    /// account's pay-bill number: a hint, never a factor.
    Began {
        language: Option<Language>,
        #[serde(default)]
        pace: Pace,
        #[serde(default)]
        number: Option<KeypadForm>,
    },
    Heard(Heard),
    Captured(Capture),
    Transferred(Transferred),
    /// A wait's redirect, or a redirect with nothing to report.
    Polled,
    Answered(Answer),
}

/// The turn's circumstances, handed to `step` beside the event and stored with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    pub at: Timestamp,
    /// The keys came sooner than the last reply's read-back can be spoken.
    pub early: bool,
    /// The keys came sooner than all of the last reply can be spoken.
    #[serde(default)]
    pub barged: bool,
    /// The agent can be reached now (inside the biller's hours).
    pub agent_open: bool,
    /// It is one of the biller's days without agents.
    #[serde(default)]
    pub holiday: bool,
}

/// Keys by their meaning at the node that listened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Heard {
    Silence,
    /// One menu key.
    Key(char),
    /// A lone `#`, or an entry of nothing.
    Empty,
    /// `0#` alone at an entry.
    Agent,
    /// A lone `*` at an entry.
    Back,
    /// A cleared, unfinished number: gathering goes on behind it.
    Partial(String),
    Number {
        form: KeypadForm,
        finished: bool,
    },
    /// Whole, but its check digit says no.
    Typo {
        finished: bool,
    },
    /// A PIN was keyed; well-formed or not, nothing else is kept.
    Pin(Class),
    /// Minor units as keyed; `starred` had a decimal point.
    Amount {
        minor: i64,
        starred: bool,
    },
    /// Not for this slot: only how long it was.
    Missed(Class),
    /// By speech, and to be read back before it counts.
    Asked(Asked),
}

/// What was heard by speech, as what it was understood; never its words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    /// A choice, by its key.
    Key(char),
    /// A whole pay-bill number that its check digit allows, as it was said and as it would be keyed.
    Number { written: String, form: KeypadForm },
}

/// How the capture of a card or bank account ended, without the token.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capture {
    Card(MethodFace),
    Star,
    Failed,
    CallerHungUp,
    Unknown,
}

/// The answer to a `Look`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Pin(PinAnswer),
    Account(Arc<AccountView>),
    Bill(Vec<LineView>),
    Payments(Vec<PaymentView>),
    Quoted(Arc<Quote>),
    /// An equal payment within ten minutes; found when quoting, or when two calls raced to charge.
    Repeated(Arc<PaymentView>),
    Charge(ChargeAnswer),
    /// The number of a case is made for each line that is not disputed.
    Lines(Vec<Disputable>),
    /// What runs, if anything.
    Plan(Option<Box<Offer>>),
    /// What can be agreed to now.
    Offers(Vec<Offer>),
    /// The biller's rules offer nothing.
    Refused(Refusal),
    /// The store could not be read or written: no charge was asked for.
    Unavailable,
}

/// What became of a keyed PIN.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PinAnswer {
    Opened(Arc<AccountView>),
    /// Wrong, locked, closed, unknown: one word for all, so that nothing can sound different.
    Refused,
    /// The hashing pool was busy for 2 s; no try was counted.
    Busy,
    /// The PIN opens two accounts of one keypad form, so it opens neither.
    Ambiguous,
}

/// How a charge stands when the call asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChargeAnswer {
    /// Still with the processor.
    Requested,
    /// A bank debit that its processor has and decides later.
    Submitted,
    Paid,
    Declined(DeclineReason),
    Unknown,
}
