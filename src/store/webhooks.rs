//! Endpoints of the biller's own systems, the events they are told of and what became of each. It refuses to know how they are
//! sent.
use jiff::Timestamp;
use serde::Serialize;

use super::{
    StoreError,
    jobs::{self, JobKind, NewJob},
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    billing::event::EventKind,
    id::{EndpointId, EventId, JobId},
};

/// An endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EndpointRow {
    pub endpoint: EndpointId,
    pub url: String,
    /// Kinds of events between commas; empty for all.
    pub kinds: String,
    pub added_by: String,
    pub added_at: Timestamp,
    /// Since when nothing was taken.
    pub failing_since: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
    pub disabled_why: Option<String>,
}

impl Record for EndpointRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            endpoint: row.get("endpoint")?,
            url: row.get("url")?,
            kinds: row.get("kinds")?,
            added_by: row.get("added_by")?,
            added_at: row.get("added_at")?,
            failing_since: row.get("failing_since")?,
            disabled_at: row.get("disabled_at")?,
            disabled_why: row.get("disabled_why")?,
        })
    }
}

impl EndpointRow {
    /// Whether it wants a kind of events.
    pub fn wants(&self, kind: EventKind) -> bool {
        self.kinds.is_empty() || self.kinds.split(',').any(|wanted| wanted == kind.as_text())
    }
}

/// Something that happened, with the body that tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    pub event: EventId,
    pub kind: EventKind,
    /// Sent as it is, at every try.
    pub body: String,
    pub at: Timestamp,
}

/// An event on its way to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryRow {
    pub event: EventId,
    pub endpoint: EndpointId,
    pub kind: String,
    #[serde(skip)]
    pub body: String,
    pub at: Timestamp,
    /// Tries that failed.
    pub attempts: i64,
    pub tried_at: Option<Timestamp>,
    /// A short class, such as status-500.
    pub fault: Option<String>,
    pub delivered_at: Option<Timestamp>,
    pub given_up_at: Option<Timestamp>,
}

impl Record for DeliveryRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            event: row.get("event")?,
            endpoint: row.get("endpoint")?,
            kind: row.get("kind")?,
            body: row.get("body")?,
            at: row.get("at")?,
            attempts: row.get("attempts")?,
            tried_at: row.get("tried_at")?,
            fault: row.get("fault")?,
            delivered_at: row.get("delivered_at")?,
            given_up_at: row.get("given_up_at")?,
        })
    }
}

impl DeliveryRow {
    /// It is still to be sent.
    pub fn is_waiting(&self) -> bool {
        self.delivered_at.is_none() && self.given_up_at.is_none()
    }
}

/// The endpoints that want a kind of events.
///
/// # Errors
/// Any `StoreError`.
pub async fn listeners(db: impl Sql, kind: EventKind) -> Result<Vec<EndpointId>, StoreError> {
    let all = endpoints(db).await?.into_iter();
    let wanting = all.filter(|endpoint| endpoint.disabled_at.is_none() && endpoint.wants(kind));
    Ok(wanting.map(|endpoint| endpoint.endpoint).collect())
}

/// Writes an event for endpoints, with the jobs that send it.
///
/// # Errors
/// Any `StoreError`.
pub async fn emit(tx: &mut Tx, event: &NewEvent, to: &[EndpointId]) -> Result<(), StoreError> {
    let text = "insert into webhook_events (event, kind, body, at) values ($1, $2, $3, $4)";
    let insert = tx.sql(text).bind(&event.event).bind(event.kind.as_text()).bind(&event.body);
    insert.bind(event.at).execute().await?;
    for endpoint in to {
        let text = "insert into webhook_deliveries (event, endpoint) values ($1, $2)";
        tx.sql(text).bind(&event.event).bind(endpoint).execute().await?;
        put_job(tx, (&event.event, endpoint), (0, event.at)).await?;
    }
    Ok(())
}

/// The job that sends one event to one endpoint; `again` tells jobs of one delivery apart.
async fn put_job(
    tx: &mut Tx,
    (event, endpoint): (&EventId, &EndpointId),
    (again, run_at): (i64, Timestamp),
) -> Result<bool, StoreError> {
    let subject = format!("{event}/{endpoint}");
    let job = JobId::of(&format!("{event}_{endpoint}_{again}"));
    jobs::put(tx, &NewJob { job, kind: JobKind::Webhook, subject, run_at }).await
}

/// Every endpoint, in the order in which they were added.
///
/// # Errors
/// Any `StoreError`.
pub async fn endpoints(mut db: impl Sql) -> Result<Vec<EndpointRow>, StoreError> {
    let text = "select endpoint, url, kinds, added_by, added_at, failing_since, disabled_at, disabled_why \
        from webhook_endpoints order by endpoint";
    db.sql(text).all().await
}

/// One of them.
///
/// # Errors
/// Any `StoreError`.
pub async fn endpoint(mut db: impl Sql, endpoint: &EndpointId) -> Result<Option<EndpointRow>, StoreError> {
    let text = "select endpoint, url, kinds, added_by, added_at, failing_since, disabled_at, disabled_why \
        from webhook_endpoints where endpoint = $1";
    db.sql(text).bind(endpoint).optional().await
}

/// Adds one.
///
/// # Errors
/// Any `StoreError`.
pub async fn add(tx: &mut Tx, row: &EndpointRow) -> Result<(), StoreError> {
    let text = "insert into webhook_endpoints (endpoint, url, kinds, added_by, added_at) values ($1, $2, $3, $4, $5)";
    let insert = tx.sql(text).bind(&row.endpoint).bind(&row.url).bind(&row.kinds).bind(&row.added_by);
    insert.bind(row.added_at).execute().await.map(drop)
}

