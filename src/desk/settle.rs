//! A person ends a payment that nobody knows the outcome of. It refuses to know the command line.
use super::{Desk, DeskError, book::Known, raced};
use crate::{billing::DeclineReason, id::PaymentId, store::payments};

/// What a person found out, with the reason that stays on record.
pub fn by_hand(paid: bool, reason: &str) -> Known {
    let note = format!("by hand: {reason}");
    match paid {
        true => Known::Paid { reference: note },
        false => Known::Declined { reason: DeclineReason::NotAccepted, note: Some(note) },
    }
}

/// Why a payment is not settled by hand.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error("there is no payment {0}; `paytone payments` lists them")]
    Missing(PaymentId),
    #[error("payment {0} has already ended; `paytone payments` shows how")]
    Ended(PaymentId),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Desk {
    /// Settles a payment still requested or unknown, with the reason on record; its caller is texted as usual.
    pub async fn settle_by_hand(&self, payment: &PaymentId, known: &Known) -> Result<(), SettleError> {
        let found = payments::find(self.parts.store.reader(), payment).await.map_err(DeskError::from)?;
        let row = found.ok_or_else(|| SettleError::Missing(payment.clone()))?;
        let moved = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let moved = self.book(&mut tx, &row, known).await?;
            tx.commit().await?;
            Ok(moved)
        });
        if !moved.await? {
            return Err(SettleError::Ended(payment.clone()));
        }
        self.announce_booked(&row, known);
        Ok(())
    }
}
