//! Debits of bank accounts: announced before they are handed over, submitted, never paid before they settle, presented again
//! at most twice, and what a return means for the method.
use std::time::Duration;

use paytone::{
    billing::{DeclineReason, PaymentStatus, case::CaseKind, channel::Channel, notice::NoticeKind, undo::UndoingKind},
    clock::Clock,
    desk::{
        charge::{Asked, Wanted},
        undo::Undo,
    },
    gateway::Sandbox,
    id::{AccountId, MethodId, PaymentId},
    store::{
        One, Sql as _, jobs, methods, outbox,
        payments::{self, Filter, PaymentRow, Which},
    },
};

use crate::{
    charges::wanted,
    house::House,
    undo::undo,
    unknown::{on_both, open_cases, perform},
};

async fn debit(house: &House, account: &AccountId, method: &MethodId, key: &str) -> PaymentId {
    let wanted = Wanted { method: method.clone(), channel: Channel::Online, ..wanted(account, 8_000, key) };
    match house.desk.charge_for(&wanted).await.unwrap() {
        Asked::New(payment) => payment,
        Asked::Already(row) => panic!("{row:?}"),
    }
}

async fn row(house: &House, payment: &PaymentId) -> PaymentRow {
    payments::find(house.store().reader(), payment).await.unwrap().unwrap()
}

/// Works, and moves the clock on to the next job; false when there is none.
async fn step(house: &House, clock: &Clock) -> bool {
    perform(house).await;
    let Some(due) = jobs::next_due(house.store().reader()).await.unwrap() else { return false };
    let late = due.duration_since(house.desk.now()).as_micros().max(0) + 1000;
    clock.advance(Duration::from_micros(u64::try_from(late).unwrap()));
    true
}

async fn until_ended(house: &House, clock: &Clock, payment: &PaymentId) -> PaymentRow {
    for _ in 0..60 {
        step(house, clock).await;
        let row = row(house, payment).await;
        if row.settled_at.is_some() {
            return row;
        }
    }
    panic!("{:?} does not end", row(house, payment).await)
}

