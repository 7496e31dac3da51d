//! The daily pass: each bill once, within caps, not while a payment is under way; letters into one file.
use paytone::{
    billing::channel::Channel,
    billing::notice::{Medium, NoticeKind},
    desk::{
        announce::Announced,
        charge::Wanted,
        remind::{Pass, Reminded},
    },
    id::MethodId,
    money::{Currency, Money},
    store::methods::{self, NewMethod},
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
