//! Processors' reports as they were taken, and what the books have of the same payments. It refuses to compare them.
use jiff::{Timestamp, civil::Date};

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    suspense::Seen,
    tx::Tx,
    value::{Column, Value},
};
use crate::{
    billing::reconcile::{
        Entry, EntryKind,
        processor::{Movement, Standing},
    },
    id::SettlementId,
    ledger::{BookedPayout, BookedSettlement},
    money::Currency,
};

impl Value<'_> for EntryKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for EntryKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no kind of a report's line")
    }
}

/// A processor's report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementRow {
    pub settlement: SettlementId,
    /// Keyed hash of its text.
    pub file: String,
    pub processor: String,
    pub day: Date,
    /// Of the file.
    pub name: String,
    pub lines: i64,
    pub began_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

impl Record for SettlementRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            settlement: row.get("settlement")?,
            file: row.get("file")?,
            processor: row.get("processor")?,
            day: row.get("day")?,
            name: row.get("name")?,
            lines: row.get("lines")?,
            began_at: row.get("began_at")?,
            finished_at: row.get("finished_at")?,
        })
    }
}

impl SettlementRow {
    /// How far it was taken.
    pub fn seen(&self) -> Seen {
        if self.finished_at.is_some() { Seen::Finished } else { Seen::Begun }
    }
}

impl Record for Entry {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            line: row.get("line")?,
            entry: row.get("entry")?,
            kind: row.get("kind")?,
            reference: row.get("reference")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            on: row.get("day")?,
        })
    }
}

impl Record for Movement {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let mut names = Vec::new();
        for column in ["subject", "payment", "idempotency_key", "event"] {
            names.push(row.get::<String>(column)?);
        }
        names.extend(row.get::<Option<String>>("processor_ref")?);
        names.extend(row.get::<Option<String>>("refund_ref")?);
        names.retain(|name| !name.is_empty());
        let status: String = row.get("status")?;
        Ok(Self {
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            names,
            amount: row.money("amount")?,
            on: row.get("moved_on")?,
            standing: if status == "paid" { Standing::Booked } else { Standing::NotPaid },
        })
    }
}

/// The report that is this file, or one of the processor's same day.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(
    mut db: impl Sql,
    file: &str,
    (processor, day): (&str, Date),
) -> Result<Option<SettlementRow>, StoreError> {
    let text = "select settlement, file, processor, day, name, lines, began_at, finished_at from settlements \
        where file = $1 or (processor = $2 and day = $3) order by case when file = $1 then 0 else 1 end limit 1";
    db.sql(text).bind(file).bind(processor).bind(day).optional().await
}

/// The day whose report has an entry of this name.
///
/// # Errors
/// Any `StoreError`.
pub async fn day_of(
    mut db: impl Sql,
    processor: &str,
    entry: &str,
) -> Result<Option<(SettlementId, Date)>, StoreError> {
    struct Found(SettlementId, Date);
    impl Record for Found {
        fn read(row: &Row) -> Result<Self, StoreError> {
            Ok(Self(row.get("settlement")?, row.get("day")?))
        }
    }
    let text = "select s.settlement, s.day from settlement_lines l join settlements s on s.settlement = l.settlement \
        where l.processor = $1 and l.entry = $2";
    let found: Option<Found> = db.sql(text).bind(processor).bind(entry).optional().await?;
    Ok(found.map(|Found(settlement, day)| (settlement, day)))
}

/// Notes that a report is taken from now on.
///
/// # Errors
/// Any `StoreError`; another report of the processor's day is `Refused`.
pub async fn begin(tx: &mut Tx, row: &SettlementRow) -> Result<(), StoreError> {
    let text = "insert into settlements (settlement, file, processor, day, name, lines, began_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    let insert = tx.sql(text).bind(&row.settlement).bind(&row.file).bind(&row.processor).bind(row.day);
    insert.bind(&row.name).bind(row.lines).bind(row.began_at).execute().await.map(drop)
}

/// Adds lines; those that were added before stay as they are.
///
/// # Errors
/// Any `StoreError`.
pub async fn add(tx: &mut Tx, row: &SettlementRow, entries: &[Entry]) -> Result<(), StoreError> {
    for entry in entries {
        let text = "insert into settlement_lines (settlement, line, processor, entry, kind, reference, amount, fee, currency) \
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (settlement, line) do nothing";
        let insert = tx.sql(text).bind(&row.settlement).bind(entry.line).bind(&row.processor).bind(&entry.entry);
        let insert = insert.bind(entry.kind).bind(&entry.reference).bind(entry.amount.minor).bind(entry.fee.minor);
        insert.bind(entry.amount.currency).execute().await?;
    }
    Ok(())
}

