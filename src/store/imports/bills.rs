//! Bills of a file: compared with what is posted, staged, merged with their postings. It refuses to know the rules of
//! booking: postings come ready.
use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;

use super::{OverSet, Turn, json, next_step, touch};
use crate::store::{
    Store, StoreError,
    sql::{Record, Row, Sql},
};
use crate::{
    billing::LineKind,
    id::{AccountId, BillId},
    ledger::Transaction,
    money::Money,
};

/// A line of a new bill, with the transaction that books it.
#[derive(Clone, Debug)]
pub struct StagedLine {
    /// The bill's place in the file.
    pub place: i64,
    pub line: i64,
    pub bill: BillId,
    pub account: AccountId,
    pub number: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub kind: LineKind,
    pub description: String,
    /// As written, above zero for every kind.
    pub amount: Money,
    /// One posting.
    pub transaction: Transaction,
}

/// A line that is posted already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedLine {
    pub account: AccountId,
    pub number: String,
    pub issued_on: Date,
    pub due_on: Date,
    pub line: i64,
    pub kind: LineKind,
    pub description: String,
    pub amount: Money,
}

impl Record for PostedLine {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.get("account")?,
            number: row.get("number")?,
            issued_on: row.get("issued_on")?,
            due_on: row.get("due_on")?,
            line: row.get("line")?,
            kind: row.get("kind")?,
            description: row.get("description")?,
            amount: row.money("amount")?,
        })
    }
}

const OWNERS: OverSet = OverSet {
    sqlite: "\
        select pay_bill_number, account from accounts where pay_bill_number in (select value from json_each($1)) \
        union select number, account from old_numbers where number in (select value from json_each($1))",
    postgres: "\
        select pay_bill_number, account from accounts \
        where pay_bill_number in (select value from json_array_elements_text(cast($1 as json)) as rows (value)) \
        union select number, account from old_numbers \
        where number in (select value from json_array_elements_text(cast($1 as json)) as rows (value))",
};

struct Owner {
    pay_bill_number: String,
    account: AccountId,
}

impl Record for Owner {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { pay_bill_number: row.get("pay_bill_number")?, account: row.get("account")? })
    }
}

/// The accounts of pay-bill numbers, also of those that lead on; numbers that nobody had are left out.
///
/// # Errors
/// Any `StoreError`.
pub async fn owners(store: &Store, numbers: &[&str]) -> Result<HashMap<String, AccountId>, StoreError> {
    let owners: Vec<Owner> = store.reader().sql(OWNERS.text(store)).bind(json(numbers)?).all().await?;
    Ok(owners.into_iter().map(|owner| (owner.pay_bill_number, owner.account)).collect())
}

const POSTED: OverSet = OverSet {
    sqlite: "\
        select b.account, b.number, b.issued_on, b.due_on, b.currency, l.line, l.kind, l.description, l.amount \
        from (select value ->> 0 as account, value ->> 1 as number from json_each($1)) as r \
        join bills b on b.account = r.account and b.number = r.number join bill_lines l on l.bill = b.bill \
        order by b.account, b.number, l.line",
    postgres: "\
        select b.account, b.number, b.issued_on, b.due_on, b.currency, l.line, l.kind, l.description, l.amount \
        from (select value ->> 0 as account, value ->> 1 as number \
          from json_array_elements(cast($1 as json)) as rows (value)) as r \
        join bills b on b.account = r.account and b.number = r.number join bill_lines l on l.bill = b.bill \
        order by b.account, b.number, l.line",
};

/// The lines of those of the bills (account, number) that are posted.
///
/// # Errors
/// Any `StoreError`.
pub async fn posted(store: &Store, bills: &[(&AccountId, &str)]) -> Result<Vec<PostedLine>, StoreError> {
    store.reader().sql(POSTED.text(store)).bind(json(bills)?).all().await
}

const STAGE: OverSet = OverSet {
    sqlite: "\
        insert into import_lines (import, place, line, bill, account, number, issued_on, due_on, kind, description, \
          amount, currency, txn, source, posted_on, recorded_at, debit, credit, posted) \
        select $1, value ->> 'place', value ->> 'line', value ->> 'bill', value ->> 'account', value ->> 'number', \
          value ->> 'issued_on', value ->> 'due_on', value ->> 'kind', value ->> 'description', value ->> 'amount', \
          value ->> 'currency', value ->> 'txn', value ->> 'source', value ->> 'posted_on', value ->> 'recorded_at', \
          value ->> 'debit', value ->> 'credit', value ->> 'posted' from json_each($2)",
    postgres: "\
        insert into import_lines (import, place, line, bill, account, number, issued_on, due_on, kind, description, \
          amount, currency, txn, source, posted_on, recorded_at, debit, credit, posted) \
        select $1, place, line, bill, account, number, issued_on, due_on, kind, description, amount, currency, txn, \
          source, posted_on, recorded_at, debit, credit, posted \
        from json_to_recordset(cast($2 as json)) as rows (place bigint, line bigint, bill text, account text, \
          number text, issued_on text, due_on text, kind text, description text, amount bigint, currency text, \
          txn text, source text, posted_on text, recorded_at bigint, debit text, credit text, posted bigint)",
};

