//! Recomputes the books from what they were made of, and names the first row that is wrong. It refuses to mend.
use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use super::{LedgerAccount, LedgerFault, Posting, Transaction, TransactionKind, balances, book};
use crate::{
    billing::{LineKind, PaymentStatus},
    id::{AccountId, BillId, PaymentId},
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
}

/// A part of a payment that went to a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookedAllocation {
    pub payment: PaymentId,
    pub bill: BillId,
    pub amount: Money,
}

/// Everything that the books are recomputed from, each list in the order of its table.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    pub transactions: &'a [Transaction],
    pub lines: &'a [BookedLine],
    pub payments: &'a [BookedPayment],
    pub allocations: &'a [BookedAllocation],
}

/// The first row that is wrong, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{row}: {says}")]
pub struct Wrong {
    /// "transaction txn_…", "payment pay_…", "bill bill_… line 2", "ledger account …".
    pub row: String,
    pub says: String,
}

/// The source of the transaction that books a bill's line: unique, and found again by `verify`.
pub fn line_source(bill: &BillId, line: i64) -> String {
    format!("{bill}/{line}")
}

/// Checks that every line and every paid payment is booked exactly once and exactly, that nothing else is booked, that
/// allocations fit their payments and bills, and that what each account owes is its lines less its payments.
///
/// # Errors
/// The first wrong row.
pub fn verify(books: Books<'_>) -> Result<(), Wrong> {
    let lines: HashMap<String, &BookedLine> =
        books.lines.iter().map(|line| (line_source(&line.bill, line.line), line)).collect();
    let payments: HashMap<&str, &BookedPayment> =
        books.payments.iter().map(|payment| (payment.payment.as_str(), payment)).collect();
    let booked = check_transactions(books.transactions, &lines, &payments)?;
    for line in books.lines {
        let row = || format!("bill {} line {}", line.bill, line.line);
        once(&booked, TransactionKind::BillLine, &line_source(&line.bill, line.line), row)?;
    }
    for payment in books.payments.iter().filter(|payment| payment.status == PaymentStatus::Paid) {
        let row = || format!("payment {}", payment.payment);
        once(&booked, TransactionKind::Payment, payment.payment.as_str(), row)?;
    }
    check_allocations(&books, &payments)?;
    check_receivables(&books, &booked)
}

/// How often each source was booked, by kind.
type Booked<'a> = HashMap<(TransactionKind, &'a str), u32>;

fn once(booked: &Booked<'_>, kind: TransactionKind, source: &str, row: impl Fn() -> String) -> Result<(), Wrong> {
    match booked.get(&(kind, source)) {
        Some(1) => Ok(()),
        Some(times) => Err(wrong(row(), format!("is booked {times} times"))),
        None => Err(wrong(row(), "is not booked".to_owned())),
    }
}

/// Each transaction by itself, against what it says it books.
fn check_transactions<'a>(
    transactions: &'a [Transaction],
    lines: &HashMap<String, &BookedLine>,
    payments: &HashMap<&str, &BookedPayment>,
) -> Result<Booked<'a>, Wrong> {
    let mut booked = Booked::new();
    let mut seen: HashMap<&str, &Transaction> = HashMap::new();
    for transaction in transactions {
        let row = || format!("transaction {}", transaction.transaction);
        let source = transaction.source.as_str();
        let expected = match transaction.kind {
            TransactionKind::BillLine => match lines.get(source) {
                Some(line) => book::line_postings(&line.account, line.kind, line.amount),
                None => return Err(wrong(row(), format!("books {source}, which is no bill's line"))),
            },
            TransactionKind::Payment => match payments.get(source) {
                Some(paid) if paid.status == PaymentStatus::Paid => {
                    book::payment_postings(&paid.account, &paid.gateway, paid.amount, paid.fee)
                }
                Some(paid) => {
                    return Err(wrong(row(), format!("books {source}, which is {:?}, not paid", paid.status)));
                }
                None => return Err(wrong(row(), format!("books {source}, which is no payment"))),
            },
            TransactionKind::Reversal => match seen.get(source) {
                Some(reversed) if reversed.kind != TransactionKind::Reversal => Ok(book::opposite(&reversed.postings)),
                _ => return Err(wrong(row(), format!("reverses {source}, which is no earlier transaction"))),
            },
        };
        let expected = expected.map_err(|fault| wrong(row(), format!("books {source}, which cannot be: {fault}")))?;
        if transaction.postings != expected {
            let (found, expected) = (Shown(&transaction.postings), Shown(&expected));
            return Err(wrong(row(), format!("books {source} as {found}, but it is {expected}")));
        }
        if seen.insert(transaction.transaction.as_str(), transaction).is_some() {
            return Err(wrong(row(), "is there twice".to_owned()));
        }
        let times = booked.entry((transaction.kind, source)).or_default();
        *times += 1;
        if *times > 1 {
            return Err(wrong(row(), format!("books {source} a second time")));
        }
    }
    Ok(booked)
}

