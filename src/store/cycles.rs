//! The monthly run's reads: whom to bill, and what goes into each bill, page by page in the order of accounts. It refuses
//! to know the rules of billing.
pub mod post;

use std::collections::HashSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    standing,
    tx::Tx,
};
use crate::{
    billing::{
        draft::{Credited, Granted, Held, Overdue, Used},
        hold::Arranged,
        period::Period,
    },
    flow::Language,
    id::{AccountId, PaymentId},
    money::{Currency, Money},
};

/// An account that has no bill of the month yet.
#[derive(Clone, Debug)]
pub struct Payer {
    pub account: AccountId,
    pub pay_bill_number: String,
    pub language: Language,
    pub currency: Currency,
}

impl Record for Payer {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.get("account")?,
            pay_bill_number: row.get("pay_bill_number")?,
            language: row.get("language")?,
            currency: row.get("currency")?,
        })
    }
}

/// One of an account's rows.
pub struct Of<T> {
    pub account: AccountId,
    pub row: T,
}

impl<T: Record> Record for Of<T> {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { account: row.get("account")?, row: T::read(row)? })
    }
}

impl Record for Held {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            service: row.get("service")?,
            from_on: row.get("from_on")?,
            until_on: row.get("until_on")?,
            plan: row.get("plan")?,
            jurisdiction: row.get("jurisdiction")?,
        })
    }
}

impl Record for Used {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let quantity: Option<String> = row.get("quantity")?;
        let price: Option<String> = row.get("unit_price")?;
        let decimal = |text: String| Decimal::from_str_exact(&text).ok();
        Ok(Self {
            usage: row.get("usage_item")?,
            description: row.get("description")?,
            quantity: quantity.and_then(decimal).zip(price.and_then(decimal)),
            amount: row.money("amount")?,
            plan: row.get("plan")?,
            jurisdiction: row.get("jurisdiction")?,
        })
    }
}

impl Record for Granted {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { discount: row.get("discount")?, from_on: row.get("from_on")?, until_on: row.get("until_on")? })
    }
}

impl Record for Credited {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let number: String = row.get("number")?;
        let line: i64 = row.get("line")?;
        let taxes: String = row.get("taxes")?;
        let taxes = serde_json::from_str(&taxes).map_err(|_| StoreError::Corrupt {
            column: "taxes".to_owned(),
            why: "no list of taxes".to_owned(),
            statement: "line_credits".to_owned(),
        })?;
        Ok(Self {
            credit: row.get("credit")?,
            origin: format!("{number}/{line}"),
            description: row.get("description")?,
            amount: row.money("amount")?,
            taxes,
        })
    }
}

impl Record for Overdue {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let open = row.money("open")?;
        Ok(Self {
            bill: row.get("bill")?,
            number: row.get("number")?,
            due_on: row.get("due_on")?,
            open,
            fees: Money::new(row.get("fees")?, open.currency),
        })
    }
}

impl Record for Arranged {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let rest = row.money("rest")?;
        Ok(Self { bill: row.get("bill")?, rest, future: Money::new(row.get("future")?, rest.currency) })
    }
}

/// What an account has asked for and nobody knows the end of.
pub struct Pending(pub i64);

impl Record for Pending {
    fn read(row: &Row) -> Result<Self, StoreError> {
        row.get("amount").map(Self)
    }
}

/// The next accounts behind `after` that are open and have no bill of the month.
///
/// # Errors
/// Any `StoreError`.
pub async fn payers(mut db: impl Sql, period: Period, after: &str, most: i64) -> Result<Vec<Payer>, StoreError> {
    let text = "select a.account, a.pay_bill_number, a.language, a.currency from accounts a \
        where a.account > $1 and a.closed = $2 \
          and not exists (select 1 from bill_cycles c where c.account = a.account and c.period = $3) \
        order by a.account limit $4";
    db.sql(text).bind(after).bind(false).bind(period.to_string()).bind(most).all().await
}

/// What the bills of a page of accounts are made of.
pub struct Page {
    pub held: Vec<Of<Held>>,
    pub used: Vec<Of<Used>>,
    pub granted: Vec<Of<Granted>>,
    pub credited: Vec<Of<Credited>>,
    pub overdue: Vec<Of<Overdue>>,
    pub arranged: Vec<Of<Arranged>>,
    pub pending: Vec<Of<Pending>>,
    /// What accounts with something overdue may be asked for at all, where that may be less than their bills.
    pub payable: Vec<Of<Money>>,
}

