//! What the rest of the house tells: bill runs, money of every channel, saved methods, autopay, arrangements.
use jiff::civil::{Date, date};
use paytone::{
    billing::{
        Brand,
        agreement::{
            Scheduled,
            autopay::{Autopay, Draw},
        },
        channel::{Channel, Instrument},
        notice::{Medium, NoticeKind},
    },
    call::keys::Keys,
    desk::{
        agreements::{By, Wish},
        announce::Announced,
        billing::Mode,
        methods::{self, Added},
        receive::Received,
        remind::Pass,
    },
    flow::Language,
    id::{AccountId, MethodId},
    money::{Currency, Money},
    store::methods::saved,
};

use crate::house::{House, on_both};

/// A Friday; what these tests bill is due on Friday the 18th.
pub const MADE: Date = date(2026, 12, 4);
pub const DUE: Date = date(2026, 12, 18);

pub fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

impl House {
    /// A card whose last digits tell the sandbox what to answer.
    pub async fn card(&self, account: &AccountId, last_four: &str, expires_on: Option<Date>) -> MethodId {
        let added = Added {
            account: account.clone(),
            brand: Brand::Visa,
            last_four: last_four.to_owned(),
            token: Keys::new(format!("tok_sandbox_{last_four}")),
            name: None,
            expires_on,
        };
        self.desk.add_method(&added).await.unwrap()
    }

    async fn agree(&self, account: &AccountId, wish: &Wish, key: &str) {
        let by = By {
            source: "page".to_owned(),
            words: None,
            language: Language::ENGLISH,
            keyed: None,
            ani: None,
            flow: None,
        };
        self.desk.agree(account, wish, &by, (MADE, key)).await.unwrap();
    }

    /// Autopay for a bill of 80.00.
    async fn autopay(&self, account: &AccountId, method: &MethodId) {
        self.bill("AAA111", "B-1", DUE, "80.00").await;
        let autopay = Autopay { amount: Draw::Statement, days_before: 0, method: method.clone() };
        self.agree(account, &Wish::Autopay(autopay), "k").await;
    }

    /// What agreements make due on a day, twice: asked for, then settled.
    async fn pass(&self, today: Date) {
        for _ in 0..2 {
            self.desk.run_due(today, "w").await.unwrap();
            self.work().await;
        }
    }

    async fn take_in(&self, account: &AccountId, amount: Money) {
        let received = Received {
            account: account.clone(),
            amount,
            channel: Channel::Counter,
            instrument: Instrument::Cash,
            gateway: "till:front".to_owned(),
            source: "clerk May".to_owned(),
            key: format!("till-{}", amount.minor),
            paid_on: MADE,
            bill: None,
            item: None,
        };
        self.desk.take_in(&received).await.unwrap();
    }

    pub async fn told(&self, kind: NoticeKind) -> usize {
        self.notices().await.iter().filter(|row| row.notice.kind == kind).count()
    }

    pub async fn was_sent(&self, words: &str) {
        self.work().await;
        let sent = self.sent();
        assert!(sent.iter().any(|text| text.contains(words)), "{words} in {sent:?}");
    }
}

#[test]
fn a_bill_run_tells_each_customer_once_that_the_bill_is_ready() {
    on_both("", |house| async move {
        house.account("AAA111").await;
        house.account("BBB222").await;
        house.service("AAA111").await;
        house.service("BBB222").await;
        let today = house.desk.today();
        assert_eq!(house.bill_run(Mode::DryRun).await, 0);
        assert_eq!((house.bill_run(Mode::Post).await, house.bill_run(Mode::Post).await), (2, 0));
        assert_eq!(house.desk.announce_bills(today, Pass::Real).await.unwrap().len(), 0);
        assert_eq!(house.told(NoticeKind::BillReady).await, 2);
        house.was_sent("Water: your bill is ready. $").await;
    });
}

#[test]
fn money_over_the_counter_is_told_like_any_other() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        house.bill("AAA111", "B-1", DUE, "80.00").await;
        house.take_in(&account, usd(3_000)).await;
        assert_eq!(house.told(NoticeKind::Paid).await, 1);
        house.was_sent("Water: we received your payment of $30.00. Confirmation ").await;
    });
}

