//! A clerk's till: cash, checks and card slips are booked as they come, and the day's close holds them against what was
//! counted. It refuses to know who may be a clerk.
use super::{Desk, DeskError, book::books, raced};
use crate::{
    ledger,
    money::Money,
    store::{
        self,
        tills::{self, CloseRow},
    },
};

/// Why a till is not closed.
#[derive(Debug, thiserror::Error)]
pub enum TillFault {
    #[error("till {0} has taken nothing since its last close: there is nothing to count")]
    Nothing(String),
    #[error("counted {0}: write what lies in the till, zero or more, in the biller's currency")]
    Counted(Money),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

/// The ledger's name of a till: `clearing:till:front`.
pub fn gateway(till: &str) -> String {
    format!("till:{till}")
}

impl Desk {
    /// Closes a till: what was counted goes to the bank, what is over or short is told apart, and the till starts from zero.
    ///
    /// # Errors
    /// Nothing was written: nothing was taken since the last close, a count below zero.
    pub async fn close_till(&self, till: &str, counted: Money, by: &str) -> Result<CloseRow, TillFault> {
        if counted.minor < 0 || counted.currency != self.parts.terms.currency {
            return Err(TillFault::Counted(counted));
        }
        let closed = raced(|| self.close_once(till, counted, by)).await?;
        closed.ok_or_else(|| TillFault::Nothing(till.to_owned()))
    }

    async fn close_once(&self, till: &str, counted: Money, by: &str) -> Result<Option<CloseRow>, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        tills::hold(&mut tx, till).await?;
        let name = format!("clearing:{}", gateway(till));
        let expected = Money::new(store::ledger::account_balance(&mut tx, &name).await?, counted.currency);
        if expected.minor == 0 && counted.minor == 0 {
            return Ok(None);
        }
        let at = self.parts.clock.now();
        let row = CloseRow {
            close: self.parts.chance.id(at),
            till: till.to_owned(),
            closed_on: self.today(),
            closed_by: by.to_owned(),
            expected,
            counted,
            closed_at: at,
        };
        tills::close(&mut tx, &row).await?;
        let booking = self.booking(row.close.as_str(), row.closed_on);
        let transaction = ledger::till_close(booking, &gateway(till), expected, counted).map_err(books)?;
        store::ledger::post(&mut tx, &transaction).await?;
        tx.commit().await?;
        Ok(Some(row))
    }
}
