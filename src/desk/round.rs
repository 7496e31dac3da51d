//! Payments that their processor approved, into the books together, and charges that are asked for together: what `book` and
//! `charge_in` do for one, in a transaction for many; what is not plain is left to those. It refuses to know SQL and how an
//! approval was learned.
use std::collections::{HashMap, HashSet};

use super::{Desk, DeskError, book::outcome_of, charge::Wanted, raced, together::OfAccount};
use crate::{
    billing::{PaymentStatus, allocate::Rule, channel::Instrument, event::EventKind, notice::NoticeKind},
    id::{AccountId, PaymentId},
    store::{
        jobs::JobRow,
        payments::{NewPayment, PaymentRow},
        round::{self, Posted},
    },
};

/// A charge that was approved.
pub(super) struct Approved {
    pub(super) worker: String,
    pub(super) job: JobRow,
    pub(super) payment: PaymentRow,
    /// The processor's own name of it.
    pub(super) reference: String,
}

impl OfAccount for Approved {
    fn account(&self) -> &AccountId {
        &self.payment.account
    }
}

impl OfAccount for Wanted {
    fn account(&self) -> &AccountId {
        &self.account
    }
}

impl Desk {
    /// Asks for a charge together with others; none where it is left to be asked for by itself, which says what is wrong with it.
    pub(super) async fn ask_in_a_round(&self, wanted: &Wanted) -> Option<PaymentId> {
        self.asking.join(wanted.clone(), |all| self.ask_round(all)).await.flatten()
    }

    async fn ask_round(&self, all: Vec<Wanted>) -> Vec<Option<PaymentId>> {
        let asked = raced(|| self.ask_round_once(&all)).await.unwrap_or_else(|error| {
            tracing::warn!(%error, charges = all.len(), "charges are not asked for together; each is by itself");
            HashMap::new()
        });
        all.iter().map(|one| asked.get(&one.account).cloned()).collect()
    }

    /// The payments that were asked for, by their accounts: a key that two accounts bring is the first one's.
    async fn ask_round_once(&self, all: &[Wanted]) -> Result<HashMap<AccountId, PaymentId>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        let accounts: Vec<&AccountId> = all.iter().map(|one| &one.account).collect();
        round::begin(&mut tx, &accounts).await?;
        let asks: Vec<_> = all.iter().map(|one| (&one.account, &one.method, one.key.as_str())).collect();
        let faces = round::faces(&mut tx, &asks).await?;
        let plain = |one: &Wanted| {
            let face = faces.get(&one.account).filter(|face| one.is_chargeable(face.currency))?;
            Some(self.new_charge(one, face.face.clone()))
        };
        let new: Vec<NewPayment> = all.iter().filter_map(plain).collect();
        let written = round::ask(&mut tx, &new).await?;
        round::finish(&mut tx).await?;
        tx.commit().await?;
        let new = new.into_iter().filter(|one| written.contains(&one.payment));
        Ok(new.map(|one| (one.account, one.payment)).collect())
    }

    /// Books an approved charge together with others; false where it is left to be booked by itself, and nothing is written.
    pub(super) async fn book_in_a_round(&self, approved: Approved) -> bool {
        let payment = &approved.payment;
        let plain = payment.status == PaymentStatus::Requested
            && payment.instrument == Instrument::Card
            && payment.held.is_none()
            && payment.item.is_none()
            && !matches!(self.parts.rules.allocation, Rule::ByKind(_));
        plain && self.booking.join(approved, |all| self.book_round(all)).await.unwrap_or(false)
    }

    async fn book_round(&self, all: Vec<Approved>) -> Vec<bool> {
        let booked = raced(|| self.book_round_once(&all)).await.unwrap_or_else(|error| {
            tracing::warn!(%error, payments = all.len(), "payments are not booked together; each is by itself");
            HashSet::new()
        });
        all.iter().map(|one| booked.contains(&one.payment.payment)).collect()
    }

    async fn book_round_once(&self, all: &[Approved]) -> Result<HashSet<PaymentId>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        let accounts: Vec<&AccountId> = all.iter().map(|one| &one.payment.account).collect();
        round::begin(&mut tx, &accounts).await?;
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
        round::finish(&mut tx).await?;
        tx.commit().await?;
        Ok(moved)
    }
}
