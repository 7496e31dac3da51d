//! A day of the books is closed once it is over and right: its report is written with it, and nothing is posted on it any
//! more. What comes late counts for its own day and is posted on an open one. It refuses to mend a difference.
use std::{collections::BTreeMap, iter};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;

use super::{Desk, DeskError, raced};
use crate::{
    billing::{
        event::EventKind,
        reconcile::{Finding, bank},
    },
    money::{Currency, Money},
    store::{
        closes::{self, Cash, DueSum, PriorPeriod},
        differences::{self, AnswerRow},
        ledger::Balance,
        settlements,
        snapshot::Snapshot,
        statements,
    },
};

/// What a controller signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayReport {
    pub day: Date,
    /// Every ledger account, debits less credits, customers' accounts in one sum each; they come to nothing.
    pub trial: Vec<Balanced>,
    /// What customers owe by how late it is, one for each currency; it comes to the receivable of the trial balance.
    pub ageing: Vec<Ageing>,
    /// What came in on the day.
    pub cash: Vec<Cash>,
    /// Posted on the day, and counting for an earlier one that was closed.
    pub prior_period: Vec<PriorPeriod>,
    /// Payments asked for whose end is not known: they are carried.
    pub unsettled: i64,
    /// What is owed to those who levy taxes.
    pub taxes: Vec<Balanced>,
    /// What customers paid and no bill has used; one for each currency.
    pub unapplied: Vec<Money>,
    /// What is nobody's yet.
    pub suspense: Vec<Money>,
    /// Money on its way to the bank, with its age: it is carried.
    pub in_transit: Vec<Finding>,
    /// Differences of this day and earlier ones that are somebody's case: they are carried.
    pub assigned: Vec<AnswerRow>,
    /// Processors that are reported of, but not for this day, on which they took money.
    pub unreported: Vec<String>,
}

/// One line of a trial balance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Balanced {
    pub account: String,
    pub balance: Money,
}

/// What is open of bills, by days behind their due dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ageing {
    /// Not due yet, and due on the day itself.
    pub current: Money,
    /// 1 to 30 days late.
    pub to_30: Money,
    pub to_60: Money,
    pub to_90: Money,
    pub over_90: Money,
}

impl Ageing {
    fn nothing(currency: Currency) -> Self {
        let zero = Money::zero(currency);
        Self { current: zero, to_30: zero, to_60: zero, to_90: zero, over_90: zero }
    }

    fn add(&mut self, sum: &DueSum, day: Date) {
        let bucket = match (day - sum.due_on).get_days() {
            ..=0 => &mut self.current,
            1..=30 => &mut self.to_30,
            31..=60 => &mut self.to_60,
            61..=90 => &mut self.to_90,
            91.. => &mut self.over_90,
        };
        bucket.minor = bucket.minor.saturating_add(sum.open.minor);
    }

    /// All of it.
    pub fn total(&self) -> Money {
        let parts = [self.current, self.to_30, self.to_60, self.to_90, self.over_90];
        Money::new(parts.iter().map(|part| part.minor).sum(), self.current.currency)
    }
}

