//! Accounts: who has a pay-bill number, and what a verified caller may hear. It refuses to know PINs, only their hashes.
mod view;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::Reach,
    call::keys::Keys,
    flow::{Language, Pace},
    id::AccountId,
    money::Currency,
};

pub use view::{view, view_of};

/// An account that a keyed number may mean.
#[derive(Debug)]
pub struct Candidate {
    pub account: AccountId,
    /// Argon2id, raw, in base64; none where no PIN was ever set.
    pub pin_hash: Option<Keys>,
    pub closed: bool,
}

impl Record for Candidate {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let pin_hash = row.get::<Option<String>>("pin_hash")?.map(Keys::new);
        Ok(Self { account: row.get("account")?, pin_hash, closed: row.get("closed")? })
    }
}

/// An account as an import or the demo brings it.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Used when the pay-bill number is new; a known number keeps its id.
    pub account: AccountId,
    pub pay_bill_number: String,
    /// The keyed hash of the number's keypad form.
    pub keypad_hash: String,
    pub name: String,
    /// E.164.
    pub phone: Option<String>,
    pub email: Option<String>,
    pub postal_code: Option<String>,
    pub language: Language,
    pub reach: Reach,
    pub currency: Currency,
}

/// Adds an account or brings a known pay-bill number up to date; its PIN stays. Gives the account's id.
///
/// # Errors
/// Any `StoreError`.
pub async fn put(tx: &mut Tx, new: &NewAccount) -> Result<AccountId, StoreError> {
    let One(account) = tx
        .sql(
            "insert into accounts (account, pay_bill_number, keypad_hash, name, phone, email, postal_code, language, \
             reach, currency) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
             on conflict (pay_bill_number) do update set keypad_hash = excluded.keypad_hash, name = excluded.name, \
             phone = excluded.phone, email = excluded.email, postal_code = excluded.postal_code, \
             language = excluded.language, reach = excluded.reach, version = accounts.version + 1 \
             returning account as value",
        )
        .bind(&new.account)
        .bind(&new.pay_bill_number)
        .bind(&new.keypad_hash)
        .bind(&new.name)
        .bind(new.phone.as_deref())
        .bind(new.email.as_deref())
        .bind(new.postal_code.as_deref())
        .bind(new.language)
        .bind(new.reach)
        .bind(new.currency)
        .one()
        .await?;
    Ok(account)
}

/// Sets the hash of the account's PIN.
///
/// # Errors
/// Any `StoreError`.
pub async fn set_pin(tx: &mut Tx, account: &AccountId, pin_hash: &Keys) -> Result<(), StoreError> {
    let text = "update accounts set pin_hash = $2, version = version + 1 where account = $1";
    tx.sql(text).bind(account).bind(pin_hash.expose()).execute().await.map(drop)
}

/// Closes the account: its PIN no longer opens it.
///
/// # Errors
/// Any `StoreError`.
pub async fn close(tx: &mut Tx, account: &AccountId) -> Result<(), StoreError> {
    let text = "update accounts set closed = true, version = version + 1 where account = $1";
    tx.sql(text).bind(account).execute().await.map(drop)
}

/// Says what the account is called where it is one of several under a number; none takes it away. False when there is no
/// such account.
///
/// # Errors
/// Any `StoreError`.
pub async fn set_label(tx: &mut Tx, account: &AccountId, label: Option<&str>) -> Result<bool, StoreError> {
    let text = "update accounts set label = $2, version = version + 1 where account = $1";
    Ok(tx.sql(text).bind(account).bind(label).execute().await? == 1)
}

/// Keeps the account's language for calls and notices.
///
/// # Errors
/// Any `StoreError`.
pub async fn set_language(tx: &mut Tx, account: &AccountId, language: Language) -> Result<(), StoreError> {
    let text = "update accounts set language = $2, version = version + 1 where account = $1";
    tx.sql(text).bind(account).bind(language).execute().await.map(drop)
}

