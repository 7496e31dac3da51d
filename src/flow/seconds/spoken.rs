//! How long a text lasts, word by word, in each language. It refuses to know who listens.
pub use crate::call::usual::{NUMBER_DIGITS, speak};
use crate::flow::{Language, speech::PAUSE};

/// English words a minute of a common synthetic voice (Amazon Polly speaks about 180).
const ENGLISH_RATE: i64 = 180;
/// A pause written `…` in a message.
const PAUSE_MS: i64 = 400;

/// Words a minute. The same text takes other languages more or fewer words; their rates stand to the English one as the
/// reading rates of the same texts do (Trauzettel-Klosinski and Dietz 2012, IReST: en 228, es 218, fr 195).
fn words_a_minute(language: Language) -> i64 {
    match language.code() {
        "es" => ENGLISH_RATE * 218 / 228,
        "fr" => ENGLISH_RATE * 195 / 228,
        _ => ENGLISH_RATE,
    }
}

/// Milliseconds that so many spoken words take, with the pauses in them.
pub fn lasting(text: &str, language: Language) -> i64 {
    let pauses = i64::try_from(text.matches(PAUSE).count()).unwrap_or(0);
    i64::try_from(count(text)).unwrap_or(0) * 60_000 / words_a_minute(language) + pauses * PAUSE_MS
}

/// The words of a text; pauses and marks that stand alone are none.
pub fn count(text: &str) -> usize {
    text.split(|sign: char| sign.is_whitespace() || sign == PAUSE)
        .filter(|word| word.contains(char::is_alphanumeric))
        .count()
}

/// A text up to and with the word that names `key`; none when no word does.
pub fn up_to_key(text: &str, key: char) -> Option<&str> {
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        from += word.len();
        let mut bare = word.trim_matches(|sign: char| !sign.is_ascii_alphanumeric()).chars();
        if (bare.next(), bare.next()) == (Some(key), None) {
            return Some(&text[..from]);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_word_of_its_own() {
        assert_eq!(up_to_key("To pay, press 1. For 12, press 2.", '1'), Some("To pay, press 1. "));
        assert_eq!(up_to_key("To pay, press 1. For 12, press 2.", '2'), Some("To pay, press 1. For 12, press 2."));
        assert_eq!(up_to_key("For 12 dollars", '1'), None);
    }

    #[test]
    fn pauses_last_and_languages_differ() {
        assert_eq!(lasting("one two three", Language::ENGLISH), 1000);
        assert_eq!(lasting("one … two three", Language::ENGLISH), 1400);
        assert!(lasting("uno dos tres", Language::SPANISH) > 1000);
    }
}
