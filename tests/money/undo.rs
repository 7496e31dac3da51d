//! Money of a payment leaves again: every way opens the bills that were paid, and the books stay right.
use jiff::civil::date;
use paytone::{
    billing::{
        agreement::autopay::{Autopay, Draw},
        notice::NoticeKind,
        undo::UndoingKind,
    },
    desk::{
        adjust::{AdjustFault, Answer, Change},
        agreements::Wish,
        receive::Receipted,
        undo::{FeeBack, Undo, UndoFault, Undone},
    },
    id::{AccountId, MethodId, PaymentId},
    ledger::AdjustmentKind,
    money::Money,
    store::{agreements, bills, cases, methods, outbox, payments, standing},
};

use crate::{
    agreements::by,
    charges::wanted,
    house::{House, day, on_both, received, usd},
};

pub fn undo(payment: &PaymentId, kind: UndoingKind, event: &str) -> Undo {
    Undo {
        payment: payment.clone(),
        kind,
        amount: None,
        fee: FeeBack::WithTheAmount,
        code: None,
        reason: "as told".to_owned(),
        source: "May".to_owned(),
        event: event.to_owned(),
        on: day(),
        out_of: None,
    }
}

/// Pays `minor` over the counter.
pub async fn paid(house: &House, account: &AccountId, minor: i64, key: &str) -> PaymentId {
    match house.desk.take_in(&received(account, minor, key)).await.unwrap() {
        Receipted::Booked(row) => row.payment,
        Receipted::Already(_) => unreachable!("a key of its own"),
    }
}

async fn open(house: &House, account: &AccountId) -> Vec<(String, i64)> {
    let open = bills::open_bills(house.store().reader(), account).await.unwrap();
    open.into_iter().map(|bill| (bill.number, bill.open.minor)).collect()
}

fn left(bills: &[(&str, i64)]) -> Vec<(String, i64)> {
    bills.iter().map(|(number, minor)| ((*number).to_owned(), *minor)).collect()
}

#[test]
fn a_refund_takes_what_no_bill_used_then_opens_the_latest_bill() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "50.00").await;
        house.bill("AAA111", "B-2", "2027-01-04", "30.00").await;
        let payment = paid(&house, &account, 9_000, "a").await;
        assert_eq!(house.owes(&account).await, (0, -1_000));
        let part = |minor, event| Undo { amount: Some(usd(minor)), ..undo(&payment, UndoingKind::Refund, event) };
        house.desk.undo(&part(400, "r1")).await.unwrap();
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((0, -600), left(&[])));
        house.desk.undo(&part(2_600, "r2")).await.unwrap();
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((2_000, 0), left(&[("B-2", 2_000)])));
        let again = house.desk.undo(&part(2_600, "r2")).await.unwrap();
        assert!(matches!(again, Undone::Already(row) if row.amount == usd(2_600)), "the same event is booked once");
        let more = house.desk.undo(&part(6_001, "r3")).await.unwrap_err();
        assert!(matches!(more, UndoFault::Amount { left, .. } if left == usd(6_000)), "{more}");
        house.desk.undo(&undo(&payment, UndoingKind::Refund, "r4")).await.unwrap();
        let all = left(&[("B-1", 5_000), ("B-2", 3_000)]);
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((8_000, 0), all));
        assert_eq!(house.holds("clearing:till:front").await, 0);
        let none = house.desk.undo(&undo(&payment, UndoingKind::Refund, "r5")).await.unwrap_err();
        assert!(matches!(none, UndoFault::NothingLeft(_)), "{none}");
        paid(&house, &account, 8_000, "b").await;
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((0, 0), left(&[])));
    });
}

