//! What the biller's own systems are told of: written in the transaction of what it tells, sent until it is taken or given up.
//! It refuses to know SQL and how a webhook is signed.
use std::{iter, time::Duration};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Desk, DeskError, raced};
use crate::{
    billing::event::{EventKind, next_try},
    call::keys::Keys,
    id::{EndpointId, EventId},
    notice::webhook::{self, Outcome, UrlFault, Webhook},
    store::{
        Tx,
        cycles::post::Ready,
        jobs::{self, JobRow},
        payments::PaymentRow,
        undoings::UndoingRow,
        webhooks::{self, DeliveryRow, EndpointRow, NewEvent},
    },
};

/// A replaced secret signs beside its successor for so long.
const OVERLAP: Duration = Duration::from_secs(86_400);

/// Why an endpoint is not as it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum EndpointFault {
    #[error(transparent)]
    Url(#[from] UrlFault),
    #[error("there is no kind of events \"{0}\": write {names}", names = EventKind::ALL.map(|(name, _)| name).join(", "))]
    Kind(String),
    #[error("there is no endpoint {0}; `paytone webhooks list` shows them")]
    Missing(EndpointId),
    #[error("there is no event {0}; `paytone webhooks deliveries` shows them")]
    NoEvent(EventId),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for EndpointFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Desk {
    /// Writes events, in the transaction of what they tell: `type`, `timestamp`, `data`. Where nobody listens, no data is
    /// made.
    pub(super) async fn emit(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        all: impl Iterator<Item = Value>,
    ) -> Result<(), DeskError> {
        let to = webhooks::listeners(&mut *tx, kind).await?;
        if to.is_empty() {
            return Ok(());
        }
        let at = self.parts.clock.now();
        for data in all {
            let body = json!({"type": kind.as_text(), "timestamp": at, "data": data}).to_string();
            webhooks::emit(tx, &NewEvent { event: self.parts.chance.id(at), kind, body, at }, &to).await?;
        }
        Ok(())
    }

    /// A payment that ended.
    pub(super) async fn emit_payment(&self, tx: &mut Tx, kind: EventKind, row: &PaymentRow) -> Result<(), DeskError> {
        self.emit_payments(tx, kind, iter::once(row)).await
    }

    /// Payments that ended alike.
    pub(super) async fn emit_payments(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        rows: impl Iterator<Item = &PaymentRow>,
    ) -> Result<(), DeskError> {
        let data = rows.map(|row| {
            json!({
                "payment": row.payment, "account": row.account, "amount": row.amount, "fee": row.fee,
                "channel": row.channel, "instrument": row.instrument, "paid_on": row.paid_on,
                "confirmation": row.confirmation,
            })
        });
        self.emit(tx, kind, data).await
    }

    /// Money that left again, or came back.
    pub(super) async fn emit_undoing(
        &self,
        tx: &mut Tx,
        kind: EventKind,
        (row, payment): (&UndoingRow, &PaymentRow),
    ) -> Result<(), DeskError> {
        let data = || {
            json!({
                "undoing": row.undoing, "payment": row.payment, "account": payment.account, "amount": row.amount,
                "fee": row.fee, "code": row.code, "effective_on": row.effective_on,
            })
        };
        self.emit(tx, kind, iter::once_with(data)).await
    }

    /// A page of bills that were made.
    pub(super) async fn emit_bills(&self, tx: &mut Tx, ready: &[Ready]) -> Result<(), DeskError> {
        let data = ready.iter().map(|ready| {
            json!({
                "bill": ready.bill, "account": ready.account, "number": ready.number,
                "issued_on": ready.issued_on, "due_on": ready.due_on,
            })
        });
        self.emit(tx, EventKind::BillIssued, data).await
    }

    /// Adds an endpoint; its secret is given once, and kept sealed.
    ///
    /// # Errors
    /// An address that webhooks may not go to, a kind that there is none of.
    pub async fn add_endpoint(
        &self,
        url: &str,
        kinds: &[String],
        by: &str,
    ) -> Result<(EndpointRow, Keys), EndpointFault> {
        self.parts.webhooks.check(url)?;
        if let Some(unknown) = kinds.iter().find(|kind| EventKind::from_text(kind).is_none()) {
            return Err(EndpointFault::Kind(unknown.clone()));
        }
        let at = self.parts.clock.now();
        let row = EndpointRow {
            endpoint: self.parts.chance.id(at),
            url: url.to_owned(),
            kinds: kinds.join(","),
            added_by: by.to_owned(),
            added_at: at,
            failing_since: None,
            disabled_at: None,
            disabled_why: None,
        };
        let (secret, sealed) = self.fresh_secret(&row.endpoint)?;
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            webhooks::add(&mut tx, &row).await?;
            webhooks::add_secret(&mut tx, &row.endpoint, &sealed, (at, at)).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok((row, secret))
    }

    fn fresh_secret(&self, endpoint: &EndpointId) -> Result<(Keys, Vec<u8>), DeskError> {
        let secret = webhook::secret(&self.parts.chance.bytes());
        let nonce = self.parts.chance.bytes();
        let sealed = self.parts.keys.seal(nonce, endpoint.as_str(), secret.expose().as_bytes())?;
        Ok((secret, sealed))
    }

    /// Gives an endpoint a new secret; the one before signs beside it for a day.
    ///
    /// # Errors
    /// There is no such endpoint.
    pub async fn rotate_endpoint(&self, endpoint: &EndpointId) -> Result<Keys, EndpointFault> {
        if webhooks::endpoint(self.parts.store.reader(), endpoint).await?.is_none() {
            return Err(EndpointFault::Missing(endpoint.clone()));
        }
        let at = self.parts.clock.now();
        let until = at.checked_add(OVERLAP).unwrap_or(at);
        let (secret, sealed) = self.fresh_secret(endpoint)?;
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            webhooks::add_secret(&mut tx, endpoint, &sealed, (at, until)).await?;
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(secret)
    }

    /// Ends an endpoint, with the reason, or lets it go on.
    ///
    /// # Errors
    /// There is no such endpoint.
    pub async fn switch_endpoint(&self, endpoint: &EndpointId, off: Option<&str>) -> Result<(), EndpointFault> {
        let at = self.parts.clock.now();
        let found = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let found = webhooks::disable(&mut tx, endpoint, off.map(|why| (why, at))).await?;
            tx.commit().await?;
            Ok(found)
        });
        if found.await? { Ok(()) } else { Err(EndpointFault::Missing(endpoint.clone())) }
    }

    /// Sends an event once more to all that it was written for.
    ///
    /// # Errors
    /// There is no such event.
    pub async fn send_event_again(&self, event: &EventId) -> Result<usize, EndpointFault> {
        let sent = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let sent = webhooks::send_again(&mut tx, event, self.parts.clock.now()).await?;
            tx.commit().await?;
            Ok(sent)
        });
        let sent = sent.await?;
        self.work.notify_one();
        if sent > 0 { Ok(sent) } else { Err(EndpointFault::NoEvent(event.clone())) }
    }

    /// Tries to send one event to one endpoint.
    pub(super) async fn send_webhook(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let reader = self.parts.store.reader();
        let Some((event, endpoint)) = job.subject.split_once('/') else { return self.done(worker, job).await };
        let (event, endpoint) = (EventId::from_stored(event.to_owned()), EndpointId::from_stored(endpoint.to_owned()));
        let row = webhooks::delivery(reader, &event, &endpoint).await?.filter(DeliveryRow::is_waiting);
        let to = webhooks::endpoint(reader, &endpoint).await?.filter(|endpoint| endpoint.disabled_at.is_none());
        let Some((row, to)) = row.zip(to) else { return self.done(worker, job).await };
        let now = self.parts.clock.now();
        let mut secrets = Vec::new();
        for sealed in webhooks::secrets(reader, &endpoint, now).await? {
            secrets.push(self.parts.keys.open_text(endpoint.as_str(), &sealed)?);
        }
        let webhook = Webhook { url: &to.url, id: event.as_str(), body: &row.body, at: now, secrets: &secrets };
        let outcome = self.parts.webhooks.send(webhook).await;
        tracing::info!(event = %row.event, endpoint = %row.endpoint, ?outcome, "webhook sent");
        raced(|| self.webhook_sent(worker, job, (&row, &outcome))).await
    }

    async fn webhook_sent(
        &self,
        worker: &str,
        job: &JobRow,
        (row, outcome): (&DeliveryRow, &Outcome),
    ) -> Result<(), DeskError> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        match outcome {
            Outcome::Taken => {
                if jobs::finish(&mut tx, &job.job, worker).await? {
                    webhooks::delivered(&mut tx, row, now).await?;
                }
            }
            Outcome::Gone => {
                if jobs::finish(&mut tx, &job.job, worker).await? {
                    webhooks::failed(&mut tx, row, ("status-410", Some(now)), now).await?;
                    webhooks::disable(&mut tx, &row.endpoint, Some(("it answered 410: it wants no more", now))).await?;
                }
            }
            Outcome::Failed { fault, after } => match next_try(row.attempts + 1) {
                Some(wait) => {
                    let at = later(now, wait.max(after.unwrap_or_default()));
                    if jobs::again(&mut tx, &job.job, worker, at, fault).await? {
                        webhooks::failed(&mut tx, row, (fault, None), now).await?;
                    }
                }
                None => {
                    if jobs::finish(&mut tx, &job.job, worker).await? {
                        webhooks::failed(&mut tx, row, (fault, Some(now)), now).await?;
                        self.end_if_dead(&mut tx, row, now).await?;
                    }
                }
            },
        }
        Ok(tx.commit().await?)
    }

    /// An endpoint that took nothing while an event was tried for three days is disabled, and somebody has to look.
    async fn end_if_dead(&self, tx: &mut Tx, row: &DeliveryRow, now: Timestamp) -> Result<(), DeskError> {
        let Some(endpoint) = webhooks::endpoint(&mut *tx, &row.endpoint).await? else { return Ok(()) };
        let waited: Duration = (1..).map_while(next_try).sum();
        let since = now.checked_sub(waited).unwrap_or(now);
        if endpoint.failing_since.is_some_and(|failing| failing <= since) {
            let why = "nothing was taken for three days";
            webhooks::disable(tx, &row.endpoint, Some((why, now))).await?;
            tracing::error!(endpoint = %row.endpoint, "the endpoint is disabled: {why}; `paytone webhooks enable` after it is mended");
        }
        Ok(())
    }
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(now)
}
