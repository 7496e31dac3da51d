//! Payment in instalments: who qualifies, how a sum is split, what breaks it, what of it is not due yet. It refuses to know
//! which payments came.
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Verdict, policy::ArrangementRules, promise::Came};
use crate::{
    billing::calendar::Calendar,
    id::{BillId, MethodId},
    money::Money,
};

/// A sum in parts, the down payment first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    /// Their sum was payable when it was made.
    pub instalments: Vec<Instalment>,
    pub bills: Vec<BillId>,
    /// What the bills had open then.
    pub open: Money,
    /// Charged on each day; none where the customer pays by another channel.
    pub method: Option<MethodId>,
}

/// One part and its business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Instalment {
    pub due_on: Date,
    pub amount: Money,
}

/// Who asks for an arrangement, as far as the rules ask.
#[derive(Clone, Copy, Debug)]
pub struct Applicant {
    /// What may be asked for now.
    pub payable: Money,
    /// An arrangement of the account is running.
    pub runs: Running,
    /// When the account last broke one.
    pub broken_on: Option<Date>,
}

/// Whether an arrangement is running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Running {
    None,
    One,
}

/// The rule that refuses an arrangement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArrangementFault {
    #[error("rule arrangement.least: {0} may be asked for now; a sum below {1} is paid at once")]
    TooLittle(Money, Money),
    #[error("rule arrangement.most_instalments: this biller takes no instalments")]
    NotOffered,
    #[error("rule arrangement.most_instalments: choose 1 to {0}")]
    Instalments(u32),
    #[error("rule arrangement.least_instalment: an instalment would be below {0}; choose fewer")]
    TooSmall(Money),
    #[error("rule arrangement.one: an arrangement of this account is running")]
    Runs,
    #[error("rule arrangement.broken_within_days: one was broken on {0}; none is made before {1}")]
    BrokenBefore(Date, Date),
}

/// The parts that the rules offer for a sum: a down payment today, then one each month.
///
/// # Errors
/// The rule that refuses it.
pub fn offer(
    applicant: &Applicant,
    count: u32,
    today: Date,
    rules: &ArrangementRules,
    calendar: &Calendar,
) -> Result<Vec<Instalment>, ArrangementFault> {
    let currency = applicant.payable.currency;
    let money = |minor| Money::new(minor, currency);
    if rules.most_instalments == 0 {
        return Err(ArrangementFault::NotOffered);
    }
    if applicant.runs == Running::One {
        return Err(ArrangementFault::Runs);
    }
    if let Some(broken) = applicant.broken_on {
        let again = broken.saturating_add(rules.broken_within_days.days());
        if today < again {
            return Err(ArrangementFault::BrokenBefore(broken, again));
        }
    }
    if applicant.payable.minor < rules.least_minor.max(1) {
        return Err(ArrangementFault::TooLittle(applicant.payable, money(rules.least_minor)));
    }
    if count == 0 || count > rules.most_instalments {
        return Err(ArrangementFault::Instalments(rules.most_instalments));
    }
    let parts = split(applicant.payable, count, rules.down_percent);
    if parts.iter().skip(1).any(|part| part.minor < rules.least_instalment_minor.max(1)) {
        return Err(ArrangementFault::TooSmall(money(rules.least_instalment_minor)));
    }
    let day = |place: usize| {
        let months = i64::try_from(place).unwrap_or(i64::MAX).min(1_200);
        calendar.on_or_after(today.saturating_add(months.months()))
    };
    let made = parts.into_iter().enumerate().filter(|(_, part)| part.is_positive());
    Ok(made.map(|(place, amount)| Instalment { due_on: day(place), amount }).collect())
}

/// A down payment of whole per cent, cut down to a unit, then equal parts; the first ones take the units left over.
fn split(sum: Money, count: u32, down_percent: u32) -> Vec<Money> {
    let (whole, count) = (i128::from(sum.minor), i128::from(count.max(1)));
    let down = whole * i128::from(down_percent.min(100)) / 100;
    let (each, left) = ((whole - down) / count, (whole - down) % count);
    let rest = (0..count).map(|place| each + i128::from(place < left));
    let money = |minor: i128| Money::new(i64::try_from(minor).unwrap_or(sum.minor), sum.currency);
    std::iter::once(down).chain(rest).map(money).collect()
}

impl Arrangement {
    /// The sum of all parts.
    pub fn whole(&self) -> i64 {
        self.instalments.iter().fold(0, |sum, part| sum.saturating_add(part.amount.minor))
    }

    /// How it stands where so much of its bills was paid and so much is under way.
    pub fn judge(&self, came: Came, today: Date, rules: &ArrangementRules, calendar: &Calendar) -> Verdict {
        if came.paid.minor >= self.whole() {
            return Verdict::Kept;
        }
        let covered = came.paid.minor.saturating_add(came.pending.minor);
        let mut due = 0_i64;
        for part in &self.instalments {
            due = due.saturating_add(part.amount.minor);
            if today > calendar.later(part.due_on, rules.grace_days) && covered < due {
                return Verdict::Broken { due_on: part.due_on };
            }
        }
        Verdict::Running
    }

