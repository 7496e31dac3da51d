//! Everything that the books are recomputed from, whole tables in order. It refuses to know what is right.
use super::{
    StoreError,
    sql::{Record, Row, Sql},
};
use crate::{
    billing::{LineKind, PaymentStatus},
    id::{AccountId, BillId, PaymentId},
    ledger::BookedAllocation,
    money::Money,
};

/// A line of a bill with the account that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    pub bill: BillId,
    pub line: i64,
    pub account: AccountId,
    pub kind: LineKind,
    /// Positive for every kind.
    pub amount: Money,
}

/// What a payment is, as far as it is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidRow {
    pub payment: PaymentId,
    pub account: AccountId,
    pub status: PaymentStatus,
    pub amount: Money,
    pub fee: Money,
}

impl Record for LineRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            bill: row.get("bill")?,
            line: row.get("line")?,
            account: row.get("account")?,
            kind: row.get("kind")?,
            amount: row.money("amount")?,
        })
    }
}

impl Record for PaidRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            account: row.get("account")?,
            status: row.get("status")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
        })
    }
}

impl Record for BookedAllocation {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { payment: row.get("payment")?, bill: row.get("bill")?, amount: row.money("amount")? })
    }
}

/// Every line of every bill.
///
/// # Errors
/// Any `StoreError`.
pub async fn lines(mut db: impl Sql) -> Result<Vec<LineRow>, StoreError> {
    let text = "select l.bill, l.line, b.account, l.kind, l.amount, b.currency from bill_lines l \
        join bills b on b.bill = l.bill order by l.bill, l.line";
    db.sql(text).all().await
}

/// Every payment, in every status.
///
/// # Errors
/// Any `StoreError`.
pub async fn payments(mut db: impl Sql) -> Result<Vec<PaidRow>, StoreError> {
    db.sql("select payment, account, status, amount, fee, currency from payments order by payment").all().await
}

/// Every part of a payment that went to a bill.
///
/// # Errors
/// Any `StoreError`.
pub async fn allocations(mut db: impl Sql) -> Result<Vec<BookedAllocation>, StoreError> {
    let text = "select a.payment, a.bill, a.amount, p.currency from allocations a \
        join payments p on p.payment = a.payment order by a.payment, a.bill";
    db.sql(text).all().await
}
