//! A promise to pay: so much by a day, by whatever channel; of several, each is kept by money of its own. It refuses to know
//! payments.
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Verdict, policy::PromiseRules};
use crate::{billing::calendar::Calendar, money::Money};

/// So much will come by a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub amount: Money,
    pub by: Date,
}

/// Why a promise is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromiseFault {
    #[error("rule promise.amount: {0} is more than the {1} that may be asked for now, or nothing")]
    Amount(Money, Money),
    #[error("rule promise.most_days: {by} must lie between today and {last}")]
    Day { by: Date, last: Date },
}

impl Promise {
    /// Whether the rules take it.
    ///
    /// # Errors
    /// The rule that refuses it.
    pub fn check(&self, payable: Money, today: Date, rules: &PromiseRules) -> Result<(), PromiseFault> {
        if !self.amount.is_positive() || self.amount.currency != payable.currency || self.amount.minor > payable.minor {
            return Err(PromiseFault::Amount(self.amount, payable));
        }
        let last = today.saturating_add(rules.most_days.days());
        if self.by < today || self.by > last {
            return Err(PromiseFault::Day { by: self.by, last });
        }
        Ok(())
    }

    /// How it stands where so much was paid since it was made and so much is under way.
    pub fn judge(&self, came: Came, today: Date, rules: &PromiseRules, calendar: &Calendar) -> Verdict {
        if came.paid.minor >= self.amount.minor {
            return Verdict::Kept;
        }
        let in_time = today <= calendar.later(calendar.on_or_after(self.by), rules.grace_days);
        if in_time || came.paid.minor.saturating_add(came.pending.minor) >= self.amount.minor {
            return Verdict::Running;
        }
        Verdict::Broken { due_on: self.by }
    }
}

/// What came in for an agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Came {
    pub paid: Money,
    /// Asked for; its end is not known.
    pub pending: Money,
}

/// A promise of an account among its others.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    pub promise: Promise,
    /// When it was made.
    pub at: Timestamp,
    /// What came later is not for it.
    pub ended_at: Option<Timestamp>,
}

/// A sum that came for an account, or is under way.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    /// When it was asked for.
    pub at: Timestamp,
    pub minor: i64,
    pub is_paid: bool,
}

/// What came for each of an account's promises: a sum counts once, for the promise due first of those made before it, and
/// what that does not need for the next.
pub fn came(all: &[Made], sums: &[Sum]) -> Vec<Came> {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|place| (all[*place].promise.by, all[*place].at, *place));
    let mut taken = vec![(0_i64, 0_i64); all.len()];
    // what is paid counts before what is only under way
    let (paid, pending): (Vec<&Sum>, Vec<&Sum>) = sums.iter().partition(|sum| sum.is_paid);
    for sum in paid.into_iter().chain(pending) {
        let mut rest = sum.minor.max(0);
        for place in &order {
            let made = &all[*place];
            if made.at > sum.at || made.ended_at.is_some_and(|ended| ended < sum.at) {
                continue;
            }
            let (paid, pending) = &mut taken[*place];
            let part = (made.promise.amount.minor - *paid - *pending).clamp(0, rest);
            rest -= part;
            *(if sum.is_paid { paid } else { pending }) += part;
        }
    }
    let came = all.iter().zip(taken).map(|(made, (paid, pending))| {
        let money = |minor| Money::new(minor, made.promise.amount.currency);
        Came { paid: money(paid), pending: money(pending) }
    });
    came.collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn came(paid: i64, pending: i64) -> Came {
        Came { paid: usd(paid), pending: usd(pending) }
    }

    #[test]
    fn it_is_kept_by_the_money_and_broken_when_its_grace_is_over() {
        // a Friday; Monday is its day of grace
        let promise = Promise { amount: usd(8_000), by: date(2026, 12, 4) };
        let judge = |came, today| {
            promise.judge(came, today, &PromiseRules::default(), &Calendar::new(std::collections::BTreeSet::new()))
        };
        assert_eq!(judge(came(7_999, 0), date(2026, 12, 7)), Verdict::Running);
        assert_eq!(judge(came(8_000, 0), date(2026, 12, 1)), Verdict::Kept);
        assert_eq!(judge(came(7_999, 0), date(2026, 12, 8)), Verdict::Broken { due_on: promise.by });
        assert_eq!(judge(came(7_999, 1), date(2026, 12, 8)), Verdict::Running, "what is under way is waited for");
    }

    #[test]
    fn a_sum_counts_once_and_for_the_promise_due_first() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let made = |minor, day, second| Made {
            promise: Promise { amount: usd(minor), by: date(2026, 12, day) },
            at: at(second),
            ended_at: None,
        };
        let sum = |minor, second, is_paid| Sum { at: at(second), minor, is_paid };
        let shown = |all: &[Made], sums: &[Sum]| {
            super::came(all, sums).iter().map(|came| (came.paid.minor, came.pending.minor)).collect::<Vec<_>>()
        };
        let (later, sooner) = (made(5_000, 18, 1), made(3_000, 11, 2));
        assert_eq!(shown(&[later, sooner], &[sum(4_000, 3, true)]), [(1_000, 0), (3_000, 0)]);
        assert_eq!(shown(&[later, sooner], &[sum(4_000, 1, true)]), [(4_000, 0), (0, 0)], "before the second was made");
        let both = [sum(2_000, 3, false), sum(3_000, 4, true)];
        assert_eq!(shown(&[later, sooner], &both), [(0, 2_000), (3_000, 0)], "paid before under way");
        let broken = Made { ended_at: Some(at(5)), ..sooner };
        assert_eq!(shown(&[later, broken], &[sum(1_000, 4, true), sum(900, 6, true)]), [(900, 0), (1_000, 0)]);
    }

    #[test]
    fn the_rules_refuse_by_name() {
        let (today, rules) = (date(2026, 12, 1), PromiseRules::default());
        let check = |minor, by| Promise { amount: usd(minor), by }.check(usd(8_000), today, &rules);
        assert_eq!(check(8_000, date(2026, 12, 15)), Ok(()));
        for (minor, by, rule) in [
            (8_001, date(2026, 12, 4), "promise.amount"),
            (0, date(2026, 12, 4), "promise.amount"),
            (1, date(2026, 12, 16), "promise.most_days"),
            (1, date(2026, 11, 30), "promise.most_days"),
        ] {
            assert!(check(minor, by).unwrap_err().to_string().contains(rule));
        }
    }
}
