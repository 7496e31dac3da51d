//! Everything that the books are recomputed from, whole tables in order. It refuses to know what is right.
use super::{
    StoreError,
    sql::{Record, Row, Sql},
};
use crate::ledger::{BookedAllocation, BookedClose, BookedItem, BookedLine, BookedPayment};

impl Record for BookedLine {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            bill: row.get("bill")?,
            line: row.get("line")?,
            account: row.get("account")?,
            kind: row.get("kind")?,
            amount: row.money("amount")?,
            jurisdiction: row.get("jurisdiction")?,
        })
    }
}

impl Record for BookedPayment {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            account: row.get("account")?,
            gateway: row.get("gateway")?,
            status: row.get("status")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            item: row.get("item")?,
        })
    }
}

impl Record for BookedAllocation {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            transaction: row.get("txn")?,
            payment: row.get("payment")?,
            bill: row.get("bill")?,
            amount: row.money("amount")?,
        })
    }
}

impl Record for BookedItem {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { item: row.get("item")?, gateway: row.get("gateway")?, amount: row.money("amount")? })
    }
}

impl Record for BookedClose {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            close: row.get("close")?,
            till: row.get("till")?,
            expected: row.money("expected")?,
            counted: row.money("counted")?,
        })
    }
}

/// Every close of a till.
///
/// # Errors
/// Any `StoreError`.
pub async fn closes(mut db: impl Sql) -> Result<Vec<BookedClose>, StoreError> {
    db.sql("select close, till, expected, counted, currency from till_closes order by close").all().await
}

/// Every line of every bill.
///
/// # Errors
/// Any `StoreError`.
pub async fn lines(mut db: impl Sql) -> Result<Vec<BookedLine>, StoreError> {
    let text = "select l.bill, l.line, b.account, l.kind, l.amount, b.currency, r.jurisdiction from bill_lines l \
        join bills b on b.bill = l.bill left join bill_line_rules r on r.bill = l.bill and r.line = l.line \
        order by l.bill, l.line";
    db.sql(text).all().await
}

/// Every payment, in every status.
///
/// # Errors
/// Any `StoreError`.
pub async fn payments(mut db: impl Sql) -> Result<Vec<BookedPayment>, StoreError> {
    let text = "select payment, account, gateway, status, amount, fee, currency, item from payments order by payment";
    db.sql(text).all().await
}

/// Every part of a payment that went to a bill.
///
/// # Errors
/// Any `StoreError`.
pub async fn allocations(mut db: impl Sql) -> Result<Vec<BookedAllocation>, StoreError> {
    let text = "select a.txn, a.payment, a.bill, a.amount, p.currency from allocations a \
        join payments p on p.payment = a.payment order by a.payment, a.bill, a.txn";
    db.sql(text).all().await
}

/// All money that came into suspense.
///
/// # Errors
/// Any `StoreError`.
pub async fn items(mut db: impl Sql) -> Result<Vec<BookedItem>, StoreError> {
    db.sql("select item, gateway, amount, currency from suspense_items order by item").all().await
}
