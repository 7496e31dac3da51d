//! Twilio form parameters to neutral webhooks. It refuses to know signatures, and an error of it never holds a value.
use jiff::civil::Date;
use rust_decimal::Decimal;
use thiserror::Error;

use crate::{
    billing::Brand,
    call::{
        keys::Keys,
        webhook::{Captured, Input, Status, Transferred, TurnRef, Webhook},
    },
    flow::Language,
    money::routing::RoutingNumber,
    telephony::form::{self, Form},
};

/// Why a genuine request cannot be read. Names parameters, never their values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReadError {
    #[error(
        "the parameter {0} is missing; Twilio sends it with every call, so check that this URL is set as a voice URL"
    )]
    Missing(&'static str),
    #[error("the parameter {0} came twice with different values; nobody can tell which one is meant")]
    Contradicting(&'static str),
    #[error("the query parameter {0} is not as Paytone wrote it; leave the query of its URLs as it is")]
    Turn(&'static str),
}

/// How Twilio says that the caller's carrier knows the caller and the right to the number; `-B` and `-C` vouch for less.
const FULLY_ATTESTED: &str = "TN-Validation-Passed-A";

/// One voice webhook. The turn comes from the query that we wrote into the URL, everything else from the form (its
/// decoded pairs); parameters that are not known are ignored.
///
/// # Errors
/// No `CallSid` or `To`, a parameter with two values, a turn that is not ours.
pub fn read(query: &str, body: &Form) -> Result<Webhook, ReadError> {
    Ok(Webhook {
        provider_call: needed(body, "CallSid")?.to_owned(),
        from: optional(body, "From")?.unwrap_or_default().to_owned(),
        attested: optional(body, "StirVerstat")? == Some(FULLY_ATTESTED),
        to: needed(body, "To")?.to_owned(),
        turn: turn(query)?,
        input: input(body)?,
    })
}

/// One status callback.
///
/// # Errors
/// No `CallSid` or `CallStatus`, or one of them with two values.
pub fn read_status(body: &Form) -> Result<Status, ReadError> {
    let word = needed(body, "CallStatus")?;
    Ok(Status {
        provider_call: needed(body, "CallSid")?.to_owned(),
        ended: matches!(word, "completed" | "busy" | "failed" | "no-answer" | "canceled"),
        word: word.to_owned(),
        duration_s: optional(body, "CallDuration")?.and_then(|seconds| seconds.parse().ok()),
    })
}

pub(super) fn optional<'a>(body: &'a Form, name: &'static str) -> Result<Option<&'a str>, ReadError> {
    form::value(body, name).transpose().map_err(|_| ReadError::Contradicting(name))
}

/// A parameter that must be there and not be blank.
pub(super) fn needed<'a>(body: &'a Form, name: &'static str) -> Result<&'a str, ReadError> {
    optional(body, name)?.filter(|value| !value.is_empty()).ok_or(ReadError::Missing(name))
}

/// `turn=3&token=…&language=es`; neither of them on the first request of a call.
fn turn(query: &str) -> Result<Option<TurnRef>, ReadError> {
    let query = form::pairs(query);
    match (optional(&query, "turn")?, optional(&query, "token")?) {
        (None, None) => Ok(None),
        (Some(number), Some(token)) if !token.is_empty() => {
            let number = number.parse().map_err(|_| ReadError::Turn("turn"))?;
            // chosen or not, the turn is the same: a language of no meaning is none
            let language = optional(&query, "language")?.and_then(Language::from_code);
            Ok(Some(TurnRef { number, token: token.to_owned(), language }))
        }
        (None, Some(_)) => Err(ReadError::Turn("turn")),
        (Some(_), _) => Err(ReadError::Turn("token")),
    }
}

/// What the form is a report of: each verb's action has a parameter that no other has.
fn input(body: &Form) -> Result<Input, ReadError> {
    if let Some(word) = optional(body, "DialCallStatus")? {
        return Ok(Input::Transferred(transferred(word)));
    }
    let (digits, finish) = (optional(body, "Digits")?, optional(body, "FinishedOnKey")?);
    if let (None, Some(word)) = (digits, optional(body, "Result")?) {
        return Ok(Input::Captured(captured(word, body)?));
    }
    let said = optional(body, "SpeechResult")?;
    let pressed = [digits, finish].into_iter().flatten().any(|keys| !keys.is_empty());
    // A key discards what was spoken; a result of nothing is silence.
    if let Some(words) = said.filter(|words| !pressed && !words.trim().is_empty()) {
        let confidence = optional(body, "Confidence")?.and_then(percent);
        return Ok(Input::Spoken { words: Keys::new(words.to_owned()), confidence });
    }
    // A gather without a key may leave `Digits` out; `FinishedOnKey`, `SpeechResult` and `msg=Gather End` come from gathers
    // only.
    if digits.is_some() || finish.is_some() || said.is_some() || optional(body, "msg")?.is_some() {
        let keys = Keys::new(digits.unwrap_or_default().to_owned());
        return Ok(Input::Keys { keys, finished: finish == Some("#") });
    }
    Ok(Input::Arrived)
}

/// "0.87" as 87. What is no number above 0 and up to 1 says nothing: recognisers send "0.0" where they do not know.
fn percent(confidence: &str) -> Option<u8> {
    let share = confidence.trim().parse::<Decimal>().ok()?;
    let known = share > Decimal::ZERO && share <= Decimal::ONE;
    u8::try_from((share * Decimal::ONE_HUNDRED).trunc()).ok().filter(|_| known)
}

fn transferred(word: &str) -> Transferred {
    match word {
        "completed" | "answered" => Transferred::Done,
        _ => Transferred::Unanswered,
    }
}

/// Each `Result` of `<Pay>`. A success without a token and a word that is not known are unknown: something may have
/// been kept, and nobody may claim otherwise.
fn captured(word: &str, body: &Form) -> Result<Captured, ReadError> {
    Ok(match word {
        "success" => match optional(body, "PaymentToken")?.filter(|token| !token.is_empty()) {
            Some(token) if optional(body, "PaymentMethod")? == Some("ach-debit") => bank(token, body)?,
            Some(token) => Captured::Card {
                token: Keys::new(token.to_owned()),
                brand: brand(optional(body, "PaymentCardType")?.unwrap_or_default()),
                last_four: last_four(optional(body, "PaymentCardNumber")?.unwrap_or_default()),
                expires_on: optional(body, "ExpirationDate")?.and_then(last_day),
            },
            None => Captured::Unknown,
        },
        "caller-interrupted-with-star" => Captured::Star,
        "caller-hung-up" => Captured::CallerHungUp,
        // `<Pay>` without an amount only makes a token: that it failed is sure, whoever failed.
        "too-many-failed-attempts"
        | "max-failed-attempts"
        | "payment-connector-error"
        | "validation-error"
        | "internal-error"
        | "transaction-cancelled" => Captured::Failed,
        _ => Captured::Unknown,
    })
}

/// A bank account. Its routing number comes whole and is looked at here, as well as by the provider, and kept nowhere.
fn bank(token: &str, body: &Form) -> Result<Captured, ReadError> {
    let routing = optional(body, "BankRoutingNumber")?.unwrap_or_default().trim();
    let whole = routing.bytes().all(|byte| byte.is_ascii_digit()) && !routing.is_empty();
    if whole && RoutingNumber::parse(routing).is_err() {
        return Ok(Captured::Failed);
    }
    let shown = last_digits(optional(body, "BankAccountNumber")?.unwrap_or_default());
    Ok(Captured::Card { token: Keys::new(token.to_owned()), brand: Brand::Bank, last_four: shown, expires_on: None })
}

/// The digits at the end of a masked number, four at the most: of a bank account Twilio shows two.
fn last_digits(mask: &str) -> String {
    let shown: Vec<char> = mask.trim_end().chars().rev().take_while(char::is_ascii_digit).take(4).collect();
    shown.into_iter().rev().collect()
}

/// The last day of the month that "0231" names (`MMYY`, plain); none where it is not written so: a card without one is not
/// refused, it only gets no notice.
fn last_day(month_and_year: &str) -> Option<Date> {
    let digits: String = month_and_year.chars().filter(char::is_ascii_digit).collect();
    let (month, year) = digits.split_at_checked(2).filter(|(_, year)| year.len() == 2)?;
    let first = Date::new(2000 + year.parse::<i16>().ok()?, month.parse().ok()?, 1).ok()?;
    Some(first.last_of_month())
}

/// "visa", "master-card", "American Express": the letters decide.
fn brand(word: &str) -> Brand {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    match letters.to_ascii_lowercase().as_str() {
        "visa" => Brand::Visa,
        "mastercard" | "mc" => Brand::Mastercard,
        "amex" | "americanexpress" => Brand::Amex,
        "discover" => Brand::Discover,
        _ => Brand::Other,
    }
}

/// The last four digits of a masked number of any form (`xxxx-xxxxxx-x4001`), never more; blank where the mask shows
/// fewer.
fn last_four(mask: &str) -> String {
    let bytes = mask.trim_end().as_bytes();
    match bytes.last_chunk::<4>() {
        Some(four) if four.iter().all(u8::is_ascii_digit) => four.iter().copied().map(char::from).collect(),
        _ => String::new(),
    }
}
