//! What Stripe's answers mean (API 2024-06-20 and later: PaymentIntent, Error). It refuses to know how they came.
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::{
    billing::{DeclineReason, refund::RefundRefusal},
    gateway::{Charge, Link, Outcome},
};

/// What we read of a PaymentIntent.
#[derive(Debug, Deserialize)]
pub(super) struct Intent {
    pub id: String,
    amount: i64,
    currency: String,
    status: String,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    #[serde(default)]
    last_payment_error: Option<Error>,
    #[serde(default)]
    next_action: Option<NextAction>,
}

/// What the card's owner has to do.
#[derive(Debug, Deserialize)]
struct NextAction {
    #[serde(default)]
    redirect_to_url: Option<Redirect>,
}

#[derive(Debug, Deserialize)]
struct Redirect {
    #[serde(default, deserialize_with = "link")]
    url: Option<Link>,
}

fn link<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Link>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Link::new))
}

impl Intent {
    /// Where the card's owner proves who he is; only what is safe to send.
    fn link(&self) -> Option<Link> {
        let link = self.next_action.as_ref()?.redirect_to_url.as_ref()?.url.as_ref()?;
        let url = link.expose();
        let fit = url.starts_with("https://") && !url.contains(char::is_whitespace) && url.len() < 1_000;
        fit.then(|| link.clone())
    }
}

/// Why Stripe refused.
#[derive(Debug, Deserialize)]
struct Error {
    code: Option<String>,
    decline_code: Option<String>,
}

#[derive(Deserialize)]
struct Refused {
    error: Error,
}

/// A request that was understood and refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: u16,
    error: Error,
}

impl Refusal {
    pub fn read(status: u16, body: &[u8]) -> Option<Self> {
        let Refused { error } = serde_json::from_slice(body).ok()?;
        Some(Self { status, error })
    }

    /// The card was declined; otherwise the request did not fit.
    pub fn is_decline(&self) -> bool {
        self.status == 402
    }

    pub fn reason(&self) -> DeclineReason {
        self.error.reason()
    }

    /// Why nothing is given back.
    pub fn of_refund(&self) -> RefundRefusal {
        match self.error.code.as_deref() {
            Some("expired_or_canceled_card" | "lost_or_stolen_card") => RefundRefusal::CardClosed,
            _ => RefundRefusal::NotAccepted,
        }
    }
}

impl Error {
    /// The code of a bank's return, of which Stripe tells the meaning (stripe.com/docs/payments/ach-direct-debit/blocklist
    /// and /declines; a card's refusal has the code `card_declined`).
    fn return_code(&self) -> Option<&'static str> {
        Some(match self.code.as_deref()? {
            "insufficient_funds" => "R01",
            "account_closed" | "bank_account_closed" => "R02",
            "no_account" => "R03",
            "invalid_account_number" => "R04",
            "debit_not_authorized" | "customer_notified" => "R10",
            "bank_account_restricted" => "R16",
            _ => return None,
        })
    }

    /// By stripe.com/docs/declines/codes and /error-codes.
    fn reason(&self) -> DeclineReason {
        let known = |code: &Option<String>| match code.as_deref()? {
            "insufficient_funds" => Some(DeclineReason::InsufficientFunds),
            "expired_card" => Some(DeclineReason::Expired),
            "incorrect_number"
            | "invalid_number"
            | "incorrect_cvc"
            | "invalid_cvc"
            | "incorrect_zip"
            | "incorrect_address"
            | "invalid_expiry_month"
            | "invalid_expiry_year" => Some(DeclineReason::WrongDetails),
            "card_velocity_exceeded" | "withdrawal_count_limit_exceeded" | "amount_too_large" => {
                Some(DeclineReason::LimitExceeded)
            }
            "processing_error" | "issuer_not_available" | "try_again_later" | "reenter_transaction" => {
                Some(DeclineReason::ProcessorDown)
            }
            _ => None,
        };
        known(&self.decline_code).or_else(|| known(&self.code)).unwrap_or(DeclineReason::NotAccepted)
    }
}

/// An intent that was just made for this charge and charges nothing yet.
pub(super) fn is_new(intent: &Intent, charge: &Charge) -> bool {
    is_name(&intent.id) && is_of(intent, charge)
}

