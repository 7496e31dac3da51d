//! How bill lines, payments and reversals are booked, and what accounts come to. It refuses to know why.
use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{LedgerAccount, LedgerFault, Posting, Transaction, TransactionKind};
use crate::{
    billing::LineKind,
    id::{AccountId, BillId, PaymentId, TransactionId},
    money::Money,
};

/// One line of a bill, to be booked against what its account owes.
#[derive(Clone, Debug)]
pub struct LineBooking {
    pub transaction: TransactionId,
    pub bill: BillId,
    /// Its place on the bill, from 1.
    pub line: i64,
    pub account: AccountId,
    pub kind: LineKind,
    /// What it adds to the bill: below zero for a discount or a credit.
    pub amount: Money,
    pub effective_on: Date,
    pub posted_on: Date,
    pub recorded_at: Timestamp,
}

/// A payment to be booked.
#[derive(Clone, Debug)]
pub struct PaymentBooking {
    pub transaction: TransactionId,
    pub payment: PaymentId,
    pub account: AccountId,
    /// The gateway's name: it owes the biller both amounts until it pays out.
    pub gateway: String,
    /// Lowers what the account owes.
    pub amount: Money,
    /// Income of its own; zero for none.
    pub fee: Money,
    /// The day of the confirming key, in the biller's zone.
    pub effective_on: Date,
    pub posted_on: Date,
    pub recorded_at: Timestamp,
}

/// A transaction to be taken back.
#[derive(Clone, Debug)]
pub struct ReversalBooking {
    pub transaction: TransactionId,
    pub effective_on: Date,
    pub posted_on: Date,
    pub recorded_at: Timestamp,
}

/// Books one line of a bill.
///
/// # Errors
/// The amount is zero, or its sign does not suit the kind.
pub fn bill_line(line: &LineBooking) -> Result<Transaction, LedgerFault> {
    Ok(Transaction {
        transaction: line.transaction.clone(),
        kind: TransactionKind::BillLine,
        effective_on: line.effective_on,
        posted_on: line.posted_on,
        recorded_at: line.recorded_at,
        source: line_source(&line.bill, line.line),
        postings: line_postings(&line.account, line.kind, line.amount)?,
    })
}

/// Books a payment: the gateway owes amount and fee, the account owes less by the amount.
///
/// # Errors
/// The amount is not above zero, the fee is below zero, or their currencies differ.
pub fn payment(paid: &PaymentBooking) -> Result<Transaction, LedgerFault> {
    Ok(Transaction {
        transaction: paid.transaction.clone(),
        kind: TransactionKind::Payment,
        effective_on: paid.effective_on,
        posted_on: paid.posted_on,
        recorded_at: paid.recorded_at,
        source: paid.payment.as_str().to_owned(),
        postings: payment_postings(&paid.account, &paid.gateway, paid.amount, paid.fee)?,
    })
}

/// Takes a transaction back: each posting with its sides exchanged.
pub fn reversal(booking: ReversalBooking, reversed: &Transaction) -> Transaction {
    let ReversalBooking { transaction, effective_on, posted_on, recorded_at } = booking;
    let source = reversed.transaction.as_str().to_owned();
    let postings = opposite(&reversed.postings);
    Transaction { transaction, kind: TransactionKind::Reversal, effective_on, posted_on, recorded_at, source, postings }
}

/// The source of the transaction that books a bill's line: unique, and found again by `verify`.
pub fn line_source(bill: &BillId, line: i64) -> String {
    format!("{bill}/{line}")
}

/// What each account comes to, debits less credits.
///
/// # Errors
/// Currencies are mixed, or a balance does not fit.
pub fn balances<'a>(
    postings: impl IntoIterator<Item = &'a Posting>,
) -> Result<BTreeMap<LedgerAccount, Money>, LedgerFault> {
    let mut balances: BTreeMap<LedgerAccount, Money> = BTreeMap::new();
    let mut currency = None;
    for posting in postings {
        let wanted = *currency.get_or_insert(posting.amount.currency);
        if wanted != posting.amount.currency {
            return Err(LedgerFault::MixedCurrencies(wanted, posting.amount.currency));
        }
        let debit = balances.entry(posting.debit.clone()).or_insert(Money::zero(wanted));
        *debit = debit.checked_add(posting.amount).ok_or_else(|| LedgerFault::TooLarge(posting.debit.clone()))?;
        let credit = balances.entry(posting.credit.clone()).or_insert(Money::zero(wanted));
        *credit = credit.checked_sub(posting.amount).ok_or_else(|| LedgerFault::TooLarge(posting.credit.clone()))?;
    }
    Ok(balances)
}

pub(super) fn line_postings(account: &AccountId, kind: LineKind, amount: Money) -> Result<Vec<Posting>, LedgerFault> {
    let receivable = LedgerAccount::receivable(account);
    let (debit, credit) = match kind {
        LineKind::Charge => (receivable, LedgerAccount::IncomeService),
        LineKind::Tax => (receivable, LedgerAccount::TaxPayable),
        LineKind::Discount => (LedgerAccount::Discount, receivable),
        LineKind::Credit => (LedgerAccount::CreditGiven, receivable),
    };
    // signing twice gives the positive amount back
    let posted = kind.signed(amount).ok_or(LedgerFault::NotPositive(amount))?;
    Ok(vec![Posting::new(debit, credit, posted)?])
}

