//! One job, with its idempotency key: charge, ask again, send. It refuses to know how a job was claimed from a table and
//! who waits for it.
use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;

use super::{Desk, DeskError, book::Known, raced};
use crate::{
    billing::{DeclineReason, PaymentStatus},
    call::keys::Keys,
    gateway::{ChargeRequest, Outcome},
    id::PaymentId,
    store::{
        jobs::{self, JobKind, JobRow, Lease},
        methods,
        payments::{self, PaymentRow},
    },
};

/// Jobs performed at once by one worker.
const AT_ONCE: i64 = 32;
/// A worker that died gives its job back after this time; one that lives says so every `HOLD`. Should it only have been
/// slow, two ask the processor by one key, and one of them books.
const LEASE: Duration = Duration::from_secs(10);
const HOLD: Duration = Duration::from_secs(3);
/// A processor that has not answered by then: the outcome is unknown.
const CHARGE_WITHIN: Duration = Duration::from_secs(30);
/// When the janitor asks again; then daily, until a person ends it (`paytone payments settle`).
const ASK_AGAIN: [Duration; 6] = [
    Duration::from_secs(30),
    Duration::from_secs(120),
    Duration::from_secs(600),
    Duration::from_secs(3_600),
    Duration::from_secs(6 * 3_600),
    Duration::from_secs(86_400),
];
/// How long after the request "never seen" is believed: a request still under way may arrive until then.
const BELIEVE_NEVER_SEEN: SignedDuration = SignedDuration::from_mins(2);

