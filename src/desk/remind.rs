//! The daily pass: what is due soon and what is past due, each bill reminded of once. Run twice, it writes once. It
//! refuses to know when it is run.
use std::sync::atomic::Ordering;

use jiff::{ToSpan as _, civil::Date};

use super::{
    Desk, DeskError,
    announce::{Announced, Tidings, Urgency},
    raced,
};
use crate::{
    billing::notice::NoticeKind,
    call::phrase::Value,
    config::Reminders,
    flow::Var,
    money::Money,
    store::{
        accounts,
        reminders::{self, OpenBill},
        standing,
    },
};

/// A bill past due for longer is no longer reminded of: that is another letter's matter.
const PAST_DUE_DAYS: i64 = 30;

/// One bill and what became of its reminder.
#[derive(Clone, Debug)]
pub struct Reminded {
    pub kind: NoticeKind,
    pub bill: OpenBill,
    /// None in a dry pass.
    pub announced: Option<Announced>,
}

/// Whether a pass writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Only lists the bills that would be looked at.
    Dry,
    Real,
}

impl Desk {
    /// The workers' own pass, once a day from the set hour on. A process that is started again runs it again, and writes
    /// nothing twice.
    ///
    /// # Errors
    /// As `remind`; the next sweep tries again.
    pub async fn remind_daily(&self) -> Result<(), DeskError> {
        let Some(hour) = self.parts.reminders.at else { return Ok(()) };
        let local = self.parts.clock.now().to_zoned(self.parts.terms.time_zone.clone());
        let done = self.reminded.load(Ordering::Relaxed);
        let day = i64::from(local.date().day_of_year()) + i64::from(local.date().year()) * 1000;
        if local.time() < hour || done == day {
            return Ok(());
        }
        let all = self.remind(local.date(), Pass::Real).await?;
        self.reminded.store(day, Ordering::Relaxed);
        tracing::info!(bills = all.len(), "the reminders of the day are written");
        Ok(())
    }

    /// Writes the reminders of a day.
    ///
    /// # Errors
    /// Any `StoreError`; what was written until then stays, and the next pass goes on.
    pub async fn remind(&self, today: Date, pass: Pass) -> Result<Vec<Reminded>, DeskError> {
        let Reminders { due_soon_days, past_due_days, .. } = self.parts.reminders;
        let day = |days: i64| today.checked_add(days.days()).unwrap_or(today);
        let passes = [
            (NoticeKind::DueSoon, (today, day(due_soon_days))),
            (NoticeKind::PastDue, (day(-past_due_days - PAST_DUE_DAYS), day(-past_due_days.max(1)))),
        ];
        let mut all = Vec::new();
        for (kind, span) in passes {
            for bill in reminders::open_bills(self.parts.store.reader(), kind.word(), span).await? {
                let announced = match pass {
                    Pass::Dry => None,
                    Pass::Real => Some(raced(|| self.remind_of(kind, &bill, today)).await?),
                };
                if announced != Some(None) {
                    all.push(Reminded { kind, bill, announced: announced.flatten() });
                }
            }
        }
        self.work.notify_one();
        Ok(all)
    }

    /// None where nothing of it is payable now: a credit covers it, or it is disputed.
    async fn remind_of(&self, kind: NoticeKind, bill: &OpenBill, today: Date) -> Result<Option<Announced>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        // the account first: a payment that is being booked comes before or after, never between
        accounts::touch(&mut tx, &bill.account).await?;
        let standing = standing::of_account(&mut tx, &bill.account, today).await?;
        let payable = standing.map_or(0, |standing| match kind {
            NoticeKind::PastDue => standing.payable_past_due().minor,
            _ => standing.payable().minor,
        });
        if payable <= 0 {
            return Ok(None);
        }
        let amount = Money::new(bill.open.minor.min(payable), bill.open.currency);
        let tidings = Tidings {
            kind,
            account: bill.account.clone(),
            subject: bill.bill.as_str().to_owned(),
            occasion: bill.due_on.to_string(),
            urgency: Urgency::Usual,
            args: vec![(Var::Amount, Value::Money(amount)), (Var::DueDate, Value::Date(bill.due_on))],
        };
        let announced = self.notify(&mut tx, &tidings).await?;
        tx.commit().await?;
        Ok(Some(announced))
    }
}
