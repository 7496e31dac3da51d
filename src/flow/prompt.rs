//! Phrases as words in a language, from Fluent files. It refuses to know who listens and how a provider speaks.
use super::Language;
use crate::call::phrase::Phrase;

/// All messages of a flow in all of its languages.
#[derive(Debug)]
pub struct Prompts {}

impl Prompts {
    /// The words of one phrase. A pause is the character `…`. Total: a phrase that cannot be rendered (excluded by
    /// `check`) gives an apology in its language.
    pub fn speak(&self, _phrase: &Phrase) -> String {
        todo!("helper C")
    }

    /// The languages loaded.
    pub fn languages(&self) -> Vec<Language> {
        todo!("helper C")
    }
}
