//! Payments that a person has to look at, since their processor was silent, late or contradicted itself. It refuses to know
//! what is to be done about them.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    tx::Tx,
    value::{Column, Value},
};
use crate::{
    billing::{PaymentStatus, case::CaseKind},
    id::{AccountId, PaymentId},
    money::Money,
};

impl Value<'_> for CaseKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for CaseKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "no-answer" => Ok(Self::NoAnswer),
            "late-success" => Ok(Self::LateSuccess),
            "contradiction" => Ok(Self::Contradiction),
            _ => Err("no kind of case"),
        }
    }
}

/// A case that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub payment: PaymentId,
    pub account: AccountId,
    pub kind: CaseKind,
    /// What was seen, in words without a secret.
    pub detail: String,
    pub total: Money,
    pub status: PaymentStatus,
    pub processor_ref: Option<String>,
    pub opened_at: Timestamp,
}

impl Record for CaseRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            account: row.get("account")?,
            kind: row.get("kind")?,
            detail: row.get("detail")?,
            total: row.money("total")?,
            status: row.get("status")?,
            processor_ref: row.get("processor_ref")?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// Opens a case; false when the payment has one of this kind already.
///
/// # Errors
/// Any `StoreError`.
pub async fn open(
    tx: &mut Tx,
    payment: &PaymentId,
    kind: CaseKind,
    detail: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let text = "insert into processor_cases (payment, kind, detail, opened_at) values ($1, $2, $3, $4) \
        on conflict (payment, kind) do nothing";
    Ok(tx.sql(text).bind(payment).bind(kind).bind(detail).bind(at).execute().await? == 1)
}

/// Closes the payment's cases, with the reason that stays on record; how many there were.
///
/// # Errors
/// Any `StoreError`.
pub async fn close(tx: &mut Tx, payment: &PaymentId, note: &str, at: Timestamp) -> Result<u64, StoreError> {
    let text = "update processor_cases set closed_at = $2, note = $3 where payment = $1 and closed_at is null";
    tx.sql(text).bind(payment).bind(at).bind(note).execute().await
}

/// Open cases, the oldest first. A silence ends by itself with the answer, a late success when its payment is let go.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql) -> Result<Vec<CaseRow>, StoreError> {
    db.sql(
        "select c.payment, p.account, c.kind, c.detail, p.amount + p.fee as total, p.currency, p.status, \
         p.processor_ref, c.opened_at from processor_cases c join payments p on p.payment = c.payment \
         where c.closed_at is null and (c.kind = 'contradiction' or (c.kind = 'no-answer' and p.status = 'unknown') \
           or (c.kind = 'late-success' and p.held is not null)) order by c.opened_at, c.payment, c.kind",
    )
    .all()
    .await
}

/// Notes that a webhook was heard; false when it was heard before.
///
/// # Errors
/// Any `StoreError`.
pub async fn hear(tx: &mut Tx, event: &str, at: Timestamp) -> Result<bool, StoreError> {
    let text = "insert into processor_events (event, heard_at) values ($1, $2) on conflict (event) do nothing";
    Ok(tx.sql(text).bind(event).bind(at).execute().await? == 1)
}
