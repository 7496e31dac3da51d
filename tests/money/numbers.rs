//! Numbers are for ever: old ones lead on, none is reused, and several accounts under one number are paid together.
use jiff::civil::date;
use paytone::{
    billing::several::{Called, Scope},
    desk::{
        import::ImportFault,
        numbers::{NumberFault, Under},
    },
    store::{accounts, numbers},
};

use crate::house::{ACCOUNTS, House, on_both, received, usd};

async fn leads(house: &House, number: &str) -> Option<String> {
    numbers::leads_to(house.store().reader(), &house.keypad_hash(number)).await.unwrap()
}

#[test]
fn an_old_number_leads_on_for_ever_and_is_never_reused() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111", "BBB222"]).await.remove(0);
        house.desk.transfer_number(&account, Some("CCC333"), "May").await.unwrap();
        let rows = house.desk.transfer_number(&account, None, "May").await.unwrap();
        let current = rows.iter().find(|row| row.since.is_none()).unwrap().number.clone();
        assert_eq!(rows.len(), 3);
        for old in ["AAA111", "CCC333"] {
            assert_eq!(house.account(old).await, account);
            assert_eq!(leads(&house, old).await, Some(house.keypad_hash(&current)));
        }
        assert_eq!(leads(&house, &current).await, None);
        assert_eq!(leads(&house, "BBB222").await, None);
        for taken in ["AAA111", "CCC333", "BBB222", "aaa-111"] {
            let refused = house.desk.transfer_number(&account, Some(taken), "May").await;
            assert!(matches!(refused, Err(NumberFault::Taken(_))), "{refused:?}");
        }
        let malformed = house.desk.transfer_number(&account, Some("AAA"), "May").await;
        assert!(matches!(malformed, Err(NumberFault::Malformed(_))));
        let reused = house.desk.import_accounts(&format!("{ACCOUNTS}AAA111,Eve,,,,,\n"), &|_| {}).await;
        let Err(ImportFault::Rows(faults)) = reused else { panic!("a number was reused: {reused:?}") };
        assert!(faults[0].to_string().contains("none is ever reused"), "{}", faults[0]);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        assert_eq!(house.owes(&account).await, (8_000, 0), "a bill under the old number is the account's");
    });
}

#[test]
fn accounts_under_one_number_are_heard_and_paid_together() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222", "CCC333"]).await;
        house.bill("AAA111", "A-1", "2026-12-20", "80.00").await;
        house.bill("BBB222", "B-1", "2026-12-04", "30.00").await;
        house.desk.consolidate(&ids[1..2], &ids[0], Under::Its, "May").await.unwrap();
        let today = date(2026, 12, 10);
        let view = accounts::view(house.store().reader(), &ids[0], today).await.unwrap().unwrap();
        assert_eq!((view.balance, view.past_due), (usd(11_000), usd(3_000)));
        assert_eq!(leads(&house, "BBB222").await, Some(house.keypad_hash("AAA111")));
        house.desk.take_in(&received(&ids[0], 5_000, "a")).await.unwrap();
        assert_eq!(
            (house.owes(&ids[0]).await, house.owes(&ids[1]).await),
            ((6_000, 0), (0, 0)),
            "the oldest due first"
        );
        house.desk.take_in(&received(&ids[1], 700, "b")).await.unwrap();
        assert_eq!(house.owes(&ids[1]).await, (0, -700), "its own coupon pays its own bills");

        // the lead itself comes under another, with all that were under it
        let rows = house.desk.consolidate(&ids[0..1], &ids[2], Under::New("DDD444"), "May").await.unwrap();
        assert_eq!(
            rows.iter().filter(|row| row.since.is_none()).map(|row| row.number.as_str()).collect::<Vec<_>>(),
            ["DDD444"]
        );
        for old in ["AAA111", "BBB222", "CCC333"] {
            assert_eq!(leads(&house, old).await, Some(house.keypad_hash("DDD444")), "{old}");
        }
        assert_eq!(numbers::led_by(house.store().reader(), &ids[2]).await.unwrap().len(), 3);
        let under = house.desk.transfer_number(&ids[0], None, "May").await;
        assert!(matches!(under, Err(NumberFault::Under(_))));
        let itself = house.desk.consolidate(&ids[2..3], &ids[2], Under::Its, "May").await;
        assert!(matches!(itself, Err(NumberFault::Itself(_))));
    });
}

#[test]
fn one_of_several_accounts_is_told_apart_and_looked_at_alone() {
    on_both(|house| async move {
        let ids = house.accounts(&["AAA111", "BBB222", "CCC333"]).await;
        house.bill("AAA111", "A-1", "2026-12-20", "80.00").await;
        house.bill("BBB222", "B-1", "2026-12-04", "30.00").await;
        house.bill("CCC333", "C-1", "2026-12-04", "5.00").await;
        house.desk.consolidate(&ids[1..], &ids[0], Under::Its, "May").await.unwrap();
        house.desk.label_account(&ids[1], Some("4 Harbor Road")).await.unwrap();
        let mut tx = house.store().begin().await.unwrap();
        accounts::close(&mut tx, &ids[2]).await.unwrap();
        tx.commit().await.unwrap();
        let db = || house.store().reader();
        let today = date(2026, 12, 10);
        let all = accounts::view(db(), &ids[0], today).await.unwrap().unwrap();
        assert_eq!((all.balance, all.is_of_all()), (usd(11_000), true), "what is closed is not heard of");
        let told: Vec<_> = all.several.iter().map(|one| (one.called.clone(), one.owed.minor)).collect();
        let (number, label) = (Called::Number("AAA111".to_owned()), Called::Label("4 Harbor Road".to_owned()));
        assert_eq!(told, [(number, 8_000), (label, 3_000)]);
        let one = Scope::One { account: ids[1].clone(), lead: ids[0].clone() };
        let one = accounts::view_of(db(), &one, today).await.unwrap().unwrap();
        assert_eq!((&one.account, one.balance, one.past_due), (&ids[1], usd(3_000), usd(3_000)));
        assert_eq!(one.chosen().map(|one| &one.account), Some(&ids[1]));
        assert_eq!(one.methods, all.methods, "the cards are those of whose PIN opened it");
        let alone = accounts::view(db(), &ids[1], today).await.unwrap().unwrap();
        assert!(alone.several.is_empty() && alone.balance == usd(3_000));
        let blank = house.desk.label_account(&ids[1], Some(" ")).await;
        assert!(matches!(blank, Err(NumberFault::Label)), "{blank:?}");
        house.desk.label_account(&ids[1], None).await.unwrap();
        let all = accounts::view(db(), &ids[0], today).await.unwrap().unwrap();
        assert_eq!(all.several[1].called, Called::Number("BBB222".to_owned()));
    });
}
