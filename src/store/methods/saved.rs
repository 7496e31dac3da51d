//! Saved methods as their owner sees them: named, ordered, good until a day. It refuses to know tokens.
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use crate::{
    billing::MethodFace,
    id::{AccountId, MethodId},
    store::{
        StoreError, Tx,
        sql::{Record, Row, Sql},
    },
};

/// A saved method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SavedMethod {
    pub account: AccountId,
    #[serde(flatten)]
    pub face: MethodFace,
    /// What its owner calls it.
    pub name: Option<String>,
    /// The last day on which it is good; none where the processor did not tell.
    pub expires_on: Option<Date>,
}

impl Record for SavedMethod {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.get("account")?,
            face: MethodFace::read(row)?,
            name: row.get("name")?,
            expires_on: row.get("expires_on")?,
        })
    }
}

/// An account's saved methods, the default first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_account(mut db: impl Sql, account: &AccountId) -> Result<Vec<SavedMethod>, StoreError> {
    read(&mut db, account).await
}

/// The same on what is borrowed.
pub(in crate::store) async fn read(db: &mut impl Sql, account: &AccountId) -> Result<Vec<SavedMethod>, StoreError> {
    let text = "select account, method, brand, last_four, name, expires_on from methods \
        where account = $1 and saved and token_sealed is not null \
        order by coalesce(preferred_at, 0) desc, kept_at, method";
    db.sql(text).bind(account).all().await
}

/// Saved methods whose last day lies between two days, both included: for notices of what expires.
///
/// # Errors
/// Any `StoreError`.
pub async fn expiring(mut db: impl Sql, from: Date, until: Date) -> Result<Vec<SavedMethod>, StoreError> {
    let text = "select account, method, brand, last_four, name, expires_on from methods \
        where expires_on >= $1 and expires_on <= $2 and saved and token_sealed is not null order by expires_on, method";
    db.sql(text).bind(from).bind(until).all().await
}

/// Gives a saved method a name; false when it is not the account's, or gone.
///
/// # Errors
/// Any `StoreError`.
pub async fn name(tx: &mut Tx, account: &AccountId, method: &MethodId, name: Option<&str>) -> Result<bool, StoreError> {
    let text = "update methods set name = $3 \
        where method = $1 and account = $2 and saved and token_sealed is not null";
    Ok(tx.sql(text).bind(method).bind(account).bind(name).execute().await? == 1)
}

/// Makes a saved method the default; false when it is not the account's, or gone.
///
/// # Errors
/// Any `StoreError`.
pub async fn prefer(tx: &mut Tx, account: &AccountId, method: &MethodId, at: Timestamp) -> Result<bool, StoreError> {
    let text = "update methods set preferred_at = $3 \
        where method = $1 and account = $2 and saved and token_sealed is not null";
    Ok(tx.sql(text).bind(method).bind(account).bind(at).execute().await? == 1)
}

/// Drops a saved method's token by its owner's wish; false when it is not the account's, or gone. Its face stays for the
/// payments that name it.
///
/// # Errors
/// Any `StoreError`.
pub async fn remove(tx: &mut Tx, account: &AccountId, method: &MethodId) -> Result<bool, StoreError> {
    let text = "update methods set token_sealed = null, saved = false, preferred_at = null \
        where method = $1 and account = $2 and saved and token_sealed is not null";
    Ok(tx.sql(text).bind(method).bind(account).execute().await? == 1)
}
