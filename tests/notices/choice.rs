//! Who is written to, by what, and when: choice, consent, quiet hours, once.
use paytone::{
    billing::notice::{Medium, NoticeKind, Scope, Unreachable, word::TextReceived},
    call::phrase::Value,
    desk::{
        announce::{Announced, Tidings, Urgency},
        contact::Changes,
    },
    flow::{Language, Var},
    id::AccountId,
    money::{Currency, Money},
    store::contacts::{self, Answer, Choice},
};

use crate::house::{House, on_both};

fn bill_ready(account: &AccountId, bill: &str, house: &House) -> Tidings {
    let amount = Value::Money(Money::new(8420, Currency::USD));
    Tidings {
        kind: NoticeKind::BillReady,
        account: account.clone(),
        subject: bill.to_owned(),
        occasion: String::new(),
        urgency: Urgency::Usual,
        args: vec![(Var::Amount, amount), (Var::DueDate, Value::Date(house.day(10)))],
    }
}

async fn notify(house: &House, tidings: &Tidings) -> Announced {
    let mut tx = house.store().begin().await.unwrap();
    let announced = house.desk.notify(&mut tx, tidings).await.unwrap();
    tx.commit().await.unwrap();
    announced
}

#[test]
fn the_same_is_told_once_by_the_customer_s_choice_in_the_customer_s_language() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        assert_eq!(notify(&house, &bill_ready(&account, "bill_1", &house)).await, Announced::Written(Medium::Text));
        assert_eq!(notify(&house, &bill_ready(&account, "bill_1", &house)).await, Announced::Already);
        house.choose(&account, Medium::Email).await;
        let spanish = Changes { choice: Choice::default(), language: Some(Language::SPANISH) };
        house.desk.choose(&account, &spanish, "clerk May").await.unwrap();
        assert_eq!(notify(&house, &bill_ready(&account, "bill_2", &house)).await, Announced::Written(Medium::Email));
        house.work().await;
        let sent = house.sent();
        assert_eq!(sent.len(), 2, "{sent:?}");
        assert!(
            sent.iter()
                .any(|text| text.starts_with("To: +15550100201\n\nWater: your bill is ready. $84.20 is due on "))
        );
        let mail =
            sent.iter().find(|text| text.starts_with("To: ana.AAA111@example.com\nSubject: Su factura")).unwrap();
        assert!(mail.contains("Estimado cliente:\n\nWater: su factura está lista."), "{mail}");
        for row in house.notices().await {
            assert!(row.sent_at.is_some() && row.notice.body.is_empty() && row.notice.body_sha256.len() == 64);
        }
    });
}

#[test]
fn an_argument_that_is_missing_is_a_fault_and_never_an_apology_to_a_customer() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let tidings = Tidings { args: Vec::new(), ..bill_ready(&account, "bill_1", &house) };
        let mut tx = house.store().begin().await.unwrap();
        let fault = house.desk.notify(&mut tx, &tidings).await.unwrap_err();
        assert!(fault.to_string().contains("a bill-ready notice without $amount"), "{fault}");
    });
}

#[test]
fn at_night_it_waits_for_the_customer_s_morning_and_what_is_awaited_does_not() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let zone = Choice { time_zone: Some("America/Los_Angeles".into()), ..Choice::default() };
        house.desk.choose(&account, &Changes { choice: zone, language: None }, "call").await.unwrap();
        house.go_to(3);
        assert_eq!(notify(&house, &bill_ready(&account, "bill_1", &house)).await, Announced::Written(Medium::Text));
        let paid = Tidings {
            kind: NoticeKind::Paid,
            urgency: Urgency::Awaited,
            args: vec![
                (Var::Total, Value::Money(Money::new(500, Currency::USD))),
                (Var::Confirmation, Value::Digits("123456".into())),
            ],
            ..bill_ready(&account, "pay_1", &house)
        };
        assert_eq!(notify(&house, &paid).await, Announced::Written(Medium::Text));
        house.work().await;
        assert_eq!(house.sent().len(), 1, "the receipt alone");
        // eight in New York is five in Los Angeles
        house.go_to(8);
        house.work().await;
        assert_eq!(house.sent().len(), 1);
        house.go_to(11);
        house.work().await;
        assert_eq!(house.sent().len(), 2);
    });
}

#[test]
fn a_job_that_comes_late_finds_the_night_and_waits_again() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        notify(&house, &bill_ready(&account, "bill_1", &house)).await;
        house.go_to(23);
        house.work().await;
        assert_eq!(house.sent().len(), 0);
        house.go_to(9);
        house.work().await;
        assert_eq!(house.sent().len(), 1);
    });
}

#[test]
fn a_no_between_writing_and_sending_stops_it_and_a_later_yes_holds() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        notify(&house, &bill_ready(&account, "bill_1", &house)).await;
        let answer = |given| Answer { medium: Medium::Text, address: "+15550100201", scope: Scope::All, given };
        house.desk.consent(answer(false), "clerk May").await.unwrap();
        house.work().await;
        assert_eq!(house.sent().len(), 0);
        let rows = house.notices().await;
        assert_eq!(rows[0].refusal.as_deref(), Some("no-consent"));
        let refused = Announced::Nowhere(Unreachable::Refused);
        assert_eq!(notify(&house, &bill_ready(&account, "bill_2", &house)).await, refused);
        house.desk.consent(answer(true), "call_1").await.unwrap();
        assert_eq!(notify(&house, &bill_ready(&account, "bill_3", &house)).await, Announced::Written(Medium::Text));
    });
}

#[test]
fn a_stop_by_text_holds_for_every_account_of_the_number_and_is_confirmed_once() {
    on_both("", |house| async move {
        let accounts = [house.account("AAA111").await, house.account("BBB222").await];
        let text = |message: &str, body: &str| TextReceived {
            message: message.to_owned(),
            from: "+15550100201".to_owned(),
            body: body.to_owned(),
        };
        let answer = async |message: &str, body: &str| house.desk.take_text(&text(message, body)).await.unwrap();
        assert!(answer("SM1", "Arrêt").await.unwrap().contains("vous ne recevrez plus nos textos"));
        assert_eq!(answer("SM1", "Arrêt").await, None, "the same webhook again");
        assert_eq!(answer("SM2", "STOP").await, None, "confirmed before");
        assert_eq!(answer("SM3", "who is this?").await, None, "nothing more to a number that stopped");
        for account in &accounts {
            let refused = Announced::Nowhere(Unreachable::Refused);
            assert_eq!(notify(&house, &bill_ready(account, "bill_1", &house)).await, refused);
            let contact = contacts::find(house.store().reader(), account).await.unwrap().unwrap();
            assert!(!contact.texts.all && contact.emails.all);
        }
        assert!(answer("SM4", "start").await.unwrap().contains("you will get our texts"));
        assert_eq!(notify(&house, &bill_ready(&accounts[0], "bill_2", &house)).await, Announced::Written(Medium::Text));
        for (message, answered) in [("SM5", true), ("SM6", true), ("SM7", false)] {
            assert_eq!(answer(message, "pay $20").await.is_some(), answered, "two machines do not answer for ever");
        }
    });
}
