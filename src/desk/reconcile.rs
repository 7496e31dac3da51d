//! A day held against what its processors and its bank say. What the bank tells of is booked as arrived; nothing else is changed
//! by looking. It refuses to know files, and to explain a difference.

use jiff::{ToSpan as _, civil::Date};

use super::{Desk, DeskError, book::books, raced};
use crate::{
    billing::reconcile::{
        BankLine,
        bank::{self, Sent, Way},
    },
    ledger::{self, LedgerAccount},
    store::{
        Tx,
        statements::{self, TakenLine},
    },
};

/// Money that arrived longer ago is not looked for a second time.
const REMEMBERED_DAYS: i64 = 60;

impl Desk {
    /// Books what statements of a day and later tell of that was on its way; how many lines that were.
    pub(super) async fn book_arrivals(&self, since: Date) -> Result<usize, DeskError> {
        let (lines, sent, arrivals) = self.compare_bank(since, Date::MAX).await?;
        let mut booked = 0;
        for (line, place) in arrivals {
            let (Some(line), Some(sent)) = (lines.get(line), sent.get(place)) else { continue };
            let new = raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                let new = self.arrive(&mut tx, line, sent).await?;
                tx.commit().await?;
                Ok(new)
            });
            booked += usize::from(new.await?);
        }
        Ok(booked)
    }

    /// Lines of some days' statements that are no known money yet, money on its way, and what of both is the same.
    async fn compare_bank(
        &self,
        first: Date,
        last: Date,
    ) -> Result<(Vec<TakenLine>, Vec<Sent>, bank::Arrivals), DeskError> {
        let reader = self.parts.store.reader();
        let mut lines = statements::lines(reader, first, last).await?;
        lines.retain(|line| line.subject.is_none());
        let remembered = first.saturating_sub(REMEMBERED_DAYS.days());
        let sent = statements::sent(reader, remembered, &self.parts.terms.time_zone).await?;
        let bare: Vec<BankLine> = lines.iter().map(|line| line.line.clone()).collect();
        let (arrivals, _) = bank::compare(&bare, &sent);
        Ok((lines, sent, arrivals))
    }

    async fn arrive(&self, tx: &mut Tx, line: &TakenLine, sent: &Sent) -> Result<bool, DeskError> {
        if !statements::arrive(tx, line, sent, self.parts.clock.now()).await? {
            return Ok(false);
        }
        let from = match &sent.way {
            Way::Payout(processor) => LedgerAccount::InTransit(processor.clone()),
            Way::Deposit => LedgerAccount::Deposit,
            Way::Lockbox => LedgerAccount::Clearing("lockbox".to_owned()),
        };
        let booking = self.booking(&line.source(), line.line.on);
        let booked = ledger::arrival(booking, &from, line.line.amount).map_err(books)?;
        crate::store::ledger::post(tx, &booked).await?;
        Ok(true)
    }
}
