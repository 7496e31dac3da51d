//! A debit of a bank account: handed over once its written notice was sent, and what follows where the bank returns it. It
//! refuses to know how a debit is asked for and booked.
use jiff::SignedDuration;

use super::{
    Desk, DeskError,
    announce::{Announced, Urgency},
    attempt::case_of,
    authorize::Coming,
    charge::{Asked, By, ChargeFault, Wanted},
    commit_unless_refused, raced,
};
use crate::{
    billing::{
        PaymentStatus,
        case::CaseKind,
        channel::{Channel, Instrument},
        notice::NoticeKind,
        undo::{Follows, REPRESENTED_AT_MOST, follows},
    },
    id::{JobId, PaymentId},
    store::{
        Tx, accounts,
        cases::NewCase,
        jobs::{self, JobKind, JobRow, NewJob},
        methods, outbox,
        payments::{self, PaymentRow},
        standing,
    },
};

/// A debit that found no money is presented again when there may be some.
const PRESENT_AGAIN_AFTER: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The key of a payment that presents another's debit again: which time, of which.
const AGAIN: &str = "presented again ";

/// Whether a debit's notice has left.
enum Noticed {
    Sent,
    Waits,
    /// Nothing in writing can reach its payer.
    Never,
}

impl Desk {
    /// Whether a debit may be handed over: only once its notice was sent. Until then the job comes again; where no notice can
    /// reach its payer, the payment ends, and nothing was debited.
    pub(super) async fn may_debit(&self, worker: &str, job: &JobRow, payment: &PaymentRow) -> Result<bool, DeskError> {
        if job.attempts > 1 || payment.processor_ref.is_some() {
            // whoever had this job before found the notice sent
            return Ok(true);
        }
        match raced(|| self.notice_of_debit(payment)).await? {
            Noticed::Sent => Ok(true),
            Noticed::Never => {
                let note = "no written notice of the debit can reach its payer";
                self.end_declined(worker, job, payment, note).await?;
                Ok(false)
            }
            Noticed::Waits => {
                raced(|| self.wait_for_notice(worker, job, payment)).await?;
                Ok(false)
            }
        }
    }

    async fn notice_of_debit(&self, payment: &PaymentRow) -> Result<Noticed, DeskError> {
        let written = outbox::of_subject(self.parts.store.reader(), payment.payment.as_str()).await?;
        if let Some(notice) = written.iter().find(|row| row.notice.kind == NoticeKind::DebitComing) {
            return Ok(match (notice.sent_at, notice.refused_at) {
                (Some(_), _) => Noticed::Sent,
                (None, Some(_)) => Noticed::Never,
                (None, None) => Noticed::Waits,
            });
        }
        let Some(face) = payment.method.clone() else { return Ok(Noticed::Never) };
        let coming = Coming {
            payment: &payment.payment,
            account: &payment.account,
            total: payment.total(),
            method: &face,
            confirmation: &payment.confirmation,
            on: payment.paid_on,
            urgency: if payment.channel == Channel::Phone { Urgency::Awaited } else { Urgency::Usual },
        };
        let mut tx = self.parts.store.begin().await?;
        let announced = self.notify(&mut tx, &coming.tidings()).await?;
        tx.commit().await?;
        self.work.notify_one();
        Ok(match announced {
            Announced::Written(_) | Announced::Already => Noticed::Waits,
            Announced::Capped | Announced::Nowhere(_) => Noticed::Never,
        })
    }

    /// The job anew, as if it had never been claimed: nothing was asked of the processor.
    async fn wait_for_notice(&self, worker: &str, job: &JobRow, payment: &PaymentRow) -> Result<(), DeskError> {
        let now = self.parts.clock.now();
        let waited = now.duration_since(payment.requested_at);
        let pause = (waited / 4).max(SignedDuration::from_secs(2));
        let mut tx = self.parts.store.begin().await?;
        if jobs::finish(&mut tx, &job.job, worker).await? {
            let run_at = now.checked_add(pause).unwrap_or(now);
            payments::ask_to_charge(&mut tx, &payment.payment, run_at).await?;
        }
        Ok(tx.commit().await?)
    }