/// The month, the day of issue, and what is late: due before `late_before`.
#[derive(Clone, Copy, Debug)]
pub struct Cycle {
    pub period: Period,
    pub issued_on: Date,
    pub late_before: Date,
}

/// Everything of the accounts behind `after` up to `last`.
///
/// # Errors
/// Any `StoreError`.
pub async fn page(tx: &mut Tx, cycle: Cycle, after: &str, last: &AccountId) -> Result<Page, StoreError> {
    let Cycle { period, issued_on, late_before } = cycle;
    let held = "select account, service, from_on, until_on, plan, jurisdiction from services \
        where account > $1 and account <= $2 and from_on <= $3 and (until_on is null or until_on >= $4) \
        order by account, service, from_on";
    let held = tx.sql(held).bind(after).bind(last).bind(period.last()).bind(period.first()).all().await?;
    let used = "select account, usage_item, description, quantity, unit_price, amount, currency, plan, jurisdiction \
        from usage_items where account > $1 and account <= $2 and bill is null and used_on <= $3 \
        order by account, service, used_on, description";
    let used = tx.sql(used).bind(after).bind(last).bind(period.last()).all().await?;
    let granted = "select account, discount, from_on, until_on from account_discounts \
        where account > $1 and account <= $2 order by account, discount, from_on";
    let granted = tx.sql(granted).bind(after).bind(last).all().await?;
    let credited = "select c.account, c.credit, b.number, c.line, c.description, c.amount, c.currency, c.taxes \
        from line_credits c join bills b on b.bill = c.bill \
        where c.account > $1 and c.account <= $2 and c.on_bill is null order by c.account, c.credit";
    let credited = tx.sql(credited).bind(after).bind(last).all().await?;
    // A part in dispute is not late, one whose dispute was won never will be, and one that was lost becomes due on that day.
    // Fees are counted, not asked for with "not exists": PostgreSQL makes an anti-join of that, over all the month's fees
    // for each page, which grows with the square of the accounts (0.4 s a page at 10,000 late ones).
    let overdue = "select o.account, o.bill, o.number, o.due_on, o.currency, \
          cast(o.open - coalesce((select sum(coalesce(d.held, d.amount)) from disputes d where d.bill = o.bill \
            and (d.outcome is null or d.outcome = 'accepted' \
              or (d.outcome = 'rejected' and d.resolved_on >= $3))), 0) as bigint) as open, \
          cast(coalesce((select sum(l.amount - coalesce((select sum(coalesce(d.held, d.amount)) from disputes d \
              where d.bill = l.bill and d.line = l.line and (d.outcome is null or d.outcome = 'accepted' \
                or (d.outcome = 'rejected' and d.resolved_on >= $3))), 0)) \
            from bill_lines l where l.bill = o.bill and l.kind = 'late-fee'), 0) as bigint) as fees \
        from open_bills o where o.account > $1 and o.account <= $2 and o.due_on < $3 \
          and (select count(*) from late_fees f where f.bill = o.bill and f.period = $4) = 0 \
        order by o.account, o.due_on, o.bill";
    let overdue = tx.sql(overdue).bind(after).bind(last).bind(late_before).bind(period.to_string()).all().await?;
    let arranged = arranged(tx, issued_on, after, last).await?;
    let pending = under_way(tx, after, last).await?;
    let payable = payable(tx, issued_on, (after, last), (&overdue, &pending)).await?;
    Ok(Page { held, used, granted, credited, overdue, arranged, pending, payable })
}

/// The instalments of running arrangements that bills wait for on a day.
async fn arranged(tx: &mut Tx, on: Date, after: &str, last: &AccountId) -> Result<Vec<Of<Arranged>>, StoreError> {
    let arranged = "select g.account, b.bill, c.currency, cast(o.open - o.disputed as bigint) as rest, \
          cast(coalesce((select sum(d.amount) from dues d where d.agreement = g.agreement and d.due_on > $3), 0) as bigint) \
            as future \
        from agreements g join arrangement_bills b on b.agreement = g.agreement \
        join disputed_bills o on o.bill = b.bill join bills c on c.bill = b.bill \
        where g.account > $1 and g.account <= $2 and g.kind = 'arrangement' \
          and not exists (select 1 from agreement_ends e where e.agreement = g.agreement) \
        order by g.account, o.due_on desc, b.bill desc";
    tx.sql(arranged).bind(after).bind(last).bind(on).all().await
}

