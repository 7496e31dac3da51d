//! The tables of autopay, payments on chosen days, instalments and promises. It refuses to know the rest of the file.
use super::{
    read::{amount, days},
    shape,
};
use crate::{
    billing::agreement::policy::{ArrangementRules, AutopayRules, Policy, PromiseRules, ScheduleRules},
    flow::{
        fault::{Faults, Told},
        read::table::{Fields, Value, list, number},
        shape::Shape,
    },
    money::Currency,
};

/// Regulation E: an amount that varies is announced at least so many days before (12 CFR 1005.10(d)).
const LEAST_NOTICE: i64 = 10;
/// More tries than these are no schedule any more.
const MOST_RETRIES: usize = 10;

/// The rules for agreements; what a table that is missing would say stays as usual.
pub(super) fn policy(fields: &Fields<'_>, currency: Currency, faults: &mut Faults) -> Result<Policy, Told> {
    let usual = Policy::usual();
    let autopay = opened(fields, ("autopay", &shape::AUTOPAY), faults, autopay);
    let schedule = opened(fields, ("schedule", &shape::SCHEDULE), faults, |fields, faults| {
        Ok(ScheduleRules { most_days: days(fields, "most_days", faults)? })
    });
    let arrangement = opened(fields, ("arrangement", &shape::ARRANGEMENT), faults, |fields, faults| {
        arrangement(fields, currency, faults)
    });
    let promise = opened(fields, ("promise", &shape::PROMISE), faults, |fields, faults| {
        let (most_days, grace_days) = (days(fields, "most_days", faults), within(fields, "grace_days", 30, faults));
        Ok(PromiseRules { most_days: most_days?, grace_days: grace_days? })
    });
    Ok(Policy {
        autopay: autopay?.unwrap_or(usual.autopay),
        schedule: schedule?.unwrap_or(usual.schedule),
        arrangement: arrangement?.unwrap_or(usual.arrangement),
        promise: promise?.unwrap_or(usual.promise),
    })
}

fn opened<T>(
    fields: &Fields<'_>,
    (name, shape): (&str, &'static Shape),
    faults: &mut Faults,
    each: impl FnOnce(&Fields<'_>, &mut Faults) -> Result<T, Told>,
) -> Result<Option<T>, Told> {
    let Some(value) = fields.find(name) else { return Ok(None) };
    let fields = Fields::open(value, shape, faults)?;
    each(&fields, faults).map(Some)
}

fn autopay(fields: &Fields<'_>, faults: &mut Faults) -> Result<AutopayRules, Told> {
    let notice = days(fields, "notice_days", faults);
    let most = within(fields, "most_days_before", 28, faults);
    let retries = fields.need("retry_after", faults).and_then(|value| retries(value, faults));
    let notice_days = notice?;
    if notice_days < LEAST_NOTICE {
        let says = format!("{notice_days} days are too short a notice of an amount that varies");
        let remedy = format!("write {LEAST_NOTICE} or more (12 CFR 1005.10(d))");
        return Err(faults.tell(fields.span(), says, remedy));
    }
    let usual = AutopayRules::default();
    Ok(AutopayRules { notice_days, retry_after: retries?, most_days_before: i64::from(most?), ..usual })
}

fn retries(value: &Value<'_>, faults: &mut Faults) -> Result<Vec<u32>, Told> {
    let retries = list(value, "business days", faults, |value, faults| {
        let days = number(value, faults)?;
        u32::try_from(days.value).ok().filter(|days| (1..=30).contains(days)).ok_or_else(|| {
            let says = format!("{} is no number of business days to the next try", days.value);
            faults.tell(&days.span, says, "write a number from 1 to 30")
        })
    })?;
    if retries.len() > MOST_RETRIES {
        let says = format!("{} retries are too many", retries.len());
        return Err(faults.tell(&value.span(), says, format!("write at most {MOST_RETRIES}")));
    }
    Ok(retries)
}

fn arrangement(fields: &Fields<'_>, currency: Currency, faults: &mut Faults) -> Result<ArrangementRules, Told> {
    let most = within(fields, "most_instalments", 60, faults);
    let down = within(fields, "down_percent", 100, faults);
    let grace = within(fields, "grace_days", 30, faults);
    let broken = days(fields, "broken_within_days", faults);
    let mut least = |key| fields.need(key, faults).and_then(|value| amount(value, currency, faults));
    let (sum, instalment) = (least("least"), least("least_instalment"));
    Ok(ArrangementRules {
        most_instalments: most?,
        down_percent: down?,
        least_minor: sum?.minor,
        least_instalment_minor: instalment?.minor,
        grace_days: grace?,
        broken_within_days: broken?,
    })
}

/// A whole number from 0 to `most`.
fn within(fields: &Fields<'_>, key: &'static str, most: u32, faults: &mut Faults) -> Result<u32, Told> {
    let number = fields.number(key, faults)?;
    u32::try_from(number.value).ok().filter(|found| *found <= most).ok_or_else(|| {
        let says = format!("`{key}` cannot be {}", number.value);
        faults.tell(&number.span, says, format!("write a number from 0 to {most}"))
    })
}