    /// What a bank's return means for the method, for autopay, and for the debit itself.
    pub(super) async fn follow(&self, tx: &mut Tx, payment: &PaymentRow, code: &str) -> Result<(), DeskError> {
        let after = follows(code);
        match (after, payment.method.as_ref()) {
            (Some(Follows::MethodEnds | Follows::AutopayEnds), Some(face)) => {
                if !self.remove(tx, &payment.account, &face.method).await? {
                    // keyed for this debit alone: nobody knows it as saved
                    methods::drop_unsaved(tx, &face.method).await?;
                }
                if after == Some(Follows::AutopayEnds) {
                    self.stop_autopay(tx, &payment.account, &format!("the bank's return {code}")).await?;
                }
                Ok(())
            }
            (Some(Follows::AskAgain), Some(_)) if payment.instrument == Instrument::Bank => {
                self.plan_again(tx, payment, code).await
            }
            _ => self.open_case(tx, case_of(payment, CaseKind::Returned, code)).await,
        }
    }

    /// Twice at most; an agreement that was declined tries again by its own rule.
    async fn plan_again(&self, tx: &mut Tx, payment: &PaymentRow, code: &str) -> Result<(), DeskError> {
        if payment.status != PaymentStatus::Paid && payment.channel.is_of_an_agreement() {
            return Ok(());
        }
        if times(payment).0 >= REPRESENTED_AT_MOST {
            return self.open_case(tx, case_of(payment, CaseKind::Returned, code)).await;
        }
        let now = self.parts.clock.now();
        let job = NewJob {
            job: JobId::of(&format!("represent_{}", payment.payment)),
            kind: JobKind::Represent,
            subject: payment.payment.to_string(),
            run_at: now.checked_add(PRESENT_AGAIN_AFTER).unwrap_or(now),
        };
        Ok(jobs::put(tx, &job).await.map(drop)?)
    }

    /// Presents a returned debit once more, as a payment of its own, while so much is still owed.
    pub(super) async fn represent(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let asked = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let asked = self.represent_in(&mut tx, worker, job).await;
            commit_unless_refused(tx, asked).await
        });
        match asked.await? {
            Ok(Some(payment)) => self.announce_requested(&payment),
            Ok(None) => {}
            Err(refused) => raced(|| self.no_more(worker, job, &refused)).await?,
        }
        Ok(())
    }

    async fn represent_in(&self, tx: &mut Tx, worker: &str, job: &JobRow) -> Result<Option<PaymentId>, ChargeFault> {
        let payment = self.payment_of(job).await?;
        accounts::touch(tx, &payment.account).await?;
        if !jobs::finish(tx, &job.job, worker).await? {
            return Ok(None);
        }
        let owed = standing::of_account(&mut *tx, &payment.account, self.today()).await?;
        let is_owed = owed.is_some_and(|standing| standing.payable().minor >= payment.amount.minor);
        let (Some(face), true) = (&payment.method, is_owed) else { return Ok(None) };
        let (before, first) = times(&payment);
        let wanted = Wanted {
            account: payment.account.clone(),
            amount: payment.amount,
            fee: payment.fee,
            method: face.method.clone(),
            channel: payment.channel,
            source: format!("{AGAIN}{} of {first}", before + 1),
            bill: payment.bill.clone(),
            key: format!("{AGAIN}{} of {first}", before + 1),
        };
        Ok(match self.charge_by(tx, &wanted, By::Debited).await? {
            Asked::New(payment) => Some(payment),
            Asked::Already(_) => None,
        })
    }

    async fn no_more(&self, worker: &str, job: &JobRow, refused: &ChargeFault) -> Result<(), DeskError> {
        let payment = PaymentId::from_stored(job.subject.clone());
        let detail = refused.to_string();
        let mut tx = self.parts.store.begin().await?;
        jobs::finish(&mut tx, &job.job, worker).await?;
        let case = NewCase { payment: &payment, kind: CaseKind::Returned, subject: "", detail: &detail };
        self.open_case(&mut tx, case).await?;
        Ok(tx.commit().await?)
    }
}

/// How often this debit was presented again so far, and its first payment.
fn times(payment: &PaymentRow) -> (u32, &str) {
    let again = payment.idempotency_key.strip_prefix(AGAIN).and_then(|rest| rest.split_once(" of "));
    let read = again.and_then(|(time, first)| Some((time.parse().ok()?, first)));
    read.unwrap_or((0, payment.payment.as_str()))
}
