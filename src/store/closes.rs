//! A day of the books: what it holds, and that it is closed. It refuses to know what may be closed.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    ledger::Balance,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::channel::{Channel, Instrument},
    money::Money,
};

/// What came in on a day by one processor and channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cash {
    pub gateway: String,
    pub channel: Channel,
    pub instrument: Instrument,
    pub payments: i64,
    pub amount: Money,
    pub fee: Money,
}

impl Record for Cash {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let amount = row.money("amount")?;
        Ok(Self {
            gateway: row.get("gateway")?,
            channel: row.get("channel")?,
            instrument: row.get("instrument")?,
            payments: row.get("payments")?,
            amount,
            fee: Money::new(row.get("fee")?, amount.currency),
        })
    }
}

/// What is open of bills that are due on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueSum {
    pub due_on: Date,
    pub open: Money,
}

impl Record for DueSum {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { due_on: row.get("due_on")?, open: row.money("open")? })
    }
}

/// A transaction that was posted on a day and counts for an earlier one that was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PriorPeriod {
    pub transaction: String,
    pub kind: String,
    pub source: String,
    pub effective_on: Date,
    pub amount: Money,
}

impl Record for PriorPeriod {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            transaction: row.get("txn")?,
            kind: row.get("kind")?,
            source: row.get("source")?,
            effective_on: row.get("effective_on")?,
            amount: row.money("amount")?,
        })
    }
}

/// The balance of every ledger account at the end of a day, by name.
///
/// # Errors
/// Any `StoreError`.
pub async fn balances(mut db: impl Sql, day: Date) -> Result<Vec<Balance>, StoreError> {
    let text = "select account, currency, cast(sum(amount) as bigint) as balance from ( \
          select p.debit as account, p.currency, p.amount from postings p join transactions t on t.txn = p.txn \
            where t.posted_on <= $1 \
          union all select p.credit, p.currency, -p.amount from postings p join transactions t on t.txn = p.txn \
            where t.posted_on <= $1) as sides \
        group by account, currency order by account, currency";
    db.sql(text).bind(day).all().await
}

/// What was open of bills at the end of a day, by their due dates; a bill that its credits outweigh counts below zero.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_by_due(mut db: impl Sql, day: Date) -> Result<Vec<DueSum>, StoreError> {
    let text = "select due_on, currency, cast(sum(open) as bigint) as open from ( \
          select b.due_on, b.currency, \
            coalesce((select sum(l.amount * k.sign) from bill_lines l join line_kinds k on k.name = l.kind \
                join transactions t on t.source = l.bill || '/' || cast(l.line as text) and t.kind = 'bill-line' \
              where l.bill = b.bill and t.posted_on <= $1), 0) \
            - coalesce((select sum(a.amount) from allocations a join transactions t on t.txn = a.txn \
              where a.bill = b.bill and t.posted_on <= $1), 0) \
            + coalesce((select sum(r.amount) from restorations r join transactions t on t.txn = r.txn \
              where r.bill = b.bill and t.posted_on <= $1), 0) \
            + coalesce((select sum(j.amount) from adjustments j \
                join adjustment_ends e on e.adjustment = j.adjustment join transactions t on t.txn = e.txn \
              where j.bill = b.bill and t.posted_on <= $1), 0) as open \
          from bills b) as every_bill \
        where open <> 0 group by due_on, currency order by due_on, currency";
    db.sql(text).bind(day).all().await
}

/// What was posted on a day of money received, by processor and channel.
///
/// # Errors
/// Any `StoreError`.
pub async fn cash(mut db: impl Sql, day: Date) -> Result<Vec<Cash>, StoreError> {
    let text = "select p.gateway, p.channel, p.instrument, p.currency, count(*) as payments, \
          cast(sum(p.amount) as bigint) as amount, cast(sum(p.fee) as bigint) as fee \
        from payments p join transactions t on t.source = p.payment and t.kind in ('payment', 'assignment') \
        where t.posted_on = $1 group by p.gateway, p.channel, p.instrument, p.currency \
        order by p.gateway, p.channel, p.instrument, p.currency";
    db.sql(text).bind(day).all().await
}

/// What was posted on a day and counts for a day that was closed before.
///
/// # Errors
/// Any `StoreError`.
pub async fn prior_period(mut db: impl Sql, day: Date) -> Result<Vec<PriorPeriod>, StoreError> {
    let text = "select t.txn, t.kind, t.source, t.effective_on, p.currency, cast(sum(p.amount) as bigint) as amount \
        from transactions t join postings p on p.txn = t.txn \
        where t.posted_on = $1 and t.effective_on <= (select max(day) from closed_days where day < $1) \
        group by t.txn, t.kind, t.source, t.effective_on, p.currency order by t.txn, p.currency";
    db.sql(text).bind(day).all().await
}

/// Payments asked for whose end is not known.
///
/// # Errors
/// Any `StoreError`.
pub async fn unsettled(mut db: impl Sql) -> Result<i64, StoreError> {
    let One(count) = db.sql("select count(*) as value from payments where settled_at is null").one().await?;
    Ok(count)
}

/// The last day that is closed.
///
/// # Errors
/// Any `StoreError`.
pub async fn last(mut db: impl Sql) -> Result<Option<Date>, StoreError> {
    let last: Option<One<Date>> =
        db.sql("select day as value from closed_days order by day desc limit 1").optional().await?;
    Ok(last.map(|One(day)| day))
}

/// The first day with postings behind one, before another.
///
/// # Errors
/// Any `StoreError`.
pub async fn first_open(mut db: impl Sql, behind: Date, before: Date) -> Result<Option<Date>, StoreError> {
    let text = "select posted_on as value from transactions where posted_on > $1 and posted_on < $2 \
        order by posted_on limit 1";
    Ok(db.sql(text).bind(behind).bind(before).optional::<One<Date>>().await?.map(|One(day)| day))
}

/// The report of a closed day, as it was written.
///
/// # Errors
/// Any `StoreError`.
pub async fn report(mut db: impl Sql, day: Date) -> Result<Option<String>, StoreError> {
    let text = "select report as value from closed_days where day = $1";
    Ok(db.sql(text).bind(day).optional::<One<String>>().await?.map(|One(report)| report))
}

/// Closes a day; false when it was closed before.
///
/// # Errors
/// Any `StoreError`.
pub async fn close(tx: &mut Tx, day: Date, by: &str, at: Timestamp, report: &str) -> Result<bool, StoreError> {
    let text = "insert into closed_days (day, closed_by, closed_at, report) values ($1, $2, $3, $4) \
        on conflict (day) do nothing";
    Ok(tx.sql(text).bind(day).bind(by).bind(at).bind(report).execute().await? == 1)
}
