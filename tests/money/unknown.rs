//! Charges whose outcome is not known: asked about by the clock, ended only by the processor's word, put before a person when
//! it is silent or late.
use std::{path::Path, time::Duration};

use jiff::{civil::time, tz::TimeZone};
use paytone::{
    billing::{DeclineReason, PaymentStatus, case::CaseKind, channel::Hold},
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::charge::{Asked, Wanted},
    gateway::Sandbox,
    id::{AccountId, MethodId, PaymentId},
    store::{
        cases, jobs,
        payments::{self, PaymentRow},
    },
};

use crate::{
    charges::wanted,
    house::{self, House, usd},
};

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/billing.toml");

/// Runs a test on both databases, by a clock that it moves.
pub async fn on_both(test: impl AsyncFn(&House, &Clock, &Path)) {
    let kept = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", kept.path().join("store.db").display());
    for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
        let (clock, folder) = (Clock::shifted(), kept.path().join(data));
        // texts wait at night, and a test may be run at any hour
        let now = clock.now().to_zoned(TimeZone::get("America/New_York").unwrap());
        let noon = now.tomorrow().unwrap().with().time(time(12, 0, 0, 0)).build().unwrap();
        clock.advance(noon.timestamp().duration_since(now.timestamp()).try_into().unwrap());
        let sources = Sources { clock: clock.clone(), chance: Chance::system() };
        let house = house::open_with(RULES, url, folder.clone(), sources).await;
        test(&house, &clock, &folder).await;
        let audit = house.desk.verify_books().await.unwrap();
        assert!(audit.clean(), "{audit}");
    }
}

pub async fn ask(house: &House, account: &AccountId, method: &MethodId, key: &str) -> PaymentId {
    let wanted = Wanted { method: method.clone(), ..wanted(account, 8_000, key) };
    match house.desk.charge_for(&wanted).await.unwrap() {
        Asked::New(payment) => payment,
        Asked::Already(row) => panic!("{row:?}"),
    }
}

pub async fn perform(house: &House) {
    while house.desk.perform("w").await.unwrap() > 0 {}
}

async fn row(house: &House, payment: &PaymentId) -> PaymentRow {
    payments::find(house.store().reader(), payment).await.unwrap().unwrap()
}

