//! Arrangements and promises: refused by name, held while they run, kept or broken by what comes.
use jiff::civil::date;
use paytone::{
    billing::{agreement::promise::Promise, period::Period},
    desk::{
        agreements::{What, Wish},
        billing::{Mode, Order},
        charge::Wanted,
    },
    id::MethodId,
    store::standing,
};

use crate::{
    agreements::MADE,
    charges::wanted,
    house::{on_both, received, usd},
};

fn three(method: Option<&str>) -> Wish {
    Wish::Arrangement { count: 3, method: method.map(MethodId::of) }
}

#[test]
fn instalments_are_charged_and_keep_the_arrangement() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-11-20", "100.00").await;
        let row = house.agree(&account, &three(Some("AAA111")), "k").await.unwrap();
        let held = standing::of_account(house.store().reader(), &account, MADE).await.unwrap().unwrap();
        assert_eq!((held.future, held.payable(), held.payable_past_due()), (usd(8_000), usd(2_000), usd(2_000)));
        for (day, minor) in
            [(MADE, 2_000), (date(2027, 1, 4), 2_667), (date(2027, 2, 4), 2_667), (date(2027, 3, 4), 2_666)]
        {
            assert_eq!(house.pass(day).await, [(What::Asked, Some(minor))], "{day}");
            let settled = house.pass(day).await;
            assert_eq!(settled[0], (What::Paid, Some(minor)));
            assert_eq!(settled.get(1).is_some(), minor == 2_666, "kept with the last");
        }
        assert_eq!(house.owes(&account).await, (0, 0));
        let gone = house.desk.cancel(&row.agreement, &crate::agreements::by(), MADE).await.unwrap_err().to_string();
        assert!(gone.contains("no running agreement"), "{gone}");
    });
}

#[test]
fn a_missed_instalment_breaks_it_and_all_is_payable_again() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-11-20", "100.00").await;
        house.agree(&account, &three(None), "k").await.unwrap();
        let second = house.agree(&account, &three(None), "k2").await.unwrap_err().to_string();
        assert!(second.contains("rule arrangement.one"), "{second}");
        house.desk.take_in(&received(&account, 2_000, "down")).await.unwrap();
        assert_eq!(house.pass(date(2027, 1, 7)).await, [], "within its grace");
        assert_eq!(house.pass(date(2027, 1, 8)).await, [(What::Broken, None)]);
        let free = standing::of_account(house.store().reader(), &account, date(2027, 1, 8)).await.unwrap().unwrap();
        assert_eq!((free.future, free.payable()), (usd(0), usd(8_000)));
        let offer = house.desk.offer(&account, 3, date(2027, 1, 8)).await.unwrap_err().to_string();
        assert!(offer.contains("rule arrangement.broken_within_days: one was broken on 2027-01-08"), "{offer}");
    });
}

#[test]
fn late_fees_are_not_taken_on_what_is_held() {
    on_both(|house| async move {
        let accounts = house.accounts(&["AAA111", "BBB222", "CCC333"]).await;
        for number in ["AAA111", "BBB222", "CCC333"] {
            house.bill(number, &format!("{number}-1"), "2026-11-10", "60.00").await;
            house.bill(number, &format!("{number}-2"), "2026-11-20", "40.00").await;
        }
        house.agree(&accounts[0], &three(None), "k").await.unwrap();
        house.desk.take_in(&received(&accounts[0], 2_000, "down")).await.unwrap();
        // asked for, and nobody performs the job
        let asked = Wanted { method: MethodId::of("BBB222"), ..wanted(&accounts[1], 7_000, "phone") };
        house.desk.charge_for(&asked).await.unwrap();
        let fees = async |period: &str, issued_on| {
            let period = Period::read(period).unwrap();
            let order = Order { period, issued_on, mode: Mode::Post };
            house.desk.bill_run(order, &|_| {}).await.unwrap().late_fee
        };
        // 1.5 % of the third's 60.00 and 40.00 and of the second's 30.00
        assert_eq!(fees("2026-12", date(2026, 12, 31)).await, "1.95 USD");
        // the instalment of 26.67 is due and in its grace, the rest is not; the third owes fees on its old bills again
        assert_eq!(fees("2027-01", date(2027, 1, 6)).await, "2.35 USD");
        house.pass(date(2027, 1, 8)).await;
        assert_eq!(fees("2027-02", date(2027, 2, 1)).await, "3.15 USD", "broken: all of the first's 80.00 is late");
    });
}

#[test]
fn the_rules_of_arrangements_refuse_by_name() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-11-20", "49.99").await;
        let offer = async |count| house.desk.offer(&account, count, MADE).await.map_err(|fault| fault.to_string());
        assert!(offer(3).await.unwrap_err().contains("rule arrangement.least:"));
        house.bill("AAA111", "B-2", "2026-11-20", "50.01").await;
        assert!(offer(7).await.unwrap_err().contains("rule arrangement.most_instalments"));
        assert_eq!(offer(3).await.unwrap().iter().map(|part| part.amount.minor).sum::<i64>(), 10_000);
    });
}

#[test]
fn a_promise_is_kept_by_any_channel_or_broken() {
    on_both(|house| async move {
        let accounts = house.accounts(&["AAA111", "BBB222"]).await;
        for (account, number) in accounts.iter().zip(["AAA111", "BBB222"]) {
            house.bill(number, "B-1", "2026-11-20", "80.00").await;
            let promise = Wish::Promise(Promise { amount: usd(5_000), by: date(2026, 12, 11) });
            house.agree(account, &promise, number).await.unwrap();
        }
        let far = Wish::Promise(Promise { amount: usd(5_000), by: date(2026, 12, 19) });
        let far = house.agree(&accounts[0], &far, "far").await.unwrap_err().to_string();
        assert!(far.contains("rule promise.most_days"), "{far}");
        house.desk.take_in(&received(&accounts[0], 5_000, "cash")).await.unwrap();
        assert_eq!(house.pass(date(2026, 12, 11)).await, [(What::Kept, None)]);
        assert_eq!(house.pass(date(2026, 12, 14)).await, [], "a business day of grace");
        assert_eq!(house.pass(date(2026, 12, 15)).await, [(What::Broken, None)]);
        assert_eq!(house.pass(date(2026, 12, 15)).await, [], "told once");
    });
}
