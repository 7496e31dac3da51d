//! Which bills a payment pays: the oldest due first. It refuses to know fees (they are never allocated).
use jiff::civil::Date;

use crate::{id::BillId, money::Money};

/// A bill with something still to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBill {
    pub bill: BillId,
    /// As the biller wrote it; decides between bills of one due date.
    pub number: String,
    pub due_on: Date,
    /// Its lines less what is allocated to it.
    pub open: Money,
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
pub fn allocate(open: &[OpenBill], amount: Money) -> Allocation {
    let mut bills: Vec<&OpenBill> = open.iter().collect();
    bills.sort_by_key(|bill| (bill.due_on, &bill.number, bill.bill.as_str()));
    let mut rest = amount.minor.max(0);
    let mut parts = Vec::new();
    for bill in bills {
        let part = bill.open.minor.min(rest);
        if part > 0 && bill.open.currency == amount.currency {
            parts.push((bill.bill.clone(), Money::new(part, amount.currency)));
            rest -= part;
        }
    }
    Allocation { parts, unapplied: Money::new(rest, amount.currency) }
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
            number: at.to_string(),
            due_on: date(2026, 12, day),
            open: usd(open),
        }
    }

    #[test]
    fn the_oldest_is_paid_first_and_the_rest_is_kept_as_a_credit() {
        let bills = [bill(1, 20, 5000), bill(2, 4, 3000), bill(3, 4, 1000), bill(4, 1, -700)];
        let ids = |paid: &Allocation| {
            paid.parts.iter().map(|(bill, part)| (bill.as_str().to_owned(), part.minor)).collect::<Vec<_>>()
        };
        let paid = allocate(&bills, usd(3500));
        assert_eq!(ids(&paid), [("bill_2".to_owned(), 3000), ("bill_3".to_owned(), 500)]);
        assert_eq!(paid.unapplied, usd(0));
        assert_eq!(allocate(&bills, usd(9999)).unapplied, usd(999));
        assert_eq!(allocate(&bills, usd(-5)), Allocation { parts: vec![], unapplied: usd(0) });
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_overpaid(
            open in prop::collection::vec((1_i8..28, -500_i64..5000), 0..12),
            amount in 0_i64..20_000,
        ) {
            let bills: Vec<_> = open.iter().enumerate().map(|(at, (day, open))| bill(at, *day, *open)).collect();
            let paid = allocate(&bills, usd(amount));
            let applied: i64 = paid.parts.iter().map(|(_, part)| part.minor).sum();
            prop_assert_eq!(applied + paid.unapplied.minor, amount);
            let mut last = None;
            for (id, part) in &paid.parts {
                let bill = bills.iter().find(|bill| bill.bill == *id).unwrap();
                prop_assert!(part.minor > 0 && part.minor <= bill.open.minor);
                prop_assert!(last <= Some(bill.due_on));
                last = Some(bill.due_on);
            }
            // an older bill is full before a newer one gets anything
            for (id, _) in paid.parts.iter().rev().skip(1) {
                let bill = bills.iter().find(|bill| bill.bill == *id).unwrap();
                prop_assert!(paid.parts.contains(&(id.clone(), bill.open)));
            }
            let owed: i64 = bills.iter().map(|bill| bill.open.minor.max(0)).sum();
            prop_assert_eq!(paid.unapplied.minor, (amount - owed).max(0));
        }
    }
}
