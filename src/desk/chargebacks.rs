//! Chargebacks by their stages: each is asked of the processor, booked or recorded once, and stands before a person until it
//! is won or lost. It refuses to know how a processor tells them and how an undoing is posted.
use jiff::{SignedDuration, civil::Date};

use super::{
    Desk, DeskError,
    attempt::{CHARGE_WITHIN, case_of},
    commit_unless_refused, raced,
    undo::{FeeBack, Undo, UndoFault, measure},
};
use crate::{
    billing::{
        PaymentStatus,
        case::CaseKind,
        chargeback::{Dispute, DisputeState, Stage},
        undo::{Left, UndoingKind},
    },
    id::PaymentId,
    store::{
        Tx, accounts,
        cases::{self, NewCase},
        chargebacks::{self, StageRow},
        jobs::{self, JobRow},
        payments::{self, PaymentRow},
        refunds,
        undoings::{self, UndoingRow},
    },
};

/// A processor that did not tell is asked again then; a chargeback's days are weeks.
const ASK_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);

impl Desk {
    /// Asks the processor about a payment's disputes, and takes in what it tells.
    pub(super) async fn look_into(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let payment = self.payment_of(job).await?;
        self.check_gateway(&payment)?;
        let charge = payment.processor_ref.clone().unwrap_or_default();
        let told = tokio::time::timeout(CHARGE_WITHIN, self.parts.gateway.disputes(&charge)).await;
        let Some(disputes) = told.ok().flatten() else {
            return raced(|| self.later(worker, job)).await;
        };
        for dispute in &disputes {
            let taken = raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                let taken = self.take_dispute(&mut tx, &payment, dispute).await;
                commit_unless_refused(tx, taken).await
            });
            match taken.await? {
                Ok(()) => {}
                // a refund of it is under way: its end is awaited
                Err(UndoFault::UnderWay(_)) => return raced(|| self.later(worker, job)).await,
                Err(refused) => raced(|| self.not_taken(&payment, dispute, &refused)).await?,
            }
        }
        self.done(worker, job).await
    }

    async fn later(&self, worker: &str, job: &JobRow) -> Result<(), DeskError> {
        let now = self.parts.clock.now();
        let mut tx = self.parts.store.begin().await?;
        let again = now.checked_add(ASK_AGAIN_AFTER).unwrap_or(now);
        jobs::again(&mut tx, &job.job, worker, again, "unknown").await?;
        Ok(tx.commit().await?)
    }

    async fn not_taken(&self, payment: &PaymentRow, dispute: &Dispute, refused: &UndoFault) -> Result<(), DeskError> {
        let detail = format!("dispute {} of {}: {refused}", dispute.name, dispute.amount);
        let case = NewCase { subject: &dispute.name, ..case_of(payment, CaseKind::Contradiction, &detail) };
        let mut tx = self.parts.store.begin().await?;
        self.open_case(&mut tx, case).await?;
        Ok(tx.commit().await?)
    }

    /// Each stage once, in whatever order its webhooks came.
    async fn take_dispute(&self, tx: &mut Tx, payment: &PaymentRow, dispute: &Dispute) -> Result<(), UndoFault> {
        accounts::touch(tx, &payment.account).await?;
        let seen = chargebacks::of_payment(&mut *tx, &payment.payment).await?;
        let is_new = |stage| !seen.iter().any(|row| row.dispute == dispute.name && row.stage == stage);
        if dispute.state != DisputeState::Inquiry && is_new(Stage::Opened) {
            let undone = undoings::of_payment(&mut *tx, &payment.payment).await?;
            let under_way = refunds::under_way(&mut *tx, &payment.payment).await?;
            let whole = self.undo_by(payment, dispute, (UndoingKind::Chargeback, None));
            let (left, _) = measure(&whole, payment, (&undone, &under_way))?;
            let refused = || UndoFault::Amount { amount: dispute.amount, left: left.total() };
            let part = left.part_of(dispute.amount).ok_or_else(refused)?;
            self.undo_in(tx, &self.undo_by(payment, dispute, (UndoingKind::Chargeback, Some(part)))).await?;
        }
        if let Some(due_on) = dispute.due_on.filter(|_| is_new(Stage::EvidenceDue)) {
            self.note_due(tx, payment, (&dispute.name, &dispute.reason), due_on).await?;
        }
        match dispute.state {
            DisputeState::Won if is_new(Stage::Won) => {
                self.undo_in(tx, &self.undo_by(payment, dispute, (UndoingKind::ChargebackWon, None))).await.map(drop)
            }
            DisputeState::Lost if is_new(Stage::Lost) => {
                self.end_dispute(tx, payment, (&dispute.name, Stage::Lost), &payment.gateway).await?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn undo_by(&self, payment: &PaymentRow, dispute: &Dispute, (kind, part): (UndoingKind, Option<Left>)) -> Undo {
        Undo {
            payment: payment.payment.clone(),
            kind,
            amount: part.map(|part| part.amount),
            fee: part.map_or(FeeBack::WithTheAmount, |part| FeeBack::Exactly(part.fee)),
            code: None,
            reason: dispute.reason.clone(),
            source: payment.gateway.clone(),
            event: kind.event_of(&dispute.name),
            on: self.today(),
            out_of: None,
        }
    }

    /// A chargeback that is opened stands before a person.
    pub(super) async fn dispute_opens(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        row: &UndoingRow,
    ) -> Result<(), DeskError> {
        self.note_stage(tx, payment, (&row.event, Stage::Opened, None), &row.source).await?;
        let code = row.code.as_ref().unwrap_or(&row.reason);
        let taken = row.amount.checked_add(row.fee).unwrap_or(row.amount);
        let detail = format!("{taken} was taken: {code}");
        let case = NewCase { subject: &row.event, ..case_of(payment, CaseKind::Chargeback, &detail) };
        self.open_case(tx, case).await
    }

    /// One that is won stands there no longer; one that was called lost stays so.
    pub(super) async fn dispute_won(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        (opened, source): (&UndoingRow, &str),
    ) -> Result<(), DeskError> {
        let seen = chargebacks::of_payment(&mut *tx, &payment.payment).await?;
        if seen.iter().any(|stage| stage.dispute == opened.event && matches!(stage.stage, Stage::Won | Stage::Lost)) {
            return Ok(());
        }
        self.end_dispute(tx, payment, (&opened.event, Stage::Won), source).await
    }

    async fn note_due(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        (name, reason): (&str, &str),
        due_on: Date,
    ) -> Result<(), DeskError> {
        self.note_stage(tx, payment, (name, Stage::EvidenceDue, Some(due_on)), &payment.gateway).await?;
        let detail = format!("{reason}: evidence is due by {due_on}");
        let case = NewCase { subject: name, ..case_of(payment, CaseKind::Chargeback, &detail) };
        self.open_case(tx, case).await?;
        Ok(cases::tell_more(tx, case).await?)
    }

    async fn end_dispute(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        (name, stage): (&str, Stage),
        source: &str,
    ) -> Result<(), DeskError> {
        self.note_stage(tx, payment, (name, stage, None), source).await?;
        let case = NewCase { subject: name, ..case_of(payment, CaseKind::Chargeback, stage.as_text()) };
        Ok(cases::close_one(tx, case, self.parts.clock.now()).await?)
    }

    async fn note_stage(
        &self,
        tx: &mut Tx,
        payment: &PaymentRow,
        (dispute, stage, due_on): (&str, Stage, Option<Date>),
        source: &str,
    ) -> Result<(), DeskError> {
        let row = StageRow {
            payment: payment.payment.clone(),
            dispute: dispute.to_owned(),
            stage,
            due_on,
            source: source.to_owned(),
            recorded_at: self.parts.clock.now(),
        };
        Ok(chargebacks::record(tx, &row).await.map(drop)?)
    }

    /// A clerk knows that a chargeback is lost: no money moves any more, and its case is closed.
    ///
    /// # Errors
    /// `NotChargedBack` where none is open.
    pub async fn lose(&self, payment: &PaymentId, by: &str) -> Result<StageRow, UndoFault> {
        let lost = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let lost = self.lose_in(&mut tx, payment, by).await;
            commit_unless_refused(tx, lost).await
        });
        lost.await?
    }

    async fn lose_in(&self, tx: &mut Tx, payment: &PaymentId, by: &str) -> Result<StageRow, UndoFault> {
        let found = payments::find(&mut *tx, payment).await?.ok_or_else(|| UndoFault::Missing(payment.clone()))?;
        accounts::touch(tx, &found.account).await?;
        if found.status != PaymentStatus::Paid {
            return Err(UndoFault::NotPaid(payment.clone()));
        }
        let seen = chargebacks::of_payment(&mut *tx, payment).await?;
        let open = still_open(&seen).ok_or_else(|| UndoFault::NotChargedBack(payment.clone()))?;
        self.end_dispute(tx, &found, (&open.dispute, Stage::Lost), by).await?;
        let now = self.parts.clock.now();
        Ok(StageRow { stage: Stage::Lost, due_on: None, source: by.to_owned(), recorded_at: now, ..open.clone() })
    }
}

/// The latest chargeback that is neither won nor lost.
fn still_open(seen: &[StageRow]) -> Option<&StageRow> {
    let ended =
        |name: &str| seen.iter().any(|stage| stage.dispute == name && matches!(stage.stage, Stage::Won | Stage::Lost));
    seen.iter().rev().find(|stage| stage.stage == Stage::Opened && !ended(&stage.dispute))
}
