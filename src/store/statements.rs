//! The bank's statements as they were taken, what is on its way to the bank, and what arrived. It refuses to match them.
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    suspense::Seen,
    tx::Tx,
};
use crate::{
    billing::reconcile::{
        BankLine,
        bank::{Sent, Way},
    },
    id::StatementId,
    ledger::{BookedArrival, LedgerAccount},
};

/// A bank's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRow {
    pub statement: StatementId,
    /// Keyed hash of its text.
    pub file: String,
    /// The biller's name of the bank account.
    pub account: String,
    pub day: Date,
    /// Of the file.
    pub name: String,
    pub lines: i64,
    pub began_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

impl Record for StatementRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            statement: row.get("statement")?,
            file: row.get("file")?,
            account: row.get("account")?,
            day: row.get("day")?,
            name: row.get("name")?,
            lines: row.get("lines")?,
            began_at: row.get("began_at")?,
            finished_at: row.get("finished_at")?,
        })
    }
}

impl StatementRow {
    /// How far it was taken.
    pub fn seen(&self) -> Seen {
        if self.finished_at.is_some() { Seen::Finished } else { Seen::Begun }
    }
}

/// A line of a statement that was taken, and the money that it told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenLine {
    pub statement: StatementId,
    /// The biller's name of the bank account.
    pub account: String,
    pub line: BankLine,
    /// Which money on its way it is.
    pub subject: Option<String>,
}

impl Record for TakenLine {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let line = BankLine {
            line: row.get("line")?,
            on: row.get("day")?,
            amount: row.money("amount")?,
            says: row.get("says")?,
        };
        Ok(Self { statement: row.get("statement")?, account: row.get("account")?, line, subject: row.get("subject")? })
    }
}

impl TakenLine {
    /// The source of the transaction that books its arrival: unique, and found again by `verify`.
    pub fn source(&self) -> String {
        format!("{}/{}", self.statement, self.line.line)
    }
}

/// The statement that is this file, or one of the account's same day.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(
    mut db: impl Sql,
    file: &str,
    (account, day): (&str, Date),
) -> Result<Option<StatementRow>, StoreError> {
    let text = "select statement, file, account, day, name, lines, began_at, finished_at from statements \
        where file = $1 or (account = $2 and day = $3) order by case when file = $1 then 0 else 1 end limit 1";
    db.sql(text).bind(file).bind(account).bind(day).optional().await
}

/// Notes that a statement is taken from now on.
///
/// # Errors
/// Any `StoreError`; another statement of the account's day is `Refused`.
pub async fn begin(tx: &mut Tx, row: &StatementRow) -> Result<(), StoreError> {
    let text = "insert into statements (statement, file, account, day, name, lines, began_at) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    let insert = tx.sql(text).bind(&row.statement).bind(&row.file).bind(&row.account).bind(row.day);
    insert.bind(&row.name).bind(row.lines).bind(row.began_at).execute().await.map(drop)
}

/// Adds lines; those that were added before stay as they are.
///
/// # Errors
/// Any `StoreError`.
pub async fn add(tx: &mut Tx, statement: &StatementId, lines: &[BankLine]) -> Result<(), StoreError> {
    for line in lines {
        let text = "insert into statement_lines (statement, line, amount, currency, says) values ($1, $2, $3, $4, $5) \
            on conflict (statement, line) do nothing";
        let insert = tx.sql(text).bind(statement).bind(line.line).bind(line.amount.minor).bind(line.amount.currency);
        insert.bind(&line.says).execute().await?;
    }
    Ok(())
}

/// Notes that all of a statement is taken.
///
/// # Errors
/// Any `StoreError`.
pub async fn finish(tx: &mut Tx, statement: &StatementId, at: Timestamp) -> Result<(), StoreError> {
    let text = "update statements set finished_at = $2 where statement = $1 and finished_at is null";
    tx.sql(text).bind(statement).bind(at).execute().await.map(drop)
}

