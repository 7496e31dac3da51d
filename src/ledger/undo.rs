//! How it is booked when money of a payment leaves again, and when a clerk changes what a bill owes. It refuses to know why.
use serde::{Deserialize, Serialize};

use super::{
    Booking, LedgerAccount, LedgerFault, Posting, Receipt, Transaction, TransactionKind,
    book::{opposite, payment_postings},
};
use crate::{billing::undo::UndoingKind, id::AccountId, money::Money};

/// Why a clerk changes what a bill owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AdjustmentKind {
    /// It is given up: nobody will pay it.
    WriteOff,
    /// It was wrong.
    Adjustment,
}

impl AdjustmentKind {
    /// Each by its name in tables.
    pub const ALL: [(&'static str, Self); 2] = [("write-off", Self::WriteOff), ("adjustment", Self::Adjustment)];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::WriteOff => "write-off",
            Self::Adjustment => "adjustment",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }

    fn ledger_account(self) -> LedgerAccount {
        match self {
            Self::WriteOff => LedgerAccount::BadDebt,
            Self::Adjustment => LedgerAccount::Adjustment,
        }
    }
}

/// Where money of a payment leaves by: its processor, a check that is sent instead, what is held for a jurisdiction.
pub fn left_by(kind: UndoingKind, out_of: Option<&str>, gateway: &str) -> LedgerAccount {
    let by = out_of.unwrap_or(gateway).to_owned();
    match kind {
        UndoingKind::Escheat => LedgerAccount::UnclaimedProperty(by),
        _ => LedgerAccount::Clearing(by),
    }
}

/// Books money of a payment that leaves again, as the payment was booked with its sides exchanged: `back.applied` is what
/// bills owe again, the rest of `back.amount` is no longer unapplied, the fee is no longer income. What comes back, by a
/// refund that failed or a chargeback that was won, waits unapplied.
///
/// # Errors
/// As `payment`.
pub fn undoing(booking: Booking, kind: UndoingKind, back: &Receipt<'_>) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::Undoing(kind), undoing_postings(kind, back)?))
}

/// Books what a bill owes more or, below zero, less.
///
/// # Errors
/// Nothing changes.
pub fn adjustment(
    booking: Booking,
    account: &AccountId,
    kind: AdjustmentKind,
    amount: Money,
) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::Adjustment(kind), adjustment_postings(account, kind, amount)?))
}

pub(super) fn undoing_postings(kind: UndoingKind, back: &Receipt<'_>) -> Result<Vec<Posting>, LedgerFault> {
    let postings = payment_postings(back)?;
    Ok(if kind.leaves() { opposite(&postings) } else { postings })
}

pub(super) fn adjustment_postings(
    account: &AccountId,
    kind: AdjustmentKind,
    amount: Money,
) -> Result<Vec<Posting>, LedgerFault> {
    let (owed, other) = (LedgerAccount::receivable(account), kind.ledger_account());
    let (debit, credit) = if amount.is_positive() { (owed, other) } else { (other, owed) };
    let moved = amount.minor.checked_abs().ok_or_else(|| LedgerFault::TooLarge(debit.clone()))?;
    Ok(vec![Posting::new(debit, credit, Money::new(moved, amount.currency))?])
}
