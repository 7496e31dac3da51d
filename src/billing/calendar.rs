//! Business days of a biller: not a day of rest, not a holiday. It refuses to know clocks and what is done on a day.
use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// The days on which money moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    holidays: BTreeSet<Date>,
}

impl Calendar {
    /// Saturdays, Sundays and these holidays are no business days.
    pub fn new(holidays: BTreeSet<Date>) -> Self {
        Self { holidays }
    }

    pub fn is_business(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !self.holidays.contains(&day)
    }

    /// The day itself, or the nearest business day before it.
    pub fn on_or_before(&self, day: Date) -> Date {
        self.nearest(day, Date::yesterday)
    }

    /// The day itself, or the nearest business day behind it.
    pub fn on_or_after(&self, day: Date) -> Date {
        self.nearest(day, Date::tomorrow)
    }

    /// So many business days later, the day itself not counted.
    pub fn later(&self, day: Date, count: u32) -> Date {
        self.counted(day, count, Date::tomorrow)
    }

    /// So many business days earlier, the day itself not counted.
    pub fn earlier(&self, day: Date, count: u32) -> Date {
        self.counted(day, count, Date::yesterday)
    }

    fn counted(&self, day: Date, count: u32, step: fn(Date) -> Result<Date, jiff::Error>) -> Date {
        // at the end of all dates the last one stays
        (0..count).fold(day, |day, _| self.nearest(step(day).unwrap_or(day), step))
    }

    fn nearest(&self, mut day: Date, step: fn(Date) -> Result<Date, jiff::Error>) -> Date {
        while !self.is_business(day) {
            let Ok(next) = step(day) else { return day };
            day = next;
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn calendar() -> Calendar {
        // 2026-12-25 is a Friday, 2026-12-28 the Monday behind it
        Calendar::new([date(2026, 12, 25), date(2026, 12, 28)].into())
    }

    #[test]
    fn days_of_rest_and_holidays_are_passed_over() {
        let (calendar, saturday) = (calendar(), date(2026, 12, 26));
        assert_eq!(calendar.on_or_before(saturday), date(2026, 12, 24));
        assert_eq!(calendar.on_or_after(saturday), date(2026, 12, 29));
        assert_eq!(calendar.on_or_after(date(2026, 12, 29)), date(2026, 12, 29));
        assert_eq!(calendar.later(date(2026, 12, 24), 1), date(2026, 12, 29));
        assert_eq!(calendar.later(saturday, 2), date(2026, 12, 30));
        assert_eq!(calendar.earlier(date(2026, 12, 30), 3), date(2026, 12, 23));
        assert_eq!(calendar.later(saturday, 0), saturday, "none is none");
    }

    #[test]
    fn the_ends_of_all_dates_hold() {
        assert_eq!(calendar().later(Date::MAX, 5), Date::MAX);
        let _ = calendar().earlier(Date::MIN, 5);
    }

    proptest! {
        #[test]
        fn back_and_forth_is_where_it_was(offset in 0_i64..20_000, count in 0_u32..40) {
            let day = calendar().on_or_after(date(2000, 1, 3).saturating_add(jiff::ToSpan::days(offset)));
            let later = calendar().later(day, count);
            prop_assert!(calendar().is_business(later));
            prop_assert_eq!(calendar().earlier(later, count), day);
        }
    }
}
