//! Money in suspense, and the lockbox files that brought some of it. It refuses to know why it is there.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::channel::{Channel, Instrument, SuspenseReason},
    id::{PaymentId, SuspenseId},
    money::Money,
};

/// Money in suspense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    pub item: SuspenseId,
    pub reason: SuspenseReason,
    /// The pay-bill number as it was given.
    pub number: Option<String>,
    pub amount: Money,
    pub instrument: Instrument,
    pub channel: Channel,
    /// Where it lies, as in `clearing:{gateway}`.
    pub gateway: String,
    pub received_on: Date,
    /// The file and its line, or the clerk; the same is booked once.
    pub source: String,
    pub remark: String,
    pub recorded_at: Timestamp,
    /// The payment that it became.
    pub payment: Option<PaymentId>,
}

impl Record for ItemRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            item: row.get("item")?,
            reason: row.get("reason")?,
            number: row.get("number")?,
            amount: row.money("amount")?,
            instrument: row.get("instrument")?,
            channel: row.get("channel")?,
            gateway: row.get("gateway")?,
            received_on: row.get("received_on")?,
            source: row.get("source")?,
            remark: row.get("remark")?,
            recorded_at: row.get("recorded_at")?,
            payment: row.get("payment")?,
        })
    }
}

/// Adds money; false when the same source brought it before.
///
/// # Errors
/// Any `StoreError`.
pub async fn add(tx: &mut Tx, new: &ItemRow) -> Result<bool, StoreError> {
    let text = "insert into suspense_items (item, reason, number, amount, currency, instrument, channel, gateway, \
        received_on, source, remark, recorded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
        on conflict (source) do nothing";
    let insert = tx.sql(text).bind(&new.item).bind(new.reason).bind(new.number.as_deref()).bind(new.amount.minor);
    let insert = insert.bind(new.amount.currency).bind(new.instrument).bind(new.channel).bind(&new.gateway);
    let insert = insert.bind(new.received_on).bind(&new.source).bind(&new.remark).bind(new.recorded_at);
    Ok(insert.execute().await? == 1)
}

/// Money in suspense by its id, whether or not it was assigned.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, item: &SuspenseId) -> Result<Option<ItemRow>, StoreError> {
    let text = "select i.item, i.reason, i.number, i.amount, i.currency, i.instrument, i.channel, i.gateway, \
        i.received_on, i.source, i.remark, i.recorded_at, p.payment from suspense_items i \
        left join payments p on p.item = i.item where i.item = $1";
    db.sql(text).bind(item).optional().await
}

/// The worklist: money that is nobody's yet, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn waiting(mut db: impl Sql, most: i64) -> Result<Vec<ItemRow>, StoreError> {
    let text = "select i.item, i.reason, i.number, i.amount, i.currency, i.instrument, i.channel, i.gateway, \
        i.received_on, i.source, i.remark, i.recorded_at, p.payment from suspense_items i \
        left join payments p on p.item = i.item where p.payment is null order by i.received_on, i.item limit $1";
    db.sql(text).bind(most).all().await
}

/// A lockbox's file.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Keyed hash of its text.
    pub file: String,
    pub name: String,
    pub items: i64,
    pub amount: Money,
    pub at: Timestamp,
}

/// What is known of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Never,
    /// Its items are being booked, or were when the process ended.
    Begun,
    Finished,
}

/// Notes that a file's items are booked from now on; a file that was noted before stays as it is.
///
/// # Errors
/// Any `StoreError`.
pub async fn begin_file(tx: &mut Tx, new: &FileRow) -> Result<Seen, StoreError> {
    let text = "select cast(case when finished_at is null then 0 else 1 end as bigint) as value from lockbox_files \
        where file = $1";
    match tx.sql(text).bind(&new.file).optional::<One<i64>>().await? {
        Some(One(0)) => return Ok(Seen::Begun),
        Some(One(_)) => return Ok(Seen::Finished),
        None => {}
    }
    let text = "insert into lockbox_files (file, name, items, amount, currency, began_at) \
        values ($1, $2, $3, $4, $5, $6) on conflict (file) do nothing";
    let insert = tx.sql(text).bind(&new.file).bind(&new.name).bind(new.items).bind(new.amount.minor);
    insert.bind(new.amount.currency).bind(new.at).execute().await?;
    Ok(Seen::Never)
}

/// Notes that all of a file is booked.
///
/// # Errors
/// Any `StoreError`.
pub async fn finish_file(tx: &mut Tx, file: &str, at: Timestamp) -> Result<(), StoreError> {
    let text = "update lockbox_files set finished_at = $2 where file = $1 and finished_at is null";
    tx.sql(text).bind(file).bind(at).execute().await.map(drop)
}
