//! The server process itself is killed (SIGKILL) at each place of a charge and of its refund, and started again: one charge,
//! one refund, the books right. The places are the proxy's (`proxy::Step`), just before and just after the processor heard.
use std::time::{Duration, Instant};

use paytone::{
    billing::{PaymentStatus, channel::Channel},
    store::{jobs, refunds},
};

use crate::{
    captures::APART,
    nodes::Process,
    proxy::{Step, Trick},
    refunds::back,
    stripe::Bench,
};

/// Lets servers work on `subject`, each killed where the proxy says so, until `ended`; how many died. What waits for the
/// janitor's time is asked for at once, as a processor's webhook has it.
async fn work(bench: &Bench, subject: &str, ended: impl AsyncFn() -> bool) -> usize {
    let environment = Bench::environment(&bench.proxy, bench.more);
    let mut server = Process::serve_with(&bench.folder, &environment);
    let (mut died, patience) = (0, Instant::now() + Duration::from_secs(240));
    while !ended().await {
        assert!(Instant::now() < patience, "it does not end; killed {died} times");
        tokio::select! {
            () = bench.proxy.struck() => {
                server.kill();
                died += 1;
                server = Process::serve_with(&bench.folder, &environment);
            }
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                let mut tx = bench.house.store().begin().await.unwrap();
                jobs::hurry(&mut tx, subject, bench.house.desk.now()).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
    }
    assert_eq!(bench.proxy.end().await, 0, "every place was met");
    died
}

/// A bench on each database; a SQLite file is shared by the server and the test, as with a command beside it.
async fn benches(more: &'static [(&'static str, &'static str)]) -> [Bench; 2] {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
    let postgres = crate::postgres::fresh_database().await;
    [Bench::with(sqlite, folder, more).await, Bench::with(postgres, tempfile::tempdir().unwrap(), more).await]
}

async fn check_books(bench: &Bench) {
    let audit = bench.house.desk.verify_books().await.unwrap();
    assert!(audit.clean(), "{audit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_each_place_charges_once() {
    let [one, other] = benches(&[]).await;
    tokio::join!(charges_once(one), charges_once(other));
}

async fn charges_once(bench: Bench) {
    let method = bench.method("visa", "pm_card_visa").await;
    bench.proxy.play(&[
        (Step::Create, Trick::Kill),
        (Step::Create, Trick::KillAfter),
        (Step::Confirm, Trick::Kill),
        (Step::Confirm, Trick::KillAfter),
        (Step::Confirm, Trick::LoseAnswer),
        (Step::Fetch, Trick::Kill),
        (Step::Fetch, Trick::KillAfter),
    ]);
    let payment = bench.ask(&method, 9_000, Channel::Autopay).await;
    let died = work(&bench, payment.as_str(), async || bench.row(&payment).await.settled_at.is_some()).await;
    assert_eq!((died, bench.row(&payment).await.status), (6, PaymentStatus::Paid));
    assert_eq!(bench.stripe.charged().await.into_iter().collect::<Vec<_>>(), [(9_000, 1)]);
    check_books(&bench).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_each_place_captures_once() {
    let [one, other] = benches(APART).await;
    tokio::join!(captures_once(one), captures_once(other));
}

async fn captures_once(bench: Bench) {
    let method = bench.method("visa", "pm_card_visa").await;
    bench.proxy.play(&[
        (Step::Confirm, Trick::KillAfter),
        (Step::Capture, Trick::Kill),
        (Step::Capture, Trick::LoseAnswer),
        (Step::Fetch, Trick::KillAfter),
    ]);
    let payment = bench.ask(&method, 9_000, Channel::Autopay).await;
    let died = work(&bench, payment.as_str(), async || bench.row(&payment).await.settled_at.is_some()).await;
    assert_eq!((died, bench.row(&payment).await.status), (3, PaymentStatus::Paid));
    assert_eq!(bench.stripe.charged().await.into_iter().collect::<Vec<_>>(), [(9_000, 1)]);
    check_books(&bench).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_killed_at_each_place_refunds_once() {
    let [one, other] = benches(&[]).await;
    tokio::join!(refunds_once(one), refunds_once(other));
}

async fn refunds_once(mut bench: Bench) {
    let method = bench.method("visa", "pm_card_visa").await;
    let payment = bench.ask(&method, 9_000, Channel::Autopay).await;
    bench.perform("w").await;
    bench.proxy.play(&[
        (Step::Refund, Trick::Kill),
        (Step::Refunds, Trick::Kill),
        (Step::Refund, Trick::KillAfter),
        (Step::Refunds, Trick::KillAfter),
    ]);
    let refund = bench.house.desk.refund(&back(&payment, None, "r")).await.unwrap().row().refund.clone();
    let died = work(&bench, refund.as_str(), async || {
        refunds::find(bench.house.store().reader(), &refund).await.unwrap().unwrap().settled_at.is_some()
    });
    assert_eq!(died.await, 4);
    assert_eq!(bench.stripe.refunded().await.into_iter().collect::<Vec<_>>(), [(9_000, 1)]);
    assert_eq!(bench.house.holds("clearing:stripe").await, 0);
    check_books(&bench).await;
}
