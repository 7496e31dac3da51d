//! What is unapplied goes to bills: when a bill is made, when a person lets a held payment go. It refuses to know how bills
//! are made.
use super::{Desk, DeskError, book::books, raced};
use crate::{
    id::{AccountId, PaymentId},
    ledger,
    money::Money,
    store::{Tx, accounts, bills, credits, payments},
};

/// What was unapplied of a payment and is now at bills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedCredit {
    pub account: AccountId,
    pub payment: PaymentId,
    pub amount: Money,
}

/// Why a held payment stays held.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseFault {
    #[error("there is no payment {0}; `paytone payments --held` lists those that are held")]
    Missing(PaymentId),
    #[error("payment {0} is not held; `paytone payments --held` lists those that are")]
    NotHeld(PaymentId),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Desk {
    /// Moves what is unapplied of the account's payments to its open bills, the oldest payment first; what is held stays.
    /// Call it in the transaction that makes a bill, the account touched before.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn apply_credits(&self, tx: &mut Tx, account: &AccountId) -> Result<Vec<AppliedCredit>, DeskError> {
        let mut moved = Vec::new();
        for credit in credits::of_account(&mut *tx, account).await? {
            if credit.held.is_some() {
                continue;
            }
            let Some(payment) = payments::find(&mut *tx, &credit.payment).await? else { continue };
            let parts = self.parts_for_bills(tx, &payment, credit.rest).await?;
            if parts.shares.is_empty() {
                continue;
            }
            let today = self.today();
            let booking = self.booking(payment.payment.as_str(), today);
            let transaction = ledger::application(booking, account, &parts.applied).map_err(books)?;
            crate::store::ledger::post(tx, &transaction).await?;
            bills::allocate(tx, &transaction.transaction, &payment.payment, &parts.shares).await?;
            let sum = parts.applied.values().map(|part| part.minor).sum();
            let amount = Money::new(sum, credit.rest.currency);
            moved.push(AppliedCredit { account: account.clone(), payment: payment.payment, amount });
        }
        Ok(moved)
    }

    /// Applies credits wherever there is one beside an open bill, account by account. Run again it finds nothing to do.
    ///
    /// # Errors
    /// The store's faults; accounts before the fault are done.
    pub async fn apply_all_credits(&self) -> Result<Vec<AppliedCredit>, DeskError> {
        let mut moved = Vec::new();
        for account in credits::applicable(self.parts.store.reader()).await? {
            let applied = raced(|| async {
                let mut tx = self.parts.store.begin().await?;
                accounts::touch(&mut tx, &account).await?;
                let applied = self.apply_credits(&mut tx, &account).await?;
                tx.commit().await?;
                Ok(applied)
            });
            moved.extend(applied.await?);
        }
        Ok(moved)
    }

    /// A person looked at a held payment and lets it go to bills.
    ///
    /// # Errors
    /// There is no such payment, or it is not held.
    pub async fn release(&self, payment: &PaymentId) -> Result<Vec<AppliedCredit>, ReleaseFault> {
        let found = payments::find(self.parts.store.reader(), payment).await.map_err(DeskError::from)?;
        let row = found.ok_or_else(|| ReleaseFault::Missing(payment.clone()))?;
        let released = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            accounts::touch(&mut tx, &row.account).await?;
            if !payments::release(&mut tx, payment).await? {
                return Ok(None);
            }
            let applied = self.apply_credits(&mut tx, &row.account).await?;
            tx.commit().await?;
            Ok(Some(applied))
        });
        released.await?.ok_or_else(|| ReleaseFault::NotHeld(payment.clone()))
    }
}
