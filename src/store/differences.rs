//! What persons said of differences, and which days were reported of. It refuses to know how a difference is found.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};

/// What a person said of a difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerRow {
    /// As `day/source/class/name`.
    pub difference: String,
    /// Whose case it is; none where it is explained.
    pub assigned_to: Option<String>,
    pub reason: String,
    pub answered_by: String,
    pub answered_at: Timestamp,
}

impl Record for AnswerRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            difference: row.get("difference")?,
            assigned_to: row.get("assigned_to")?,
            reason: row.get("reason")?,
            answered_by: row.get("answered_by")?,
            answered_at: row.get("answered_at")?,
        })
    }
}

/// Adds an answer.
///
/// # Errors
/// Any `StoreError`.
pub async fn answer(tx: &mut Tx, row: &AnswerRow) -> Result<(), StoreError> {
    let text = "insert into difference_answers (difference, assigned_to, reason, answered_by, answered_at) \
        values ($1, $2, $3, $4, $5)";
    let insert = tx.sql(text).bind(&row.difference).bind(row.assigned_to.as_deref()).bind(&row.reason);
    insert.bind(&row.answered_by).bind(row.answered_at).execute().await.map(drop)
}

/// The answers of a day's differences, the latest last.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_day(mut db: impl Sql, day: Date) -> Result<Vec<AnswerRow>, StoreError> {
    let text = "select difference, assigned_to, reason, answered_by, answered_at from difference_answers \
        where substr(difference, 1, 11) = $1 order by difference, answered_at";
    db.sql(text).bind(format!("{day}/")).all().await
}

/// Differences of a day and earlier ones that are somebody's case, by their latest answers.
///
/// # Errors
/// Any `StoreError`.
pub async fn assigned(mut db: impl Sql, day: Date) -> Result<Vec<AnswerRow>, StoreError> {
    let text = "select difference, assigned_to, reason, answered_by, answered_at from difference_answers a \
        where assigned_to is not null and substr(difference, 1, 10) <= $1 and answered_at = ( \
          select max(answered_at) from difference_answers b where b.difference = a.difference) \
        order by difference";
    db.sql(text).bind(day).all().await
}

/// Days behind one, up to another, of which a processor or the bank told, in order.
///
/// # Errors
/// Any `StoreError`.
pub async fn reported_days(mut db: impl Sql, behind: Date, last: Date) -> Result<Vec<Date>, StoreError> {
    let text = "select day as value from ( \
          select day from settlements where finished_at is not null \
          union select day from statements where finished_at is not null) as days \
        where day > $1 and day <= $2 order by day";
    Ok(db.sql(text).bind(behind).bind(last).all::<One<Date>>().await?.into_iter().map(|One(day)| day).collect())
}
