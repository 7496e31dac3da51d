//! Phrases as words in a language, from Fluent files. It refuses to know who listens and how a provider speaks.
mod book;
mod check;
mod claim;
mod only;
mod syntax;

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{Language, Var, speech::PAUSE};
use crate::{
    billing::channel::Instrument,
    call::phrase::{Phrase, Written},
};
use book::{Book, Form};
pub use claim::Claim;

/// The time one word takes at the least: no voice in use speaks more than 220 words a minute (people read aloud at 150
/// to 160, Amazon Polly at about 180). Pauses and hyphens count nothing, so that this stays a lower bound.
const WORD_MS: i64 = 60_000 / 220;

/// Messages that a provider speaks by itself while it captures a card or a bank account, so no node names them. They take no
/// variables; where they are absent, the provider has words of its own.
pub const CAPTURE_MESSAGES: [&str; 11] = [
    "card-number",
    "card-expiry",
    "card-security-code",
    "card-postal-code",
    "card-processing",
    "card-again",
    "bank-routing",
    "bank-number",
    "bank-number-again",
    "bank-processing",
    "bank-again",
];

/// How many of them are of a card; they come first.
const OF_CARDS: usize = 6;

/// Those of a card, or those of a bank account, in the order in which they are spoken.
pub fn capture_messages(instrument: Instrument) -> &'static [&'static str] {
    let (card, bank) = CAPTURE_MESSAGES.split_at(OF_CARDS);
    if instrument == Instrument::Bank { bank } else { card }
}

/// A file of prompts as it was read.
#[derive(Clone, Debug)]
pub struct PromptFile {
    pub language: Language,
    /// As it is named in faults.
    pub name: String,
    pub text: String,
}

/// What is wrong in a file of prompts, where (both counted from 1, columns in characters), and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromptFault {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub remedy: String,
}

impl fmt::Display for PromptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}; {}", self.file, self.line, self.column, self.message, self.remedy)
    }
}

/// All messages of a flow in all of its languages, each in every language but those marked `# only:`.
pub struct Prompts {
    languages: Vec<Language>,
    books: BTreeMap<Language, Book>,
    vars: BTreeMap<String, Arc<[Var]>>,
    claims: claim::Claims,
}

impl Prompts {
    /// Takes one file a language; the first is the one that the others are compared with.
    ///
    /// # Errors
    /// Every fault of every file: syntax, a language without speech, a message twice, missing or in one language only, an
    /// unknown variable, a selector that has no such variant.
    pub fn read(files: &[PromptFile]) -> Result<Self, Vec<PromptFault>> {
        let mut parsed = Vec::new();
        let mut faults = Vec::new();
        for file in files {
            match syntax::parse(file) {
                Ok(one) => parsed.push(one),
                Err(more) => faults.extend(more),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let vars = check::check(&parsed)?;
        let claims = claim::claims(files)?;
        let languages = parsed.iter().map(|one| one.file.language).collect();
        let mut books = BTreeMap::new();
        for one in parsed {
            books.insert(one.file.language, Book::bind(one)?);
        }
        Ok(Self { languages, books, vars, claims })
    }

    /// The words of one phrase. A pause is the character `…`. Total: a phrase that cannot be rendered (excluded by
    /// `check`) gives an apology in its language.
    pub fn speak(&self, phrase: &Phrase) -> String {
        let book = self.book(phrase.language);
        book.map(|book| book.render(&phrase.message, phrase.args(), Form::Spoken)).unwrap_or_default()
    }

    /// The same for the eye, for a text message: "$84.20" instead of words, digits as they are.
    pub fn write(&self, written: &Written) -> String {
        let book = self.book(written.language);
        book.map(|book| book.render(&written.message, &written.args, Form::Written)).unwrap_or_default()
    }

    /// A lower bound of the milliseconds in which any voice can say these phrases.
    pub fn spoken_ms(&self, phrases: &[Phrase]) -> i64 {
        let lasting = phrases.iter().map(|phrase| {
            let words = i64::try_from(word_count(&self.speak(phrase))).unwrap_or(i64::MAX);
            phrase.pace.lasting_ms(words.saturating_mul(WORD_MS))
        });
        lasting.fold(0, i64::saturating_add)
    }

    /// The phrases of a message of words, which callers may speak: between its commas.
    pub fn phrases(&self, language: Language, id: &str) -> Vec<String> {
        let words = self.book(language).map(|book| book.render(id, &[], Form::Spoken)).unwrap_or_default();
        words.split(',').map(|phrase| phrase.trim().to_owned()).filter(|phrase| !phrase.is_empty()).collect()
    }

    /// The languages loaded, in the order they were given.
    pub fn languages(&self) -> Vec<Language> {
        self.languages.clone()
    }

    /// Every message, in alphabetical order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.vars.keys().map(String::as_str)
    }

    /// The variables that a message uses in any of its languages, itself or through messages it refers to; `None` for
    /// a message that does not exist.
    pub fn vars(&self, id: &str) -> Option<Arc<[Var]>> {
        self.vars.get(id).cloned()
    }

    /// Whether a message is written in this language; one marked `# only:` need not be.
    pub fn has(&self, language: Language, id: &str) -> bool {
        self.books.get(&language).is_some_and(|book| book.has(id))
    }

    /// The language's book, or the first one.
    fn book(&self, language: Language) -> Option<&Book> {
        self.books.get(&language).or_else(|| self.books.values().next())
    }

    /// What a message claims, as its files declare above it.
    pub fn claims(&self, id: &str) -> &[Claim] {
        self.claims.get(id).map_or(&[], Vec::as_slice)
    }
}

impl fmt::Debug for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prompts").field("languages", &self.languages).field("messages", &self.vars.len()).finish()
    }
}

fn word_count(spoken: &str) -> usize {
    spoken.split(|sign: char| sign.is_whitespace() || sign == PAUSE).filter(|word| !word.is_empty()).count()
}

#[cfg(test)]
mod tests;
