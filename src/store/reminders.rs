//! Bills that a notice may be due for. It refuses to know whether one may be sent.
use jiff::civil::Date;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
};
use crate::{
    id::{AccountId, BillId},
    money::Money,
};

/// A bill with what of it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBill {
    pub bill: BillId,
    pub account: AccountId,
    pub due_on: Date,
    pub open: Money,
}

impl Record for OpenBill {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            bill: row.get("bill")?,
            account: row.get("account")?,
            due_on: row.get("due_on")?,
            open: row.money("open")?,
        })
    }
}

/// Open bills due within these days that no notice of the kind (by its word) was written for, the longest due first. While a
/// payment of the account is under way, it has none.
///
/// # Errors
/// Any `StoreError`.
pub async fn open_bills(
    mut db: impl Sql,
    kind: &'static str,
    (from, to): (Date, Date),
) -> Result<Vec<OpenBill>, StoreError> {
    let text = "select bill, account, due_on, currency, open from open_bills o where due_on >= $2 and due_on <= $3 \
        and not exists (select 1 from outbox n where n.subject = o.bill and n.kind = $1) \
        and not exists (select 1 from payments p where p.account = o.account and p.status in ('requested', 'unknown')) \
        order by due_on, bill";
    db.sql(text).bind(kind).bind(from).bind(to).all().await
}

/// The next `most` bills behind `after` that runs made, issued within these days, of accounts with an address, that no
/// notice was written for.
///
/// # Errors
/// Any `StoreError`.
pub async fn new_bills(
    mut db: impl Sql,
    (from, to): (Date, Date),
    after: &str,
    most: i64,
) -> Result<Vec<OpenBill>, StoreError> {
    let text = "select b.bill, b.account, b.due_on, b.currency, \
          cast(coalesce((select o.open from open_bills o where o.bill = b.bill), 0) as bigint) as open \
        from bills b join bill_cycles y on y.bill = b.bill join accounts a on a.account = b.account \
        where b.issued_on >= $1 and b.issued_on <= $2 \
          and (a.phone is not null or a.email is not null \
            or exists (select 1 from contact_choices c where c.account = b.account)) \
          and not exists (select 1 from outbox n where n.subject = b.bill and n.kind = 'bill-ready') \
          and b.bill > $3 order by b.bill limit $4";
    db.sql(text).bind(from).bind(to).bind(after).bind(most).all().await
}

/// How many bills `new_bills` would give in all.
///
/// # Errors
/// Any `StoreError`.
pub async fn count_new(mut db: impl Sql, (from, to): (Date, Date)) -> Result<i64, StoreError> {
    let text = "select count(*) as value from bills b join bill_cycles y on y.bill = b.bill \
        join accounts a on a.account = b.account where b.issued_on >= $1 and b.issued_on <= $2 \
          and (a.phone is not null or a.email is not null \
            or exists (select 1 from contact_choices c where c.account = b.account)) \
          and not exists (select 1 from outbox n where n.subject = b.bill and n.kind = 'bill-ready')";
    let One(count) = db.sql(text).bind(from).bind(to).one().await?;
    Ok(count)
}
