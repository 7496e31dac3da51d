//! What of late bills is held from late fees besides disputes: instalments that are not due yet, payments under way, and what
//! the account does not owe after all. It refuses to know fees.
use super::draft::Overdue;
use crate::{id::BillId, money::Money};

/// A bill that a running arrangement splits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arranged {
    pub bill: BillId,
    /// What may be asked for of it but for the arrangement.
    pub rest: Money,
    /// The sum of the arrangement's instalments that are not due yet.
    pub future: Money,
}

/// What the late bills of one account have to wait for.
#[derive(Clone, Debug, Default)]
pub struct Hold {
    /// The bills of its running arrangement, the one due last first.
    pub arranged: Vec<Arranged>,
    /// Payments whose end is not known.
    pub pending: i64,
    /// What may be asked for of the account at all: less than what is late where it has a credit; without bound where nothing
    /// is held.
    pub payable: i64,
}

impl Hold {
    /// Takes what is held off the late bills, the one due first at the front: what comes is for the oldest, so instalments to
    /// come are the newest bills', payments under way and credits the oldest ones'.
    pub fn take_off(&self, overdue: &mut [Overdue]) {
        let mut future = self.arranged.first().map_or(0, |arranged| arranged.future.minor);
        for arranged in &self.arranged {
            let held = future.min(arranged.rest.minor).max(0);
            future -= held;
            if let Some(late) = overdue.iter_mut().find(|late| late.bill == arranged.bill) {
                late.open = less(late.open, held);
            }
        }
        from_the_oldest(overdue, self.pending);
        let late = overdue.iter().fold(0_i64, |sum, late| sum.saturating_add(late.open.minor.max(0)));
        from_the_oldest(overdue, late.saturating_sub(self.payable));
    }
}

fn from_the_oldest(overdue: &mut [Overdue], mut held: i64) {
    for late in overdue {
        let part = held.min(late.open.minor).max(0);
        held -= part;
        late.open = less(late.open, part);
    }
}

fn less(open: Money, held: i64) -> Money {
    Money::new(open.minor.saturating_sub(held).max(0), open.currency)
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

    fn late(open: &[i64]) -> Vec<Overdue> {
        let late = |(place, minor): (usize, &i64)| Overdue {
            bill: BillId::of(&place.to_string()),
            number: place.to_string(),
            due_on: date(2026, 11, 20),
            open: usd(*minor),
            fees: usd(0),
        };
        open.iter().enumerate().map(late).collect()
    }

    fn left(open: &[i64], future: i64, pending: i64) -> Vec<i64> {
        let mut late = late(open);
        let arranged =
            late.iter().rev().map(|late| Arranged { bill: late.bill.clone(), rest: late.open, future: usd(future) });
        let hold = Hold { arranged: arranged.collect(), pending, payable: i64::MAX };
        hold.take_off(&mut late);
        late.iter().map(|late| late.open.minor).collect()
    }

    #[test]
    fn instalments_to_come_hold_the_newest_bills_and_payments_under_way_the_oldest() {
        assert_eq!(left(&[6_000, 4_000], 8_000, 0), [2_000, 0]);
        assert_eq!(left(&[6_000, 4_000], 0, 7_000), [0, 3_000]);
        assert_eq!(left(&[6_000, 4_000], 3_000, 7_000), [0, 0]);
        assert_eq!(left(&[6_000, 4_000], 0, 0), [6_000, 4_000]);
    }

    #[test]
    fn a_bill_that_is_not_late_yet_takes_its_part_of_the_instalments() {
        let mut late = late(&[6_000]);
        let newest = Arranged { bill: BillId::of("new"), rest: usd(4_000), future: usd(5_000) };
        let oldest = Arranged { bill: late[0].bill.clone(), rest: usd(6_000), ..newest.clone() };
        Hold { arranged: vec![newest, oldest], pending: 0, payable: i64::MAX }.take_off(&mut late);
        assert_eq!(late[0].open, usd(5_000));
    }

    #[test]
    fn no_more_is_late_than_the_account_owes() {
        let mut late = late(&[6_000, 4_000]);
        Hold { arranged: Vec::new(), pending: 0, payable: 4_500 }.take_off(&mut late);
        assert_eq!((late[0].open, late[1].open), (usd(500), usd(4_000)), "a credit is for the oldest");
    }

    proptest! {
        #[test]
        fn what_is_left_is_what_is_open_less_what_is_held(
            open in prop::collection::vec(0_i64..10_000, 1..6), future in 0_i64..30_000, pending in 0_i64..30_000,
        ) {
            let left = left(&open, future, pending);
            prop_assert!(left.iter().zip(&open).all(|(left, open)| *left >= 0 && left <= open));
            let all: i64 = open.iter().sum();
            prop_assert_eq!(left.iter().sum::<i64>(), (all - future.min(all) - pending).max(0));
        }
    }
}