async fn all(house: &House, account: &AccountId) -> Vec<PaymentRow> {
    let filter = Filter { status: None, account: Some(account.clone()), since: None, which: Which::All, most: 100 };
    payments::list(house.store().reader(), &filter).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_debit_is_announced_then_submitted_and_paid_when_it_settles() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        let bank = house.bank(&account, "bank", "6789").await;
        let payment = debit(house, &account, &bank, "k").await;
        let journal = folder.join("sandbox-processor.journal");
        let mut notices = 0;
        while row(house, &payment).await.submitted_at.is_none() {
            perform(house).await;
            let told = outbox::of_subject(house.store().reader(), payment.as_str()).await.unwrap();
            notices = told.iter().filter(|row| row.notice.kind == NoticeKind::DebitComing).count();
            if told.iter().all(|row| row.sent_at.is_none()) {
                assert_eq!(std::fs::read_to_string(&journal).unwrap(), "", "nothing is handed over before it is told");
            }
            step(house, clock).await;
        }
        assert_eq!(notices, 1);
        let submitted = row(house, &payment).await;
        assert_eq!((submitted.status, house.owes(&account).await), (PaymentStatus::Unknown, (8_000, 0)));
        let paid = until_ended(house, clock, &payment).await;
        assert_eq!((paid.status, house.owes(&account).await), (PaymentStatus::Paid, (0, 0)));
        assert_eq!(house.holds("clearing:sandbox").await, 8_000);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_found_no_money_is_presented_again_twice_and_then_is_a_case() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "900.00").await;
        let bank = house.bank(&account, "bank", "2227").await;
        let first = debit(house, &account, &bank, "k").await;
        let began = house.desk.now();
        while step(house, clock).await {}
        let rows = all(house, &account).await;
        let ends: Vec<_> = rows.iter().map(|row| (row.status, row.decline)).collect();
        assert_eq!(ends, [(PaymentStatus::Declined, Some(DeclineReason::InsufficientFunds)); 3]);
        assert!(house.desk.now().duration_since(began).as_hours() >= 6 * 24, "there may be money by then");
        assert_eq!(open_cases(house).await, [(rows[0].payment.clone(), CaseKind::Returned)]);
        assert!(rows[0].source.contains("2 of") && rows[0].source.contains(first.as_str()), "{}", rows[0].source);
        assert_eq!(Sandbox::open(&folder.join("sandbox-processor.journal")).unwrap().all_charges().unwrap(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_keyed_for_one_debit_is_debited_for_that_one_alone() {
    on_both(async |house, clock, _| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "900.00").await;
        for (last_four, payments) in [("2227", 3), ("1113", 4)] {
            let bank = house.bank(&account, last_four, last_four).await;
            debit(house, &account, &bank, last_four).await;
            // as it stands after a call: nobody may use it for anything else
            let mut tx = house.store().begin().await.unwrap();
            let text = "update methods set saved = false where method = $1";
            assert_eq!(tx.sql(text).bind(&bank).execute().await.unwrap(), 1);
            tx.commit().await.unwrap();
            let other = Wanted { method: bank.clone(), ..wanted(&account, 100, "another") };
            assert!(house.desk.charge_for(&other).await.is_err());
            while step(house, clock).await {}
            assert_eq!(all(house, &account).await.len(), payments, "{last_four}");
            let text = "select count(*) as value from methods where method = $1 and token_sealed is not null";
            let One(kept) = house.store().reader().sql(text).bind(&bank).one::<One<i64>>().await.unwrap();
            assert_eq!(kept, i64::from(last_four == "2227"), "of a closed account nothing is kept");
        }
        let cases: Vec<_> = open_cases(house).await.into_iter().map(|(_, kind)| kind).collect();
        assert_eq!(cases, [CaseKind::Returned], "what found no money three times");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_return_after_it_settled_is_presented_again_while_it_is_owed() {
    on_both(async |house, clock, _| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        let bank = house.bank(&account, "bank", "6789").await;
        let first = debit(house, &account, &bank, "k").await;
        let on = until_ended(house, clock, &first).await.paid_on;
        let back = |payment: &PaymentId, event| Undo {
            code: Some("R01".to_owned()),
            on,
            ..undo(payment, UndoingKind::Return, event)
        };
        house.desk.undo(&back(&first, "e1")).await.unwrap();
        assert_eq!(house.owes(&account).await, (8_000, 0));
        while step(house, clock).await {}
        let rows = all(house, &account).await;
        assert_eq!((rows.len(), rows[0].status, house.owes(&account).await), (2, PaymentStatus::Paid, (0, 0)));
        house.desk.undo(&back(&rows[0].payment, "e2")).await.unwrap();
        crate::undo::paid(house, &account, 8_000, "cash").await;
        while step(house, clock).await {}
        assert_eq!(all(house, &account).await.len(), 3, "it was paid otherwise");
        let told = outbox::of_subject(house.store().reader(), first.as_str()).await.unwrap();
        assert!(told.iter().any(|row| row.notice.kind == NoticeKind::Returned && row.sent_at.is_some()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_or_unauthorized_account_is_not_debited_again_and_silence_is_a_case_after_two_weeks() {
    on_both(async |house, clock, _| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        for (last_four, decline) in [
            ("1113", DeclineReason::WrongDetails),
            ("1116", DeclineReason::WrongDetails),
            ("3335", DeclineReason::NotAccepted),
        ] {
            let bank = house.bank(&account, last_four, last_four).await;
            let payment = debit(house, &account, &bank, last_four).await;
            let ended = until_ended(house, clock, &payment).await;
            assert_eq!((ended.status, ended.decline), (PaymentStatus::Declined, Some(decline)), "{last_four}");
            assert_eq!(methods::face(house.store().reader(), &account, &bank).await.unwrap(), None, "{last_four}");
        }
        let bank = house.bank(&account, "silent", "0009").await;
        let payment = debit(house, &account, &bank, "silent").await;
        while open_cases(house).await.is_empty() {
            step(house, clock).await;
        }
        let silent = row(house, &payment).await;
        assert!(silent.status == PaymentStatus::Unknown && silent.submitted_at.is_some());
        assert!(house.desk.now().duration_since(silent.requested_at).as_hours() >= 14 * 24);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_be_written_to_is_not_debited() {
    on_both(async |house, _, folder| {
        let rows = format!("{}BBB222,Bo,,,,,\n", crate::house::ACCOUNTS);
        house.desk.import_accounts(&rows, &|_| {}).await.unwrap();
        let account = house.account("BBB222").await;
        let bank = house.bank(&account, "bank", "6789").await;
        let payment = debit(house, &account, &bank, "k").await;
        perform(house).await;
        let ended = row(house, &payment).await;
        assert_eq!((ended.status, ended.decline), (PaymentStatus::Declined, Some(DeclineReason::NotAccepted)));
        assert!(ended.processor_ref.unwrap().contains("no written notice"));
        assert_eq!(std::fs::read_to_string(folder.join("sandbox-processor.journal")).unwrap(), "");
    })
    .await;
}
