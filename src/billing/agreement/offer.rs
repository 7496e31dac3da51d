//! What a biller offers a customer to agree to, whole: amounts, days and the card. It refuses to know who is asked, and how.
use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};
use serde::{Deserialize, Serialize};

use super::{AgreementKind, arrangement::Instalment};
use crate::{
    billing::{MethodFace, calendar::Calendar},
    id::AgreementId,
};

/// A customer is offered at most so many at once.
pub const MOST: usize = 3;

/// Terms that can be agreed to as they are, or that run.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Offer {
    pub kind: AgreementKind,
    /// What is paid on which day, the first first.
    pub parts: Vec<Instalment>,
    /// Charged on each day; none where the customer pays by another channel.
    pub method: Option<MethodFace>,
    /// Of an arrangement: so many instalments behind the down payment.
    pub count: u32,
    /// The agreement that these terms are of, or that ends when they are agreed to.
    pub runs: Option<AgreementId>,
    /// The parts of an arrangement that ends when these are agreed to.
    #[serde(default)]
    pub replaces: Vec<Instalment>,
}

/// Why no arrangement is offered, as far as a customer is helped by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// This biller takes no instalments.
    NotOffered,
    /// So small a sum is paid at once.
    TooLittle,
    /// One was broken not long ago.
    BrokenBefore,
}

impl Refusal {
    pub const ALL: [Self; 3] = [Self::NotOffered, Self::TooLittle, Self::BrokenBefore];

    /// As a flow names it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotOffered => "not-offered",
            Self::TooLittle => "too-little",
            Self::BrokenBefore => "broken-before",
        }
    }
}

/// The days to choose from, up to the `last` one: the next business day, the Friday behind it, the day when the bill is due;
/// without one the Friday after. Today where the rules allow no later day.
pub fn days(today: Date, due_on: Option<Date>, last: Date, calendar: &Calendar) -> Vec<Date> {
    let next = calendar.later(today, 1);
    let friday = friday_behind(next);
    let third = due_on.filter(|day| *day > today).unwrap_or_else(|| friday_behind(friday));
    let all = [next, calendar.on_or_before(friday), calendar.on_or_before(third)];
    let days: BTreeSet<Date> = all.into_iter().filter(|day| *day > today && *day <= last).collect();
    if days.is_empty() && calendar.is_business(today) {
        return vec![today];
    }
    days.into_iter().take(MOST).collect()
}

fn friday_behind(day: Date) -> Date {
    let ahead = (1..=7_i64).map(|days| day.saturating_add(days.days()));
    ahead.into_iter().find(|day| day.weekday() == Weekday::Friday).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> Calendar {
        Calendar::new([date(2026, 12, 25)].into())
    }

    #[test]
    fn tomorrow_on_friday_and_on_the_due_date() {
        let tuesday = date(2026, 12, 1);
        let offered = days(tuesday, Some(date(2026, 12, 13)), date(2027, 12, 1), &calendar());
        // the due date is a Sunday
        assert_eq!(offered, [date(2026, 12, 2), date(2026, 12, 4), date(2026, 12, 11)]);
        let without = days(tuesday, Some(tuesday), date(2027, 12, 1), &calendar());
        assert_eq!(without, [date(2026, 12, 2), date(2026, 12, 4), date(2026, 12, 11)], "the Friday after");
    }

    #[test]
    fn holidays_are_passed_over_and_the_last_day_holds() {
        let tuesday = date(2026, 12, 22);
        let offered = days(tuesday, None, date(2027, 1, 8), &calendar());
        assert_eq!(offered, [date(2026, 12, 23), date(2026, 12, 24), date(2027, 1, 1)]);
        assert_eq!(days(tuesday, None, date(2026, 12, 23), &calendar()), [date(2026, 12, 23)]);
        assert_eq!(days(tuesday, None, tuesday, &calendar()), [tuesday], "no later day is allowed");
    }

    proptest! {
        #[test]
        fn some_business_days_in_their_order(offset in 0_i64..2_000, due in -30_i64..60) {
            let today = date(2026, 1, 1).saturating_add(offset.days());
            let last = today.saturating_add(14.days());
            let offered = days(today, Some(today.saturating_add(due.days())), last, &calendar());
            prop_assert!(!offered.is_empty() && offered.len() <= MOST);
            prop_assert!(offered.is_sorted() && offered.iter().all(|day| *day > today && *day <= last));
            prop_assert!(offered.iter().all(|day| calendar().is_business(*day)));
        }
    }
}
