//! A copy of what was agreed on, changed or stopped: at once, as the customer chose, with the terms and the record's number.
use jiff::civil::date;
use paytone::{
    billing::{
        agreement::{
            Scheduled,
            autopay::{Autopay, Draw},
            promise::Promise,
        },
        notice::{Medium, NoticeKind, Scope},
    },
    desk::{
        agreements::{By, Wish},
        contact::Changes,
    },
    flow::{FlowHash, Language},
    id::AgreementId,
    store::{
        agreements::{self, Authorization},
        contacts::{Answer, Choice},
    },
};

use crate::{
    house::{House, on_both},
    joined::{DUE, MADE, usd},
};

/// A caller: the key, the number called from, the flow that read the terms back.
fn caller() -> By {
    By {
        source: "call_1".to_owned(),
        words: Some("ten dollars on Friday".to_owned()),
        language: Language::SPANISH,
        keyed: Some("1".to_owned()),
        ani: Some("+15550100201".to_owned()),
        flow: Some(FlowHash("0123456789abcdef".to_owned())),
    }
}

fn on_record(by: &Authorization) {
    let said = caller();
    assert_eq!((Some(&by.words), &by.source), (said.words.as_ref(), &said.source));
    assert_eq!((by.language.as_str(), &by.keyed, &by.ani), ("es", &said.keyed, &said.ani));
    assert_eq!(by.flow, said.flow.map(|flow| flow.0));
}

impl House {
    /// The latest copy's words as they wait to be sent.
    async fn copy(&self, kind: NoticeKind, agreement: &AgreementId) -> String {
        let all = self.notices().await;
        let row = all.into_iter().find(|row| row.notice.kind == kind && row.notice.subject == agreement.as_str());
        let row = row.unwrap();
        assert_eq!(row.notice.not_before, row.notice.at, "no quiet hours");
        assert!(row.notice.body.contains(agreement.as_str()), "its number: {}", row.notice.body);
        row.notice.body
    }
}

#[test]
fn autopay_is_copied_when_made_changed_and_stopped() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let card = house.card(&account, "4242", None).await;
        // at night, when a reminder would wait
        house.go_to(23);
        let autopay = |amount, days_before| Autopay { amount, days_before, method: card.clone() };
        let wish = Wish::Autopay(autopay(Draw::Statement, 0));
        let made = house.desk.agree(&account, &wish, &caller(), (MADE, "k")).await.unwrap();
        let agreement = &made.row.agreement;
        let copy = house.copy(NoticeKind::AgreementMade, agreement).await;
        let terms = "Water: you agreed to this: Autopay charges the balance of each bill to Visa ending 4242. It is charged on \
            the due date, or on the business day before. We write to you at least ten days before each charge. To change \
            or stop it, call +15550100197, at least 3 business days before a charge. Reference agr_";
        assert!(copy.starts_with(terms), "{copy}");
        assert!(house.desk.agree(&account, &wish, &caller(), (MADE, "k")).await.unwrap().before, "once by its key");
        house.desk.change_autopay(agreement, &autopay(Draw::UpTo(usd(5_000)), 3), &caller()).await.unwrap();
        let copy = house.copy(NoticeKind::AgreementChanged, agreement).await;
        assert!(
            copy.contains("never more than $50.00, to Visa ending 4242. It is charged three days before"),
            "{copy}"
        );
        house.desk.cancel(agreement, &caller(), MADE).await.unwrap();
        let copy = house.copy(NoticeKind::AgreementStopped, agreement).await;
        assert!(copy.starts_with("Water: as you asked: autopay is stopped. "), "{copy}");
        let copies = [NoticeKind::AgreementMade, NoticeKind::AgreementChanged, NoticeKind::AgreementStopped];
        for kind in copies {
            assert_eq!(house.told(kind).await, 1, "{kind:?}");
        }
        house.was_sent("autopay is stopped").await;
        let record = agreements::authorizations(house.store().reader(), agreement).await.unwrap();
        assert_eq!(record.len(), 2);
        record.iter().for_each(on_record);
        on_record(&agreements::stop(house.store().reader(), agreement).await.unwrap().unwrap());
    });
}

#[test]
fn a_chosen_day_instalments_and_a_promise_are_copied_with_their_days() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        let card = house.card(&account, "4242", None).await;
        house.bill("AAA111", "B-1", date(2026, 11, 20), "100.00").await;
        let scheduled = Scheduled { amount: usd(1_000), on: DUE, method: card, bill: None };
        for (wish, terms, stopped) in [
            (
                Wish::Scheduled(scheduled),
                "We charge $10.00 to Visa ending 4242 on Friday, December 18, or what is payable where that is less.",
                "the payment of $10.00 on Friday, December 18 is cancelled.",
            ),
            (
                Wish::Arrangement { count: 3, method: None },
                "You pay in parts: $20.00 on Friday, December 4; ",
                "your payment arrangement is ended. What is open is payable again.",
            ),
            (
                Wish::Promise(Promise { amount: usd(8_000), by: DUE }),
                "You pay $80.00 by Friday, December 18.",
                "your promise to pay $80.00 by Friday, December 18 is withdrawn.",
            ),
        ] {
            let made = house.desk.agree(&account, &wish, &caller(), (MADE, terms)).await.unwrap();
            let copy = house.copy(NoticeKind::AgreementMade, &made.row.agreement).await;
            assert!(copy.contains(terms), "{copy}");
            house.desk.cancel(&made.row.agreement, &caller(), MADE).await.unwrap();
            let copy = house.copy(NoticeKind::AgreementStopped, &made.row.agreement).await;
            assert!(copy.contains(stopped), "{copy}");
        }
    });
}

#[test]
fn a_copy_goes_as_the_customer_chose_and_by_letter_where_nothing_else_may_go() {
    on_both("", |house| async move {
        let account = house.account("AAA111").await;
        house.bill("AAA111", "B-1", date(2026, 11, 20), "100.00").await;
        let language = Some(Language::FRENCH);
        let choice = Choice { medium: Some(Medium::Email), ..Choice::default() };
        house.desk.choose(&account, &Changes { choice, language }, "clerk May").await.unwrap();
        let promise = |minor| Wish::Promise(Promise { amount: usd(minor), by: DUE });
        house.desk.agree(&account, &promise(8_000), &caller(), (MADE, "k")).await.unwrap();
        let mail = &house.notices().await[0].notice;
        assert_eq!((mail.medium, mail.title.as_str()), (Medium::Email, "Ce que vous avez accepté"));
        assert!(mail.body.contains("Vous payez 80,00 $ au plus tard le vendredi 18 décembre."), "{}", mail.body);
        house.choose(&account, Medium::Text).await;
        let no = Answer { medium: Medium::Text, address: "+15550100201", scope: Scope::All, given: false };
        house.desk.consent(no, "clerk May").await.unwrap();
        house.desk.agree(&account, &promise(7_000), &caller(), (MADE, "k2")).await.unwrap();
        assert_eq!(house.notices().await[0].notice.medium, Medium::Post, "a duty");
    });
}
