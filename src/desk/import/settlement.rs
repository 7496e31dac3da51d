//! A processor's report and a bank's statement: refused whole, or taken whole. What the processor kept and sent to the bank is
//! booked with it, and what the bank tells of. It refuses to judge what they say (`desk::reconcile`).
use std::collections::HashSet;

use jiff::civil::Date;

use super::{Desk, ImportFault, Progress, Stage, Watch, read_rows_by};
use crate::{
    billing::{
        import::{
            RowFault, bai2,
            settlement::{self, Said, Wanted},
            statement,
        },
        reconcile::{BankLine, Entry, EntryKind},
        rules::Settlement,
    },
    desk::{DeskError, book::books, raced},
    gateway::{Capability, Span},
    ledger,
    money::Money,
    store::{
        settlements::{self, SettlementRow},
        statements::{self, StatementRow},
        suspense::Seen,
    },
};

/// Lines of one transaction: the writer is lent no longer than a call can bear.
const AT_ONCE: usize = 200;

/// Which report it is to be.
#[derive(Clone, Debug)]
pub struct ReportWanted {
    /// As in `clearing:{processor}`.
    pub processor: String,
    pub day: Date,
    /// Totals as a person read them, for a report without any.
    pub said: Option<Said>,
}

/// Which statement it is to be.
#[derive(Clone, Debug)]
pub struct StatementWanted {
    /// The biller's name of the bank account.
    pub account: String,
    pub day: Date,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettlementTaken {
    pub lines: usize,
    /// Booked as kept by the processor.
    pub fee: Money,
    /// Booked as sent to the bank.
    pub paid_out: Money,
}

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementTaken {
    pub lines: usize,
    /// Lines that are money on its way, booked as arrived.
    pub arrived: usize,
}

impl Desk {
    /// Takes a processor's report of a day. Stopped on its way and run again with the same file, it goes on where it was.
    ///
    /// # Errors
    /// Nothing was taken: a row that is wrong, totals that do not foot, another day, the same file or day before.
    pub async fn import_settlement(
        &self,
        (name, text): (&str, &str),
        wanted: &ReportWanted,
        watch: Watch<'_>,
    ) -> Result<SettlementTaken, ImportFault> {
        self.check_day(wanted.day)?;
        let entries = self.read_settlement(text, wanted)?;
        self.take_settlement((name, text), (&wanted.processor, wanted.day), &entries, watch).await
    }

    /// Asks the processor for its report of a day that is over, and takes it as one of a file.
    ///
    /// # Errors
    /// Nothing was taken: a processor that makes no reports or does not answer, a day that is not over, a report that is not
    /// to be read, the same day before.
    pub async fn fetch_settlement(&self, day: Date, watch: Watch<'_>) -> Result<SettlementTaken, ImportFault> {
        let refused = |says: String| ImportFault::Rows(vec![RowFault::new(1, says)]);
        let gateway = &self.parts.gateway;
        if !gateway.can(Capability::SettlementReport) {
            let says = format!("{} cannot be asked for a report: give the file that it exports", gateway.name());
            return Err(refused(says));
        }
        if day >= self.today() {
            return Err(refused(format!("--day {day} is not over: take its report tomorrow")));
        }
        let begin = |day: Date| day.to_zoned(self.parts.terms.time_zone.clone()).map(|begin| begin.timestamp());
        let next = day.tomorrow().and_then(begin);
        let (Ok(from), Ok(until)) = (begin(day), next) else {
            return Err(refused(format!("--day {day} is out of range")));
        };
        let told = gateway.report(Span { day, from, until }).await;
        let entries = told.map_err(|fault| refused(format!("{}: {fault}", gateway.name())))?;
        let mut names = HashSet::new();
        if let Some(twice) = entries.iter().find(|entry| !names.insert(entry.entry.as_str())) {
            return Err(refused(format!("{} names {} twice: ask again", gateway.name(), twice.entry)));
        }
        let text = serde_json::to_string(&entries).map_err(|fault| refused(fault.to_string()))?;
        // days on which nothing moved are told alike
        let text = format!("{day} {text}");
        let name = format!("{} itself", gateway.name());
        self.take_settlement((&name, &text), (gateway.name(), day), &entries, watch).await
    }

