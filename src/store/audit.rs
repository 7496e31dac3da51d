//! Everything that the books are recomputed from, whole tables in order. It refuses to know what is right.
use super::{
    StoreError,
    sql::{Record, Row, Sql},
};
use crate::ledger::{
    BookedAdjustment, BookedAllocation, BookedClose, BookedItem, BookedLine, BookedPayment, BookedRestoration,
    BookedUndoing,
};

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

impl Record for BookedUndoing {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            undoing: row.get("undoing")?,
            payment: row.get("payment")?,
            kind: row.get("kind")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            out_of: row.get("out_of")?,
        })
    }
}

impl Record for BookedRestoration {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            transaction: row.get("txn")?,
            undoing: row.get("undoing")?,
            payment: row.get("payment")?,
            bill: row.get("bill")?,
            amount: row.money("amount")?,
        })
    }
}

impl Record for BookedAdjustment {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            adjustment: row.get("adjustment")?,
            account: row.get("account")?,
            bill: row.get("bill")?,
            kind: row.get("kind")?,
            amount: row.money("amount")?,
        })
    }
}

/// All money that left again or came back.
///
/// # Errors
/// Any `StoreError`.
pub async fn undoings(mut db: impl Sql) -> Result<Vec<BookedUndoing>, StoreError> {
    let text = "select u.undoing, u.payment, u.kind, u.amount, u.fee, u.out_of, p.currency from undoings u \
        join payments p on p.payment = u.payment order by u.undoing";
    db.sql(text).all().await
}

/// Everything that bills owe again.
///
/// # Errors
/// Any `StoreError`.
pub async fn restorations(mut db: impl Sql) -> Result<Vec<BookedRestoration>, StoreError> {
    let text = "select r.txn, r.undoing, r.payment, r.bill, r.amount, p.currency from restorations r \
        join payments p on p.payment = r.payment order by r.txn, r.bill";
    db.sql(text).all().await
}

/// Every booked change of what a bill owes.
///
/// # Errors
/// Any `StoreError`.
pub async fn adjustments(mut db: impl Sql) -> Result<Vec<BookedAdjustment>, StoreError> {
    let text = "select j.adjustment, j.account, j.bill, j.kind, j.amount, b.currency from adjustments j \
        join adjustment_ends e on e.adjustment = j.adjustment join bills b on b.bill = j.bill \
        where e.txn is not null order by j.adjustment";
    db.sql(text).all().await
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
