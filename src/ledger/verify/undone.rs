//! What left again, and what clerks changed, by name. It refuses to know which rows are right.
use std::collections::HashMap;

use super::{BookedAdjustment, BookedUndoing, Books, Ground};
use crate::{
    billing::undo::UndoingKind,
    id::AccountId,
    ledger::{AccountKey, AdjustmentKind, Applied, LedgerFault, Posting, Receipt, Transaction, undo},
    money::Money,
};

/// Everything undone or adjusted.
pub(super) struct Undone<'a> {
    undoings: HashMap<&'a str, &'a BookedUndoing>,
    adjustments: HashMap<&'a str, &'a BookedAdjustment>,
    /// What bills owe again by each transaction, by the account that owes it.
    owed_again: HashMap<&'a str, Applied>,
    /// What left of each payment and of its fee, less what came back.
    left: HashMap<&'a str, (i128, i128)>,
    adjusted: HashMap<&'a str, i128>,
}

impl<'a> Undone<'a> {
    pub(super) fn of(books: &Books<'a>, bills: &HashMap<&'a str, (&'a AccountId, i128)>) -> Self {
        let mut owed_again: HashMap<&str, Applied> = HashMap::new();
        for part in books.restorations {
            let Some((account, _)) = bills.get(part.bill.as_str()) else { continue };
            let parts = owed_again.entry(part.transaction.as_str()).or_default();
            let sum = parts.entry(AccountKey((*account).clone())).or_insert(Money::zero(part.amount.currency));
            sum.minor = sum.minor.saturating_add(part.amount.minor);
        }
        let mut left: HashMap<&str, (i128, i128)> = HashMap::new();
        for undone in books.undoings {
            let sign = if undone.kind.leaves() { 1 } else { -1 };
            let (amount, fee) = left.entry(undone.payment.as_str()).or_default();
            *amount += sign * i128::from(undone.amount.minor);
            *fee += sign * i128::from(undone.fee.minor);
        }
        let mut adjusted: HashMap<&str, i128> = HashMap::new();
        for change in books.adjustments {
            *adjusted.entry(change.bill.as_str()).or_default() += i128::from(change.amount.minor);
        }
        Self {
            undoings: books.undoings.iter().map(|undone| (undone.undoing.as_str(), undone)).collect(),
            adjustments: books.adjustments.iter().map(|change| (change.adjustment.as_str(), change)).collect(),
            owed_again,
            left,
            adjusted,
        }
    }

    /// What left of a payment for bills, in minor units.
    pub(super) fn of_payment(&self, payment: &str) -> i128 {
        self.left.get(payment).map_or(0, |(amount, _)| *amount)
    }

    /// What left of its fee.
    pub(super) fn fee_of(&self, payment: &str) -> i128 {
        self.left.get(payment).map_or(0, |(_, fee)| *fee)
    }

    /// What clerks changed of a bill.
    pub(super) fn adjusted_of(&self, bill: &str) -> i128 {
        self.adjusted.get(bill).copied().unwrap_or(0)
    }

    /// Payments of which something left, and how much.
    pub(super) fn payments(&self) -> impl Iterator<Item = (&'a str, i128)> {
        self.left.iter().map(|(payment, (amount, _))| (*payment, *amount))
    }

    /// What bills of each account owe again, by transaction.
    pub(super) fn owed_again(&self) -> &HashMap<&'a str, Applied> {
        &self.owed_again
    }

    /// The postings that an undoing must have; as a text why it undoes nothing that is there.
    pub(super) fn postings(
        &self,
        ground: &Ground<'_>,
        transaction: &Transaction,
        kind: UndoingKind,
    ) -> Result<Result<Vec<Posting>, LedgerFault>, String> {
        let source = transaction.source.as_str();
        let undone = self.undoings.get(source).filter(|undone| undone.kind == kind);
        let undone = undone.ok_or_else(|| format!("books {source}, which is no {}", kind.as_text()))?;
        let paid = ground.paid(undone.payment.as_str())?;
        let none = Applied::new();
        let back = Receipt {
            from: undo::left_by(kind, undone.out_of.as_deref(), &paid.gateway),
            account: &paid.account,
            amount: undone.amount,
            fee: undone.fee,
            applied: self.owed_again.get(transaction.transaction.as_str()).unwrap_or(&none),
        };
        Ok(undo::undoing_postings(kind, &back))
    }

    /// The same of a clerk's change.
    pub(super) fn adjusted(
        &self,
        source: &str,
        kind: AdjustmentKind,
    ) -> Result<Result<Vec<Posting>, LedgerFault>, String> {
        let change = self.adjustments.get(source).filter(|change| change.kind == kind);
        let change = change.ok_or_else(|| format!("books {source}, which is no {}", kind.as_text()))?;
        Ok(undo::adjustment_postings(&change.account, change.kind, change.amount))
    }
}