impl Desk {
    /// Claims what is due and performs it; returns how many jobs there were.
    pub async fn perform(self: &Arc<Self>, worker: &str) -> Result<usize, DeskError> {
        let now = self.parts.clock.now();
        let until = now.checked_add(LEASE).unwrap_or(now);
        let claimed = jobs::claim(&self.parts.store, Lease { worker, now, until }, AT_ONCE).await?;
        let count = claimed.len();
        let mut running = tokio::task::JoinSet::new();
        for job in claimed {
            let (desk, worker) = (self.clone(), worker.to_owned());
            running.spawn(async move {
                if let Err(error) = desk.perform_one(&worker, &job).await {
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

    async fn hold(&self, worker: &str) -> Result<(), DeskError> {
        raced(|| async {
            let now = self.parts.clock.now();
            let mut tx = self.parts.store.begin().await?;
            jobs::hold(&mut tx, worker, now.checked_add(LEASE).unwrap_or(now)).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    async fn perform_one(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        match job.kind {
            JobKind::Charge => self.charge(worker, job).await,
            JobKind::Ask => self.ask(worker, job).await,
            JobKind::Receipt => self.send(worker, job).await,
            JobKind::Announce => self.announce_next(worker, job).await,
        }
    }

    async fn charge(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let payment = self.payment_of(job).await?;
        if payment.status != PaymentStatus::Requested {
            return self.done(worker, job).await;
        }
        self.check_gateway(&payment)?;
        let known = match self.token(&payment).await? {
            Some(token) => {
                let request = ChargeRequest {
                    key: payment.idempotency_key.clone(),
                    amount: payment.total(),
                    token,
                    description: payment.payment.as_str().to_owned(),
                };
                let answer = tokio::time::timeout(CHARGE_WITHIN, self.parts.gateway.charge(&request)).await;
                known(answer.unwrap_or(Outcome::Unknown))
            }
            // Without a token nothing was or can be charged.
            None => declined(DeclineReason::NotAccepted),
        };
        self.conclude(worker, job, &payment, &known).await
    }

    /// The janitor: the same question by the same key, until the processor knows.
    async fn ask(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let payment = self.payment_of(job).await?;
        if payment.status != PaymentStatus::Unknown {
            return self.done(worker, job).await;
        }
        self.check_gateway(&payment)?;
        let answer = tokio::time::timeout(CHARGE_WITHIN, self.parts.gateway.ask(&payment.idempotency_key)).await;
        let waited = self.parts.clock.now().duration_since(payment.requested_at);
        let known = match answer.unwrap_or(Outcome::Unknown) {
            Outcome::NeverSeen if waited >= BELIEVE_NEVER_SEEN => declined(DeclineReason::ProcessorDown),
            outcome => known(outcome),
        };
        self.conclude(worker, job, &payment, &known).await
    }

    /// Books what is known and ends the job, or leaves the question for later, in one transaction.
    async fn conclude(&self, worker: &str, job: &JobRow, payment: &PaymentRow, known: &Known) -> Result<(), DeskError> {
        if raced(|| self.conclude_once(worker, job, payment, known)).await? {
            self.announce_booked(payment, known);
        }
        Ok(())
    }

    async fn conclude_once(
        &self,
        worker: &str,
        job: &JobRow,
        payment: &PaymentRow,
        known: &Known,
    ) -> Result<bool, DeskError> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        let moved = self.book(&mut tx, payment, known).await?;
        match (job.kind, known) {
            (JobKind::Ask, Known::Unknown) => {
                let asked = usize::try_from(job.attempts).unwrap_or(usize::MAX);
                let pause = ASK_AGAIN.get(asked).or(ASK_AGAIN.last()).copied().unwrap_or(LEASE);
                let run_at = now.checked_add(pause).unwrap_or(now);
                jobs::again(&mut tx, &job.job, worker, run_at, "unknown").await?;
            }
            (_, Known::Unknown) if moved => {
                jobs::finish(&mut tx, &job.job, worker).await?;
                let first = jobs::NewJob {
                    job: self.parts.chance.id(now),
                    kind: JobKind::Ask,
                    subject: payment.payment.as_str().to_owned(),
                    run_at: now.checked_add(ASK_AGAIN[0]).unwrap_or(now),
                };
                jobs::put(&mut tx, &first).await?;
            }
            _ => {
                jobs::finish(&mut tx, &job.job, worker).await?;
            }
        }
        tx.commit().await?;
        Ok(moved)
    }

    pub(super) async fn done(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            jobs::finish(&mut tx, &job.job, worker).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// A payment is asked about where it was asked for, and nowhere else.
    fn check_gateway(&self, payment: &PaymentRow) -> Result<(), DeskError> {
        let configured = self.parts.gateway.name();
        if payment.gateway == configured {
            return Ok(());
        }
        let PaymentRow { payment, gateway, .. } = payment;
        Err(DeskError::Books(format!("payment {payment} waits for {gateway}, but {configured} is configured")))
    }

    async fn payment_of(&self, job: &JobRow) -> Result<PaymentRow, DeskError> {
        let payment = PaymentId::from_stored(job.subject.clone());
        let missing = || DeskError::Books(format!("job {} names payment {payment}, which is not there", job.job));
        payments::find(self.parts.store.reader(), &payment).await?.ok_or_else(missing)
    }

    async fn token(&self, payment: &PaymentRow) -> Result<Option<Keys>, DeskError> {
        let Some(face) = &payment.method else { return Ok(None) };
        let sealed = methods::token(self.parts.store.reader(), &face.method).await?;
        let opened = sealed.and_then(|sealed| self.parts.keys.open(face.method.as_str(), &sealed).ok());
        Ok(opened.and_then(|token| String::from_utf8(token.expose().to_vec()).ok()).map(Keys::new))
    }
}

fn declined(reason: DeclineReason) -> Known {
    Known::Declined { reason, note: None }
}

/// The processor's word as ours. What needs time or the customer is not known yet.
fn known(outcome: Outcome) -> Known {
    match outcome {
        Outcome::Approved { reference } => Known::Paid { reference },
        Outcome::Declined(reason) => declined(reason),
        Outcome::Pending | Outcome::NeedsCustomer | Outcome::Unknown | Outcome::NeverSeen => Known::Unknown,
    }
}
