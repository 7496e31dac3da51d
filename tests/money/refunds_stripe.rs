//! A card paid and refunded by Stripe's dialect, against localstripe: whatever a network and a kill can do to a refund, it
//! leaves once and is booked once.
use paytone::{
    billing::{PaymentStatus, case::CaseKind, channel::Channel, refund::RefundStatus, undo::UndoingKind},
    desk::undo::Undo,
    id::{PaymentId, RefundId},
    store::{cases, payments, refunds, undoings},
};

use crate::{
    house::usd,
    proxy::{Step, Trick},
    refunds::back,
    stripe::{Bench, TRICKS, signed},
    undo::undo,
};

async fn paid(bench: &mut Bench, minor: i64) -> PaymentId {
    let method = bench.method("visa", "pm_card_visa").await;
    let payment = bench.ask(&method, minor, Channel::Autopay).await;
    bench.perform("w").await;
    assert_eq!(bench.row(&payment).await.status, PaymentStatus::Paid);
    payment
}

async fn refund(bench: &Bench, payment: &PaymentId, minor: Option<i64>) -> RefundId {
    let key = format!("refund {minor:?} of {payment}");
    bench.house.desk.refund(&back(payment, minor, &key)).await.unwrap().row().refund.clone()
}

async fn row(bench: &Bench, refund: &RefundId) -> refunds::RefundRow {
    refunds::find(bench.house.store().reader(), refund).await.unwrap().unwrap()
}

