//! A day held against what its processors and its bank say. What the bank tells of is booked as arrived; nothing else is changed
//! by looking. It refuses to know files, and to explain a difference.
use std::collections::{HashMap, HashSet};

use jiff::{ToSpan as _, civil::Date};
use serde::Serialize;

use super::{Desk, DeskError, book::books, raced};
use crate::{
    billing::reconcile::{
        BankLine, Class, Finding, Rates,
        bank::{self, Sent, Way},
        processor::{self, Ground},
    },
    ledger::{self, LedgerAccount},
    money::Money,
    store::{
        Tx,
        differences::{self, AnswerRow},
        settlements::{self, SettlementRow},
        statements::{self, TakenLine},
    },
};

/// Money that arrived longer ago is not looked for a second time.
const REMEMBERED_DAYS: i64 = 60;

/// The source of what is on its way to the bank.
const BANK: &str = "bank";

/// One thing that was compared, and what a person said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Its name, by which it is assigned and explained.
    pub difference: String,
    /// The processor, or the bank.
    pub source: String,
    #[serde(flatten)]
    pub finding: Finding,
    pub next_step: &'static str,
    pub answer: Option<AnswerRow>,
}

impl Compared {
    /// Nobody answers for it yet.
    pub fn is_unexplained(&self) -> bool {
        self.finding.class.is_difference() && self.answer.is_none()
    }
}

/// What a person says of a difference.
#[derive(Clone, Debug)]
pub struct Said {
    pub difference: String,
    /// Whose case it is from now on; none explains it.
    pub assigned_to: Option<String>,
    pub reason: String,
    pub by: String,
}

/// Why nothing was noted.
#[derive(Debug, thiserror::Error)]
pub enum AnswerFault {
    #[error("there is no difference {0}; `paytone reconcile --day YYYY-MM-DD` lists those of a day")]
    Missing(String),
    #[error("no {1} is on its way as {0}; `paytone reconcile --day YYYY-MM-DD` lists what is in transit")]
    NotSent(String, Money),
    #[error("{0} is empty: write it down")]
    Empty(&'static str),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for AnswerFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Books what arrived at the bank, then compares a day.
    ///
    /// # Errors
    /// The store cannot be used.
    pub async fn reconcile(&self, day: Date) -> Result<Vec<Compared>, DeskError> {
        self.book_arrivals(day).await?;
        self.compare_day(day).await
    }

    /// Everything of a day, compared: each report of a processor, the bank's statements, what is on its way.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn compare_day(&self, day: Date) -> Result<Vec<Compared>, DeskError> {
        let reader = self.parts.store.reader();
        let answers = differences::of_day(reader, day).await?;
        let answers: HashMap<&str, &AnswerRow> =
            answers.iter().map(|answer| (answer.difference.as_str(), answer)).collect();
        let mut all = Vec::new();
        for row in settlements::of_day(reader, day).await? {
            let found = self.compare_report(&row).await?;
            all.extend(found.into_iter().map(|finding| (row.processor.clone(), finding)));
        }
        all.extend(self.compare_statements(day).await?);
        let compared = all.into_iter().map(|(source, finding)| {
            let difference = format!("{day}/{source}/{}", finding.name());
            let answer = answers.get(difference.as_str()).map(|answer| (*answer).clone());
            Compared { difference, source, next_step: finding.class.next_step(), finding, answer }
        });
        Ok(compared.collect())
    }

    async fn compare_report(&self, row: &SettlementRow) -> Result<Vec<Finding>, DeskError> {
        let reader = self.parts.store.reader();
        let entries = settlements::entries(reader, &row.settlement).await?;
        let movements = settlements::movements(reader, row).await?;
        let elsewhere = settlements::elsewhere(reader, row).await?;
        let none = Rates::default();
        let rates = self.parts.rules.settlements.get(&row.processor).map_or(&none, |settlement| &settlement.rates);
        let ground = Ground { day: row.day, currency: self.parts.terms.currency, rates, elsewhere: &elsewhere };
        Ok(processor::compare(ground, &entries, &movements))
    }

    /// Each bank account's statement by its name, then what is on its way.
    async fn compare_statements(&self, day: Date) -> Result<Vec<(String, Finding)>, DeskError> {
        let reader = self.parts.store.reader();
        let lines = statements::lines(reader, day, day).await?;
        let remembered = day.saturating_sub(REMEMBERED_DAYS.days());
        let sent = statements::sent(reader, remembered, &self.parts.terms.time_zone).await?;
        let known: HashMap<&str, &Sent> = sent.iter().map(|sent| (sent.subject.as_str(), sent)).collect();
        let mut found: Vec<(String, Finding)> = Vec::new();
        for lines in lines.chunk_by(|one, other| one.account == other.account) {
            let account = lines.first().map_or(BANK, |line| line.account.as_str());
            found.extend(told(lines, &sent, &known).into_iter().map(|finding| (account.to_owned(), finding)));
        }
        let told: HashSet<&str> = found.iter().filter_map(|(_, finding)| finding.here.as_deref()).collect();
        let on_its_way = sent.iter().filter(|sent| !sent.arrived && sent.on <= day);
        let on_its_way = on_its_way.filter(|sent| !told.contains(sent.subject.as_str()));
        let on_its_way: Vec<_> = on_its_way.map(|sent| (BANK.to_owned(), bank::in_transit(sent, day))).collect();
        found.extend(on_its_way);
        Ok(found)
    }

