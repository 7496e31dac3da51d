//! A clerk changes what a bill owes, or gives it up; above the biller's limit a second person has to agree. It refuses to know
//! who may be a clerk.
use super::{Desk, DeskError, Refusal, book::books, commit_unless_refused, raced};
use crate::{
    id::{AccountId, AdjustmentId, BillId},
    ledger::{self, AdjustmentKind},
    money::Money,
    store::{
        Tx, accounts,
        undoings::{self, AdjustmentRow},
    },
};

/// What is to be changed, by whom and why.
#[derive(Clone, Debug)]
pub struct Change {
    pub account: AccountId,
    pub bill: BillId,
    pub kind: AdjustmentKind,
    /// Below zero the bill owes less; a write-off always is.
    pub amount: Money,
    pub reason: String,
    pub by: String,
}

/// What a second person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Agree,
    Refuse,
}

/// Whether a second person has to agree.
#[derive(Clone, Copy)]
enum Second {
    Needed,
    NotNeeded,
}

/// Why nothing is changed.
#[derive(Debug, thiserror::Error)]
pub enum AdjustFault {
    #[error("amount {0}: write it other than zero, in the account's currency {1}")]
    Amount(Money, String),
    #[error("amount {0}: a write-off lowers what the bill owes; raise it by an adjustment")]
    Raises(Money),
    #[error("the bill owes {open}, so it cannot be lowered by {amount}; give a credit instead (`paytone bill credit`)")]
    TooMuch { amount: Money, open: Money },
    #[error("there is no change {0} that waits; `paytone ledger adjustments` shows them")]
    NotWaiting(AdjustmentId),
    #[error("{0} asked for it: another person has to agree")]
    SamePerson(String),
    #[error("there is no account {0}")]
    NoAccount(AccountId),
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl From<crate::store::StoreError> for AdjustFault {
    fn from(fault: crate::store::StoreError) -> Self {
        Self::Desk(fault.into())
    }
}

impl Refusal for AdjustFault {
    fn refused(self) -> Result<Self, DeskError> {
        match self {
            Self::Desk(fault) => Err(fault),
            refused => Ok(refused),
        }
    }
}

impl Desk {
    /// Changes what a bill owes at once, or where the amount is above the biller's limit asks for it.
    ///
    /// # Errors
    /// Nothing was written: an amount that cannot be, or more than the bill owes.
    pub async fn adjust(&self, change: &Change) -> Result<AdjustmentRow, AdjustFault> {
        let about = accounts::about(self.parts.store.reader(), &change.account).await?;
        let about = about.ok_or_else(|| AdjustFault::NoAccount(change.account.clone()))?;
        if change.amount.minor == 0 || change.amount.currency != about.currency {
            return Err(AdjustFault::Amount(change.amount, about.currency.code().to_owned()));
        }
        if change.kind == AdjustmentKind::WriteOff && change.amount.is_positive() {
            return Err(AdjustFault::Raises(change.amount));
        }
        let at = self.parts.clock.now();
        let row = AdjustmentRow {
            adjustment: self.parts.chance.id(at),
            account: change.account.clone(),
            bill: change.bill.clone(),
            kind: change.kind,
            amount: change.amount,
            reason: change.reason.clone(),
            asked_by: change.by.clone(),
            asked_on: self.today(),
            asked_at: at,
            transaction: None,
            second: None,
            ended_at: None,
        };
        let limit = self.parts.rules.alone_up_to.map_or(0, |limit| limit.minor);
        let small = change.amount.minor.unsigned_abs() <= limit.unsigned_abs();
        let second = if small { Second::NotNeeded } else { Second::Needed };
        let asked = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let asked = self.ask_for(&mut tx, &row, second).await;
            commit_unless_refused(tx, asked).await
        });
        asked.await??;
        self.changed(&row.adjustment).await
    }

    /// A second person agrees to a change, which is booked, or refuses it.
    ///
    /// # Errors
    /// Nothing was written: it does not wait, the same person asked for it, or the bill owes less by now.
    pub async fn answer(&self, change: &AdjustmentId, answer: Answer, by: &str) -> Result<AdjustmentRow, AdjustFault> {
        let not_waiting = || AdjustFault::NotWaiting(change.clone());
        let row = undoings::adjustment(self.parts.store.reader(), change).await?.ok_or_else(not_waiting)?;
        if row.ended_at.is_some() {
            return Err(not_waiting());
        }
        if answer == Answer::Agree && row.asked_by.trim().eq_ignore_ascii_case(by.trim()) {
            return Err(AdjustFault::SamePerson(row.asked_by));
        }
        let answered = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let answered = match answer {
                Answer::Agree => self.agree_to(&mut tx, &row, by).await,
                Answer::Refuse => self.refuse_it(&mut tx, &row, by).await,
            };
            commit_unless_refused(tx, answered).await
        });
        answered.await??;
        self.changed(change).await
    }

    async fn ask_for(&self, tx: &mut Tx, row: &AdjustmentRow, second: Second) -> Result<(), AdjustFault> {
        accounts::touch(tx, &row.account).await?;
        self.fits(tx, row).await?;
        undoings::ask(tx, row).await?;
        match second {
            Second::NotNeeded => self.book_change(tx, row, None).await,
            Second::Needed => Ok(()),
        }
    }

    async fn agree_to(&self, tx: &mut Tx, row: &AdjustmentRow, by: &str) -> Result<(), AdjustFault> {
        accounts::touch(tx, &row.account).await?;
        self.fits(tx, row).await?;
        self.book_change(tx, row, Some(by)).await
    }

    async fn refuse_it(&self, tx: &mut Tx, row: &AdjustmentRow, by: &str) -> Result<(), AdjustFault> {
        match undoings::end(tx, &row.adjustment, None, Some(by), self.parts.clock.now()).await? {
            true => Ok(()),
            false => Err(AdjustFault::NotWaiting(row.adjustment.clone())),
        }
    }

    /// A bill never owes less than nothing.
    async fn fits(&self, tx: &mut Tx, row: &AdjustmentRow) -> Result<(), AdjustFault> {
        let open = undoings::open_of(&mut *tx, &row.bill).await?;
        match open.checked_add(row.amount.minor) {
            Some(0..) => Ok(()),
            _ => Err(AdjustFault::TooMuch { amount: row.amount, open: Money::new(open, row.amount.currency) }),
        }
    }

    async fn book_change(&self, tx: &mut Tx, row: &AdjustmentRow, second: Option<&str>) -> Result<(), AdjustFault> {
        let booking = self.booking(row.adjustment.as_str(), self.today());
        let transaction = ledger::adjustment(booking, &row.account, row.kind, row.amount).map_err(books)?;
        crate::store::ledger::post(tx, &transaction).await?;
        let at = self.parts.clock.now();
        if !undoings::end(tx, &row.adjustment, Some(&transaction.transaction), second, at).await? {
            return Err(AdjustFault::NotWaiting(row.adjustment.clone()));
        }
        if row.amount.is_positive() {
            self.apply_credits(tx, &row.account).await?;
        }
        Ok(())
    }

    async fn changed(&self, change: &AdjustmentId) -> Result<AdjustmentRow, AdjustFault> {
        let row = undoings::adjustment(self.parts.store.reader(), change).await?;
        row.ok_or_else(|| AdjustFault::NotWaiting(change.clone()))
    }
}