#[test]
fn a_return_opens_its_own_bill_with_its_due_date_and_its_code_says_what_follows() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "50.00").await;
        let payment = paid(&house, &account, 5_000, "a").await;
        house.bill("AAA111", "B-2", "2027-01-04", "30.00").await;
        let returned =
            |code: &str, event| Undo { code: Some(code.to_owned()), ..undo(&payment, UndoingKind::Return, event) };
        let wrong = house.desk.undo(&returned("R1", "e0")).await.unwrap_err();
        assert!(matches!(wrong, UndoFault::Code(_)), "{wrong}");
        let part = Undo { amount: Some(usd(100)), ..returned("R01", "e0") };
        assert!(matches!(house.desk.undo(&part).await, Err(UndoFault::Amount { .. })), "a bank returns all of it");
        let late = Undo { on: date(2027, 3, 1), ..returned("R10", "e0") };
        assert!(matches!(house.desk.undo(&late).await, Err(UndoFault::TooLate { .. })));
        house.desk.undo(&returned("R01", "e1")).await.unwrap();
        assert_eq!(open(&house, &account).await, left(&[("B-1", 5_000), ("B-2", 3_000)]));
        let stands = standing::of_account(house.store().reader(), &account, date(2026, 12, 5)).await.unwrap().unwrap();
        assert_eq!(stands.past_due, usd(5_000), "it is due as it was");
    });
}

#[test]
fn a_chargeback_is_no_refund_and_comes_back_when_it_is_won() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "50.00").await;
        let payment = paid(&house, &account, 5_000, "a").await;
        let not_yet = house.desk.undo(&undo(&payment, UndoingKind::ChargebackWon, "w0")).await.unwrap_err();
        assert!(matches!(not_yet, UndoFault::NotChargedBack(_)), "{not_yet}");
        house.desk.undo(&undo(&payment, UndoingKind::Chargeback, "c1")).await.unwrap();
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((5_000, 0), left(&[("B-1", 5_000)])));
        let refund = house.desk.undo(&undo(&payment, UndoingKind::Refund, "r1")).await.unwrap_err();
        assert!(matches!(refund, UndoFault::ChargedBack(_)), "{refund}");
        paid(&house, &account, 2_000, "b").await;
        house.desk.undo(&undo(&payment, UndoingKind::ChargebackWon, "w1")).await.unwrap();
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((0, -2_000), left(&[])));
        let twice = house.desk.undo(&undo(&payment, UndoingKind::ChargebackWon, "w2")).await.unwrap_err();
        assert!(matches!(twice, UndoFault::NotChargedBack(_)), "{twice}");
    });
}

#[test]
fn of_two_chargebacks_the_one_that_is_named_comes_back() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let payment = paid(&house, &account, 5_000, "a").await;
        for (name, minor) in [("dp_1", 3_000), ("dp_2", 500)] {
            let taken = Undo { amount: Some(usd(minor)), ..undo(&payment, UndoingKind::Chargeback, name) };
            house.desk.undo(&taken).await.unwrap();
        }
        let won = |event: &str| undo(&payment, UndoingKind::ChargebackWon, event);
        let which = house.desk.undo(&won("w")).await.unwrap_err();
        assert!(matches!(which, UndoFault::Several { .. }), "{which}");
        let part = Undo { amount: Some(usd(100)), ..won("dp_1 won") };
        assert!(matches!(house.desk.undo(&part).await, Err(UndoFault::Amount { .. })), "all of it comes back");
        let back = house.desk.undo(&won("dp_1 won")).await.unwrap();
        assert_eq!(back.row().amount, usd(3_000));
        assert_eq!(house.desk.undo(&won("w")).await.unwrap().row().amount, usd(500), "only one is left");
        assert!(matches!(house.desk.undo(&won("dp_1 won")).await.unwrap(), Undone::Already(_)));
        assert_eq!(cases::list(house.store().reader()).await.unwrap(), []);
    });
}

