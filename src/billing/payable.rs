//! What may be asked for now: open, less what is disputed, promised for later, or under way already. It refuses to know
//! where the parts come from.
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// What an account owes and what of it is not to be asked for now. All of one currency; none below zero but `open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// All open items less credits; negative is a credit.
    pub open: Money,
    /// The open part whose due date has passed.
    pub past_due: Money,
    /// The open part of disputed lines; of what is past due, also what a dispute won: its credit is on another bill.
    pub disputed: Money,
    pub disputed_past_due: Money,
    /// Instalments of an arrangement that are not due yet.
    pub future: Money,
    /// Payments asked for whose end is not known.
    pub pending: Money,
}

impl Standing {
    /// Nothing owed, nothing held.
    pub fn nothing(zero: Money) -> Self {
        Self { open: zero, past_due: zero, disputed: zero, disputed_past_due: zero, future: zero, pending: zero }
    }

    /// Payable now: never below zero.
    pub fn payable(&self) -> Money {
        let held = [self.disputed, self.future, self.pending];
        self.less(self.open, &held)
    }

    /// What is past due of it: disputed lines, instalments and payments under way are held from it.
    pub fn payable_past_due(&self) -> Money {
        let held = [self.disputed_past_due, self.future, self.pending];
        let past_due = self.less(self.past_due, &held);
        Money::new(past_due.minor.min(self.payable().minor), self.open.currency)
    }

    /// Two accounts that are called for under one number together; none when they do not fit.
    pub fn with(&self, other: &Self) -> Option<Self> {
        Some(Self {
            open: self.open.checked_add(other.open)?,
            past_due: self.past_due.checked_add(other.past_due)?,
            disputed: self.disputed.checked_add(other.disputed)?,
            disputed_past_due: self.disputed_past_due.checked_add(other.disputed_past_due)?,
            future: self.future.checked_add(other.future)?,
            pending: self.pending.checked_add(other.pending)?,
        })
    }

    fn less(&self, whole: Money, held: &[Money]) -> Money {
        let rest = held.iter().fold(whole.minor, |rest, part| rest.saturating_sub(part.minor.max(0)));
        Money::new(rest.max(0), self.open.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    #[test]
    fn what_is_held_is_not_asked_for() {
        let standing = Standing {
            open: usd(10_000),
            past_due: usd(6_000),
            disputed: usd(1_500),
            disputed_past_due: usd(500),
            future: usd(2_000),
            pending: usd(1_000),
        };
        assert_eq!((standing.payable(), standing.payable_past_due()), (usd(5_500), usd(2_500)));
        let paid_meanwhile = Standing { pending: usd(20_000), ..standing };
        assert_eq!((paid_meanwhile.payable(), paid_meanwhile.payable_past_due()), (usd(0), usd(0)));
        let credit = Standing { open: usd(-2_500), ..Standing::nothing(usd(0)) };
        assert_eq!(credit.payable(), usd(0));
    }

    proptest! {
        #[test]
        fn never_below_zero_and_never_above_what_is_open(
            open in -5_000_i64..50_000, past in 0_i64..50_000, parts in prop::array::uniform4(0_i64..20_000),
        ) {
            let [disputed, disputed_past_due, future, pending] = parts.map(usd);
            let (open, past_due) = (usd(open), usd(past.min(open.max(0))));
            let standing = Standing { open, past_due, disputed, disputed_past_due, future, pending };
            let (now, late) = (standing.payable(), standing.payable_past_due());
            prop_assert!(now.minor >= 0 && now.minor <= open.minor.max(0));
            prop_assert!(late.minor >= 0 && late.minor <= now.minor);
        }
    }
}
