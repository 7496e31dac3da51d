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
