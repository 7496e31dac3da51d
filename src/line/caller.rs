//! Who holds the phone: a script, a person at a terminal, a load generator. It refuses to know verbs and webhooks.
use std::{future::Future, time::Duration};

/// A piece of speech, or of time, on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// What is spoken, `…` for breaks; empty for a pause and for the rest of an utterance that a key did not stop.
    pub text: String,
    pub lasting: Duration,
    pub room: Room,
}

/// Whether a key stops the speech.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// Outside a gather: nobody listens, keys are dropped or kept for later.
    Deaf,
    /// Inside a gather: a key barges in and counts.
    Gather,
}

/// The line is silent and waits for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listening {
    /// How long until it gives up.
    pub limit: Duration,
    pub sought: Sought,
    /// The first key of an entry, or one that follows.
    pub first: bool,
    /// Keys that end the entry by their number; one is a menu.
    pub most_keys: usize,
}

/// What an entry is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    Keys,
    CardNumber,
    Expiry,
    SecurityCode,
    PostalCode,
    RoutingNumber,
    BankNumber,
    /// Once more.
    BankNumberAgain,
}

/// Words that a caller speaks, and what the carrier's recogniser says of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub text: String,
    /// As it is sent, "0.92"; none is left out of the webhook.
    pub confidence: Option<String>,
}

impl Words {
    /// The recogniser is sure of them.
    pub fn clear(text: &str) -> Self {
        Self { text: text.to_owned(), confidence: Some("0.92".to_owned()) }
    }
}

/// What the caller does. `after` counts from the moment asked; what is not shorter than the time given is silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Lets the time pass.
    Nothing,
    Key {
        key: char,
        after: Duration,
    },
    /// Begins to speak; where only keys are asked for that is silence.
    Say {
        words: Words,
        after: Duration,
    },
    HangUp {
        after: Duration,
    },
}

/// What the caller did while a webhook was under way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meanwhile {
    pub keys: Vec<char>,
    pub hung_up: bool,
}

/// What became of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agent {
    Answers,
    Busy,
    NoAnswer,
}

/// What the caller can see besides speech.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A webhook was answered: its turn on this line, counted from 0, and the real time it took.
    Answered { webhook: u32, took: Duration },
    /// The agent's phone rings.
    Dialling { to: String },
    /// What reaches the agent with the call: a whisper's words, or a SIP header.
    AgentLearns(String),
    /// A card capture begins or ended with this result.
    CardCapture(String),
    /// The status callback was not taken.
    StatusRefused(String),
    /// A late copy, a repeat or another misbehaviour was carried out.
    Misbehaved(&'static str),
}

/// Holds the phone during one call.
pub trait Caller: Send {
    /// Speech runs; a deed stops or accompanies it.
    fn hear(&mut self, utterance: &Utterance) -> impl Future<Output = Deed> + Send;
    /// The line listens.
    fn listen(&mut self, listening: &Listening) -> impl Future<Output = Deed> + Send;
    /// Asked after each webhook: keys and a hang-up that fell in its time.
    fn meanwhile(&mut self) -> Meanwhile {
        Meanwhile::default()
    }
    /// Decides a transfer.
    fn agent(&mut self) -> impl Future<Output = Agent> + Send;
    /// A `Result` to report instead of the real one of the card capture that begins, if the caller wants one.
    fn capture_result(&mut self) -> Option<String> {
        None
    }
    /// How the next webhook is to be delivered.
    fn delivery(&mut self) -> super::wire::Delivery {
        super::wire::Delivery::default()
    }
    fn note(&mut self, note: Note);
}
