//! Double entry: accounts, postings, transactions. A posting is one row with a debit and a credit side, so the books
//! balance by construction. It refuses to know where they are stored.
mod book;
pub mod export;
mod settle;
mod undo;
mod verify;

use std::fmt;

use jiff::{Timestamp, civil::Date};

use crate::{
    billing::undo::UndoingKind,
    id::{AccountId, TransactionId},
    money::Money,
};

pub use book::{
    Applied, Booking, Receipt, application, balances, bill_line, payment, reversal, suspense, tax_line, till_close,
};
pub use settle::{arrival, payout, processor_fee};
pub use undo::{AdjustmentKind, adjustment, left_by, undoing};
pub use verify::{
    BookedAdjustment, BookedAllocation, BookedArrival, BookedClose, BookedItem, BookedLine, BookedPayment,
    BookedPayout, BookedRestoration, BookedSettlement, BookedUndoing, Books, Settled, Wrong, line_source, verify,
};

/// An account of the general ledger; by convention debits are positive.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LedgerAccount {
    /// What one of the biller's customers owes.
    Receivable(AccountKey),
    /// What one of them paid and no bill has used: a liability, never netted with the receivable.
    Unapplied(AccountKey),
    /// Money for nobody that we know: a liability too.
    Suspense,
    /// What a gateway owes the biller until it pays out; where a lockbox's or a till's money waits.
    Clearing(String),
    IncomeService,
    /// Convenience fees.
    IncomeFee,
    /// Fees for paying too late.
    IncomeLateFee,
    TaxPayable,
    /// Taxes of a jurisdiction that the bill names.
    TaxPayableTo(String),
    Discount,
    /// Credits given on bills.
    CreditGiven,
    /// What a till's count was over or short.
    CashOverShort,
    /// Cash and checks on their way to the bank.
    Deposit,
    /// What processors kept of what they took.
    ProcessorFee,
    /// Sent to the bank by a processor, and not told of by the bank yet.
    InTransit(String),
    /// What the bank's statements told of.
    Bank,
    /// Credits that nobody asked for, until a jurisdiction has them: a liability.
    UnclaimedProperty(String),
    /// What was owed and is given up.
    BadDebt,
    /// What clerks changed of bills.
    Adjustment,
}

/// An account id that sorts, so that balances have an order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountKey(pub AccountId);

impl PartialOrd for AccountKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for AccountKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.as_str().cmp(other.0.as_str())
    }
}

impl LedgerAccount {
    pub fn receivable(account: &AccountId) -> Self {
        Self::Receivable(AccountKey(account.clone()))
    }

    pub fn unapplied(account: &AccountId) -> Self {
        Self::Unapplied(AccountKey(account.clone()))
    }

    /// Its name in tables and views: "receivable:acct_…", "clearing:sandbox", "income:fee".
    pub fn as_text(&self) -> String {
        match self {
            Self::Receivable(AccountKey(account)) => format!("receivable:{account}"),
            Self::Unapplied(AccountKey(account)) => format!("unapplied:{account}"),
            Self::Suspense => "suspense".to_owned(),
            Self::Clearing(gateway) => format!("clearing:{gateway}"),
            Self::IncomeService => "income:service".to_owned(),
            Self::IncomeFee => "income:fee".to_owned(),
            Self::IncomeLateFee => "income:late-fee".to_owned(),
            Self::TaxPayable => "tax-payable".to_owned(),
            Self::TaxPayableTo(jurisdiction) => format!("tax-payable:{jurisdiction}"),
            Self::Discount => "discount".to_owned(),
            Self::CreditGiven => "credit-given".to_owned(),
            Self::CashOverShort => "cash-over-short".to_owned(),
            Self::Deposit => "deposit".to_owned(),
            Self::ProcessorFee => "processor-fee".to_owned(),
            Self::InTransit(processor) => format!("in-transit:{processor}"),
            Self::UnclaimedProperty(jurisdiction) => format!("unclaimed-property:{jurisdiction}"),
            Self::Bank => "bank".to_owned(),
            Self::BadDebt => "bad-debt".to_owned(),
            Self::Adjustment => "adjustment".to_owned(),
        }
    }

    /// Takes a name back; `None` for one that no account has.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text.split_once(':') {
            Some(("receivable", account)) if !account.is_empty() => {
                Self::receivable(&AccountId::from_stored(account.to_owned()))
            }
            Some(("unapplied", account)) if !account.is_empty() => {
                Self::unapplied(&AccountId::from_stored(account.to_owned()))
            }
            Some(("clearing", gateway)) if !gateway.is_empty() => Self::Clearing(gateway.to_owned()),
            Some(("in-transit", processor)) if !processor.is_empty() => Self::InTransit(processor.to_owned()),
            Some(("unclaimed-property", to)) if !to.is_empty() => Self::UnclaimedProperty(to.to_owned()),
            Some(("tax-payable", to)) if !to.is_empty() => Self::TaxPayableTo(to.to_owned()),
            _ => match text {
                "suspense" => Self::Suspense,
                "income:service" => Self::IncomeService,
                "income:fee" => Self::IncomeFee,
                "income:late-fee" => Self::IncomeLateFee,
                "tax-payable" => Self::TaxPayable,
                "discount" => Self::Discount,
                "credit-given" => Self::CreditGiven,
                "cash-over-short" => Self::CashOverShort,
                "deposit" => Self::Deposit,
                "processor-fee" => Self::ProcessorFee,
                "bank" => Self::Bank,
                "bad-debt" => Self::BadDebt,
                "adjustment" => Self::Adjustment,
                _ => return None,
            },
        })
    }
}

