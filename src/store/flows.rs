//! Flows with their prompts, kept by hash for the calls that began with them. It refuses to know what is in them.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{One, Sql},
    tx::Tx,
};
use crate::flow::FlowHash;

/// Keeps a flow; the same hash is kept once.
///
/// # Errors
/// Any `StoreError`.
pub async fn keep(tx: &mut Tx, hash: &FlowHash, source_json: &str, at: Timestamp) -> Result<(), StoreError> {
    let text = "insert into flows (hash, source, kept_at) values ($1, $2, $3) on conflict (hash) do nothing";
    tx.sql(text).bind(&hash.0).bind(source_json).bind(at).execute().await.map(drop)
}

/// The source of a flow by its hash.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, hash: &FlowHash) -> Result<Option<String>, StoreError> {
    let text = "select source as value from flows where hash = $1";
    Ok(db.sql(text).bind(&hash.0).optional::<One<String>>().await?.map(|One(source)| source))
}