#[test]
fn a_bill_is_changed_by_one_person_up_to_the_limit_and_by_two_above() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "50.00").await;
        let bill = bills::find(house.store().reader(), &account, "B-1").await.unwrap().unwrap();
        let change = |minor: i64, kind| Change {
            account: account.clone(),
            bill: bill.clone(),
            kind,
            amount: Money::new(minor, usd(0).currency),
            reason: "leak".to_owned(),
            by: "May".to_owned(),
        };
        let small = house.desk.adjust(&change(-2_000, AdjustmentKind::Adjustment)).await.unwrap();
        assert!(small.transaction.is_some() && small.second.is_none());
        let shown = house.desk.bill(bill.as_str()).await.unwrap();
        assert_eq!((shown.total, shown.head.adjusted, shown.open), (usd(5_000), usd(-2_000), usd(3_000)));
        assert_eq!(open(&house, &account).await, left(&[("B-1", 3_000)]));
        let more = house.desk.adjust(&change(-3_001, AdjustmentKind::Adjustment)).await.unwrap_err();
        assert!(matches!(more, AdjustFault::TooMuch { open, .. } if open == usd(3_000)), "{more}");
        let raised = house.desk.adjust(&change(100, AdjustmentKind::WriteOff)).await.unwrap_err();
        assert!(matches!(raised, AdjustFault::Raises(_)), "{raised}");
        let large = house.desk.adjust(&change(-3_000, AdjustmentKind::WriteOff)).await.unwrap();
        assert!(large.transaction.is_none(), "above 25.00 it waits");
        assert_eq!(open(&house, &account).await, left(&[("B-1", 3_000)]));
        assert_eq!(house.desk.bill(bill.as_str()).await.unwrap().open, usd(3_000), "what waits changes nothing");
        let same = house.desk.answer(&large.adjustment, Answer::Agree, " may ").await.unwrap_err();
        assert!(matches!(same, AdjustFault::SamePerson(_)), "{same}");
        let agreed = house.desk.answer(&large.adjustment, Answer::Agree, "Joe").await.unwrap();
        assert_eq!(agreed.second.as_deref(), Some("Joe"));
        assert_eq!((house.owes(&account).await, open(&house, &account).await), ((0, 0), left(&[])));
        assert_eq!((house.holds("bad-debt").await, house.holds("adjustment").await), (3_000, 2_000));
        let shown = house.desk.bill(bill.as_str()).await.unwrap();
        assert_eq!((shown.head.adjusted, shown.open), (usd(-5_000), usd(0)));
        let again = house.desk.answer(&large.adjustment, Answer::Refuse, "Joe").await.unwrap_err();
        assert!(matches!(again, AdjustFault::NotWaiting(_)), "{again}");
    });
}

#[test]
fn a_method_that_was_never_authorized_is_not_charged_again_and_autopay_ends() {
    on_both(|house| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "50.00").await;
        let method = MethodId::of("AAA111");
        let autopay = Wish::Autopay(Autopay { amount: Draw::Statement, days_before: 0, method: method.clone() });
        house.desk.agree(&account, &autopay, &by(), (day(), "k")).await.unwrap();
        house.desk.charge_for(&wanted(&account, 5_000, "d")).await.unwrap();
        while house.desk.perform("w").await.unwrap() > 0 {}
        let charged = payments::of_key(house.store().reader(), "d").await.unwrap().unwrap();
        let returned = |code: &str, event| Undo {
            code: Some(code.to_owned()),
            on: charged.paid_on,
            ..undo(&charged.payment, UndoingKind::Return, event)
        };
        house.desk.undo(&returned("R10", "e1")).await.unwrap();
        assert_eq!(methods::face(house.store().reader(), &account, &method).await.unwrap(), None);
        assert_eq!(agreements::autopay(house.store().reader(), &account).await.unwrap(), None);
        let told = outbox::list(house.store().reader(), None, 100).await.unwrap();
        let copies: Vec<_> = told.iter().filter(|row| row.notice.kind == NoticeKind::AgreementStopped).collect();
        assert_eq!(copies.len(), 1, "a copy of the end of autopay");
        assert!(copies[0].notice.body.contains("autopay is stopped"), "{}", copies[0].notice.body);
        assert_eq!((house.owes(&account).await, house.holds("clearing:sandbox").await), ((5_000, 0), 0));
    });
}
