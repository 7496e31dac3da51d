//! What is asked for: the quote that was read back, the intent that is committed before a processor is asked. It refuses to
//! know how a payment ends.
use jiff::{SignedDuration, Timestamp};

use super::PaymentRow;
use crate::{
    billing::{PaymentStatus, PaymentView, Quote, channel::Channel},
    id::{CallId, JobId, PaymentId},
    store::{
        StoreError, Tx,
        jobs::{self, JobKind, NewJob},
        sql::One,
    },
};

/// An equal payment within this time is asked about first.
const REPEAT: SignedDuration = SignedDuration::from_mins(10);

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
         confirmation, again, alone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
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
    .bind(quote.alone)
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
        let text = "select p.payment, p.amount + p.fee as total, p.currency, p.status, p.submitted_at, p.paid_on, \
              p.confirmation \
            from payment_guards g join payments p on p.payment = g.payment where g.account = $1 and g.amount = $2";
        let earlier = tx.sql(text).bind(&quote.account).bind(quote.amount.minor).one().await?;
        return Ok(Requested::Repeated(earlier));
    }
    if !add(tx, &intent.payment()).await? {
        return Ok(Requested::Already);
    }
    ask_to_charge(tx, &quote.payment, at).await?;
    Ok(Requested::New)
}

/// Writes the job that asks the processor to charge a payment.
///
/// # Errors
/// Any `StoreError`.
pub async fn ask_to_charge(tx: &mut Tx, payment: &PaymentId, at: Timestamp) -> Result<(), StoreError> {
    jobs::put(tx, &charge_job(payment, at)).await.map(drop)
}

/// The job that asks the processor to charge a payment: one payment is charged by one job.
pub(in crate::store) fn charge_job(payment: &PaymentId, at: Timestamp) -> NewJob {
    NewJob {
        job: JobId::of(&format!("charge_{payment}")),
        kind: JobKind::Charge,
        subject: payment.to_string(),
        run_at: at,
    }
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

/// Leaves word at the guard of (account, amount), so that a call that pays the same now asks its caller first.
///
/// # Errors
/// Any `StoreError`.
pub async fn guard(tx: &mut Tx, new: &NewPayment) -> Result<(), StoreError> {
    tx.sql(
        "insert into payment_guards (account, amount, payment, at) values ($1, $2, $3, $4) \
         on conflict (account, amount) do update set payment = excluded.payment, at = excluded.at",
    )
    .bind(&new.account)
    .bind(new.amount.minor)
    .bind(&new.payment)
    .bind(new.requested_at)
    .execute()
    .await
    .map(drop)
}

impl Intent<'_> {
    fn payment(&self) -> NewPayment {
        let quote = self.quote;
        PaymentRow {
            payment: quote.payment.clone(),
            quote: Some(quote.quote.clone()),
            account: quote.account.clone(),
            call: Some(self.call.clone()),
            channel: Channel::Phone,
            instrument: quote.method.instrument(),
            source: self.call.as_str().to_owned(),
            gateway: self.gateway.to_owned(),
            method: Some(quote.method.clone()),
            bill: None,
            alone: quote.alone,
            held: None,
            item: None,
            amount: quote.amount,
            fee: quote.fee,
            paid_on: quote.date,
            confirmation: quote.confirmation.clone(),
            idempotency_key: self.idempotency_key.to_owned(),
            status: PaymentStatus::Requested,
            decline: None,
            processor_ref: None,
            requested_at: self.at,
            submitted_at: None,
            settled_at: None,
            told_at: None,
        }
    }
}

/// A payment as it is first written: requested, whatever comes of it.
pub type NewPayment = PaymentRow;

/// Adds a payment in status `requested`; false when its quote, its key or its money in suspense is a payment already.
///
/// # Errors
/// Any `StoreError`.
pub async fn add(tx: &mut Tx, new: &NewPayment) -> Result<bool, StoreError> {
    let face = new.method.as_ref();
    let inserted = tx
        .sql(
            "insert into payments (payment, quote, account, call, method, brand, last_four, amount, fee, currency, \
             paid_on, confirmation, idempotency_key, gateway, status, requested_at, channel, instrument, source, bill, \
             held, item, told_at, alone) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 'requested', $15, $16, $17, $18, $19, \
             $20, $21, $22, $23) on conflict do nothing",
        )
        .bind(&new.payment)
        .bind(new.quote.as_ref())
        .bind(&new.account)
        .bind(new.call.as_ref())
        .bind(face.map(|face| &face.method))
        .bind(face.map(|face| face.brand))
        .bind(face.map(|face| face.last_four.as_str()))
        .bind(new.amount.minor)
        .bind(new.fee.minor)
        .bind(new.amount.currency)
        .bind(new.paid_on)
        .bind(&new.confirmation)
        .bind(&new.idempotency_key)
        .bind(&new.gateway)
        .bind(new.requested_at)
        .bind(new.channel)
        .bind(new.instrument)
        .bind(&new.source)
        .bind(new.bill.as_ref())
        .bind(new.held)
        .bind(new.item.as_ref())
        .bind(new.told_at)
        .bind(new.alone)
        .execute()
        .await?;
    Ok(inserted == 1)
}