/// Payments under way. The view that shares those of several accounts over all their bills reads every open bill, so it is
/// asked only for a page that has such an account: nearly no page has.
async fn under_way(tx: &mut Tx, after: &str, last: &AccountId) -> Result<Vec<Of<Pending>>, StoreError> {
    let shared = "select p.payment as value from payments p join account_groups g on g.lead = p.account \
        where p.settled_at is null and not p.alone \
          and (g.account > $1 and g.account <= $2 or g.lead > $1 and g.lead <= $2) limit 1";
    let shared: Option<One<PaymentId>> = tx.sql(shared).bind(after).bind(last).optional().await?;
    let text = match shared {
        None => {
            "select account, cast(sum(amount) as bigint) as amount from payments \
                where settled_at is null and account > $1 and account <= $2 group by account"
        }
        Some(_) => {
            "select account, cast(sum(amount) as bigint) as amount from under_way \
                where account > $1 and account <= $2 group by account"
        }
    };
    tx.sql(text).bind(after).bind(last).all().await
}

/// What accounts with late bills may be asked for on a day, where that may be less than their bills: they have a credit, a
/// dispute, an arrangement, or a payment under way. Nearly nobody has, and a standing is read account by account.
async fn payable(
    tx: &mut Tx,
    on: Date,
    (after, last): (&str, &AccountId),
    (overdue, pending): (&[Of<Overdue>], &[Of<Pending>]),
) -> Result<Vec<Of<Money>>, StoreError> {
    let late: HashSet<&AccountId> = overdue.iter().map(|late| &late.account).collect();
    if late.is_empty() {
        return Ok(Vec::new());
    }
    let text = "select account as value from unapplied_credits where account > $1 and account <= $2 \
        union select account from disputes where account > $1 and account <= $2 \
        union select g.account from agreements g where g.account > $1 and g.account <= $2 and g.kind = 'arrangement' \
          and not exists (select 1 from agreement_ends e where e.agreement = g.agreement) order by 1";
    let less: Vec<One<AccountId>> = tx.sql(text).bind(after).bind(last).all().await?;
    let less: HashSet<_> =
        less.iter().map(|One(account)| account).chain(pending.iter().map(|of| &of.account)).collect();
    let mut all = Vec::new();
    for account in less.into_iter().filter(|account| late.contains(account)).cloned() {
        if let Some(standing) = standing::of_account(&mut *tx, &account, on).await? {
            all.push(Of { row: standing.payable(), account });
        }
    }
    Ok(all)
}

/// How many open accounts there are: what a progress bar counts up to.
///
/// # Errors
/// Any `StoreError`.
pub async fn accounts(mut db: impl Sql) -> Result<i64, StoreError> {
    let One(count) = db.sql("select count(*) as value from accounts where closed = $1").bind(false).one().await?;
    Ok(count)
}

/// A word in use that the rules may not know: "plan GAS".
struct Named(String);

impl Record for Named {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let (what, code): (String, String) = (row.get("what")?, row.get("code")?);
        Ok(Self(format!("{what} {code}")))
    }
}

/// Plans, jurisdictions and discounts that the accounts of the month name: "plan WATER", "jurisdiction CITY".
///
/// # Errors
/// Any `StoreError`.
pub async fn named(mut db: impl Sql, period: Period) -> Result<Vec<String>, StoreError> {
    let text = "\
        select distinct 'plan' as what, plan as code from services \
          where from_on <= $1 and (until_on is null or until_on >= $2) \
        union select distinct 'jurisdiction', jurisdiction from services \
          where from_on <= $1 and (until_on is null or until_on >= $2) \
        union select distinct 'plan', plan from usage_items where bill is null and used_on <= $1 \
        union select distinct 'jurisdiction', jurisdiction from usage_items where bill is null and used_on <= $1 \
        union select distinct 'discount', discount from account_discounts \
          where from_on <= $1 and (until_on is null or until_on >= $2) \
        order by 1, 2";
    let named: Vec<Named> = db.sql(text).bind(period.last()).bind(period.first()).all().await?;
    Ok(named.into_iter().map(|Named(word)| word).collect())
}
