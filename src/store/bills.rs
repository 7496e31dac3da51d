//! Bills, their lines, and how payments were spread over them. It refuses to know the rules of allocation and the books.
use jiff::civil::Date;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::{LineKind, LineView, allocate::OpenBill},
    id::{AccountId, BillId, PaymentId, TransactionId},
    money::{Currency, Money},
};

/// A bill as an import brings it.
#[derive(Clone, Debug)]
pub struct NewBill {
    /// Used when the number is new to the account.
    pub bill: BillId,
    pub account: AccountId,
    /// As printed on the bill.
    pub number: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub currency: Currency,
}

/// A line of a bill; `amount` is positive for every kind, and the kind says which way it moves the bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLine {
    pub bill: BillId,
    /// Its place on the bill, from 1.
    pub line: i64,
    pub kind: LineKind,
    pub description: String,
    pub amount: Money,
}

/// What `put_line` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    New,
    /// The same line was there.
    Same,
    /// Another line was there, and stays.
    Differs,
}

impl Record for OpenBill {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            bill: row.get("bill")?,
            account: row.get("account")?,
            number: row.get("number")?,
            due_on: row.get("due_on")?,
            open: row.money("open")?,
            kinds: Vec::new(),
        })
    }
}

impl Record for LineView {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { kind: row.get("kind")?, description: row.get("description")?, amount: row.money("amount")? })
    }
}

/// Adds a bill; a number that the account has already keeps its row as it is. Gives the bill's id.
///
/// # Errors
/// Any `StoreError`.
pub async fn put_bill(tx: &mut Tx, new: &NewBill) -> Result<BillId, StoreError> {
    // An update of nothing, so that the row is returned either way and held until the commit.
    let One(bill) = tx
        .sql(
            "insert into bills (bill, account, number, issued_on, due_on, currency) values ($1, $2, $3, $4, $5, $6) \
             on conflict (account, number) do update set number = excluded.number returning bill as value",
        )
        .bind(&new.bill)
        .bind(&new.account)
        .bind(&new.number)
        .bind(new.issued_on)
        .bind(new.due_on)
        .bind(new.currency)
        .one()
        .await?;
    Ok(bill)
}

/// Adds a line; one that is there already is compared and never changed.
///
/// # Errors
/// Any `StoreError`.
pub async fn put_line(tx: &mut Tx, new: &NewLine) -> Result<Put, StoreError> {
    let added = tx
        .sql(
            "insert into bill_lines (bill, line, kind, description, amount) values ($1, $2, $3, $4, $5) \
             on conflict (bill, line) do nothing",
        )
        .bind(&new.bill)
        .bind(new.line)
        .bind(new.kind)
        .bind(&new.description)
        .bind(new.amount.minor)
        .execute()
        .await?;
    if added == 1 {
        return Ok(Put::New);
    }
    let there: LineView = tx
        .sql(
            "select l.kind, l.description, l.amount, b.currency from bill_lines l join bills b on b.bill = l.bill \
             where l.bill = $1 and l.line = $2",
        )
        .bind(&new.bill)
        .bind(new.line)
        .one()
        .await?;
    let same = there.kind == new.kind && there.description == new.description && there.amount == new.amount;
    Ok(if same { Put::Same } else { Put::Differs })
}

/// A bill of an account by its number as printed.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, account: &AccountId, number: &str) -> Result<Option<BillId>, StoreError> {
    let text = "select bill as value from bills where account = $1 and number = $2";
    Ok(db.sql(text).bind(account).bind(number).optional::<One<BillId>>().await?.map(|One(bill)| bill))
}

/// One line of an account's bill.
///
/// # Errors
/// Any `StoreError`.
pub async fn line(
    mut db: impl Sql,
    account: &AccountId,
    bill: &BillId,
    line: i64,
) -> Result<Option<LineView>, StoreError> {
    let text = "select l.kind, l.description, l.amount, b.currency from bill_lines l join bills b on b.bill = l.bill \
        where l.bill = $1 and l.line = $2 and b.account = $3";
    db.sql(text).bind(bill).bind(line).bind(account).optional().await
}

/// Bills not paid in full, the oldest due first.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_bills(mut db: impl Sql, account: &AccountId) -> Result<Vec<OpenBill>, StoreError> {
    let text = "select bill, account, number, due_on, open, currency from open_bills where account = $1 \
        order by due_on, issued_on, bill";
    db.sql(text).bind(account).all().await
}

struct KindSum {
    kind: LineKind,
    sum: Money,
}

impl Record for KindSum {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { kind: row.get("kind")?, sum: row.money("sum")? })
    }
}

/// What the lines of a bill that raise it come to, by kind.
///
/// # Errors
/// Any `StoreError`.
pub async fn kinds(mut db: impl Sql, bill: &BillId) -> Result<Vec<(LineKind, Money)>, StoreError> {
    let text = "select l.kind, cast(sum(l.amount) as bigint) as sum, b.currency from bill_lines l \
        join line_kinds k on k.name = l.kind and k.sign = 1 join bills b on b.bill = l.bill \
        where l.bill = $1 group by l.kind, b.currency order by l.kind";
    let sums: Vec<KindSum> = db.sql(text).bind(bill).all().await?;
    Ok(sums.into_iter().map(|KindSum { kind, sum }| (kind, sum)).collect())
}

/// The lines of the account's latest bill, as printed.
///
/// # Errors
/// Any `StoreError`.
pub async fn latest_lines(mut db: impl Sql, account: &AccountId) -> Result<Vec<LineView>, StoreError> {
    db.sql(
        "select l.kind, l.description, l.amount, b.currency from bill_lines l join bills b on b.bill = l.bill \
         where b.bill = (select bill from bills where account = $1 order by issued_on desc, bill desc limit 1) \
         order by l.line",
    )
    .bind(account)
    .all()
    .await
}

/// Writes what a ledger transaction moves of a payment to bills. A second part of one transaction for one bill is `Refused`.
///
/// # Errors
/// Any `StoreError`.
pub async fn allocate(
    tx: &mut Tx,
    transaction: &TransactionId,
    payment: &PaymentId,
    shares: &[(BillId, Money)],
) -> Result<(), StoreError> {
    for (bill, share) in shares {
        let text = "insert into allocations (txn, payment, bill, amount) values ($1, $2, $3, $4)";
        tx.sql(text).bind(transaction).bind(payment).bind(bill).bind(share.minor).execute().await?;
    }
    Ok(())
}
