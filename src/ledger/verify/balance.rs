//! What ledger accounts come to, once from the postings and once from lines, payments and allocations alone. It refuses to
//! know single transactions.
use std::collections::{BTreeMap, HashSet};

use super::{Booked, Books, Ground, Settled, Wrong, line_source, wrong};
use crate::{
    billing::PaymentStatus,
    ledger::{AccountKey, LedgerAccount, LedgerFault, TransactionKind, balances, left_by},
};

/// Each clearing account is what was charged less what left it; each receivable is what is open on its account's bills; each unapplied credit is what its payments left over; suspense is
/// what nobody was given.
pub(super) fn check(books: &Books<'_>, booked: &Booked<'_>, ground: &Ground<'_>) -> Result<(), Wrong> {
    let unfit = |fault: LedgerFault| wrong("the ledger".to_owned(), fault.to_string());
    let posted = balances(books.transactions.iter().flat_map(|t| &t.postings)).map_err(unfit)?;
    let expected = expected(books, booked, ground);
    let named = posted.keys().chain(expected.keys()).filter(|account| explained(account).is_some());
    for account in named {
        let found = posted.get(account).map_or(0, |balance| i128::from(balance.minor));
        let wanted = expected.get(account).copied().unwrap_or(0);
        if found != wanted {
            let made_of = explained(account).unwrap_or_default();
            let says = format!("its balance is {found} minor units, but {made_of} come to {wanted}");
            return Err(wrong(format!("ledger account {account}"), says));
        }
    }
    Ok(())
}

/// What an account's balance is made of, where that is known apart from postings.
fn explained(account: &LedgerAccount) -> Option<&'static str> {
    match account {
        LedgerAccount::Receivable(_) => Some("its lines and changes less what was allocated to them"),
        LedgerAccount::Unapplied(_) => Some("its payments less what was allocated and left of them"),
        LedgerAccount::Suspense => Some("its items less what was assigned"),
        LedgerAccount::Clearing(_) => {
            Some("its charges less refunds, returns, chargebacks, payouts and fees, or its items and counts")
        }
        LedgerAccount::InTransit(_) => Some("its payouts less what the bank told of"),
        LedgerAccount::Deposit => Some("what tills' closes counted less what the bank told of"),
        LedgerAccount::ProcessorFee => Some("what reports say was kept"),
        LedgerAccount::UnclaimedProperty(_) => Some("what was escheated"),
        LedgerAccount::Bank => Some("what its statements told of"),
        _ => None,
    }
}

fn expected(books: &Books<'_>, booked: &Booked<'_>, ground: &Ground<'_>) -> BTreeMap<LedgerAccount, i128> {
    let reversed = |transaction: &str| booked.contains_key(&(TransactionKind::Reversal, transaction));
    let taken_back: HashSet<(TransactionKind, &str)> = books
        .transactions
        .iter()
        .filter(|t| reversed(t.transaction.as_str()))
        .map(|t| (t.kind, t.source.as_str()))
        .collect();
    let mut sums: BTreeMap<LedgerAccount, i128> = BTreeMap::new();
    let mut add = |account: LedgerAccount, minor: i128| *sums.entry(account).or_default() += minor;
    for line in books.lines {
        if !taken_back.contains(&(TransactionKind::BillLine, line_source(&line.bill, line.line).as_str())) {
            let signed = line.kind.signed(line.amount).map_or(0, |amount| i128::from(amount.minor));
            add(LedgerAccount::receivable(&line.account), signed);
        }
    }
    for payment in books.payments.iter().filter(|payment| payment.status == PaymentStatus::Paid) {
        let back = taken_back.contains(&(ground.kind(payment), payment.payment.as_str()));
        if !back {
            add(LedgerAccount::unapplied(&payment.account), -i128::from(payment.amount.minor));
        }
        if payment.item.is_some() && !back {
            add(LedgerAccount::Suspense, i128::from(payment.amount.minor));
        } else if !back {
            let total = i128::from(payment.amount.minor) + i128::from(payment.fee.minor);
            add(LedgerAccount::Clearing(payment.gateway.clone()), total);
        }
    }
    for (transaction, (payment, parts)) in &ground.applied {
        let Some(paid) = ground.payments.get(payment.as_str()).filter(|_| !reversed(transaction)) else { continue };
        for (AccountKey(owing), part) in parts {
            add(LedgerAccount::receivable(owing), -i128::from(part.minor));
            add(LedgerAccount::unapplied(&paid.account), i128::from(part.minor));
        }
    }
    for (payment, left) in ground.undone.payments() {
        let Some(paid) = ground.payments.get(payment) else { continue };
        add(LedgerAccount::unapplied(&paid.account), left);
    }
    for restored in books.restorations {
        let Some(paid) = ground.payments.get(restored.payment.as_str()) else { continue };
        add(LedgerAccount::unapplied(&paid.account), -i128::from(restored.amount.minor));
    }
    for (AccountKey(owing), part) in ground.undone.owed_again().values().flatten() {
        add(LedgerAccount::receivable(owing), i128::from(part.minor));
    }
    for change in books.adjustments {
        add(LedgerAccount::receivable(&change.account), i128::from(change.amount.minor));
    }
    for item in books.items {
        if !taken_back.contains(&(TransactionKind::Suspense, item.item.as_str())) {
            add(LedgerAccount::Suspense, -i128::from(item.amount.minor));
            add(LedgerAccount::Clearing(item.gateway.clone()), i128::from(item.amount.minor));
        }
    }
    for undone in books.undoings {
        let Some(paid) = ground.payments.get(undone.payment.as_str()) else { continue };
        let sign = if undone.kind.leaves() { -1 } else { 1 };
        let total = i128::from(undone.amount.minor) + i128::from(undone.fee.minor);
        add(left_by(undone.kind, undone.out_of.as_deref(), &paid.gateway), sign * total);
    }
    for close in books.closes {
        if !taken_back.contains(&(TransactionKind::TillClose, close.close.as_str())) {
            add(LedgerAccount::Clearing(format!("till:{}", close.till)), -i128::from(close.expected.minor));
            add(LedgerAccount::Deposit, i128::from(close.counted.minor));
        }
    }
    settled(books.settled, &mut add);
    sums
}

/// What processors and the bank told of.
fn settled(told: &Settled, add: &mut impl FnMut(LedgerAccount, i128)) {
    for settlement in &told.settlements {
        let fee = i128::from(settlement.fee.minor);
        add(LedgerAccount::Clearing(settlement.processor.clone()), -fee);
        add(LedgerAccount::ProcessorFee, fee);
    }
    for payout in &told.payouts {
        let amount = i128::from(payout.amount.minor);
        add(LedgerAccount::Clearing(payout.processor.clone()), -amount);
        add(LedgerAccount::InTransit(payout.processor.clone()), amount);
    }
    for arrival in &told.arrivals {
        let amount = i128::from(arrival.amount.minor);
        add(arrival.from.clone(), -amount);
        add(LedgerAccount::Bank, amount);
    }
}
