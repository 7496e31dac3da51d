//! Verbs to TwiML. It refuses to know why they are said.
use crate::{
    billing::number::Alphabet,
    call::verb::{Dial, Gather, Hints, Verb},
    flow::Language,
    telephony::{
        Dialect, Reply,
        twilio::{
            capture::{BANK, CARD, capture},
            speak::{MOST_BEFORE_BYTES, MOST_SPOKEN_BYTES, locale, speak},
        },
        xml::Document,
    },
};

/// Twilio's way to write a reply.
pub const DIALECT: Dialect = Dialect { name: "twilio", write, captures_banks: true };

/// The longest that an agent may talk with a caller, in seconds.
const TALK_S: &str = "3600";

/// So many gathers stand for one entry at the most; beyond it each lasts longer, so that the document stays small.
const MOST_ROUNDS: u16 = 6;
/// A longer wait for one key is listened to in several gathers: no longer timeout is known to be taken by all.
const LONGEST_GATHER_S: u16 = 60;

/// Seconds of silence that end what is spoken: a word, or a number said in groups. Not every recogniser takes `auto`.
const AFTER_WORDS_S: &str = "1";
const AFTER_A_NUMBER_S: &str = "2";
/// What Twilio takes of `hints`.
const MOST_HINTS: usize = 500;
const LONGEST_HINT: usize = 100;
/// Classes of Google's recogniser, which the others pass over: figures in a row, figures and letters.
const FIGURES: &str = "$OOV_CLASS_DIGIT_SEQUENCE";
const SIGNS: &str = "$OOV_CLASS_ALPHANUMERIC_SEQUENCE";

/// One reply as a TwiML document. What follows a verb that hands the call over would never be reached and is not
/// written.
fn write(reply: &Reply<'_>) -> String {
    Document::of("Response", |document| {
        for verb in reply.verbs {
            match verb {
                Verb::Say(phrases) => speak(document, reply.prompts, phrases, MOST_BEFORE_BYTES),
                Verb::Gather(asked) => {
                    gather(document, reply, asked);
                    return redirect(document, reply);
                }
                Verb::Capture { language, pace } => {
                    capture(document, reply, (*language, *pace), &CARD);
                    return redirect(document, reply);
                }
                Verb::CaptureBank { language, pace } => {
                    capture(document, reply, (*language, *pace), &BANK);
                    return redirect(document, reply);
                }
                Verb::Dial(to) => return dial(document, reply, to),
                Verb::Wait { seconds } => {
                    document.empty("Pause", &[("length", &seconds.to_string())]);
                    return redirect(document, reply);
                }
                Verb::Hangup => return document.empty("Hangup", &[]),
            }
        }
    })
}

/// The way on when the verb before it did not call its action: the next turn comes all the same.
fn redirect(document: &mut Document, reply: &Reply<'_>) {
    document.element("Redirect", &[("method", "POST")], |document| document.text(reply.next));
}

/// Twilio has one timeout for the first key and between keys. A single key needs only the first. An entry is listened
/// to in rounds of the time between keys: all but the last fall through in silence, the last one reports it.
fn gather(document: &mut Document, reply: &Reply<'_>, asked: &Gather) {
    let (first_key_s, next_key_s) = (asked.timing.first_key_s.max(1), asked.timing.next_key_s.max(1));
    let (rounds, timeout_s) = match asked.most_keys {
        Some(1) => {
            let rounds = first_key_s.div_ceil(LONGEST_GATHER_S);
            (rounds, first_key_s.div_ceil(rounds))
        }
        _ => {
            let rounds = first_key_s.div_ceil(next_key_s).min(MOST_ROUNDS);
            (rounds, next_key_s.max(first_key_s.div_ceil(rounds)))
        }
    };
    let timeout = timeout_s.to_string();
    let most_keys = asked.most_keys.map(|keys| keys.to_string());
    let mut attributes = vec![("input", "dtmf"), ("action", reply.next), ("method", "POST"), ("timeout", &timeout)];
    let hints = asked.speech.as_ref().map(|speech| hints(reply, asked.language, speech)).unwrap_or_default();
    if let Some(speech) = &asked.speech {
        attributes[0] = ("input", "dtmf speech");
        let pause = if speech.number.is_some() { AFTER_A_NUMBER_S } else { AFTER_WORDS_S };
        attributes.extend([("speechTimeout", pause), ("language", locale(asked.language)), ("hints", &hints)]);
    }
    if let Some(most_keys) = &most_keys {
        attributes.push(("numDigits", most_keys));
    }
    // Left out, `finishOnKey` would be the pound key.
    attributes.push(("finishOnKey", if asked.pound_ends { "#" } else { "" }));
    for round in 1..=rounds {
        if round == rounds {
            attributes.push(("actionOnEmptyResult", "true"));
        }
        if round == 1 {
            document.element("Gather", &attributes, |document| {
                speak(document, reply.prompts, &asked.phrases, MOST_SPOKEN_BYTES);
            });
        } else {
            document.empty("Gather", &attributes);
        }
    }
}

/// What the recogniser is told to expect, one hint after the other.
fn hints(reply: &Reply<'_>, language: Language, speech: &Hints) -> String {
    let class = speech.number.map(|alphabet| match alphabet {
        Alphabet::Digits => FIGURES.to_owned(),
        Alphabet::Alphanumeric => SIGNS.to_owned(),
    });
    let phrases = speech.phrases.iter().flat_map(|message| reply.prompts.phrases(language, message));
    let fitting = phrases.filter(|phrase| phrase.chars().count() <= LONGEST_HINT);
    class.into_iter().chain(fitting).take(MOST_HINTS).collect::<Vec<_>>().join(", ")
}

/// An agent by SIP gets the call in headers; an agent by telephone gets a whispered code.
fn dial(document: &mut Document, reply: &Reply<'_>, to: &Dial) {
    let ring_s = to.ring_s.max(5).to_string();
    let attributes = [("action", reply.next), ("method", "POST"), ("timeout", &ring_s), ("timeLimit", TALK_S)];
    document.element("Dial", &attributes, |document| {
        if to.to.starts_with("sip:") || to.to.starts_with("sips:") {
            document.element("Sip", &[], |document| document.text(&sip_address(to)));
        } else {
            let whisper = [("url", reply.whisper), ("method", "POST")];
            document.element("Number", &whisper, |document| document.text(&to.to));
        }
    });
}

/// The agent's address with what may be known of the call as headers (Twilio passes those that begin with `X-`).
fn sip_address(to: &Dial) -> String {
    let mut headers =
        vec![("X-Paytone-Call", to.call.as_str()), ("X-Paytone-Place", &to.place), ("X-Paytone-Code", &to.code)];
    if let Some(account) = &to.account {
        headers.insert(1, ("X-Paytone-Account", account));
    }
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
    let joint = if to.to.contains('?') { '&' } else { '?' };
    format!("{}{joint}{}", to.to, headers.join("&"))
}

/// Everything but unreserved characters (RFC 3986, 2.3) as %XX.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}
