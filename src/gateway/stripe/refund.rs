//! Refunds at Stripe: one request by its idempotency key, and the list of an intent's refunds, in which ours carries its key
//! (stripe.com/docs/api/refunds). It refuses to know what the payment paid.
use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Reply, Stripe, read, send};
use crate::{
    billing::refund::RefundRefusal,
    gateway::{Refund, RefundOutcome},
};

/// What we read of a refund.
#[derive(Debug, Deserialize)]
struct Told {
    id: String,
    amount: i64,
    currency: String,
    status: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    #[serde(default)]
    failure_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct List {
    data: Vec<Told>,
    has_more: bool,
}

impl Stripe {
    pub(super) async fn refund_once(&self, refund: &Refund) -> RefundOutcome {
        let form = [
            ("payment_intent", refund.charge.clone()),
            ("amount", refund.amount.minor.to_string()),
            ("metadata[key]", refund.key.clone()),
        ];
        match send::<Told>(self.post("refunds", &format!("{}:refund", refund.key), &form)).await {
            Reply::Read(told) => outcome(&told, refund),
            // refused now; what came of an earlier request by this key is in the list
            Reply::Refused(refusal) => match self.find_refund(refund).await {
                RefundOutcome::NeverSeen => RefundOutcome::Refused(refusal.of_refund()),
                found => found,
            },
            Reply::NotTaken | Reply::Unreachable => RefundOutcome::Down,
            Reply::Malformed => RefundOutcome::Contradicts("its answer cannot be read"),
            Reply::Unknown => RefundOutcome::Unknown,
        }
    }

    pub(super) async fn find_refund(&self, refund: &Refund) -> RefundOutcome {
        if !read::is_name(&refund.charge) {
            // a person's note stands where its name would: Stripe can have given nothing back by it
            return RefundOutcome::NeverSeen;
        }
        match send::<List>(self.get(&format!("refunds?payment_intent={}&limit=100", refund.charge))).await {
            Reply::Read(list) => match list.data.iter().find(|told| told.metadata.get("key") == Some(&refund.key)) {
                Some(told) => outcome(told, refund),
                None if list.has_more => RefundOutcome::Contradicts("it has more refunds than can be looked through"),
                None => RefundOutcome::NeverSeen,
            },
            Reply::Refused(_) => RefundOutcome::Contradicts("it does not know the charge that it named"),
            Reply::Malformed => RefundOutcome::Contradicts("its answer cannot be read"),
            Reply::NotTaken | Reply::Unreachable | Reply::Unknown => RefundOutcome::Unknown,
        }
    }
}

fn outcome(told: &Told, refund: &Refund) -> RefundOutcome {
    let is_it = told.amount == refund.amount.minor
        && told.currency.eq_ignore_ascii_case(refund.amount.currency.code())
        && told.metadata.get("key") == Some(&refund.key)
        && told.payment_intent.as_ref().is_none_or(|intent| *intent == refund.charge);
    if !is_it {
        return RefundOutcome::Contradicts("its answer is about another refund or amount");
    }
    match told.status.as_str() {
        "succeeded" => RefundOutcome::Refunded { reference: told.id.clone() },
        "pending" | "requires_action" => RefundOutcome::Pending,
        "failed" | "canceled" => RefundOutcome::Refused(match told.failure_reason.as_deref() {
            Some("expired_or_canceled_card" | "lost_or_stolen_card") => RefundRefusal::CardClosed,
            _ => RefundRefusal::NotAccepted,
        }),
        _ => RefundOutcome::Contradicts("its status is none that a refund can have"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::money::{Currency, Money};

    fn read(change: &[(&str, serde_json::Value)]) -> RefundOutcome {
        let mut told = json!({"id": "re_1", "amount": 500, "currency": "usd", "status": "succeeded",
            "payment_intent": "pi_1", "metadata": {"key": "k"}});
        for (name, value) in change {
            told[name] = value.clone();
        }
        let refund = Refund { key: "k".into(), amount: Money::new(500, Currency::USD), charge: "pi_1".into() };
        outcome(&serde_json::from_value(told).unwrap(), &refund)
    }

    #[test]
    fn each_status_has_its_meaning_and_what_is_about_another_refund_means_nothing() {
        assert_eq!(read(&[]), RefundOutcome::Refunded { reference: "re_1".to_owned() });
        assert_eq!(read(&[("status", json!("pending"))]), RefundOutcome::Pending);
        for (reason, refusal) in [
            (json!("expired_or_canceled_card"), RefundRefusal::CardClosed),
            (json!("lost_or_stolen_card"), RefundRefusal::CardClosed),
            (json!("declined"), RefundRefusal::NotAccepted),
            (json!(null), RefundRefusal::NotAccepted),
        ] {
            let failed = [("status", json!("failed")), ("failure_reason", reason)];
            assert_eq!(read(&failed), RefundOutcome::Refused(refusal));
        }
        for other in [
            ("amount", json!(501)),
            ("currency", json!("eur")),
            ("payment_intent", json!("pi_2")),
            ("metadata", json!({"key": "of another"})),
            ("status", json!("new in 2030")),
        ] {
            assert!(matches!(read(std::slice::from_ref(&other)), RefundOutcome::Contradicts(_)), "{other:?}");
        }
    }
}
