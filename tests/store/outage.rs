//! The database goes and comes back: honest errors meanwhile, and no restart.
use paytone::store::{StoreError, calls, settings};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use crate::fixture::{Fresh, on_both, open_call, save};

/// SQLite with its disk full (no more pages than it has), or PostgreSQL that lets nobody in.
async fn fail(fresh: &Fresh) {
    if fresh.is_sqlite() {
        let mut tx = fresh.store.begin().await.unwrap();
        // SQLite takes the size it has when it is told less.
        tx.sql("pragma max_page_count = 1").execute().await.unwrap();
        return tx.commit().await.unwrap();
    }
    let (mut admin, name) = admin(fresh).await;
    let shut = format!("alter database {name} with allow_connections false");
    admin.execute(AssertSqlSafe(shut)).await.unwrap();
    let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
    admin.execute(AssertSqlSafe(end)).await.unwrap();
}

async fn heal(fresh: &Fresh) {
    if fresh.is_sqlite() {
        let mut tx = fresh.store.begin().await.unwrap();
        tx.sql("pragma max_page_count = 1000000").execute().await.unwrap();
        return tx.commit().await.unwrap();
    }
    let (mut admin, name) = admin(fresh).await;
    let open = format!("alter database {name} with allow_connections true");
    admin.execute(AssertSqlSafe(open)).await.unwrap();
}

async fn admin(fresh: &Fresh) -> (PgConnection, String) {
    let (server, name) = fresh.url.rsplit_once('/').unwrap();
    (PgConnection::connect(&format!("{server}/postgres")).await.unwrap(), name.to_owned())
}

#[test]
fn a_full_disk_or_a_lost_database_recovers_without_restart() {
    on_both(|fresh| async move {
        let call = open_call(&fresh.store, "a").await;
        fresh.store.probe().await.unwrap();
        fail(&fresh).await;
        let mut large = save(&call, 1);
        large.events = "x".repeat(1 << 20);
        let saved = fresh.store.save_turn(large.clone()).await;
        assert!(matches!(&saved, Err(error) if error.is_unavailable()), "{saved:?}");
        let begun = async {
            let mut tx = fresh.store.begin().await?;
            settings::put_once(&mut tx, "large", &"x".repeat(1 << 20)).await?;
            tx.commit().await
        };
        let begun = begun.await;
        assert!(matches!(&begun, Err(error) if error.is_unavailable()), "{begun:?}");
        if !fresh.is_sqlite() {
            let probed = fresh.store.probe().await;
            assert!(matches!(&probed, Err(error) if error.is_unavailable()), "{probed:?}");
        }
        heal(&fresh).await;
        fresh.store.probe().await.unwrap();
        assert!(fresh.store.save_turn(large).await.unwrap(), "nothing of it was kept before");
        assert_eq!(calls::turns(fresh.store.reader(), &call).await.unwrap().len(), 2);
    });
}

#[test]
fn a_connection_lost_inside_a_transaction_fails_it_and_the_next_one_works() {
    on_both(|fresh| async move {
        if fresh.is_sqlite() {
            return;
        }
        let call = open_call(&fresh.store, "a").await;
        let mut tx = fresh.store.begin().await.unwrap();
        settings::put_once(&mut tx, "k", "v").await.unwrap();
        let neighbour = tokio::spawn({
            let (store, turn) = (fresh.store.clone(), save(&call, 1));
            async move { store.save_turn(turn).await }
        });
        let (mut server, name) = admin(&fresh).await;
        let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        server.execute(AssertSqlSafe(end)).await.unwrap();
        let lost = settings::put_once(&mut tx, "k2", "v").await;
        assert!(matches!(&lost, Err(error) if error.is_unavailable()), "{lost:?}");
        assert_eq!(tx.commit().await, Err(StoreError::RolledBack));
        assert!(neighbour.await.unwrap().unwrap(), "the next group has a new connection");
        assert_eq!(settings::get(fresh.store.reader(), "k").await.unwrap(), None);
    });
}
