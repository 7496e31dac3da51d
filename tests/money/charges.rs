//! Charges that no call asked for: one a key, refused with a reason, in the same books as all others.
use paytone::{
    billing::{PaymentStatus, channel::Channel},
    desk::charge::{Asked, ChargeFault, Wanted},
    id::{AccountId, MethodId},
    store::{accounts, payments},
};
use tokio::task::JoinSet;

use crate::house::{on_both, usd};

pub fn wanted(account: &AccountId, minor: i64, key: &str) -> Wanted {
    Wanted {
        account: account.clone(),
        amount: usd(minor),
        fee: usd(0),
        method: MethodId::of("AAA111"),
        channel: Channel::Autopay,
        source: "agreement 7".to_owned(),
        bill: None,
        key: key.to_owned(),
    }
}

#[test]
fn a_due_item_is_charged_once_and_booked_like_any_payment() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        let mut racers = JoinSet::new();
        for _ in 0..6 {
            let (house, wanted) = (house.clone(), wanted(&account, 8000, "agreement 7 on 2026-12-04"));
            racers.spawn(async move { house.desk.charge_for(&wanted).await.unwrap() });
        }
        let asked = racers.join_all().await;
        assert_eq!(asked.iter().filter(|asked| matches!(asked, Asked::New(_))).count(), 1);
        while house.desk.perform("w").await.unwrap() > 0 {}
        let paid = payments::of_key(house.store().reader(), "agreement 7 on 2026-12-04").await.unwrap().unwrap();
        assert_eq!((paid.status, paid.channel, paid.call), (PaymentStatus::Paid, Channel::Autopay, None));
        assert_eq!(house.owes(&account).await, (0, 0));
        assert_eq!(house.holds("clearing:sandbox").await, 8000);
        let view = accounts::view(house.store().reader(), &account, paid.paid_on).await.unwrap().unwrap();
        assert_eq!(view.news, None, "a payment that no caller asked for is no caller's news");
    });
}

#[test]
fn what_cannot_be_charged_is_refused_and_leaves_nothing() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111", "BBB222"]).await.remove(0);
        let refused = async |wanted: Wanted| house.desk.charge_for(&wanted).await.unwrap_err();
        assert!(matches!(refused(wanted(&account, 0, "a")).await, ChargeFault::Amount(..)));
        assert!(matches!(refused(wanted(&AccountId::of("9"), 1, "a")).await, ChargeFault::NoAccount(_)));
        let others = Wanted { method: MethodId::of("BBB222"), ..wanted(&account, 1, "a") };
        assert!(matches!(refused(others).await, ChargeFault::NoMethod { .. }));
        let mut tx = house.store().begin().await.unwrap();
        accounts::close(&mut tx, &account).await.unwrap();
        tx.commit().await.unwrap();
        let closed = refused(wanted(&account, 1, "a")).await;
        assert!(closed.to_string().contains("is closed"), "{closed}");
        assert_eq!(payments::of_key(house.store().reader(), "a").await.unwrap(), None);
    });
}

#[test]
fn a_crowd_is_asked_for_together_and_each_gets_the_answer_it_would_get_alone() {
    on_both(|house| async move {
        let numbers: Vec<String> = (100..130).map(|number| format!("AAA{number}")).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let ids = house.accounts(&numbers).await;
        let of = |place: usize, key: &str| {
            let method = MethodId::of(numbers[place]);
            Wanted { method, ..wanted(&ids[place], 100, key) }
        };
        let mut crowd: Vec<Wanted> = (0..29).map(|place| of(place, &format!("k{place}"))).collect();
        // account 0 is charged twice, key k1 is asked for twice and by another account too
        crowd.extend([of(0, "second"), of(1, "k1"), of(2, "k1"), of(29, "closed")]);
        crowd.push(Wanted { amount: usd(0), ..of(3, "zero") });
        crowd.push(Wanted { method: MethodId::of(numbers[5]), ..of(4, "others") });
        let mut tx = house.store().begin().await.unwrap();
        accounts::close(&mut tx, &ids[29]).await.unwrap();
        tx.commit().await.unwrap();
        let asked = crowd.into_iter().map(|one| {
            let house = house.clone();
            tokio::spawn(async move { (one.key.clone(), house.desk.charge_for(&one).await) })
        });
        let (mut new, mut already, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for asked in asked.collect::<Vec<_>>() {
            match asked.await.unwrap() {
                (key, Ok(Asked::New(_))) => new.push(key),
                (key, Ok(Asked::Already(_))) => already.push(key),
                (key, Err(fault)) => refused.push((key, fault)),
            }
        }
        new.sort();
        let mut all: Vec<String> = (0..29).map(|place| format!("k{place}")).chain(["second".to_owned()]).collect();
        all.sort();
        assert_eq!((new, already), (all, vec!["k1".to_owned(), "k1".to_owned()]));
        assert!(matches!(
            refused.as_slice(),
            [(_, ChargeFault::Closed(_)), (_, ChargeFault::Amount(..)), (_, ChargeFault::NoMethod { .. })]
        ));
        while house.desk.perform("w").await.unwrap() > 0 {}
        assert_eq!(house.holds("clearing:sandbox").await, 3_000, "thirty charges of a dollar");
        assert!(house.desk.verify_books().await.unwrap().clean());
    });
}
