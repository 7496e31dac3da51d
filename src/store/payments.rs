//! Payments: the quote that was read back, the intent that was committed, and how it ended. It refuses to know
//! processors, and it never sees a card number.
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    StoreError,
    jobs::{self, JobKind, NewJob},
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::{DeclineReason, MethodFace, PaymentStatus, PaymentView, Quote},
    id::{AccountId, CallId, JobId, PaymentId, QuoteId},
    money::Money,
};

/// An equal payment within this time is asked about first.
const REPEAT: SignedDuration = SignedDuration::from_mins(10);

/// All of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    pub payment: PaymentId,
    pub quote: QuoteId,
    pub account: AccountId,
    pub call: CallId,
    /// The processor it was asked of, as in `clearing:{gateway}` of the ledger.
    pub gateway: String,
    pub method: MethodFace,
    /// Goes to the bills.
    pub amount: Money,
    pub fee: Money,
    /// The day of the confirming key, in the biller's zone.
    pub paid_on: Date,
    pub confirmation: String,
    /// The same at every question about this payment to the processor.
    pub idempotency_key: String,
    pub status: PaymentStatus,
    pub decline: Option<DeclineReason>,
    pub processor_ref: Option<String>,
    pub requested_at: Timestamp,
    pub settled_at: Option<Timestamp>,
    /// When its caller heard the outcome.
    pub told_at: Option<Timestamp>,
}

impl PaymentRow {
    /// What the card is charged.
    pub fn total(&self) -> Money {
        Money::new(self.amount.minor + self.fee.minor, self.amount.currency)
    }
}

impl Record for PaymentRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            quote: row.get("quote")?,
            account: row.get("account")?,
            call: row.get("call")?,
            gateway: row.get("gateway")?,
            method: MethodFace::read(row)?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            paid_on: row.get("paid_on")?,
            confirmation: row.get("confirmation")?,
            idempotency_key: row.get("idempotency_key")?,
            status: row.get("status")?,
            decline: row.get("decline")?,
            processor_ref: row.get("processor_ref")?,
            requested_at: row.get("requested_at")?,
            settled_at: row.get("settled_at")?,
            told_at: row.get("told_at")?,
        })
    }
}

impl Record for PaymentView {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            payment: row.get("payment")?,
            total: row.money("total")?,
            status: row.get("status")?,
            paid_on: row.get("paid_on")?,
            confirmation: row.get("confirmation")?,
        })
    }
}

/// What is asked for when a caller confirms.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    pub quote: &'a Quote,
    pub call: &'a CallId,
    /// The same at every question about this payment to the processor.
    pub idempotency_key: &'a str,
    /// The processor to be asked.
    pub gateway: &'a str,
    pub at: Timestamp,
}

/// What became of a request to pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requested {
    /// The payment and its job are written.
    New,
    /// The account paid the same amount within ten minutes and the caller was not asked; nothing is written.
    Repeated(PaymentView),
    /// This quote is a payment already; nothing is written.
    Already,
}

/// Keeps a quote as it is about to be read back.
///
/// # Errors
/// Any `StoreError`; an unknown method or call is `Refused`.
pub async fn keep_quote(tx: &mut Tx, quote: &Quote, call: &CallId) -> Result<(), StoreError> {
    tx.sql(
        "insert into quotes (quote, payment, account, call, amount, fee, currency, method, quoted_on, quoted_at, \
         confirmation, again) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         on conflict (quote) do nothing",
    )
    .bind(&quote.quote)
    .bind(&quote.payment)
    .bind(&quote.account)
    .bind(call)
    .bind(quote.amount.minor)
    .bind(quote.fee.minor)
    .bind(quote.amount.currency)
    .bind(&quote.method.method)
    .bind(quote.date)
    .bind(quote.quoted_at)
    .bind(&quote.confirmation)
    .bind(quote.again)
    .execute()
    .await
    .map(drop)
}

/// Makes the quote a payment with its job `charge`, unless it is one already or repeats an equal one. Two calls that race
/// meet at the guard row of (account, amount): the second waits for the first and then sees it. A declined payment is
/// nothing to repeat.
///
/// # Errors
/// Any `StoreError`; a quote that was not kept is `Refused`.
pub async fn request(tx: &mut Tx, intent: Intent<'_>) -> Result<Requested, StoreError> {
    let Intent { quote, at, .. } = intent;
    if is_payment(tx, quote).await? {
        return Ok(Requested::Already);
    }
    if !pass_guard(tx, quote, at).await? {
        if is_payment(tx, quote).await? {
            return Ok(Requested::Already);
        }
        let text = "select p.payment, p.amount + p.fee as total, p.currency, p.status, p.paid_on, p.confirmation \
            from payment_guards g join payments p on p.payment = g.payment where g.account = $1 and g.amount = $2";
        let earlier = tx.sql(text).bind(&quote.account).bind(quote.amount.minor).one().await?;
        return Ok(Requested::Repeated(earlier));
    }
    if !insert(tx, intent).await? {
        return Ok(Requested::Already);
    }
    let job = NewJob {
        // One payment is charged by one job.
        job: JobId::of(&format!("charge_{}", quote.payment)),
        kind: JobKind::Charge,
        subject: quote.payment.to_string(),
        run_at: at,
    };
    jobs::put(tx, &job).await?;
    Ok(Requested::New)
}

async fn is_payment(tx: &mut Tx, quote: &Quote) -> Result<bool, StoreError> {
    let text = "select payment as value from payments where quote = $1";
    Ok(tx.sql(text).bind(&quote.quote).optional::<One<String>>().await?.is_some())
}

