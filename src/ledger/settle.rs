//! How it is booked what a processor keeps and sends to the bank, and what the bank tells of. It refuses to know reports and
//! statements.
use super::{Booking, LedgerAccount, LedgerFault, Posting, Transaction, TransactionKind};
use crate::money::Money;

/// Books what a processor kept by one report; below zero what it gave back. The booking's source is the settlement.
///
/// # Errors
/// It kept nothing.
pub fn processor_fee(booking: Booking, processor: &str, fee: Money) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::ProcessorFee, processor_fee_postings(processor, fee)?))
}

/// Books what a processor sends to the bank; below zero what it takes from there.
///
/// # Errors
/// It is nothing.
pub fn payout(booking: Booking, processor: &str, amount: Money) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::Payout, payout_postings(processor, amount)?))
}

/// Books that money came to the bank from where it was on its way; below zero that it left.
///
/// # Errors
/// It is nothing.
pub fn arrival(booking: Booking, from: &LedgerAccount, amount: Money) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::Arrival, arrival_postings(from, amount)?))
}

pub(super) fn processor_fee_postings(processor: &str, fee: Money) -> Result<Vec<Posting>, LedgerFault> {
    moved(LedgerAccount::ProcessorFee, LedgerAccount::Clearing(processor.to_owned()), fee)
}

pub(super) fn payout_postings(processor: &str, amount: Money) -> Result<Vec<Posting>, LedgerFault> {
    let to = LedgerAccount::InTransit(processor.to_owned());
    moved(to, LedgerAccount::Clearing(processor.to_owned()), amount)
}

pub(super) fn arrival_postings(from: &LedgerAccount, amount: Money) -> Result<Vec<Posting>, LedgerFault> {
    moved(LedgerAccount::Bank, from.clone(), amount)
}

/// To `debit` from `credit`; below zero the other way.
fn moved(debit: LedgerAccount, credit: LedgerAccount, amount: Money) -> Result<Vec<Posting>, LedgerFault> {
    let (debit, credit) = if amount.minor < 0 { (credit, debit) } else { (debit, credit) };
    let size = amount.minor.checked_abs().ok_or_else(|| LedgerFault::TooLarge(debit.clone()))?;
    Ok(vec![Posting::new(debit, credit, Money::new(size, amount.currency))?])
}
