//! Closes of tills, only ever added to. It refuses to know what was taken.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    tx::Tx,
};
use crate::{id::CloseId, money::Money};

/// One close of a till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CloseRow {
    pub close: CloseId,
    pub till: String,
    pub closed_on: Date,
    pub closed_by: String,
    /// What was taken since the close before.
    pub expected: Money,
    pub counted: Money,
    pub closed_at: Timestamp,
}

impl CloseRow {
    /// What is over (above zero) or short (below).
    pub fn over(&self) -> Money {
        Money::new(self.counted.minor.saturating_sub(self.expected.minor), self.counted.currency)
    }
}

impl Record for CloseRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            close: row.get("close")?,
            till: row.get("till")?,
            closed_on: row.get("closed_on")?,
            closed_by: row.get("closed_by")?,
            expected: row.money("expected")?,
            counted: row.money("counted")?,
            closed_at: row.get("closed_at")?,
        })
    }
}

/// Holds a till until the transaction ends, so that two that close it go one after the other on every node.
///
/// # Errors
/// Any `StoreError`.
pub async fn hold(tx: &mut Tx, till: &str) -> Result<(), StoreError> {
    let text =
        "insert into tills (till, closes) values ($1, 1) on conflict (till) do update set closes = tills.closes + 1";
    tx.sql(text).bind(till).execute().await.map(drop)
}

/// Adds a close.
///
/// # Errors
/// Any `StoreError`.
pub async fn close(tx: &mut Tx, row: &CloseRow) -> Result<(), StoreError> {
    let text = "insert into till_closes (close, till, closed_on, closed_by, expected, counted, currency, closed_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    let insert = tx.sql(text).bind(&row.close).bind(&row.till).bind(row.closed_on).bind(&row.closed_by);
    let insert = insert.bind(row.expected.minor).bind(row.counted.minor).bind(row.counted.currency);
    insert.bind(row.closed_at).execute().await.map(drop)
}

/// The latest closes of a till, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn closes(mut db: impl Sql, till: &str, most: i64) -> Result<Vec<CloseRow>, StoreError> {
    let text = "select close, till, closed_on, closed_by, expected, counted, currency, closed_at from till_closes \
        where till = $1 order by closed_at desc, close desc limit $2";
    db.sql(text).bind(till).bind(most).all().await
}