/// Notes that all of a report is taken; false when it was noted before.
///
/// # Errors
/// Any `StoreError`.
pub async fn finish(tx: &mut Tx, settlement: &SettlementId, at: Timestamp) -> Result<bool, StoreError> {
    let text = "update settlements set finished_at = $2 where settlement = $1 and finished_at is null";
    Ok(tx.sql(text).bind(settlement).bind(at).execute().await? == 1)
}

/// The reports of a day, by processor.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_day(mut db: impl Sql, day: Date) -> Result<Vec<SettlementRow>, StoreError> {
    let text = "select settlement, file, processor, day, name, lines, began_at, finished_at from settlements \
        where day = $1 and finished_at is not null order by processor";
    db.sql(text).bind(day).all().await
}

/// The lines of a report, in the order of the file.
///
/// # Errors
/// Any `StoreError`.
pub async fn entries(mut db: impl Sql, settlement: &SettlementId) -> Result<Vec<Entry>, StoreError> {
    let text = "select l.line, l.entry, l.kind, l.reference, l.amount, l.fee, l.currency, s.day \
        from settlement_lines l join settlements s on s.settlement = l.settlement where l.settlement = $1 order by l.line";
    db.sql(text).bind(settlement).all().await
}

/// What the books have of a processor's day, and of whatever day its report names.
///
/// # Errors
/// Any `StoreError`.
pub async fn movements(mut db: impl Sql, row: &SettlementRow) -> Result<Vec<Movement>, StoreError> {
    let text = "with named as (select reference from settlement_lines where settlement = $3 and reference <> '') \
        select kind, subject, payment, processor_ref, idempotency_key, event, refund_ref, amount, currency, moved_on, status \
        from processor_movements where gateway = $1 and (moved_on = $2 or payment in (select reference from named) \
          or processor_ref in (select reference from named) or idempotency_key in (select reference from named) \
          or event in (select reference from named) or refund_ref in (select reference from named) or subject in (select reference from named)) \
        order by moved_on, subject";
    db.sql(text).bind(&row.processor).bind(row.day).bind(&row.settlement).all().await
}

/// Lines of the processor's other reports that name what the books have of this day.
///
/// # Errors
/// Any `StoreError`.
pub async fn elsewhere(mut db: impl Sql, row: &SettlementRow) -> Result<Vec<Entry>, StoreError> {
    let text = "with names as (select subject, payment, processor_ref, idempotency_key, event, refund_ref from processor_movements \
          where gateway = $1 and moved_on = $2) \
        select l.line, l.entry, l.kind, l.reference, l.amount, l.fee, l.currency, s.day \
        from settlement_lines l join settlements s on s.settlement = l.settlement \
        where l.processor = $1 and s.day <> $2 and s.finished_at is not null and l.reference <> '' and l.reference in ( \
          select subject from names union select payment from names union select idempotency_key from names \
          union select event from names union select processor_ref from names where processor_ref is not null \
          union select refund_ref from names where refund_ref is not null) \
        order by s.day, l.line";
    db.sql(text).bind(&row.processor).bind(row.day).all().await
}

/// Every processor that was reported of.
///
/// # Errors
/// Any `StoreError`.
pub async fn processors(mut db: impl Sql) -> Result<Vec<String>, StoreError> {
    let text = "select distinct processor as value from settlements where finished_at is not null order by processor";
    Ok(db.sql(text).all::<One<String>>().await?.into_iter().map(|One(processor)| processor).collect())
}

impl Record for BookedSettlement {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { settlement: row.get("settlement")?, processor: row.get("processor")?, fee: row.money("fee")? })
    }
}

impl Record for BookedPayout {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { payout: row.get("payout")?, processor: row.get("processor")?, amount: row.money("amount")? })
    }
}

/// What every report says was kept, in the currency of the books.
///
/// # Errors
/// Any `StoreError`.
pub async fn booked(mut db: impl Sql, currency: Currency) -> Result<Vec<BookedSettlement>, StoreError> {
    let text = "select s.settlement, s.processor, l.currency, cast(sum(l.fee) as bigint) as fee from settlements s \
        join settlement_lines l on l.settlement = s.settlement \
        where s.finished_at is not null and l.currency = $1 group by s.settlement, s.processor, l.currency \
        order by s.settlement";
    db.sql(text).bind(currency).all().await
}

/// Every payout, in the currency of the books.
///
/// # Errors
/// Any `StoreError`.
pub async fn payouts(mut db: impl Sql, currency: Currency) -> Result<Vec<BookedPayout>, StoreError> {
    let text = "select subject as payout, processor, amount, currency from sent_money \
        where way = 'payout' and currency = $1 order by subject";
    db.sql(text).bind(currency).all().await
}
