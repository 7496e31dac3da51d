//! Bills that a reminder may be due for. It refuses to know whether one may be sent.
use jiff::civil::Date;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
};
use crate::{
    id::{AccountId, BillId},
    money::Money,
};

/// An open bill.
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
