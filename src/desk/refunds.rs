//! A refund asked of the processor that took the payment: committed first, asked for by its key, asked about until it is
//! known, and booked once. What the card refuses is a person's case, never another card. It refuses to know how a processor
//! is spoken to and how an undoing is posted.
use jiff::SignedDuration;

use super::{
    Desk, DeskError,
    attempt::{CHARGE_UNTIL, CHARGE_WITHIN, DAY, ask_at},
    commit_unless_refused, raced,
    undo::{FeeBack, Undo, UndoFault, measure},
};
use crate::{
    billing::{
        PaymentStatus,
        case::CaseKind,
        refund::{FeeRule, RefundRefusal, RefundStatus},
        undo::UndoingKind,
    },
    gateway::{Capability, Refund, RefundOutcome},
    id::{PaymentId, RefundId},
    money::Money,
    store::{
        Tx, accounts,
        cases::NewCase,
        jobs::{self, JobRow},
        payments::{self, PaymentRow},
        refunds::{self, Ended, RefundRow},
        undoings,
    },
};

/// What is to be given back.
#[derive(Clone, Debug)]
pub struct Back {
    pub payment: PaymentId,
    /// Of what was paid to bills; none is all that is left.
    pub amount: Option<Money>,
    pub fee: FeeBack,
    pub reason: String,
    /// The clerk.
    pub by: String,
    /// The same for the same wish: it is given back once, whoever asks how often.
    pub key: String,
}

impl From<FeeRule> for FeeBack {
    fn from(rule: FeeRule) -> Self {
        match rule {
            FeeRule::ProRata => Self::WithTheAmount,
            FeeRule::Kept => Self::Kept,
        }
    }
}

/// What became of asking for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Written; a worker asks the processor.
    New(Box<RefundRow>),
    /// The same key was asked for before; nothing is written.
    Already(Box<RefundRow>),
}

impl Asked {
    /// The row, whenever it was written.
    pub fn row(&self) -> &RefundRow {
        match self {
            Self::New(row) | Self::Already(row) => row,
        }
    }
}