pub async fn open_cases(house: &House) -> Vec<(PaymentId, CaseKind)> {
    let open = cases::list(house.store().reader()).await.unwrap();
    open.into_iter().map(|case| (case.payment, case.kind)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_that_cannot_be_read_holds_up_no_other() {
    on_both(async |house, clock, _| {
        let ids = house.accounts(&["AAA111", "BBB222", "CCC333"]).await;
        let mut asked = Vec::new();
        for (account, number) in ids.iter().zip(["AAA111", "BBB222", "CCC333"]) {
            asked.push(ask(house, account, &MethodId::of(number), number).await);
        }
        let paid_on = row(house, &asked[1]).await.paid_on.to_string();
        let write = async |paid_on: &str| {
            let mut tx = house.store().begin().await.unwrap();
            let text = "update payments set paid_on = $2 where payment = $1";
            assert_eq!(tx.sql(text).bind(&asked[1]).bind(paid_on).execute().await.unwrap(), 1);
            tx.commit().await.unwrap();
        };
        write("no day").await;
        perform(house).await;
        for payment in [&asked[0], &asked[2]] {
            assert_eq!(row(house, payment).await.status, PaymentStatus::Paid);
        }
        write(&paid_on).await;
        assert_eq!(row(house, &asked[1]).await.status, PaymentStatus::Requested);
        clock.advance(Duration::from_secs(11));
        perform(house).await;
        assert_eq!(row(house, &asked[1]).await.status, PaymentStatus::Paid, "once its lease is over");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_asks_by_the_schedule_and_a_day_of_silence_is_a_case() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let slow = house.card(&account, "lost", "0341").await;
        let payment = ask(house, &account, &slow, "k").await;
        perform(house).await;
        let asked_at = row(house, &payment).await.requested_at;
        // from here on the processor's memory cannot be read
        let journal = folder.join("sandbox-processor.journal");
        let memory = std::fs::read(&journal).unwrap();
        std::fs::write(&journal, [memory.as_slice(), b"broken\n"].concat()).unwrap();
        let mut times = Vec::new();
        for _ in 0..8 {
            let due = jobs::next_due(house.store().reader()).await.unwrap().unwrap();
            let late = due.duration_since(house.desk.now()).as_micros().max(0) + 1000;
            clock.advance(Duration::from_micros(u64::try_from(late).unwrap()));
            times.push(due.duration_since(asked_at).as_secs());
            assert_eq!(open_cases(house).await.len(), usize::from(times.len() > 6), "{times:?}");
            perform(house).await;
            assert_eq!(row(house, &payment).await.status, PaymentStatus::Unknown);
        }
        assert_eq!(times[..6], [30, 120, 600, 3_600, 21_600, 86_400]);
        assert_eq!(times[6..].iter().map(|time| time / 86_400).collect::<Vec<_>>(), [2, 3], "then daily");
        assert_eq!(open_cases(house).await, [(payment.clone(), CaseKind::NoAnswer)]);
        assert!(CaseKind::NoAnswer.next_step().contains("paytone payments settle"));
        std::fs::write(&journal, memory).unwrap();
        clock.advance(Duration::from_secs(86_401));
        perform(house).await;
        assert_eq!(row(house, &payment).await.status, PaymentStatus::Paid);
        assert_eq!(open_cases(house).await, [], "the answer ends it");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_never_seen_is_cancelled_before_it_is_called_not_charged() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let lost = house.card(&account, "lost", "0358").await;
        let payment = ask(house, &account, &lost, "k").await;
        perform(house).await;
        clock.advance(Duration::from_secs(31));
        perform(house).await;
        assert_eq!(row(house, &payment).await.status, PaymentStatus::Unknown, "it may still be under way");
        clock.advance(Duration::from_secs(90));
        perform(house).await;
        let ended = row(house, &payment).await;
        assert_eq!((ended.status, ended.decline), (PaymentStatus::Declined, Some(DeclineReason::ProcessorDown)));
        let journal = std::fs::read_to_string(folder.join("sandbox-processor.journal")).unwrap();
        assert!(journal.contains("cancelled"), "{journal}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_charging_request_is_repeated_after_20_hours() {
    on_both(async |house, clock, folder| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let payment = ask(house, &account, &MethodId::of("AAA111"), "k").await;
        // whoever had it may have asked the processor before he died
        let now = house.desk.now();
        let dead = jobs::Lease { worker: "dead", now, until: now };
        assert_eq!(jobs::claim(house.store(), dead, 1).await.unwrap().len(), 1);
        clock.advance(Duration::from_secs(20 * 3_600));
        perform(house).await;
        let ended = row(house, &payment).await;
        assert_eq!((ended.status, ended.decline), (PaymentStatus::Unknown, None));
        clock.advance(Duration::from_secs(4 * 3_600 + 1));
        perform(house).await;
        assert_eq!(row(house, &payment).await.status, PaymentStatus::Declined, "asked, not seen, cancelled");
        let charges = Sandbox::open(&folder.join("sandbox-processor.journal")).unwrap().all_charges().unwrap();
        assert_eq!(charges, []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_late_success_after_a_second_payment_is_kept_for_its_payer_and_listed() {
    on_both(async |house, clock, _| {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        house.bill("AAA111", "B-1", "2026-12-04", "80.00").await;
        house.bill("AAA111", "B-2", "2026-12-05", "50.00").await;
        let lost = house.card(&account, "lost", "0341").await;
        let first = ask(house, &account, &lost, "first").await;
        perform(house).await;
        let second = ask(house, &account, &MethodId::of("AAA111"), "second").await;
        perform(house).await;
        assert_eq!(row(house, &second).await.status, PaymentStatus::Paid);
        assert_eq!(house.owes(&account).await, (5_000, 0));
        clock.advance(Duration::from_secs(31));
        perform(house).await;
        let late = row(house, &first).await;
        assert_eq!((late.status, late.held), (PaymentStatus::Paid, Some(Hold::Duplicate)));
        assert_eq!(house.owes(&account).await, (5_000, -8_000), "the other bill is not paid with it unasked");
        assert_eq!(open_cases(house).await, [(first.clone(), CaseKind::LateSuccess)]);
        let applied = house.desk.release(&first).await.unwrap();
        assert_eq!(applied.iter().map(|credit| credit.amount).collect::<Vec<_>>(), [usd(5_000)]);
        assert_eq!(house.owes(&account).await, (0, -3_000));
        assert_eq!(open_cases(house).await, []);
    })
    .await;
}
