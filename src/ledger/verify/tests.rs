//! Books that are right pass; each way of being wrong is named by its row.
use jiff::{Timestamp, civil::date};
use proptest::prelude::*;

use super::*;
use crate::{
    id::TransactionId,
    ledger::{Booking, bill_line, payment, reversal},
    money::Currency,
};

#[derive(Clone)]
struct Kept {
    transactions: Vec<Transaction>,
    lines: Vec<BookedLine>,
    payments: Vec<BookedPayment>,
    allocations: Vec<BookedAllocation>,
}

impl Kept {
    fn verify(&self) -> Result<(), Wrong> {
        let Self { transactions, lines, payments, allocations } = self;
        verify(Books { transactions, lines, payments, allocations })
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

/// One account: a bill of 80.00 + 6.40 tax − 2.20 discount; 84.20 paid with a fee of 2.95; another payment declined.
fn kept() -> Kept {
    let (mine, bill) = (AccountId::of("1"), BillId::of("1"));
    let mut kept = Kept { transactions: vec![], lines: vec![], payments: vec![], allocations: vec![] };
    let lines = [(LineKind::Charge, 8000), (LineKind::Tax, 640), (LineKind::Discount, 220)];
    for (line, (kind, minor)) in (1..).zip(lines) {
        let (bill, account, amount) = (bill.clone(), mine.clone(), usd(minor));
        let booking = booking(kept.transactions.len(), line_source(&bill, line));
        kept.transactions.push(bill_line(booking, &mine, kind, amount).unwrap());
        kept.lines.push(BookedLine { bill, line, account, kind, amount });
    }
    for (at, status) in [("1", PaymentStatus::Paid), ("2", PaymentStatus::Declined)] {
        let (payment, account, gateway) = (PaymentId::of(at), mine.clone(), "sandbox".to_owned());
        kept.payments.push(BookedPayment { payment, account, gateway, status, amount: usd(8420), fee: usd(295) });
    }
    let booking = booking(kept.transactions.len(), "pay_1".to_owned());
    kept.transactions.push(payment(booking, &mine, "sandbox", usd(8420), usd(295)).unwrap());
    kept.allocations.push(BookedAllocation { payment: PaymentId::of("1"), bill, amount: usd(8420) });
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
    assert!(fault.contains("but it is 84.21 USD debit clearing:sandbox credit receivable:acct_1"), "{fault}");
    assert!(says(|kept| kept.payments[0].fee = usd(0)).contains("transaction txn_3"));
    assert!(says(|kept| kept.lines[1].kind = LineKind::Charge).contains("transaction txn_1"));
    assert!(says(|kept| kept.transactions[2].postings.clear()).contains("as nothing"));
    assert!(says(|kept| kept.lines[0].account = AccountId::of("2")).contains("transaction txn_0"));
}

#[test]
fn an_allocation_that_cannot_be_is_named() {
    let changed = |change: fn(&mut BookedAllocation)| says(|kept| change(&mut kept.allocations[0]));
    assert!(changed(|part| part.payment = PaymentId::of("2")).contains("Declined, not paid"));
    assert!(changed(|part| part.payment = PaymentId::of("9")).contains("no such payment"));
    assert!(changed(|part| part.bill = BillId::of("9")).contains("no such bill"));
    assert!(changed(|part| part.amount = usd(8421)).contains("more than the payment's 84.20 USD"));
    assert!(changed(|part| part.amount = usd(0)).contains("0.00 USD cannot be a part"));
    let twice = says(|kept| kept.allocations.push(kept.allocations[0].clone()));
    assert_eq!(
        twice,
        "allocation of payment pay_1 to bill bill_1: with it more than the payment's 84.20 USD is allocated"
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
