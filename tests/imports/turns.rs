//! One import at a time, and what becomes of one whose process ended.
use jiff::{SignedDuration, Timestamp};
use paytone::{
    billing::Reach,
    desk::import::ImportFault,
    id::AccountId,
    money::Currency,
    store::imports::{self, Found, Kind, Turn, accounts::StagedAccount},
};

use crate::house::{House, on_both};

/// An import of another process: one staged account, touched so long ago.
async fn leave(house: &House, minutes_ago: i64) -> Turn {
    let at = house.desk.now() - SignedDuration::from_mins(minutes_ago);
    let turn = Turn { import: "other".to_owned(), kind: Kind::Accounts, owner: "gone".to_owned(), at };
    let found = imports::take(house.store(), &turn, Timestamp::MIN).await.unwrap();
    assert_eq!(found, Found::Free);
    let staged = StagedAccount {
        line: 2,
        account: AccountId::of("left"),
        pay_bill_number: "LEFT01".to_owned(),
        keypad_hash: house.hash("LEFT01"),
        name: "Lena".to_owned(),
        phone: None,
        email: None,
        postal_code: None,
        language: None,
        reach: Reach::CallBack,
        currency: Currency::USD,
    };
    assert!(imports::accounts::stage(house.store(), &turn, &[staged]).await.unwrap());
    turn
}

#[test]
fn a_second_import_waits_for_the_first() {
    on_both(|house| async move {
        let turn = leave(&house, 1).await;
        assert!(matches!(house.accounts("ABC123,Ana,,,,,\n").await, Err(ImportFault::Busy)));
        imports::end(house.store(), &turn).await.unwrap();
        house.accounts("ABC123,Ana,,,,,\n").await.unwrap();
    });
}

#[test]
fn one_that_was_left_undecided_is_forgotten() {
    on_both(|house| async move {
        let turn = leave(&house, 3).await;
        house.accounts("ABC123,Ana,,,,,\n").await.unwrap();
        assert!(house.candidates("LEFT01").await.is_empty());
        assert!(house.is_tidy().await);
        assert!(!imports::decide(house.store(), &turn).await.unwrap(), "its turn is over");
        assert!(!imports::accounts::stage(house.store(), &turn, &[]).await.unwrap());
    });
}

#[test]
fn one_that_was_left_after_it_was_decided_is_brought_to_its_end_first() {
    on_both(|house| async move {
        let turn = leave(&house, 3).await;
        assert!(imports::decide(house.store(), &turn).await.unwrap());
        house.bills("LEFT01,B-1,2026-11-04,2026-12-04,charge,Water,80.00\n").await.unwrap();
        assert_eq!(house.candidates("LEFT01").await.remove(0).account, AccountId::of("left"));
        assert!(house.is_tidy().await);
    });
}
