//! Refunds asked of a processor: every outcome is booked once or is a person's case, and no more leaves than came.
use std::time::Duration;

use paytone::{
    billing::{
        PaymentStatus,
        case::CaseKind,
        refund::{RefundRefusal, RefundStatus},
        undo::UndoingKind,
    },
    clock::Clock,
    desk::{
        refunds::{Asked, Back},
        undo::{FeeBack, Undo, UndoFault},
    },
    gateway::Sandbox,
    id::{AccountId, PaymentId},
    store::{
        cases, jobs, payments,
        refunds::{self, RefundRow},
        undoings,
    },
};

use crate::{
    house::{House, usd},
    undo::{paid, undo},
    unknown::{ask, on_both, open_cases, perform},
};

pub fn back(payment: &PaymentId, minor: Option<i64>, key: &str) -> Back {
    Back {
        payment: payment.clone(),
        amount: minor.map(usd),
        fee: FeeBack::WithTheAmount,
        reason: "moved away".to_owned(),
        by: "May".to_owned(),
        key: key.to_owned(),
    }
}

/// A payment of 80.00 by a card of the sandbox.
async fn charged(house: &House, account: &AccountId, last_four: &str) -> PaymentId {
    let card = house.card(account, last_four, last_four).await;
    let payment = ask(house, account, &card, last_four).await;
    perform(house).await;
    let row = payments::find(house.store().reader(), &payment).await.unwrap().unwrap();
    assert_eq!(row.status, PaymentStatus::Paid, "{last_four}");
    payment
}

async fn asked(house: &House, back: &Back) -> RefundRow {
    match house.desk.refund(back).await.unwrap() {
        Asked::New(row) => *row,
        Asked::Already(row) => panic!("{row:?}"),
    }
}

async fn row(house: &House, refund: &RefundRow) -> RefundRow {
    refunds::find(house.store().reader(), &refund.refund).await.unwrap().unwrap()
}