/// Why a day stays open.
#[derive(Debug, thiserror::Error)]
pub enum CloseFault {
    #[error("{0} is not over: close it on the day behind it or later")]
    NotOver(Date),
    #[error("{0} is closed already; `paytone close --day {0} --show` prints its report")]
    Closed(Date),
    #[error("{earlier} has postings and is open: close it first (`paytone close --day {earlier}`)")]
    EarlierOpen { earlier: Date },
    #[error("the books are wrong, so nothing is closed: {0}; `paytone ledger verify` shows it again")]
    Wrong(String),
    #[error(
        "{count} differences of {day} are nobody's, the first {first}: `paytone reconcile --day {day}` shows what to do"
    )]
    Unexplained { day: Date, count: usize, first: String },
    #[error("receivables come to {ledger}, the bills to {bills}: nothing is closed over a difference")]
    Differs { ledger: Money, bills: Money },
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for CloseFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Closes a day, and with it all days before it that have no postings of their own.
    ///
    /// # Errors
    /// Nothing was closed: it is not over, closed before, an earlier day is open, or the books do not agree.
    pub async fn close_day(&self, day: Date, by: &str) -> Result<DayReport, CloseFault> {
        self.close_day_on(day, self.today(), by).await
    }

    /// The same as if it were another day.
    ///
    /// # Errors
    /// As `close_day`.
    pub async fn close_day_on(&self, day: Date, today: Date, by: &str) -> Result<DayReport, CloseFault> {
        if day >= today {
            return Err(CloseFault::NotOver(day));
        }
        self.check_order(day).await?;
        self.check_differences(day).await?;
        let audit = self.verify_books().await?;
        if let Some(wrong) = audit.wrong {
            return Err(CloseFault::Wrong(wrong));
        }
        let report = self.day_report(day).await?;
        check(&report)?;
        let written = serde_json::to_string(&report).map_err(|fault| DeskError::Books(fault.to_string()))?;
        let closed = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let closed = closes::close(&mut tx, day, by, self.parts.clock.now(), &written).await?;
            if closed {
                let data = || json!({"day": day, "by": by, "trial": report.trial});
                self.emit(&mut tx, EventKind::DayClosed, iter::once_with(data)).await?;
            }
            tx.commit().await?;
            Ok(closed)
        });
        if closed.await? { Ok(report) } else { Err(CloseFault::Closed(day)) }
    }

    async fn check_order(&self, day: Date) -> Result<(), CloseFault> {
        let last = closes::last(self.parts.store.reader()).await?;
        if last.is_some_and(|last| last >= day) {
            return Err(CloseFault::Closed(day));
        }
        // the first close takes everything before it along: there is no day that it could follow
        let Some(last) = last else { return Ok(()) };
        match closes::first_open(self.parts.store.reader(), last, day).await? {
            Some(earlier) => Err(CloseFault::EarlierOpen { earlier }),
            None => Ok(()),
        }
    }

    /// Every difference of the days that are closed with this one is explained, or somebody's case.
    async fn check_differences(&self, day: Date) -> Result<(), CloseFault> {
        let reader = self.parts.store.reader();
        let last = closes::last(reader).await?.unwrap_or(Date::MIN);
        for day in differences::reported_days(reader, last, day).await? {
            let compared = self.reconcile(day).await?;
            let mut open = compared.iter().filter(|one| one.is_unexplained());
            if let Some(first) = open.next() {
                let (count, first) = (1 + open.count(), first.difference.clone());
                return Err(CloseFault::Unexplained { day, count, first });
            }
        }
        Ok(())
    }

    /// What the close carries: money on its way, and cases.
    async fn carried(&self, report: &mut DayReport) -> Result<(), DeskError> {
        let reader = self.parts.store.reader();
        let reported = settlements::of_day(reader, report.day).await?;
        let is_reported = |name: &String| reported.iter().any(|row| row.processor == *name);
        let took = |name: &String| report.cash.iter().any(|cash| cash.gateway == *name);
        let processors = settlements::processors(reader).await?;
        report.unreported = processors.into_iter().filter(|name| took(name) && !is_reported(name)).collect();
        let sent = statements::sent(reader, report.day, &self.parts.terms.time_zone).await?;
        let on_its_way = sent.iter().filter(|sent| !sent.arrived && sent.on <= report.day);
        report.in_transit = on_its_way.map(|sent| bank::in_transit(sent, report.day)).collect();
        report.assigned = differences::assigned(reader, report.day).await?;
        Ok(())
    }

    /// What a day's close would say, its books read at one moment.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn day_report(&self, day: Date) -> Result<DayReport, DeskError> {
        let mut at = Snapshot::of(self.parts.store.reader()).await?;
        let mut ageing: BTreeMap<Currency, Ageing> = BTreeMap::new();
        for sum in closes::open_by_due(&mut at, day).await? {
            let currency = sum.open.currency;
            ageing.entry(currency).or_insert_with(|| Ageing::nothing(currency)).add(&sum, day);
        }
        let trial = trial(closes::balances(&mut at, day).await?)?;
        let owed = |line: &Balanced| Money::new(line.balance.minor.saturating_neg(), line.balance.currency);
        let of = |name: &str| trial.iter().filter(|line| line.account == name).map(owed).collect();
        let taxes = trial.iter().filter(|line| line.account.starts_with("tax-payable"));
        let taxes = taxes.map(|line| Balanced { account: line.account.clone(), balance: owed(line) }).collect();
        let mut report = DayReport {
            day,
            taxes,
            unapplied: of("unapplied"),
            suspense: of("suspense"),
            trial,
            ageing: ageing.into_values().collect(),
            cash: closes::cash(&mut at, day).await?,
            prior_period: closes::prior_period(&mut at, day).await?,
            unsettled: closes::unsettled(&mut at).await?,
            in_transit: Vec::new(),
            assigned: Vec::new(),
            unreported: Vec::new(),
        };
        drop(at);
        self.carried(&mut report).await?;
        Ok(report)
    }
}

/// A trial balance: customers' accounts in one sum each; accounts that hold nothing are left out.
///
/// # Errors
/// A sum does not fit.
pub fn trial(balances: Vec<Balance>) -> Result<Vec<Balanced>, DeskError> {
    let mut sums: BTreeMap<(Currency, String), i128> = BTreeMap::new();
    for Balance { account, balance } in balances {
        let name = match account.split_once(':') {
            Some((control @ ("receivable" | "unapplied"), _)) => control.to_owned(),
            _ => account,
        };
        *sums.entry((balance.currency, name)).or_default() += i128::from(balance.minor);
    }
    let held = sums.into_iter().filter(|(_, minor)| *minor != 0);
    held.map(|((currency, account), minor)| match i64::try_from(minor) {
        Ok(minor) => Ok(Balanced { account, balance: Money::new(minor, currency) }),
        Err(_) => Err(DeskError::Books(format!("the balance of {account} does not fit"))),
    })
    .collect()
}

/// The bills come to what customers owe in the ledger.
fn check(report: &DayReport) -> Result<(), CloseFault> {
    let currencies = report.ageing.iter().map(|ageing| ageing.current.currency);
    let owed = report.trial.iter().filter(|line| line.account == "receivable");
    for currency in currencies.chain(owed.clone().map(|line| line.balance.currency)) {
        let ledger = owed.clone().find(|line| line.balance.currency == currency);
        let ledger = ledger.map_or(Money::zero(currency), |line| line.balance);
        let bills = report.ageing.iter().find(|ageing| ageing.current.currency == currency);
        let bills = bills.map_or(Money::zero(currency), Ageing::total);
        if ledger != bills {
            return Err(CloseFault::Differs { ledger, bills });
        }
    }
    Ok(())
}
