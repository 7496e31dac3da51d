//! Jobs claimed by lease and performed side by side: charge, ask again, send. It refuses to know what any of them does and
//! who waits for it.
use std::{collections::HashMap, sync::Arc, time::Duration};

use super::{Desk, DeskError, raced};
use crate::store::{
    StoreError,
    jobs::{self, JobKind, JobRow, Lease},
    round::{self, ToCharge},
};

/// Jobs performed at once by one worker.
const AT_ONCE: i64 = 32;
/// A worker that died gives its job back after this time; one that lives says so every `HOLD`. Should it only have been
/// slow, two ask the processor by one key, and one of them books.
const LEASE: Duration = Duration::from_secs(10);
const HOLD: Duration = Duration::from_secs(3);

impl Desk {
    /// Claims what is due and performs it; returns how many jobs there were.
    pub async fn perform(self: &Arc<Self>, worker: &str) -> Result<usize, DeskError> {
        let claimed = jobs::claim(&self.parts.store, self.lease(worker), AT_ONCE).await?;
        self.perform_all(worker, claimed).await
    }

    /// The same of webhooks, which wait for others' machines: no charge waits for them.
    pub async fn perform_webhooks(self: &Arc<Self>, worker: &str) -> Result<usize, DeskError> {
        let claimed = jobs::claim_webhooks(&self.parts.store, self.lease(worker), AT_ONCE).await?;
        self.perform_all(worker, claimed).await
    }

    fn lease<'w>(&self, worker: &'w str) -> Lease<'w> {
        let now = self.parts.clock.now();
        Lease { worker, now, until: now.checked_add(LEASE).unwrap_or(now) }
    }

    async fn perform_all(self: &Arc<Self>, worker: &str, claimed: Vec<JobRow>) -> Result<usize, DeskError> {
        let count = claimed.len();
        let mut read = self.to_charge(&claimed).await.unwrap_or_else(|error| {
            // one that cannot be read must not hold up the others
            tracing::warn!(%error, "charges are not read together; each is by itself");
            HashMap::new()
        });
        let mut running = tokio::task::JoinSet::new();
        for job in claimed {
            let (desk, worker) = (self.clone(), worker.to_owned());
            let read = read.remove(job.subject.as_str());
            running.spawn(async move {
                if let Err(error) = desk.perform_one(&worker, &job, read).await {
                    // The lease runs out and the job comes again: nothing is lost.
                    tracing::error!(%error, job = %job.job, "the job failed");
                }
            });
        }
        let mut hold = tokio::time::interval(HOLD);
        // the first beat is at once, and the lease is fresh
        hold.tick().await;
        while !running.is_empty() {
            tokio::select! {
                _ = running.join_next() => {}
                _ = hold.tick() => {
                    if let Err(error) = self.hold(worker).await {
                        tracing::warn!(%error, worker, "the lease of jobs under way could not be put off");
                    }
                }
            }
        }
        Ok(count)
    }

    /// The payments that these jobs charge, by their subjects.
    pub(super) async fn to_charge(&self, jobs: &[JobRow]) -> Result<HashMap<String, ToCharge>, StoreError> {
        let charged: Vec<&str> =
            jobs.iter().filter(|job| job.kind == JobKind::Charge).map(|job| job.subject.as_str()).collect();
        match charged.as_slice() {
            [] => Ok(HashMap::new()),
            some => round::to_charge(self.parts.store.reader(), some).await,
        }
    }

    async fn hold(&self, worker: &str) -> Result<(), DeskError> {
        raced(|| async {
            let now = self.parts.clock.now();
            let mut tx = self.parts.store.begin().await?;
            jobs::hold(&mut tx, worker, now.checked_add(LEASE).unwrap_or(now)).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    async fn perform_one(&self, worker: &str, job: &JobRow, read: Option<ToCharge>) -> Result<(), DeskError> {
        match job.kind {
            JobKind::Charge => self.charge(worker, job, read).await,
            JobKind::Ask => self.ask(worker, job).await,
            JobKind::Refund => self.refund_next(worker, job).await,
            JobKind::Represent => self.represent(worker, job).await,
            JobKind::Disputes => self.look_into(worker, job).await,
            JobKind::Receipt => self.send(worker, job).await,
            JobKind::Announce => self.announce_next(worker, job).await,
            JobKind::Webhook => self.send_webhook(worker, job).await,
        }
    }

    pub(super) async fn done(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            jobs::finish(&mut tx, &job.job, worker).await?;
            Ok(tx.commit().await?)
        })
        .await
    }
}
