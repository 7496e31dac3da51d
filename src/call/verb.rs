//! What the provider is told to do, in neutral words. It refuses to know XML, URLs and rendered text.
use std::sync::Arc;

use super::phrase::Phrase;
use crate::{
    billing::number::Alphabet,
    flow::{Language, Pace, Timing},
};

/// One thing that a provider is told to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Outside every gather: keys pressed meanwhile count for nothing.
    Say(Vec<Phrase>),
    /// Speaks (with barge-in) and listens; its answer is the next turn.
    Gather(Gather),
    /// The provider's own card capture (tokenize, no charge); its answer is the next turn.
    Capture {
        language: Language,
        pace: Pace,
    },
    /// The same of a bank account.
    CaptureBank {
        language: Language,
        pace: Pace,
    },
    /// A person; its answer is the next turn.
    Dial(Dial),
    /// Comes back as the next turn after so many seconds.
    Wait {
        seconds: u8,
    },
    Hangup,
}

/// What is said while it listens, and when an entry ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Gather {
    pub phrases: Vec<Phrase>,
    /// Ends by itself at so many keys; without it only `#` or a pause ends it.
    pub most_keys: Option<u8>,
    /// `#` ends an entry; at a menu it is a key like others (a wrong one).
    pub pound_ends: bool,
    pub timing: Timing,
    pub language: Language,
    /// What may be spoken instead; without it nothing spoken is listened to.
    pub speech: Option<Hints>,
}

/// What a recogniser is told to expect.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Hints {
    /// Messages that hold the phrases.
    pub phrases: Vec<Arc<str>>,
    /// A pay-bill number, in these signs.
    pub number: Option<Alphabet>,
}

/// A transfer, with all that may go with it (P18): where to find the call, the account, the place; no secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dial {
    /// E.164 or `sip:` address of the biller's agent.
    pub to: String,
    /// Six digits for `paytone calls show CODE`: whispered to the agent where SIP headers cannot go.
    pub code: String,
    pub call: String,
    pub account: Option<String>,
    pub place: String,
    pub ring_s: u8,
}
