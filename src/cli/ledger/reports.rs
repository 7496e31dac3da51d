//! The controller's reports as text or JSON: the trial balance, an account's statement, what each channel took. It refuses to
//! know how they are read.
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde_json::json;

use crate::{
    cli::{Common, Ending, payments, print},
    config::Settings,
    desk::close::{self, Balanced},
    money::{Currency, Money},
    store::{Store, ledger, reports},
};

/// Every ledger account with its balance as a debit or a credit; accounts of customers in one sum each. Both columns must
/// come to the same.
pub(super) async fn trial(store: &Store, common: &Common) -> anyhow::Result<Ending> {
    columns(&close::trial(ledger::balances(store.reader()).await?)?, common)
}

/// The lines of a trial balance, and what its columns come to.
pub(in crate::cli) fn columns(lines: &[Balanced], common: &Common) -> anyhow::Result<Ending> {
    let mut columns: BTreeMap<Currency, (i128, i128)> = BTreeMap::new();
    for Balanced { account, balance } in lines {
        let minor = i128::from(balance.minor);
        let (debit, credit) = (minor.max(0), (-minor).max(0));
        let sum = columns.entry(balance.currency).or_default();
        *sum = (sum.0 + debit, sum.1 + credit);
        line(common, account, (debit, credit), balance.currency)?;
    }
    for (currency, sums) in &columns {
        line(common, "total", *sums, *currency)?;
    }
    Ok(if columns.values().all(|(debit, credit)| debit == credit) { Ending::Done } else { Ending::CheckFailed })
}

fn line(common: &Common, account: &str, (debit, credit): (i128, i128), currency: Currency) -> anyhow::Result<()> {
    let money = |minor: i128| i64::try_from(minor).map(|minor| Money::new(minor, currency));
    let (debit, credit) = (money(debit)?, money(credit)?);
    if common.json {
        return print(&json!({"account": account, "debit": debit, "credit": credit}).to_string());
    }
    let shown = |amount: Money| if amount.minor == 0 { String::new() } else { amount.plain() };
    print(format!("{account:<28}{:>16}{:>16}  {}", shown(debit), shown(credit), currency.code()).trim_end())
}

/// What an account was billed and paid, with what it owed after each; a bill in one line.
pub(super) async fn statement(store: &Store, name: &str, common: &Common) -> anyhow::Result<Ending> {
    let account = payments::account(store, name).await?;
    let bills = reports::named(store.reader(), &account).await?;
    let bills: HashMap<&str, &str> = bills.iter().map(|named| (named.bill.as_str(), named.number.as_str())).collect();
    let mut told: Vec<(Date, String, Money)> = Vec::new();
    for movement in reports::movements(store.reader(), &account).await? {
        let bill = movement.source.split_once('/').and_then(|(bill, _)| bills.get(bill));
        let what = bill.map_or_else(|| format!("{} {}", movement.kind, movement.source), |bill| format!("bill {bill}"));
        match told.last_mut() {
            Some((on, last, sum)) if *on == movement.on && *last == what => {
                sum.minor = sum.minor.saturating_add(movement.amount.minor);
            }
            _ => told.push((movement.on, what, movement.amount)),
        }
    }
    let mut owed = 0_i64;
    for (on, what, amount) in told {
        owed = owed.saturating_add(amount.minor);
        let owed = Money::new(owed, amount.currency);
        print(&if common.json {
            json!({"on": on, "what": what, "amount": amount, "owed": owed}).to_string()
        } else {
            format!("{on}  {what:<40}{:>14}{:>14}", amount.plain(), owed.plain())
        })?;
    }
    Ok(Ending::Done)
}

/// What was paid by each channel on some days, and the sum.
pub(super) async fn channels(
    (store, settings): (&Store, &Settings),
    (since, until): (Option<Date>, Option<Date>),
    common: &Common,
) -> anyhow::Result<Ending> {
    let taken = reports::channels(store.reader(), since.unwrap_or(Date::MIN), until.unwrap_or(Date::MAX)).await?;
    let (mut payments, mut sum) = (0_i64, 0_i64);
    for row in &taken {
        (payments, sum) = (payments + row.payments, sum.saturating_add(row.amount.minor));
        print(&if common.json {
            serde_json::to_string(row)?
        } else {
            let name = format!("{} {}", row.channel.as_text(), row.instrument.as_text());
            format!("{name:<20}{:>8}{:>16}", row.payments, row.amount.plain())
        })?;
    }
    if !common.json {
        let sum = Money::new(sum, settings.terms().currency);
        print(&format!("{:<20}{payments:>8}{:>16}", "total", sum.plain()))?;
    }
    Ok(Ending::Done)
}
