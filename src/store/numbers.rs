//! Pay-bill numbers that were given up, and accounts under another's number. It refuses to know how a number is made.
use std::collections::HashSet;

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::id::AccountId;

/// Whose a number is or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    pub account: AccountId,
    pub closed: bool,
}

impl Record for Owner {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { account: row.get("account")?, closed: row.get("closed")? })
    }
}

/// Whose a written number is, also one that was given up.
///
/// # Errors
/// Any `StoreError`.
pub async fn owner(mut db: impl Sql, number: &str) -> Result<Option<Owner>, StoreError> {
    let text = "select account, closed from accounts where pay_bill_number = $1 \
        union select a.account, a.closed from old_numbers o join accounts a on a.account = o.account \
        where o.number = $1";
    db.sql(text).bind(number).optional().await
}

/// The keyed hash of the number that a keyed form leads on to; none for a form that is current, or never was.
///
/// # Errors
/// Any `StoreError`.
pub async fn leads_to(mut db: impl Sql, keypad_hash: &str) -> Result<Option<String>, StoreError> {
    let text = "select lead.keypad_hash as value from ( \
          select o.account from old_numbers o where o.keypad_hash = $1 \
          union select a.account from accounts a join account_groups g on g.account = a.account \
          where a.keypad_hash = $1) as led \
        left join account_groups g on g.account = led.account \
        join accounts lead on lead.account = coalesce(g.lead, led.account) \
        where not exists (select 1 from accounts c where c.keypad_hash = $1 \
          and not exists (select 1 from account_groups m where m.account = c.account)) \
        order by lead.account limit 1";
    Ok(db.sql(text).bind(keypad_hash).optional::<One<String>>().await?.map(|One(hash)| hash))
}

/// All accounts under an account's number that are not closed, itself first; it alone when it leads nobody.
///
/// # Errors
/// Any `StoreError`.
pub async fn led_by(mut db: impl Sql, account: &AccountId) -> Result<Vec<AccountId>, StoreError> {
    read_led(&mut db, account).await
}

/// The same on what is borrowed.
pub(super) async fn read_led(db: &mut impl Sql, account: &AccountId) -> Result<Vec<AccountId>, StoreError> {
    let text = "select g.account as value from account_groups g join accounts a on a.account = g.account \
        where g.lead = $1 and not a.closed order by g.account";
    let under: Vec<One<AccountId>> = db.sql(text).bind(account).all().await?;
    let mut all = vec![account.clone()];
    all.extend(under.into_iter().map(|One(account)| account));
    Ok(all)
}

/// The account under whose number an account is; none when it has its own.
///
/// # Errors
/// Any `StoreError`.
pub async fn lead(mut db: impl Sql, account: &AccountId) -> Result<Option<AccountId>, StoreError> {
    let text = "select lead as value from account_groups where account = $1";
    Ok(db.sql(text).bind(account).optional::<One<AccountId>>().await?.map(|One(lead)| lead))
}

/// Every number that was given up.
///
/// # Errors
/// Any `StoreError`.
pub async fn retired(mut db: impl Sql) -> Result<HashSet<String>, StoreError> {
    let all: Vec<One<String>> = db.sql("select number as value from old_numbers").all().await?;
    Ok(all.into_iter().map(|One(number)| number).collect())
}

/// Whether a number or its keypad form was ever given out, or ever keyed by anybody.
///
/// # Errors
/// Any `StoreError`.
pub async fn is_taken(mut db: impl Sql, number: &str, keypad_hash: &str) -> Result<bool, StoreError> {
    let text = "select (select count(*) from accounts where pay_bill_number = $1 or keypad_hash = $2) \
        + (select count(*) from old_numbers where number = $1 or keypad_hash = $2) \
        + (select count(*) from pin_guards where keypad_hash = $2) as value";
    let One(taken) = db.sql(text).bind(number).bind(keypad_hash).one::<One<i64>>().await?;
    Ok(taken > 0)
}

/// Who changes a number, and when.
#[derive(Clone, Debug)]
pub struct Change {
    pub by: String,
    pub on: Date,
    pub at: Timestamp,
}

/// Gives an account a new number: the old one leads on to it, and its PIN opens the new one too.
///
/// # Errors
/// Any `StoreError`.
pub async fn transfer(
    tx: &mut Tx,
    account: &AccountId,
    (number, keypad_hash): (&str, &str),
    change: &Change,
) -> Result<(), StoreError> {
    let text = "insert into old_numbers (number, keypad_hash, account, retired_on, retired_by, retired_at) \
        select pay_bill_number, keypad_hash, account, $2, $3, $4 from accounts where account = $1";
    tx.sql(text).bind(account).bind(change.on).bind(&change.by).bind(change.at).execute().await?;
    // a PIN's hash is salted by its number: the new number takes the old one's salt along
    let text = "insert into pin_guards (keypad_hash, salt, version) select cast($2 as text), g.salt, 0 \
        from accounts a join pin_guards g on g.keypad_hash = a.keypad_hash where a.account = $1";
    tx.sql(text).bind(account).bind(keypad_hash).execute().await?;
    let text = "update accounts set pay_bill_number = $2, keypad_hash = $3, version = version + 1 where account = $1";
    tx.sql(text).bind(account).bind(number).bind(keypad_hash).execute().await.map(drop)
}

/// Puts an account, with all that are under its number, under another's.
///
/// # Errors
/// Any `StoreError`.
pub async fn put_under(tx: &mut Tx, account: &AccountId, lead: &AccountId, change: &Change) -> Result<(), StoreError> {
    let text = "update account_groups set lead = $2 where lead = $1";
    tx.sql(text).bind(account).bind(lead).execute().await?;
    let text = "insert into account_groups (account, lead, since_on, made_by) values ($1, $2, $3, $4) \
        on conflict (account) do update set lead = excluded.lead, since_on = excluded.since_on, \
        made_by = excluded.made_by";
    tx.sql(text).bind(account).bind(lead).bind(change.on).bind(&change.by).execute().await.map(drop)
}

/// A number that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NumberRow {
    pub number: String,
    /// What is keyed now.
    pub current: String,
    pub account: AccountId,
    /// Since when it leads on; none for a current number.
    pub since: Option<Date>,
    pub by: Option<String>,
}

impl Record for NumberRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.get("number")?,
            current: row.get("current")?,
            account: row.get("account")?,
            since: row.get("since")?,
            by: row.get("made_by")?,
        })
    }
}

/// Every number that leads to the one an account is called for now.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_account(mut db: impl Sql, account: &AccountId) -> Result<Vec<NumberRow>, StoreError> {
    let text = "select * from ( \
          select o.number, l.pay_bill_number as current, o.account, o.retired_on as since, o.retired_by as made_by, \
            l.account as lead from old_numbers o left join account_groups g on g.account = o.account \
            join accounts l on l.account = coalesce(g.lead, o.account) \
          union all select a.pay_bill_number, l.pay_bill_number, a.account, g.since_on, g.made_by, l.account \
            from account_groups g join accounts a on a.account = g.account join accounts l on l.account = g.lead \
          union all select a.pay_bill_number, a.pay_bill_number, a.account, null, null, a.account from accounts a \
            where not exists (select 1 from account_groups g where g.account = a.account)) as every_number \
        where lead = (select coalesce((select lead from account_groups where account = $1), $1)) \
        order by since, number";
    db.sql(text).bind(account).all().await
}