async fn until_ended(bench: &mut Bench, refund: &RefundId) -> refunds::RefundRow {
    for round in 0..20 {
        bench.perform(&format!("worker {round}")).await;
        let row = row(bench, refund).await;
        if row.settled_at.is_some() {
            return row;
        }
        bench.until_due().await;
    }
    panic!("{:?} does not end", row(bench, refund).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_card_is_paid_and_refunded_in_parts_and_a_webhook_hurries_what_is_open() {
    let mut bench = Bench::open().await;
    let payment = paid(&mut bench, 8_420).await;
    let first = refund(&bench, &payment, Some(1_420)).await;
    bench.perform("w").await;
    let ended = row(&bench, &first).await;
    assert_eq!(ended.status, RefundStatus::Refunded);
    let told = bench.stripe.get(&format!("/v1/refunds/{}", ended.processor_ref.unwrap())).await;
    assert_eq!((&told["amount"], &told["status"]), (&1_420.into(), &"succeeded".into()));

    bench.proxy.play(&[(Step::Refund, Trick::LoseAnswer)]);
    let rest = refund(&bench, &payment, None).await;
    bench.perform("w").await;
    assert_eq!(row(&bench, &rest).await.status, RefundStatus::Unknown);
    assert_eq!(bench.house.holds("clearing:stripe").await, 7_000, "nobody claims that it left");
    let intent = payments::find(bench.house.store().reader(), &payment).await.unwrap().unwrap().processor_ref;
    let body = serde_json::json!({"id": "evt_r", "type": "charge.refunded",
        "data": {"object": {"object": "charge", "id": "ch_1", "payment_intent": intent}}});
    signed(&bench, &body.to_string(), "whsec_of_the_test").await.unwrap();
    bench.perform("w").await;
    assert_eq!(row(&bench, &rest).await.status, RefundStatus::Refunded, "before half a minute was over");
    assert_eq!(bench.house.holds("clearing:stripe").await, 0);
    assert_eq!(bench.stripe.refunded().await.into_iter().collect::<Vec<_>>(), [(1_420, 1), (7_000, 1)]);
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_comes_back_pays_the_bill_again_and_is_a_persons() {
    for (reason, kind) in [("expired_or_canceled_card", CaseKind::CheckDue), ("unknown", CaseKind::RefundRefused)] {
        let mut bench = Bench::open().await;
        bench.house.bill("AAA111", "B-1", "2026-12-20", "84.20").await;
        let payment = paid(&mut bench, 8_420).await;
        let part = refund(&bench, &payment, Some(1_420)).await;
        bench.perform("w").await;
        assert_eq!(
            (bench.house.owes(&bench.account).await, bench.house.holds("clearing:stripe").await),
            ((1_420, 0), 7_000)
        );
        let intent = bench.row(&payment).await.processor_ref.unwrap();
        let told = async |bench: &mut Bench, event: &str| {
            let body = serde_json::json!({"id": event, "type": "refund.failed",
                "data": {"object": {"object": "refund", "id": "re_1", "payment_intent": intent}}});
            signed(bench, &body.to_string(), "whsec_of_the_test").await.unwrap();
            bench.perform("w").await;
        };
        told(&mut bench, "evt_0").await;
        assert_eq!(row(&bench, &part).await.status, RefundStatus::Refunded, "a webhook alone is not believed");
        bench.proxy.fail_refunds(reason);
        bench.proxy.play(&[(Step::Refunds, Trick::LoseAnswer)]);
        told(&mut bench, "evt_1").await;
        assert_eq!(row(&bench, &part).await.status, RefundStatus::Refunded, "nobody knows");
        bench.until_due().await;
        bench.perform("w").await;
        for event in ["evt_2", "evt_1"] {
            told(&mut bench, event).await;
        }
        assert_eq!(row(&bench, &part).await.status, RefundStatus::Refused);
        assert_eq!(
            (bench.house.owes(&bench.account).await, bench.house.holds("clearing:stripe").await),
            ((0, 0), 8_420)
        );
        let open = cases::list(bench.house.store().reader()).await.unwrap();
        assert_eq!(open.iter().map(|case| (&case.payment, case.kind)).collect::<Vec<_>>(), [(&payment, kind)]);
        let kinds: Vec<_> = undoings::of_payment(bench.house.store().reader(), &payment).await.unwrap();
        assert_eq!(
            kinds.iter().map(|row| row.kind).collect::<Vec<_>>(),
            [UndoingKind::Refund, UndoingKind::RefundFailed]
        );
        // all of it may be given back another way
        bench.house.desk.undo(&undo(&payment, UndoingKind::Refund, "by hand")).await.unwrap();
        assert_eq!(bench.house.holds("clearing:stripe").await, 0);
        let audit = bench.house.desk.verify_books().await.unwrap();
        assert!(audit.clean(), "{audit}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_clerk_booked_as_come_back_is_not_booked_again() {
    let mut bench = Bench::open().await;
    let payment = paid(&mut bench, 8_420).await;
    let part = refund(&bench, &payment, Some(1_420)).await;
    bench.perform("w").await;
    let failed = |event: &str| undo(&payment, UndoingKind::RefundFailed, event);
    bench.house.desk.undo(&failed("seen in the dashboard")).await.unwrap();
    assert_eq!(bench.house.holds("clearing:stripe").await, 8_420);
    let again = bench.house.desk.undo(&failed("once more")).await.unwrap_err();
    assert!(again.to_string().contains("came back before"), "{again}");
    // the same money leaves by a check instead, and more by another refund: neither makes the first come back twice
    let check = Undo {
        amount: Some(usd(1_420)),
        out_of: Some("checks".to_owned()),
        ..undo(&payment, UndoingKind::Refund, "check 77")
    };
    bench.house.desk.undo(&check).await.unwrap();
    bench
        .house
        .desk
        .undo(&Undo { amount: Some(usd(2_000)), ..undo(&payment, UndoingKind::Refund, "more") })
        .await
        .unwrap();
    let several = bench.house.desk.undo(&failed("which")).await.unwrap_err();
    assert!(several.to_string().contains("NAME failed"), "{several}");
    bench.house.desk.undo(&failed("more failed")).await.unwrap();
    bench.proxy.fail_refunds("unknown");
    let intent = bench.row(&payment).await.processor_ref.unwrap();
    let body = serde_json::json!({"id": "evt_1", "type": "refund.failed",
        "data": {"object": {"object": "refund", "id": "re_1", "payment_intent": intent}}});
    signed(&bench, &body.to_string(), "whsec_of_the_test").await.unwrap();
    bench.perform("w").await;
    assert_eq!(row(&bench, &part).await.status, RefundStatus::Refused);
    assert_eq!(bench.house.holds("clearing:stripe").await, 8_420);
    assert_eq!(bench.house.holds("clearing:checks").await, -1_420);
    bench.house.desk.undo(&failed("check 77 failed")).await.unwrap();
    assert_eq!(bench.house.holds("clearing:checks").await, 0, "a check that is never cashed comes back where it left");
    assert_eq!(cases::list(bench.house.store().reader()).await.unwrap(), [], "who booked it sees to it");
}

/// Every trick at the request, and at the question that follows a lost answer or a kill.
fn plays() -> Vec<Vec<(Step, Trick)>> {
    let mut plays: Vec<_> = TRICKS.map(|trick| vec![(Step::Refund, trick)]).into();
    for first in [Trick::LoseRequest, Trick::LoseAnswer, Trick::KillAfter, Trick::VeryLate] {
        plays.extend(TRICKS.map(|trick| vec![(Step::Refund, first), (Step::Refunds, trick)]));
        plays.extend(TRICKS.map(|trick| vec![(Step::Refund, first), (Step::Refund, trick)]));
    }
    plays
}

async fn every_trick(url: String, kept: tempfile::TempDir) {
    let mut bench = Bench::at(url, kept).await;
    let mut ended = Vec::new();
    let plays = plays();
    let tried = plays.len();
    for (minor, play) in (1_000..).zip(plays) {
        let payment = paid(&mut bench, minor).await;
        bench.proxy.play(&play);
        let refund = refund(&bench, &payment, None).await;
        let row = until_ended(&mut bench, &refund).await;
        bench.proxy.end().await;
        ended.push((minor, row.status, play));
    }
    let refunded = bench.stripe.refunded().await;
    for (minor, status, play) in &ended {
        let times = refunded.get(minor).copied().unwrap_or_default();
        assert_eq!((*status, times), (RefundStatus::Refunded, 1), "{play:?}");
    }
    assert_eq!(refunded.len(), tried);
    assert_eq!(bench.house.holds("clearing:stripe").await, 0);
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_befalls_an_answer_exactly_one_refund_is_made_and_booked() {
    let kept = tempfile::tempdir().unwrap();
    every_trick(format!("sqlite:{}", kept.path().join("store.db").display()), kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_postgresql() {
    every_trick(crate::postgres::fresh_database().await, tempfile::tempdir().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_keyed_card_becomes_a_token_that_is_charged() {
    use paytone::{call::keys::Keys, desk::connector::Tokenized, gateway::Keyed};
    let mut bench = Bench::open().await;
    let keyed = |number: &str| Keyed::Card {
        number: Keys::new(number.to_owned()),
        security_code: Keys::new("123".to_owned()),
        expiry_month: 12,
        expiry_year: 2035,
        postal_code: Keys::new(String::new()),
    };
    let made = bench.house.desk.tokenize("tx1", &keyed("4242424242424242")).await.unwrap();
    let Tokenized::Token(token) = made else { panic!("{made:?}") };
    let again = bench.house.desk.tokenize("tx1", &keyed("4242424242424242")).await.unwrap();
    assert!(matches!(again, Tokenized::Token(same) if same.expose() == token.expose()), "answered alike");
    let method = bench.method("keyed", token.expose()).await;
    let payment = bench.ask(&method, 5_500, Channel::Phone).await;
    bench.perform("w").await;
    assert_eq!(bench.row(&payment).await.status, PaymentStatus::Paid);
    let wrong = bench.house.desk.tokenize("tx2", &keyed("42")).await.unwrap();
    assert!(matches!(wrong, Tokenized::Declined(_)), "{wrong:?}");
}
