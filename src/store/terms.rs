//! What turns were answered under, kept by hash. It refuses to know what is in it.
use jiff::Timestamp;

use super::{
    StoreError,
    sql::{One, Sql},
    tx::Tx,
};

/// Keeps terms; the same hash is kept once.
///
/// # Errors
/// Any `StoreError`.
pub async fn keep(tx: &mut Tx, hash: &str, terms_json: &str, at: Timestamp) -> Result<(), StoreError> {
    let text = "insert into terms (hash, terms, kept_at) values ($1, $2, $3) on conflict (hash) do nothing";
    tx.sql(text).bind(hash).bind(terms_json).bind(at).execute().await.map(drop)
}

/// The terms of a hash.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, hash: &str) -> Result<Option<String>, StoreError> {
    let text = "select terms as value from terms where hash = $1";
    Ok(db.sql(text).bind(hash).optional::<One<String>>().await?.map(|One(terms)| terms))
}
