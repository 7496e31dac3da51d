//! What the workers have to do, claimed by lease. It refuses to know how any of it is done.
use jiff::Timestamp;

use super::{
    Store, StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
    value::{Column, Value},
};
use crate::id::JobId;

/// What a job does with its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Asks the processor to charge a payment.
    Charge,
    /// Asks the processor what became of a payment.
    Ask,
    /// Asks the processor to give money back, and what became of it.
    Refund,
    /// Presents a returned debit once more.
    Represent,
    /// Asks the processor about disputes of a payment.
    Disputes,
    /// Sends a notice of the outbox.
    Receipt,
    /// Tells the next customers that their bill is ready.
    Announce,
    /// Tells an endpoint of the biller's own systems of an event.
    Webhook,
}

impl JobKind {
    /// As stored and logged.
    pub fn word(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Ask => "ask",
            Self::Refund => "refund",
            Self::Represent => "represent",
            Self::Disputes => "disputes",
            Self::Receipt => "receipt",
            Self::Announce => "announce",
            Self::Webhook => "webhook",
        }
    }
}

impl Value<'_> for JobKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for JobKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "charge" => Ok(Self::Charge),
            "ask" => Ok(Self::Ask),
            "refund" => Ok(Self::Refund),
            "represent" => Ok(Self::Represent),
            "disputes" => Ok(Self::Disputes),
            "receipt" => Ok(Self::Receipt),
            "announce" => Ok(Self::Announce),
            "webhook" => Ok(Self::Webhook),
            _ => Err("no kind of job"),
        }
    }
}

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub job: JobId,
    pub kind: JobKind,
    /// The id of the payment, refund or notice it is about; of news, the day and the last bill told of.
    pub subject: String,
    pub run_at: Timestamp,
}

/// A job as its worker holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    pub job: JobId,
    pub kind: JobKind,
    pub subject: String,
    /// Claims so far, this one included.
    pub attempts: i64,
}

impl Record for JobRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            job: row.get("job")?,
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            attempts: row.get("attempts")?,
        })
    }
}

/// How many jobs of a kind there are, done ones excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Depth {
    pub kind: JobKind,
    pub jobs: i64,
}

impl Record for Depth {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { kind: row.get("kind")?, jobs: row.get("jobs")? })
    }
}

/// Adds a job; false when its id is there already.
///
/// # Errors
/// Any `StoreError`.
pub async fn put(tx: &mut Tx, new: &NewJob) -> Result<bool, StoreError> {
    let text = "insert into jobs (job, kind, subject, run_at) values ($1, $2, $3, $4) on conflict (job) do nothing";
    let added = tx.sql(text).bind(&new.job).bind(new.kind).bind(&new.subject).bind(new.run_at).execute().await?;
    Ok(added == 1)
}

/// Who claims, and until when.
#[derive(Clone, Copy, Debug)]
pub struct Lease<'a> {
    /// Unique among all workers of all nodes.
    pub worker: &'a str,
    pub now: Timestamp,
    /// Afterwards another worker may claim it.
    pub until: Timestamp,
}

const CLAIM: &str = "update jobs set worker = $1, lease_until = $2, attempts = attempts + 1 \
    where job in (select job from jobs where run_at <= $3 and (lease_until is null or lease_until <= $3) \
      and kind <> 'webhook' order by run_at, job limit $4) \
    and case when job <> '' then run_at <= $3 and (lease_until is null or lease_until <= $3) end \
    returning job, kind, subject, attempts";
const CLAIM_WEBHOOKS: &str = "update jobs set worker = $1, lease_until = $2, attempts = attempts + 1 \
    where job in (select job from jobs where run_at <= $3 and (lease_until is null or lease_until <= $3) \
      and kind = 'webhook' order by run_at, job limit $4) \
    and case when job <> '' then run_at <= $3 and (lease_until is null or lease_until <= $3) end \
    returning job, kind, subject, attempts";

