//! A processor's report that it is asked for: taken as one of a file, found in the books entry by entry, refused where it
//! cannot be had.
use std::time::Duration;

use paytone::{
    billing::{PaymentStatus, channel::Channel, reconcile::Class},
    desk::import::{ImportFault, SettlementTaken},
};

use crate::{
    house::{on_both, usd},
    proxy::{Step, Trick},
    refunds::back,
    stripe::Bench,
};

fn refused<T>(taken: Result<T, ImportFault>) -> String {
    match taken {
        Err(ImportFault::Rows(faults)) => faults[0].to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stripe_is_asked_for_its_day_and_every_entry_is_in_the_books() {
    let mut bench = Bench::open().await;
    let method = bench.method("visa", "pm_card_visa").await;
    let mut paid = Vec::new();
    for minor in [5_000, 6_000, 7_000] {
        let payment = bench.ask(&method, minor, Channel::Autopay).await;
        bench.perform("w").await;
        assert_eq!(bench.row(&payment).await.status, PaymentStatus::Paid);
        paid.push(payment);
    }
    bench.house.desk.refund(&back(&paid[0], Some(1_000), "r")).await.unwrap();
    bench.perform("w").await;
    let day = bench.row(&paid[0]).await.paid_on;
    bench.proxy.moved_at(bench.house.desk.now().as_second());
    let desk = bench.house.desk.clone();
    let early = refused(desk.fetch_settlement(day, &|_| {}).await);
    assert!(early.contains("is not over"), "{early}");

    bench.clock.advance(Duration::from_secs(24 * 3_600));
    for trick in [Trick::LoseRequest, Trick::LoseAnswer] {
        bench.proxy.play(&[(Step::Balance, trick)]);
        let away = refused(desk.fetch_settlement(day, &|_| {}).await);
        assert!(away.contains("stripe") && away.contains("again later"), "{away}");
    }
    bench.proxy.play(&[(Step::Balance, Trick::Garble)]);
    let garbled = refused(desk.fetch_settlement(day, &|_| {}).await);
    assert!(garbled.contains("as a file"), "{garbled}");
    let taken = desk.fetch_settlement(day, &|_| {}).await.unwrap();
    assert_eq!(taken, SettlementTaken { lines: 4, fee: usd(0), paid_out: usd(0) });
    let again = refused(desk.fetch_settlement(day, &|_| {}).await);
    assert!(again.contains("a day has one report"), "{again}");
    let found = desk.reconcile(day).await.unwrap();
    let classes: Vec<Class> = found.iter().map(|row| row.finding.class).collect();
    assert_eq!(classes, [Class::Matched; 4], "{found:?}");
}

#[test]
fn who_makes_no_report_is_not_asked() {
    on_both(|house| async move {
        let day = house.desk.today().yesterday().unwrap();
        let says = refused(house.desk.fetch_settlement(day, &|_| {}).await);
        assert!(says.contains("sandbox cannot be asked"), "{says}");
    });
}
