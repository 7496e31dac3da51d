//! Jobs by lease: claimed by one worker at a time, put off, finished.
use jiff::Timestamp;
use paytone::{
    id::JobId,
    store::{
        Store,
        jobs::{self, Depth, JobKind, Lease, NewJob},
    },
};
use tokio::task::JoinSet;

use crate::fixture::{at, on_both};

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
