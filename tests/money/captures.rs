//! Charges that are authorized first and captured once the approval is committed: what was held is taken once or called off,
//! whatever becomes of an answer.
use std::time::Duration;

use paytone::{
    billing::{DeclineReason, PaymentStatus, channel::Channel},
    cli::parts::Sources,
    clock::{Chance, Clock},
    gateway::Sandbox,
    id::MethodId,
    store::payments,
};

use crate::{
    house,
    proxy::{Step, Trick},
    stripe::{Bench, TRICKS},
    unknown::{ask, open_cases, perform},
};

/// The setting that makes it so.
pub const APART: &[(&str, &str)] = &[("PAYTONE_BILLER_CAPTURE", "manual")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_is_taken_once_or_called_off() {
    let kept = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", kept.path().join("store.db").display());
    for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
        let (clock, folder) = (Clock::shifted(), kept.path().join(data));
        let sources = Sources { clock: clock.clone(), chance: Chance::system() };
        let environment: Vec<_> = APART.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let house = house::open_where(house::RULES, url, folder.clone(), sources, &environment).await;
        let sandbox = || Sandbox::open(&folder.join("sandbox-processor.journal")).unwrap();
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let (paid, not) = ((PaymentStatus::Paid, None), |reason| (PaymentStatus::Declined, Some(reason)));
        let unknown = (PaymentStatus::Unknown, None);
        let down = not(DeclineReason::ProcessorDown);
        let lapsed = not(DeclineReason::NotAccepted);
        for (last_four, first, soon, in_the_end) in [
            ("4242", paid, paid, paid),
            (
                "9995",
                not(DeclineReason::InsufficientFunds),
                not(DeclineReason::InsufficientFunds),
                not(DeclineReason::InsufficientFunds),
            ),
            ("0341", unknown, paid, paid),
            ("0424", lapsed, lapsed, lapsed),
            ("0432", unknown, paid, paid),
            ("0440", unknown, unknown, down),
            ("0457", unknown, unknown, down),
        ] {
            let card = house.card(&account, last_four, last_four).await;
            let payment = ask(&house, &account, &card, last_four).await;
            let stands = async || {
                let row = payments::find(house.store().reader(), &payment).await.unwrap().unwrap();
                (row.status, row.decline)
            };
            perform(&house).await;
            assert_eq!(stands().await, first, "{last_four}");
            clock.advance(Duration::from_secs(31));
            perform(&house).await;
            assert_eq!(stands().await, soon, "{last_four}: asked about, and captured");
            for _ in 0..3 {
                clock.advance(Duration::from_secs(10 * 3_600));
                perform(&house).await;
            }
            assert_eq!(stands().await, in_the_end, "{last_four}: called off after 20 hours");
            let charges = sandbox().all_charges().unwrap().iter().filter(|(key, _)| key == last_four).count();
            assert_eq!(charges, usize::from(in_the_end == paid), "{last_four}");
        }
        // what was only held when its payer paid the same once more is not taken too
        let (lost, good) = (MethodId::of("0440"), MethodId::of("4242"));
        let first = ask(&house, &account, &lost, "first").await;
        perform(&house).await;
        clock.advance(Duration::from_secs(1));
        ask(&house, &account, &good, "second").await;
        perform(&house).await;
        clock.advance(Duration::from_secs(31));
        perform(&house).await;
        let row = payments::find(house.store().reader(), &first).await.unwrap().unwrap();
        assert_eq!(row.status, PaymentStatus::Declined);
        assert_eq!(house.holds("clearing:sandbox").await, 4 * 8_000);
        assert_eq!(open_cases(&house).await, []);
        let journal = std::fs::read_to_string(folder.join("sandbox-processor.journal")).unwrap();
        assert_eq!(journal.matches("authorized").count(), 8, "each card that was not declined was held first");
        let audit = house.desk.verify_books().await.unwrap();
        assert!(audit.clean(), "{audit}");
    }
}

/// Every trick at every step from the confirmation on.
fn plays() -> Vec<Vec<(Step, Trick)>> {
    let before = [
        (Step::Confirm, None),
        (Step::Capture, None),
        (Step::Fetch, Some((Step::Capture, Trick::LoseAnswer))),
        (Step::Fetch, Some((Step::Capture, Trick::LoseRequest))),
        (Step::Capture, Some((Step::Confirm, Trick::KillAfter))),
        (Step::Capture, Some((Step::Capture, Trick::LoseRequest))),
    ];
    let at = |(step, first): (Step, Option<(Step, Trick)>)| {
        TRICKS.map(|trick| first.into_iter().chain([(step, trick)]).collect())
    };
    before.into_iter().flat_map(at).collect()
}

async fn every_trick(url: String, kept: tempfile::TempDir) {
    let mut bench = Bench::with(url, kept, APART).await;
    let method = bench.method("good", "pm_card_visa").await;
    let mut ended = Vec::new();
    let plays = plays();
    let tried = plays.len();
    for (amount, play) in (1_000..).zip(plays) {
        bench.proxy.play(&play);
        let payment = bench.ask(&method, amount, Channel::Autopay).await;
        let row = bench.until_ended(&payment).await;
        let unplayed = bench.proxy.end().await;
        ended.push((amount, row.status, format!("{play:?}, {unplayed} not played")));
    }
    let charged = bench.stripe.charged().await;
    for (amount, status, play) in &ended {
        let times = charged.get(amount).copied().unwrap_or_default();
        assert_eq!(times, u32::from(*status == PaymentStatus::Paid), "{play}: {status:?}, charged {times} times");
    }
    let paid: Vec<i64> =
        ended.iter().filter(|(_, status, _)| *status == PaymentStatus::Paid).map(|(at, ..)| *at).collect();
    assert!(paid.len() > tried / 2, "{} of {tried}", paid.len());
    let created = bench.proxy.seen().into_iter().filter(|(step, _)| *step == Step::Create);
    assert!(created.into_iter().all(|(_, body)| body.contains("capture_method=manual")));
    assert_eq!(bench.house.holds("clearing:stripe").await, paid.iter().sum::<i64>());
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_befalls_a_capture_it_is_taken_once_or_not_at_all() {
    let kept = tempfile::tempdir().unwrap();
    every_trick(format!("sqlite:{}", kept.path().join("store.db").display()), kept).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_on_postgresql() {
    every_trick(crate::postgres::fresh_database().await, tempfile::tempdir().unwrap()).await;
}
