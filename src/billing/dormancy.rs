//! When a credit that its owner does not ask for is unclaimed property. It refuses to know whose it is.
use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};

/// A biller's rules, by the laws of its jurisdictions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dormancy {
    /// Months from the payment to dormancy, where a jurisdiction has no rule of its own: 1 to 600.
    pub months: i32,
    /// The same by jurisdiction.
    pub months_in: BTreeMap<String, i32>,
    /// Its owner is told so many days before it is dormant.
    pub notice_days: i64,
}

/// The days of one credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// From this day on its owner is told.
    pub tell_on: Date,
    /// From this day on it is unclaimed property.
    pub dormant_on: Date,
}

/// Where a credit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Its owner may still ask for it, and is not told yet.
    Kept,
    /// Its owner is to be told.
    ToTell,
    /// Its owner was told, and has time.
    Told,
    /// It is to be escheated.
    Dormant,
}

impl Dormancy {
    /// The days of a credit paid on a day. The most particular jurisdiction with a rule counts; `within` has them from the
    /// inner to the outer one.
    pub fn days(&self, paid_on: Date, within: &[&str]) -> Days {
        let months = within.iter().find_map(|code| self.months_in.get(*code)).copied().unwrap_or(self.months);
        let dormant_on = paid_on.saturating_add(months.months());
        Days { tell_on: dormant_on.saturating_sub(self.notice_days.days()), dormant_on }
    }

    /// Where it stands on a day. Whoever was told late has all of the notice's days.
    pub fn stage(&self, days: Days, told_on: Option<Date>, on: Date) -> Stage {
        match told_on {
            None if on < days.tell_on => Stage::Kept,
            None => Stage::ToTell,
            Some(told_on) => {
                let waited = told_on.saturating_add(self.notice_days.days());
                if on >= days.dormant_on && on >= waited { Stage::Dormant } else { Stage::Told }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_credit_is_told_of_then_dormant_by_the_rule_of_its_place() {
        let rules = Dormancy { months: 36, months_in: [("CITY".to_owned(), 12)].into(), notice_days: 60 };
        let paid_on = date(2024, 1, 31);
        let days = rules.days(paid_on, &["CITY", "STATE"]);
        assert_eq!((days.tell_on, days.dormant_on), (date(2024, 12, 2), date(2025, 1, 31)));
        assert_eq!(rules.days(paid_on, &["TOWN", "STATE"]).dormant_on, date(2027, 1, 31));
        assert_eq!(rules.stage(days, None, date(2024, 12, 1)), Stage::Kept);
        assert_eq!(rules.stage(days, None, date(2025, 6, 1)), Stage::ToTell);
        let told = Some(date(2024, 12, 2));
        assert_eq!(rules.stage(days, told, date(2025, 1, 30)), Stage::Told);
        assert_eq!(rules.stage(days, told, date(2025, 1, 31)), Stage::Dormant);
        assert_eq!(
            rules.stage(days, Some(date(2025, 6, 1)), date(2025, 7, 30)),
            Stage::Told,
            "sixty days, though late"
        );
        assert_eq!(rules.stage(days, Some(date(2025, 6, 1)), date(2025, 7, 31)), Stage::Dormant);
    }
}
