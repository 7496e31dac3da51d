//! `<Pay>`: the provider asks for a card or a bank account and makes a token of it; nothing is charged. It refuses to know
//! what is paid. Attributes and steps: telephony.md §3.4.
use super::speak::{MOST_SPOKEN_BYTES, locale, speak};
use crate::{
    call::phrase::Phrase,
    flow::{Language, Pace, Timing},
    telephony::{Reply, xml::Document},
};

/// A step of a capture: Twilio's name of it, our message, and when it is said once more, behind words that it did not work.
/// A message that the prompts do not have is left to Twilio's own words.
type Step = (&'static str, &'static str, Once);

/// Which time a step is asked for.
#[derive(Clone, Copy, PartialEq)]
enum Once {
    /// Never again.
    Only,
    /// Again after these errors.
    After(&'static str),
    /// Again at every later attempt: Twilio names no errors of bank accounts here.
    AtFirst,
    /// The same was keyed a moment ago, and both must be alike.
    Matching,
}

const CARD_STEPS: [Step; 5] = [
    ("payment-card-number", "card-number", Once::After("timeout invalid-card-number invalid-card-type")),
    ("expiration-date", "card-expiry", Once::After("timeout invalid-date")),
    ("security-code", "card-security-code", Once::After("timeout invalid-security-code")),
    ("postal-code", "card-postal-code", Once::After("timeout")),
    ("payment-processing", "card-processing", Once::Only),
];
/// The account number is keyed twice, for a wrong digit of it is found by nothing else.
const BANK_STEPS: [Step; 4] = [
    ("bank-routing-number", "bank-routing", Once::AtFirst),
    ("bank-account-number", "bank-number", Once::AtFirst),
    ("bank-account-number", "bank-number-again", Once::Matching),
    ("payment-processing", "bank-processing", Once::Only),
];
/// How long the capture waits for a key.
const TIMING: Timing = Timing { first_key_s: 8, next_key_s: 8 };

/// What is captured.
pub(super) struct Captured {
    /// Twilio's name of it.
    method: &'static [(&'static str, &'static str)],
    /// Whether a postal code and a security code are asked for.
    codes: &'static str,
    steps: &'static [Step],
    /// Said before a step that is asked again.
    again: &'static str,
}

pub(super) const CARD: Captured =
    Captured { method: &[("paymentMethod", "credit-card")], codes: "true", steps: &CARD_STEPS, again: "card-again" };
/// A consumer's checking account.
pub(super) const BANK: Captured = Captured {
    method: &[("paymentMethod", "ach-debit"), ("bankAccountType", "consumer-checking")],
    codes: "false",
    steps: &BANK_STEPS,
    again: "bank-again",
};

/// Both re-prompts are allowed, and `tokenType="reusable"` is what a later charge needs.
pub(super) fn capture(document: &mut Document, reply: &Reply<'_>, (language, pace): (Language, Pace), of: &Captured) {
    let timeout = TIMING.at(pace).first_key_s.to_string();
    let attributes = [
        &[("action", reply.next), ("input", "dtmf")],
        of.method,
        &[
            ("tokenType", "reusable"),
            ("language", locale(language)),
            ("timeout", &timeout),
            ("maxAttempts", "2"),
            ("postalCode", of.codes),
            ("securityCode", of.codes),
        ],
    ];
    let speaker = Speaker { reply, language, pace };
    document.element("Pay", &attributes.concat(), |document| speaker.prompts(document, of.steps, of.again));
}

/// How a capture's own words are spoken.
struct Speaker<'a> {
    reply: &'a Reply<'a>,
    language: Language,
    pace: Pace,
}

impl Speaker<'_> {
    fn prompts(&self, document: &mut Document, steps: &[Step], again: &str) {
        for (step, message, once) in steps {
            let Some(first) = self.phrase(message) else { continue };
            let one = std::slice::from_ref(&first);
            let attributes = match once {
                Once::AtFirst => vec![("for", *step), ("attempt", "1")],
                Once::Matching => vec![("for", *step), ("requireMatchingInputs", "true")],
                Once::Only | Once::After(_) => vec![("for", *step)],
            };
            self.prompt(document, &attributes, one);
            let later = match once {
                Once::After(errors) => ("errorType", *errors),
                Once::AtFirst => ("attempt", "2 3"),
                Once::Only | Once::Matching => continue,
            };
            if let Some(again) = self.phrase(again) {
                self.prompt(document, &[("for", step), later], &[again, first]);
            }
        }
    }

    fn prompt(&self, document: &mut Document, attributes: &[(&str, &str)], said: &[Phrase]) {
        document.element("Prompt", attributes, |document| {
            speak(document, self.reply.prompts, said, MOST_SPOKEN_BYTES);
        });
    }

    /// A message is spoken as it stands: one that is absent or wants variables is not ours to say here.
    fn phrase(&self, message: &str) -> Option<Phrase> {
        let bare = self.reply.prompts.vars(message).is_some_and(|vars| vars.is_empty());
        bare.then(|| Phrase::public(message, self.language, Vec::new()).at(self.pace))
    }
}