/// Adds a sealed secret; those before it sign until `until`.
///
/// # Errors
/// Any `StoreError`.
pub async fn add_secret(
    tx: &mut Tx,
    endpoint: &EndpointId,
    sealed: &[u8],
    (at, until): (Timestamp, Timestamp),
) -> Result<(), StoreError> {
    let text = "update webhook_secrets set until_at = $2 where endpoint = $1 and until_at is null";
    tx.sql(text).bind(endpoint).bind(until).execute().await?;
    let text = "insert into webhook_secrets (endpoint, made_at, secret_sealed) values ($1, $2, $3)";
    tx.sql(text).bind(endpoint).bind(at).bind(sealed).execute().await.map(drop)
}

/// The sealed secrets that sign now, the latest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn secrets(mut db: impl Sql, endpoint: &EndpointId, now: Timestamp) -> Result<Vec<Vec<u8>>, StoreError> {
    let text = "select secret_sealed as value from webhook_secrets where endpoint = $1 \
        and (until_at is null or until_at > $2) order by made_at desc";
    let found: Vec<One<Vec<u8>>> = db.sql(text).bind(endpoint).bind(now).all().await?;
    Ok(found.into_iter().map(|One(sealed)| sealed).collect())
}

/// Ends an endpoint, or lets it go on (`why` is none).
///
/// # Errors
/// Any `StoreError`.
pub async fn disable(tx: &mut Tx, endpoint: &EndpointId, why: Option<(&str, Timestamp)>) -> Result<bool, StoreError> {
    let text = "update webhook_endpoints set disabled_at = $2, disabled_why = $3, \
        failing_since = case when $3 is null then null else failing_since end where endpoint = $1";
    let update = tx.sql(text).bind(endpoint).bind(why.map(|(_, at)| at)).bind(why.map(|(why, _)| why));
    Ok(update.execute().await? == 1)
}

/// One delivery.
///
/// # Errors
/// Any `StoreError`.
pub async fn delivery(
    mut db: impl Sql,
    event: &EventId,
    endpoint: &EndpointId,
) -> Result<Option<DeliveryRow>, StoreError> {
    let text = "select d.event, d.endpoint, e.kind, e.body, e.at, d.attempts, d.tried_at, d.fault, d.delivered_at, \
        d.given_up_at from webhook_deliveries d join webhook_events e on e.event = d.event \
        where d.event = $1 and d.endpoint = $2";
    db.sql(text).bind(event).bind(endpoint).optional().await
}

/// Deliveries, the latest events first.
///
/// # Errors
/// Any `StoreError`.
pub async fn deliveries(mut db: impl Sql, most: i64) -> Result<Vec<DeliveryRow>, StoreError> {
    let text = "select d.event, d.endpoint, e.kind, e.body, e.at, d.attempts, d.tried_at, d.fault, d.delivered_at, \
        d.given_up_at from webhook_deliveries d join webhook_events e on e.event = d.event \
        order by e.at desc, d.event desc, d.endpoint limit $1";
    db.sql(text).bind(most).all().await
}

/// Notes that an endpoint took an event.
///
/// # Errors
/// Any `StoreError`.
pub async fn delivered(tx: &mut Tx, row: &DeliveryRow, at: Timestamp) -> Result<(), StoreError> {
    let text = "update webhook_deliveries set delivered_at = $3, tried_at = $3, fault = null where event = $1 and endpoint = $2";
    tx.sql(text).bind(&row.event).bind(&row.endpoint).bind(at).execute().await?;
    let text = "update webhook_endpoints set failing_since = null where endpoint = $1 and failing_since is not null";
    tx.sql(text).bind(&row.endpoint).execute().await.map(drop)
}

/// Notes that a try failed, and whether it was the last.
///
/// # Errors
/// Any `StoreError`.
pub async fn failed(
    tx: &mut Tx,
    row: &DeliveryRow,
    (fault, given_up_at): (&str, Option<Timestamp>),
    at: Timestamp,
) -> Result<(), StoreError> {
    let text = "update webhook_deliveries set attempts = attempts + 1, tried_at = $3, fault = $4, given_up_at = $5 \
        where event = $1 and endpoint = $2";
    let update = tx.sql(text).bind(&row.event).bind(&row.endpoint).bind(at).bind(fault).bind(given_up_at);
    update.execute().await?;
    let text = "update webhook_endpoints set failing_since = $2 where endpoint = $1 and failing_since is null";
    tx.sql(text).bind(&row.endpoint).bind(at).execute().await.map(drop)
}

/// Sends an event once more to all it was written for, whatever became of it; how many endpoints those are.
///
/// # Errors
/// Any `StoreError`.
pub async fn send_again(tx: &mut Tx, event: &EventId, at: Timestamp) -> Result<usize, StoreError> {
    let text = "update webhook_deliveries set attempts = 0, fault = null, delivered_at = null, given_up_at = null \
        where event = $1 returning endpoint as value";
    let endpoints: Vec<One<EndpointId>> = tx.sql(text).bind(event).all().await?;
    for One(endpoint) in &endpoints {
        let text = "delete from jobs where kind = 'webhook' and subject = $1";
        tx.sql(text).bind(format!("{event}/{endpoint}")).execute().await?;
        put_job(tx, (event, endpoint), (at.as_microsecond(), at)).await?;
    }
    Ok(endpoints.len())
}
