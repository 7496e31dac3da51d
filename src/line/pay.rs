//! The carrier's own capture of cards and bank accounts: asks, checks, asks again, and reports a token instead of them. It
//! refuses to know who charges it. Results and parameters: telephony.md §3.4.
use zeroize::Zeroizing;

use super::{
    call::{Call, Next, Stop, param},
    caller::{Caller, Note, Room, Sought},
    card::{Brand, luhn, masked, unexpired},
    gather::{Asking, Entry},
    speech::Spoken,
    twiml::{Method, Pay, PayMethod, PostalCode, Prompt, Target},
};
use crate::money::routing::RoutingNumber;

/// What was captured so far; wiped on drop.
#[derive(Default)]
struct Captured {
    number: Zeroizing<String>,
    expiry: Zeroizing<String>,
    security_code: Zeroizing<String>,
    postal_code: String,
    brand: Option<Brand>,
    routing: Zeroizing<String>,
    account: Zeroizing<String>,
}

/// How the capture of one entry, or of the card, ended.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Success,
    Star,
    TooManyTries,
}

impl Outcome {
    fn result(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Star => "caller-interrupted-with-star",
            Self::TooManyTries => "too-many-failed-attempts",
        }
    }
}

impl<C: Caller> Call<'_, C> {
    pub(super) async fn pay(&mut self, pay: Pay) -> Result<Next, Stop> {
        let wanted = self.caller.capture_result();
        self.caller.note(Note::CardCapture("begins".into()));
        let mut card = Captured::default();
        let outcome = match self.capture(&pay, &mut card).await {
            Ok(outcome) => outcome,
            Err(Stop::HungUp) => {
                let url = self.resolve(&pay.action)?;
                let mut params = self.standard_params("completed");
                params.push(param("Result", "caller-hung-up"));
                let webhook = self.webhook(url, Method::Post, params);
                self.fetch_aside(webhook).await?;
                return Err(Stop::HungUp);
            }
            Err(fault) => return Err(fault),
        };
        let result = match wanted {
            Some(wanted) if outcome == Outcome::Success => wanted,
            _ => outcome.result().to_owned(),
        };
        self.caller.note(Note::CardCapture(result.clone()));
        let target = Target { url: pay.action.url.clone(), method: Method::Post };
        Ok(Next::Fetch { target, params: report(&pay, &card, result) })
    }

    async fn capture(&mut self, pay: &Pay, card: &mut Captured) -> Result<Outcome, Stop> {
        for field in fields(pay) {
            let outcome = self.field(pay, field, card).await?;
            if outcome != Outcome::Success {
                return Ok(outcome);
            }
        }
        if let PostalCode::Given(given) = &pay.postal_code {
            card.postal_code.clone_from(given);
        }
        for spoken in words(pay, (Sought::Keys, "payment-processing"), None, 1, card.brand) {
            self.speak(spoken).await?;
        }
        Ok(Outcome::Success)
    }

    /// One entry with its retries.
    async fn field(&mut self, pay: &Pay, field: Sought, card: &mut Captured) -> Result<Outcome, Stop> {
        let mut error = None;
        for attempt in 1..=pay.retries + 1 {
            let prompts = words(pay, (field, name(field)), error, attempt, card.brand);
            let entry = self
                .ask(Asking {
                    speech: None,
                    prompts: &prompts,
                    room: Room::Gather,
                    timeout: pay.timeout,
                    ends: &['#', '*'],
                    most_keys: 32,
                    sought: field,
                })
                .await?;
            if entry.ended_by == Some('*') {
                return Ok(Outcome::Star);
            }
            error = self.check(pay, field, entry, card);
            if error.is_none() {
                return Ok(Outcome::Success);
            }
        }
        Ok(Outcome::TooManyTries)
    }

    /// Keeps a good entry; names what is wrong with a bad one.
    fn check(&self, pay: &Pay, field: Sought, entry: Entry, card: &mut Captured) -> Option<&'static str> {
        let keys = Zeroizing::new(entry.keys);
        if keys.is_empty() {
            return Some("timeout");
        }
        match field {
            Sought::CardNumber => {
                if !luhn(&keys) {
                    return Some("invalid-card-number");
                }
                card.brand = Brand::of(&keys).filter(|brand| pay.cards.contains(brand));
                card.number = keys;
                card.brand.is_none().then_some("invalid-card-type")
            }
            Sought::Expiry => {
                let good = unexpired(&keys, self.clock.now());
                card.expiry = keys;
                (!good).then_some("invalid-date")
            }
            Sought::SecurityCode => {
                let good = keys.len() == card.brand.map_or(3, Brand::code_length);
                card.security_code = keys;
                (!good).then_some("invalid-security-code")
            }
            Sought::RoutingNumber => {
                let good = RoutingNumber::parse(&keys).is_ok();
                card.routing = keys;
                (!good).then_some("invalid-bank-routing-number")
            }
            Sought::BankNumber => {
                let good = (4..=17).contains(&keys.len());
                card.account = keys;
                (!good).then_some("invalid-bank-account-number")
            }
            Sought::BankNumberAgain => (*keys != *card.account).then_some("input-matching-failed"),
            Sought::PostalCode | Sought::Keys => {
                let PostalCode::Asked { shortest } = pay.postal_code else { return None };
                let good = keys.len() >= shortest;
                card.postal_code.clone_from(&keys);
                (!good).then_some("invalid-postal-code")
            }
        }
    }
}