/// Keeps how much time the account's caller takes.
///
/// # Errors
/// Any `StoreError`.
pub async fn set_pace(tx: &mut Tx, account: &AccountId, pace: Pace) -> Result<(), StoreError> {
    let text = "update accounts set takes_time = $2, version = version + 1 where account = $1";
    tx.sql(text).bind(account).bind(pace == Pace::Slow).execute().await.map(drop)
}

/// Holds the account's row until the transaction ends, so that bookings of one account follow each other also across
/// PostgreSQL nodes. False when there is no such account.
///
/// # Errors
/// Any `StoreError`.
pub async fn touch(tx: &mut Tx, account: &AccountId) -> Result<bool, StoreError> {
    let text = "update accounts set version = version + 1 where account = $1";
    Ok(tx.sql(text).bind(account).execute().await? == 1)
}

/// The accounts whose pay-bill number has this keyed hash of its keypad form; there may be two.
///
/// # Errors
/// Any `StoreError`.
pub async fn candidates(mut db: impl Sql, keypad_hash: &str) -> Result<Vec<Candidate>, StoreError> {
    let text = "select account, pin_hash, closed from accounts where keypad_hash = $1 order by account";
    db.sql(text).bind(keypad_hash).all().await
}

/// The account of a pay-bill number as written on the bill, also of one that leads on to another.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, pay_bill_number: &str) -> Result<Option<AccountId>, StoreError> {
    let text = "select account as value from accounts where pay_bill_number = $1 \
        union select account from old_numbers where number = $1";
    Ok(db.sql(text).bind(pay_bill_number).optional::<One<AccountId>>().await?.map(|One(account)| account))
}

/// What a caller number tells of whoever calls from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownCaller {
    /// When all its open accounts agree.
    pub language: Option<Language>,
    /// Slow when all of them asked for that.
    pub pace: Pace,
    /// The pay-bill number of its only open account.
    pub pay_bill_number: Option<String>,
}

struct Caller {
    language: Language,
    pace: Pace,
    accounts: i64,
    pay_bill_number: String,
}

impl Record for Caller {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            language: row.get("language")?,
            pace: pace(row)?,
            accounts: row.get("accounts")?,
            pay_bill_number: row.get("pay_bill_number")?,
        })
    }
}

/// What is known of whoever calls from this number.
///
/// # Errors
/// Any `StoreError`.
pub async fn caller(mut db: impl Sql, ani: &str) -> Result<KnownCaller, StoreError> {
    let text = "select language, takes_time, count(*) as accounts, min(pay_bill_number) as pay_bill_number from accounts \
        where phone = $1 and not closed group by language, takes_time";
    let known: Vec<Caller> = db.sql(text).bind(ani).all().await?;
    let Some(first) = known.first() else { return Ok(KnownCaller::default()) };
    let language = known.iter().all(|other| other.language == first.language).then_some(first.language);
    let slow = known.iter().all(|other| other.pace == Pace::Slow);
    let only = known.iter().map(|other| other.accounts).sum::<i64>() == 1;
    Ok(KnownCaller {
        language,
        pace: if slow { Pace::Slow } else { Pace::Usual },
        pay_bill_number: only.then(|| first.pay_bill_number.clone()),
    })
}

/// What decides whether an account takes money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub account: AccountId,
    pub pay_bill_number: String,
    pub name: String,
    pub currency: Currency,
    pub closed: bool,
}

impl Record for About {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.get("account")?,
            pay_bill_number: row.get("pay_bill_number")?,
            name: row.get("name")?,
            currency: row.get("currency")?,
            closed: row.get("closed")?,
        })
    }
}

/// An account by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn about(mut db: impl Sql, account: &AccountId) -> Result<Option<About>, StoreError> {
    let text = "select account, pay_bill_number, name, currency, closed from accounts where account = $1";
    db.sql(text).bind(account).optional().await
}

fn pace(row: &Row) -> Result<Pace, StoreError> {
    Ok(if row.get("takes_time")? { Pace::Slow } else { Pace::Usual })
}
