//! The stages of chargebacks, each recorded once and only ever added to. It refuses to know what is booked by them.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    tx::Tx,
};
use crate::{billing::chargeback::Stage, id::PaymentId};

/// A stage of a chargeback, as it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StageRow {
    pub payment: PaymentId,
    /// The processor's name of the dispute, or the clerk's of the event.
    pub dispute: String,
    pub stage: Stage,
    /// The last day for evidence.
    pub due_on: Option<Date>,
    pub source: String,
    pub recorded_at: Timestamp,
}

impl Record for StageRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            dispute: row.get("dispute")?,
            stage: row.get("stage")?,
            due_on: row.get("due_on")?,
            source: row.get("source")?,
            recorded_at: row.get("recorded_at")?,
        })
    }
}

/// Records a stage; false when it was recorded before.
///
/// # Errors
/// Any `StoreError`.
pub async fn record(tx: &mut Tx, row: &StageRow) -> Result<bool, StoreError> {
    let text = "insert into chargebacks (payment, dispute, stage, due_on, source, recorded_at) \
        values ($1, $2, $3, $4, $5, $6) on conflict (payment, dispute, stage) do nothing";
    let insert = tx.sql(text).bind(&row.payment).bind(&row.dispute).bind(row.stage).bind(row.due_on);
    Ok(insert.bind(&row.source).bind(row.recorded_at).execute().await? == 1)
}

/// Every stage of a payment's chargebacks, in their order.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_payment(mut db: impl Sql, payment: &PaymentId) -> Result<Vec<StageRow>, StoreError> {
    let text = "select * from chargebacks where payment = $1 order by recorded_at, dispute, stage";
    db.sql(text).bind(payment).all().await
}

/// Stages of all payments or of one, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, payment: Option<&PaymentId>, most: i64) -> Result<Vec<StageRow>, StoreError> {
    let text = "select * from chargebacks where cast($1 as text) is null or payment = $1 \
        order by recorded_at desc, dispute, stage limit $2";
    db.sql(text).bind(payment).bind(most).all().await
}
