//! The outbox, consent and choices.
use paytone::{
    billing::notice::{Consent, Medium, NoticeKind, Recent, Scope},
    flow::Language,
    id::AccountId,
    store::{
        StoreError,
        contacts::{self, Answer, Choice, Told},
        outbox::{self, NewNotice},
    },
};

use crate::fixture::{at, on_both, put_account};

fn notice(account: &AccountId, name: &str) -> NewNotice {
    NewNotice {
        notice: format!("note_{name}"),
        account: account.clone(),
        kind: NoticeKind::DueSoon,
        subject: "bill_1".into(),
        once: name.into(),
        medium: Medium::Text,
        to: "+15005550001".into(),
        language: Language::SPANISH,
        title: String::new(),
        body: "Gracias; 84,20".into(),
        body_sha256: "hash".into(),
        at: at(5),
        not_before: at(5),
    }
}

#[test]
fn a_notice_is_written_once_and_sent_or_refused_once() {
    on_both(|fresh| async move {
        let account = put_account(&fresh.store, "1").await;
        let db = fresh.store.reader();
        let mut tx = fresh.store.begin().await.unwrap();
        let orphan = outbox::put(&mut tx, &notice(&AccountId::of("9"), "a")).await;
        assert!(matches!(orphan, Err(StoreError::Refused { .. })), "{orphan:?}");
        drop(tx);
        let mut tx = fresh.store.begin().await.unwrap();
        assert!(outbox::put(&mut tx, &notice(&account, "a")).await.unwrap());
        let same = NewNotice { notice: "note_other".into(), ..notice(&account, "a") };
        assert!(!outbox::put(&mut tx, &same).await.unwrap());
        assert!(outbox::put(&mut tx, &notice(&account, "b")).await.unwrap());
        tx.commit().await.unwrap();
        assert!(outbox::is_written(db, "a").await.unwrap() && !outbox::is_written(db, "c").await.unwrap());
        assert_eq!(outbox::count_waiting(db).await.unwrap(), 2);
        let recent = outbox::recent(db, &account, NoticeKind::PastDue, at(0)).await.unwrap();
        assert_eq!(recent, Recent { of_kind: 0, in_all: 2 });
        let mut tx = fresh.store.begin().await.unwrap();
        assert!(outbox::sent(&mut tx, "note_a", Some("SM1"), at(6)).await.unwrap());
        assert!(!outbox::sent(&mut tx, "note_a", Some("SM2"), at(7)).await.unwrap());
        assert!(!outbox::refused(&mut tx, "note_a", "twilio-21614", at(8)).await.unwrap(), "it was sent");
        assert!(outbox::refused(&mut tx, "note_b", "twilio-21614", at(8)).await.unwrap());
        assert!(!outbox::refused(&mut tx, "note_b", "twilio-30006", at(9)).await.unwrap());
        tx.commit().await.unwrap();
        let found = outbox::find(db, "note_a").await.unwrap().unwrap();
        assert_eq!((found.sent_at, found.provider_ref.as_deref()), (Some(at(6)), Some("SM1")));
        assert_eq!(found.notice, NewNotice { body: String::new(), ..notice(&account, "a") });
        let refused = outbox::find(db, "note_b").await.unwrap().unwrap();
        assert_eq!((refused.sent_at, refused.refused_at, refused.is_waiting()), (None, Some(at(8)), false));
        assert_eq!(outbox::of_subject(db, "bill_1").await.unwrap().len(), 2);
        assert_eq!(outbox::list(db, Some(&account), 1).await.unwrap().len(), 1);
        assert_eq!(
            outbox::recent(db, &account, NoticeKind::DueSoon, at(0)).await.unwrap().of_kind,
            1,
            "refused is none"
        );
    });
}

#[test]
fn the_latest_word_counts_and_nothing_of_it_is_ever_changed() {
    on_both(|fresh| async move {
        let account = put_account(&fresh.store, "1").await;
        let db = fresh.store.reader();
        let words = [
            ("1", Scope::All, false, Consent { all: false, reminders: false }),
            ("2", Scope::All, true, Consent { all: true, reminders: true }),
            ("3", Scope::Reminders, false, Consent { all: true, reminders: false }),
            ("4", Scope::Reminders, true, Consent { all: true, reminders: true }),
        ];
        for (id, scope, given, expected) in words {
            let mut tx = fresh.store.begin().await.unwrap();
            let answer = Answer { medium: Medium::Text, address: "+15005550001", scope, given };
            let told = Told { id, source: "call_1", at: at(id.parse().unwrap()) };
            assert!(contacts::answer(&mut tx, answer, told).await.unwrap());
            assert!(!contacts::answer(&mut tx, answer, told).await.unwrap());
            tx.commit().await.unwrap();
            assert_eq!(contacts::find(db, &account).await.unwrap().unwrap().texts, expected, "{id}");
        }
        let mut tx = fresh.store.begin().await.unwrap();
        let choice = Choice { medium: Some(Medium::Email), email: Some("a@example.com".into()), ..Choice::default() };
        contacts::choose(&mut tx, &account, &choice, Told { id: "c", source: "clerk", at: at(9) }).await.unwrap();
        tx.commit().await.unwrap();
        let contact = contacts::find(db, &account).await.unwrap().unwrap();
        assert_eq!((contact.chosen, contact.email.as_deref()), (Some(Medium::Email), Some("a@example.com")));
        assert_eq!(contact.phone.as_deref(), Some("+15005550001"), "as the account says");
        for text in ["update consents set given = true", "delete from consents", "delete from contact_choices"] {
            let mut tx = fresh.store.begin().await.unwrap();
            assert!(tx.sql(text).execute().await.is_err(), "{text}");
        }
    });
}
