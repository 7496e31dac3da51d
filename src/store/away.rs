//! Bills that cannot be read, as when a disk or a network fails in the middle of a turn: for worlds of scripts, where a
//! call must be led through trouble and back. It refuses to know calls.
use super::{StoreError, tx::Tx};

/// Nothing that reads bills succeeds until they are brought back.
///
/// # Errors
/// Any `StoreError`.
pub async fn take_bills(tx: &mut Tx) -> Result<(), StoreError> {
    tx.sql("alter table bills rename to bills_away").execute().await.map(drop)
}

/// Bills can be read again.
///
/// # Errors
/// Any `StoreError`; bills that are not away.
pub async fn bring_bills(tx: &mut Tx) -> Result<(), StoreError> {
    tx.sql("alter table bills_away rename to bills").execute().await.map(drop)
}
