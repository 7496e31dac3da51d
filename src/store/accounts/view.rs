//! What a verified caller may hear of an account, or of several under one number. It refuses to know PINs.
use jiff::civil::Date;

use super::pace;
use crate::{
    billing::{
        AccountView, LastPayment, MethodFace, MethodNote, News, Reach,
        channel::Instrument,
        notice::{Contact, Medium, NoticeKind},
        payable::Standing,
        several::{Called, OneOf, Scope},
    },
    flow::Pace,
    id::AccountId,
    money::Money,
    store::{
        StoreError, agreements, contacts, methods as cards,
        methods::saved::SavedMethod,
        numbers, payments,
        sql::{Record, Row, Sql},
        standing,
    },
};

/// Methods that a caller hears of.
const MOST_METHODS: usize = 3;

struct OwnRow {
    account: AccountId,
    pay_bill_number: String,
    label: Option<String>,
    due_on: Option<Date>,
    pace: Pace,
}

/// What is read of each account.
struct Own {
    row: OwnRow,
    standing: Standing,
    last_payment: Option<LastPayment>,
    news: Option<News>,
}

impl Record for OwnRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            account: row.get("account")?,
            pay_bill_number: row.get("pay_bill_number")?,
            label: row.get("label")?,
            due_on: row.get("due_on")?,
            pace: pace(row)?,
        })
    }
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
            status: payments::told_status(row)?,
            total: row.money("total")?,
            confirmation: row.get("confirmation")?,
        })
    }
}

/// What a verified caller may hear of all that an account's number leads to, as of `today` in the biller's zone; none when
/// there is no such account.
///
/// # Errors
/// Any `StoreError`.
pub async fn view(mut db: impl Sql, account: &AccountId, today: Date) -> Result<Option<AccountView>, StoreError> {
    let all = Scope::All(numbers::read_led(&mut db, account).await?);
    read(&mut db, &all, today).await
}

/// The same of these accounts alone.
///
/// # Errors
/// Any `StoreError`.
pub async fn view_of(mut db: impl Sql, scope: &Scope, today: Date) -> Result<Option<AccountView>, StoreError> {
    read(&mut db, scope, today).await
}

async fn read(db: &mut impl Sql, scope: &Scope, today: Date) -> Result<Option<AccountView>, StoreError> {
    let Some(first) = scope.accounts().first() else { return Ok(None) };
    let mut owns = Vec::new();
    for account in scope.accounts() {
        let Some(own) = own(db, account, today).await? else { return Ok(None) };
        owns.push(own);
    }
    let mut standings = owns.iter().map(|own| own.standing);
    let sum = standings.next().and_then(|first| standings.try_fold(first, |sum, own| sum.with(&own)));
    let standing = sum.ok_or_else(|| StoreError::Missing {
        statement: format!("one currency of what {first} and its number's accounts owe"),
    })?;
    let (methods, notes) = methods(db, scope, today).await?;
    let autopay = cards::of_autopay(db, first).await?;
    // a receipt is promised as a text only where one will be sent
    let contact = contacts::find_on(db, first).await?;
    let way = contact.as_ref().map(|contact| contact.way(NoticeKind::Paid));
    let debtor = contact.as_ref().and_then(debtor);
    let reach = if let Some(Ok((Medium::Text, _))) = way { Reach::Text } else { Reach::CallBack };
    let owed = standing.open.minor.max(0);
    let held = owed.saturating_sub(standing.payable().minor);
    let latest = owns.iter().filter_map(|own| own.last_payment.clone()).max_by_key(|payment| payment.paid_on);
    let alone = matches!(scope, Scope::All(accounts) if accounts.len() == 1);
    Ok(Some(AccountView {
        account: first.clone(),
        balance: standing.open,
        past_due: standing.payable_past_due(),
        held: (held > 0).then_some(Money::new(held, standing.open.currency)),
        due_on: owns.iter().filter_map(|own| own.row.due_on).min().filter(|_| owed > 0),
        last_payment: latest,
        methods,
        notes,
        autopay,
        news: owns.iter().find_map(|own| own.news.clone()),
        reach,
        debtor,
        pace: owns.first().map_or(Pace::Usual, |own| own.row.pace),
        several: if alone { Vec::new() } else { owns.into_iter().map(Own::told_apart).collect() },
    }))
}

/// Who may authorize a bank debit by telephone: a customer with a name, to whom its written notice goes at once.
fn debtor(contact: &Contact) -> Option<String> {
    let at_once = matches!(contact.way(NoticeKind::DebitComing), Ok((Medium::Text | Medium::Email, _)));
    let name = contact.name.trim();
    (at_once && !name.is_empty()).then(|| name.to_owned())
}

/// The payer's cards that a caller hears of, the default first, and what is known of each.
async fn methods(
    db: &mut impl Sql,
    scope: &Scope,
    today: Date,
) -> Result<(Vec<MethodFace>, Vec<MethodNote>), StoreError> {
    let Some(payer) = scope.payer() else { return Ok(Default::default()) };
    let mut saved = cards::saved::read(db, payer).await?;
    // by telephone a debit is authorized each time, of an account that is keyed then
    saved.retain(|method| method.face.instrument() == Instrument::Card);
    saved.truncate(MOST_METHODS);
    if saved.is_empty() {
        return Ok(Default::default());
    }
    // what another account under the number charges is in use too
    let uses = match scope {
        Scope::All(accounts) => agreements::read_uses(db, accounts).await?,
        Scope::One { lead, .. } => {
            let all = numbers::read_led(db, lead).await?;
            agreements::read_uses(db, &all).await?
        }
    };
    let known = saved.into_iter().map(|SavedMethod { face, name, expires_on, .. }| {
        let used = uses.iter().find(|(method, _)| *method == face.method).map(|(_, by)| *by);
        let expires = expires_on.is_some_and(|on| on <= today.last_of_month());
        (face, MethodNote { name, expires, used })
    });
    Ok(known.unzip())
}

/// One account by itself.
async fn own(db: &mut impl Sql, account: &AccountId, today: Date) -> Result<Option<Own>, StoreError> {
    let text = "select account, pay_bill_number, label, takes_time, \
        (select min(due_on) from open_bills where due_on >= $2 and account = $1) as due_on \
        from accounts where account = $1";
    let Some(row) = db.sql(text).bind(account).bind(today).optional::<OwnRow>().await? else { return Ok(None) };
    let Some(standing) = standing::read(db, account, today).await? else { return Ok(None) };
    let text = "select amount + fee as total, currency, paid_on from payments \
        where account = $1 and status = 'paid' order by requested_at desc, payment desc limit 1";
    let last_payment = db.sql(text).bind(account).optional().await?;
    let text = "select payment, status, submitted_at, amount + fee as total, currency, confirmation from payments \
        where account = $1 and told_at is null and channel = 'phone' order by requested_at desc, payment desc limit 1";
    let news = db.sql(text).bind(account).optional().await?;
    Ok(Some(Own { row, standing, last_payment, news }))
}

impl Own {
    fn told_apart(self) -> OneOf {
        let OwnRow { account, pay_bill_number, label, .. } = self.row;
        let called = label.map_or(Called::Number(pay_bill_number), Called::Label);
        OneOf { account, called, owed: self.standing.payable() }
    }
}
