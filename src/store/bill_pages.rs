//! Bills as they are shown: holder, dates, lines with their rules; and credits on lines. It refuses to know how a bill is
//! made and how it is printed.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::LineKind,
    flow::Language,
    id::{AccountId, BillId, CreditId},
    money::Money,
};

/// A bill without its lines.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    pub bill: BillId,
    pub account: AccountId,
    pub number: String,
    pub pay_bill_number: String,
    pub holder: String,
    #[serde(skip)]
    pub postal_code: Option<String>,
    #[serde(skip)]
    pub language: Language,
    /// By mail, for want of an e-mail address.
    #[serde(skip)]
    pub is_mailed: bool,
    /// The month, where a run made it.
    pub period: Option<String>,
    pub issued_on: Date,
    pub due_on: Date,
    /// The hash of the rules that it was made by.
    pub rules: Option<String>,
    /// What payments and credits have taken off it.
    pub paid: Money,
    /// What clerks' adjustments and write-offs changed of it; below zero it owes less.
    pub adjusted: Money,
}

/// A line with its rule, where it has one.
#[derive(Clone, Debug, Serialize)]
pub struct ToldLine {
    pub line: i64,
    pub kind: LineKind,
    pub description: String,
    pub amount: Money,
    pub rule: Option<String>,
    pub base: Option<Money>,
    pub rate: Option<String>,
    pub jurisdiction: Option<String>,
    /// What of it belongs to which charge: line and minor units.
    pub parts: Vec<(i64, i64)>,
}

impl Record for Head {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            bill: row.get("bill")?,
            account: row.get("account")?,
            number: row.get("number")?,
            pay_bill_number: row.get("pay_bill_number")?,
            holder: row.get("name")?,
            postal_code: row.get("postal_code")?,
            is_mailed: row.get("is_mailed")?,
            language: row.get("language")?,
            period: row.get("period")?,
            issued_on: row.get("issued_on")?,
            due_on: row.get("due_on")?,
            rules: row.get("rules")?,
            paid: row.money("paid")?,
            adjusted: row.money("adjusted")?,
        })
    }
}

impl Record for ToldLine {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let amount = row.money("amount")?;
        let base: Option<i64> = row.get("base")?;
        let parts: Option<String> = row.get("parts")?;
        let parts = parts.map(|parts| serde_json::from_str(&parts)).transpose().map_err(|_| StoreError::Corrupt {
            column: "parts".to_owned(),
            why: "no list of parts".to_owned(),
            statement: "bill_line_rules".to_owned(),
        })?;
        Ok(Self {
            line: row.get("line")?,
            kind: row.get("kind")?,
            description: row.get("description")?,
            amount,
            rule: row.get("rule")?,
            base: base.map(|minor| Money::new(minor, amount.currency)),
            rate: row.get("rate")?,
            jurisdiction: row.get("jurisdiction")?,
            parts: parts.unwrap_or_default(),
        })
    }
}

/// Bills by number as printed, or by id; several where several accounts have the number.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, named: &str) -> Result<Vec<Head>, StoreError> {
    let text = "select b.bill, b.account, b.number, a.pay_bill_number, a.name, a.postal_code, a.language, \
          exists (select 1 from mailed_accounts m where m.account = a.account) as is_mailed, c.period, b.issued_on, b.due_on, c.rules, b.currency, \
          cast(coalesce((select sum(p.amount) from allocations p where p.bill = b.bill), 0) \
            - coalesce((select sum(r.amount) from restorations r where r.bill = b.bill), 0) as bigint) as paid, \
          cast(coalesce((select sum(j.amount) from adjustments j join adjustment_ends e on e.adjustment = j.adjustment \
            where j.bill = b.bill and e.txn is not null), 0) as bigint) as adjusted \
        from bills b join accounts a on a.account = b.account left join bill_cycles c on c.bill = b.bill \
        where b.number = $1 or b.bill = $1 order by b.account limit 20";
    db.sql(text).bind(named).all().await
}

