//! Money of payments that left again, and clerks' changes of what bills owe: only ever added to. It refuses to know the rules
//! of undoing and the books.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::undo::UndoingKind,
    id::{AccountId, AdjustmentId, BillId, PaymentId, TransactionId, UndoingId},
    ledger::AdjustmentKind,
    money::Money,
};

/// Money that left again, or came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UndoingRow {
    pub undoing: UndoingId,
    pub payment: PaymentId,
    pub kind: UndoingKind,
    /// Of what was paid to bills; above zero.
    pub amount: Money,
    /// Of the convenience fee.
    pub fee: Money,
    /// A bank's return code, a scheme's reason code.
    pub code: Option<String>,
    pub reason: String,
    /// A clerk, a file and its line, a processor's event.
    pub source: String,
    /// The same for the same event: it is booked once.
    pub event: String,
    pub effective_on: Date,
    pub recorded_at: Timestamp,
    /// Where it left from, as in `clearing:{name}`, where that is not where the payment waits.
    pub out_of: Option<String>,
    /// Of what came back: what had left.
    pub undoes: Option<UndoingId>,
}

impl Record for UndoingRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            undoing: row.get("undoing")?,
            payment: row.get("payment")?,
            kind: row.get("kind")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            code: row.get("code")?,
            reason: row.get("reason")?,
            source: row.get("source")?,
            event: row.get("event")?,
            effective_on: row.get("effective_on")?,
            recorded_at: row.get("recorded_at")?,
            out_of: row.get("out_of")?,
            undoes: row.get("undoes")?,
        })
    }
}

/// Adds a row; false when the same event was booked before.
///
/// # Errors
/// Any `StoreError`.
pub async fn add(tx: &mut Tx, row: &UndoingRow) -> Result<bool, StoreError> {
    let text = "insert into undoings (undoing, payment, kind, amount, fee, code, reason, source, event, effective_on, \
        recorded_at, out_of, undoes) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (event) do nothing";
    let insert = tx.sql(text).bind(&row.undoing).bind(&row.payment).bind(row.kind).bind(row.amount.minor);
    let insert = insert.bind(row.fee.minor).bind(row.code.as_deref()).bind(&row.reason).bind(&row.source);
    let insert = insert.bind(&row.event).bind(row.effective_on).bind(row.recorded_at).bind(row.out_of.as_deref());
    let insert = insert.bind(row.undoes.as_ref());
    Ok(insert.execute().await? == 1)
}

/// Writes what bills owe again by it.
///
/// # Errors
/// Any `StoreError`.
pub async fn restore(
    tx: &mut Tx,
    transaction: &TransactionId,
    row: &UndoingRow,
    owing: &[(BillId, Money)],
) -> Result<(), StoreError> {
    for (bill, part) in owing {
        let text = "insert into restorations (txn, undoing, payment, bill, amount) values ($1, $2, $3, $4, $5)";
        let insert = tx.sql(text).bind(transaction).bind(&row.undoing).bind(&row.payment).bind(bill);
        insert.bind(part.minor).execute().await?;
    }
    Ok(())
}

/// Everything that was undone of a payment, in its order.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_payment(mut db: impl Sql, payment: &PaymentId) -> Result<Vec<UndoingRow>, StoreError> {
    let text = "select u.undoing, u.payment, u.kind, u.amount, u.fee, p.currency, u.code, u.reason, u.source, u.event, \
          u.effective_on, u.recorded_at, u.out_of, u.undoes \
        from undoings u join payments p on p.payment = u.payment where u.payment = $1 order by u.recorded_at, u.undoing";
    db.sql(text).bind(payment).all().await
}

/// What was undone of all payments, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn latest(mut db: impl Sql, most: i64) -> Result<Vec<UndoingRow>, StoreError> {
    let text = "select u.undoing, u.payment, u.kind, u.amount, u.fee, p.currency, u.code, u.reason, u.source, u.event, \
          u.effective_on, u.recorded_at, u.out_of, u.undoes \
        from undoings u join payments p on p.payment = u.payment order by u.recorded_at desc, u.undoing desc limit $1";
    db.sql(text).bind(most).all().await
}

/// A part of a payment that is at a bill.
pub struct AtBill {
    pub bill: BillId,
    /// Who owes the bill.
    pub account: AccountId,
    pub amount: Money,
}

impl Record for AtBill {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { bill: row.get("bill")?, account: row.get("account")?, amount: row.money("amount")? })
    }
}

