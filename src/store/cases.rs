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
        Self::ALL.iter().find(|(word, _)| *word == stored).map(|(_, kind)| *kind).ok_or("no kind of case")
    }
}

/// A case that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub payment: PaymentId,
    pub account: AccountId,
    pub kind: CaseKind,
    /// The refund or the processor's event that it is about; empty for the payment itself.
    pub subject: String,
    /// What was seen, in words without a secret.
    pub detail: String,
    /// Of the refund, where it is about one.
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
            subject: row.get("subject")?,
            detail: row.get("detail")?,
            total: row.money("total")?,
            status: row.get("status")?,
            processor_ref: row.get("processor_ref")?,
            opened_at: row.get("opened_at")?,
        })
    }
}

/// A case to be opened.
#[derive(Clone, Copy, Debug)]
pub struct NewCase<'a> {
    pub payment: &'a PaymentId,
    pub kind: CaseKind,
    /// The refund or the processor's event that it is about; empty for the payment itself.
    pub subject: &'a str,
    /// In words without a secret.
    pub detail: &'a str,
}

/// Opens a case; false when there was one of this kind and subject already.
///
/// # Errors
/// Any `StoreError`.
pub async fn open(tx: &mut Tx, case: NewCase<'_>, at: Timestamp) -> Result<bool, StoreError> {
    let text = "insert into processor_cases (payment, kind, subject, detail, opened_at) values ($1, $2, $3, $4, $5) \
        on conflict (payment, kind, subject) do nothing";
    let insert = tx.sql(text).bind(case.payment).bind(case.kind).bind(case.subject).bind(case.detail);
    Ok(insert.bind(at).execute().await? == 1)
}

/// Closes the payment's cases, with the reason that stays on record; how many there were.
///
/// # Errors
/// Any `StoreError`.
pub async fn close(tx: &mut Tx, payment: &PaymentId, note: &str, at: Timestamp) -> Result<u64, StoreError> {
    let text = "update processor_cases set closed_at = $2, note = $3 where payment = $1 and closed_at is null";
    tx.sql(text).bind(payment).bind(at).bind(note).execute().await
}

/// What is known of an open case by now.
///
/// # Errors
/// Any `StoreError`.
pub async fn tell_more(tx: &mut Tx, case: NewCase<'_>) -> Result<(), StoreError> {
    let text = "update processor_cases set detail = $4 \
        where payment = $1 and kind = $2 and subject = $3 and closed_at is null";
    let update = tx.sql(text).bind(case.payment).bind(case.kind).bind(case.subject).bind(case.detail);
    update.execute().await.map(drop)
}

/// Closes what is open of one kind and subject.
///
/// # Errors
/// Any `StoreError`.
pub async fn close_one(tx: &mut Tx, case: NewCase<'_>, at: Timestamp) -> Result<(), StoreError> {
    let text = "update processor_cases set closed_at = $4, note = $5 \
        where payment = $1 and kind = $2 and subject = $3 and closed_at is null";
    let update = tx.sql(text).bind(case.payment).bind(case.kind).bind(case.subject).bind(at);
    update.bind(case.detail).execute().await.map(drop)
}

/// Open cases, the oldest first. A silence ends by itself with the answer, a late success when its payment is let go.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql) -> Result<Vec<CaseRow>, StoreError> {
    db.sql(
        "select c.payment, p.account, c.kind, c.subject, c.detail, coalesce(r.amount + r.fee, p.amount + p.fee) as total, \
         p.currency, p.status, p.processor_ref, c.opened_at \
         from processor_cases c join payments p on p.payment = c.payment left join refunds r on r.refund = c.subject \
         where c.closed_at is null and (c.kind <> 'no-answer' or p.status = 'unknown' \
             or (r.refund is not null and r.settled_at is null)) \
           and (c.kind <> 'late-success' or p.held is not null) order by c.opened_at, c.payment, c.kind, c.subject",
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
