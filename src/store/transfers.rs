//! What an agent may see of a call by its whispered code. It refuses to know agents and secrets.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
    tx::Tx,
};
use crate::id::{AccountId, CallId};

/// A transfer to an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Short, so the latest one holds.
    pub code: String,
    pub call: CallId,
    pub account: Option<AccountId>,
    /// The node the caller came from.
    pub place: String,
    pub at: Timestamp,
}

impl Record for Transfer {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.get("code")?,
            call: row.get("call")?,
            account: row.get("account")?,
            place: row.get("place")?,
            at: row.get("at")?,
        })
    }
}

/// Opens a transfer; the same code of the same call is kept once.
///
/// # Errors
/// Any `StoreError`.
pub async fn open(tx: &mut Tx, transfer: &Transfer) -> Result<(), StoreError> {
    let text = "insert into transfers (call, code, account, place, at) values ($1, $2, $3, $4, $5) \
        on conflict (call, code) do nothing";
    let insert = tx.sql(text).bind(&transfer.call).bind(&transfer.code).bind(transfer.account.as_ref());
    insert.bind(&transfer.place).bind(transfer.at).execute().await.map(drop)
}

/// The latest transfer by its code.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, code: &str) -> Result<Option<Transfer>, StoreError> {
    let text = "select code, call, account, place, at from transfers where code = $1 order by at desc limit 1";
    db.sql(text).bind(code).optional().await
}
