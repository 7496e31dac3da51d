//! Which bills a payment pays, by a rule of the biller's. It refuses to know fees (they are never allocated).
use jiff::civil::Date;

use super::LineKind;
use crate::{
    id::{AccountId, BillId},
    money::Money,
};

/// A bill with something still to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBill {
    pub bill: BillId,
    pub account: AccountId,
    /// As the biller wrote it; decides between bills of one due date.
    pub number: String,
    pub due_on: Date,
    /// Its lines less what is allocated to it.
    pub open: Money,
    /// What its lines come to by kind, where the rule looks at kinds; those that lower a bill are left out.
    pub kinds: Vec<(LineKind, Money)>,
}

/// The biller's rule. With every rule what is left pays the other bills, the oldest due first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// The bill that the payer chose, then the oldest due.
    #[default]
    ChosenBill,
    /// The oldest due, whatever the payer chose.
    OldestFirst,
    /// What is past due, then the bill that the payer chose.
    PastDueFirst,
    /// All bills' lines of the first kind, then of the second, and so on; within a kind the bill that the payer chose, then
    /// the oldest due.
    ByKind(Vec<LineKind>),
}

/// How one payment is to be spread.
#[derive(Clone, Copy, Debug)]
pub struct Spread<'a> {
    pub rule: &'a Rule,
    /// The bill that the payer chose.
    pub chosen: Option<&'a BillId>,
    /// The day it counts from: what was due before is past due.
    pub on: Date,
}

/// A payment spread over bills, exact to the minor unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Each bill once, each part positive.
    pub parts: Vec<(BillId, Money)>,
    /// What no bill needs: a credit on the account.
    pub unapplied: Money,
}

/// Spreads `amount` over `open` bills, in whatever order they come; bills with nothing open and bills of another
/// currency get nothing.
pub fn allocate(open: &[OpenBill], amount: Money, spread: Spread<'_>) -> Allocation {
    let mut bills: Vec<&OpenBill> = open.iter().filter(|bill| bill.open.currency == amount.currency).collect();
    bills.sort_by_key(|bill| (rank(bill, spread), bill.due_on, &bill.number, bill.bill.as_str()));
    let mut rest = amount.minor.max(0);
    let mut shares = vec![0_i64; bills.len()];
    if let Rule::ByKind(order) = spread.rule {
        for kind in order {
            for (bill, share) in bills.iter().zip(&mut shares) {
                take(&mut rest, share, open_of_kind(bill, *kind, order).min(bill.open.minor - *share));
            }
        }
    }
    for (bill, share) in bills.iter().zip(&mut shares) {
        take(&mut rest, share, bill.open.minor - *share);
    }
    let shares = bills.iter().zip(shares).filter(|(_, share)| *share > 0);
    let parts = shares.map(|(bill, share)| (bill.bill.clone(), Money::new(share, amount.currency))).collect();
    Allocation { parts, unapplied: Money::new(rest, amount.currency) }
}

fn take(rest: &mut i64, share: &mut i64, wanted: i64) {
    let part = wanted.clamp(0, *rest);
    *share += part;
    *rest -= part;
}

/// Lower comes first, whatever the due date.
fn rank(bill: &OpenBill, spread: Spread<'_>) -> u8 {
    let chosen = spread.chosen == Some(&bill.bill);
    match spread.rule {
        Rule::OldestFirst => 0,
        Rule::PastDueFirst if bill.due_on < spread.on => 0,
        _ if chosen => 1,
        _ => 2,
    }
}

