//! What callers may speak instead of a key: phrases in each language, and what was said compared with them. It refuses to
//! know where a call stands and how sure a recogniser is.
use std::collections::BTreeMap;

use super::{
    Language, Menu, Message, Part,
    prompt::Prompts,
    speech::{Speech, ear::folded},
};
use crate::call::phrase::Value;

/// What may be spoken instead of one key.
#[derive(Debug)]
pub struct Words {
    /// Its text is the phrases, between commas.
    pub message: Message,
    phrases: BTreeMap<Language, Phrases>,
}

#[derive(Debug)]
struct Phrases {
    first: Option<String>,
    /// All of them as they are compared, between spaces; and the key itself, as a word and as a figure.
    spaced: Vec<String>,
}

impl Words {
    /// The words for `key`, in every language of the prompts.
    pub fn of(message: Message, key: char, prompts: &Prompts) -> Self {
        let of = |language| {
            let spoken = prompts.phrases(language, &message.id);
            let itself = Speech::of(language).map(|speech| speech.say(&Value::Key(key)));
            let all = spoken.iter().cloned().chain(itself).chain([key.to_string()]);
            let folded = all.map(|phrase| folded(&phrase)).filter(|phrase| !phrase.is_empty());
            let spaced = folded.map(|phrase| format!(" {phrase} ")).collect();
            (language, Phrases { first: spoken.into_iter().next(), spaced })
        };
        let phrases = prompts.languages().into_iter().map(of).collect();
        Self { message, phrases }
    }

    /// The first phrase: how the choice is read back.
    pub fn first(&self, language: Language) -> Option<&str> {
        self.phrases.get(&language)?.first.as_deref()
    }

    /// Every phrase as it is compared.
    pub fn folded(&self, language: Language) -> impl Iterator<Item = &str> {
        self.spaced(language).iter().map(|phrase| phrase.trim())
    }

    fn spaced(&self, language: Language) -> &[String] {
        self.phrases.get(&language).map_or(&[], |phrases| &phrases.spaced)
    }
}

/// How a flow hears callers by speech, beside keys.
#[derive(Debug)]
pub struct Hearing {
    /// Percent of confidence from which a phrase counts at once; what was heard with less is read back.
    pub sure: u8,
    /// Like `0` wherever speech is listened to.
    pub agent: Words,
    /// Like `9`.
    pub repeat: Words,
    /// Like `*`.
    pub back: Words,
    /// Like `1`, to what is read back.
    pub yes: Words,
    /// Like `2`, to what is read back.
    pub no: Words,
    /// Like the key of a list's choice; none where lists hear keys only.
    pub items: Vec<(char, Words)>,
    /// Asks whether `$heard` was said.
    pub read_back: Vec<Part>,
    /// Said to a no, before the node is heard again.
    pub not_so: Vec<Part>,
}

/// A key and the words that stand for it.
pub type Choice<'a> = (char, &'a Words);

/// What a phrase was found to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub key: char,
    /// Nothing else was said.
    pub alone: bool,
}

impl Hearing {
    /// Whether a menu is listened to by speech.
    pub fn hears(&self, menu: &Menu) -> bool {
        if menu.each.is_some() { !self.items.is_empty() } else { !menu.words.is_empty() }
    }

    /// What may be spoken at a menu; one without words of its own hears keys only, but a list, whose choices are counted.
    pub fn of_menu<'a>(&'a self, menu: &'a Menu) -> Vec<Choice<'a>> {
        if menu.each.is_some() {
            return self.of_list();
        }
        let own: Vec<_> = menu.words.iter().map(|(key, words)| (*key, words)).collect();
        self.beside(own)
    }

    /// What may be spoken at a list.
    pub fn of_list(&self) -> Vec<Choice<'_>> {
        self.beside(self.items.iter().map(|(key, words)| (*key, words)).collect())
    }

    /// Own choices beside those of every menu; none beside none.
    fn beside<'a>(&'a self, mut own: Vec<Choice<'a>>) -> Vec<Choice<'a>> {
        if !own.is_empty() {
            own.extend([('0', &self.agent), ('9', &self.repeat), ('*', &self.back)]);
        }
        own
    }

    /// What may be spoken beside a pay-bill number.
    pub fn of_number(&self) -> Vec<Choice<'_>> {
        vec![('0', &self.agent), ('*', &self.back)]
    }

    /// What may be answered to a read-back.
    pub fn of_read_back(&self) -> Vec<Choice<'_>> {
        vec![('1', &self.yes), ('2', &self.no), ('0', &self.agent), ('9', &self.repeat), ('*', &self.back)]
    }

    /// All words that it has.
    pub fn words(&self) -> impl Iterator<Item = &Words> {
        let items = self.items.iter().map(|(_, words)| words);
        [&self.agent, &self.repeat, &self.back, &self.yes, &self.no].into_iter().chain(items)
    }
}

/// The choice whose phrase was said alone, or else the one whose phrase is the longest of those inside of what was said.
/// Two choices with phrases of one length are none.
pub fn find(language: Language, choices: &[Choice<'_>], said: &str) -> Option<Found> {
    let said = format!(" {} ", folded(said));
    let phrases = || choices.iter().flat_map(|(key, words)| words.spaced(language).iter().map(|phrase| (*key, phrase)));
    if let Some((key, _)) = phrases().find(|(_, phrase)| **phrase == said) {
        return Some(Found { key, alone: true });
    }
    let inside: Vec<_> = phrases().filter(|(_, phrase)| said.contains(phrase.as_str())).collect();
    let longest = inside.iter().map(|(_, phrase)| phrase.len()).max()?;
    let mut keys = inside.iter().filter(|(_, phrase)| phrase.len() == longest).map(|(key, _)| *key);
    let key = keys.next()?;
    keys.all(|other| other == key).then_some(Found { key, alone: false })
}
