//! Phrases to `<Say>`: voice, pauses, Twilio's limits. It refuses to know what the phrases are for.
use crate::{
    call::phrase::Phrase,
    flow::{
        Language, Pace, SLOW_PERCENT,
        prompt::Prompts,
        speech::{PAUSE, Speech},
    },
    telephony::xml::Document,
};

/// Voices that read SSML, by the tag of the language: `language` of `<Say>` and of `<Pay>`. The first speaks for a
/// language without one.
const VOICES: [(&str, &str); 3] =
    [("en-US", "Polly.Joanna-Neural"), ("es-US", "Polly.Lupe-Neural"), ("fr-CA", "Polly.Gabrielle-Neural")];

/// How a pause is written, and how many characters that counts for.
const BREAK: [(&str, &str); 1] = [("time", "400ms")];
const BREAK_CHARS: usize = 22;

/// Characters that one `<Say>` may hold.
const MOST_CHARS: usize = 4096;
/// Twilio refuses a document over 64 kB (error 11750). Speech before the verb that listens stops here …
pub(super) const MOST_BEFORE_BYTES: usize = 40_000;
/// … and what that verb says here, so that all that listens and leads on still fits.
pub(super) const MOST_SPOKEN_BYTES: usize = 56_000;
/// The bytes of one `<Say>` around its text, and the most that one character of text becomes (`&quot;`, a break).
const SAY_BYTES: usize = 140;
const MOST_SIGN_BYTES: usize = 6;

/// Each phrase as a `<Say>` in its language; several where it is too long for one. Stops before the document grows past
/// `most_bytes`.
pub(super) fn speak(document: &mut Document, prompts: &Prompts, phrases: &[Phrase], most_bytes: usize) {
    let slow = format!("{SLOW_PERCENT}%");
    for phrase in phrases {
        let (voice, locale) = voice(phrase.language);
        for piece in pieces(&prompts.speak(phrase)) {
            let room = most_bytes.saturating_sub(document.size() + SAY_BYTES);
            if weight(&piece).saturating_mul(MOST_SIGN_BYTES) > room {
                return;
            }
            document.element("Say", &[("voice", voice), ("language", locale)], |document| match phrase.pace {
                Pace::Usual => say(document, &piece),
                Pace::Slow => document.element("prosody", &[("rate", &slow)], |document| say(document, &piece)),
            });
        }
    }
}

/// A language as Twilio spells it.
pub(super) fn locale(language: Language) -> &'static str {
    voice(language).1
}

/// The voice of a language and its `language`: always a pair that Twilio takes together.
fn voice(language: Language) -> (&'static str, &'static str) {
    let tag = Speech::of(language).map(|speech| speech.tag);
    let (tag, voice) = VOICES.into_iter().find(|(known, _)| Some(*known) == tag).unwrap_or(VOICES[0]);
    (voice, tag)
}

fn say(document: &mut Document, piece: &str) {
    for (position, text) in piece.split(PAUSE).enumerate() {
        if position > 0 {
            document.empty("break", &BREAK);
        }
        document.text(text);
    }
}

/// The text cut between words into pieces that one `<Say>` can hold; a longer word is cut inside. No piece is without a
/// sign that can be said.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut held) = (String::new(), 0);
    for word in text.split_inclusive(' ') {
        if held + weight(word) > MOST_CHARS && held > 0 {
            pieces.push(std::mem::take(&mut piece));
            held = 0;
        }
        for sign in word.chars() {
            if held + sign_weight(sign) > MOST_CHARS {
                pieces.push(std::mem::take(&mut piece));
                held = 0;
            }
            piece.push(sign);
            held += sign_weight(sign);
        }
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.chars().any(|sign| !sign.is_whitespace() && !sign.is_control()));
    pieces
}

fn weight(text: &str) -> usize {
    text.chars().map(sign_weight).sum()
}

fn sign_weight(sign: char) -> usize {
    if sign == PAUSE { BREAK_CHARS } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::speech::LANGUAGES;

    #[test]
    fn every_language_has_a_voice_of_its_own() {
        for (language, speech) in LANGUAGES {
            assert_eq!(locale(language), speech.tag, "{language:?} has no voice: add one to VOICES in {}", file!());
        }
    }

    #[test]
    fn long_text_is_cut_between_words() {
        let text = "one two … three ".repeat(1000);
        let cut = pieces(&text);
        assert!(cut.len() > 5);
        assert!(cut.iter().all(|piece| weight(piece) <= MOST_CHARS));
        assert!(cut.iter().all(|piece| piece.ends_with(' ')), "cut inside a word");
        assert_eq!(cut.concat(), text);
    }

    #[test]
    fn a_word_without_end_is_cut_inside_and_blank_text_is_nothing() {
        let cut = pieces(&"x".repeat(9000));
        assert_eq!(cut.iter().map(String::len).collect::<Vec<_>>(), [4096, 4096, 808]);
        assert!(pieces("  ").is_empty() && pieces("\u{2}\n").is_empty());
        assert!(pieces("").is_empty());
    }
}