fn check_allocations(books: &Books<'_>, payments: &HashMap<&str, &BookedPayment>) -> Result<(), Wrong> {
    let mut totals: HashMap<&str, (&AccountId, i128)> = HashMap::new();
    for line in books.lines {
        let signed = line.kind.signed(line.amount).map_or(0, |amount| i128::from(amount.minor));
        totals.entry(line.bill.as_str()).or_insert((&line.account, 0)).1 += signed;
    }
    let (mut of_payment, mut of_bill): (HashMap<&str, i128>, HashMap<&str, i128>) = Default::default();
    for part in books.allocations {
        let fault = |says| Err(wrong(format!("allocation of payment {} to bill {}", part.payment, part.bill), says));
        let Some(paid) = payments.get(part.payment.as_str()) else {
            return fault("there is no such payment".to_owned());
        };
        let Some((account, total)) = totals.get(part.bill.as_str()) else {
            return fault("there is no such bill".to_owned());
        };
        if paid.status != PaymentStatus::Paid {
            return fault(format!("the payment is {:?}, not paid", paid.status));
        }
        if paid.account != **account {
            return fault(format!("the payment is of account {}, the bill of account {account}", paid.account));
        }
        if !part.amount.is_positive() || part.amount.currency != paid.amount.currency {
            return fault(format!("{} cannot be a part of {}", part.amount, paid.amount));
        }
        let spent = of_payment.entry(part.payment.as_str()).or_default();
        *spent += i128::from(part.amount.minor);
        if *spent > i128::from(paid.amount.minor) {
            return fault(format!("with it more than the payment's {} is allocated", paid.amount));
        }
        let covered = of_bill.entry(part.bill.as_str()).or_default();
        *covered += i128::from(part.amount.minor);
        if *covered > *total {
            return fault(format!("with it more than the bill's {total} minor units is allocated"));
        }
    }
    Ok(())
}

/// What each account owes, once from the postings and once from lines and payments alone.
fn check_receivables(books: &Books<'_>, booked: &Booked<'_>) -> Result<(), Wrong> {
    let unfit = |fault: LedgerFault| wrong("the ledger".to_owned(), fault.to_string());
    let posted = balances(books.transactions.iter().flat_map(|t| &t.postings)).map_err(unfit)?;
    let is_reversed: HashMap<(TransactionKind, &str), bool> = books
        .transactions
        .iter()
        .map(|t| {
            let reversed = booked.contains_key(&(TransactionKind::Reversal, t.transaction.as_str()));
            ((t.kind, t.source.as_str()), reversed)
        })
        .collect();
    let counts = |kind, source: &str| is_reversed.get(&(kind, source)) == Some(&false);
    let mut owed: BTreeMap<LedgerAccount, i128> = BTreeMap::new();
    for line in books.lines {
        if counts(TransactionKind::BillLine, &line_source(&line.bill, line.line)) {
            let signed = line.kind.signed(line.amount).map_or(0, |amount| i128::from(amount.minor));
            *owed.entry(LedgerAccount::receivable(&line.account)).or_default() += signed;
        }
    }
    for paid in books.payments {
        if counts(TransactionKind::Payment, paid.payment.as_str()) {
            *owed.entry(LedgerAccount::receivable(&paid.account)).or_default() -= i128::from(paid.amount.minor);
        }
    }
    for (account, balance) in posted {
        let expected = owed.get(&account).copied().unwrap_or(0);
        if matches!(account, LedgerAccount::Receivable(_)) && i128::from(balance.minor) != expected {
            let says =
                format!("its balance is {balance}, but its lines less its payments come to {expected} minor units");
            return Err(wrong(format!("ledger account {account}"), says));
        }
    }
    Ok(())
}

fn wrong(row: String, says: String) -> Wrong {
    Wrong { row, says }
}

/// Postings as a person reads them.
struct Shown<'a>(&'a [Posting]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nothing");
        }
        for (at, posting) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{} debit {} credit {}", posting.amount, posting.debit, posting.credit)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