impl fmt::Display for LedgerAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_text())
    }
}

/// Why something cannot be booked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerFault {
    #[error("a posting of {0}: only amounts above zero are posted (what lowers an account is its credit side)")]
    NotPositive(Money),
    #[error("a posting from {0} to itself moves nothing")]
    SameAccount(LedgerAccount),
    #[error("amounts of {0:?} and {1:?} in one transaction")]
    MixedCurrencies(crate::money::Currency, crate::money::Currency),
    #[error("the balance of {0} does not fit")]
    TooLarge(LedgerAccount),
}

/// One row of the books: `amount` moves to `debit` from `credit`. It cannot exist with an amount of zero or less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    debit: LedgerAccount,
    credit: LedgerAccount,
    amount: Money,
}

impl Posting {
    /// # Errors
    /// The amount is not above zero, or both sides are one account.
    pub fn new(debit: LedgerAccount, credit: LedgerAccount, amount: Money) -> Result<Self, LedgerFault> {
        if !amount.is_positive() {
            return Err(LedgerFault::NotPositive(amount));
        }
        if debit == credit {
            return Err(LedgerFault::SameAccount(debit));
        }
        Ok(Self { debit, credit, amount })
    }

    pub fn debit(&self) -> &LedgerAccount {
        &self.debit
    }

    pub fn credit(&self) -> &LedgerAccount {
        &self.credit
    }

    /// Always above zero.
    pub fn amount(&self) -> Money {
        self.amount
    }
}

/// What a transaction books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TransactionKind {
    BillLine,
    Payment,
    /// What was unapplied goes to bills.
    Application,
    /// Money for nobody that we know comes in.
    Suspense,
    /// Money leaves suspense as somebody's payment.
    Assignment,
    /// A till is emptied.
    TillClose,
    /// What no bill used of a payment that was booked before there was a place for it.
    Unapplied,
    Reversal,
    /// What a processor kept by one of its reports.
    ProcessorFee,
    /// A processor sends money to the bank.
    Payout,
    /// The bank tells that money came.
    Arrival,
    /// Money of a payment leaves again, or comes back.
    Undoing(UndoingKind),
    /// What a bill owes is changed by a clerk.
    Adjustment(AdjustmentKind),
}

impl TransactionKind {
    /// Every kind by its name in tables.
    pub const ALL: [(&'static str, Self); 19] = [
        ("bill-line", Self::BillLine),
        ("payment", Self::Payment),
        ("application", Self::Application),
        ("suspense", Self::Suspense),
        ("assignment", Self::Assignment),
        ("till-close", Self::TillClose),
        ("unapplied", Self::Unapplied),
        ("reversal", Self::Reversal),
        ("processor-fee", Self::ProcessorFee),
        ("payout", Self::Payout),
        ("arrival", Self::Arrival),
        ("refund", Self::Undoing(UndoingKind::Refund)),
        ("refund-failed", Self::Undoing(UndoingKind::RefundFailed)),
        ("return", Self::Undoing(UndoingKind::Return)),
        ("chargeback", Self::Undoing(UndoingKind::Chargeback)),
        ("chargeback-won", Self::Undoing(UndoingKind::ChargebackWon)),
        ("escheat", Self::Undoing(UndoingKind::Escheat)),
        ("write-off", Self::Adjustment(AdjustmentKind::WriteOff)),
        ("adjustment", Self::Adjustment(AdjustmentKind::Adjustment)),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::BillLine => "bill-line",
            Self::Payment => "payment",
            Self::Application => "application",
            Self::Suspense => "suspense",
            Self::Assignment => "assignment",
            Self::TillClose => "till-close",
            Self::Unapplied => "unapplied",
            Self::Reversal => "reversal",
            Self::ProcessorFee => "processor-fee",
            Self::Payout => "payout",
            Self::Arrival => "arrival",
            Self::Undoing(kind) => kind.as_text(),
            Self::Adjustment(kind) => kind.as_text(),
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }
}

/// Postings that belong together: all of them are booked or none. Never changed, only reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    pub transaction: TransactionId,
    pub kind: TransactionKind,
    /// When it counts: for a payment the day of the confirming key, in the biller's zone.
    pub effective_on: Date,
    /// The biller's day on which it was booked.
    pub posted_on: Date,
    pub recorded_at: Timestamp,
    /// What it books: a bill's line (`line_source`), a payment's id, a reversed transaction's id.
    pub source: String,
    /// At least one.
    pub postings: Vec<Posting>,
}