    /// What of its bills is open and not due yet: held from past due, autopay and late fees.
    pub fn future(&self, open: Money, today: Date) -> Money {
        let later = self.instalments.iter().filter(|part| part.due_on > today);
        let later = later.fold(0_i64, |sum, part| sum.saturating_add(part.amount.minor));
        Money::new(later.min(open.minor).max(0), open.currency)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::{billing::agreement::policy::Policy, money::Currency};

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn applicant(minor: i64) -> Applicant {
        Applicant { payable: usd(minor), runs: Running::None, broken_on: None }
    }

    fn offered(applicant: &Applicant, count: u32) -> Result<Vec<Instalment>, ArrangementFault> {
        offer(applicant, count, date(2026, 12, 4), &ArrangementRules::default(), &Calendar::new(BTreeSet::new()))
    }

    fn made() -> Arrangement {
        Arrangement {
            instalments: offered(&applicant(10_000), 3).unwrap(),
            bills: Vec::new(),
            open: usd(10_000),
            method: None,
        }
    }

    #[test]
    fn a_fifth_at_once_and_the_rest_by_the_month_on_business_days() {
        let parts: Vec<(String, i64)> =
            made().instalments.iter().map(|part| (part.due_on.to_string(), part.amount.minor)).collect();
        // 2027-04-04 would be a Sunday; the first part takes the cent
        let expected = [("2026-12-04", 2_000), ("2027-01-04", 2_667), ("2027-02-04", 2_667), ("2027-03-04", 2_666)];
        assert_eq!(parts, expected.map(|(day, minor)| (day.to_owned(), minor)));
    }

    #[test]
    fn the_rules_refuse_by_name() {
        let refused = |applicant: Applicant, count, rule: &str| {
            let fault = offered(&applicant, count).unwrap_err().to_string();
            assert!(fault.contains(rule), "{fault}");
        };
        refused(applicant(4_999), 3, "arrangement.least:");
        refused(applicant(10_000), 7, "arrangement.most_instalments");
        refused(applicant(10_000), 0, "arrangement.most_instalments");
        refused(Applicant { runs: Running::One, ..applicant(10_000) }, 3, "arrangement.one");
        let broken = Applicant { broken_on: Some(date(2026, 3, 1)), ..applicant(10_000) };
        refused(
            broken,
            3,
            "arrangement.broken_within_days: one was broken on 2026-03-01; none is made before 2027-03-01",
        );
        let rules = ArrangementRules { least_instalment_minor: 5_000, ..ArrangementRules::default() };
        let small = offer(&applicant(10_000), 3, date(2026, 12, 4), &rules, &Calendar::new(BTreeSet::new()));
        assert!(small.unwrap_err().to_string().contains("arrangement.least_instalment"));
        let none = Policy::usual().arrangement;
        let none = offer(&applicant(10_000), 3, date(2026, 12, 4), &none, &Calendar::new(BTreeSet::new()));
        assert!(none.unwrap_err().to_string().contains("takes no instalments"));
    }

    #[test]
    fn it_is_kept_or_broken_by_what_came() {
        let judge = |paid, pending, today| {
            let came = Came { paid: usd(paid), pending: usd(pending) };
            made().judge(came, today, &ArrangementRules::default(), &Calendar::new(BTreeSet::new()))
        };
        let down = date(2026, 12, 4);
        assert_eq!(judge(0, 0, date(2026, 12, 9)), Verdict::Running, "three business days of grace");
        assert_eq!(judge(1_999, 0, date(2026, 12, 10)), Verdict::Broken { due_on: down });
        assert_eq!(judge(1_999, 1, date(2026, 12, 10)), Verdict::Running, "what is under way is waited for");
        assert_eq!(judge(2_000, 0, date(2027, 1, 8)), Verdict::Broken { due_on: date(2027, 1, 4) });
        assert_eq!(judge(10_000, 0, date(2026, 12, 5)), Verdict::Kept);
    }

    #[test]
    fn what_is_not_due_yet_is_held() {
        assert_eq!(made().future(usd(10_000), date(2026, 12, 4)), usd(8_000));
        assert_eq!(made().future(usd(10_000), date(2027, 1, 4)), usd(5_333));
        assert_eq!(made().future(usd(3_000), date(2026, 12, 4)), usd(3_000), "paid ahead");
        assert_eq!(made().future(usd(10_000), date(2027, 3, 4)), usd(0));
    }

    proptest! {
        #[test]
        fn parts_are_the_whole_in_every_currency(
            minor in 1_i64..=i64::MAX, count in 1_u32..=60, down in 0_u32..=100,
            code in prop::sample::select(vec!["JPY", "USD", "KWD"]),
        ) {
            let sum = Money::new(minor, Currency::from_code(code).unwrap());
            let parts = split(sum, count, down);
            prop_assert_eq!(parts.len(), count as usize + 1);
            prop_assert_eq!(parts.iter().map(|part| i128::from(part.minor)).sum::<i128>(), i128::from(minor));
            let (most, least) = (parts[1..].iter().map(|part| part.minor).max(), parts[1..].iter().map(|part| part.minor).min());
            prop_assert!(most.unwrap() - least.unwrap() <= 1);
        }
    }
}
