//! Recomputes the books from what they were made of, and names the first row that is wrong. It refuses to mend.
mod balance;
mod parts;
mod rows;
mod undone;

use std::{
    collections::{HashMap, HashSet},
    fmt,
};

pub use rows::{
    BookedAdjustment, BookedAllocation, BookedArrival, BookedClose, BookedItem, BookedLine, BookedPayment,
    BookedPayout, BookedRestoration, BookedSettlement, BookedUndoing, Settled,
};

use super::{
    AccountKey, Applied, LedgerAccount, LedgerFault, Posting, Receipt, Transaction, TransactionKind, book, settle,
};
use crate::{
    billing::PaymentStatus,
    id::{AccountId, BillId, PaymentId},
    money::Money,
};

/// Everything that the books are recomputed from, each list in the order of its table.
#[derive(Clone, Copy, Debug)]
pub struct Books<'a> {
    pub transactions: &'a [Transaction],
    pub lines: &'a [BookedLine],
    pub payments: &'a [BookedPayment],
    pub allocations: &'a [BookedAllocation],
    pub items: &'a [BookedItem],
    pub closes: &'a [BookedClose],
    pub undoings: &'a [BookedUndoing],
    pub restorations: &'a [BookedRestoration],
    pub adjustments: &'a [BookedAdjustment],
    pub settled: &'a Settled,
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

/// Checks that every line, every paid payment all money in suspense and every till's close is booked exactly once and exactly, that nothing
/// else is booked, that allocations fit their payments and bills, that each payment is what went to bills and what is
/// unapplied, and that what each account owes is what is open on its bills.
///
/// # Errors
/// The first wrong row.
pub fn verify(books: Books<'_>) -> Result<(), Wrong> {
    let ground = Ground::of(&books);
    let booked = ground.check_transactions(books.transactions)?;
    for line in books.lines {
        let row = || format!("bill {} line {}", line.bill, line.line);
        once(&booked, TransactionKind::BillLine, &line_source(&line.bill, line.line), row)?;
    }
    for payment in books.payments.iter().filter(|payment| payment.status == PaymentStatus::Paid) {
        let row = || format!("payment {}", payment.payment);
        once(&booked, ground.kind(payment), payment.payment.as_str(), row)?;
    }
    for item in books.items {
        once(&booked, TransactionKind::Suspense, item.item.as_str(), || format!("suspense {}", item.item))?;
    }
    for close in books.closes {
        once(&booked, TransactionKind::TillClose, close.close.as_str(), || format!("close {}", close.close))?;
    }
    for undone in books.undoings {
        let row = || format!("{} {}", undone.kind.as_text(), undone.undoing);
        once(&booked, TransactionKind::Undoing(undone.kind), undone.undoing.as_str(), row)?;
    }
    for adjusted in books.adjustments {
        let row = || format!("{} {}", adjusted.kind.as_text(), adjusted.adjustment);
        once(&booked, TransactionKind::Adjustment(adjusted.kind), adjusted.adjustment.as_str(), row)?;
    }
    let Settled { settlements, payouts, arrivals } = books.settled;
    for told in settlements.iter().filter(|told| told.fee.minor != 0) {
        let row = || format!("settlement {}", told.settlement);
        once(&booked, TransactionKind::ProcessorFee, told.settlement.as_str(), row)?;
    }
    for payout in payouts {
        once(&booked, TransactionKind::Payout, &payout.payout, || format!("payout {}", payout.payout))?;
    }
    for arrival in arrivals {
        once(&booked, TransactionKind::Arrival, &arrival.arrival, || format!("arrival {}", arrival.arrival))?;
    }
    parts::check(&books, &ground)?;
    balance::check(&books, &booked, &ground)
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

/// Everything by its name.
struct Ground<'a> {
    lines: HashMap<String, &'a BookedLine>,
    payments: HashMap<&'a str, &'a BookedPayment>,
    items: HashMap<&'a str, &'a BookedItem>,
    closes: HashMap<&'a str, &'a BookedClose>,
    /// Whose each bill is, and what its lines come to.
    bills: HashMap<&'a str, (&'a AccountId, i128)>,
    /// What each transaction moves to bills, by the account that owes them; with it the payment.
    applied: HashMap<&'a str, (&'a PaymentId, Applied)>,
    /// Payments booked before there was a place for what no bill used.
    moved: HashSet<&'a str>,
    undone: undone::Undone<'a>,
    settled: &'a Settled,
}

