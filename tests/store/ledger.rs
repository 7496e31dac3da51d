//! The books: added to, summed, never changed.
use jiff::civil::date;
use paytone::{
    id::TransactionId,
    ledger::{LedgerAccount, Posting, Transaction, TransactionKind},
    store::{
        StoreError, Tx,
        ledger::{self, Balance},
    },
};

use crate::fixture::{at, on_both, open_call, put_account, quote, request, usd};

pub async fn book(tx: &mut Tx, name: &str, postings: &[(&str, &str, i64)]) {
    let account = |text: &str| LedgerAccount::from_text(text).unwrap();
    let postings = postings
        .iter()
        .map(|(debit, credit, minor)| Posting::new(account(debit), account(credit), usd(*minor)).unwrap())
        .collect();
    let transaction = Transaction {
        transaction: TransactionId::of(name),
        kind: TransactionKind::BillLine,
        effective_on: date(2026, 11, 23),
        posted_on: date(2026, 11, 24),
        recorded_at: at(0),
        source: format!("bill_{name}"),
        postings,
    };
    ledger::post(tx, &transaction).await.unwrap();
}

#[test]
fn balances_are_sums_of_postings() {
    on_both(|fresh| async move {
        let mut tx = fresh.store.begin().await.unwrap();
        book(&mut tx, "1", &[("receivable:acct_1", "income:service", 8000), ("receivable:acct_1", "tax-payable", 420)])
            .await;
        book(&mut tx, "2", &[("clearing:sandbox", "receivable:acct_1", 420)]).await;
        tx.commit().await.unwrap();
        let db = fresh.store.reader();
        let balance = |account: &str, minor| Balance { account: account.into(), balance: usd(minor) };
        assert_eq!(
            ledger::balances(db).await.unwrap(),
            [
                balance("clearing:sandbox", 420),
                balance("income:service", -8000),
                balance("receivable:acct_1", 8000),
                balance("tax-payable", -420),
            ]
        );
        assert_eq!(ledger::account_balance(db, "receivable:acct_1").await.unwrap(), 8000);
        assert_eq!(ledger::account_balance(db, "receivable:acct_2").await.unwrap(), 0);
        let first = ledger::transactions(db, None, 1).await.unwrap();
        let rest = ledger::transactions(db, Some(&first[0].transaction), 9).await.unwrap();
        assert_eq!((first[0].transaction.as_str(), rest.len()), ("txn_1", 1));
        assert_eq!((rest[0].effective_on, rest[0].posted_on), (date(2026, 11, 23), date(2026, 11, 24)));
        let postings = ledger::postings(db, &first[0].transaction, &rest[0].transaction).await.unwrap();
        assert_eq!(postings.len(), 3);
        assert_eq!((postings[1].posting, postings[1].amount), (2, usd(420)));
        assert_eq!(ledger::of_source(db, "bill_2").await.unwrap(), rest);
    });
}

#[test]
fn nothing_booked_is_ever_changed() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let mut tx = fresh.store.begin().await.unwrap();
        book(&mut tx, "1", &[("receivable:acct_1", "income:service", 8000)]).await;
        request(&mut tx, &quote("p1", &account, 8420), &call, 0).await.unwrap();
        crate::accounts::bill(&mut tx, &account, ("b1", date(2026, 12, 4)), &[8420]).await;
        let share = (paytone::id::BillId::of("b1"), usd(20));
        let (moved, paid) = (TransactionId::of("1"), quote("p1", &account, 1).payment);
        paytone::store::bills::allocate(&mut tx, &moved, &paid, &[share]).await.unwrap();
        tx.commit().await.unwrap();
        let changes = [
            "update transactions set kind = 'x'",
            "delete from transactions",
            "update postings set amount = 1",
            "delete from postings",
            "update bill_lines set amount = 1",
            "delete from bill_lines",
            "update allocations set amount = 1",
            "delete from allocations",
            "update turns set events = ''",
            "delete from turns",
            "update quotes set amount = 1",
            "delete from quotes",
        ];
        for change in changes {
            let mut tx = fresh.store.begin().await.unwrap();
            let refused = tx.sql(change).execute().await;
            let Err(StoreError::Refused { rule, .. }) = refused else { panic!("{change}: {refused:?}") };
            assert!(rule.contains("append-only"), "{rule}");
        }
        assert_eq!(ledger::account_balance(fresh.store.reader(), "receivable:acct_1").await.unwrap(), 8000);
    });
}

#[test]
fn a_posting_is_positive_and_moves_between_two_accounts() {
    on_both(|fresh| async move {
        for (debit, credit, amount) in [("a", "b", 0), ("a", "b", -5), ("a", "a", 5)] {
            let mut tx = fresh.store.begin().await.unwrap();
            book(&mut tx, "1", &[]).await;
            let text = "insert into postings (txn, posting, debit, credit, amount, currency) \
                values ('txn_1', 1, $1, $2, $3, 'USD')";
            let refused = tx.sql(text).bind(debit).bind(credit).bind(amount).execute().await;
            assert!(matches!(refused, Err(StoreError::Refused { .. })), "{refused:?}");
        }
    });
}