/// The name of an intent, fit for an address.
pub(super) fn is_name(text: &str) -> bool {
    let rest = text.strip_prefix("pi_").unwrap_or_default();
    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn is_of(intent: &Intent, charge: &Charge) -> bool {
    intent.amount == charge.amount.minor
        && intent.currency.eq_ignore_ascii_case(charge.amount.currency.code())
        && intent.metadata.get("key") == Some(&charge.key)
}

/// What became of the charge, if the answer is about it.
pub(super) fn outcome(intent: &Intent, charge: &Charge, reference: &str) -> Outcome {
    if intent.id != reference || !is_of(intent, charge) {
        return Outcome::Contradicts("its answer is about another payment or amount");
    }
    match (intent.status.as_str(), &intent.last_payment_error) {
        ("succeeded", _) => Outcome::Approved { reference: intent.id.clone() },
        ("requires_capture", _) => Outcome::Authorized { reference: intent.id.clone() },
        ("processing", _) => Outcome::Pending,
        ("requires_action", _) => Outcome::NeedsCustomer(intent.link()),
        ("requires_confirmation", _) => Outcome::NeverSeen,
        ("requires_payment_method", Some(error)) => {
            error.return_code().map_or(Outcome::Declined(error.reason()), Outcome::Returned)
        }
        ("canceled", _) => Outcome::Declined(DeclineReason::ProcessorDown),
        _ => Outcome::Contradicts("its status is none that this charge can have"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::money::{Currency, Money};

    fn charge() -> Charge {
        Charge { key: "k".to_owned(), amount: Money::new(8420, Currency::USD), reference: Some("pi_1".to_owned()) }
    }

    fn read(change: &[(&str, serde_json::Value)]) -> Outcome {
        let mut intent = json!({"id": "pi_1", "amount": 8420, "currency": "usd", "status": "succeeded",
            "metadata": {"key": "k"}});
        for (name, value) in change {
            intent[name] = value.clone();
        }
        outcome(&serde_json::from_value(intent).unwrap(), &charge(), "pi_1")
    }

    #[test]
    fn each_status_has_its_meaning_and_what_is_about_another_charge_means_nothing() {
        assert_eq!(read(&[]), Outcome::Approved { reference: "pi_1".to_owned() });
        for (status, expected) in [
            ("requires_capture", Outcome::Authorized { reference: "pi_1".to_owned() }),
            ("processing", Outcome::Pending),
            ("requires_action", Outcome::NeedsCustomer(None)),
            ("requires_confirmation", Outcome::NeverSeen),
            ("canceled", Outcome::Declined(DeclineReason::ProcessorDown)),
        ] {
            assert_eq!(read(&[("status", json!(status))]), expected, "{status}");
        }
        for other in [
            ("id", json!("pi_2")),
            ("amount", json!(1)),
            ("currency", json!("eur")),
            ("metadata", json!({"key": "of another"})),
            ("metadata", json!({})),
            ("status", json!("requires_payment_method")),
            ("status", json!("new in 2030")),
        ] {
            assert!(matches!(read(std::slice::from_ref(&other)), Outcome::Contradicts(_)), "{other:?}");
        }
    }

    #[test]
    fn a_challenge_brings_its_link_along() {
        let of = |url: &str| {
            let next = json!({"type": "redirect_to_url", "redirect_to_url": {"url": url}});
            read(&[("status", json!("requires_action")), ("next_action", next)])
        };
        let link = "https://hooks.stripe.com/3d_secure/1?x=y";
        assert_eq!(of(link), Outcome::NeedsCustomer(Some(Link::new(link.to_owned()))));
        for unsafe_link in ["http://hooks.stripe.com/1", "javascript:x", "https://a b"] {
            assert_eq!(of(unsafe_link), Outcome::NeedsCustomer(None), "{unsafe_link}");
        }
    }

    #[test]
    fn a_banks_return_is_told_by_its_code() {
        for (code, told) in [("insufficient_funds", "R01"), ("no_account", "R03"), ("debit_not_authorized", "R10")] {
            let changes = [("status", json!("requires_payment_method")), ("last_payment_error", json!({"code": code}))];
            assert_eq!(read(&changes), Outcome::Returned(told));
        }
    }

    #[test]
    fn a_decline_is_told_by_its_code() {
        for (error, reason) in [
            (json!({"code": "card_declined", "decline_code": "insufficient_funds"}), DeclineReason::InsufficientFunds),
            (json!({"code": "expired_card"}), DeclineReason::Expired),
            (json!({"code": "incorrect_cvc"}), DeclineReason::WrongDetails),
            (json!({"code": "card_declined", "decline_code": "incorrect_zip"}), DeclineReason::WrongDetails),
            (json!({"code": "card_declined", "decline_code": "card_velocity_exceeded"}), DeclineReason::LimitExceeded),
            (json!({"code": "processing_error"}), DeclineReason::ProcessorDown),
            (json!({"code": "card_declined", "decline_code": "stolen_card"}), DeclineReason::NotAccepted),
            (json!({"code": "authentication_required"}), DeclineReason::NotAccepted),
            (json!({}), DeclineReason::NotAccepted),
        ] {
            let changes = [("status", json!("requires_payment_method")), ("last_payment_error", error)];
            assert_eq!(read(&changes), Outcome::Declined(reason));
        }
        let refusal = Refusal::read(402, br#"{"error": {"code": "card_declined"}}"#).unwrap();
        assert!(refusal.is_decline());
        assert!(Refusal::read(400, b"<html>").is_none());
    }
}