/// Lines of the statements of some days, both included, in their order.
///
/// # Errors
/// Any `StoreError`.
pub async fn lines(mut db: impl Sql, first: Date, last: Date) -> Result<Vec<TakenLine>, StoreError> {
    let text = "select l.statement, s.account, l.line, l.amount, l.currency, l.says, s.day, a.subject from statement_lines l \
        join statements s on s.statement = l.statement \
        left join arrivals a on a.statement = l.statement and a.line = l.line \
        where s.finished_at is not null and s.day >= $1 and s.day <= $2 order by s.day, s.account, l.line";
    db.sql(text).bind(first).bind(last).all().await
}

struct Found {
    way: String,
    processor: String,
    names: Vec<String>,
    sent: Sent,
    sent_on: Option<Date>,
    sent_at: Option<Timestamp>,
}

impl Record for Found {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let arrived: i64 = row.get("arrived")?;
        Ok(Self {
            way: row.get("way")?,
            processor: row.get("processor")?,
            names: vec![row.get("entry")?, row.get("reference")?],
            sent: Sent {
                way: Way::Deposit,
                subject: row.get("subject")?,
                names: Vec::new(),
                amount: row.money("amount")?,
                on: Date::MIN,
                arrived: arrived > 0,
            },
            sent_on: row.get("sent_on")?,
            sent_at: row.get("sent_at")?,
        })
    }
}

/// Money on its way to the bank, and what arrived by statements of a day or later. In the order of days.
///
/// # Errors
/// Any `StoreError`.
pub async fn sent(mut db: impl Sql, arrived_since: Date, zone: &TimeZone) -> Result<Vec<Sent>, StoreError> {
    let text = "select m.way, m.subject, m.processor, m.entry, m.reference, m.amount, m.currency, m.sent_on, m.sent_at, \
          cast(case when a.arrival is null then 0 else 1 end as bigint) as arrived \
        from sent_money m left join arrivals a on a.way = m.way and a.subject = m.subject \
        left join statements s on s.statement = a.statement \
        where a.arrival is null or s.day >= $1 order by m.subject";
    let found: Vec<Found> = db.sql(text).bind(arrived_since).all().await?;
    let mut all: Vec<Sent> = found
        .into_iter()
        .map(|Found { way, processor, mut names, sent, sent_on, sent_at }| {
            names.retain(|name| !name.is_empty());
            let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
            let on = sent_on.or(sent_at.map(day)).unwrap_or(Date::MIN);
            let way = match way.as_str() {
                "payout" => Way::Payout(processor),
                "lockbox" => Way::Lockbox,
                _ => Way::Deposit,
            };
            Sent { way, names, on, ..sent }
        })
        .collect();
    all.sort_by(|one, other| (one.on, &one.subject).cmp(&(other.on, &other.subject)));
    Ok(all)
}

/// Adds an arrival; false when the line or the money was matched before.
///
/// # Errors
/// Any `StoreError`.
pub async fn arrive(tx: &mut Tx, line: &TakenLine, sent: &Sent, at: Timestamp) -> Result<bool, StoreError> {
    let way = match sent.way {
        Way::Payout(_) => "payout",
        Way::Deposit => "deposit",
        Way::Lockbox => "lockbox",
    };
    let text = "insert into arrivals (arrival, statement, line, way, subject, recorded_at) \
        values ($1, $2, $3, $4, $5, $6) on conflict do nothing";
    let insert = tx.sql(text).bind(line.source()).bind(&line.statement).bind(line.line.line).bind(way);
    Ok(insert.bind(&sent.subject).bind(at).execute().await? == 1)
}

impl Record for BookedArrival {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let (way, processor): (String, String) = (row.get("way")?, row.get("processor")?);
        let from = match way.as_str() {
            "payout" => LedgerAccount::InTransit(processor),
            "lockbox" => LedgerAccount::Clearing("lockbox".to_owned()),
            _ => LedgerAccount::Deposit,
        };
        Ok(Self { arrival: row.get("arrival")?, from, amount: row.money("amount")? })
    }
}

/// Every arrival.
///
/// # Errors
/// Any `StoreError`.
pub async fn booked(mut db: impl Sql) -> Result<Vec<BookedArrival>, StoreError> {
    let text = "select a.arrival, a.way, coalesce(m.processor, '') as processor, l.amount, l.currency from arrivals a \
        join statement_lines l on l.statement = a.statement and l.line = a.line \
        left join sent_money m on m.way = a.way and m.subject = a.subject order by a.arrival";
    db.sql(text).all().await
}
