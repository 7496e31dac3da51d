//! A promise to pay: so much by a day, by whatever channel. It refuses to know payments.
use jiff::{ToSpan, civil::Date};
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
