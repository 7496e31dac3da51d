//! Autopay and payments on chosen days: announced in time, charged once, less where less is payable, stopped in time, tried
//! again by schedule.
use jiff::civil::{Date, date};
use paytone::{
    billing::agreement::{
        Scheduled,
        autopay::{Autopay, Draw},
    },
    desk::agreements::{AgreementFault, By, What, Wish},
    flow::Language,
    id::{AccountId, MethodId},
    store::{
        agreements::{self, AgreementRow, Ending},
        dues::{self, DueState},
        payments::{self, Filter, Which},
    },
};
use tokio::task::JoinSet;

use crate::house::{House, on_both, received, usd};

pub fn by() -> By {
    By { source: "clerk May".to_owned(), words: None, language: Language::ENGLISH, keyed: None, ani: None, flow: None }
}

/// A Friday; bills of these tests are due on Friday the 18th.
pub const MADE: Date = date(2026, 12, 4);
const DUE: Date = date(2026, 12, 18);

fn statement(method: &str) -> Wish {
    Wish::Autopay(Autopay { amount: Draw::Statement, days_before: 0, method: MethodId::of(method) })
}

impl House {
    pub async fn agree(&self, account: &AccountId, wish: &Wish, key: &str) -> Result<AgreementRow, AgreementFault> {
        Ok(self.desk.agree(account, wish, &by(), (MADE, key)).await?.row)
    }

    /// One pass, and the charges that it asked for.
    pub async fn pass(&self, today: Date) -> Vec<(What, Option<i64>)> {
        let ran = self.desk.run_due(today, "w").await.unwrap();
        while self.desk.perform("w").await.unwrap() > 0 {}
        ran.into_iter().map(|ran| (ran.what, ran.amount.map(|amount| amount.minor))).collect()
    }

    pub async fn charged(&self) -> Vec<i64> {
        let filter = Filter { status: None, account: None, since: None, which: Which::All, most: 100 };
        let rows = payments::list(self.store().reader(), &filter).await.unwrap();
        rows.iter().rev().filter(|row| row.method.is_some()).map(|row| row.amount.minor).collect()
    }
}

#[test]
fn each_bill_is_announced_then_charged_once_on_its_day() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-18", "80.00").await;
        let row = house.agree(&account, &statement("AAA111"), "k").await.unwrap();
        assert_eq!(house.agree(&account, &statement("AAA111"), "k").await.unwrap(), row, "the same key, once");
        assert_eq!(house.pass(MADE).await, [(What::Announced { draw_on: DUE }, Some(8_000))]);
        assert_eq!(house.pass(date(2026, 12, 17)).await, [], "not before its day");
        assert_eq!(house.pass(DUE).await, [(What::Asked, Some(8_000))]);
        assert_eq!(house.pass(DUE).await, [(What::Paid, Some(8_000))]);
        assert_eq!(house.pass(DUE).await, [], "once");
        assert_eq!((house.owes(&account).await, house.charged().await), ((0, 0), vec![8_000]));
        let record = agreements::authorizations(house.store().reader(), &row.agreement).await.unwrap();
        assert!(record[0].words.contains("You may stop this at any time"), "{record:?}");
        assert!(record[0].words.contains("announced 10 days before"), "the days of the rules: {record:?}");
    });
}

#[test]
fn a_varying_amount_waits_for_its_notice_and_less_is_drawn_where_less_is_payable() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-08", "80.00").await;
        house.agree(&account, &statement("AAA111"), "k").await.unwrap();
        let day = date(2026, 12, 14);
        assert_eq!(house.pass(MADE).await, [(What::Announced { draw_on: day }, Some(8_000))]);
        assert_eq!(house.pass(date(2026, 12, 11)).await, []);
        house.desk.take_in(&received(&account, 3_000, "cheque")).await.unwrap();
        assert_eq!(house.pass(day).await, [(What::Asked, Some(5_000))], "never more than is payable");
        assert_eq!(house.owes(&account).await, (0, 0));
        house.pass(day).await;
        house.bill("AAA111", "B-2", "2027-01-15", "10.00").await;
        house.pass(day).await;
        house.desk.take_in(&received(&account, 1_000, "cash")).await.unwrap();
        assert_eq!(house.pass(date(2027, 1, 15)).await, [(What::Nothing, None)]);
    });
}

#[test]
fn nothing_is_charged_on_a_day_of_rest() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-20", "80.00").await;
        house.agree(&account, &statement("AAA111"), "k").await.unwrap();
        assert_eq!(
            house.pass(MADE).await,
            [(What::Announced { draw_on: DUE }, Some(8_000))],
            "the business day before"
        );
        assert_eq!(house.pass(date(2026, 12, 19)).await, [], "a Saturday");
        assert_eq!(house.pass(date(2026, 12, 21)).await, [(What::Asked, Some(8_000))], "missed, so at once on Monday");
    });
}

#[test]
fn a_stop_is_honoured_until_the_charge_is_handed_over() {
    on_both(|house| async move {
        let accounts = house.accounts(&["AAA111", "BBB222"]).await;
        let mut rows = Vec::new();
        for (account, number) in accounts.iter().zip(["AAA111", "BBB222"]) {
            house.bill(number, "B-1", "2026-12-18", "80.00").await;
            rows.push(house.agree(account, &statement(number), number).await.unwrap());
        }
        house.pass(MADE).await;
        assert_eq!(house.desk.cancel(&rows[0].agreement, &by(), DUE).await.unwrap(), 1);
        assert_eq!(house.pass(DUE).await, [(What::Asked, Some(8_000))]);
        assert_eq!(house.desk.cancel(&rows[1].agreement, &by(), DUE).await.unwrap(), 0, "handed over before");
        house.pass(DUE).await;
        assert_eq!(house.charged().await, [8_000]);
        assert_eq!(house.owes(&accounts[0]).await, (8_000, 0));
        let again = house.desk.cancel(&rows[0].agreement, &by(), DUE).await.unwrap_err();
        assert!(again.to_string().contains("no running agreement"), "{again}");
    });
}

