//! What no bill uses is kept as the payer's, and the next bill uses it.
use paytone::{
    billing::channel::Hold,
    desk::receive::{Receipted, ReceiveFault},
    store::{
        accounts,
        payments::{self, Filter, Which},
    },
};

use crate::house::{day, on_both, received, usd};

#[test]
fn an_overpayment_waits_apart_and_the_next_bill_uses_it() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        let booked = house.desk.take_in(&received(&account, 10_000, "a")).await.unwrap();
        assert!(matches!(booked, Receipted::Booked(_)));
        assert_eq!(house.owes(&account).await, (0, -2_000));
        assert_eq!(house.holds("clearing:till:front").await, 10_000);
        let again = house.desk.take_in(&received(&account, 10_000, "a")).await.unwrap();
        assert!(matches!(again, Receipted::Already(_)), "the same money is booked once");
        let view = accounts::view(house.store().reader(), &account, day()).await.unwrap().unwrap();
        assert_eq!(view.balance, usd(-2_000));
        house.bill("AAA111", "B-2", "2027-01-04", "15.00").await;
        assert_eq!(house.owes(&account).await, (0, -500), "the credit paid the bill when it came");
        house.bill("AAA111", "B-3", "2027-02-04", "15.00").await;
        assert_eq!(house.owes(&account).await, (1_000, 0));
        assert_eq!(house.desk.apply_all_credits().await.unwrap(), [], "nothing is left to move");
    });
}

#[test]
fn a_suspected_duplicate_is_booked_and_waits_for_a_person() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        house.bill("AAA111", "B-2", "2027-01-04", "80.00").await;
        house.desk.take_in(&received(&account, 8_000, "a")).await.unwrap();
        let Receipted::Booked(second) = house.desk.take_in(&received(&account, 8_000, "b")).await.unwrap() else {
            panic!("money received is always booked")
        };
        assert_eq!(second.held, Some(Hold::Duplicate));
        assert_eq!(house.owes(&account).await, (8_000, -8_000));
        assert_eq!(house.desk.apply_all_credits().await.unwrap(), [], "what is held stays");
        let held = Filter { status: None, account: None, since: None, which: Which::Held, most: 9 };
        let held = payments::list(house.store().reader(), &held).await.unwrap();
        assert_eq!(held.iter().map(|row| &row.payment).collect::<Vec<_>>(), [&second.payment]);
        let applied = house.desk.release(&second.payment).await.unwrap();
        assert_eq!(applied.iter().map(|applied| applied.amount).collect::<Vec<_>>(), [usd(8_000)]);
        assert_eq!(house.owes(&account).await, (0, 0));
        assert!(house.desk.release(&second.payment).await.unwrap_err().to_string().contains("is not held"));
    });
}

#[test]
fn what_cannot_be_received_is_refused_and_leaves_nothing() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let refused = house.desk.take_in(&received(&account, 0, "a")).await;
        assert!(matches!(refused, Err(ReceiveFault::Amount(..))));
        let mut tx = house.store().begin().await.unwrap();
        accounts::close(&mut tx, &account).await.unwrap();
        tx.commit().await.unwrap();
        let refused = house.desk.take_in(&received(&account, 1, "a")).await.unwrap_err();
        assert!(refused.to_string().contains("suspense"), "{refused}");
        assert_eq!(house.holds("clearing:till:front").await, 0);
    });
}