/// What of a kind is open: whatever lowered the bill so far, payments and discounts alike, went to the first kinds first.
fn open_of_kind(bill: &OpenBill, kind: LineKind, order: &[LineKind]) -> i64 {
    let sum = |kind: LineKind| -> i64 {
        bill.kinds.iter().filter(|(own, _)| *own == kind).map(|(_, amount)| amount.minor.max(0)).sum()
    };
    let behind = order.iter().skip_while(|own| **own != kind).skip(1).map(|later| sum(*later)).sum::<i64>();
    let others: i64 =
        bill.kinds.iter().filter(|(own, _)| !order.contains(own)).map(|(_, amount)| amount.minor.max(0)).sum();
    (bill.open.minor - behind - others).clamp(0, sum(kind))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn bill(at: usize, day: i8, open: i64) -> OpenBill {
        OpenBill {
            bill: BillId::of(&at.to_string()),
            account: AccountId::of("1"),
            number: at.to_string(),
            due_on: date(2026, 12, day),
            open: usd(open),
            kinds: Vec::new(),
        }
    }

    fn spread<'a>(rule: &'a Rule, chosen: Option<&'a BillId>) -> Spread<'a> {
        Spread { rule, chosen, on: date(2026, 12, 10) }
    }

    fn ids(paid: &Allocation) -> Vec<(&str, i64)> {
        paid.parts.iter().map(|(bill, part)| (bill.as_str(), part.minor)).collect()
    }

    #[test]
    fn the_oldest_is_paid_first_and_the_rest_is_kept_as_a_credit() {
        let bills = [bill(1, 20, 5000), bill(2, 4, 3000), bill(3, 4, 1000), bill(4, 1, -700)];
        let paid = |minor| allocate(&bills, usd(minor), spread(&Rule::OldestFirst, None));
        assert_eq!(ids(&paid(3500)), [("bill_2", 3000), ("bill_3", 500)]);
        assert_eq!(paid(3500).unapplied, usd(0));
        assert_eq!(paid(9999).unapplied, usd(999));
        assert_eq!(paid(-5), Allocation { parts: vec![], unapplied: usd(0) });
    }

    #[test]
    fn the_chosen_bill_comes_first_unless_arrears_do() {
        let bills = [bill(1, 4, 3000), bill(2, 15, 2000), bill(3, 20, 5000)];
        let chosen = BillId::of("3");
        let paid = |rule| allocate(&bills, usd(6000), spread(rule, Some(&chosen)));
        assert_eq!(ids(&paid(&Rule::ChosenBill)), [("bill_3", 5000), ("bill_1", 1000)]);
        assert_eq!(ids(&paid(&Rule::OldestFirst)), [("bill_1", 3000), ("bill_2", 2000), ("bill_3", 1000)]);
        assert_eq!(ids(&paid(&Rule::PastDueFirst)), [("bill_1", 3000), ("bill_3", 3000)]);
    }

    #[test]
    fn kinds_are_paid_in_their_order_over_all_bills() {
        let kinds = vec![(LineKind::Charge, usd(8000)), (LineKind::Tax, usd(640))];
        // a discount of 2.00 and a payment of 5.00 lowered the first bill's tax, then its charge
        let old = OpenBill { kinds: kinds.clone(), ..bill(1, 4, 7940) };
        let new = OpenBill { kinds, ..bill(2, 20, 8640) };
        let rule = Rule::ByKind(vec![LineKind::Tax, LineKind::Charge]);
        let bills = [new, old];
        let paid = |minor| allocate(&bills, usd(minor), spread(&rule, None));
        assert_eq!(ids(&paid(600)), [("bill_2", 600)], "the old bill's tax is paid");
        assert_eq!(ids(&paid(1000)), [("bill_1", 360), ("bill_2", 640)]);
        assert_eq!(paid(20_000).unapplied, usd(20_000 - 7940 - 8640));
    }

    fn rules() -> impl Strategy<Value = Rule> {
        let kinds = prop::sample::subsequence(vec![LineKind::Tax, LineKind::Charge], 0..=2).prop_shuffle();
        prop_oneof![
            Just(Rule::ChosenBill),
            Just(Rule::OldestFirst),
            Just(Rule::PastDueFirst),
            kinds.prop_map(Rule::ByKind)
        ]
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made(
            open in prop::collection::vec((1_i8..28, -500_i64..5000, 0_i64..3000, 0_i64..3000), 0..12),
            amount in 0_i64..20_000,
            rule in rules(),
            chosen in 0_usize..12,
            code in prop::sample::select(vec!["JPY", "USD", "KWD"]),
        ) {
            let currency = Currency::from_code(code).unwrap();
            let money = |minor| Money::new(minor, currency);
            let bills: Vec<_> = open.iter().enumerate().map(|(at, (day, open, tax, charge))| OpenBill {
                open: money(*open),
                kinds: vec![(LineKind::Charge, money(*charge)), (LineKind::Tax, money(*tax))],
                ..bill(at, *day, 0)
            }).collect();
            let chosen = BillId::of(&chosen.to_string());
            let paid = allocate(&bills, money(amount), spread(&rule, Some(&chosen)));
            let applied: i64 = paid.parts.iter().map(|(_, part)| part.minor).sum();
            prop_assert_eq!(applied + paid.unapplied.minor, amount);
            for (id, part) in &paid.parts {
                let bill = bills.iter().find(|bill| bill.bill == *id).unwrap();
                prop_assert!(part.minor > 0 && part.minor <= bill.open.minor);
            }
            let mut once: Vec<&str> = paid.parts.iter().map(|(id, _)| id.as_str()).collect();
            once.sort_unstable();
            once.dedup();
            prop_assert_eq!(once.len(), paid.parts.len());
            let owed: i64 = bills.iter().map(|bill| bill.open.minor.max(0)).sum();
            prop_assert_eq!(paid.unapplied.minor, (amount - owed).max(0));
            if rule == Rule::OldestFirst {
                // an earlier bill is full before a later one gets anything
                for (id, _) in paid.parts.iter().rev().skip(1) {
                    let bill = bills.iter().find(|bill| bill.bill == *id).unwrap();
                    prop_assert!(paid.parts.contains(&(id.clone(), bill.open)));
                }
            }
        }
    }
}
