//! Cards kept for an account: what may be spoken, and the sealed token. It refuses to know card numbers and how tokens
//! are sealed.
pub mod saved;

use jiff::{Timestamp, civil::Date};

use super::{
    StoreError, agreements,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::{Brand, MethodFace},
    id::{AccountId, MethodId},
};

/// A card as it was captured.
pub struct NewMethod {
    pub method: MethodId,
    pub account: AccountId,
    pub brand: Brand,
    pub last_four: String,
    /// Sealed by the key ring.
    pub token_sealed: Vec<u8>,
    /// Kept for later calls too; otherwise for this call's payment only.
    pub saved: bool,
    /// The last day on which it is good, where that is known.
    pub expires_on: Option<Date>,
    pub at: Timestamp,
}

impl std::fmt::Debug for NewMethod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewMethod({}, token masked)", self.method)
    }
}

/// Keeps a captured card; one that is kept already stays as it is.
///
/// # Errors
/// Any `StoreError`.
pub async fn keep(tx: &mut Tx, new: &NewMethod) -> Result<(), StoreError> {
    tx.sql(
        "insert into methods (method, account, brand, last_four, token_sealed, saved, kept_at, expires_on) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (method) do nothing",
    )
    .bind(&new.method)
    .bind(&new.account)
    .bind(new.brand)
    .bind(&new.last_four)
    .bind(new.token_sealed.as_slice())
    .bind(new.saved)
    .bind(new.at)
    .bind(new.expires_on)
    .execute()
    .await
    .map(drop)
}

/// The caller consented to keep the card for next time; false when its token is gone.
///
/// # Errors
/// Any `StoreError`.
pub async fn save(tx: &mut Tx, method: &MethodId) -> Result<bool, StoreError> {
    let text = "update methods set saved = true where method = $1 and token_sealed is not null";
    Ok(tx.sql(text).bind(method).execute().await? == 1)
}

/// What may be said of a saved method that may pay for an account: its own, or that of the account under whose number it is;
/// none when it is another's, was never saved, or is gone.
///
/// # Errors
/// Any `StoreError`.
pub async fn face(mut db: impl Sql, account: &AccountId, method: &MethodId) -> Result<Option<MethodFace>, StoreError> {
    let text = "select method, brand, last_four from methods where method = $1 and saved and token_sealed is not null \
        and (account = $2 or account = (select lead from account_groups where account = $2))";
    db.sql(text).bind(method).bind(account).optional().await
}

/// The same of a bank account that was keyed for one debit alone: a debit that its bank returned is presented again by the
/// authorization of then.
///
/// # Errors
/// Any `StoreError`.
pub async fn face_of_debit(
    mut db: impl Sql,
    account: &AccountId,
    method: &MethodId,
) -> Result<Option<MethodFace>, StoreError> {
    let text = "select method, brand, last_four from methods where method = $1 and token_sealed is not null \
        and brand = 'bank' and (account = $2 or account = (select lead from account_groups where account = $2))";
    db.sql(text).bind(method).bind(account).optional().await
}

/// The card that an account's running autopay charges, even one that was removed meanwhile.
///
/// # Errors
/// Any `StoreError`.
pub(super) async fn of_autopay(db: &mut impl Sql, account: &AccountId) -> Result<Option<MethodFace>, StoreError> {
    let Some(agreement) = agreements::read_autopay(db, account).await? else { return Ok(None) };
    let Some(method) = agreement.agreed.method() else { return Ok(None) };
    read(db, method).await
}

/// A card that an agreement names, of its account or of the one above it, even one that was removed meanwhile.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_agreement(mut db: impl Sql, method: &MethodId) -> Result<Option<MethodFace>, StoreError> {
    read(&mut db, method).await
}

async fn read(db: &mut impl Sql, method: &MethodId) -> Result<Option<MethodFace>, StoreError> {
    let text = "select method, brand, last_four from methods where method = $1";
    db.sql(text).bind(method).optional().await
}

struct Owned {
    account: AccountId,
    face: MethodFace,
}

impl Record for Owned {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { account: row.get("account")?, face: MethodFace::read(row)? })
    }
}

/// A saved method's owner and what may be said of it; none when it is not saved.
///
/// # Errors
/// Any `StoreError`.
pub async fn owned(mut db: impl Sql, method: &MethodId) -> Result<Option<(AccountId, MethodFace)>, StoreError> {
    let text = "select method, account, brand, last_four from methods where method = $1 and saved";
    let found: Option<Owned> = db.sql(text).bind(method).optional().await?;
    Ok(found.map(|Owned { account, face }| (account, face)))
}

/// The sealed token; none when it was dropped or never was.
///
/// # Errors
/// Any `StoreError`.
pub async fn token(mut db: impl Sql, method: &MethodId) -> Result<Option<Vec<u8>>, StoreError> {
    let text = "select token_sealed as value from methods where method = $1 and token_sealed is not null";
    Ok(db.sql(text).bind(method).optional::<One<Vec<u8>>>().await?.map(|One(token)| token))
}

/// Drops the token of a card that was not saved; the face stays for the payments that name it. False when it is saved or
/// gone.
///
/// # Errors
/// Any `StoreError`.
pub async fn drop_unsaved(tx: &mut Tx, method: &MethodId) -> Result<bool, StoreError> {
    let text = "update methods set token_sealed = null where method = $1 and not saved and token_sealed is not null";
    Ok(tx.sql(text).bind(method).execute().await? == 1)
}