impl<'a> Ground<'a> {
    fn of(books: &Books<'a>) -> Self {
        let mut bills: HashMap<&str, (&AccountId, i128)> = HashMap::new();
        for line in books.lines {
            let signed = line.kind.signed(line.amount).map_or(0, |amount| i128::from(amount.minor));
            bills.entry(line.bill.as_str()).or_insert((&line.account, 0)).1 += signed;
        }
        let mut applied: HashMap<&str, (&PaymentId, Applied)> = HashMap::new();
        for part in books.allocations {
            let Some((account, _)) = bills.get(part.bill.as_str()) else { continue };
            let (_, parts) =
                applied.entry(part.transaction.as_str()).or_insert_with(|| (&part.payment, Applied::new()));
            let sum = parts.entry(AccountKey((*account).clone())).or_insert(Money::zero(part.amount.currency));
            sum.minor = sum.minor.saturating_add(part.amount.minor);
        }
        let moved = books.transactions.iter().filter(|booked| booked.kind == TransactionKind::Unapplied);
        let undone = undone::Undone::of(books, &bills);
        Self {
            lines: books.lines.iter().map(|line| (line_source(&line.bill, line.line), line)).collect(),
            payments: books.payments.iter().map(|payment| (payment.payment.as_str(), payment)).collect(),
            items: books.items.iter().map(|item| (item.item.as_str(), item)).collect(),
            closes: books.closes.iter().map(|close| (close.close.as_str(), close)).collect(),
            bills,
            applied,
            moved: moved.map(|booked| booked.source.as_str()).collect(),
            undone,
            settled: books.settled,
        }
    }

    /// As what a payment is booked.
    fn kind(&self, payment: &BookedPayment) -> TransactionKind {
        if payment.item.is_some() { TransactionKind::Assignment } else { TransactionKind::Payment }
    }

