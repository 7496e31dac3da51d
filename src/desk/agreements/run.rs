//! The runner: what is due on a day is charged once, on any number of nodes; what was charged is settled, or tried again by
//! schedule. It refuses to know processors.
use std::time::Duration;

use jiff::civil::Date;
use serde::Serialize;

use super::touched;
use crate::{
    billing::{
        PaymentStatus,
        agreement::{Agreed, AgreementKind, drawn},
        channel::Channel,
    },
    desk::{
        Desk, DeskError,
        charge::{Asked, ChargeFault, Wanted},
        raced,
    },
    id::{AccountId, AgreementId, PaymentId},
    money::Money,
    store::{
        Tx,
        agreements::{self, AgreementRow, End, Ending},
        dues::{self, DueRow, DueState},
        jobs::Lease,
        payments, standing,
    },
};

/// Items claimed at once.
const AT_ONCE: i64 = 32;
/// A node that died gives its items back after this time.
const LEASE: Duration = Duration::from_secs(20);

/// What became of an agreement in a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The customer is told what will be drawn, and when.
    Announced {
        draw_on: Date,
    },
    /// A charge is handed over.
    Asked,
    /// Nothing was payable.
    Nothing,
    Paid,
    /// Declined; tried again on that day.
    Again {
        draw_on: Date,
    },
    /// Declined, or refused, for good.
    Failed,
    /// Its agreement had ended.
    Dropped,
    Kept,
    Broken,
}

/// One thing that a pass did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ran {
    pub agreement: AgreementId,
    pub account: AccountId,
    pub kind: AgreementKind,
    pub due_on: Option<Date>,
    pub what: What,
    pub amount: Option<Money>,
}

impl Ran {
    pub(super) fn of(row: &AgreementRow, due_on: Option<Date>, what: What, amount: Option<Money>) -> Self {
        let (agreement, account) = (row.agreement.clone(), row.account.clone());
        Self { agreement, account, kind: row.kind, due_on, what, amount }
    }
}

impl Desk {
    /// One pass for a day of the biller's: announces, charges what is due, settles what was charged, keeps or breaks what is
    /// watched. Run twice, or on two nodes at once, it does each thing once.
    ///
    /// # Errors
    /// Any `DeskError`; what was done before stays done.
    pub async fn run_due(&self, today: Date, worker: &str) -> Result<Vec<Ran>, DeskError> {
        let mut ran = self.plan_autopay(today).await?;
        if self.calendar().is_business(today) {
            self.draw_all(today, worker, &mut ran).await?;
        }
        ran.extend(self.watch(today).await?);
        Ok(ran)
    }

    /// What a pass would charge on a day, as far as it is planned; nothing is written.
    ///
    /// # Errors
    /// Any `DeskError`.
    pub async fn would_draw(&self, today: Date) -> Result<Vec<Ran>, DeskError> {
        let db = self.parts.store.reader();
        let mut would = Vec::new();
        for due in dues::drawn_by(db, today).await? {
            let Some(row) = agreements::find(db, &due.agreement).await? else { continue };
            let standing = standing::of_account(db, &row.account, today).await?;
            let amount = standing.map(|standing| drawn(due.amount, standing.payable()));
            let what = if amount.is_some_and(Money::is_positive) { What::Asked } else { What::Nothing };
            would.push(Ran::of(&row, Some(due.due_on), what, amount));
        }
        Ok(would)
    }

    async fn draw_all(&self, today: Date, worker: &str, ran: &mut Vec<Ran>) -> Result<(), DeskError> {
        loop {
            let claimed = raced(|| async {
                let now = self.parts.clock.now();
                let until = now.checked_add(LEASE).unwrap_or(now);
                let mut tx = self.parts.store.begin().await?;
                let claimed = dues::claim(&mut tx, Lease { worker, now, until }, today, AT_ONCE).await?;
                tx.commit().await?;
                Ok(claimed)
            });
            let claimed = claimed.await?;
            if claimed.is_empty() {
                return Ok(());
            }
            for due in claimed {
                let Some((did, payment)) = raced(|| self.move_on(worker, &due, today)).await? else { continue };
                if let Some(payment) = payment {
                    self.announce_requested(&payment);
                }
                ran.push(did);
            }
        }
    }

