//! What a controller reads: one account's movements, and what came in by which channel. It refuses to know how they are
//! printed.
use jiff::civil::Date;
use serde::Serialize;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
};
use crate::{
    billing::channel::{Channel, Instrument},
    id::{AccountId, BillId},
    money::Money,
};

/// One movement of what an account owes, less what is unapplied of what it paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Movement {
    pub on: Date,
    pub kind: String,
    /// The line of a bill (`bill_…/1`), a payment, a reversed transaction.
    pub source: String,
    /// Above zero where more is owed.
    pub amount: Money,
}

impl Record for Movement {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            on: row.get("effective_on")?,
            kind: row.get("kind")?,
            source: row.get("source")?,
            amount: row.money("amount")?,
        })
    }
}

/// The movements of an account in their order. What only goes from its unapplied to its bills moves nothing.
///
/// # Errors
/// Any `StoreError`.
pub async fn movements(mut db: impl Sql, account: &AccountId) -> Result<Vec<Movement>, StoreError> {
    let text = "select effective_on, kind, source, currency, amount from ( \
          select t.txn, t.effective_on, t.recorded_at, t.kind, t.source, p.currency, \
            cast(sum(case when p.debit in ($1, $2) then p.amount else 0 end \
              - case when p.credit in ($1, $2) then p.amount else 0 end) as bigint) as amount \
          from postings p join transactions t on t.txn = p.txn \
          where p.debit = $1 or p.debit = $2 or p.credit = $1 or p.credit = $2 \
          group by t.txn, t.effective_on, t.recorded_at, t.kind, t.source, p.currency) as moved \
        where amount <> 0 order by effective_on, recorded_at, txn";
    let (receivable, unapplied) = (format!("receivable:{account}"), format!("unapplied:{account}"));
    db.sql(text).bind(receivable).bind(unapplied).all().await
}

/// A bill's name.
pub struct Named {
    pub bill: BillId,
    /// As printed.
    pub number: String,
}

impl Record for Named {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { bill: row.get("bill")?, number: row.get("number")? })
    }
}

/// The bills of an account by their names.
///
/// # Errors
/// Any `StoreError`.
pub async fn named(mut db: impl Sql, account: &AccountId) -> Result<Vec<Named>, StoreError> {
    db.sql("select bill, number from bills where account = $1").bind(account).all().await
}

/// What came in by a channel with an instrument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Taken {
    pub channel: Channel,
    pub instrument: Instrument,
    pub payments: i64,
    pub amount: Money,
    pub fee: Money,
}

impl Record for Taken {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let amount = row.money("amount")?;
        Ok(Self {
            channel: row.get("channel")?,
            instrument: row.get("instrument")?,
            payments: row.get("payments")?,
            amount,
            fee: Money::new(row.get("fee")?, amount.currency),
        })
    }
}

/// What was paid from one day to another, both included, by channel.
///
/// # Errors
/// Any `StoreError`.
pub async fn channels(mut db: impl Sql, since: Date, until: Date) -> Result<Vec<Taken>, StoreError> {
    let text = "select channel, instrument, currency, count(*) as payments, cast(sum(amount) as bigint) as amount, \
          cast(sum(fee) as bigint) as fee \
        from payments where status = 'paid' and paid_on >= $1 and paid_on <= $2 \
        group by channel, instrument, currency order by channel, instrument, currency";
    db.sql(text).bind(since).bind(until).all().await
}
