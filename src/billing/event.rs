//! What the biller's own systems are told of, and when a webhook is tried again. It refuses to know who listens.
use std::time::Duration;

use serde::Serialize;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum EventKind {
    #[serde(rename = "payment.paid")]
    PaymentPaid,
    #[serde(rename = "payment.declined")]
    PaymentDeclined,
    #[serde(rename = "payment.refunded")]
    PaymentRefunded,
    #[serde(rename = "payment.refund-failed")]
    RefundFailed,
    #[serde(rename = "payment.returned")]
    PaymentReturned,
    #[serde(rename = "payment.charged-back")]
    PaymentChargedBack,
    #[serde(rename = "payment.chargeback-won")]
    ChargebackWon,
    #[serde(rename = "payment.escheated")]
    PaymentEscheated,
    #[serde(rename = "bill.issued")]
    BillIssued,
    #[serde(rename = "day.closed")]
    DayClosed,
}

impl EventKind {
    /// Every kind by its name in webhooks.
    pub const ALL: [(&'static str, Self); 10] = [
        ("payment.paid", Self::PaymentPaid),
        ("payment.declined", Self::PaymentDeclined),
        ("payment.refunded", Self::PaymentRefunded),
        ("payment.refund-failed", Self::RefundFailed),
        ("payment.returned", Self::PaymentReturned),
        ("payment.charged-back", Self::PaymentChargedBack),
        ("payment.chargeback-won", Self::ChargebackWon),
        ("payment.escheated", Self::PaymentEscheated),
        ("bill.issued", Self::BillIssued),
        ("day.closed", Self::DayClosed),
    ];

    pub fn as_text(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| *name)
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }
}

/// How long to wait behind each failed try, in seconds; the last one is given up (Standard Webhooks, "Deliverability and
/// reliability").
const WAITS: [u64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// How long to wait behind a number of failed tries, from 1; none where it is given up.
pub fn next_try(failed: i64) -> Option<Duration> {
    let place = usize::try_from(failed.checked_sub(1)?).ok()?;
    WAITS.get(place).map(|seconds| Duration::from_secs(*seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_tries_in_three_days_then_it_is_given_up() {
        assert_eq!(next_try(1), Some(Duration::from_secs(5)));
        assert_eq!(next_try(9), Some(Duration::from_secs(86_400)));
        assert_eq!((next_try(10), next_try(0)), (None, None));
        let all: Duration = (1..10).filter_map(next_try).sum();
        assert_eq!(all.as_secs() / 3_600, 75);
        for (name, kind) in EventKind::ALL {
            assert_eq!(EventKind::from_text(name), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), name);
        }
    }
}
