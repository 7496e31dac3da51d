//! Payments of every channel, from what was asked for to how it ended. It refuses to know processors, and it never sees a
//! card number.
mod request;

use jiff::{Timestamp, civil::Date};

use super::{
    StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::{
        DeclineReason, MethodFace, PaymentStatus, PaymentView,
        channel::{Channel, Hold, Instrument},
    },
    id::{AccountId, BillId, CallId, PaymentId, QuoteId, SuspenseId},
    money::Money,
};

pub(super) use request::charge_job;
pub use request::{Intent, NewPayment, Requested, add, ask_to_charge, guard, keep_quote, request};

/// All of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    pub payment: PaymentId,
    /// What was read back, by phone.
    pub quote: Option<QuoteId>,
    pub account: AccountId,
    pub call: Option<CallId>,
    pub channel: Channel,
    pub instrument: Instrument,
    /// Who brought it: a call, a clerk, a file and its line, an agreement.
    pub source: String,
    /// The processor it was asked of, or the box or till that holds it, as in `clearing:{gateway}` of the ledger.
    pub gateway: String,
    /// None for cash and checks.
    pub method: Option<MethodFace>,
    /// The bill that the payer chose.
    pub bill: Option<BillId>,
    /// Nothing of it goes to other accounts under the account's number.
    pub alone: bool,
    /// Why its rest is not spread over bills.
    pub held: Option<Hold>,
    /// The money was in suspense.
    pub item: Option<SuspenseId>,
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
    /// When its processor took it to decide later: a debit of a bank account is submitted, never paid, until it settles.
    pub submitted_at: Option<Timestamp>,
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
            channel: row.get("channel")?,
            instrument: row.get("instrument")?,
            source: row.get("source")?,
            method: match row.get::<Option<String>>("method")? {
                Some(_) => Some(MethodFace::read(row)?),
                None => None,
            },
            bill: row.get("bill")?,
            alone: row.get("alone")?,
            held: row.get("held")?,
            item: row.get("item")?,
            amount: row.money("amount")?,
            fee: row.money("fee")?,
            paid_on: row.get("paid_on")?,
            confirmation: row.get("confirmation")?,
            idempotency_key: row.get("idempotency_key")?,
            status: row.get("status")?,
            decline: row.get("decline")?,
            processor_ref: row.get("processor_ref")?,
            requested_at: row.get("requested_at")?,
            submitted_at: row.get("submitted_at")?,
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
            status: told_status(row)?,
            paid_on: row.get("paid_on")?,
            confirmation: row.get("confirmation")?,
        })
    }
}

/// The status as its owner is told.
pub(super) fn told_status(row: &Row) -> Result<PaymentStatus, StoreError> {
    Ok(row.get::<PaymentStatus>("status")?.as_told(row.get("submitted_at")?))
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

/// Notes that the processor took a payment to decide later; the first time counts.
///
/// # Errors
/// Any `StoreError`.
pub async fn submitted(tx: &mut Tx, payment: &PaymentId, at: Timestamp) -> Result<(), StoreError> {
    let text = "update payments set submitted_at = coalesce(submitted_at, $2) where payment = $1";
    tx.sql(text).bind(payment).bind(at).execute().await.map(drop)
}

/// Keeps the processor's name of a charge before it is asked to charge, once: whoever comes second goes on with the first
/// one's. None when the payment has ended.
///
/// # Errors
/// Any `StoreError`.
pub async fn refer(tx: &mut Tx, payment: &PaymentId, reference: &str) -> Result<Option<String>, StoreError> {
    let text = "update payments set processor_ref = coalesce(processor_ref, $2) \
        where payment = $1 and status in ('requested', 'unknown') returning processor_ref as value";
    let kept = tx.sql(text).bind(payment).bind(reference).optional::<One<String>>().await?;
    Ok(kept.map(|One(kept)| kept))
}

/// The payment of a processor's own name of it.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_reference(mut db: impl Sql, gateway: &str, reference: &str) -> Result<Option<PaymentId>, StoreError> {
    let text = "select payment as value from payments where processor_ref = $2 and gateway = $1";
    let found = db.sql(text).bind(gateway).bind(reference).optional::<One<PaymentId>>().await?;
    Ok(found.map(|One(payment)| payment))
}

/// Another payment of the same amount was asked for after this one, and is paid.
///
/// # Errors
/// Any `StoreError`.
pub async fn paid_again(mut db: impl Sql, payment: &PaymentRow) -> Result<bool, StoreError> {
    let text = "select p.payment as value from payments p where p.account = $1 and p.amount = $2 \
        and p.requested_at > $3 and p.status = 'paid' and p.payment <> $4 \
        and p.amount > coalesce((select sum(u.amount * k.sign) from undoings u join undoing_kinds k on k.name = u.kind \
          where u.payment = p.payment), 0) limit 1";
    let found = db.sql(text).bind(&payment.account).bind(payment.amount.minor).bind(payment.requested_at);
    Ok(found.bind(&payment.payment).optional::<One<PaymentId>>().await?.is_some())
}

