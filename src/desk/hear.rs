//! What a processor tells by itself. It is proven and counted once, and never believed: the payment it is about is asked
//! about at once. It refuses to know how a webhook is written.
use super::{Desk, DeskError, attempt::case_of, raced};
use crate::{
    billing::{PaymentStatus, case::CaseKind},
    gateway::{Claim, Deaf, Event, Webhook},
    id::PaymentId,
    store::{
        Tx, cases,
        jobs::{self, JobKind},
        payments, refunds,
    },
};

/// What became of a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Taken in.
    Taken,
    /// Heard before; nothing happens again.
    Again,
    /// It is about no payment of ours.
    Strange,
}

/// Why a webhook is refused.
#[derive(Debug, thiserror::Error)]
pub enum HearFault {
    #[error("the webhook is not from the processor, or too old")]
    Forged,
    #[error("the webhook is signed, yet cannot be read")]
    Unreadable,
    #[error("no such processor sends webhooks here")]
    NotMine,
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Desk {
    /// Takes a processor's webhook. In whatever order they come, each only makes its payment be asked about sooner; one
    /// that claims a charge of a payment that was declined is a person's case.
    ///
    /// # Errors
    /// It is not genuine, or not to be read; the store's faults, after which it may come again.
    pub async fn hear(&self, processor: &str, webhook: Webhook<'_>) -> Result<Heard, HearFault> {
        if processor != self.parts.gateway.name() {
            return Err(HearFault::NotMine);
        }
        let event = self.parts.gateway.hear(webhook).map_err(|deaf| match deaf {
            Deaf::NotMine => HearFault::NotMine,
            Deaf::Forged => HearFault::Forged,
            Deaf::Unreadable => HearFault::Unreadable,
        })?;
        let heard = raced(|| self.hear_once(processor, &event)).await?;
        tracing::info!(event = %event.event, ?heard, "a processor told something");
        self.work.notify_one();
        Ok(heard)
    }

    async fn hear_once(&self, processor: &str, event: &Event) -> Result<Heard, DeskError> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        if !cases::hear(&mut tx, &event.event, now).await? {
            return Ok(Heard::Again);
        }
        let found = match &event.reference {
            Some(reference) => payments::of_reference(&mut tx, processor, reference).await?,
            None => None,
        };
        let heard = match &found {
            Some(payment) => {
                self.heed_claim(&mut tx, payment, event.claim).await?;
                Heard::Taken
            }
            None => Heard::Strange,
        };
        tx.commit().await?;
        Ok(heard)
    }

    async fn heed_claim(&self, tx: &mut Tx, payment: &PaymentId, claim: Claim) -> Result<(), DeskError> {
        let Some(row) = payments::find(&mut *tx, payment).await? else { return Ok(()) };
        match (row.status, claim) {
            (PaymentStatus::Declined, Claim::Charged) => {
                let detail = "the processor says that it charged what ended as declined here";
                self.open_case(tx, case_of(&row, CaseKind::Contradiction, detail)).await
            }
            (PaymentStatus::Unknown, _) => Ok(jobs::hurry(tx, payment.as_str(), self.parts.clock.now()).await?),
            (PaymentStatus::Paid, Claim::Disputed) => {
                let job = jobs::NewJob {
                    job: self.parts.chance.id(self.parts.clock.now()),
                    kind: JobKind::Disputes,
                    subject: payment.as_str().to_owned(),
                    run_at: self.parts.clock.now(),
                };
                Ok(jobs::put(tx, &job).await.map(drop)?)
            }
            (PaymentStatus::Paid, claim) => {
                if claim == Claim::Refund {
                    self.ask_again_about(tx, payment).await?;
                }
                for refund in refunds::under_way(&mut *tx, payment).await? {
                    jobs::hurry(tx, refund.refund.as_str(), self.parts.clock.now()).await?;
                }
                Ok(())
            }
            // a charge under way answers by itself, and what has ended is not moved by an older word
            _ => Ok(()),
        }
    }
}
