//! Autopay: what is drawn for a bill, when, and when it must have been announced. It refuses to know bills and cards.
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::policy::AutopayRules;
use crate::{billing::calendar::Calendar, id::MethodId, money::Money};

/// Every bill is paid from a saved method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Autopay {
    pub amount: Draw,
    /// Days before a bill's due date; 0 is the day itself.
    pub days_before: i64,
    pub method: MethodId,
}

/// How much is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Draw {
    /// All that is open of what is due then.
    Statement,
    /// The same amount each time, or what is open where that is less.
    Fixed(Money),
    /// What is open, but never more than this.
    UpTo(Money),
}

impl Draw {
    /// What is announced where so much is open.
    pub fn of(self, open: Money) -> Money {
        match self {
            Self::Statement => open,
            Self::Fixed(most) | Self::UpTo(most) => super::drawn(most, open),
        }
    }

    /// The amount differs from one draw to the next, so that each is announced in time.
    pub fn varies(self) -> bool {
        !matches!(self, Self::Fixed(_))
    }
}

impl Autopay {
    /// The day of a draw for what is due on `due_on`, announced today: the business day on or before the day agreed on; a
    /// varying amount not sooner than its notice allows, and nothing before today.
    pub fn draw_on(&self, due_on: Date, today: Date, rules: &AutopayRules, calendar: &Calendar) -> Date {
        let agreed = calendar.on_or_before(due_on.saturating_sub(self.days_before.days()));
        let notice = if self.amount.varies() { rules.notice_days } else { 0 };
        agreed.max(calendar.on_or_after(today.saturating_add(notice.days())))
    }
}

/// The last day by which a stop is honoured whatever happens; later ones are honoured until the charge is handed over.
pub fn stop_until(draw_on: Date, rules: &AutopayRules, calendar: &Calendar) -> Date {
    calendar.earlier(draw_on, rules.stop_days)
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

    fn autopay(amount: Draw, days_before: i64) -> Autopay {
        Autopay { amount, days_before, method: MethodId::of("m") }
    }

    fn drawn_on(autopay: &Autopay, due_on: Date, today: Date) -> Date {
        autopay.draw_on(due_on, today, &AutopayRules::default(), &Calendar::new([date(2026, 12, 25)].into()))
    }

    #[test]
    fn what_is_drawn_follows_the_amount_agreed_on() {
        let cases = [(Draw::Statement, 12_000), (Draw::Fixed(usd(5_000)), 5_000), (Draw::UpTo(usd(10_000)), 10_000)];
        for (draw, expected) in cases {
            assert_eq!(draw.of(usd(12_000)), usd(expected));
        }
        assert_eq!(Draw::Fixed(usd(5_000)).of(usd(3_000)), usd(3_000));
    }

    #[test]
    fn a_draw_falls_on_a_business_day_on_or_before_the_day_agreed_on() {
        let early = date(2026, 12, 1);
        // a Friday that is a holiday: Thursday
        assert_eq!(drawn_on(&autopay(Draw::Statement, 0), date(2026, 12, 25), early), date(2026, 12, 24));
        // three days before Monday the 21st is Friday
        assert_eq!(drawn_on(&autopay(Draw::Statement, 3), date(2026, 12, 21), early), date(2026, 12, 18));
    }

    #[test]
    fn a_varying_amount_waits_for_its_ten_days_and_a_fixed_one_does_not() {
        let (due, today) = (date(2026, 12, 4), date(2026, 12, 2));
        // ten days are Saturday the 12th: Monday
        assert_eq!(drawn_on(&autopay(Draw::Statement, 0), due, today), date(2026, 12, 14));
        assert_eq!(drawn_on(&autopay(Draw::Fixed(usd(1)), 0), due, today), due);
        assert_eq!(drawn_on(&autopay(Draw::Fixed(usd(1)), 0), due, date(2026, 12, 6)), date(2026, 12, 7));
    }

    #[test]
    fn a_stop_counts_business_days() {
        let calendar = Calendar::new([date(2026, 12, 25)].into());
        assert_eq!(stop_until(date(2026, 12, 28), &AutopayRules::default(), &calendar), date(2026, 12, 22));
    }

    proptest! {
        #[test]
        fn no_draw_without_its_notice(due in -40_i64..400, before in 0_i64..30, varying: bool) {
            let today = date(2026, 12, 2);
            let draw = if varying { Draw::Statement } else { Draw::Fixed(usd(1)) };
            let day = drawn_on(&autopay(draw, before), today.saturating_add(due.days()), today);
            prop_assert!(Calendar::new([date(2026, 12, 25)].into()).is_business(day));
            let soonest = today.saturating_add(if varying { 10.days() } else { 0.days() });
            prop_assert!(day >= soonest);
        }
    }
}
