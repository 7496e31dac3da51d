//! Providers and their dialects. It refuses to know flows, calls in progress and HTTP.
pub mod form;
pub mod twilio;
mod xml;

use crate::{
    call::verb::Verb,
    flow::{Language, prompt::Prompts},
};

/// How a provider's replies are written; a value, so that the desk never names a provider.
#[derive(Clone, Copy)]
pub struct Dialect {
    /// As in `/voice/{provider}`.
    pub name: &'static str,
    pub write: fn(&Reply<'_>) -> String,
    /// It captures bank accounts too, not only cards.
    pub captures_banks: bool,
}

/// A reply before it has a provider's form.
pub struct Reply<'a> {
    pub verbs: &'a [Verb],
    pub prompts: &'a Prompts,
    /// Absolute URL of the next turn, token included.
    pub next: &'a str,
    /// Absolute URL that whispers the transfer's code to the agent.
    pub whisper: &'a str,
    pub language: Language,
}
