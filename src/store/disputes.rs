//! Disputed lines of bills. It refuses to know what a dispute holds back.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    tx::Tx,
    value::{Column, Value},
};
use crate::{
    billing::LineKind,
    id::{AccountId, BillId, DisputeId},
    money::Money,
};

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The customer was right: a credit follows.
    Accepted,
    Rejected,
}

impl Value<'_> for Verdict {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}
impl Column for Verdict {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "accepted" => Ok(Self::Accepted),
            "rejected" => Ok(Self::Rejected),
            _ => Err("no outcome of a dispute"),
        }
    }
}

/// A disputed line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisputeRow {
    pub dispute: DisputeId,
    /// By which its owner asks for it; none for those from before.
    pub case_number: Option<String>,
    pub account: AccountId,
    pub bill: BillId,
    pub bill_number: String,
    pub line: i64,
    pub description: String,
    pub amount: Money,
    pub reason: String,
    pub opened_by: String,
    pub opened_on: Date,
    /// None while it is open.
    pub outcome: Option<Verdict>,
    pub resolved_by: Option<String>,
    pub resolved_on: Option<Date>,
    pub note: Option<String>,
}

impl Record for DisputeRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            dispute: row.get("dispute")?,
            case_number: row.get("case_number")?,
            account: row.get("account")?,
            bill: row.get("bill")?,
            bill_number: row.get("number")?,
            line: row.get("line")?,
            description: row.get("description")?,
            amount: row.money("amount")?,
            reason: row.get("reason")?,
            opened_by: row.get("opened_by")?,
            opened_on: row.get("opened_on")?,
            outcome: row.get("outcome")?,
            resolved_by: row.get("resolved_by")?,
            resolved_on: row.get("resolved_on")?,
            note: row.get("note")?,
        })
    }
}

/// A dispute to be opened.
#[derive(Clone, Debug)]
pub struct NewDispute {
    pub dispute: DisputeId,
    pub case_number: String,
    pub account: AccountId,
    pub bill: BillId,
    pub line: i64,
    pub amount: Money,
    /// What of the bill is held for it.
    pub held: Money,
    pub reason: String,
    pub opened_by: String,
    pub opened_on: Date,
    pub at: Timestamp,
}

/// Opens a dispute; false when the line is disputed already.
///
/// # Errors
/// Any `StoreError`.
pub async fn open(tx: &mut Tx, new: &NewDispute) -> Result<bool, StoreError> {
    let text = "insert into disputes (dispute, account, bill, line, amount, reason, opened_by, opened_on, opened_at, \
        held, case_number) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing";
    let insert = tx.sql(text).bind(&new.dispute).bind(&new.account).bind(&new.bill).bind(new.line);
    let insert = insert.bind(new.amount.minor).bind(&new.reason).bind(&new.opened_by).bind(new.opened_on);
    Ok(insert.bind(new.at).bind(new.held.minor).bind(&new.case_number).execute().await? == 1)
}

/// How and by whom a dispute is resolved.
#[derive(Clone, Debug)]
pub struct Resolution {
    pub outcome: Verdict,
    pub by: String,
    pub note: String,
    pub on: Date,
    pub at: Timestamp,
}

/// Resolves an open dispute; false when it was resolved before or never was.
///
/// # Errors
/// Any `StoreError`.
pub async fn resolve(tx: &mut Tx, dispute: &DisputeId, resolution: &Resolution) -> Result<bool, StoreError> {
    let text = "update disputes set outcome = $2, resolved_by = $3, note = $4, resolved_on = $5, resolved_at = $6 \
        where dispute = $1 and outcome is null";
    let update = tx.sql(text).bind(dispute).bind(resolution.outcome).bind(&resolution.by).bind(&resolution.note);
    Ok(update.bind(resolution.on).bind(resolution.at).execute().await? == 1)
}

/// A won dispute holds what was credited for it.
///
/// # Errors
/// Any `StoreError`.
pub async fn credited(tx: &mut Tx, dispute: &DisputeId, held: Money) -> Result<(), StoreError> {
    let text = "update disputes set held = $2 where dispute = $1";
    tx.sql(text).bind(dispute).bind(held.minor).execute().await.map(drop)
}

/// A dispute by its id, or by the number of its case.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, dispute: &str) -> Result<Option<DisputeRow>, StoreError> {
    let text = "select d.dispute, d.case_number, d.account, d.bill, b.number, d.line, l.description, d.amount, b.currency, d.reason, \
        d.opened_by, d.opened_on, d.outcome, d.resolved_by, d.resolved_on, d.note from disputes d \
        join bills b on b.bill = d.bill join bill_lines l on l.bill = d.bill and l.line = d.line \
        where d.dispute = $1 or d.case_number = $1";
    db.sql(text).bind(dispute).optional().await
}

/// Disputes, the open ones first, then the latest: of one account, or of all.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, account: Option<&AccountId>, most: i64) -> Result<Vec<DisputeRow>, StoreError> {
    let text = "select d.dispute, d.case_number, d.account, d.bill, b.number, d.line, l.description, d.amount, b.currency, d.reason, \
        d.opened_by, d.opened_on, d.outcome, d.resolved_by, d.resolved_on, d.note from disputes d \
        join bills b on b.bill = d.bill join bill_lines l on l.bill = d.bill and l.line = d.line \
        where cast($1 as text) is null or d.account = $1 \
        order by case when d.outcome is null then 0 else 1 end, d.opened_at desc, d.dispute limit $2";
    db.sql(text).bind(account).bind(most).all().await
}

/// A line of an open bill, with the dispute of it that is open.
#[derive(Clone, Debug)]
pub struct OpenLine {
    pub bill: BillId,
    pub line: i64,
    pub kind: LineKind,
    pub description: String,
    /// The part that is disputed, or the whole line.
    pub amount: Money,
    pub dispute: Option<DisputeId>,
    pub case_number: Option<String>,
}

impl Record for OpenLine {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            bill: row.get("bill")?,
            line: row.get("line")?,
            kind: row.get("kind")?,
            description: row.get("description")?,
            amount: row.money("amount")?,
            dispute: row.get("dispute")?,
            case_number: row.get("case_number")?,
        })
    }
}

/// Lines of an account's open bills, the latest bill first.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_lines(mut db: impl Sql, account: &AccountId) -> Result<Vec<OpenLine>, StoreError> {
    let text = "select l.bill, l.line, l.kind, l.description, cast(coalesce(d.amount, l.amount) as bigint) as amount, b.currency, \
        d.dispute, d.case_number from open_bills o join bills b on b.bill = o.bill join bill_lines l on l.bill = o.bill \
        left join disputes d on d.bill = l.bill and d.line = l.line and d.outcome is null \
        where o.account = $1 order by b.issued_on desc, l.bill desc, l.line";
    db.sql(text).bind(account).all().await
}
