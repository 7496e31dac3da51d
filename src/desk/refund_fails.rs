//! A refund that had left, and came back because the card's bank did not take it: the money is here again, pays what it had
//! paid, and a person sees to it. It refuses to know how a refund is asked for.
use super::{
    Desk, DeskError,
    attempt::ask_at,
    raced,
    refunds::case_of_refusal,
    undo::{Undo, UndoFault},
};
use crate::{
    billing::{
        case::CaseKind,
        refund::{RefundRefusal, RefundStatus},
        undo::UndoingKind,
    },
    gateway::{Refund, RefundOutcome},
    id::PaymentId,
    store::{
        Tx, accounts,
        jobs::{self, JobKind, JobRow, NewJob},
        payments::PaymentRow,
        refunds::{self, RefundRow},
    },
};

/// A payment has no more refunds than that; an older one is asked about by a person.
const MOST: i64 = 100;

impl Desk {
    /// The processor told something of a refund of this payment: whether those that left have come back is asked at once.
    pub(super) async fn ask_again_about(&self, tx: &mut Tx, payment: &PaymentId) -> Result<(), DeskError> {
        let now = self.parts.clock.now();
        let left = refunds::list(&mut *tx, Some(payment), MOST).await?;
        for refund in left.iter().filter(|row| row.status == RefundStatus::Refunded) {
            let subject = refund.refund.to_string();
            let job = NewJob { job: self.parts.chance.id(now), kind: JobKind::Refund, subject, run_at: now };
            jobs::put(tx, &job).await?;
        }
        Ok(())
    }

    /// Asks whether a refund that left has come back, and books that it has.
    pub(super) async fn stays_refunded(
        &self,
        worker: &str,
        job: &JobRow,
        (payment, row): (&PaymentRow, &RefundRow),
        asked: &Refund,
    ) -> Result<(), DeskError> {
        match self.ask_refund(asked).await {
            RefundOutcome::Refused(refusal) => raced(|| self.take_back(worker, job, (payment, row), refusal)).await,
            RefundOutcome::Refunded { .. } => self.done(worker, job).await,
            RefundOutcome::NeverSeen => {
                raced(|| self.contradicted(worker, job, row, "it no longer knows the refund")).await
            }
            RefundOutcome::Contradicts(what) => raced(|| self.contradicted(worker, job, row, what)).await,
            RefundOutcome::Settled | RefundOutcome::Down | RefundOutcome::Pending | RefundOutcome::Unknown => {
                let later = ask_at(row.requested_at, self.parts.clock.now());
                raced(|| async {
                    let mut tx = self.parts.store.begin().await?;
                    jobs::again(&mut tx, &job.job, worker, later, "unknown").await?;
                    Ok(tx.commit().await?)
                })
                .await
            }
        }
    }

    async fn take_back(
        &self,
        worker: &str,
        job: &JobRow,
        (payment, row): (&PaymentRow, &RefundRow),
        refusal: RefundRefusal,
    ) -> Result<(), DeskError> {
        let mut tx = self.parts.store.begin().await?;
        accounts::touch(&mut tx, &payment.account).await?;
        if refunds::fail(&mut tx, &row.refund, refusal).await? {
            let refund = self.undo_by_refund(row);
            let back = Undo {
                kind: UndoingKind::RefundFailed,
                reason: refusal.as_text().to_owned(),
                source: payment.gateway.clone(),
                event: UndoingKind::RefundFailed.event_of(row.refund.as_str()),
                ..refund
            };
            match self.undo_in(&mut tx, &back).await {
                Ok(_) => {
                    self.open_refund_case(&mut tx, row, case_of_refusal(refusal), "it had left, and came back").await?;
                }
                Err(UndoFault::Desk(fault)) => return Err(fault),
                // a person has booked it before, and sees to it
                Err(UndoFault::NotRefunded(_)) => {}
                Err(refused) => {
                    self.open_refund_case(&mut tx, row, CaseKind::Contradiction, &refused.to_string()).await?;
                }
            }
        }
        jobs::finish(&mut tx, &job.job, worker).await?;
        Ok(tx.commit().await?)
    }

    async fn contradicted(&self, worker: &str, job: &JobRow, row: &RefundRow, what: &str) -> Result<(), DeskError> {
        let mut tx = self.parts.store.begin().await?;
        self.open_refund_case(&mut tx, row, CaseKind::Contradiction, what).await?;
        jobs::finish(&mut tx, &job.job, worker).await?;
        Ok(tx.commit().await?)
    }
}
