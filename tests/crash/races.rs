//! PostgreSQL ends a transaction for another's sake: it is run again, and its caller hears nothing of it.
use std::time::{Duration, Instant};

use sqlx::{Connection as _, Executor as _, PgConnection};

use super::{NUMBER, PIN, postgres, server::Server};

/// Waits until some session of this database waits for a lock.
async fn until_blocked(watch: &mut PgConnection) {
    let patience = Instant::now() + Duration::from_secs(30);
    let text = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(text).fetch_one(&mut *watch).await.unwrap() == 0 {
        assert!(Instant::now() < patience, "nobody waits for the lock");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_confirming_key_that_loses_a_deadlock_is_taken_again_and_charges_once() {
    let url = postgres::fresh_database().await;
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), Some(&url), 0).await;
    let mut call = server.dial("CA-race").await;
    for keys in ["1", NUMBER, PIN, "1", "1"] {
        call.press(keys).await;
    }
    call.until_spoken().await;

    let (mut rival, mut watch) =
        (PgConnection::connect(&url).await.unwrap(), PgConnection::connect(&url).await.unwrap());
    // this session waits longer than the server's before it looks for a circle, so the server's is ended
    rival.execute("set deadlock_timeout = '20s'").await.unwrap();
    rival.execute("begin").await.unwrap();
    let guard = "insert into payment_guards (account, amount, payment, at) \
        select account, 8420, 'pay_rival', 0 from accounts where pay_bill_number = '20411877'";
    rival.execute(guard).await.unwrap();
    let pressed = tokio::spawn(async move {
        let said = call.press("1").await;
        (call, said)
    });
    until_blocked(&mut watch).await;
    // the server holds the call's row and waits for the guard; now each waits for the other
    rival.execute("update calls set spoken_ms = spoken_ms").await.unwrap();
    rival.execute("rollback").await.unwrap();

    let (mut call, mut said) = pressed.await.unwrap();
    assert!(said.contains("One moment"), "{said}");
    while said.contains("<Redirect") && !said.contains("<Gather") {
        said = call.send(&[]).await;
    }
    assert!(said.contains("Thank you. Your payment of eighty-four dollars"), "{said}");
    let log = std::fs::read_to_string(data.path().join("server.log")).unwrap();
    assert!(log.contains("40P01"), "the deadlock was real");
    assert_eq!(server.charges().len(), 1);
    let books = server.command(&["ledger", "verify"]);
    assert!(books.contains("the books are right"), "{books}");
    let payments = server.command(&["payments", "--json"]);
    assert!(payments.lines().count() == 1 && payments.contains("\"paid\""), "{payments}");
    server.until_told(1).await;
}