    /// Each transaction by itself, against what it says it books.
    fn check_transactions(&self, transactions: &'a [Transaction]) -> Result<Booked<'a>, Wrong> {
        let mut booked = Booked::new();
        let mut seen: HashMap<&str, &Transaction> = HashMap::new();
        for transaction in transactions {
            let row = || format!("transaction {}", transaction.transaction);
            let source = transaction.source.as_str();
            let times = booked.entry((transaction.kind, source)).or_default();
            *times += 1;
            // what is unapplied of a payment may go to bills in several steps
            if *times > 1 && transaction.kind != TransactionKind::Application {
                return Err(wrong(row(), format!("books {source} a second time")));
            }
            let expected = self.expected(transaction, &seen).map_err(|says| wrong(row(), says))?;
            let expected =
                expected.map_err(|fault| wrong(row(), format!("books {source}, which cannot be: {fault}")))?;
            if transaction.postings != expected {
                let (found, expected) = (Shown(&transaction.postings), Shown(&expected));
                return Err(wrong(row(), format!("books {source} as {found}, but it is {expected}")));
            }
            if seen.insert(transaction.transaction.as_str(), transaction).is_some() {
                return Err(wrong(row(), "is there twice".to_owned()));
            }
        }
        Ok(booked)
    }

    /// The postings that a transaction must have; as a text why it books nothing that is there.
    fn expected(
        &self,
        transaction: &Transaction,
        seen: &HashMap<&str, &Transaction>,
    ) -> Result<Result<Vec<Posting>, LedgerFault>, String> {
        let source = transaction.source.as_str();
        Ok(match transaction.kind {
            TransactionKind::BillLine => {
                let line = self.lines.get(source);
                let line = line.ok_or_else(|| format!("books {source}, which is no bill's line"))?;
                book::line_postings(&line.account, line.kind, line.amount, line.jurisdiction.as_deref())
            }
            TransactionKind::Payment | TransactionKind::Assignment => {
                let paid = self.paid(source)?;
                if self.kind(paid) != transaction.kind {
                    return Err(format!("books {source}, which is booked as {}", self.kind(paid).as_text()));
                }
                book::payment_postings(&self.receipt(paid, &self.parts(transaction)?))
            }
            TransactionKind::Application => {
                let paid = self.paid(source)?;
                book::application_postings(&paid.account, &self.parts(transaction)?)
            }
            TransactionKind::Unapplied => {
                let paid = self.paid(source)?;
                let first =
                    seen.values().find(|booked| booked.kind == TransactionKind::Payment && booked.source == source);
                let applied = first.and_then(|booked| self.applied.get(booked.transaction.as_str()));
                let applied: i64 = applied.map_or(0, |(_, parts)| parts.values().map(|part| part.minor).sum());
                let rest = Money::new(paid.amount.minor.saturating_sub(applied), paid.amount.currency);
                book::unapplied_postings(&paid.account, rest)
            }
            TransactionKind::Suspense => {
                let item = self.items.get(source).ok_or_else(|| format!("books {source}, which is not in suspense"))?;
                book::suspense_postings(&item.gateway, item.amount)
            }
            TransactionKind::TillClose => {
                let close =
                    self.closes.get(source).ok_or_else(|| format!("books {source}, which is no till's close"))?;
                book::till_postings(&format!("till:{}", close.till), close.expected, close.counted)
            }
            TransactionKind::ProcessorFee | TransactionKind::Payout | TransactionKind::Arrival => {
                let told = self.told(transaction.kind, source);
                told.ok_or_else(|| format!("books {source}, which no report and no statement tells of"))?
            }
            TransactionKind::Undoing(kind) => self.undone.postings(self, transaction, kind)?,
            TransactionKind::Adjustment(kind) => self.undone.adjusted(source, kind)?,
            TransactionKind::Reversal => match seen.get(source) {
                Some(reversed) if reversed.kind != TransactionKind::Reversal => Ok(book::opposite(&reversed.postings)),
                _ => return Err(format!("reverses {source}, which is no earlier transaction")),
            },
        })
    }

    /// What a report or a statement tells of.
    fn told(&self, kind: TransactionKind, source: &str) -> Option<Result<Vec<Posting>, LedgerFault>> {
        let Settled { settlements, payouts, arrivals } = self.settled;
        match kind {
            TransactionKind::ProcessorFee => {
                let told = settlements.iter().find(|told| told.settlement.as_str() == source)?;
                Some(settle::processor_fee_postings(&told.processor, told.fee))
            }
            TransactionKind::Payout => {
                let payout = payouts.iter().find(|payout| payout.payout == source)?;
                Some(settle::payout_postings(&payout.processor, payout.amount))
            }
            _ => {
                let arrival = arrivals.iter().find(|arrival| arrival.arrival == source)?;
                Some(settle::arrival_postings(&arrival.from, arrival.amount))
            }
        }
    }

    fn paid(&self, source: &str) -> Result<&BookedPayment, String> {
        match self.payments.get(source) {
            Some(paid) if paid.status == PaymentStatus::Paid => Ok(paid),
            Some(paid) => Err(format!("books {source}, which is {:?}, not paid", paid.status)),
            None => Err(format!("books {source}, which is no payment")),
        }
    }

    /// What a transaction moves to bills; what was booked at once before there was a place for the rest moved it all.
    fn parts(&self, transaction: &Transaction) -> Result<Applied, String> {
        let source = transaction.source.as_str();
        match self.applied.get(transaction.transaction.as_str()) {
            _ if transaction.kind == TransactionKind::Payment && self.moved.contains(source) => {
                let paid = self.paid(source)?;
                Ok([(AccountKey(paid.account.clone()), paid.amount)].into())
            }
            Some((payment, parts)) if payment.as_str() == source => Ok(parts.clone()),
            Some((payment, _)) => Err(format!("books {source}, but moves parts of {payment}")),
            None => Ok(Applied::new()),
        }
    }

    fn receipt<'b>(&self, paid: &'b BookedPayment, applied: &'b Applied) -> Receipt<'b> {
        let from = match paid.item {
            Some(_) => LedgerAccount::Suspense,
            None => LedgerAccount::Clearing(paid.gateway.clone()),
        };
        Receipt { from, account: &paid.account, amount: paid.amount, fee: paid.fee, applied }
    }
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
