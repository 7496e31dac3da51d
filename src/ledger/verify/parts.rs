//! Parts of payments at bills: each fits its payment and its bill, less what bills owe again since. It refuses to know
//! postings.
use std::collections::{HashMap, HashSet};

use super::{Books, Ground, Wrong, wrong};
use crate::{billing::PaymentStatus, money::Money};

/// What is at a bill of a payment, in minor units.
#[derive(Default)]
struct Sums<'a> {
    of_payment: HashMap<&'a str, i128>,
    of_bill: HashMap<&'a str, i128>,
    of_both: HashMap<(&'a str, &'a str), i128>,
}

impl<'a> Sums<'a> {
    fn add(&mut self, payment: &'a str, bill: &'a str, minor: i128) {
        *self.of_payment.entry(payment).or_default() += minor;
        *self.of_bill.entry(bill).or_default() += minor;
        *self.of_both.entry((payment, bill)).or_default() += minor;
    }
}

/// Every part is of a paid payment and of a bill that are there; none is more than what is left of its payment, of its bill,
/// or of what went from the one to the other.
pub(super) fn check(books: &Books<'_>, ground: &Ground<'_>) -> Result<(), Wrong> {
    let transactions: HashSet<&str> = books.transactions.iter().map(|t| t.transaction.as_str()).collect();
    let mut sums = Sums::default();
    let went = books
        .allocations
        .iter()
        .map(|part| ("allocation", 1, (&part.payment, &part.bill, &part.transaction, part.amount)));
    let back = books
        .restorations
        .iter()
        .map(|part| ("restoration", -1, (&part.payment, &part.bill, &part.transaction, part.amount)));
    for (name, sign, (payment, bill, transaction, amount)) in went.chain(back) {
        let fault = |says| Err(wrong(format!("{name} of payment {payment} to bill {bill}"), says));
        let Some(paid) = ground.payments.get(payment.as_str()) else {
            return fault("there is no such payment".to_owned());
        };
        if !ground.bills.contains_key(bill.as_str()) {
            return fault("there is no such bill".to_owned());
        }
        if !transactions.contains(transaction.as_str()) {
            return fault(format!("there is no transaction {transaction}"));
        }
        if paid.status != PaymentStatus::Paid {
            return fault(format!("the payment is {:?}, not paid", paid.status));
        }
        if !amount.is_positive() || amount.currency != paid.amount.currency {
            return fault(format!("{amount} cannot be a part of {}", paid.amount));
        }
        sums.add(payment.as_str(), bill.as_str(), sign * i128::from(amount.minor));
    }
    fit(books, ground, &sums)
}

fn fit(books: &Books<'_>, ground: &Ground<'_>, sums: &Sums<'_>) -> Result<(), Wrong> {
    for paid in books.payments {
        let left = i128::from(paid.amount.minor) - ground.undone.of_payment(paid.payment.as_str());
        let spent = sums.of_payment.get(paid.payment.as_str()).copied().unwrap_or(0);
        if spent > left || left < 0 {
            let left = Money::new(i64::try_from(left).unwrap_or(i64::MAX), paid.amount.currency);
            let says = format!("{spent} minor units of it are at bills, but {left} is left of it");
            return Err(wrong(format!("payment {}", paid.payment), says));
        }
        let fee = ground.undone.fee_of(paid.payment.as_str());
        if !(0..=i128::from(paid.fee.minor)).contains(&fee) {
            let says = format!("{fee} minor units of its fee left again, but it is {}", paid.fee);
            return Err(wrong(format!("payment {}", paid.payment), says));
        }
    }
    for (bill, covered) in &sums.of_bill {
        let total = ground.bills.get(bill).map_or(0, |(_, total)| *total) + ground.undone.adjusted_of(bill);
        if *covered > total {
            return Err(wrong(format!("bill {bill}"), format!("{covered} minor units are paid of its {total}")));
        }
    }
    let below = sums.of_both.iter().find(|(_, left)| **left < 0);
    below.map_or(Ok(()), |((payment, bill), _)| {
        Err(wrong(
            format!("restoration of payment {payment} to bill {bill}"),
            "more is owed again than was paid".to_owned(),
        ))
    })
}