/// Claims at most so many due jobs but webhooks, the longest due first. No job is with two workers within a lease: the outer `where`
/// repeats the condition, for another PostgreSQL node may have claimed between the choice and the update; it stands so that no
/// index leads to it but the job's own.
///
/// # Errors
/// Any `StoreError`.
pub async fn claim(store: &Store, lease: Lease<'_>, most: i64) -> Result<Vec<JobRow>, StoreError> {
    claim_by(store, CLAIM, lease, most).await
}

/// The same of webhooks alone: an endpoint that is slow holds up no charge.
///
/// # Errors
/// Any `StoreError`.
pub async fn claim_webhooks(store: &Store, lease: Lease<'_>, most: i64) -> Result<Vec<JobRow>, StoreError> {
    claim_by(store, CLAIM_WEBHOOKS, lease, most).await
}

async fn claim_by(store: &Store, text: &'static str, lease: Lease<'_>, most: i64) -> Result<Vec<JobRow>, StoreError> {
    let mut tx = store.begin().await?;
    tx.planned_by_keys().await?;
    let mut claimed: Vec<JobRow> =
        tx.sql(text).bind(lease.worker).bind(lease.until).bind(lease.now).bind(most).all().await?;
    tx.planned_as_usual().await?;
    tx.commit().await?;
    claimed.sort_by(|a, b| a.job.as_str().cmp(b.job.as_str()));
    Ok(claimed)
}

/// Puts off the end of everything that this worker holds.
///
/// # Errors
/// Any `StoreError`.
pub async fn hold(tx: &mut Tx, worker: &str, until: Timestamp) -> Result<(), StoreError> {
    let text = "update jobs set lease_until = $2 where worker = $1";
    tx.sql(text).bind(worker).bind(until).execute().await.map(drop)
}

/// The job is done; false when another worker has it.
///
/// # Errors
/// Any `StoreError`.
pub async fn finish(tx: &mut Tx, job: &JobId, worker: &str) -> Result<bool, StoreError> {
    let text = "delete from jobs where job = $1 and worker = $2";
    Ok(tx.sql(text).bind(job).bind(worker).execute().await? == 1)
}

/// The job is to be run again; false when another worker has it. `error_class` is a word, never a message.
///
/// # Errors
/// Any `StoreError`.
pub async fn again(
    tx: &mut Tx,
    job: &JobId,
    worker: &str,
    run_at: Timestamp,
    error_class: &str,
) -> Result<bool, StoreError> {
    let text = "update jobs set run_at = $3, error_class = $4, worker = null, lease_until = null \
        where job = $1 and worker = $2";
    Ok(tx.sql(text).bind(job).bind(worker).bind(run_at).bind(error_class).execute().await? == 1)
}

/// A question about a payment or refund that nobody is asking now is asked at once.
///
/// # Errors
/// Any `StoreError`.
pub async fn hurry(tx: &mut Tx, subject: &str, now: Timestamp) -> Result<(), StoreError> {
    let text = "update jobs set run_at = $2 where subject = $1 and kind in ('ask', 'refund') and worker is null and run_at > $2";
    tx.sql(text).bind(subject).bind(now).execute().await.map(drop)
}

/// When the next job can be claimed.
///
/// # Errors
/// Any `StoreError`.
pub async fn next_due(mut db: impl Sql) -> Result<Option<Timestamp>, StoreError> {
    let text = "select min(case when lease_until > run_at then lease_until else run_at end) as value from jobs";
    let One(due) = db.sql(text).one::<One<Option<Timestamp>>>().await?;
    Ok(due)
}

/// Jobs not done, by kind.
///
/// # Errors
/// Any `StoreError`.
pub async fn depth(mut db: impl Sql) -> Result<Vec<Depth>, StoreError> {
    db.sql("select kind, count(*) as jobs from jobs group by kind order by kind").all().await
}
