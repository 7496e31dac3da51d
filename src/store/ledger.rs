//! The books as rows, only ever added to. It refuses to know the rules of booking and the meaning of an account's name.
use jiff::{Timestamp, civil::Date};

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    id::TransactionId,
    ledger::{Transaction, export::Posted},
    money::Money,
};

/// A ledger transaction without its postings, all in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactionRow {
    pub transaction: TransactionId,
    pub kind: String,
    /// When it counts, in the biller's zone.
    pub effective_on: Date,
    pub posted_on: Date,
    pub recorded_at: Timestamp,
    /// The id of the bill or payment it books.
    pub source: String,
}

/// One posting: `amount` (positive) from `credit` to `debit`, accounts as text such as `receivable:acct_…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    pub transaction: TransactionId,
    /// Its place in the transaction, from 1.
    pub posting: i64,
    pub debit: String,
    pub credit: String,
    pub amount: Money,
}

/// What one ledger account holds: debits less credits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    pub account: String,
    pub balance: Money,
}

impl Record for TransactionRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            transaction: row.get("txn")?,
            kind: row.get("kind")?,
            effective_on: row.get("effective_on")?,
            posted_on: row.get("posted_on")?,
            recorded_at: row.get("recorded_at")?,
            source: row.get("source")?,
        })
    }
}

impl Record for PostingRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            transaction: row.get("txn")?,
            posting: row.get("posting")?,
            debit: row.get("debit")?,
            credit: row.get("credit")?,
            amount: row.money("amount")?,
        })
    }
}

impl Record for Balance {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { account: row.get("account")?, balance: row.money("balance")? })
    }
}

/// Adds a transaction with its postings. The same id twice is `Refused`.
///
/// # Errors
/// Any `StoreError`.
pub async fn post(tx: &mut Tx, transaction: &Transaction) -> Result<(), StoreError> {
    let text = "insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) \
        values ($1, $2, $3, $4, $5, $6)";
    let insert = tx.sql(text).bind(&transaction.transaction).bind(transaction.kind.as_text());
    let insert = insert.bind(transaction.effective_on).bind(transaction.posted_on).bind(transaction.recorded_at);
    insert.bind(&transaction.source).execute().await?;
    for (place, posting) in (1_i64..).zip(&transaction.postings) {
        let text = "insert into postings (txn, posting, debit, credit, amount, currency) \
            values ($1, $2, $3, $4, $5, $6)";
        let insert = tx.sql(text).bind(&transaction.transaction).bind(place).bind(posting.debit().as_text());
        let insert = insert.bind(posting.credit().as_text()).bind(posting.amount().minor);
        insert.bind(posting.amount().currency).execute().await?;
    }
    Ok(())
}

/// The balance of every ledger account, by name.
///
/// # Errors
/// Any `StoreError`.
pub async fn balances(mut db: impl Sql) -> Result<Vec<Balance>, StoreError> {
    db.sql(
        "select account, currency, cast(sum(amount) as bigint) as balance from ( \
           select debit as account, currency, amount from postings \
           union all select credit, currency, -amount from postings) as sides \
         group by account, currency order by account, currency",
    )
    .all()
    .await
}

/// What one ledger account holds, in minor units: debits less credits.
///
/// # Errors
/// Any `StoreError`.
pub async fn account_balance(mut db: impl Sql, account: &str) -> Result<i64, StoreError> {
    let text = "select cast(coalesce((select sum(amount) from postings where debit = $1), 0) \
        - coalesce((select sum(amount) from postings where credit = $1), 0) as bigint) as value";
    let One(balance) = db.sql(text).bind(account).one().await?;
    Ok(balance)
}

/// The next transactions after an id (none for the first), in the order of ids, for verification page by page.
///
/// # Errors
/// Any `StoreError`.
pub async fn transactions(
    mut db: impl Sql,
    after: Option<&TransactionId>,
    most: i64,
) -> Result<Vec<TransactionRow>, StoreError> {
    let text = "select txn, kind, effective_on, posted_on, recorded_at, source from transactions \
        where txn > $1 order by txn limit $2";
    db.sql(text).bind(after.map_or("", TransactionId::as_str)).bind(most).all().await
}

/// The postings of the transactions from one id to another, both included, in order.
///
/// # Errors
/// Any `StoreError`.
pub async fn postings(
    mut db: impl Sql,
    first: &TransactionId,
    last: &TransactionId,
) -> Result<Vec<PostingRow>, StoreError> {
    let text = "select txn, posting, debit, credit, amount, currency from postings \
        where txn >= $1 and txn <= $2 order by txn, posting";
    db.sql(text).bind(first).bind(last).all().await
}

/// The transactions that book a bill or a payment.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_source(mut db: impl Sql, source: &str) -> Result<Vec<TransactionRow>, StoreError> {
    let text = "select txn, kind, effective_on, posted_on, recorded_at, source from transactions \
        where source = $1 order by txn";
    db.sql(text).bind(source).all().await
}

impl Record for Posted {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            posted_on: row.get("posted_on")?,
            effective_on: row.get("effective_on")?,
            transaction: row.get("txn")?,
            kind: row.get("kind")?,
            source: row.get("source")?,
            posting: row.get("posting")?,
            debit: row.get("debit")?,
            credit: row.get("credit")?,
            amount: row.money("amount")?,
        })
    }
}

/// Every posting of a day, in an order that never changes.
///
/// # Errors
/// Any `StoreError`.
pub async fn posted_on(mut db: impl Sql, day: Date) -> Result<Vec<Posted>, StoreError> {
    let text = "select t.posted_on, t.effective_on, t.txn, t.kind, t.source, p.posting, p.debit, p.credit, p.amount, \
        p.currency from transactions t join postings p on p.txn = t.txn where t.posted_on = $1 \
        order by t.txn, p.posting";
    db.sql(text).bind(day).all().await
}