pub(super) fn payment_postings(
    account: &AccountId,
    gateway: &str,
    amount: Money,
    fee: Money,
) -> Result<Vec<Posting>, LedgerFault> {
    if amount.currency != fee.currency {
        return Err(LedgerFault::MixedCurrencies(amount.currency, fee.currency));
    }
    let clearing = LedgerAccount::Clearing(gateway.to_owned());
    let mut postings = vec![Posting::new(clearing.clone(), LedgerAccount::receivable(account), amount)?];
    if fee.minor != 0 {
        postings.push(Posting::new(clearing, LedgerAccount::IncomeFee, fee)?);
    }
    Ok(postings)
}

pub(super) fn opposite(postings: &[Posting]) -> Vec<Posting> {
    let exchanged = |posting: &Posting| Posting {
        debit: posting.credit.clone(),
        credit: posting.debit.clone(),
        amount: posting.amount,
    };
    postings.iter().map(exchanged).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    fn account(at: u8) -> AccountId {
        AccountId::of(&at.to_string())
    }

    fn line(at: u8, kind: LineKind, minor: i64) -> Result<Transaction, LedgerFault> {
        bill_line(&LineBooking {
            transaction: TransactionId::of("1"),
            bill: BillId::of("1"),
            line: 1,
            account: account(at),
            kind,
            amount: usd(minor),
            effective_on: date(2026, 12, 4),
            posted_on: date(2026, 12, 5),
            recorded_at: Timestamp::UNIX_EPOCH,
        })
    }

    fn paid(at: u8, amount: Money, fee: Money) -> Result<Transaction, LedgerFault> {
        payment(&PaymentBooking {
            transaction: TransactionId::of("2"),
            payment: PaymentId::of("1"),
            account: account(at),
            gateway: "sandbox".to_owned(),
            amount,
            fee,
            effective_on: date(2026, 12, 4),
            posted_on: date(2026, 12, 5),
            recorded_at: Timestamp::UNIX_EPOCH,
        })
    }

    fn back(reversed: &Transaction) -> Transaction {
        let (transaction, day) = (TransactionId::of("3"), date(2026, 12, 6));
        let recorded_at = Timestamp::UNIX_EPOCH;
        reversal(ReversalBooking { transaction, effective_on: day, posted_on: day, recorded_at }, reversed)
    }

    #[test]
    fn a_paid_bill_leaves_nothing_owed_and_the_fee_as_income() {
        let lines =
            [(LineKind::Charge, 8000), (LineKind::Tax, 640), (LineKind::Discount, -100), (LineKind::Credit, -120)];
        let mut booked: Vec<_> = lines.iter().map(|(kind, minor)| line(1, *kind, *minor).unwrap()).collect();
        booked.push(paid(1, usd(8420), usd(295)).unwrap());
        assert_eq!(booked[0].source, "bill_1/1");
        assert_eq!(booked[4].source, "pay_1");
        let all = balances(booked.iter().flat_map(|t| &t.postings)).unwrap();
        let shown: Vec<_> = all.iter().map(|(account, money)| (account.as_text(), money.minor)).collect();
        let expected = [
            ("receivable:acct_1", 0),
            ("clearing:sandbox", 8715),
            ("income:service", -8000),
            ("income:fee", -295),
            ("tax-payable", -640),
            ("discount", 100),
            ("credit-given", 120),
        ];
        assert_eq!(shown, expected.map(|(account, minor)| (account.to_owned(), minor)));
        for (name, _) in expected {
            assert_eq!(LedgerAccount::from_text(name).unwrap().as_text(), name);
        }
        assert_eq!(LedgerAccount::from_text("receivable:"), None);
        assert_eq!(LedgerAccount::from_text("income"), None);
    }

    #[test]
    fn what_moves_nothing_or_the_wrong_way_cannot_be_booked() {
        for (_, kind) in LineKind::ALL {
            let right = kind.signed(usd(5)).unwrap().minor;
            assert!(line(1, kind, right).is_ok());
            assert!(line(1, kind, -right).is_err() && line(1, kind, 0).is_err());
        }
        assert!(line(1, LineKind::Credit, i64::MIN).is_err());
        for (amount, fee) in [(0, 0), (-1, 0), (1, -1)] {
            assert!(paid(1, usd(amount), usd(fee)).is_err());
        }
        let euro = Money::new(1, Currency::from_code("EUR").unwrap());
        assert!(matches!(paid(1, usd(1), euro), Err(LedgerFault::MixedCurrencies(..))));
    }

    fn transactions() -> impl Strategy<Value = Vec<Transaction>> {
        let one =
            (0_u8..4, 0_usize..5, 1_i64..1_000_000, 0_i64..1000).prop_map(|(at, what, minor, fee)| match LineKind::ALL
                .get(what)
            {
                Some((_, kind)) => line(at, *kind, kind.signed(usd(minor)).unwrap().minor).unwrap(),
                None => paid(at, usd(minor), usd(fee)).unwrap(),
            });
        prop::collection::vec(one, 0..30)
    }

    proptest! {
        #[test]
        fn the_books_always_balance_and_reversals_undo_everything(mut booked in transactions()) {
            let all = balances(booked.iter().flat_map(|t| &t.postings)).unwrap();
            prop_assert_eq!(all.values().map(|money| money.minor).sum::<i64>(), 0);
            let reversals: Vec<_> = booked.iter().map(back).collect();
            booked.extend(reversals);
            let all = balances(booked.iter().flat_map(|t| &t.postings)).unwrap();
            prop_assert!(all.values().all(|money| money.minor == 0));
        }
    }
}
