//! Payments: a quote becomes one payment, equal ones are asked about, an end is an end.
use paytone::{
    billing::{DeclineReason, PaymentStatus},
    store::{
        Store, jobs,
        payments::{self, Filter, Requested, Settlement, Which},
    },
};
use tokio::task::JoinSet;

use crate::fixture::{at, on_both, open_call, put_account, quote, request, usd};

fn settlement(to: PaymentStatus, seconds: i64) -> Settlement<'static> {
    Settlement { to, processor_ref: Some("ch_1"), decline: None, at: at(seconds) }
}

#[test]
fn a_quote_is_charged_once() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let first = quote("p1", &account, 8420);
        let mut tx = fresh.store.begin().await.unwrap();
        assert_eq!(request(&mut tx, &first, &call, 0).await.unwrap(), Requested::New);
        assert_eq!(request(&mut tx, &first, &call, 1).await.unwrap(), Requested::Already);
        assert_eq!(request(&mut tx, &first, &call, 5000).await.unwrap(), Requested::Already);
        tx.commit().await.unwrap();
        let found = payments::find(fresh.store.reader(), &first.payment).await.unwrap().unwrap();
        assert_eq!((found.total(), found.status, found.paid_on), (usd(8615), PaymentStatus::Requested, first.date));
        assert_eq!((found.method, found.idempotency_key.as_str()), (Some(first.method), "key-pay_p1"));
        let lease = jobs::Lease { worker: "w", now: at(0), until: at(30) };
        let due = jobs::claim(&fresh.store, lease, 9).await.unwrap();
        assert_eq!(due.len(), 1);
        assert_eq!((due[0].kind, due[0].subject.as_str()), (jobs::JobKind::Charge, "pay_p1"));
    });
}

#[test]
fn an_equal_payment_is_asked_about_for_ten_minutes() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let mut tx = fresh.store.begin().await.unwrap();
        let tx = &mut tx;
        assert_eq!(request(tx, &quote("p1", &account, 8420), &call, 0).await.unwrap(), Requested::New);
        assert_eq!(
            request(tx, &quote("p2", &account, 8421), &call, 1).await.unwrap(),
            Requested::New,
            "another amount"
        );
        match request(tx, &quote("p3", &account, 8420), &call, 599).await.unwrap() {
            Requested::Repeated(view) => assert_eq!((view.payment.as_str(), view.total), ("pay_p1", usd(8615))),
            other => panic!("{other:?}"),
        }
        let mut wanted = quote("p4", &account, 8420);
        wanted.again = true;
        assert_eq!(request(tx, &wanted, &call, 599).await.unwrap(), Requested::New);
        let repeated = request(tx, &quote("p5", &account, 8420), &call, 601).await.unwrap();
        assert!(matches!(repeated, Requested::Repeated(view) if view.payment.as_str() == "pay_p4"));
        assert_eq!(request(tx, &quote("p6", &account, 8420), &call, 1200).await.unwrap(), Requested::New);
        let equal = payments::equal_since(&mut *tx, &account, usd(8420), at(599)).await.unwrap();
        assert_eq!(equal.map(|view| view.payment.to_string()).as_deref(), Some("pay_p6"));
        // A declined payment is nothing to repeat.
        let mut declined = settlement(PaymentStatus::Declined, 1201);
        declined.decline = Some(DeclineReason::InsufficientFunds);
        assert!(payments::settle(tx, &quote("p6", &account, 8420).payment, declined).await.unwrap());
        assert_eq!(request(tx, &quote("p7", &account, 8420), &call, 1202).await.unwrap(), Requested::New);
    });
}

/// Each race is run on one store, and on PostgreSQL also by two nodes.
#[test]
fn of_two_calls_that_race_one_pays() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let node = match fresh.is_sqlite() {
            true => fresh.store.clone(),
            false => Store::open(&fresh.url).await.unwrap(),
        };
        for round in 0..10 {
            let account = put_account(&fresh.store, &format!("{round}")).await;
            let mut racers = JoinSet::new();
            for n in 0..6 {
                let store = if n % 2 == 0 { fresh.store.clone() } else { node.clone() };
                let (quote, call) = (quote(&format!("{round}-{n}"), &account, 500), call.clone());
                racers.spawn(async move {
                    let mut tx = store.begin().await.unwrap();
                    let requested = request(&mut tx, &quote, &call, n).await.unwrap();
                    tx.commit().await.unwrap();
                    requested
                });
            }
            let ends = racers.join_all().await;
            assert_eq!(ends.iter().filter(|end| **end == Requested::New).count(), 1, "{ends:?}");
            assert_eq!(payments::recent(fresh.store.reader(), &account, 9).await.unwrap().len(), 1);
        }
    });
}

#[test]
fn an_unknown_end_stays_open_and_a_known_one_is_final() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let asked = quote("p1", &account, 8420);
        let mut tx = fresh.store.begin().await.unwrap();
        request(&mut tx, &asked, &call, 0).await.unwrap();
        assert!(payments::settle(&mut tx, &asked.payment, settlement(PaymentStatus::Unknown, 1)).await.unwrap());
        assert!(payments::settle(&mut tx, &asked.payment, settlement(PaymentStatus::Unknown, 2)).await.unwrap());
        assert_eq!(payments::unsettled(&mut tx, at(0)).await.unwrap().len(), 1);
        assert!(payments::settle(&mut tx, &asked.payment, settlement(PaymentStatus::Paid, 3)).await.unwrap());
        assert!(!payments::settle(&mut tx, &asked.payment, settlement(PaymentStatus::Declined, 4)).await.unwrap());
        assert!(payments::unsettled(&mut tx, at(9)).await.unwrap().is_empty());
        payments::told(&mut tx, &asked.payment, at(5)).await.unwrap();
        payments::told(&mut tx, &asked.payment, at(6)).await.unwrap();
        tx.commit().await.unwrap();
        let found = payments::find(fresh.store.reader(), &asked.payment).await.unwrap().unwrap();
        assert_eq!((found.status, found.settled_at, found.told_at), (PaymentStatus::Paid, Some(at(3)), Some(at(5))));
        assert_eq!(found.processor_ref.as_deref(), Some("ch_1"));
    });
}

#[test]
fn payments_are_listed_by_what_is_asked() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let other = put_account(&fresh.store, "2").await;
        let mut tx = fresh.store.begin().await.unwrap();
        for (n, owner) in [(1, &account), (2, &account), (3, &other)] {
            request(&mut tx, &quote(&format!("p{n}"), owner, n * 100), &call, n).await.unwrap();
        }
        payments::settle(&mut tx, &quote("p1", &account, 100).payment, settlement(PaymentStatus::Paid, 9))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let all = Filter { status: None, account: None, since: None, which: Which::All, most: 9 };
        let cases = [
            (all.clone(), vec!["pay_p3", "pay_p2", "pay_p1"]),
            (Filter { most: 1, ..all.clone() }, vec!["pay_p3"]),
            (Filter { status: Some(PaymentStatus::Paid), ..all.clone() }, vec!["pay_p1"]),
            (Filter { account: Some(account), ..all.clone() }, vec!["pay_p2", "pay_p1"]),
            (Filter { since: Some(at(3)), ..all }, vec!["pay_p3"]),
        ];
        for (filter, expected) in cases {
            let listed = payments::list(fresh.store.reader(), &filter).await.unwrap();
            assert_eq!(listed.iter().map(|row| row.payment.as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
        }
    });
}
