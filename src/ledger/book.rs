//! How bill lines, payments and reversals are booked, and what accounts come to. It refuses to know why.
use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::{AccountKey, LedgerAccount, LedgerFault, Posting, Transaction, TransactionKind};
use crate::{
    billing::LineKind,
    id::{AccountId, TransactionId},
    money::Money,
};

/// Name, source and times of a transaction to be made.
#[derive(Clone, Debug)]
pub struct Booking {
    pub transaction: TransactionId,
    /// As `Transaction::source`.
    pub source: String,
    pub effective_on: Date,
    pub posted_on: Date,
    pub recorded_at: Timestamp,
}

impl Booking {
    pub(super) fn of(self, kind: TransactionKind, postings: Vec<Posting>) -> Transaction {
        let Self { transaction, source, effective_on, posted_on, recorded_at } = self;
        Transaction { transaction, kind, effective_on, posted_on, recorded_at, source, postings }
    }
}

/// Books one line of a bill against what its account owes; `amount` is positive for every kind.
///
/// # Errors
/// The amount is not above zero.
pub fn bill_line(
    booking: Booking,
    account: &AccountId,
    kind: LineKind,
    amount: Money,
) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::BillLine, line_postings(account, kind, amount, None)?))
}

/// The same of a line that names the jurisdiction its tax is owed to.
///
/// # Errors
/// The amount is not above zero.
pub fn tax_line(
    booking: Booking,
    account: &AccountId,
    kind: LineKind,
    amount: Money,
    jurisdiction: &str,
) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::BillLine, line_postings(account, kind, amount, Some(jurisdiction))?))
}

/// Money received for an account.
#[derive(Clone, Debug)]
pub struct Receipt<'a> {
    /// Where the money is: a gateway's clearing account, or suspense.
    pub from: LedgerAccount,
    pub account: &'a AccountId,
    pub amount: Money,
    /// Income of its own, zero for none.
    pub fee: Money,
    /// What goes to bills at once, by the account that owes them; the rest of the amount is unapplied.
    pub applied: &'a Applied,
}

/// What goes to bills, by the account that owes them.
pub type Applied = BTreeMap<AccountKey, Money>;

/// Books a payment: what goes to bills lowers what is owed, the rest waits as the payer's, the fee is income; whoever
/// holds the money owes all of it. Money that was in suspense is assigned by it.
///
/// # Errors
/// The amount is not above zero, the fee is below zero, more is applied than there is, or currencies differ.
pub fn payment(booking: Booking, receipt: &Receipt<'_>) -> Result<Transaction, LedgerFault> {
    let kind = match receipt.from {
        LedgerAccount::Suspense => TransactionKind::Assignment,
        _ => TransactionKind::Payment,
    };
    Ok(booking.of(kind, payment_postings(receipt)?))
}

/// Moves what was unapplied of a payment to bills; the booking's source is the payment.
///
/// # Errors
/// A part is not above zero.
pub fn application(booking: Booking, account: &AccountId, applied: &Applied) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::Application, application_postings(account, applied)?))
}

/// Books money for nobody that we know.
///
/// # Errors
/// The amount is not above zero.
pub fn suspense(booking: Booking, gateway: &str, amount: Money) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::Suspense, suspense_postings(gateway, amount)?))
}

/// Empties a till: what was counted goes to the bank, what is over or short is told apart.
///
/// # Errors
/// Nothing was taken and nothing counted; an amount that cannot be posted.
pub fn till_close(
    booking: Booking,
    gateway: &str,
    expected: Money,
    counted: Money,
) -> Result<Transaction, LedgerFault> {
    Ok(booking.of(TransactionKind::TillClose, till_postings(gateway, expected, counted)?))
}

