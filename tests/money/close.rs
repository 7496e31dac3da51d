//! A day is closed once, in its order and only when the books agree; what comes late is posted on an open day.
use std::{sync::Arc, time::Duration};

use jiff::ToSpan;
use paytone::{
    cli::parts::Sources,
    clock::{Chance, Clock},
    desk::{close::CloseFault, undo::FeeBack},
    store::closes,
};

use crate::{
    house::{self, House, received, usd},
    undo::{paid, undo},
};

/// Runs a test on both databases with a clock that can be moved.
fn on_both<F: Future<Output = ()>>(test: impl Fn(Arc<House>, Clock) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = format!("sqlite:{}", folder.path().join("store.db").display());
        for (url, data) in [(sqlite, "a"), (crate::postgres::fresh_database().await, "b")] {
            let clock = Clock::shifted();
            let sources = Sources { clock: clock.clone(), chance: Chance::system() };
            let house = house::open_with(house::RULES, url, folder.path().join(data), sources).await;
            test(Arc::new(house), clock).await;
        }
    });
}

#[test]
fn a_closed_day_takes_nothing_and_late_money_counts_for_it_on_an_open_one() {
    on_both(|house, clock| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        let first = house.desk.today();
        let due = first - 40.days();
        let row = format!("AAA111,B-1,{},{due},charge,Water,50.00\n", due - 20.days());
        house.desk.import_bills(&format!("{}{row}", house::BILLS), &|_| {}).await.unwrap();
        let payment = paid(&house, &account, 2_000, "a").await;
        assert!(matches!(house.desk.close_day(first, "Joe").await, Err(CloseFault::NotOver(_))));
        clock.advance(Duration::from_secs(24 * 3_600));
        let second = house.desk.today();
        paid(&house, &account, 500, "b").await;
        let report = house.desk.close_day(first, "Joe").await.unwrap();
        let ageing = report.ageing[0];
        assert_eq!((ageing.to_60, ageing.total()), (usd(3_000), usd(3_000)), "what came on the next day is not in it");
        assert_eq!(report.trial.iter().map(|line| line.balance.minor).sum::<i64>(), 0);
        assert_eq!((report.cash.len(), report.cash[0].amount, report.cash[0].payments), (1, usd(2_000), 1));
        assert!(matches!(house.desk.close_day(first, "Joe").await, Err(CloseFault::Closed(_))));
        let kept = closes::report(house.store().reader(), first).await.unwrap().unwrap();
        assert_eq!(kept, serde_json::to_string(&report).unwrap());

        // a return of the closed day's payment comes late
        let mut late = undo(&payment, paytone::billing::undo::UndoingKind::Return, "e1");
        (late.code, late.on, late.fee) = (Some("R01".to_owned()), first, FeeBack::WithTheAmount);
        house.desk.undo(&late).await.unwrap();
        clock.advance(Duration::from_secs(2 * 24 * 3_600));
        paid(&house, &account, 100, "c").await;
        clock.advance(Duration::from_secs(24 * 3_600));
        let last = house.desk.today().yesterday().unwrap();
        let skipped = house.desk.close_day(last, "Joe").await.unwrap_err();
        assert!(matches!(skipped, CloseFault::EarlierOpen { earlier } if earlier == second), "{skipped}");
        let report = house.desk.close_day(second, "Joe").await.unwrap();
        let late: Vec<_> = report.prior_period.iter().map(|late| (late.kind.as_str(), late.amount)).collect();
        assert!(late.contains(&("return", usd(2_000))), "{late:?}");
        assert_eq!(report.ageing[0].total(), usd(4_500));
        let report = house.desk.close_day(last, "Joe").await.unwrap();
        assert_eq!(report.ageing[0].total(), usd(4_400), "a day between without postings is closed with it");
    });
}

#[test]
fn the_database_itself_refuses_a_posting_on_a_closed_day() {
    on_both(|house, clock| async move {
        let account = house.accounts(&["AAA111"]).await.remove(0);
        clock.advance(Duration::from_secs(24 * 3_600));
        let day = house.desk.today();
        let mut tx = house.store().begin().await.unwrap();
        assert!(closes::close(&mut tx, day, "Joe", house.desk.now(), "{}").await.unwrap());
        tx.commit().await.unwrap();
        let refused = house.desk.take_in(&received(&account, 100, "a")).await.unwrap_err();
        assert!(!refused.to_string().is_empty());
        assert_eq!(house.owes(&account).await, (0, 0), "nothing half done");
    });
}
