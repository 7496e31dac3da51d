//! What customers paid and no bill has used. It refuses to know the rules of allocation.
use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
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