    /// Moves a claimed item on in one transaction; none when another worker did.
    async fn move_on(
        &self,
        worker: &str,
        due: &DueRow,
        today: Date,
    ) -> Result<Option<(Ran, Option<PaymentId>)>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        let Some(row) = touched(&mut tx, &due.agreement).await? else { return Ok(None) };
        let Some(mut due) = dues::held(&mut tx, &due.name(), worker).await? else { return Ok(None) };
        let (what, amount, payment) = match due.state {
            DueState::Waiting if row.ended.is_some() => {
                due.state = DueState::Dropped;
                (What::Dropped, Some(due.amount), None)
            }
            DueState::Waiting => self.hand_over(&mut tx, &row, &mut due, today).await?,
            DueState::Asked => match self.settled(&mut tx, &row, &mut due, today).await? {
                Some(what) => (what, Some(due.amount), None),
                None => return Ok(None),
            },
            DueState::Paid | DueState::Failed | DueState::Nothing | DueState::Dropped => return Ok(None),
        };
        dues::moved(&mut tx, &due).await?;
        tx.commit().await?;
        Ok(Some((Ran::of(&row, Some(due.due_on), what, amount), payment)))
    }

    /// Asks for the charge of the lesser of what was announced and what is payable.
    async fn hand_over(
        &self,
        tx: &mut Tx,
        row: &AgreementRow,
        due: &mut DueRow,
        today: Date,
    ) -> Result<(What, Option<Money>, Option<PaymentId>), DeskError> {
        let payable = self.payable(tx, &row.account, due.amount.currency, today).await?;
        let amount = drawn(due.amount, payable);
        let (Some(method), true) = (row.agreed.method(), amount.is_positive()) else {
            due.state = DueState::Nothing;
            self.end_scheduled(tx, row, Ending::Kept, today).await?;
            return Ok((What::Nothing, None, None));
        };
        let (channel, bill) = match &row.agreed {
            Agreed::Autopay(_) => (Channel::Autopay, None),
            Agreed::Scheduled(scheduled) => (Channel::Scheduled, scheduled.bill.clone()),
            Agreed::Arrangement(_) | Agreed::Promise(_) => (Channel::Scheduled, None),
        };
        let key = format!("{}:{}", due.name(), due.attempt);
        let wanted = Wanted {
            account: row.account.clone(),
            amount,
            fee: Money::zero(amount.currency),
            method: method.clone(),
            channel,
            source: row.agreement.as_str().to_owned(),
            bill,
            key: key.clone(),
        };
        let asked = match self.charge_in(tx, &wanted).await {
            Ok(asked) => asked,
            Err(ChargeFault::Desk(fault)) => return Err(fault),
            Err(refused) => {
                tracing::warn!(agreement = %row.agreement, %refused, "a due item cannot be charged");
                due.state = DueState::Failed;
                self.end_scheduled(tx, row, Ending::Failed, today).await?;
                self.tell_failed(tx, row, due, amount).await?;
                return Ok((What::Failed, Some(amount), None));
            }
        };
        due.state = DueState::Asked;
        due.key = Some(key);
        let payment = match asked {
            Asked::New(payment) => Some(payment),
            Asked::Already(_) => None,
        };
        Ok((What::Asked, Some(amount), payment))
    }

    /// How an item's payment ended; none while its end is not known.
    async fn settled(
        &self,
        tx: &mut Tx,
        row: &AgreementRow,
        due: &mut DueRow,
        today: Date,
    ) -> Result<Option<What>, DeskError> {
        let Some(key) = &due.key else { return Ok(None) };
        let Some(payment) = payments::of_key(&mut *tx, key).await? else { return Ok(None) };
        match payment.status {
            PaymentStatus::Requested | PaymentStatus::Unknown | PaymentStatus::Submitted => Ok(None),
            PaymentStatus::Paid => {
                due.state = DueState::Paid;
                self.end_scheduled(tx, row, Ending::Kept, today).await?;
                Ok(Some(What::Paid))
            }
            PaymentStatus::Declined => {
                // what was scheduled is told with its payment
                if row.kind == AgreementKind::Autopay {
                    self.tell_failed(tx, row, due, payment.amount).await?;
                }
                let attempt = u32::try_from(due.attempt).unwrap_or(u32::MAX);
                let retry = payment.decline.and_then(|reason| self.policy().autopay.retry(attempt, reason));
                let Some(days) = retry.filter(|_| row.ended.is_none()) else {
                    due.state = DueState::Failed;
                    self.end_scheduled(tx, row, Ending::Failed, today).await?;
                    return Ok(Some(What::Failed));
                };
                let draw_on = self.calendar().later(today, days);
                due.state = DueState::Waiting;
                due.draw_on = Some(draw_on);
                due.attempt += 1;
                Ok(Some(What::Again { draw_on }))
            }
        }
    }

    /// A payment on a chosen day is over with its one item.
    async fn end_scheduled(&self, tx: &mut Tx, row: &AgreementRow, how: Ending, today: Date) -> Result<(), DeskError> {
        if row.kind == AgreementKind::Scheduled {
            let at = self.parts.clock.now();
            agreements::end(tx, &row.agreement, &End { how, source: "runner", stop: None, on: today, at }).await?;
        }
        Ok(())
    }
}
