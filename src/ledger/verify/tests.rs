//! Books that are right pass; each way of being wrong is named by its row.
use jiff::{Timestamp, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{
    billing::LineKind,
    id::{CloseId, SuspenseId, TransactionId},
    ledger::{Booking, application, bill_line, payment, reversal, suspense, till_close},
    money::Currency,
};

#[derive(Clone)]
struct Kept {
    transactions: Vec<Transaction>,
    lines: Vec<BookedLine>,
    payments: Vec<BookedPayment>,
    allocations: Vec<BookedAllocation>,
    items: Vec<BookedItem>,
    closes: Vec<BookedClose>,
    undoings: Vec<BookedUndoing>,
    restorations: Vec<BookedRestoration>,
    adjustments: Vec<BookedAdjustment>,
    settled: Settled,
}

impl Kept {
    fn verify(&self) -> Result<(), Wrong> {
        verify(Books {
            transactions: &self.transactions,
            lines: &self.lines,
            payments: &self.payments,
            allocations: &self.allocations,
            items: &self.items,
            closes: &self.closes,
            undoings: &self.undoings,
            restorations: &self.restorations,
            adjustments: &self.adjustments,
            settled: &self.settled,
        })
    }
}

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn booking(at: usize, source: String) -> Booking {
    let day = date(2026, 12, 4);
    let transaction = TransactionId::of(&at.to_string());
    Booking { transaction, source, effective_on: day, posted_on: day, recorded_at: Timestamp::UNIX_EPOCH }
}

fn applied(account: &AccountId, minor: i64) -> Applied {
    [(AccountKey(account.clone()), usd(minor))].into()
}

fn receipt<'a>(account: &'a AccountId, amount: Money, fee: Money, applied: &'a Applied) -> Receipt<'a> {
    Receipt { from: LedgerAccount::Clearing("sandbox".to_owned()), account, amount, fee, applied }
}

/// One account: a bill of 80.00 + 6.40 tax − 2.20 discount; 84.20 paid with a fee of 2.95; another payment declined.
fn kept() -> Kept {
    let (mine, bill) = (AccountId::of("1"), BillId::of("1"));
    let mut kept = Kept {
        transactions: vec![],
        lines: vec![],
        payments: vec![],
        allocations: vec![],
        items: vec![],
        closes: vec![],
        undoings: vec![],
        restorations: vec![],
        adjustments: vec![],
        settled: Settled::default(),
    };
    let lines = [(LineKind::Charge, 8000), (LineKind::Tax, 640), (LineKind::Discount, 220)];
    for (line, (kind, minor)) in (1..).zip(lines) {
        let (bill, account, amount) = (bill.clone(), mine.clone(), usd(minor));
        let booking = booking(kept.transactions.len(), line_source(&bill, line));
        kept.transactions.push(bill_line(booking, &mine, kind, amount).unwrap());
        kept.lines.push(BookedLine { bill, line, account, kind, amount, jurisdiction: None });
    }
    for (at, status) in [("1", PaymentStatus::Paid), ("2", PaymentStatus::Declined)] {
        let (payment, account, gateway) = (PaymentId::of(at), mine.clone(), "sandbox".to_owned());
        let (amount, fee, item) = (usd(8420), usd(295), None);
        kept.payments.push(BookedPayment { payment, account, gateway, status, amount, fee, item });
    }
    let booking = booking(kept.transactions.len(), "pay_1".to_owned());
    let applied = applied(&mine, 8420);
    let transaction = booking.transaction.clone();
    kept.transactions.push(payment(booking, &receipt(&mine, usd(8420), usd(295), &applied)).unwrap());
    kept.allocations.push(BookedAllocation { transaction, payment: PaymentId::of("1"), bill, amount: usd(8420) });
    kept
}

fn says(change: impl FnOnce(&mut Kept)) -> String {
    let mut kept = kept();
    change(&mut kept);
    kept.verify().unwrap_err().to_string()
}

#[test]
fn right_books_pass() {
    assert_eq!(kept().verify(), Ok(()));
    let mut reversed = kept();
    let back = reversal(booking(8, String::new()), &reversed.transactions[3]);
    reversed.transactions.push(back);
    assert_eq!(reversed.verify(), Ok(()));
}

#[test]
fn a_row_that_is_missing_or_too_many_is_named() {
    assert_eq!(says(|kept| drop(kept.transactions.remove(1))), "bill bill_1 line 2: is not booked");
    assert_eq!(says(|kept| drop(kept.transactions.pop())), "payment pay_1: is not booked");
    let twice = says(|kept| {
        let mut again = kept.transactions[3].clone();
        again.transaction = TransactionId::of("9");
        kept.transactions.push(again);
    });
    assert_eq!(twice, "transaction txn_9: books pay_1 a second time");
    assert_eq!(
        says(|kept| kept.transactions[0].source = "bill_1/9".to_owned()),
        "transaction txn_0: books bill_1/9, which is no bill's line"
    );
    assert_eq!(
        says(|kept| kept.payments[0].status = PaymentStatus::Unknown),
        "transaction txn_3: books pay_1, which is Unknown, not paid"
    );
    assert_eq!(says(|kept| drop(kept.payments.remove(0))), "transaction txn_3: books pay_1, which is no payment");
}

#[test]
fn a_wrong_amount_or_account_is_named_with_both_sides() {
    let fault = says(|kept| kept.payments[0].amount = usd(8421));
    assert!(fault.starts_with("transaction txn_3: books pay_1 as 84.20 USD debit clearing:sandbox"), "{fault}");
    assert!(fault.contains("0.01 USD debit clearing:sandbox credit unapplied:acct_1"), "{fault}");
    assert!(says(|kept| kept.payments[0].fee = usd(0)).contains("transaction txn_3"));
    assert!(says(|kept| kept.lines[1].kind = LineKind::Charge).contains("transaction txn_1"));
    assert!(says(|kept| kept.transactions[2].postings.clear()).contains("as nothing"));
    assert!(says(|kept| kept.lines[0].account = AccountId::of("2")).contains("transaction txn_0"));
}

#[test]
fn an_allocation_that_cannot_be_is_named() {
    let changed = |change: fn(&mut BookedAllocation)| says(|kept| change(&mut kept.allocations[0]));
    assert!(changed(|part| part.payment = PaymentId::of("9")).contains("books pay_1, but moves parts of pay_9"));
    assert!(
        changed(|part| part.bill = BillId::of("9")).contains("but it is 84.20 USD debit clearing:sandbox credit una")
    );
    assert!(changed(|part| part.amount = usd(8421)).contains("cannot be"));
    assert!(changed(|part| part.amount = usd(0)).contains("cannot be"));
    let twice = says(|kept| kept.allocations.push(kept.allocations[0].clone()));
    assert!(twice.contains("transaction txn_3: books pay_1, which cannot be"), "{twice}");
    let more = |change: fn(&mut BookedAllocation)| {
        says(|kept| {
            let mut part = kept.allocations[0].clone();
            change(&mut part);
            kept.allocations.push(part);
        })
    };
    let stray = |part: &mut BookedAllocation| part.transaction = TransactionId::of("0");
    assert_eq!(more(stray), "payment pay_1: 16840 minor units of it are at bills, but 84.20 USD is left of it");
    assert!(more(|part| part.transaction = TransactionId::of("99")).contains("there is no transaction txn_99"));
    assert!(
        more(|part| (part.transaction, part.payment) = (TransactionId::of("0"), PaymentId::of("2")))
            .contains("Declined")
    );
    assert!(
        more(|part| (part.transaction, part.bill) = (TransactionId::of("0"), BillId::of("9"))).contains("no such bill")
    );
}

#[test]
fn a_reversal_must_mirror_an_earlier_transaction_once() {
    let reversed = |change: fn(&mut Transaction)| {
        says(|kept| {
            let mut back = reversal(booking(8, String::new()), &kept.transactions[3]);
            change(&mut back);
            kept.transactions.push(back);
        })
    };
    assert!(reversed(|back| drop(back.postings.pop())).contains("transaction txn_8: books txn_3 as"));
    assert!(reversed(|back| back.source = "txn_7".to_owned()).contains("no earlier transaction"));
    let twice = says(|kept| {
        for at in [8, 9] {
            kept.transactions.push(reversal(booking(at, String::new()), &kept.transactions[3]));
        }
    });
    assert_eq!(twice, "transaction txn_9: books txn_3 a second time");
}

/// Beside `kept`: 30.00 more paid than owed, 10.00 of it used by a second bill, 7.00 assigned out of suspense, 5.00 still
/// there.
fn richer() -> Kept {
    let mut kept = kept();
    let (mine, bill) = (AccountId::of("1"), BillId::of("2"));
    let (account, kind, amount) = (mine.clone(), LineKind::Charge, usd(1000));
    let own = booking(20, line_source(&bill, 1));
    kept.transactions.push(bill_line(own, &mine, kind, amount).unwrap());
    kept.lines.push(BookedLine { bill: bill.clone(), line: 1, account, kind, amount, jurisdiction: None });
    let paid = |at: &str, minor: i64, item: Option<&str>| BookedPayment {
        payment: PaymentId::of(at),
        account: AccountId::of("1"),
        gateway: "sandbox".to_owned(),
        status: PaymentStatus::Paid,
        amount: usd(minor),
        fee: usd(0),
        item: item.map(SuspenseId::of),
    };
    let none = Applied::new();
    kept.payments.push(paid("3", 3000, None));
    let first = payment(booking(21, "pay_3".to_owned()), &receipt(&mine, usd(3000), usd(0), &none)).unwrap();
    kept.transactions.push(first);
    let later = application(booking(22, "pay_3".to_owned()), &mine, &applied(&mine, 1000)).unwrap();
    let transaction = later.transaction.clone();
    kept.transactions.push(later);
    kept.allocations.push(BookedAllocation { transaction, payment: PaymentId::of("3"), bill, amount: usd(1000) });
    for (at, minor) in [("1", 700), ("2", 500)] {
        let (item, gateway, amount) = (SuspenseId::of(at), "lockbox".to_owned(), usd(minor));
        let own = booking(kept.transactions.len() + 20, item.to_string());
        kept.transactions.push(suspense(own, &gateway, amount).unwrap());
        kept.items.push(BookedItem { item, gateway, amount });
    }
    kept.payments.push(paid("4", 700, Some("1")));
    for (at, expected, counted) in [("1", 1000, 1000), ("2", 1000, 980), ("3", 0, 5), ("4", 7, 0)] {
        let (close, till) = (CloseId::of(at), "front".to_owned());
        let (expected, counted) = (usd(expected), usd(counted));
        let own = booking(kept.transactions.len() + 40, close.to_string());
        kept.transactions.push(till_close(own, "till:front", expected, counted).unwrap());
        kept.closes.push(BookedClose { close, till, expected, counted });
    }
    let from = LedgerAccount::Suspense;
    let assigned = Receipt { from, ..receipt(&mine, usd(700), usd(0), &none) };
    kept.transactions.push(payment(booking(30, "pay_4".to_owned()), &assigned).unwrap());
    kept
}

#[test]
fn credits_and_suspense_are_what_is_left_of_them() {
    assert_eq!(richer().verify(), Ok(()));
    let says = |change: fn(&mut Kept)| {
        let mut kept = richer();
        change(&mut kept);
        kept.verify().unwrap_err().to_string()
    };
    assert!(
        says(|kept| drop(kept.allocations.pop())).starts_with("transaction txn_22: books pay_3 as 10.00 USD debit")
    );
    assert!(says(|kept| drop(kept.items.pop())).contains("books susp_2, which is not in suspense"));
    assert!(says(|kept| kept.payments[3].item = None).contains("which is booked as payment"));
    assert!(says(|kept| kept.items[1].amount = usd(501)).contains("but it is 5.01 USD debit clearing:lockbox"));
    assert!(says(|kept| kept.allocations[1].payment = PaymentId::of("1")).contains("but moves parts of pay_1"));
    assert!(
        says(|kept| kept.closes[1].counted = usd(990)).contains("0.10 USD debit cash-over-short credit clearing:till")
    );
    assert!(says(|kept| drop(kept.closes.pop())).contains("which is no till's close"));
    let missing = says(|kept| kept.transactions.retain(|t| t.source != "susp_2"));
    assert_eq!(missing, "suspense susp_2: is not booked");
    let stray = says(|kept| kept.allocations[1].transaction = TransactionId::of("99"));
    assert!(stray.contains("transaction txn_22"), "{stray}");
}

#[test]
fn what_was_booked_whole_and_put_right_later_passes() {
    let mut kept = kept();
    let mine = AccountId::of("1");
    kept.allocations[0].amount = usd(8000);
    assert!(kept.verify().is_err());
    let source = "pay_1".to_owned();
    let postings = book::unapplied_postings(&mine, usd(420)).unwrap();
    let day = date(2026, 12, 5);
    kept.transactions.push(Transaction {
        transaction: TransactionId::of("unapplied_pay_1"),
        kind: TransactionKind::Unapplied,
        effective_on: day,
        posted_on: day,
        recorded_at: Timestamp::UNIX_EPOCH,
        source,
        postings,
    });
    assert_eq!(kept.verify(), Ok(()));
}

proptest! {
    #[test]
    fn any_amount_that_is_off_by_any_much_is_found(at in 0_usize..3, off in 1_i64..1000) {
        let mut wrong = kept();
        wrong.lines[at].amount.minor += off;
        prop_assert!(wrong.verify().is_err());
        let mut wrong = kept();
        wrong.transactions.remove(at);
        prop_assert!(wrong.verify().is_err());
    }
}