async fn pass_guard(tx: &mut Tx, quote: &Quote, at: Timestamp) -> Result<bool, StoreError> {
    let passed = tx
        .sql(
            "insert into payment_guards (account, amount, payment, at) values ($1, $2, $3, $4) \
             on conflict (account, amount) do update set payment = excluded.payment, at = excluded.at \
             where $5 or payment_guards.at <= $6 or exists (select 1 from payments p \
               where p.payment = payment_guards.payment and p.status = 'declined') \
             returning payment as value",
        )
        .bind(&quote.account)
        .bind(quote.amount.minor)
        .bind(&quote.payment)
        .bind(at)
        .bind(quote.again)
        .bind(at.checked_sub(REPEAT).unwrap_or(Timestamp::MIN))
        .optional::<One<String>>()
        .await?;
    Ok(passed.is_some())
}

async fn insert(tx: &mut Tx, intent: Intent<'_>) -> Result<bool, StoreError> {
    let quote = intent.quote;
    let inserted = tx
        .sql(
            "insert into payments (payment, quote, account, call, method, brand, last_four, amount, fee, currency, \
             paid_on, confirmation, idempotency_key, gateway, status, requested_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'requested', $15) \
             on conflict (quote) do nothing",
        )
        .bind(&quote.payment)
        .bind(&quote.quote)
        .bind(&quote.account)
        .bind(intent.call)
        .bind(&quote.method.method)
        .bind(quote.method.brand)
        .bind(&quote.method.last_four)
        .bind(quote.amount.minor)
        .bind(quote.fee.minor)
        .bind(quote.amount.currency)
        .bind(quote.date)
        .bind(&quote.confirmation)
        .bind(intent.idempotency_key)
        .bind(intent.gateway)
        .bind(intent.at)
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// How a payment is settled.
#[derive(Clone, Copy, Debug)]
pub struct Settlement<'a> {
    /// `Unknown` keeps it open.
    pub to: PaymentStatus,
    /// The processor's name of the charge, once it is known.
    pub processor_ref: Option<&'a str>,
    pub decline: Option<DeclineReason>,
    pub at: Timestamp,
}

/// Moves a payment on from `Requested` or `Unknown`; false when it had ended already.
///
/// # Errors
/// Any `StoreError`.
pub async fn settle(tx: &mut Tx, payment: &PaymentId, settlement: Settlement<'_>) -> Result<bool, StoreError> {
    let ended = matches!(settlement.to, PaymentStatus::Paid | PaymentStatus::Declined);
    let settled = tx
        .sql(
            "update payments set status = $2, processor_ref = coalesce($3, processor_ref), decline = $4, \
             settled_at = $5 where payment = $1 and status in ('requested', 'unknown')",
        )
        .bind(payment)
        .bind(settlement.to)
        .bind(settlement.processor_ref)
        .bind(settlement.decline)
        .bind(ended.then_some(settlement.at))
        .execute()
        .await?;
    Ok(settled == 1)
}

/// The outcome was spoken to its owner; the first time counts.
///
/// # Errors
/// Any `StoreError`.
pub async fn told(tx: &mut Tx, payment: &PaymentId, at: Timestamp) -> Result<(), StoreError> {
    let text = "update payments set told_at = coalesce(told_at, $2) where payment = $1";
    tx.sql(text).bind(payment).bind(at).execute().await.map(drop)
}

const COLUMNS_BY_ID: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, currency, \
    paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, settled_at, told_at \
    from payments where payment = $1";
const COLUMNS_UNSETTLED: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, \
    currency, paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, settled_at, \
    told_at from payments where settled_at is null and requested_at <= $1 order by requested_at, payment";
const COLUMNS_LIST: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, currency, \
    paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, settled_at, told_at \
    from payments where (cast($1 as text) is null or status = $1) and (cast($2 as text) is null or account = $2) \
    and requested_at >= $3 order by requested_at desc, payment desc limit $4";

/// A payment by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, payment: &PaymentId) -> Result<Option<PaymentRow>, StoreError> {
    db.sql(COLUMNS_BY_ID).bind(payment).optional().await
}

/// Payments asked for until then whose end is not known, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn unsettled(mut db: impl Sql, requested_until: Timestamp) -> Result<Vec<PaymentRow>, StoreError> {
    db.sql(COLUMNS_UNSETTLED).bind(requested_until).all().await
}

/// Which payments to list; an empty filter lists the latest ones.
#[derive(Clone, Debug)]
pub struct Filter {
    pub status: Option<PaymentStatus>,
    pub account: Option<AccountId>,
    pub since: Option<Timestamp>,
    pub most: i64,
}

/// The latest payments that match, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, filter: &Filter) -> Result<Vec<PaymentRow>, StoreError> {
    let list = db.sql(COLUMNS_LIST).bind(filter.status).bind(filter.account.as_ref());
    list.bind(filter.since.map_or(i64::MIN, Timestamp::as_microsecond)).bind(filter.most).all().await
}

/// The account's latest payments in every status, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn recent(mut db: impl Sql, account: &AccountId, most: i64) -> Result<Vec<PaymentView>, StoreError> {
    let text = "select payment, amount + fee as total, currency, status, paid_on, confirmation from payments \
        where account = $1 order by requested_at desc, payment desc limit $2";
    db.sql(text).bind(account).bind(most).all().await
}

/// The account's latest payment of the same amount (fee apart) since then, unless it was declined.
///
/// # Errors
/// Any `StoreError`.
pub async fn equal_since(
    mut db: impl Sql,
    account: &AccountId,
    amount: Money,
    since: Timestamp,
) -> Result<Option<PaymentView>, StoreError> {
    let text = "select payment, amount + fee as total, currency, status, paid_on, confirmation from payments \
        where account = $1 and amount = $2 and requested_at > $3 and status <> 'declined' \
        order by requested_at desc, payment desc limit 1";
    db.sql(text).bind(account).bind(amount.minor).bind(since).optional().await
}