/// The bills of a month, in the order of pay-bill numbers, behind one.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_period(mut db: impl Sql, period: &str, after: &str, most: i64) -> Result<Vec<Head>, StoreError> {
    let text = "select b.bill, b.account, b.number, a.pay_bill_number, a.name, a.postal_code, a.language, \
          exists (select 1 from mailed_accounts m where m.account = a.account) as is_mailed, c.period, b.issued_on, b.due_on, c.rules, b.currency, \
          cast(coalesce((select sum(p.amount) from allocations p where p.bill = b.bill), 0) \
            - coalesce((select sum(r.amount) from restorations r where r.bill = b.bill), 0) as bigint) as paid, \
          cast(coalesce((select sum(j.amount) from adjustments j join adjustment_ends e on e.adjustment = j.adjustment \
            where j.bill = b.bill and e.txn is not null), 0) as bigint) as adjusted \
        from bill_cycles c join bills b on b.bill = c.bill join accounts a on a.account = b.account \
        where c.period = $1 and a.pay_bill_number > $2 order by a.pay_bill_number limit $3";
    db.sql(text).bind(period).bind(after).bind(most).all().await
}

/// The lines of a bill in their order.
///
/// # Errors
/// Any `StoreError`.
pub async fn lines(mut db: impl Sql, bill: &BillId) -> Result<Vec<ToldLine>, StoreError> {
    let text = "select l.line, l.kind, l.description, l.amount, b.currency, r.rule, r.base, r.rate, r.jurisdiction, \
          r.parts \
        from bill_lines l join bills b on b.bill = l.bill \
        left join bill_line_rules r on r.bill = l.bill and r.line = l.line where l.bill = $1 order by l.line";
    db.sql(text).bind(bill).all().await
}

/// A line and its bill.
#[derive(Debug)]
pub struct LineOf {
    pub bill: BillId,
    pub told: ToldLine,
}

impl Record for LineOf {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { bill: row.get("bill")?, told: ToldLine::read(row)? })
    }
}

/// The lines of the bills of a month, of pay-bill numbers behind one up to another, each bill's in their order.
///
/// # Errors
/// Any `StoreError`.
pub async fn lines_of_period(
    mut db: impl Sql,
    period: &str,
    (after, last): (&str, &str),
) -> Result<Vec<LineOf>, StoreError> {
    let text = "select l.bill, l.line, l.kind, l.description, l.amount, b.currency, r.rule, r.base, r.rate, \
          r.jurisdiction, r.parts \
        from bill_cycles c join bills b on b.bill = c.bill join accounts a on a.account = b.account \
        join bill_lines l on l.bill = b.bill left join bill_line_rules r on r.bill = l.bill and r.line = l.line \
        where c.period = $1 and a.pay_bill_number > $2 and a.pay_bill_number <= $3 order by l.bill, l.line";
    db.sql(text).bind(period).bind(after).bind(last).all().await
}

/// A credit on a line, as it waits for the next bill.
#[derive(Clone, Debug)]
pub struct NewCredit {
    pub credit: CreditId,
    pub account: AccountId,
    pub bill: BillId,
    pub line: i64,
    pub amount: Money,
    pub description: String,
    pub reason: String,
    /// JSON.
    pub taxes: String,
    pub at: Timestamp,
}

/// What earlier credits took back of a line.
///
/// # Errors
/// Any `StoreError`.
pub async fn credited(tx: &mut Tx, bill: &BillId, line: i64) -> Result<i64, StoreError> {
    let text =
        "select cast(coalesce(sum(amount), 0) as bigint) as value from line_credits where bill = $1 and line = $2";
    let One(sum) = tx.sql(text).bind(bill).bind(line).one().await?;
    Ok(sum)
}

/// What was credited on a line for a reason.
///
/// # Errors
/// Any `StoreError`.
pub async fn credit_for(tx: &mut Tx, bill: &BillId, line: i64, reason: &str) -> Result<Option<i64>, StoreError> {
    let text = "select amount as value from line_credits where bill = $1 and line = $2 and reason = $3";
    let found: Option<One<i64>> = tx.sql(text).bind(bill).bind(line).bind(reason).optional().await?;
    Ok(found.map(|One(amount)| amount))
}

/// Adds a credit.
///
/// # Errors
/// Any `StoreError`; `Refused` for a second one on the line for the same reason.
pub async fn put_credit(tx: &mut Tx, new: &NewCredit) -> Result<(), StoreError> {
    let text = "insert into line_credits (credit, account, bill, line, amount, currency, description, reason, taxes, \
          credited_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let insert = tx.sql(text).bind(&new.credit).bind(&new.account).bind(&new.bill).bind(new.line);
    let insert = insert.bind(new.amount.minor).bind(new.amount.currency).bind(&new.description).bind(&new.reason);
    insert.bind(&new.taxes).bind(new.at).execute().await.map(drop)
}