#[test]
fn a_decline_is_tried_again_by_schedule_and_then_given_up() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.card(&account, "poor", "9995").await;
        house.bill("AAA111", "B-1", "2026-12-18", "80.00").await;
        let row = house.agree(&account, &statement("poor"), "k").await.unwrap();
        house.pass(MADE).await;
        let mut day = DUE;
        for next in [date(2026, 12, 22), date(2026, 12, 28)] {
            assert_eq!(house.pass(day).await, [(What::Asked, Some(8_000))]);
            assert_eq!(house.pass(day).await, [(What::Again { draw_on: next }, Some(8_000))]);
            day = next;
        }
        assert_eq!(house.pass(day).await, [(What::Asked, Some(8_000))]);
        assert_eq!(house.pass(day).await, [(What::Failed, Some(8_000))]);
        assert_eq!(house.pass(date(2027, 2, 1)).await, []);
        assert_eq!(house.charged().await, [8_000; 3], "three tries, each with a key of its own");
        assert_eq!(house.owes(&account).await, (8_000, 0));
        let due = dues::of_agreement(house.store().reader(), &row.agreement).await.unwrap();
        assert_eq!((due[0].state, due[0].attempt), (DueState::Failed, 3));
    });
}

#[test]
fn a_change_is_a_new_version_and_announces_what_waits_anew() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-18", "80.00").await;
        let row = house.agree(&account, &statement("AAA111"), "k").await.unwrap();
        house.pass(MADE).await;
        let fixed = Autopay { amount: Draw::Fixed(usd(5_000)), days_before: 2, method: MethodId::of("AAA111") };
        let changed = house.desk.change_autopay(&row.agreement, &fixed, &by()).await.unwrap();
        assert_eq!(changed.version, 2);
        let day = date(2026, 12, 16);
        assert_eq!(house.pass(MADE).await, [(What::Announced { draw_on: day }, Some(5_000))]);
        house.pass(day).await;
        assert_eq!(house.charged().await, [5_000]);
        let record = agreements::authorizations(house.store().reader(), &row.agreement).await.unwrap();
        assert_eq!(record.len(), 2, "both authorizations are kept");
    });
}

#[test]
fn a_payment_on_a_chosen_day_is_made_once_and_then_over() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-30", "80.00").await;
        let on = |on| Wish::Scheduled(Scheduled { amount: usd(3_000), on, method: MethodId::of("AAA111"), bill: None });
        let sunday = house.agree(&account, &on(date(2026, 12, 13)), "s").await.unwrap_err().to_string();
        assert!(sunday.contains("rule schedule.day") && sunday.contains("2026-12-14"), "{sunday}");
        let far = house.agree(&account, &on(date(2027, 12, 6)), "f").await.unwrap_err().to_string();
        assert!(far.contains("rule schedule.most_days") && far.contains("2027-12-04"), "{far}");
        let row = house.agree(&account, &on(DUE), "k").await.unwrap();
        assert_eq!(house.pass(MADE).await, []);
        assert_eq!(house.pass(DUE).await, [(What::Asked, Some(3_000))]);
        assert_eq!(house.pass(DUE).await, [(What::Paid, Some(3_000))]);
        let row = agreements::find(house.store().reader(), &row.agreement).await.unwrap().unwrap();
        assert_eq!((row.ended, house.owes(&account).await), (Some(Ending::Kept), (5_000, 0)));
    });
}

#[test]
fn what_the_rules_refuse_is_named_and_leaves_nothing() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111", "BBB222"]).await.remove(0);
        let refused = async |wish: Wish| house.agree(&account, &wish, "r").await.unwrap_err().to_string();
        assert!(refused(statement("BBB222")).await.contains("no saved method"));
        let autopay =
            |amount, days_before| Wish::Autopay(Autopay { amount, days_before, method: MethodId::of("AAA111") });
        assert!(refused(autopay(Draw::Fixed(usd(0)), 0)).await.contains("above zero"));
        assert!(refused(autopay(Draw::Statement, 29)).await.contains("rule autopay.most_days_before"));
        assert_eq!(agreements::list(house.store().reader(), None, None).await.unwrap(), []);
        house.agree(&account, &statement("AAA111"), "k").await.unwrap();
        assert!(refused(statement("AAA111")).await.contains("rule autopay.one"));
    });
}

#[test]
fn passes_at_once_charge_each_item_once() {
    on_both(|house| async move {
        let numbers: Vec<String> = (0..20).map(|i| format!("A{i:05}")).collect();
        let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let accounts = house.accounts(&numbers).await;
        for (account, number) in accounts.iter().zip(&numbers) {
            house.bill(number, "B-1", "2026-12-18", "80.00").await;
            house.agree(account, &statement(number), number).await.unwrap();
        }
        house.pass(MADE).await;
        let mut racers = JoinSet::new();
        for racer in 0..4 {
            let house = house.clone();
            racers.spawn(async move { house.desk.run_due(DUE, &format!("w{racer}")).await.unwrap() });
        }
        let ran: Vec<What> = racers.join_all().await.into_iter().flatten().map(|ran| ran.what).collect();
        assert_eq!(ran, vec![What::Asked; 20]);
        house.pass(DUE).await;
        assert_eq!(house.charged().await, vec![8_000; 20]);
        assert_eq!(house.holds("clearing:sandbox").await, 160_000);
    });
}
