//! A provider's webhook in neutral words, as every dialect reads it. It refuses to know forms, headers and signatures.
use std::fmt;

use jiff::civil::Date;

use super::keys::Keys;
use crate::{
    billing::{Brand, MethodFace},
    flow::Language,
};

/// One genuine webhook of a call.
#[derive(Debug)]
pub struct Webhook {
    /// The provider's name of the call (`CallSid`).
    pub provider_call: String,
    /// The caller's number as the provider gives it: E.164, or anything at all ("anonymous", "sip:…").
    pub from: String,
    /// The caller's carrier vouches that the call comes from that number (STIR/SHAKEN, full attestation).
    pub attested: bool,
    /// The number dialled; chooses the biller.
    pub to: String,
    /// Which turn it answers; none on the first request of a call.
    pub turn: Option<TurnRef>,
    pub input: Input,
}

/// The turn that a callback URL names, with its unguessable token.
#[derive(Clone, PartialEq, Eq)]
pub struct TurnRef {
    pub number: u32,
    pub token: String,
    /// What the call is held in, for an apology while it cannot be loaded.
    pub language: Option<Language>,
}

impl fmt::Debug for TurnRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TurnRef({}, token masked)", self.number)
    }
}

/// What the webhook says happened.
#[derive(Debug)]
pub enum Input {
    /// The call came in (no turn), or a redirect came back (a turn).
    Arrived,
    /// A gather ended; no keys is silence. `finished` says that `#` ended it.
    Keys { keys: Keys, finished: bool },
    /// A gather heard words. They may be anything, a card's number too, and are kept nowhere; `confidence` is the
    /// recogniser's, in percent, where it gives one that can be.
    Spoken { words: Keys, confidence: Option<u8> },
    /// The capture of a card or bank account ended.
    Captured(Captured),
    /// A transfer ended.
    Transferred(Transferred),
}

/// How a capture ended. The token is kept apart from every event.
#[derive(Debug)]
pub enum Captured {
    /// By its brand a card or a bank account, of which fewer digits may be shown.
    Card {
        token: Keys,
        brand: Brand,
        last_four: String,
        /// The last day of the month printed on it; none where the provider does not tell.
        expires_on: Option<Date>,
    },
    /// The caller pressed `*`.
    Star,
    /// Surely nothing was captured: too many tries, invalid, refused.
    Failed,
    CallerHungUp,
    /// A result that is not known: nobody may claim that nothing happened.
    Unknown,
}

/// How a transfer to an agent went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transferred {
    /// A person answered and the conversation ended.
    Done,
    /// Busy, unanswered, failed.
    Unanswered,
}

/// A status callback: it takes no turn.
#[derive(Debug)]
pub struct Status {
    pub provider_call: String,
    /// The call is over (completed, busy, failed, no-answer, canceled).
    pub ended: bool,
    /// As the provider spells it, for the transcript.
    pub word: String,
    pub duration_s: Option<u32>,
}

/// A card captured in this call, named by the desk: what may be spoken, and the row that holds its sealed token.
pub type Card = MethodFace;
