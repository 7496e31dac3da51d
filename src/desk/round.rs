//! Payments that their processor approved, into the books together: whoever comes while a round is being booked waits for
//! the next one. It is what `book` does for one payment, in a transaction for many; what is not plain is left to `book`. It
//! refuses to know SQL and how an approval was learned.
use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use tokio::sync::oneshot;

use super::{Desk, DeskError, book::outcome_of, raced};
use crate::{
    billing::{PaymentStatus, allocate::Rule, channel::Instrument, event::EventKind, notice::NoticeKind},
    id::{AccountId, PaymentId},
    store::{
        jobs::JobRow,
        payments::PaymentRow,
        round::{self, Posted},
    },
};

/// The most payments of one round: every other write of the database waits for it.
const AT_MOST: usize = 64;

/// A charge that was approved.
pub(super) struct Approved {
    pub(super) worker: String,
    pub(super) job: JobRow,
    pub(super) payment: PaymentRow,
    /// The processor's own name of it.
    pub(super) reference: String,
}

/// One that waits, and where to say whether it was booked.
struct Waiting(Approved, oneshot::Sender<bool>);

/// Who waits for the next round, and whose turn it is to book one.
#[derive(Default)]
pub(super) struct Rounds {
    waiting: Mutex<Vec<Waiting>>,
    turn: tokio::sync::Mutex<()>,
}

impl Rounds {
    fn join(&self, approved: Approved) -> oneshot::Receiver<bool> {
        let (booked, answer) = oneshot::channel();
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Waiting(approved, booked));
        answer
    }

    /// The next round: one payment an account, for the second is spread over what the first one leaves.
    fn next(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut accounts = HashSet::new();
        let (round, later) = std::mem::take(&mut *waiting).into_iter().partition(|Waiting(approved, _)| {
            accounts.len() < AT_MOST && accounts.insert(approved.payment.account.clone())
        });
        *waiting = later;
        round
    }
}

impl Desk {
    /// Books an approved charge together with others; false where it is left to be booked by itself, and nothing is written.
    pub(super) async fn book_in_a_round(&self, approved: Approved) -> bool {
        let payment = &approved.payment;
        let plain = payment.status == PaymentStatus::Requested
            && payment.instrument == Instrument::Card
            && payment.held.is_none()
            && payment.item.is_none()
            && !matches!(self.parts.rules.allocation, Rule::ByKind(_));
        if !plain {
            return false;
        }
        let mut answer = self.rounds.join(approved);
        loop {
            let turn = tokio::select! {
                // booked by another's turn
                booked = &mut answer => return booked.unwrap_or(false),
                turn = self.rounds.turn.lock() => turn,
            };
            // it may have been told while the turn came
            if let Ok(booked) = answer.try_recv() {
                return booked;
            }
            self.book_round(self.rounds.next()).await;
            drop(turn);
        }
    }

    async fn book_round(&self, mut round: Vec<Waiting>) {
        // in one order on every node, so that two nodes seldom wait for each other in a circle
        round.sort_by(|Waiting(a, _), Waiting(b, _)| a.payment.account.as_str().cmp(b.payment.account.as_str()));
        let (all, answers): (Vec<_>, Vec<_>) = round.into_iter().map(|Waiting(approved, to)| (approved, to)).unzip();
        let booked = raced(|| self.book_round_once(&all)).await.unwrap_or_else(|error| {
            tracing::warn!(%error, payments = all.len(), "payments are not booked together; each is by itself");
            HashSet::new()
        });
        for (approved, answer) in all.iter().zip(answers) {
            // whoever asked may be gone, and the job with its lease
            answer.send(booked.contains(&approved.payment.payment)).unwrap_or_default();
        }
    }

    async fn book_round_once(&self, all: &[Approved]) -> Result<HashSet<PaymentId>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        let accounts: Vec<&AccountId> = all.iter().map(|one| &one.payment.account).collect();
        round::touch(&mut tx, &accounts).await?;
        let leads = round::leads(&mut tx, &accounts).await?;
        let alone = all.iter().filter(|one| one.payment.alone || !leads.contains(&one.payment.account));
        let charged: Vec<_> = alone.map(|one| (&one.payment.payment, one.reference.as_str())).collect();
        let moved = round::settle(&mut tx, &charged, self.parts.clock.now()).await?;
        let paid: Vec<&Approved> = all.iter().filter(|one| moved.contains(&one.payment.payment)).collect();
        if paid.is_empty() {
            return Ok(moved);
        }
        let accounts: Vec<&AccountId> = paid.iter().map(|one| &one.payment.account).collect();
        let open = round::open_bills(&mut tx, &accounts).await?;
        let mut posted = Vec::new();
        for Approved { payment, .. } in &paid {
            let bills = open.get(&payment.account).map_or(&[][..], Vec::as_slice);
            let parts = self.spread(payment, payment.amount, bills)?;
            let transaction = self.receipt(payment, &parts)?;
            posted.push(Posted { payment: &payment.payment, transaction, shares: parts.shares });
        }
        round::post(&mut tx, &posted).await?;
        let tidings: Vec<_> = paid.iter().map(|one| outcome_of(&one.payment, NoticeKind::Paid)).collect();
        self.notify_all(&mut tx, &tidings).await?;
        self.emit_payments(&mut tx, EventKind::PaymentPaid, paid.iter().map(|one| &one.payment)).await?;
        let cards: Vec<_> = paid.iter().filter_map(|one| Some(&one.payment.method.as_ref()?.method)).collect();
        let jobs: Vec<_> = paid.iter().map(|one| (&one.job.job, one.worker.as_str())).collect();
        round::end(&mut tx, &cards, &jobs).await?;
        tx.commit().await?;
        Ok(moved)
    }
}