/// The parts of a payment that are at bills now, the bill that was due first at the front.
///
/// # Errors
/// Any `StoreError`.
pub async fn at_bills(mut db: impl Sql, payment: &PaymentId) -> Result<Vec<AtBill>, StoreError> {
    let text = "select bill, account, currency, amount from ( \
          select b.bill, b.account, b.currency, b.due_on, b.issued_on, \
            cast(coalesce((select sum(a.amount) from allocations a where a.bill = b.bill and a.payment = $1), 0) \
              - coalesce((select sum(r.amount) from restorations r where r.bill = b.bill and r.payment = $1), 0) \
              as bigint) as amount \
          from bills b where b.bill in (select bill from allocations where payment = $1)) as every_bill \
        where amount > 0 order by due_on, issued_on, bill";
    db.sql(text).bind(payment).all().await
}

/// A clerk's change of what a bill owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdjustmentRow {
    pub adjustment: AdjustmentId,
    pub account: AccountId,
    pub bill: BillId,
    pub kind: AdjustmentKind,
    /// Below zero the bill owes less.
    pub amount: Money,
    pub reason: String,
    pub asked_by: String,
    pub asked_on: Date,
    pub asked_at: Timestamp,
    /// None while it waits for a second person, and where that one refused.
    pub transaction: Option<TransactionId>,
    /// Who agreed or refused.
    pub second: Option<String>,
    pub ended_at: Option<Timestamp>,
}

impl Record for AdjustmentRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            adjustment: row.get("adjustment")?,
            account: row.get("account")?,
            bill: row.get("bill")?,
            kind: row.get("kind")?,
            amount: row.money("amount")?,
            reason: row.get("reason")?,
            asked_by: row.get("asked_by")?,
            asked_on: row.get("asked_on")?,
            asked_at: row.get("asked_at")?,
            transaction: row.get("txn")?,
            second: row.get("second")?,
            ended_at: row.get("ended_at")?,
        })
    }
}

/// Asks for a change.
///
/// # Errors
/// Any `StoreError`.
pub async fn ask(tx: &mut Tx, row: &AdjustmentRow) -> Result<(), StoreError> {
    let text = "insert into adjustments (adjustment, account, bill, kind, amount, reason, asked_by, asked_on, asked_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let insert = tx.sql(text).bind(&row.adjustment).bind(&row.account).bind(&row.bill).bind(row.kind);
    let insert = insert.bind(row.amount.minor).bind(&row.reason).bind(&row.asked_by).bind(row.asked_on);
    insert.bind(row.asked_at).execute().await.map(drop)
}

/// Ends a change that was asked for: booked by a transaction, or refused without one; false when it had ended.
///
/// # Errors
/// Any `StoreError`.
pub async fn end(
    tx: &mut Tx,
    adjustment: &AdjustmentId,
    transaction: Option<&TransactionId>,
    second: Option<&str>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let text = "insert into adjustment_ends (adjustment, txn, second, ended_at) values ($1, $2, $3, $4) \
        on conflict (adjustment) do nothing";
    Ok(tx.sql(text).bind(adjustment).bind(transaction).bind(second).bind(at).execute().await? == 1)
}

/// A change by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn adjustment(mut db: impl Sql, adjustment: &AdjustmentId) -> Result<Option<AdjustmentRow>, StoreError> {
    let text = "select j.adjustment, j.account, j.bill, j.kind, j.amount, b.currency, j.reason, j.asked_by, j.asked_on, \
          j.asked_at, e.txn, e.second, e.ended_at \
        from adjustments j join bills b on b.bill = j.bill left join adjustment_ends e on e.adjustment = j.adjustment \
        where j.adjustment = $1";
    db.sql(text).bind(adjustment).optional().await
}

/// Changes, those that wait first, then the latest.
///
/// # Errors
/// Any `StoreError`.
pub async fn adjustments(mut db: impl Sql, most: i64) -> Result<Vec<AdjustmentRow>, StoreError> {
    let text = "select j.adjustment, j.account, j.bill, j.kind, j.amount, b.currency, j.reason, j.asked_by, j.asked_on, \
          j.asked_at, e.txn, e.second, e.ended_at \
        from adjustments j join bills b on b.bill = j.bill left join adjustment_ends e on e.adjustment = j.adjustment \
        order by case when e.adjustment is null then 0 else 1 end, j.asked_at desc, j.adjustment desc limit $1";
    db.sql(text).bind(most).all().await
}

/// What a bill owes now, in minor units.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_of(mut db: impl Sql, bill: &BillId) -> Result<i64, StoreError> {
    let text = "select coalesce((select open from open_bills where bill = $1), 0) as value";
    let One(open) = db.sql(text).bind(bill).one().await?;
    Ok(open)
}
