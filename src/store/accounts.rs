//! Accounts: who has a pay-bill number, and what a verified caller may hear. It refuses to know PINs, only their hashes.
use jiff::civil::Date;

use super::{
    StoreError, contacts, methods,
    sql::{One, Record, Row, Sql},
    standing,
    tx::Tx,
};
use crate::{
    billing::{
        AccountView, LastPayment, MethodFace, News, Reach,
        notice::{Medium, NoticeKind},
    },
    call::keys::Keys,
    flow::{Language, Pace},
    id::AccountId,
    money::{Currency, Money},
};

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

struct Sums {
    due_on: Option<Date>,
    pace: Pace,
}

impl Record for Sums {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { due_on: row.get("due_on")?, pace: pace(row)? })
    }
}

fn pace(row: &Row) -> Result<Pace, StoreError> {
    Ok(if row.get("takes_time")? { Pace::Slow } else { Pace::Usual })
}

impl Record for LastPayment {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { amount: row.money("total")?, paid_on: row.get("paid_on")? })
    }
}

impl Record for MethodFace {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { method: row.get("method")?, brand: row.get("brand")?, last_four: row.get("last_four")? })
    }
}

impl Record for News {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            status: row.get("status")?,
            total: row.money("total")?,
            confirmation: row.get("confirmation")?,
        })
    }
}

const SUMS: &str = "\
    select takes_time, (select min(due_on) from open_bills where due_on >= $2 and account in \
      (select cast($1 as text) union select account from account_groups where lead = $1)) as due_on \
    from accounts where account = $1";

/// What a verified caller may hear, as of `today` in the biller's zone; none when there is no such account.
///
/// # Errors
/// Any `StoreError`.
pub async fn view(mut db: impl Sql, account: &AccountId, today: Date) -> Result<Option<AccountView>, StoreError> {
    let sums: Option<Sums> = db.sql(SUMS).bind(account).bind(today).optional().await?;
    let Some(sums) = sums else { return Ok(None) };
    let Some(standing) = standing::read_led(&mut db, account, today).await? else { return Ok(None) };
    let last_payment = db
        .sql(
            "select amount + fee as total, currency, paid_on from payments \
             where account = $1 and status = 'paid' order by requested_at desc, payment desc limit 1",
        )
        .bind(account)
        .optional()
        .await?;
    let methods = db
        .sql(
            "select method, brand, last_four from methods \
             where account = $1 and saved and token_sealed is not null \
             order by coalesce(preferred_at, 0) desc, kept_at, method limit 3",
        )
        .bind(account)
        .all()
        .await?;
    let news = db
        .sql(
            "select payment, status, amount + fee as total, currency, confirmation from payments \
             where account = $1 and told_at is null and channel = 'phone' order by requested_at desc, payment desc limit 1",
        )
        .bind(account)
        .optional()
        .await?;
    let autopay = methods::of_autopay(&mut db, account).await?;
    // a receipt is promised as a text only where one will be sent
    let contact = contacts::find_on(&mut db, account).await?;
    let way = contact.as_ref().map(|contact| contact.way(NoticeKind::Paid));
    let reach = if let Some(Ok((Medium::Text, _))) = way { Reach::Text } else { Reach::CallBack };
    let owed = standing.open.minor.max(0);
    let held = owed.saturating_sub(standing.payable().minor);
    Ok(Some(AccountView {
        account: account.clone(),
        balance: standing.open,
        past_due: standing.payable_past_due(),
        held: (held > 0).then_some(Money::new(held, standing.open.currency)),
        due_on: sums.due_on.filter(|_| owed > 0),
        last_payment,
        methods,
        autopay,
        news,
        reach,
        pace: sums.pace,
    }))
}
