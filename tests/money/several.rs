//! Several accounts under one number: an agreement is of one of them, whatever the others owe.
use jiff::civil::{Date, date};
use paytone::{
    billing::{
        agreement::{
            autopay::{Autopay, Draw},
            promise::Promise,
        },
        channel::Channel,
        period::Period,
    },
    desk::{
        agreements::{What, Wish},
        billing::{Mode, Order},
        charge::Wanted,
        import::ImportFault,
        numbers::Under,
    },
    id::{AccountId, MethodId},
    store::standing,
};

use crate::{
    agreements::MADE,
    charges::wanted,
    house::{BILLS, House, on_both, received, usd},
};

/// The first leads the second, whose bill of 30.00 is older than the first's of 80.00.
async fn two(house: &House) -> Vec<AccountId> {
    let ids = house.accounts(&["AAA111", "BBB222"]).await;
    house.desk.consolidate(&ids[1..], &ids[0], Under::Its, "May").await.unwrap();
    house.bill("AAA111", "A-1", "2026-12-18", "80.00").await;
    house.bill("BBB222", "B-1", "2026-11-04", "30.00").await;
    ids
}

fn promise(minor: i64, by: Date) -> Wish {
    Wish::Promise(Promise { amount: usd(minor), by })
}

/// A charge that the first asked for all of them, which nobody performs.
fn for_all(account: &AccountId, minor: i64) -> Wanted {
    Wanted { method: MethodId::of("AAA111"), channel: Channel::Phone, ..wanted(account, minor, "phone") }
}

#[test]
fn autopay_of_one_account_pays_its_own_bills() {
    on_both(|house| async move {
        let ids = two(&house).await;
        let autopay = Autopay { amount: Draw::Statement, days_before: 0, method: MethodId::of("AAA111") };
        house.agree(&ids[0], &Wish::Autopay(autopay), "k").await.unwrap();
        let due = date(2026, 12, 18);
        assert_eq!(house.pass(MADE).await, [(What::Announced { draw_on: due }, Some(8_000))]);
        assert_eq!(house.pass(due).await, [(What::Asked, Some(8_000))]);
        assert_eq!((house.owes(&ids[0]).await, house.owes(&ids[1]).await), ((0, 0), (3_000, 0)));
    });
}

#[test]
fn a_promise_of_one_account_is_kept_by_what_came_for_its_bills() {
    on_both(|house| async move {
        let ids = two(&house).await;
        let friday = date(2026, 12, 11);
        house.agree(&ids[0], &promise(4_000, friday), "first").await.unwrap();
        house.agree(&ids[1], &promise(3_000, friday), "second").await.unwrap();
        // 30.00 of it go to the second's older bill
        house.desk.take_in(&received(&ids[0], 5_000, "a")).await.unwrap();
        assert_eq!(house.pass(friday).await, [(What::Kept, None)], "the second's alone");
        house.desk.take_in(&received(&ids[0], 1_900, "b")).await.unwrap();
        assert_eq!(house.pass(friday).await, []);
        // under way, and waited for
        house.desk.charge_for(&for_all(&ids[0], 100)).await.unwrap();
        let ran = house.desk.run_due(date(2026, 12, 15), "w").await.unwrap();
        assert_eq!(ran, [], "what is under way is waited for");
        assert_eq!(house.pass(date(2026, 12, 15)).await, [], "and was booked behind this pass");
        assert_eq!(house.pass(date(2026, 12, 15)).await, [(What::Kept, None)]);
    });
}

#[test]
fn what_is_under_way_for_all_is_for_the_oldest_bills_of_all() {
    on_both(|house| async move {
        let ids = two(&house).await;
        house.bill("AAA111", "A-0", "2026-11-10", "60.00").await;
        house.desk.charge_for(&for_all(&ids[0], 7_000)).await.unwrap();
        let payable = async |account: &AccountId| {
            let standing = standing::of_account(house.store().reader(), account, MADE).await.unwrap().unwrap();
            (standing.pending.minor, standing.payable().minor)
        };
        assert_eq!((payable(&ids[0]).await, payable(&ids[1]).await), ((4_000, 10_000), (3_000, 0)));
        let order =
            Order { period: Period::read("2026-12").unwrap(), issued_on: date(2026, 12, 31), mode: Mode::DryRun };
        let billed = house.desk.bill_run(order, &|_| {}).await.unwrap();
        // 1.5 % of the 20.00 that are left of the first's late bill and of its 80.00, which is late by then too
        assert_eq!(billed.late_fee, "1.50 USD");
    });
}

#[test]
fn two_promises_are_not_kept_by_one_payment() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "A-1", "2026-11-20", "80.00").await;
        let (friday, next) = (date(2026, 12, 11), date(2026, 12, 18));
        house.agree(&account, &promise(3_000, next), "later").await.unwrap();
        house.agree(&account, &promise(5_000, friday), "sooner").await.unwrap();
        house.desk.take_in(&received(&account, 5_000, "a")).await.unwrap();
        assert_eq!(house.pass(MADE).await, [(What::Kept, None)]);
        assert_eq!(house.pass(next).await, [], "the same money keeps one");
        assert_eq!(house.pass(date(2026, 12, 22)).await, [(What::Broken, None)]);
    });
}

#[test]
fn a_file_of_bills_may_name_an_old_number_and_a_number_under_another() {
    on_both(|house| async move {
        let ids = two(&house).await;
        house.desk.transfer_number(&ids[0], Some("CCC333"), "May").await.unwrap();
        house.bill("AAA111", "A-2", "2027-01-18", "10.00").await;
        house.bill("CCC333", "A-3", "2027-01-18", "1.00").await;
        house.bill("BBB222", "B-2", "2027-01-18", "7.00").await;
        assert_eq!((house.owes(&ids[0]).await, house.owes(&ids[1]).await), ((9_100, 0), (3_700, 0)));
        // one bill by both numbers of its account
        let row = |number: &str| format!("{number},A-4,2026-12-04,2027-01-18,charge,Water,5.00\n");
        let text = format!("{BILLS}{}{}", row("AAA111"), row("CCC333"));
        let twice = house.desk.import_bills(&text, &|_| {}).await;
        let Err(ImportFault::Rows(faults)) = twice else { panic!("taken twice: {twice:?}") };
        let said = faults[0].to_string();
        assert!(said.contains("line 3") && said.contains("AAA111"), "{said}");
        assert_eq!(house.owes(&ids[0]).await, (9_100, 0), "nothing half done");
    });
}