#[derive(Serialize)]
struct Staged<'r> {
    place: i64,
    line: i64,
    bill: &'r BillId,
    account: &'r AccountId,
    number: &'r str,
    issued_on: Date,
    due_on: Date,
    kind: &'static str,
    description: &'r str,
    amount: i64,
    currency: &'r str,
    txn: &'r str,
    source: &'r str,
    posted_on: Date,
    recorded_at: i64,
    debit: String,
    credit: String,
    posted: i64,
}

impl<'r> Staged<'r> {
    fn of(row: &'r StagedLine) -> Option<Self> {
        let booked = &row.transaction;
        let [posting] = booked.postings.as_slice() else { return None };
        Some(Self {
            place: row.place,
            line: row.line,
            bill: &row.bill,
            account: &row.account,
            number: &row.number,
            issued_on: row.issued_on,
            due_on: row.due_on,
            kind: row.kind.as_text(),
            description: &row.description,
            amount: row.amount.minor,
            currency: row.amount.currency.code(),
            txn: booked.transaction.as_str(),
            source: &booked.source,
            posted_on: booked.posted_on,
            recorded_at: booked.recorded_at.as_microsecond(),
            debit: posting.debit().as_text(),
            credit: posting.credit().as_text(),
            posted: posting.amount().minor,
        })
    }
}

/// Stages a batch of some hundred lines of new bills. False when another process has taken the turn.
///
/// # Errors
/// Any `StoreError`; `Refused` for a transaction that has not exactly one posting.
pub async fn stage(store: &Store, turn: &Turn, batch: &[StagedLine]) -> Result<bool, StoreError> {
    let refused = || StoreError::Refused { rule: "one posting a line".into(), statement: "import_lines".into() };
    let rows: Vec<_> = batch.iter().map(Staged::of).collect::<Option<_>>().ok_or_else(refused)?;
    super::stage(store, turn, &STAGE, &rows).await
}

const NEXT: &str = "select max(place) as value from \
    (select place from import_lines where import = $1 and place > $2 order by place, line limit $3) as step";

/// In this order: a bill, its lines, what books them; then the rows are not needed any more. A bill that is there already
/// is left as it is, whole.
const MERGE: [&str; 5] = [
    "insert into bills (bill, account, number, issued_on, due_on, currency) \
     select bill, account, number, issued_on, due_on, currency from import_lines \
     where import = $1 and place > $2 and place <= $3 and line = 1 \
     on conflict (account, number) do nothing",
    "insert into bill_lines (bill, line, kind, description, amount) \
     select s.bill, s.line, s.kind, s.description, s.amount from import_lines s join bills b on b.bill = s.bill \
     where s.import = $1 and s.place > $2 and s.place <= $3 on conflict (bill, line) do nothing",
    "insert into transactions (txn, kind, effective_on, posted_on, recorded_at, source) \
     select s.txn, 'bill-line', s.issued_on, s.posted_on, s.recorded_at, s.source \
     from import_lines s join bills b on b.bill = s.bill \
     where s.import = $1 and s.place > $2 and s.place <= $3 on conflict (txn) do nothing",
    "insert into postings (txn, posting, debit, credit, amount, currency) \
     select s.txn, 1, s.debit, s.credit, s.posted, s.currency \
     from import_lines s join bills b on b.bill = s.bill \
     where s.import = $1 and s.place > $2 and s.place <= $3 on conflict (txn, posting) do nothing",
    "delete from import_lines where import = $1 and place > $2 and place <= $3",
];

/// Merges the next staged bills behind `after`, each whole with its lines and postings; gives the last merged bill's
/// place, or none when all are.
///
/// # Errors
/// Any `StoreError`.
pub async fn merge(store: &Store, turn: &Turn, after: i64) -> Result<Option<i64>, StoreError> {
    let mut tx = store.begin().await?;
    touch(&mut tx, turn).await?;
    let Some(end) = next_step(&mut tx, NEXT, &turn.import, after).await? else { return Ok(None) };
    for text in MERGE {
        tx.sql(text).bind(&turn.import).bind(after).bind(end).execute().await?;
    }
    tx.commit().await?;
    Ok(Some(end))
}
