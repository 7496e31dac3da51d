//! Disputes at Stripe: the list of an intent's, with what each means (stripe.com/docs/api/disputes). It refuses to know what is
//! booked by them.
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use super::{Reply, Stripe, read, send};
use crate::{
    billing::chargeback::{Dispute, DisputeState},
    money::{Currency, Money},
};

/// What we read of a dispute.
#[derive(Debug, Deserialize)]
struct Told {
    id: String,
    amount: i64,
    currency: String,
    reason: String,
    status: String,
    payment_intent: Option<String>,
    #[serde(default)]
    evidence_details: Option<Evidence>,
}

#[derive(Debug, Deserialize)]
struct Evidence {
    /// Seconds since 1970.
    due_by: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct List {
    data: Vec<Told>,
}

impl Stripe {
    pub(super) async fn find_disputes(&self, charge: &str) -> Option<Vec<Dispute>> {
        if !read::is_name(charge) {
            return Some(Vec::new());
        }
        match send::<List>(self.get(&format!("disputes?payment_intent={charge}&limit=100"))).await {
            Reply::Read(list) => list.data.iter().map(|told| dispute(told, charge)).collect(),
            _ => None,
        }
    }
}

/// None where it cannot be about this charge, or means nothing that is known.
fn dispute(told: &Told, charge: &str) -> Option<Dispute> {
    if told.payment_intent.as_deref() != Some(charge) || told.amount <= 0 {
        return None;
    }
    let currency = Currency::from_code(&told.currency.to_ascii_uppercase())?;
    let state = match told.status.as_str() {
        "warning_needs_response" | "warning_under_review" | "warning_closed" => DisputeState::Inquiry,
        "needs_response" | "under_review" => DisputeState::Open,
        "won" => DisputeState::Won,
        "lost" | "charge_refunded" => DisputeState::Lost,
        _ => return None,
    };
    let waits = matches!(told.status.as_str(), "needs_response" | "warning_needs_response");
    let due_by = told.evidence_details.as_ref().filter(|_| waits).and_then(|evidence| evidence.due_by);
    let due_on = due_by.and_then(|at| Timestamp::from_second(at).ok()).map(|at| at.to_zoned(TimeZone::UTC).date());
    let (name, reason) = (told.id.clone(), told.reason.clone());
    Some(Dispute { name, amount: Money::new(told.amount, currency), reason, due_on, state })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    fn read(change: &[(&str, serde_json::Value)]) -> Option<Dispute> {
        let mut told = json!({"id": "dp_1", "amount": 500, "currency": "usd", "reason": "fraudulent",
            "status": "needs_response", "payment_intent": "pi_1", "evidence_details": {"due_by": 1_800_000_000}});
        for (name, value) in change {
            told[name] = value.clone();
        }
        dispute(&serde_json::from_value(told).unwrap(), "pi_1")
    }

    #[test]
    fn each_status_has_its_meaning_and_what_is_about_another_charge_means_nothing() {
        let open = read(&[]).unwrap();
        assert_eq!((open.state, open.due_on), (DisputeState::Open, Some(date(2027, 1, 15))));
        for (status, state, waits) in [
            ("under_review", DisputeState::Open, false),
            ("warning_needs_response", DisputeState::Inquiry, true),
            ("won", DisputeState::Won, false),
            ("lost", DisputeState::Lost, false),
        ] {
            let told = read(&[("status", json!(status))]).unwrap();
            assert_eq!((told.state, told.due_on.is_some()), (state, waits), "{status}");
        }
        for other in [("payment_intent", json!("pi_2")), ("amount", json!(0)), ("status", json!("new in 2030"))] {
            assert_eq!(read(std::slice::from_ref(&other)), None, "{other:?}");
        }
    }
}
