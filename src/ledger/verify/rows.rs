//! The rows that the books are recomputed from, as they are stored. It refuses to know which are right.
use crate::{
    billing::{LineKind, PaymentStatus, undo::UndoingKind},
    id::{AccountId, AdjustmentId, BillId, CloseId, PaymentId, SettlementId, SuspenseId, TransactionId, UndoingId},
    ledger::{AdjustmentKind, LedgerAccount},
    money::Money,
};

/// A line of a bill as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedLine {
    pub bill: BillId,
    /// From 1, in the order of the file it came in.
    pub line: i64,
    pub account: AccountId,
    pub kind: LineKind,
    /// Positive for every kind.
    pub amount: Money,
    /// Whom its tax is owed to, where the bill says so.
    pub jurisdiction: Option<String>,
}

/// A payment as it is stored, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedPayment {
    pub payment: PaymentId,
    pub account: AccountId,
    pub gateway: String,
    pub status: PaymentStatus,
    pub amount: Money,
    pub fee: Money,
    /// The money was in suspense.
    pub item: Option<SuspenseId>,
}

/// A part of a payment that went to a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedAllocation {
    /// The transaction that moved it.
    pub transaction: TransactionId,
    pub payment: PaymentId,
    pub bill: BillId,
    pub amount: Money,
}

/// Money that came into suspense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedItem {
    pub item: SuspenseId,
    pub gateway: String,
    pub amount: Money,
}

/// A till that was emptied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedClose {
    pub close: CloseId,
    pub till: String,
    pub expected: Money,
    pub counted: Money,
}

/// Money of a payment that left again, or came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedUndoing {
    pub undoing: UndoingId,
    pub payment: PaymentId,
    pub kind: UndoingKind,
    pub amount: Money,
    pub fee: Money,
    /// Where it left from, where that is not where the payment waits.
    pub out_of: Option<String>,
}

/// What of it a bill owes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedRestoration {
    /// The transaction that moved it.
    pub transaction: TransactionId,
    pub undoing: UndoingId,
    pub payment: PaymentId,
    pub bill: BillId,
    pub amount: Money,
}

/// A clerk's change of what a bill owes, once it is booked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedAdjustment {
    pub adjustment: AdjustmentId,
    pub account: AccountId,
    pub bill: BillId,
    pub kind: AdjustmentKind,
    /// Below zero the bill owes less.
    pub amount: Money,
}

/// A processor's report: what it kept in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedSettlement {
    pub settlement: SettlementId,
    pub processor: String,
    /// Below zero where it gave fees back.
    pub fee: Money,
}

/// A payout that a report tells of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedPayout {
    /// The settlement and its line.
    pub payout: String,
    pub processor: String,
    /// Sent to the bank; below zero what was taken from it.
    pub amount: Money,
}

/// Money that the bank told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedArrival {
    /// The statement and its line.
    pub arrival: String,
    /// Where it was on its way.
    pub from: LedgerAccount,
    pub amount: Money,
}

/// What processors and the bank told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    pub settlements: Vec<BookedSettlement>,
    pub payouts: Vec<BookedPayout>,
    pub arrivals: Vec<BookedArrival>,
}