/// What is known of a refund now.
enum Now {
    Refunded(String),
    Refused(RefundRefusal),
    /// Not known yet, and what a person has to see of it.
    Open(Option<&'static str>),
}

impl Desk {
    /// Writes the intent to give money of a payment back.
    ///
    /// # Errors
    /// Nothing was written: no such payment, one that was not paid or was charged back, an amount that is not left (refunds
    /// under way count), a payment that no processor can give back.
    pub async fn refund(&self, back: &Back) -> Result<Asked, UndoFault> {
        let asked = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let asked = self.refund_in(&mut tx, back).await;
            commit_unless_refused(tx, asked).await
        });
        let asked = asked.await??;
        if let Asked::New(row) = &asked {
            tracing::info!(payment = %row.payment, refund = %row.refund, "refund requested");
            self.work.notify_one();
        }
        Ok(asked)
    }

    async fn refund_in(&self, tx: &mut Tx, back: &Back) -> Result<Asked, UndoFault> {
        let missing = || UndoFault::Missing(back.payment.clone());
        let payment = payments::find(&mut *tx, &back.payment).await?.ok_or_else(missing)?;
        // The account first, as every booking does; then the row is read again, for it may have moved.
        accounts::touch(tx, &payment.account).await?;
        let payment = payments::find(&mut *tx, &back.payment).await?.ok_or_else(missing)?;
        if let Some(row) = refunds::of_key(&mut *tx, &back.key).await? {
            let asked = back.amount.is_none_or(|amount| amount == row.amount);
            return if row.payment == back.payment && asked {
                Ok(Asked::Already(Box::new(row)))
            } else {
                Err(UndoFault::OtherEvent { event: back.key.clone(), payment: row.payment })
            };
        }
        if payment.status != PaymentStatus::Paid {
            return Err(UndoFault::NotPaid(back.payment.clone()));
        }
        let gateway = &self.parts.gateway;
        if payment.gateway != gateway.name() || payment.processor_ref.is_none() || !gateway.can(Capability::Refund) {
            let PaymentRow { payment, gateway, .. } = payment;
            return Err(UndoFault::NotAsked { payment, gateway });
        }
        let before = undoings::of_payment(&mut *tx, &back.payment).await?;
        let under_way = refunds::under_way(&mut *tx, &back.payment).await?;
        let wish = self.undo_of(back, back.amount, back.fee);
        let (_, leaves) = measure(&wish, &payment, (&before, &under_way))?;
        let at = self.parts.clock.now();
        let row = RefundRow {
            refund: self.parts.chance.id(at),
            payment: back.payment.clone(),
            amount: leaves.amount,
            fee: leaves.fee,
            reason: back.reason.clone(),
            source: back.by.clone(),
            idempotency_key: back.key.clone(),
            status: RefundStatus::Requested,
            refusal: None,
            processor_ref: None,
            requested_at: at,
            settled_at: None,
        };
        refunds::request(tx, &row).await?;
        Ok(Asked::New(Box::new(row)))
    }

    fn undo_of(&self, back: &Back, amount: Option<Money>, fee: FeeBack) -> Undo {
        Undo {
            payment: back.payment.clone(),
            kind: UndoingKind::Refund,
            amount,
            fee,
            code: None,
            reason: back.reason.clone(),
            source: back.by.clone(),
            event: back.key.clone(),
            on: self.today(),
            out_of: None,
        }
    }

    pub(super) fn undo_by_refund(&self, row: &RefundRow) -> Undo {
        let back = Back {
            payment: row.payment.clone(),
            amount: Some(row.amount),
            fee: FeeBack::Exactly(row.fee),
            reason: row.reason.clone(),
            by: row.source.clone(),
            key: row.refund.to_string(),
        };
        self.undo_of(&back, back.amount, back.fee)
    }

    /// Asks the processor: to give back at first, what became of it later, and again by the same key what it has not seen.
    pub(super) async fn refund_next(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let refund = RefundId::from_stored(job.subject.clone());
        let missing = || DeskError::Books(format!("job {} names refund {refund}, which is not there", job.job));
        let row = refunds::find(self.parts.store.reader(), &refund).await?.ok_or_else(missing)?;
        if row.status == RefundStatus::Refused {
            return self.done(worker, job).await;
        }
        let payment = payments::find(self.parts.store.reader(), &row.payment).await?.ok_or_else(missing)?;
        self.check_gateway(&payment)?;
        let charge = payment.processor_ref.clone().ok_or_else(missing)?;
        let asked = Refund { key: row.idempotency_key.clone(), amount: row.total(), charge };
        if row.status == RefundStatus::Refunded {
            return self.stays_refunded(worker, job, (&payment, &row), &asked).await;
        }
        let waited = self.parts.clock.now().duration_since(row.requested_at);
        let is_first = job.attempts == 1 && row.status == RefundStatus::Requested;
        let known = if is_first { RefundOutcome::NeverSeen } else { self.ask_refund(&asked).await };
        let outcome = match known {
            // nobody has asked before, however long its job waited: nothing is repeated
            RefundOutcome::NeverSeen if is_first || waited < CHARGE_UNTIL => self.give_back(&asked, &payment).await,
            known => known,
        };
        let now = told(outcome, waited);
        match raced(|| self.conclude_refund(worker, job, (&payment, &row), &now)).await? {
            Ok(()) => {
                self.settled.notify_waiters();
                Ok(())
            }
            // it left, yet it does not fit what is left here: a person looks, and it is asked again tomorrow
            Err(fault) => raced(|| self.puzzle(worker, job, &row, &fault)).await,
        }
    }

    pub(super) async fn ask_refund(&self, asked: &Refund) -> RefundOutcome {
        let answer = tokio::time::timeout(CHARGE_WITHIN, self.parts.gateway.ask_refund(asked)).await;
        answer.unwrap_or(RefundOutcome::Unknown)
    }

    /// The whole of a payment is voided where that is possible; whatever is settled is refunded.
    async fn give_back(&self, asked: &Refund, payment: &PaymentRow) -> RefundOutcome {
        let gateway = &self.parts.gateway;
        if asked.amount == payment.total() && gateway.can(Capability::Void) {
            let answer = tokio::time::timeout(CHARGE_WITHIN, gateway.void(asked)).await;
            match answer.unwrap_or(RefundOutcome::Unknown) {
                RefundOutcome::Settled => {}
                outcome => return outcome,
            }
        }
        let answer = tokio::time::timeout(CHARGE_WITHIN, gateway.refund(asked)).await;
        answer.unwrap_or(RefundOutcome::Unknown)
    }

    /// Books what is known and ends the job, or leaves the question for later, in one transaction.
    async fn conclude_refund(
        &self,
        worker: &str,
        job: &JobRow,
        (payment, row): (&PaymentRow, &RefundRow),
        now: &Now,
    ) -> Result<Result<(), UndoFault>, DeskError> {
        let at = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        accounts::touch(&mut tx, &payment.account).await?;
        let (to, refusal, reference) = match now {
            Now::Refunded(reference) => (RefundStatus::Refunded, None, Some(reference.as_str())),
            Now::Refused(refusal) => (RefundStatus::Refused, Some(*refusal), None),
            Now::Open(_) => (RefundStatus::Unknown, None, None),
        };
        if !refunds::settle(&mut tx, &row.refund, Ended { to, refusal, processor_ref: reference, at }).await? {
            // another worker ended it
            return Ok(Ok(()));
        }
        match now {
            Now::Refunded(_) => {
                match self.undo_in(&mut tx, &self.undo_by_refund(row)).await {
                    Ok(_) => {}
                    Err(UndoFault::Desk(fault)) => return Err(fault),
                    Err(refused) => return Ok(Err(refused)),
                }
                jobs::finish(&mut tx, &job.job, worker).await?;
            }
            Now::Refused(refusal) => {
                self.open_refund_case(&mut tx, row, case_of_refusal(*refusal), refusal.as_text()).await?;
                jobs::finish(&mut tx, &job.job, worker).await?;
            }
            Now::Open(contradicts) => {
                if let Some(what) = contradicts {
                    self.open_refund_case(&mut tx, row, CaseKind::Contradiction, what).await?;
                }
                // one that waited for a worker that long was not asked about yet
                if job.attempts > 1 && at.duration_since(row.requested_at) >= DAY {
                    let detail = "its refund was asked about at 30 s, 2 min, 10 min, 1 h, 6 h and 1 d";
                    self.open_refund_case(&mut tx, row, CaseKind::NoAnswer, detail).await?;
                }
                jobs::again(&mut tx, &job.job, worker, ask_at(row.requested_at, at), "unknown").await?;
            }
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    async fn puzzle(&self, worker: &str, job: &JobRow, row: &RefundRow, fault: &UndoFault) -> Result<(), DeskError> {
        let at = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        self.open_refund_case(&mut tx, row, CaseKind::Contradiction, &fault.to_string()).await?;
        let later = at.checked_add(DAY).unwrap_or(at);
        jobs::again(&mut tx, &job.job, worker, later, "not booked").await?;
        Ok(tx.commit().await?)
    }

    pub(super) async fn open_refund_case(
        &self,
        tx: &mut Tx,
        row: &RefundRow,
        kind: CaseKind,
        detail: &str,
    ) -> Result<(), DeskError> {
        let case = NewCase { payment: &row.payment, kind, subject: row.refund.as_str(), detail };
        self.open_case(tx, case).await
    }
}

pub(super) fn case_of_refusal(refusal: RefundRefusal) -> CaseKind {
    match refusal {
        RefundRefusal::CardClosed => CaseKind::CheckDue,
        RefundRefusal::NotAccepted | RefundRefusal::ProcessorDown => CaseKind::RefundRefused,
    }
}

/// The processor's word as ours. What it has never seen is given up only once no request of ours can be under way.
fn told(outcome: RefundOutcome, waited: SignedDuration) -> Now {
    match outcome {
        RefundOutcome::Refunded { reference } => Now::Refunded(reference),
        RefundOutcome::Refused(refusal) => Now::Refused(refusal),
        RefundOutcome::NeverSeen if waited >= DAY => Now::Refused(RefundRefusal::ProcessorDown),
        RefundOutcome::Contradicts(what) => Now::Open(Some(what)),
        RefundOutcome::Settled
        | RefundOutcome::Down
        | RefundOutcome::Pending
        | RefundOutcome::Unknown
        | RefundOutcome::NeverSeen => Now::Open(None),
    }
}
