//! Spoken numbers to the signs they stand for, in whatever form a recogniser returns them: "1 2 3 4", "1-2-3", "one two
//! three", "double four", "twenty-three" as 2 3, letters by name. It refuses to know who speaks and what a number is for.
//!
//! Numbers below a thousand are heard as their figures: "twenty three" is 23 and "four hundred" 400, never 20 3; a single
//! digit behind a hundred belongs to it only where no other digit follows ("eight hundred five five five" is 800555).
//! Words that are no number are passed over ("my number is …"): whoever speaks a number hears it read back.
mod en;
mod es;
mod fr;

use std::collections::HashMap;

use super::Speech;
use crate::billing::number::Alphabet;

/// What one language's numbers sound like, beside its own words for them.
#[derive(Debug)]
pub(super) struct Ear {
    /// Other words for digits, and what recognisers take them for: ("oh", "0").
    digits: &'static [(&'static str, &'static str)],
    /// Names of letters, which count only where a number may hold letters: ("bee", "B").
    letters: &'static [(&'static str, &'static str)],
    /// How often the sign behind it is meant: ("double", 2).
    times: &'static [(&'static str, usize)],
    /// Words between a letter and a word that begins with it: "B as in Bob".
    links: &'static [&'static str],
    /// Words inside of a number that say nothing: "one hundred and five".
    silent: &'static [&'static str],
}

pub(super) use self::{en::EAR as EN, es::EAR as ES, fr::EAR as FR};

/// The spelling alphabet of telephony (ITU-R, NATO), which is used beside a language's own.
const ALFA: [(&str, &str); 27] = [
    ("alfa", "A"),
    ("alpha", "A"),
    ("bravo", "B"),
    ("charlie", "C"),
    ("delta", "D"),
    ("echo", "E"),
    ("foxtrot", "F"),
    ("golf", "G"),
    ("hotel", "H"),
    ("india", "I"),
    ("juliett", "J"),
    ("kilo", "K"),
    ("lima", "L"),
    ("mike", "M"),
    ("november", "N"),
    ("oscar", "O"),
    ("papa", "P"),
    ("quebec", "Q"),
    ("romeo", "R"),
    ("sierra", "S"),
    ("tango", "T"),
    ("uniform", "U"),
    ("victor", "V"),
    ("whiskey", "W"),
    ("xray", "X"),
    ("yankee", "Y"),
    ("zulu", "Z"),
];

/// Phrases of numbers below this are heard as figures.
const BELOW: u64 = 1000;

/// Small letters without accents, words apart by single spaces, figures apart from letters: how phrases are compared.
pub fn folded(text: &str) -> String {
    words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ")
}

struct Word {
    folded: String,
    /// All of it was written in capitals, as recognisers write letters that were spelled.
    capitals: bool,
}

impl Word {
    fn is_figures(&self) -> bool {
        self.folded.bytes().all(|byte| byte.is_ascii_digit())
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut last: Option<char> = None;
    for sign in text.chars() {
        let joins = last.is_some_and(|last| last.is_numeric() == sign.is_numeric());
        last = Some(sign).filter(|sign| sign.is_alphanumeric());
        if last.is_none() {
            continue;
        }
        match words.last_mut().filter(|_| joins) {
            Some(word) => {
                word.folded.push_str(&plain(sign));
                word.capitals &= sign.is_uppercase();
            }
            None => words.push(Word { folded: plain(sign), capitals: sign.is_uppercase() }),
        }
    }
    words
}

/// A letter as it is compared: small, without the accents of the languages at hand.
fn plain(sign: char) -> String {
    let small = sign.to_lowercase().map(|sign| match sign {
        'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        other => other,
    });
    small.collect()
}

/// Every phrase of a number or a letter in one language, by its folded words.
#[derive(Debug)]
pub(super) struct Phrases {
    numbers: HashMap<String, String>,
    letters: HashMap<String, String>,
    /// Words of the longest one.
    longest: usize,
}

impl Phrases {
    pub fn of(speech: &Speech) -> Self {
        let ear = speech.ear;
        let own = (0..BELOW).map(|number| (heard_of(ear, &(speech.cardinal)(number)), number.to_string()));
        let others = ear.digits.iter().map(|(phrase, signs)| (folded(phrase), (*signs).to_owned()));
        let numbers: HashMap<_, _> = own.chain(others).collect();
        let named = ALFA.iter().chain(ear.letters).map(|(name, letter)| (folded(name), (*letter).to_owned()));
        let bare = ('a'..='z').map(|letter| (letter.to_string(), letter.to_ascii_uppercase().to_string()));
        let letters: HashMap<_, _> = named.chain(bare).collect();
        let all = numbers.keys().chain(letters.keys());
        let longest = all.map(|phrase| phrase.split(' ').count()).max().unwrap_or(1);
        Self { numbers, letters, longest }
    }
}

/// A phrase without its silent words.
fn heard_of(ear: &Ear, phrase: &str) -> String {
    let kept = words(phrase).into_iter().map(|word| word.folded).filter(|word| !ear.silent.contains(&word.as_str()));
    kept.collect::<Vec<_>>().join(" ")
}

impl Speech {
    /// The figures, and where `alphabet` has them the capital letters, that `said` stands for; empty where there are none.
    pub fn signs(&self, said: &str, alphabet: Alphabet) -> String {
        let mut words = words(said);
        words.retain(|word| !self.ear.silent.contains(&word.folded.as_str()));
        let mut listener = Listener { ear: self.ear, phrases: (self.phrases)(), alphabet, words, at: 0 };
        let mut signs = String::new();
        while listener.at < listener.words.len() {
            signs.push_str(&listener.next());
        }
        signs
    }
}

/// Goes through the words of one number.
struct Listener<'a> {
    ear: &'a Ear,
    phrases: &'a Phrases,
    alphabet: Alphabet,
    words: Vec<Word>,
    at: usize,
}