/// What is asked for, in order.
fn fields(pay: &Pay) -> Vec<Sought> {
    if pay.method == PayMethod::Bank {
        let again = pay.prompts.iter().any(|prompt| prompt.matching).then_some(Sought::BankNumberAgain);
        return [Sought::RoutingNumber, Sought::BankNumber].into_iter().chain(again).collect();
    }
    let code = pay.security_code.then_some(Sought::SecurityCode);
    let postal = matches!(pay.postal_code, PostalCode::Asked { .. }).then_some(Sought::PostalCode);
    [Sought::CardNumber, Sought::Expiry].into_iter().chain(code).chain(postal).collect()
}

fn name(field: Sought) -> &'static str {
    match field {
        Sought::RoutingNumber => "bank-routing-number",
        Sought::BankNumber | Sought::BankNumberAgain => "bank-account-number",
        Sought::CardNumber => "payment-card-number",
        Sought::Expiry => "expiration-date",
        Sought::SecurityCode => "security-code",
        Sought::PostalCode | Sought::Keys => "postal-code",
    }
}

/// The application's `<Prompt>`, where one fits (one for this very error before a general one), else the carrier's words.
fn words(
    pay: &Pay,
    (field, of): (Sought, &str),
    error: Option<&str>,
    attempt: u8,
    brand: Option<Brand>,
) -> Vec<Spoken> {
    let fits = |prompt: &&Prompt| {
        prompt.matching == (field == Sought::BankNumberAgain)
            && (prompt.of.is_empty() || prompt.of.iter().any(|name| name == of))
            && (prompt.attempts.is_empty() || prompt.attempts.contains(&attempt))
            && (prompt.cards.is_empty() || brand.is_some_and(|brand| prompt.cards.contains(&brand)))
    };
    let exact = |prompt: &&Prompt| error.is_some_and(|error| prompt.errors.iter().any(|name| name == error));
    let found = pay.prompts.iter().filter(fits).find(exact);
    let found = found.or_else(|| pay.prompts.iter().filter(fits).find(|prompt| prompt.errors.is_empty()));
    if let Some(prompt) = found {
        return prompt.spoken.clone();
    }
    let sorry = if error.is_some() { "That was not accepted. " } else { "" };
    let ask = match of {
        "payment-card-number" => "Please enter your credit card number, then press pound.",
        "expiration-date" => {
            "Please enter the expiration date, two digits for the month and two for the year, then press pound."
        }
        "security-code" => "Please enter the security code of your card, then press pound.",
        "postal-code" => "Please enter your postal code, then press pound.",
        "bank-routing-number" => "Please enter your bank routing number, then press pound.",
        "bank-account-number" => "Please enter your bank account number, then press pound.",
        _ => "Thank you. Please wait while we process your payment.",
    };
    vec![Spoken::words(&format!("{sorry}{ask}"))]
}

fn report(pay: &Pay, card: &Captured, result: String) -> Vec<(String, String)> {
    let success = result == "success";
    if pay.method == PayMethod::Bank {
        return report_bank(card, result);
    }
    let mut params = vec![param("Result", result), param("PaymentMethod", "credit-card")];
    if !card.number.is_empty() {
        params.push(param("PaymentCardNumber", masked(&card.number, 4)));
    }
    if let Some(brand) = card.brand {
        params.push(param("PaymentCardType", brand.name()));
    }
    if !card.expiry.is_empty() {
        params.push(param("ExpirationDate", card.expiry.as_str()));
    }
    if !card.security_code.is_empty() {
        params.push(param("SecurityCode", masked(&card.security_code, 0)));
    }
    if !card.postal_code.is_empty() {
        params.push(param("PaymentCardPostalCode", &card.postal_code));
    }
    if success {
        let last_four = card.number.get(card.number.len().saturating_sub(4)..).unwrap_or_default();
        match &pay.charge_amount {
            Some(_) => params.push(param("PaymentConfirmationCode", format!("ch_sandbox_{last_four}"))),
            None => params.push(param("PaymentToken", format!("tok_sandbox_{last_four}"))),
        }
        params.push(param("ProfileId", ""));
    } else {
        params.push(param("PaymentError", format!("the card was not captured: {}", params[0].1)));
    }
    params
}

/// The routing number comes whole, the account number by its last two digits.
fn report_bank(bank: &Captured, result: String) -> Vec<(String, String)> {
    let success = result == "success";
    let mut params = vec![param("Result", result), param("PaymentMethod", "ach-debit")];
    params.push(param("BankAccountType", "consumer-checking"));
    if !bank.routing.is_empty() {
        params.push(param("BankRoutingNumber", bank.routing.as_str()));
    }
    if !bank.account.is_empty() {
        params.push(param("BankAccountNumber", masked(&bank.account, 2)));
    }
    if success {
        let last_four = bank.account.get(bank.account.len().saturating_sub(4)..).unwrap_or_default();
        params.push(param("PaymentToken", format!("tok_sandbox_bank_{last_four}")));
        params.push(param("ProfileId", ""));
    } else {
        params.push(param("PaymentError", format!("the bank account was not captured: {}", params[0].1)));
    }
    params
}