    /// Notes whose case a difference is, or what explains it.
    ///
    /// # Errors
    /// Nothing was noted: no such difference, no words.
    pub async fn answer_difference(&self, said: &Said) -> Result<AnswerRow, AnswerFault> {
        let empty = |text: &str| text.trim().is_empty();
        if empty(&said.reason) {
            return Err(AnswerFault::Empty("the reason"));
        }
        if empty(&said.by) || said.assigned_to.as_deref().is_some_and(empty) {
            return Err(AnswerFault::Empty("a name"));
        }
        let missing = || AnswerFault::Missing(said.difference.clone());
        let day: Date = said.difference.get(..10).and_then(|day| day.parse().ok()).ok_or_else(missing)?;
        let compared = self.compare_day(day).await?;
        let found = compared.iter().any(|one| one.difference == said.difference && one.finding.class.is_difference());
        if !found {
            return Err(missing());
        }
        let row = AnswerRow {
            difference: said.difference.clone(),
            assigned_to: said.assigned_to.clone(),
            reason: said.reason.clone(),
            answered_by: said.by.clone(),
            answered_at: self.parts.clock.now(),
        };
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            differences::answer(&mut tx, &row).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(row)
    }

    /// Books that a line of the bank is money on its way, as a person saw: where it may be one of several. Its amount must be the
    /// same.
    ///
    /// # Errors
    /// Nothing was booked: no such line that waits, no such money on its way.
    pub async fn arrive_by_hand(&self, difference: &str, subject: &str) -> Result<(), AnswerFault> {
        let missing = || AnswerFault::Missing(difference.to_owned());
        let reader = self.parts.store.reader();
        let day: Date = difference.get(..10).and_then(|day| day.parse().ok()).ok_or_else(missing)?;
        let compared = self.compare_day(day).await?;
        let found = compared.iter().find(|one| one.difference == difference && one.finding.what == bank::WHAT);
        let found = found.ok_or_else(missing)?;
        let lines = statements::lines(reader, day, day).await?;
        let is_it = |line: &&TakenLine| line.account == found.source && Some(line.line.line) == found.finding.line;
        let line = lines.iter().find(is_it).filter(|line| line.subject.is_none()).ok_or_else(missing)?;
        let sent = statements::sent(reader, day, &self.parts.terms.time_zone).await?;
        let fits = |sent: &&Sent| sent.subject == subject && !sent.arrived && sent.amount == line.line.amount;
        let sent = sent.iter().find(fits).ok_or_else(|| AnswerFault::NotSent(subject.to_owned(), line.line.amount))?;
        let booked = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let booked = self.arrive(&mut tx, line, sent).await?;
            tx.commit().await?;
            Ok(booked)
        });
        if booked.await? { Ok(()) } else { Err(missing()) }
    }

    /// Books what statements of a day and later tell of that was on its way; how many lines that were.
    pub(super) async fn book_arrivals(&self, since: Date) -> Result<usize, DeskError> {
        let reader = self.parts.store.reader();
        let mut lines = statements::lines(reader, since, Date::MAX).await?;
        lines.retain(|line| line.subject.is_none());
        let remembered = since.saturating_sub(REMEMBERED_DAYS.days());
        let sent = statements::sent(reader, remembered, &self.parts.terms.time_zone).await?;
        let bare: Vec<BankLine> = lines.iter().map(|line| line.line.clone()).collect();
        let (arrivals, _) = bank::compare(&bare, &sent);
        let mut booked = 0;
        for (line, place) in arrivals {
            let (Some(line), Some(sent)) = (lines.get(line), sent.get(place)) else { continue };
            let new = raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                let new = self.arrive(&mut tx, line, sent).await?;
                tx.commit().await?;
                Ok(new)
            });
            booked += usize::from(new.await?);
        }
        Ok(booked)
    }

    async fn arrive(&self, tx: &mut Tx, line: &TakenLine, sent: &Sent) -> Result<bool, DeskError> {
        if !statements::arrive(tx, line, sent, self.parts.clock.now()).await? {
            return Ok(false);
        }
        let from = match &sent.way {
            Way::Payout(processor) => LedgerAccount::InTransit(processor.clone()),
            Way::Deposit => LedgerAccount::Deposit,
            Way::Lockbox => LedgerAccount::Clearing("lockbox".to_owned()),
        };
        let booking = self.booking(&line.source(), line.line.on);
        let booked = ledger::arrival(booking, &from, line.line.amount).map_err(books)?;
        crate::store::ledger::post(tx, &booked).await?;
        Ok(true)
    }
}

/// What one account's statement tells.
fn told(lines: &[TakenLine], sent: &[Sent], known: &HashMap<&str, &Sent>) -> Vec<Finding> {
    let mut found = Vec::new();
    for line in lines {
        let subject = line.subject.as_deref().and_then(|subject| known.get(subject));
        found.extend(subject.map(|sent| bank::matched(&line.line, sent)));
    }
    let open = lines.iter().filter(|line| line.subject.is_none());
    let open: Vec<BankLine> = open.map(|line| line.line.clone()).collect();
    let (arrivals, differences) = bank::compare(&open, sent);
    for (line, place) in &arrivals {
        let both = open.get(*line).zip(sent.get(*place));
        found.extend(both.map(|(line, sent)| bank::matched(line, sent)));
    }
    found.extend(differences);
    found
}

/// How many of each class there are, in the order of classes.
pub fn counted(compared: &[Compared]) -> Vec<(Class, usize)> {
    let of = |class: Class| compared.iter().filter(|one| one.finding.class == class).count();
    Class::ALL.iter().map(|(_, class)| (*class, of(*class))).filter(|(_, count)| *count > 0).collect()
}