    async fn take_settlement(
        &self,
        (name, text): (&str, &str),
        (processor, day): (&str, Date),
        entries: &[Entry],
        watch: Watch<'_>,
    ) -> Result<SettlementTaken, ImportFault> {
        let new = SettlementRow {
            settlement: self.parts.chance.id(self.parts.clock.now()),
            file: self.parts.keys.file_hash("settlement", text),
            processor: processor.to_owned(),
            day,
            name: name.to_owned(),
            lines: i64::try_from(entries.len()).unwrap_or(i64::MAX),
            began_at: self.parts.clock.now(),
            finished_at: None,
        };
        let before = settlements::find(self.parts.store.reader(), &new.file, (&new.processor, new.day)).await?;
        let row = match before {
            None => new,
            Some(row) if row.file == new.file && row.seen() == Seen::Begun && row.day == new.day => row,
            Some(row) => {
                let which = if row.file == new.file { "this file was" } else { "another report of the day was" };
                let says =
                    format!("{which} taken as {} for {} of {}: a day has one report", row.name, row.day, row.processor);
                return Err(ImportFault::Rows(vec![RowFault::new(1, says)]));
            }
        };
        self.check_entries(&row, entries).await?;
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            if settlements::find(&mut tx, &row.file, (&row.processor, row.day)).await?.is_none() {
                settlements::begin(&mut tx, &row).await?;
            }
            Ok(tx.commit().await?)
        })
        .await?;
        for (at, batch) in entries.chunks(AT_ONCE).enumerate() {
            let pace = self.pace();
            raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                settlements::add(&mut tx, &row, batch).await?;
                Ok(tx.commit().await?)
            })
            .await?;
            let done = (at * AT_ONCE + batch.len()) as u64;
            watch(Progress { stage: Stage::Merging, done, of: entries.len() as u64 });
            pace.rest(self).await;
        }
        let taken = raced(|| self.book_settlement(&row, entries)).await?;
        self.book_arrivals(day).await?;
        Ok(taken)
    }

    /// Nobody can report of a day that has not come.
    fn check_day(&self, day: Date) -> Result<(), ImportFault> {
        let today = self.today();
        if day <= today {
            return Ok(());
        }
        Err(ImportFault::Rows(vec![RowFault::new(1, format!("--day {day} has not come: today is {today}"))]))
    }

    fn read_settlement(&self, text: &str, wanted: &ReportWanted) -> Result<Vec<Entry>, ImportFault> {
        let usual = Settlement::default();
        let Settlement { layout, .. } = self.parts.rules.settlements.get(&wanted.processor).unwrap_or(&usual);
        let currency = self.parts.terms.currency;
        let ground = Wanted { day: wanted.day, currency, layout };
        let rows = read_rows_by(
            text,
            |fields| settlement::header(fields.iter().copied(), layout),
            |header| Box::new(move |line, fields| settlement::row(ground, &header, line, fields)),
        )?;
        settlement::foot(rows, currency, wanted.said).map_err(|fault| ImportFault::Rows(vec![fault]))
    }

    /// No line was in another report.
    async fn check_entries(&self, row: &SettlementRow, entries: &[Entry]) -> Result<(), ImportFault> {
        for entry in entries {
            let before = settlements::day_of(self.parts.store.reader(), &row.processor, &entry.entry).await?;
            if let Some((settlement, day)) = before
                && settlement != row.settlement
            {
                let line = u64::try_from(entry.line).unwrap_or(0);
                let says =
                    format!("entry {} was in the report of {day}: take the report of this day alone", entry.entry);
                return Err(ImportFault::Rows(vec![RowFault::new(line, says)]));
            }
        }
        Ok(())
    }

    /// Books what was kept and sent, once, with the report's end.
    async fn book_settlement(&self, row: &SettlementRow, entries: &[Entry]) -> Result<SettlementTaken, DeskError> {
        let currency = self.parts.terms.currency;
        let own = || entries.iter().filter(|entry| entry.amount.currency == currency);
        let unfit = || DeskError::Books("a report's sums do not fit".to_owned());
        let zero = Money::zero(currency);
        let fee = own().try_fold(zero, |sum, entry| sum.checked_add(entry.fee)).ok_or_else(unfit)?;
        let payouts = || own().filter(|entry| entry.kind == EntryKind::Payout);
        let paid_out = payouts().try_fold(zero, |sum, entry| sum.checked_sub(entry.amount)).ok_or_else(unfit)?;
        let mut tx = self.parts.store.begin().await?;
        if settlements::finish(&mut tx, &row.settlement, self.parts.clock.now()).await? {
            if fee.minor != 0 {
                let booking = self.booking(row.settlement.as_str(), row.day);
                let booked = ledger::processor_fee(booking, &row.processor, fee).map_err(books)?;
                crate::store::ledger::post(&mut tx, &booked).await?;
            }
            for payout in payouts() {
                let booking = self.booking(&format!("{}/{}", row.settlement, payout.line), row.day);
                let sent = payout.amount.checked_neg().ok_or_else(unfit)?;
                let booked = ledger::payout(booking, &row.processor, sent).map_err(books)?;
                crate::store::ledger::post(&mut tx, &booked).await?;
            }
            tx.commit().await?;
        }
        Ok(SettlementTaken { lines: entries.len(), fee, paid_out })
    }

    /// Takes a bank's statement of a day, and books what it tells of that was on its way.
    ///
    /// # Errors
    /// As `import_settlement`.
    pub async fn import_statement(
        &self,
        (name, text): (&str, &str),
        wanted: &StatementWanted,
        watch: Watch<'_>,
    ) -> Result<StatementTaken, ImportFault> {
        self.check_day(wanted.day)?;
        let lines = self.read_statement(text, wanted.day)?;
        let new = StatementRow {
            statement: self.parts.chance.id(self.parts.clock.now()),
            file: self.parts.keys.file_hash("statement", text),
            account: wanted.account.clone(),
            day: wanted.day,
            name: name.to_owned(),
            lines: i64::try_from(lines.len()).unwrap_or(i64::MAX),
            began_at: self.parts.clock.now(),
            finished_at: None,
        };
        let before = statements::find(self.parts.store.reader(), &new.file, (&new.account, new.day)).await?;
        let row = match before {
            None => new,
            Some(row) if row.file == new.file && row.seen() == Seen::Begun && row.day == new.day => row,
            Some(row) => {
                let which = if row.file == new.file { "this file was" } else { "another statement of the day was" };
                let says = format!(
                    "{which} taken as {} for {} of {}: a day has one statement",
                    row.name, row.day, row.account
                );
                return Err(ImportFault::Rows(vec![RowFault::new(1, says)]));
            }
        };
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            if statements::find(&mut tx, &row.file, (&row.account, row.day)).await?.is_none() {
                statements::begin(&mut tx, &row).await?;
            }
            Ok(tx.commit().await?)
        })
        .await?;
        for (at, batch) in lines.chunks(AT_ONCE).enumerate() {
            let (pace, last) = (self.pace(), (at + 1) * AT_ONCE >= lines.len());
            raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                statements::add(&mut tx, &row.statement, batch).await?;
                if last {
                    statements::finish(&mut tx, &row.statement, self.parts.clock.now()).await?;
                }
                Ok(tx.commit().await?)
            })
            .await?;
            let done = (at * AT_ONCE + batch.len()) as u64;
            watch(Progress { stage: Stage::Merging, done, of: lines.len() as u64 });
            pace.rest(self).await;
        }
        let arrived = self.book_arrivals(wanted.day).await?;
        Ok(StatementTaken { lines: lines.len(), arrived })
    }

    fn read_statement(&self, text: &str, day: Date) -> Result<Vec<BankLine>, ImportFault> {
        let wanted = (day, self.parts.terms.currency);
        let refused = |fault| ImportFault::Rows(vec![fault]);
        let lines = if bai2::is_bai2(text) {
            statement::read_bai2(wanted, text).map_err(refused)?
        } else {
            let columns = &self.parts.rules.statement;
            let rows = read_rows_by(
                text,
                |fields| statement::header(fields.iter().copied(), columns),
                |header| Box::new(move |line, fields| statement::row(wanted, &header, line, fields)),
            )?;
            statement::foot(rows, wanted.1).map_err(refused)?
        };
        if lines.is_empty() {
            return Err(refused(RowFault::new(1, "the statement has no lines: there is nothing to take")));
        }
        Ok(lines)
    }
}
