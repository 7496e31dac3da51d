//! Processors that are not able to do everything: none is asked for what it cannot, and what it cannot do is a person's.
use std::path::Path;

use paytone::{
    billing::{PaymentStatus, case::CaseKind, undo::UndoingKind},
    call::keys::Keys,
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::{connector::Tokenized, settle::by_hand, undo::UndoFault},
    gateway::{Capability, Keyed, Sandbox},
    id::PaymentId,
    store::{jobs, payments, refunds},
};

use crate::{
    house::{self, House},
    refunds::back,
    undo::undo,
    unknown::{ask, open_cases, perform},
};

/// Runs a test on both databases with a sandbox that lacks an ability.
async fn without(what: Capability, test: impl AsyncFn(&House, &Path)) {
    let kept = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", kept.path().join("store.db").display());
    for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
        let folder = kept.path().join(data);
        let sources = Sources { clock: Clock::shifted(), chance: Chance::system() };
        let journal = folder.join("sandbox-processor.journal");
        let house = house::open_changed((house::RULES, &[]), url, folder, sources, |parts| {
            parts.gateway = Box::new(Sandbox::open(&journal).unwrap().without(what));
        });
        let house = house.await;
        test(&house, &journal).await;
        let audit = house.desk.verify_books().await.unwrap();
        assert!(audit.clean(), "{audit}");
    }
}

async fn charged(house: &House, last_four: &str) -> PaymentId {
    let account = house.accounts(&["AAA111"]).await.remove(0);
    let card = house.card(&account, last_four, last_four).await;
    let payment = ask(house, &account, &card, last_four).await;
    perform(house).await;
    payment
}

async fn status(house: &House, payment: &PaymentId) -> PaymentStatus {
    payments::find(house.store().reader(), payment).await.unwrap().unwrap().status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_nothing_back_is_not_asked_and_a_clerk_books_it() {
    without(Capability::Refund, async |house, journal| {
        let payment = charged(house, "4242").await;
        let refused = house.desk.refund(&back(&payment, None, "r")).await.unwrap_err();
        assert!(matches!(refused, UndoFault::NotAsked { .. }), "{refused}");
        assert!(refused.to_string().contains("paytone payments undo"), "{refused}");
        assert_eq!(refunds::list(house.store().reader(), Some(&payment), 9).await.unwrap(), []);
        assert!(!std::fs::read_to_string(journal).unwrap().contains("refund"));
        house.desk.undo(&undo(&payment, UndoingKind::Refund, "by hand")).await.unwrap();
        assert_eq!(house.holds("clearing:sandbox").await, 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_charges_in_no_other_way_authorizes_and_captures() {
    without(Capability::Charge, async |house, journal| {
        let payment = charged(house, "4242").await;
        assert_eq!(status(house, &payment).await, PaymentStatus::Paid);
        let journal = std::fs::read_to_string(journal).unwrap();
        let kinds: Vec<bool> = journal.lines().map(|line| line.contains("\"authorized\"")).collect();
        assert_eq!(kinds, [true, false], "{journal}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_be_asked_leaves_what_is_unknown_to_a_person_at_once() {
    without(Capability::Find, async |house, _| {
        let payment = charged(house, "0341").await;
        assert_eq!(status(house, &payment).await, PaymentStatus::Unknown);
        assert_eq!(open_cases(house).await, [(payment.clone(), CaseKind::NoAnswer)]);
        assert_eq!(jobs::next_due(house.store().reader()).await.unwrap(), None, "nobody asks");
        house.desk.settle_by_hand(&payment, &by_hand(true, "seen in its dashboard")).await.unwrap();
        assert_eq!((status(house, &payment).await, open_cases(house).await), (PaymentStatus::Paid, vec![]));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_makes_no_tokens_gets_no_card_numbers() {
    without(Capability::Tokenize, async |house, _| {
        let keys = |text: &str| Keys::new(text.to_owned());
        let keyed = Keyed::Card {
            number: keys("4242424242424242"),
            security_code: keys("123"),
            expiry_month: 12,
            expiry_year: 2035,
            postal_code: keys("12345"),
        };
        let made = house.desk.tokenize("tx1", &keyed).await.unwrap();
        assert!(matches!(&made, Tokenized::Declined(word) if word == "processor-makes-no-tokens"), "{made:?}");
    })
    .await;
}
