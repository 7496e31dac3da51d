//! What customers paid and no bill has used. It refuses to know the rules of allocation.
use jiff::{Timestamp, civil::Date};

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::channel::Hold,
    id::{AccountId, PaymentId},
    money::Money,
};

/// What is unapplied of one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub payment: PaymentId,
    pub account: AccountId,
    /// Above zero.
    pub rest: Money,
    /// Why it is not to be spread over bills.
    pub held: Option<Hold>,
}

impl Record for Credit {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            account: row.get("account")?,
            rest: row.money("rest")?,
            held: row.get("held")?,
        })
    }
}

/// A credit of a closed account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedCredit {
    pub payment: PaymentId,
    pub account: AccountId,
    pub pay_bill_number: String,
    /// Above zero.
    pub rest: Money,
    pub paid_on: Date,
    /// Of the account's latest service.
    pub jurisdiction: Option<String>,
    /// When its owner was told.
    pub told_on: Option<Date>,
}

impl Record for ClosedCredit {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            account: row.get("account")?,
            pay_bill_number: row.get("pay_bill_number")?,
            rest: row.money("rest")?,
            paid_on: row.get("paid_on")?,
            jurisdiction: row.get("jurisdiction")?,
            told_on: row.get("told_on")?,
        })
    }
}

/// Every credit of a closed account, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_closed(mut db: impl Sql) -> Result<Vec<ClosedCredit>, StoreError> {
    let text = "select u.payment, u.account, a.pay_bill_number, u.rest, u.currency, u.paid_on, n.told_on, \
          (select s.jurisdiction from services s where s.account = u.account order by s.from_on desc, s.service limit 1) \
            as jurisdiction \
        from unapplied_credits u join accounts a on a.account = u.account \
        left join dormancy_notices n on n.payment = u.payment where a.closed order by u.paid_on, u.payment";
    db.sql(text).all().await
}

/// Notes that the owner of a credit was told, and by what; the first time counts.
///
/// # Errors
/// Any `StoreError`.
pub async fn told(
    tx: &mut Tx,
    payment: &PaymentId,
    (medium, on): (Option<&str>, Date),
    at: Timestamp,
) -> Result<(), StoreError> {
    let text = "insert into dormancy_notices (payment, medium, told_on, recorded_at) values ($1, $2, $3, $4) \
        on conflict (payment) do nothing";
    tx.sql(text).bind(payment).bind(medium).bind(on).bind(at).execute().await.map(drop)
}

/// The unapplied payments of an account, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_account(mut db: impl Sql, account: &AccountId) -> Result<Vec<Credit>, StoreError> {
    let text = "select payment, account, rest, currency, held from unapplied_credits where account = $1 \
        order by paid_on, payment";
    db.sql(text).bind(account).all().await
}

/// Accounts with a credit that is not held and an open bill that it could pay.
///
/// # Errors
/// Any `StoreError`.
pub async fn applicable(mut db: impl Sql) -> Result<Vec<AccountId>, StoreError> {
    let text = "select distinct u.account as value from unapplied_credits u where u.held is null \
        and exists (select 1 from open_bills o where o.account = u.account) order by u.account";
    let accounts: Vec<One<AccountId>> = db.sql(text).all().await?;
    Ok(accounts.into_iter().map(|One(account)| account).collect())
}
