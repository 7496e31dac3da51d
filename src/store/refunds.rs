//! Refunds that are asked of a processor, from the intent to how each ended. It refuses to know processors and the books.
use jiff::Timestamp;
use serde::Serialize;

use super::{
    StoreError,
    jobs::{self, JobKind, NewJob},
    sql::{Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::refund::{RefundRefusal, RefundStatus},
    id::{JobId, PaymentId, RefundId},
    money::Money,
};

/// All of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RefundRow {
    pub refund: RefundId,
    pub payment: PaymentId,
    /// Of what was paid to bills; above zero.
    pub amount: Money,
    /// Of the convenience fee.
    pub fee: Money,
    pub reason: String,
    /// The clerk.
    pub source: String,
    /// The same for the same wish, and at every question to the processor.
    pub idempotency_key: String,
    pub status: RefundStatus,
    pub refusal: Option<RefundRefusal>,
    /// The processor's own name of it.
    pub processor_ref: Option<String>,
    pub requested_at: Timestamp,
    pub settled_at: Option<Timestamp>,
}

impl RefundRow {
    /// What the payer gets.
    pub fn total(&self) -> Money {
        Money::new(self.amount.minor + self.fee.minor, self.amount.currency)
    }
}

impl Record for RefundRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            refund: row.get("refund")?,
            payment: row.get("payment")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            reason: row.get("reason")?,
            source: row.get("source")?,
            idempotency_key: row.get("idempotency_key")?,
            status: row.get("status")?,
            refusal: row.get("refusal")?,
            processor_ref: row.get("processor_ref")?,
            requested_at: row.get("requested_at")?,
            settled_at: row.get("settled_at")?,
        })
    }
}

/// Writes the intent and the job that asks the processor.
///
/// # Errors
/// Any `StoreError`.
pub async fn request(tx: &mut Tx, new: &RefundRow) -> Result<(), StoreError> {
    let text = "insert into refunds (refund, payment, amount, fee, reason, source, idempotency_key, status, requested_at) \
        values ($1, $2, $3, $4, $5, $6, $7, 'requested', $8)";
    let insert = tx.sql(text).bind(&new.refund).bind(&new.payment).bind(new.amount.minor).bind(new.fee.minor);
    let insert = insert.bind(&new.reason).bind(&new.source).bind(&new.idempotency_key).bind(new.requested_at);
    insert.execute().await?;
    let job = NewJob {
        // One refund is asked for by one job.
        job: JobId::of(&format!("refund_{}", new.refund)),
        kind: JobKind::Refund,
        subject: new.refund.to_string(),
        run_at: new.requested_at,
    };
    jobs::put(tx, &job).await.map(drop)
}

/// How a refund moves on.
#[derive(Clone, Copy, Debug)]
pub struct Ended<'a> {
    /// `Unknown` keeps it open.
    pub to: RefundStatus,
    pub refusal: Option<RefundRefusal>,
    pub processor_ref: Option<&'a str>,
    pub at: Timestamp,
}

/// Moves a refund on; false when it had ended already.
///
/// # Errors
/// Any `StoreError`.
pub async fn settle(tx: &mut Tx, refund: &RefundId, ended: Ended<'_>) -> Result<bool, StoreError> {
    let settled_at = matches!(ended.to, RefundStatus::Refunded | RefundStatus::Refused).then_some(ended.at);
    let text = "update refunds set status = $2, refusal = $3, processor_ref = coalesce($4, processor_ref), settled_at = $5 \
        where refund = $1 and status in ('requested', 'unknown')";
    let update = tx.sql(text).bind(refund).bind(ended.to).bind(ended.refusal).bind(ended.processor_ref);
    Ok(update.bind(settled_at).execute().await? == 1)
}

/// A refund that had left came back; false when that is known.
///
/// # Errors
/// Any `StoreError`.
pub async fn fail(tx: &mut Tx, refund: &RefundId, refusal: RefundRefusal) -> Result<bool, StoreError> {
    let text = "update refunds set status = 'refused', refusal = $2 where refund = $1 and status = 'refunded'";
    Ok(tx.sql(text).bind(refund).bind(refusal).execute().await? == 1)
}

/// A refund by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, refund: &RefundId) -> Result<Option<RefundRow>, StoreError> {
    let text = "select r.refund, r.payment, r.amount, r.fee, p.currency, r.reason, r.source, r.idempotency_key, r.status, \
          r.refusal, r.processor_ref, r.requested_at, r.settled_at \
        from refunds r join payments p on p.payment = r.payment where r.refund = $1";
    db.sql(text).bind(refund).optional().await
}

/// A refund by its key.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_key(mut db: impl Sql, key: &str) -> Result<Option<RefundRow>, StoreError> {
    let text = "select r.refund, r.payment, r.amount, r.fee, p.currency, r.reason, r.source, r.idempotency_key, r.status, \
          r.refusal, r.processor_ref, r.requested_at, r.settled_at \
        from refunds r join payments p on p.payment = r.payment where r.idempotency_key = $1";
    db.sql(text).bind(key).optional().await
}

/// A payment's refunds that have not ended, in their order.
///
/// # Errors
/// Any `StoreError`.
pub async fn under_way(mut db: impl Sql, payment: &PaymentId) -> Result<Vec<RefundRow>, StoreError> {
    let text = "select r.refund, r.payment, r.amount, r.fee, p.currency, r.reason, r.source, r.idempotency_key, r.status, \
          r.refusal, r.processor_ref, r.requested_at, r.settled_at \
        from refunds r join payments p on p.payment = r.payment where r.payment = $1 and r.settled_at is null \
        order by r.requested_at, r.refund";
    db.sql(text).bind(payment).all().await
}

/// Refunds of all payments or of one, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, payment: Option<&PaymentId>, most: i64) -> Result<Vec<RefundRow>, StoreError> {
    let text = "select r.refund, r.payment, r.amount, r.fee, p.currency, r.reason, r.source, r.idempotency_key, r.status, \
          r.refusal, r.processor_ref, r.requested_at, r.settled_at \
        from refunds r join payments p on p.payment = r.payment where cast($1 as text) is null or r.payment = $1 \
        order by r.requested_at desc, r.refund desc limit $2";
    db.sql(text).bind(payment).bind(most).all().await
}