impl Listener<'_> {
    /// The signs of what comes next; none for a word that is no number.
    fn next(&mut self) -> String {
        let Some(word) = self.words.get(self.at) else { return String::new() };
        if let Some((_, times)) = self.ear.times.iter().find(|(name, _)| *name == word.folded)
            && self.phrase().is_none_or(|(length, _)| length == 1)
        {
            self.at += 1;
            let signs = self.next();
            return if signs.chars().count() == 1 { signs.repeat(*times) } else { signs };
        }
        if word.is_figures() {
            self.at += 1;
            return self.words[self.at - 1].folded.clone();
        }
        match self.phrase() {
            Some((length, signs)) => {
                self.at += length;
                self.skip_example(&signs);
                signs
            }
            None => {
                let word = &self.words[self.at];
                self.at += 1;
                let plain = word.folded.bytes().all(|byte| byte.is_ascii_lowercase());
                let spelled = self.alphabet == Alphabet::Alphanumeric && word.capitals && plain;
                if spelled { word.folded.to_ascii_uppercase() } else { String::new() }
            }
        }
    }

    /// The longest phrase that begins here, and what it stands for.
    fn phrase(&self) -> Option<(usize, String)> {
        let (length, signs) = self.longest(self.phrases.longest)?;
        let unit_of_hundred = signs.len() == 3 && signs.as_bytes()[1] == b'0' && signs.as_bytes()[2] != b'0';
        if unit_of_hundred && self.is_digit(self.at + length) {
            return self.longest(length - 1).or(Some((length, signs)));
        }
        Some((length, signs))
    }

    fn longest(&self, most: usize) -> Option<(usize, String)> {
        let left = &self.words[self.at..];
        (1..=most.min(left.len())).rev().find_map(|length| {
            let phrase = left[..length].iter().map(|word| word.folded.as_str()).collect::<Vec<_>>().join(" ");
            Some((length, self.meaning(&phrase)?.clone()))
        })
    }

    /// Where letters may stand, a name of a letter is one.
    fn meaning(&self, phrase: &str) -> Option<&String> {
        let letter = self.phrases.letters.get(phrase).filter(|_| self.alphabet == Alphabet::Alphanumeric);
        letter.or_else(|| self.phrases.numbers.get(phrase))
    }

    fn is_digit(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| {
            word.is_figures() || self.phrases.numbers.get(&word.folded).is_some_and(|signs| signs.len() == 1)
        })
    }

    /// "B as in Bob", "B for Bob": the word only says which letter it is.
    fn skip_example(&mut self, letter: &str) {
        let Some(letter) = letter.chars().next().filter(char::is_ascii_uppercase) else { return };
        let links = self.words[self.at..].iter().take_while(|word| self.ear.links.contains(&word.folded.as_str()));
        let links = links.count();
        let example = self.words.get(self.at + links);
        if links > 0 && example.is_some_and(|word| word.folded.starts_with(letter.to_ascii_lowercase())) {
            self.at += links + 1;
        }
    }
}

#[cfg(test)]
mod tests;