#[test]
fn a_method_added_removed_or_soon_expired_is_told_to_its_owner() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let soon = house.card(&account, "4242", Some(house.day(20))).await;
        house.card(&account, "0005", Some(house.day(200))).await;
        assert_eq!(house.told(NoticeKind::MethodAdded).await, 2);
        let dry = house.desk.remind(house.desk.today(), Pass::Dry).await.unwrap();
        assert_eq!((dry.len(), house.told(NoticeKind::CardExpiring).await), (1, 0));
        let told = house.desk.remind(house.desk.today(), Pass::Real).await.unwrap();
        assert_eq!(told[0].announced, Some(Announced::Written(Medium::Text)));
        assert_eq!(house.desk.remind(house.day(1), Pass::Real).await.unwrap().len(), 0, "once");
        house.desk.change_method(&account, &soon, &methods::Wish::Remove).await.unwrap();
        assert_eq!(house.told(NoticeKind::MethodRemoved).await, 1);
        house.was_sent("4242 was removed from your account").await;
        house.was_sent("4242 expires soon").await;
    });
}

#[test]
fn autopay_is_announced_and_each_decline_told() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let poor = house.card(&account, "9995", None).await;
        house.autopay(&account, &poor).await;
        house.pass(MADE).await;
        assert_eq!(house.told(NoticeKind::AutopayComing).await, 1);
        house.was_sent("Water: autopay will take $80.00 from ").await;
        for (day, tries) in [(DUE, 1), (date(2026, 12, 22), 2), (date(2026, 12, 28), 3), (date(2027, 2, 1), 3)] {
            house.pass(day).await;
            assert_eq!(house.told(NoticeKind::AutopayFailed).await, tries, "{day}");
        }
        assert_eq!(house.told(NoticeKind::Declined).await, 0, "told by autopay alone");
        house.was_sent("Water: autopay could not take $80.00 from ").await;
    });
}

#[test]
fn a_card_that_is_gone_and_a_chosen_day_that_fails_are_told_as_declined() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let gone = house.card(&account, "4242", None).await;
        house.autopay(&account, &gone).await;
        house.pass(MADE).await;
        // as when a bank says that it is no account any more
        let mut tx = house.store().begin().await.unwrap();
        assert!(saved::remove(&mut tx, &account, &gone).await.unwrap());
        tx.commit().await.unwrap();
        house.pass(DUE).await;
        assert_eq!((house.told(NoticeKind::Declined).await, house.told(NoticeKind::Paid).await), (1, 0));
        let poor = house.card(&account, "9995", None).await;
        let scheduled = Scheduled { amount: usd(8_000), on: DUE, method: poor, bill: None };
        house.agree(&account, &Wish::Scheduled(scheduled), "k2").await;
        house.pass(DUE).await;
        assert_eq!(house.told(NoticeKind::Declined).await, 2);
        house.was_sent("Water: your payment of $80.00 was declined").await;
    });
}

#[test]
fn an_arrangement_s_end_is_told() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        house.bill("AAA111", "B-1", date(2026, 11, 20), "100.00").await;
        house.agree(&account, &Wish::Arrangement { count: 3, method: None }, "k").await;
        house.take_in(&account, usd(2_000)).await;
        house.pass(date(2027, 1, 7)).await;
        assert_eq!(house.told(NoticeKind::ArrangementBroken).await, 0, "within its grace");
        house.pass(date(2027, 1, 8)).await;
        house.pass(date(2027, 1, 9)).await;
        assert_eq!(house.told(NoticeKind::ArrangementBroken).await, 1);
        house.was_sent("a payment was missed. $80.00 is due now").await;
        let other = house.account("BBB222").await;
        house.bill("BBB222", "B-1", date(2026, 11, 20), "100.00").await;
        house.agree(&other, &Wish::Arrangement { count: 3, method: None }, "k2").await;
        house.take_in(&other, usd(10_000)).await;
        house.pass(MADE).await;
        assert_eq!(house.told(NoticeKind::ArrangementKept).await, 1);
        house.was_sent("every payment of your arrangement is made").await;
    });
}
