//! A reply as verbs, with every default filled in. It refuses to know how it was written and how it is carried out.
//! Names, nesting and defaults: telephony.md §3 (Twilio's SDKs and documentation).
use std::time::Duration;

use super::speech::Spoken;

/// How an action is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// A relative or absolute URL and its method; no URL means the current document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub url: Option<String>,
    pub method: Method,
}

/// One verb of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    Speak(Spoken),
    Gather(Gather),
    Pause(Duration),
    Redirect(Target),
    Hangup,
    Reject { busy: bool },
    Dial(Dial),
    Pay(Pay),
}

/// `<Gather>`: prompts, and an entry by keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gather {
    pub action: Target,
    /// Until the first key after the prompts, and between keys.
    pub timeout: Duration,
    /// Ends the entry; not part of it.
    pub finish_on: Option<char>,
    pub most_keys: Option<usize>,
    /// A key stops the nested prompts.
    pub barge_in: bool,
    /// The action is called even without a key.
    pub action_on_empty: bool,
    /// The silence that ends what is spoken; without it speech is not heard.
    pub speech: Option<Duration>,
    pub prompts: Vec<Spoken>,
}

/// `<Dial>`: a transfer to one party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dial {
    /// Called when the transfer ended; without it the next verb follows.
    pub action: Option<Target>,
    /// How long the agent's phone rings.
    pub ring: Duration,
    pub to: Party,
}

/// Who is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// E.164; `whisper` is fetched and played to the agent before the bridge.
    Number { number: String, whisper: Option<Target> },
    /// A `sip:` address and the headers its query carries.
    Sip { address: String, headers: Vec<(String, String)>, whisper: Option<Target> },
}

/// Capture of a card or a bank account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pay {
    pub action: Target,
    pub method: PayMethod,
    /// Between keys.
    pub timeout: Duration,
    /// Re-prompts after the first try of each entry.
    pub retries: u8,
    pub security_code: bool,
    pub postal_code: PostalCode,
    pub cards: Vec<super::card::Brand>,
    pub token_type: String,
    /// Charged at once when above zero, as written; otherwise the card is only tokenized.
    pub charge_amount: Option<String>,
    pub prompts: Vec<Prompt>,
}

/// What is captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayMethod {
    Card,
    Bank,
}

/// Where a card's postal code comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PostalCode {
    Asked { shortest: usize },
    Given(String),
    NotAsked,
}

/// A `<Prompt>`: spoken instead of the carrier's own words where all its conditions hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub of: Vec<String>,
    pub errors: Vec<String>,
    pub attempts: Vec<u8>,
    pub cards: Vec<super::card::Brand>,
    /// Asks for the same a second time; both must be alike.
    pub matching: bool,
    pub spoken: Vec<Spoken>,
}