/// The payment's rest stays with no bill until a person looked at it.
///
/// # Errors
/// Any `StoreError`.
pub async fn hold(tx: &mut Tx, payment: &PaymentId, why: Hold) -> Result<(), StoreError> {
    let text = "update payments set held = $2 where payment = $1";
    tx.sql(text).bind(payment).bind(why).execute().await.map(drop)
}

/// The outcome was spoken to its owner; the first time counts.
///
/// # Errors
/// Any `StoreError`.
pub async fn told(tx: &mut Tx, payment: &PaymentId, at: Timestamp) -> Result<(), StoreError> {
    let text = "update payments set told_at = coalesce(told_at, $2) where payment = $1";
    tx.sql(text).bind(payment).bind(at).execute().await.map(drop)
}

/// The payment is no longer held; false when it was not.
///
/// # Errors
/// Any `StoreError`.
pub async fn release(tx: &mut Tx, payment: &PaymentId) -> Result<bool, StoreError> {
    let text = "update payments set held = null where payment = $1 and held is not null";
    Ok(tx.sql(text).bind(payment).execute().await? == 1)
}

const COLUMNS_BY_ID: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, currency, \
    paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, submitted_at, settled_at, told_at, \
    channel, instrument, source, bill, alone, held, item from payments where payment = $1";
const COLUMNS_BY_KEY: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, currency, \
    paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, submitted_at, settled_at, told_at, \
    channel, instrument, source, bill, alone, held, item from payments where idempotency_key = $1";
const COLUMNS_UNSETTLED: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, \
    currency, paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, submitted_at, settled_at, \
    told_at, channel, instrument, source, bill, alone, held, item from payments where settled_at is null and requested_at <= $1 order by requested_at, payment";
const COLUMNS_LIST: &str = "select payment, quote, account, call, gateway, method, brand, last_four, amount, fee, currency, \
    paid_on, confirmation, idempotency_key, status, decline, processor_ref, requested_at, submitted_at, settled_at, told_at, \
    channel, instrument, source, bill, alone, held, item from payments where (cast($1 as text) is null or status = $1) and (cast($2 as text) is null or account = $2) \
    and requested_at >= $3 and (not $5 or held is not null) order by requested_at desc, payment desc limit $4";

/// A payment by its id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find(mut db: impl Sql, payment: &PaymentId) -> Result<Option<PaymentRow>, StoreError> {
    db.sql(COLUMNS_BY_ID).bind(payment).optional().await
}

/// The payment of an idempotency key.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_key(mut db: impl Sql, key: &str) -> Result<Option<PaymentRow>, StoreError> {
    db.sql(COLUMNS_BY_KEY).bind(key).optional().await
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
    pub which: Which,
    pub most: i64,
}

/// All payments, or only those that a person has to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    All,
    Held,
}

/// The latest payments that match, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn list(mut db: impl Sql, filter: &Filter) -> Result<Vec<PaymentRow>, StoreError> {
    let list = db.sql(COLUMNS_LIST).bind(filter.status).bind(filter.account.as_ref());
    let list = list.bind(filter.since.map_or(i64::MIN, Timestamp::as_microsecond)).bind(filter.most);
    list.bind(filter.which == Which::Held).all().await
}

/// The account's latest payments in every status, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn recent(mut db: impl Sql, account: &AccountId, most: i64) -> Result<Vec<PaymentView>, StoreError> {
    let text = "select payment, amount + fee as total, currency, status, submitted_at, paid_on, confirmation from payments \
        where account = $1 order by requested_at desc, payment desc limit $2";
    db.sql(text).bind(account).bind(most).all().await
}

/// The account's latest payment of the same amount (fee apart) since then, unless it was declined or nothing of it is left.
///
/// # Errors
/// Any `StoreError`.
pub async fn equal_since(
    mut db: impl Sql,
    account: &AccountId,
    amount: Money,
    since: Timestamp,
) -> Result<Option<PaymentView>, StoreError> {
    let text = "select p.payment, p.amount + p.fee as total, p.currency, p.status, p.submitted_at, p.paid_on, p.confirmation \
        from payments p where p.account = $1 and p.amount = $2 and p.requested_at > $3 and p.status <> 'declined' \
        and p.amount > coalesce((select sum(u.amount * k.sign) from undoings u join undoing_kinds k on k.name = u.kind \
          where u.payment = p.payment), 0) order by p.requested_at desc, p.payment desc limit 1";
    db.sql(text).bind(account).bind(amount.minor).bind(since).optional().await
}
