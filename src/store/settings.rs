//! Values kept once for the life of a database. It refuses to know their meaning.
use super::{
    StoreError,
    sql::{One, Sql},
    tx::Tx,
};

/// The value of a key.
///
/// # Errors
/// Any `StoreError`.
pub async fn get(mut db: impl Sql, key: &str) -> Result<Option<String>, StoreError> {
    let text = "select value from settings where key = $1";
    Ok(db.sql(text).bind(key).optional::<One<String>>().await?.map(|One(value)| value))
}

/// Keeps a value unless the key has one; gives the value that holds.
///
/// # Errors
/// Any `StoreError`.
pub async fn put_once(tx: &mut Tx, key: &str, value: &str) -> Result<String, StoreError> {
    let text = "insert into settings (key, value) values ($1, $2) \
        on conflict (key) do update set value = settings.value returning value";
    let One(value) = tx.sql(text).bind(key).bind(value).one().await?;
    Ok(value)
}
