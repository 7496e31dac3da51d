//! Chargebacks by their stages: told by webhooks in any order, asked for, booked and recorded once, and a case until the end.
use paytone::{
    billing::{PaymentStatus, case::CaseKind, channel::Channel, chargeback::Stage, undo::UndoingKind},
    id::PaymentId,
    store::{cases, chargebacks, undoings},
};
use serde_json::json;

use crate::{
    house::{on_both, usd},
    proxy::{Step, Trick},
    refunds::back,
    stripe::{Bench, signed},
    undo::{paid, undo},
};

async fn told(bench: &mut Bench, event: &str, intent: &str) {
    let body = json!({"id": event, "type": "charge.dispute.updated",
        "data": {"object": {"object": "dispute", "id": "dp_1", "payment_intent": intent}}});
    signed(bench, &body.to_string(), "whsec_of_the_test").await.unwrap();
    bench.perform("w").await;
}

async fn stages(bench: &Bench, payment: &PaymentId) -> Vec<Stage> {
    let rows = chargebacks::of_payment(bench.house.store().reader(), payment).await.unwrap();
    rows.iter().map(|row| row.stage).collect()
}

async fn open(bench: &Bench) -> Vec<(CaseKind, String)> {
    let open = cases::list(bench.house.store().reader()).await.unwrap();
    open.into_iter().map(|case| (case.kind, case.detail)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispute_is_asked_for_and_each_stage_is_booked_once() {
    let mut bench = Bench::open().await;
    let method = bench.method("visa", "pm_card_visa").await;
    let payment = bench.ask(&method, 8_420, Channel::Autopay).await;
    bench.perform("w").await;
    let row = bench.row(&payment).await;
    assert_eq!(row.status, PaymentStatus::Paid);
    let intent = row.processor_ref.unwrap();
    let dispute = |status: &str, amount: i64| {
        json!({"id": "dp_1", "amount": amount, "currency": "usd", "reason": "fraudulent", "status": status,
            "payment_intent": intent, "evidence_details": {"due_by": 1_800_000_000}})
    };
    // a webhook alone is not believed
    told(&mut bench, "evt_1", &intent).await;
    assert_eq!((stages(&bench, &payment).await, bench.house.holds("clearing:stripe").await), (vec![], 8_420));

    bench.proxy.dispute(&[dispute("warning_needs_response", 8_420)]);
    bench.proxy.play(&[(Step::Disputes, Trick::LoseAnswer)]);
    told(&mut bench, "evt_2", &intent).await;
    assert_eq!(open(&bench).await, [], "nobody knows");
    bench.until_due().await;
    bench.perform("w").await;
    assert_eq!(stages(&bench, &payment).await, [Stage::EvidenceDue]);
    assert_eq!(open(&bench).await, [(CaseKind::Chargeback, "fraudulent: evidence is due by 2027-01-15".to_owned())]);
    assert_eq!(bench.house.holds("clearing:stripe").await, 8_420, "an inquiry moves nothing");

    bench.proxy.dispute(&[dispute("needs_response", 8_420)]);
    for event in ["evt_3", "evt_3", "evt_4"] {
        told(&mut bench, event, &intent).await;
    }
    assert_eq!(stages(&bench, &payment).await, [Stage::EvidenceDue, Stage::Opened]);
    assert_eq!(bench.house.holds("clearing:stripe").await, 0);
    let refused = bench.house.desk.refund(&back(&payment, None, "r")).await.unwrap_err();
    assert!(refused.to_string().contains("charged back"), "{refused}");

    bench.proxy.dispute(&[dispute("won", 8_420)]);
    for event in ["evt_5", "evt_6"] {
        told(&mut bench, event, &intent).await;
    }
    assert_eq!(stages(&bench, &payment).await, [Stage::EvidenceDue, Stage::Opened, Stage::Won]);
    assert_eq!((open(&bench).await, bench.house.holds("clearing:stripe").await), (vec![], 8_420));
    assert_eq!(undoings::of_payment(bench.house.store().reader(), &payment).await.unwrap().len(), 2);
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_was_paid_is_a_case_and_what_is_lost_stays_away() {
    let mut bench = Bench::open().await;
    let method = bench.method("visa", "pm_card_visa").await;
    for (minor, told_minor) in [(5_000, 5_001), (6_000, 6_000)] {
        let payment = bench.ask(&method, minor, Channel::Autopay).await;
        bench.perform("w").await;
        let intent = bench.row(&payment).await.processor_ref.unwrap();
        bench.proxy.dispute(&[json!({"id": format!("dp_{minor}"), "amount": told_minor, "currency": "usd",
            "reason": "duplicate", "status": "lost", "payment_intent": intent})]);
        told(&mut bench, &format!("evt_{minor}"), &intent).await;
        let expected: &[Stage] = if minor == told_minor { &[Stage::Lost, Stage::Opened] } else { &[] };
        let mut found = stages(&bench, &payment).await;
        found.sort_by_key(|stage| stage.as_text());
        assert_eq!(found, expected, "{minor}");
    }
    let open = open(&bench).await;
    assert!(matches!(open.as_slice(), [(CaseKind::Contradiction, detail)] if detail.contains("dp_5000")), "{open:?}");
    assert_eq!(bench.house.holds("clearing:stripe").await, 5_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_is_taken_and_what_is_won_is_that_part() {
    let mut bench = Bench::open().await;
    let method = bench.method("visa", "pm_card_visa").await;
    let payment = bench.ask(&method, 5_000, Channel::Autopay).await;
    bench.perform("w").await;
    let intent = bench.row(&payment).await.processor_ref.unwrap();
    let dispute = |name: &str, amount: i64, status: &str| json!({"id": name, "amount": amount, "currency": "usd", "reason": "duplicate", "status": status, "payment_intent": intent});
    let (one, two) = (dispute("dp_1", 4_000, "needs_response"), dispute("dp_2", 600, "needs_response"));
    bench.proxy.dispute(&[one, two.clone()]);
    told(&mut bench, "evt_1", &intent).await;
    assert_eq!(bench.house.holds("clearing:stripe").await, 400);
    let refused = bench.house.desk.refund(&back(&payment, None, "r")).await.unwrap_err();
    assert!(refused.to_string().contains("charged back"), "{refused}");
    bench.proxy.dispute(&[dispute("dp_1", 4_000, "won"), two]);
    for event in ["evt_2", "evt_3"] {
        told(&mut bench, event, &intent).await;
    }
    assert_eq!(bench.house.holds("clearing:stripe").await, 4_400, "the other one stays open");
    let open = open(&bench).await;
    assert!(matches!(open.as_slice(), [(CaseKind::Chargeback, detail)] if detail.contains("6.00 USD")), "{open:?}");
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[test]
fn a_clerk_books_one_and_notes_that_it_is_lost() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let payment = paid(&house, &account, 5_000, "a").await;
        assert!(house.desk.lose(&payment, "May").await.is_err(), "none is open");
        house.desk.undo(&undo(&payment, UndoingKind::Chargeback, "scheme 7")).await.unwrap();
        let open = cases::list(house.store().reader()).await.unwrap();
        assert_eq!((open[0].kind, open[0].total), (CaseKind::Chargeback, usd(5_000)));
        assert_eq!(house.desk.lose(&payment, "May").await.unwrap().dispute, "scheme 7");
        assert!(house.desk.lose(&payment, "May").await.is_err(), "once");
        assert_eq!(cases::list(house.store().reader()).await.unwrap(), []);
    });
}
