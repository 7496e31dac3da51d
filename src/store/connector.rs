//! What the Pay connector answered, kept for a day: tokens sealed, never a card number. It refuses to know how a token is made.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    tx::Tx,
};

/// An answer to one transaction of the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerRow {
    pub transaction_id: String,
    /// Sealed by the key ring; none where it was declined.
    pub token_sealed: Option<Vec<u8>>,
    /// A word that says why not.
    pub error: Option<String>,
    pub answered_at: Timestamp,
}

impl std::fmt::Debug for AnswerRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AnswerRow({}, token masked)", self.transaction_id)
    }
}

impl Record for AnswerRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            transaction_id: row.get("transaction_id")?,
            token_sealed: row.get("token_sealed")?,
            error: row.get("error")?,
            answered_at: row.get("answered_at")?,
        })
    }
}

/// The answer that was given to a transaction.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, transaction_id: &str) -> Result<Option<AnswerRow>, StoreError> {
    db.sql("select * from connector_answers where transaction_id = $1").bind(transaction_id).optional().await
}

/// Keeps an answer, unless one was given meanwhile; forgets those from before `until`.
///
/// # Errors
/// Any `StoreError`.
pub async fn keep(tx: &mut Tx, row: &AnswerRow, until: Timestamp) -> Result<(), StoreError> {
    tx.sql("delete from connector_answers where answered_at < $1").bind(until).execute().await?;
    let text = "insert into connector_answers (transaction_id, token_sealed, error, answered_at) values ($1, $2, $3, $4) \
        on conflict (transaction_id) do nothing";
    let insert = tx.sql(text).bind(&row.transaction_id).bind(row.token_sealed.as_deref()).bind(row.error.as_deref());
    insert.bind(row.answered_at).execute().await.map(drop)
}