/// Takes a transaction back: each posting with its sides exchanged. The booking's source becomes the reversed
/// transaction's id.
pub fn reversal(booking: Booking, reversed: &Transaction) -> Transaction {
    let booking = Booking { source: reversed.transaction.as_str().to_owned(), ..booking };
    booking.of(TransactionKind::Reversal, opposite(&reversed.postings))
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

/// Where taxes wait until they are handed over.
fn tax_payable(jurisdiction: Option<&str>) -> LedgerAccount {
    jurisdiction.map_or(LedgerAccount::TaxPayable, |to| LedgerAccount::TaxPayableTo(to.to_owned()))
}

pub(super) fn line_postings(
    account: &AccountId,
    kind: LineKind,
    amount: Money,
    jurisdiction: Option<&str>,
) -> Result<Vec<Posting>, LedgerFault> {
    let receivable = LedgerAccount::receivable(account);
    let (debit, credit) = match kind {
        LineKind::Charge => (receivable, LedgerAccount::IncomeService),
        LineKind::Tax => (receivable, tax_payable(jurisdiction)),
        LineKind::LateFee => (receivable, LedgerAccount::IncomeLateFee),
        LineKind::Discount => (LedgerAccount::Discount, receivable),
        LineKind::Credit => (LedgerAccount::CreditGiven, receivable),
        LineKind::TaxCredit => (tax_payable(jurisdiction), receivable),
    };
    Ok(vec![Posting::new(debit, credit, amount)?])
}

pub(super) fn payment_postings(receipt: &Receipt<'_>) -> Result<Vec<Posting>, LedgerFault> {
    let Receipt { from, account, amount, fee, applied } = receipt;
    if amount.currency != fee.currency {
        return Err(LedgerFault::MixedCurrencies(amount.currency, fee.currency));
    }
    if !amount.is_positive() {
        return Err(LedgerFault::NotPositive(*amount));
    }
    let mut postings = Vec::new();
    let mut rest = *amount;
    for (owing, part) in *applied {
        let differ = || LedgerFault::MixedCurrencies(rest.currency, part.currency);
        rest = rest.checked_sub(*part).ok_or_else(differ)?;
        postings.push(Posting::new(from.clone(), LedgerAccount::Receivable(owing.clone()), *part)?);
    }
    if rest.minor != 0 {
        postings.push(Posting::new(from.clone(), LedgerAccount::unapplied(account), rest)?);
    }
    if fee.minor != 0 {
        postings.push(Posting::new(from.clone(), LedgerAccount::IncomeFee, *fee)?);
    }
    Ok(postings)
}

pub(super) fn application_postings(account: &AccountId, applied: &Applied) -> Result<Vec<Posting>, LedgerFault> {
    let unapplied = LedgerAccount::unapplied(account);
    let posted = |(owing, part): (&AccountKey, &Money)| {
        Posting::new(unapplied.clone(), LedgerAccount::Receivable(owing.clone()), *part)
    };
    applied.iter().map(posted).collect()
}

pub(super) fn suspense_postings(gateway: &str, amount: Money) -> Result<Vec<Posting>, LedgerFault> {
    Ok(vec![Posting::new(LedgerAccount::Clearing(gateway.to_owned()), LedgerAccount::Suspense, amount)?])
}

pub(super) fn till_postings(gateway: &str, expected: Money, counted: Money) -> Result<Vec<Posting>, LedgerFault> {
    let till = LedgerAccount::Clearing(gateway.to_owned());
    let differ = || LedgerFault::MixedCurrencies(expected.currency, counted.currency);
    let over = counted.checked_sub(expected).ok_or_else(differ)?;
    let short = expected.checked_sub(counted).ok_or_else(differ)?;
    let mut postings = Vec::new();
    if counted.minor != 0 {
        postings.push(Posting::new(LedgerAccount::Deposit, till.clone(), counted)?);
    }
    if over.is_positive() {
        postings.push(Posting::new(till, LedgerAccount::CashOverShort, over)?);
    } else if short.is_positive() {
        postings.push(Posting::new(LedgerAccount::CashOverShort, till, short)?);
    }
    Ok(postings)
}

/// A payment that was booked before there was a place for what no bill used, put right.
pub(super) fn unapplied_postings(account: &AccountId, rest: Money) -> Result<Vec<Posting>, LedgerFault> {
    Ok(vec![Posting::new(LedgerAccount::receivable(account), LedgerAccount::unapplied(account), rest)?])
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

    fn booking(at: usize) -> Booking {
        let day = date(2026, 12, 4);
        let transaction = TransactionId::of(&at.to_string());
        let recorded_at = Timestamp::UNIX_EPOCH;
        Booking { transaction, source: at.to_string(), effective_on: day, posted_on: day, recorded_at }
    }

    fn applied(account: &AccountId, minor: i64) -> Applied {
        [(AccountKey(account.clone()), usd(minor))].into()
    }

    fn receipt<'a>(account: &'a AccountId, amount: i64, fee: i64, applied: &'a Applied) -> Receipt<'a> {
        let from = LedgerAccount::Clearing("sandbox".to_owned());
        Receipt { from, account, amount: usd(amount), fee: usd(fee), applied }
    }

    fn account(at: u8) -> AccountId {
        AccountId::of(&at.to_string())
    }

    #[test]
    fn a_paid_bill_leaves_nothing_owed_and_the_fee_as_income() {
        let mine = account(1);
        let lines =
            [(LineKind::Charge, 8000), (LineKind::Tax, 640), (LineKind::Discount, 100), (LineKind::Credit, 120)];
        let mut booked: Vec<_> = (0..)
            .zip(lines)
            .map(|(at, (kind, minor))| bill_line(booking(at), &mine, kind, usd(minor)).unwrap())
            .collect();
        booked.push(bill_line(booking(6), &mine, LineKind::LateFee, usd(150)).unwrap());
        booked.push(tax_line(booking(7), &mine, LineKind::Tax, usd(90), "CITY").unwrap());
        booked.push(tax_line(booking(8), &mine, LineKind::TaxCredit, usd(30), "CITY").unwrap());
        booked.push(payment(booking(9), &receipt(&mine, 9000, 295, &applied(&mine, 8420))).unwrap());
        booked.push(application(booking(10), &mine, &applied(&mine, 80)).unwrap());
        booked.push(suspense(booking(11), "lockbox", usd(700)).unwrap());
        let none = Applied::new();
        let assigned = Receipt { from: LedgerAccount::Suspense, ..receipt(&mine, 700, 0, &none) };
        booked.push(payment(booking(12), &assigned).unwrap());
        assert_eq!(booked.last().unwrap().kind, TransactionKind::Assignment);
        let all = balances(booked.iter().flat_map(|t| &t.postings)).unwrap();
        let shown: Vec<_> = all.iter().map(|(account, money)| (account.as_text(), money.minor)).collect();
        let expected = [
            ("receivable:acct_1", 130),
            ("unapplied:acct_1", -1200),
            ("suspense", 0),
            ("clearing:lockbox", 700),
            ("clearing:sandbox", 9295),
            ("income:service", -8000),
            ("income:fee", -295),
            ("income:late-fee", -150),
            ("tax-payable", -640),
            ("tax-payable:CITY", -60),
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
    fn what_is_not_above_zero_cannot_be_booked() {
        let mine = account(1);
        for minor in [0, -1] {
            assert!(bill_line(booking(1), &mine, LineKind::Charge, usd(minor)).is_err());
            assert!(payment(booking(1), &receipt(&mine, minor, 0, &Applied::new())).is_err());
        }
        assert!(payment(booking(1), &receipt(&mine, 1, -1, &Applied::new())).is_err());
        assert!(payment(booking(1), &receipt(&mine, 1, 0, &applied(&mine, 2))).is_err(), "more applied than there is");
        let euro = Money::new(1, Currency::from_code("EUR").unwrap());
        let mixed = payment(booking(1), &Receipt { fee: euro, ..receipt(&mine, 1, 0, &Applied::new()) });
        assert!(matches!(mixed, Err(LedgerFault::MixedCurrencies(..))));
    }

    fn transactions() -> impl Strategy<Value = Vec<Transaction>> {
        let one = (0_u8..4, 0_usize..5, 1_i64..1_000_000, 0_i64..1000).prop_map(|(at, what, minor, fee)| {
            let kinds = LineKind::ALL.map(|(_, kind)| kind);
            match kinds.get(what) {
                Some(kind) => bill_line(booking(what), &account(at), *kind, usd(minor)).unwrap(),
                None => {
                    let (mine, other) = (account(at), account(at + 1));
                    let parts = applied(&other, (minor / 3).max(1));
                    payment(booking(what), &receipt(&mine, minor, fee, &parts)).unwrap()
                }
            }
        });
        prop::collection::vec(one, 0..30)
    }

    proptest! {
        #[test]
        fn the_books_always_balance_and_reversals_undo_everything(mut booked in transactions()) {
            let all = balances(booked.iter().flat_map(|t| &t.postings)).unwrap();
            prop_assert_eq!(all.values().map(|money| money.minor).sum::<i64>(), 0);
            let reversals: Vec<_> = booked.iter().map(|t| reversal(booking(1), t)).collect();
            booked.extend(reversals);
            let all = balances(booked.iter().flat_map(|t| &t.postings)).unwrap();
            prop_assert!(all.values().all(|money| money.minor == 0));
        }
    }
}
