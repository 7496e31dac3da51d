//! A day's report from Stripe's balance transactions (stripe.com/docs/api/balance_transactions/list; what each is of:
//! stripe.com/docs/reports/reporting-categories). It refuses to guess at what is none of a payment, payout or fee.
use serde::Deserialize;

use super::{Reply, Stripe, send};
use crate::{
    billing::reconcile::{Entry, EntryKind},
    gateway::report::{ReportFault, Span},
    money::{Currency, Money},
};

#[derive(Debug, Deserialize)]
struct List {
    data: Vec<Told>,
    has_more: bool,
}

/// What we read of a balance transaction.
#[derive(Debug, Deserialize)]
struct Told {
    id: String,
    created: i64,
    amount: i64,
    fee: i64,
    currency: String,
    reporting_category: String,
    source: Option<Source>,
}

/// What moved: a charge, a refund, a dispute, a payout.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Source {
    Name(String),
    Whole { id: String, payment_intent: Option<String> },
}

impl Stripe {
    /// All pages; the latest is told first.
    pub(super) async fn balance_of(&self, span: Span) -> Result<Vec<Entry>, ReportFault> {
        let (from, until) = (span.from.as_second(), span.until.as_second());
        let question = format!("created[gte]={from}&created[lt]={until}&limit=100&expand[]=data.source");
        let mut told: Vec<Told> = Vec::new();
        loop {
            let after = told.last().map(|last| format!("&starting_after={}", last.id)).unwrap_or_default();
            let list = match send::<List>(self.get(&format!("balance_transactions?{question}{after}"))).await {
                Reply::Read(list) => *list,
                Reply::NotTaken | Reply::Unreachable | Reply::Unknown => return Err(ReportFault::Away),
                Reply::Refused(_) => return Err(ReportFault::Unreadable("it refuses to be asked".to_owned())),
                Reply::Malformed => return Err(strange("it")),
            };
            let came = list.data.len();
            told.extend(list.data);
            match list.has_more {
                true if came > 0 => {}
                true => return Err(strange("a page of it")),
                false => break,
            }
        }
        told.iter().rev().zip(1..).map(|(told, line)| entry(told, line, span)).collect()
    }
}

fn strange(what: &str) -> ReportFault {
    ReportFault::Unreadable(format!("{what} is nothing that Stripe says"))
}

fn entry(told: &Told, line: i64, span: Span) -> Result<Entry, ReportFault> {
    let refused = |why: &str| ReportFault::Unreadable(format!("{} {why}", told.id));
    if !(span.from.as_second()..span.until.as_second()).contains(&told.created) {
        return Err(refused("is of another day"));
    }
    let kind = match told.reporting_category.as_str() {
        "charge" => EntryKind::Charge,
        "refund" => EntryKind::Refund,
        "refund_failure" => EntryKind::RefundFailed,
        "charge_failure" => EntryKind::Return,
        "dispute" => EntryKind::Chargeback,
        "dispute_reversal" => EntryKind::ChargebackWon,
        "payout" | "payout_reversal" => EntryKind::Payout,
        "fee" => EntryKind::Fee,
        other => return Err(refused(&format!("is of {other:?}, which has no place in a report here"))),
    };
    let currency = Currency::from_code(&told.currency.to_ascii_uppercase());
    let currency = currency.ok_or_else(|| refused(&format!("is in {:?}, which is not known", told.currency)))?;
    let (amount, fee) = match kind {
        // what it keeps leaves its balance
        EntryKind::Fee => (0, told.fee.checked_sub(told.amount)),
        _ => (told.amount, Some(told.fee)),
    };
    if kind.is_of_a_payment() && amount.signum() != kind.sign() {
        return Err(refused("moves the other way than what it is of"));
    }
    let reference = match &told.source {
        Some(Source::Whole { payment_intent: Some(intent), .. }) => intent.clone(),
        Some(Source::Whole { id, .. } | Source::Name(id)) => id.clone(),
        None => String::new(),
    };
    let fee = Money::new(fee.ok_or_else(|| refused("has a fee that cannot be counted"))?, currency);
    Ok(Entry { line, entry: told.id.clone(), kind, reference, amount: Money::new(amount, currency), fee, on: span.day })
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use serde_json::json;

    use super::*;

    fn read(change: &[(&str, serde_json::Value)]) -> Result<Entry, ReportFault> {
        let mut told = json!({"id": "txn_1", "created": 150, "amount": 8420, "fee": 274, "currency": "usd",
            "reporting_category": "charge", "source": {"id": "ch_1", "payment_intent": "pi_1"}});
        for (name, value) in change {
            told[name] = value.clone();
        }
        let at = |second| Timestamp::from_second(second).unwrap();
        let span = Span { day: date(2026, 11, 27), from: at(100), until: at(200) };
        entry(&serde_json::from_value(told).unwrap(), 1, span)
    }

    #[test]
    fn each_category_has_its_kind_and_way() {
        let charge = read(&[]).unwrap();
        assert_eq!((charge.kind, charge.reference.as_str()), (EntryKind::Charge, "pi_1"));
        assert_eq!((charge.amount.minor, charge.fee.minor), (8_420, 274));
        for (category, amount, kind) in [
            ("refund", -8_420, EntryKind::Refund),
            ("refund_failure", 8_420, EntryKind::RefundFailed),
            ("charge_failure", -8_420, EntryKind::Return),
            ("dispute", -8_420, EntryKind::Chargeback),
            ("dispute_reversal", 8_420, EntryKind::ChargebackWon),
        ] {
            let told = |amount: i64| read(&[("reporting_category", json!(category)), ("amount", json!(amount))]);
            assert_eq!(told(amount).unwrap().kind, kind);
            assert!(told(-amount).is_err(), "{category} the other way");
        }
        let payout = read(&[
            ("reporting_category", json!("payout")),
            ("amount", json!(-8_000)),
            ("fee", json!(0)),
            ("source", json!("po_1")),
        ]);
        let payout = payout.unwrap();
        assert_eq!((payout.kind, payout.reference.as_str(), payout.amount.minor), (EntryKind::Payout, "po_1", -8_000));
        let fee =
            [("reporting_category", json!("fee")), ("amount", json!(-500)), ("fee", json!(0)), ("source", json!(null))];
        let fee = read(&fee).unwrap();
        assert_eq!((fee.kind, fee.amount.minor, fee.fee.minor), (EntryKind::Fee, 0, 500));
    }

    #[test]
    fn what_is_of_another_day_or_nothing_known_is_refused_by_its_name() {
        for change in [
            ("created", json!(200)),
            ("created", json!(99)),
            ("currency", json!("zzz")),
            ("reporting_category", json!("topup")),
        ] {
            let refused = read(std::slice::from_ref(&change)).unwrap_err().to_string();
            assert!(refused.contains("txn_1"), "{refused}");
        }
    }
}
