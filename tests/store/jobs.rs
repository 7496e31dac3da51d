//! Jobs by lease, and the outbox.
use jiff::Timestamp;
use paytone::{
    flow::Language,
    id::{JobId, PaymentId},
    store::{
        Store, StoreError,
        jobs::{self, Depth, JobKind, Lease, NewJob},
        outbox::{self, NewNotice},
    },
};
use tokio::task::JoinSet;

use crate::fixture::{at, on_both, open_call, put_account, quote, request};

async fn put(store: &Store, names: impl Iterator<Item = String>, run_at: Timestamp) {
    let mut tx = store.begin().await.unwrap();
    for name in names {
        let job = NewJob { job: JobId::of(&name), kind: JobKind::Ask, subject: name, run_at };
        assert!(jobs::put(&mut tx, &job).await.unwrap());
        assert!(!jobs::put(&mut tx, &job).await.unwrap());
    }
    tx.commit().await.unwrap();
}

fn lease(worker: &str, now: i64) -> Lease<'_> {
    Lease { worker, now: at(now), until: at(now + 30) }
}

#[test]
fn two_workers_never_share_a_job() {
    on_both(|fresh| async move {
        put(&fresh.store, (0..60).map(|n| format!("{n:02}")), at(0)).await;
        let node = match fresh.is_sqlite() {
            true => fresh.store.clone(),
            false => Store::open(&fresh.url).await.unwrap(),
        };
        let mut workers = JoinSet::new();
        for (worker, store) in [("w1", fresh.store.clone()), ("w2", node)] {
            workers.spawn(async move {
                let mut mine = Vec::new();
                // An empty answer may mean that the other node took what was chosen: only an empty table ends it.
                while jobs::next_due(store.reader()).await.unwrap().is_some_and(|due| due <= at(0)) {
                    for job in jobs::claim(&store, lease(worker, 0), 7).await.unwrap() {
                        assert_eq!((job.kind, job.attempts), (JobKind::Ask, 1));
                        mine.push(job.job.to_string());
                    }
                }
                mine
            });
        }
        let mut all = workers.join_all().await.concat();
        all.sort_unstable();
        assert_eq!(all, (0..60).map(|n| format!("job_{n:02}")).collect::<Vec<_>>());
    });
}

#[test]
fn a_lease_that_ran_out_moves_on() {
    on_both(|fresh| async move {
        let store = &fresh.store;
        put(store, ["a".to_owned()].into_iter(), at(10)).await;
        assert_eq!(jobs::next_due(store.reader()).await.unwrap(), Some(at(10)));
        assert!(jobs::claim(store, lease("w1", 9), 5).await.unwrap().is_empty(), "not due");
        assert_eq!(jobs::claim(store, lease("w1", 10), 5).await.unwrap().len(), 1);
        assert_eq!(jobs::next_due(store.reader()).await.unwrap(), Some(at(40)));
        assert!(jobs::claim(store, lease("w2", 39), 5).await.unwrap().is_empty(), "leased");
        assert_eq!(jobs::claim(store, lease("w2", 40), 5).await.unwrap()[0].attempts, 2);
        let job = JobId::of("a");
        let mut tx = store.begin().await.unwrap();
        assert!(!jobs::finish(&mut tx, &job, "w1").await.unwrap(), "it is another's by now");
        assert!(!jobs::again(&mut tx, &job, "w1", at(50), "timeout").await.unwrap());
        assert!(jobs::again(&mut tx, &job, "w2", at(50), "timeout").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(jobs::depth(store.reader()).await.unwrap(), [Depth { kind: JobKind::Ask, jobs: 1 }]);
        assert_eq!(jobs::claim(store, lease("w1", 50), 5).await.unwrap()[0].attempts, 3);
        let mut tx = store.begin().await.unwrap();
        assert!(jobs::finish(&mut tx, &job, "w1").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(jobs::next_due(store.reader()).await.unwrap(), None);
        assert!(jobs::depth(store.reader()).await.unwrap().is_empty());
    });
}

#[test]
fn a_notice_is_written_with_its_payment_and_sent_once() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        let account = put_account(&fresh.store, "1").await;
        let notice = NewNotice {
            notice: "notice_1".into(),
            payment: PaymentId::of("p"),
            channel: "sms".into(),
            to: "+15005550001".into(),
            language: Language::SPANISH,
            body: "Gracias; 84,20".into(),
            at: at(5),
        };
        let mut tx = fresh.store.begin().await.unwrap();
        let orphan = outbox::put(&mut tx, &notice).await;
        assert!(matches!(orphan, Err(StoreError::Refused { .. })), "{orphan:?}");
        drop(tx);
        let mut tx = fresh.store.begin().await.unwrap();
        request(&mut tx, &quote("p", &account, 8420), &call, 0).await.unwrap();
        assert!(outbox::put(&mut tx, &notice).await.unwrap());
        assert!(!outbox::put(&mut tx, &notice).await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(outbox::count_waiting(fresh.store.reader()).await.unwrap(), 1);
        let mut tx = fresh.store.begin().await.unwrap();
        assert!(outbox::sent(&mut tx, "notice_1", Some("SM1"), at(6)).await.unwrap());
        assert!(!outbox::sent(&mut tx, "notice_1", Some("SM2"), at(7)).await.unwrap());
        assert!(!outbox::refused(&mut tx, "notice_1", "twilio-21614", at(8)).await.unwrap(), "it was sent");
        assert!(outbox::put(&mut tx, &NewNotice { notice: "notice_2".into(), ..notice.clone() }).await.unwrap());
        assert!(outbox::refused(&mut tx, "notice_2", "twilio-21614", at(8)).await.unwrap());
        assert!(!outbox::refused(&mut tx, "notice_2", "twilio-30006", at(9)).await.unwrap());
        tx.commit().await.unwrap();
        let found = outbox::find(fresh.store.reader(), "notice_1").await.unwrap().unwrap();
        assert_eq!((found.notice, found.sent_at, found.provider_ref.as_deref()), (notice, Some(at(6)), Some("SM1")));
        assert_eq!(outbox::of_payment(fresh.store.reader(), &PaymentId::of("p")).await.unwrap().len(), 2);
        let refused = outbox::find(fresh.store.reader(), "notice_2").await.unwrap().unwrap();
        assert_eq!((refused.sent_at, refused.refused_at, refused.is_waiting()), (None, Some(at(8)), false));
        assert_eq!(outbox::count_waiting(fresh.store.reader()).await.unwrap(), 0);
    });
}
