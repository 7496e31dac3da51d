//! What an account owes and what of it is not to be asked for now. It refuses to know the rule that brings them together.
use jiff::civil::Date;

use super::{
    StoreError,
    sql::{Record, Row, Sql},
};
use crate::{billing::payable::Standing, id::AccountId};

impl Record for Standing {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            open: row.money("open")?,
            past_due: row.money("past_due")?,
            disputed: row.money("disputed")?,
            disputed_past_due: row.money("disputed_past_due")?,
            future: row.money("future")?,
            pending: row.money("pending")?,
        })
    }
}

const STANDING: &str = "\
    select a.currency, \
      cast(coalesce((select sum(amount) from postings where debit = $2), 0) \
        - coalesce((select sum(amount) from postings where credit = $2), 0) \
        + coalesce((select sum(amount) from postings where debit = $3), 0) \
        - coalesce((select sum(amount) from postings where credit = $3), 0) as bigint) as open, \
      cast(coalesce((select sum(open) from open_bills where account = $1 and due_on < $4), 0) as bigint) as past_due, \
      cast(coalesce((select sum(disputed) from disputed_bills where account = $1), 0) as bigint) as disputed, \
      cast(coalesce((select sum(never_late) from disputed_bills where account = $1 and due_on < $4), 0) as bigint) \
        as disputed_past_due, \
      cast(coalesce((select sum(amount) from under_way where account = $1), 0) as bigint) \
        as pending, \
      cast(coalesce((select sum(case when later < left_open then later else left_open end) from \
        (select coalesce((select sum(d.amount) from dues d where d.agreement = g.agreement and d.due_on > $4), 0) \
            as later, \
          coalesce((select sum(o.open) from arrangement_bills b join open_bills o on o.bill = b.bill \
            where b.agreement = g.agreement), 0) as left_open \
          from agreements g where g.account = $1 and g.kind = 'arrangement' \
            and not exists (select 1 from agreement_ends e where e.agreement = g.agreement)) as arranged), 0) as bigint) \
        as future \
    from accounts a where a.account = $1";

/// Where an account stands on a day of the biller's; none when there is no such account.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_account(mut db: impl Sql, account: &AccountId, today: Date) -> Result<Option<Standing>, StoreError> {
    read(&mut db, account, today).await
}

/// The same on what is borrowed.
pub(super) async fn read(db: &mut impl Sql, account: &AccountId, today: Date) -> Result<Option<Standing>, StoreError> {
    let (receivable, unapplied) = (format!("receivable:{account}"), format!("unapplied:{account}"));
    db.sql(STANDING).bind(account).bind(receivable).bind(unapplied).bind(today).optional().await
}