/// Works until the refund has ended; how long that took.
pub async fn until_ended(house: &House, clock: &Clock, refund: &RefundRow) -> (RefundRow, i64) {
    for _ in 0..9 {
        perform(house).await;
        let row = row(house, refund).await;
        if let Some(settled) = row.settled_at {
            return (row.clone(), settled.duration_since(row.requested_at).as_secs());
        }
        let due = jobs::next_due(house.store().reader()).await.unwrap().unwrap();
        let late = due.duration_since(house.desk.now()).as_micros().max(0) + 1000;
        clock.advance(Duration::from_micros(u64::try_from(late).unwrap()));
    }
    panic!("{:?} does not end", row(house, refund).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_outcome_is_booked_once_or_is_a_case() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "900.00").await;
        let closed = RefundRefusal::CardClosed;
        for (last_four, status, refusal, case, after) in [
            ("4242", RefundStatus::Refunded, None, None, 0),
            ("0416", RefundStatus::Refunded, None, None, 0),
            ("7726", RefundStatus::Refunded, None, None, 30),
            ("0374", RefundStatus::Refunded, None, None, 30),
            ("5126", RefundStatus::Refused, Some(closed), Some(CaseKind::CheckDue), 0),
            ("0390", RefundStatus::Refused, Some(RefundRefusal::NotAccepted), Some(CaseKind::RefundRefused), 0),
            ("0382", RefundStatus::Refused, Some(RefundRefusal::ProcessorDown), Some(CaseKind::RefundRefused), 86_400),
            ("0408", RefundStatus::Refused, Some(RefundRefusal::ProcessorDown), Some(CaseKind::RefundRefused), 86_400),
        ] {
            let payment = charged(house, &account, last_four).await;
            let before = (house.owes(&account).await.0, house.holds("clearing:sandbox").await);
            let refund = asked(house, &back(&payment, None, &format!("back {last_four}"))).await;
            assert_eq!((house.owes(&account).await.0, house.holds("clearing:sandbox").await), before, "not yet");
            let (ended, waited) = until_ended(house, clock, &refund).await;
            assert_eq!((ended.status, ended.refusal, waited), (status, refusal, after), "{last_four}");
            let left = if status == RefundStatus::Refunded { 8_000 } else { 0 };
            let now = (house.owes(&account).await.0, house.holds("clearing:sandbox").await);
            assert_eq!(now, (before.0 + left, before.1 - left), "{last_four}");
            let cases = open_cases(house).await.into_iter().filter(|(of, _)| *of == payment);
            assert_eq!(cases.map(|(_, kind)| kind).collect::<Vec<_>>(), case.into_iter().collect::<Vec<_>>());
        }
        let given = Sandbox::open(&folder.join("sandbox-processor.journal")).unwrap().all_refunds().unwrap();
        assert_eq!(given.iter().map(|(_, amount)| amount.minor).collect::<Vec<_>>(), [8_000; 4]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refund_that_no_worker_took_for_days_is_asked_for_all_the_same() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let (good, slow) = (charged(house, &account, "4242").await, charged(house, &account, "7726").await);
        let good = asked(house, &back(&good, None, "back good")).await;
        let slow = asked(house, &back(&slow, None, "back slow")).await;
        // the server was down
        clock.advance(Duration::from_secs(3 * 86_400));
        perform(house).await;
        let (done, waits) = (row(house, &good).await, row(house, &slow).await);
        assert_eq!((done.status, waits.status), (RefundStatus::Refunded, RefundStatus::Unknown));
        assert_eq!(open_cases(house).await, [], "nobody waited for an answer yet");
        clock.advance(Duration::from_secs(86_401));
        perform(house).await;
        assert_eq!(row(house, &slow).await.status, RefundStatus::Refunded);
        let given = Sandbox::open(&folder.join("sandbox-processor.journal")).unwrap().all_refunds().unwrap();
        assert_eq!(given.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn never_more_than_the_rest_and_never_what_no_processor_can_give_back() {
    on_both(async |house, clock, _| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let payment = charged(house, &account, "0374").await;
        let part = asked(house, &back(&payment, Some(5_000), "a")).await;
        let again = house.desk.refund(&back(&payment, Some(5_000), "a")).await.unwrap();
        assert!(matches!(again, Asked::Already(row) if *row == part));
        let other = house.desk.refund(&back(&payment, Some(1), "a")).await.unwrap_err();
        assert!(matches!(other, UndoFault::OtherEvent { .. }), "{other}");
        let more = house.desk.refund(&back(&payment, Some(3_001), "b")).await.unwrap_err();
        assert!(matches!(more, UndoFault::Amount { left, .. } if left == usd(3_000)), "{more}");
        let rest = asked(house, &back(&payment, None, "c")).await;
        assert_eq!(rest.amount, usd(3_000));
        for kind in [UndoingKind::Refund, UndoingKind::Chargeback] {
            let busy = house.desk.undo(&undo(&payment, kind, "d")).await.unwrap_err();
            assert!(matches!(busy, UndoFault::UnderWay(_)), "{busy}");
        }
        until_ended(house, clock, &part).await;
        until_ended(house, clock, &rest).await;
        let none = house.desk.refund(&back(&payment, None, "e")).await.unwrap_err();
        assert!(matches!(none, UndoFault::NothingLeft(_)), "{none}");

        let taken = charged(house, &account, "4444").await;
        house.desk.undo(&undo(&taken, UndoingKind::Chargeback, "c1")).await.unwrap();
        let charged_back = house.desk.refund(&back(&taken, None, "f")).await.unwrap_err();
        assert!(matches!(charged_back, UndoFault::ChargedBack(_)), "{charged_back}");
        let cash = paid(house, &account, 500, "cash").await;
        let by_hand = house.desk.refund(&back(&cash, None, "g")).await.unwrap_err();
        assert!(by_hand.to_string().contains("till:front"), "{by_hand}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_closed_card_refused_leaves_by_check_and_its_case_is_closed() {
    on_both(async |house, clock, _| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let payment = charged(house, &account, "5126").await;
        let first = asked(house, &back(&payment, Some(3_000), "a")).await;
        until_ended(house, clock, &first).await;
        let second = asked(house, &back(&payment, Some(2_000), "b")).await;
        until_ended(house, clock, &second).await;
        let open = cases::list(house.store().reader()).await.unwrap();
        let told: Vec<_> = open.iter().map(|case| (case.subject.as_str(), case.total)).collect();
        assert_eq!(told, [(first.refund.as_str(), usd(3_000)), (second.refund.as_str(), usd(2_000))]);
        let check = |event: &str, minor| Undo {
            amount: Some(usd(minor)),
            out_of: Some("checks".to_owned()),
            ..undo(&payment, UndoingKind::Refund, event)
        };
        house.desk.undo(&check("check 1", 3_000)).await.unwrap();
        house.desk.undo(&check("check 2", 2_000)).await.unwrap();
        assert_eq!((house.holds("clearing:sandbox").await, house.holds("clearing:checks").await), (8_000, -5_000));
        let rows = undoings::of_payment(house.store().reader(), &payment).await.unwrap();
        assert!(rows.iter().all(|row| row.out_of.as_deref() == Some("checks")));
    })
    .await;
}
