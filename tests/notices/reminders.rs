//! The daily pass: each bill once, within caps, not while a payment is under way; letters into one file.
use paytone::{
    billing::channel::Channel,
    billing::notice::{Medium, NoticeKind},
    desk::{
        agreements::{By, Wish},
        announce::Announced,
        charge::Wanted,
        disputes::Objection,
        remind::{Pass, Reminded},
    },
    flow::Language,
    id::MethodId,
    money::{Currency, Money},
    store::{
        bills,
        disputes::Verdict,
        methods::{self, NewMethod},
    },
};

use crate::house::{House, on_both};

async fn pass(house: &House) -> Vec<(NoticeKind, Option<Announced>)> {
    let all = house.desk.remind(house.desk.today(), Pass::Real).await.unwrap();
    all.into_iter().map(|Reminded { kind, announced, .. }| (kind, announced)).collect()
}

#[test]
fn what_is_due_soon_and_what_is_past_due_is_reminded_of_once() {
    on_both("", |house| async move {
        house.account("AAA111").await;
        for (bill, days) in [("B-1", 5), ("B-2", 6), ("B-3", -3), ("B-4", -2), ("B-5", -60)] {
            house.bill("AAA111", bill, house.day(days), "80.00").await;
        }
        let dry = house.desk.remind(house.desk.today(), Pass::Dry).await.unwrap();
        assert_eq!((dry.len(), house.notices().await.len()), (2, 0));
        let text = Some(Announced::Written(Medium::Text));
        assert_eq!(pass(&house).await, [(NoticeKind::DueSoon, text), (NoticeKind::PastDue, text)]);
        assert_eq!(pass(&house).await, []);
        house.work().await;
        let sent = house.sent();
        assert!(sent.iter().any(|text| text.contains("Water: $80.00 is due on ")), "{sent:?}");
        assert!(sent.iter().any(|text| text.contains("and is not paid yet")), "{sent:?}");
    });
}

#[test]
fn caps_hold_a_reminder_until_a_week_has_passed() {
    let settings = "[reminders]\nmost_of_a_kind = 1\n";
    on_both(settings, |house| async move {
        house.account("AAA111").await;
        house.bill("AAA111", "B-1", house.day(-10), "80.00").await;
        house.bill("AAA111", "B-2", house.day(-9), "80.00").await;
        let (text, capped) = (Some(Announced::Written(Medium::Text)), Some(Announced::Capped));
        assert_eq!(pass(&house).await, [(NoticeKind::PastDue, text), (NoticeKind::PastDue, capped)]);
        assert_eq!(pass(&house).await, [(NoticeKind::PastDue, capped)]);
        house.clock.advance(std::time::Duration::from_secs(8 * 86_400));
        assert_eq!(pass(&house).await, [(NoticeKind::PastDue, text)]);
    });
}

#[test]
fn a_payment_under_way_holds_reminders() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        house.bill("AAA111", "B-1", house.day(2), "80.00").await;
        let method = MethodId::of("m");
        let new = NewMethod {
            method: method.clone(),
            account: account.clone(),
            brand: paytone::billing::Brand::Visa,
            last_four: "4242".into(),
            token_sealed: vec![1],
            saved: true,
            expires_on: None,
            at: house.desk.now(),
        };
        let mut tx = house.store().begin().await.unwrap();
        methods::keep(&mut tx, &new).await.unwrap();
        tx.commit().await.unwrap();
        let wanted = Wanted {
            account,
            amount: Money::new(8000, Currency::USD),
            fee: Money::new(0, Currency::USD),
            method,
            channel: Channel::Online,
            source: "page".into(),
            bill: None,
            key: "k".into(),
        };
        house.desk.charge_for(&wanted).await.unwrap();
        assert_eq!(pass(&house).await, []);
        // its token cannot be opened, so it is declined, and the bill is due as before
        house.work().await;
        assert_eq!(pass(&house).await, [(NoticeKind::DueSoon, Some(Announced::Written(Medium::Text)))]);
    });
}

#[test]
fn a_server_writes_the_reminders_of_a_day_from_its_hour_on() {
    on_both("[reminders]\nat = \"10:00\"\n", |house| async move {
        house.account("AAA111").await;
        house.go_to(9);
        house.bill("AAA111", "B-1", house.day(5), "80.00").await;
        house.desk.remind_daily().await.unwrap();
        assert_eq!(house.notices().await.len(), 0, "too early");
        house.go_to(10);
        for _ in 0..2 {
            house.desk.remind_daily().await.unwrap();
            assert_eq!(house.notices().await.len(), 1);
        }
    });
}

#[test]
fn what_is_disputed_or_arranged_is_not_past_due() {
    on_both("", |house| async move {
        let disputed = house.account("AAA111").await;
        let arranged = house.account("BBB222").await;
        for number in ["AAA111", "BBB222"] {
            house.bill(number, "B-1", house.day(-10), "80.00").await;
        }
        let bill = bills::find(house.store().reader(), &disputed, "B-1").await.unwrap().unwrap();
        let reason = "never used".to_owned();
        let objection = Objection { account: disputed, bill, line: 1, amount: None, reason, by: "May".to_owned() };
        let held = house.desk.dispute(&objection).await.unwrap();
        let by = By {
            source: "May".to_owned(),
            words: None,
            language: Language::ENGLISH,
            keyed: None,
            ani: None,
            flow: None,
        };
        let wish = Wish::Arrangement { count: 3, method: None };
        house.desk.agree(&arranged, &wish, &by, (house.desk.today(), "k")).await.unwrap();
        let told = house.desk.remind(house.desk.today(), Pass::Real).await.unwrap();
        let accounts: Vec<_> = told.iter().map(|one| one.account.clone()).collect();
        assert_eq!(accounts, [arranged], "its down payment is payable");
        let notices = house.notices().await;
        assert!(notices.iter().any(|row| row.notice.body.contains("$16.00 was due on")), "and no more than that");
        house.desk.resolve(&held.dispute, Verdict::Rejected, "May", "read again").await.unwrap();
        let text = Some(Announced::Written(Medium::Text));
        assert_eq!(pass(&house).await, [(NoticeKind::PastDue, text)]);
    });
}

#[test]
fn letters_wait_for_the_printer_and_are_taken_once() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        house.choose(&account, Medium::Post).await;
        house.bill("AAA111", "B-1", house.day(2), "80.00").await;
        assert_eq!(pass(&house).await, [(NoticeKind::DueSoon, Some(Announced::Written(Medium::Post)))]);
        house.work().await;
        assert_eq!(house.sent().len(), 0, "no sender takes a letter");
        let letters = house.desk.letters().await.unwrap();
        assert_eq!(letters[0].notice.to, "Ana\n1 Main St\nSpringfield, IL 62701");
        assert!(letters[0].notice.body.contains("$80.00 is due on"));
        assert_eq!(house.desk.printed(&letters, "letters.txt").await.unwrap(), 1);
        assert_eq!(house.desk.printed(&letters, "again.txt").await.unwrap(), 0);
        assert_eq!(house.desk.letters().await.unwrap().len(), 0);
    });
}
