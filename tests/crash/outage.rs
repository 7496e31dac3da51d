//! The database goes in the middle of a call and comes back: an apology and a person, no charge, a red `/readyz`, and no
//! restart.
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection};

use super::{
    NUMBER, PIN, postgres,
    server::{Call, Server},
};

async fn let_in(url: &str, open: bool) {
    let (base, name) = url.rsplit_once('/').unwrap();
    let mut admin = PgConnection::connect(&format!("{base}/postgres")).await.unwrap();
    let allow = format!("alter database {name} with allow_connections {open}");
    admin.execute(AssertSqlSafe(allow)).await.unwrap();
    if !open {
        let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        admin.execute(AssertSqlSafe(end)).await.unwrap();
    }
}

#[tokio::test]
async fn a_database_that_goes_is_apologised_for_and_comes_back_without_restart() {
    let url = postgres::fresh_database().await;
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), Some(&url), 0).await;
    let mut call = read_back(&server, "CA-outage").await;
    let_in(&url, false).await;
    apologises(&server, call.press("1").await).await;
    let_in(&url, true).await;
    has_recovered(&server).await;
}

#[tokio::test]
async fn a_disk_that_is_full_is_apologised_for_and_has_room_again_without_restart() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), None, 0).await;
    let mut call = read_back(&server, "CA-full").await;
    server.limit_files(Some(4096));
    apologises(&server, call.press("1").await).await;
    server.limit_files(None);
    has_recovered(&server).await;
}

#[tokio::test]
async fn an_apology_is_in_the_language_of_the_call() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), None, 0).await;
    let mut call = server.dial("CA-full-es").await;
    call.press("2").await;
    server.limit_files(Some(4096));
    let sorry = call.press(NUMBER).await;
    assert!(sorry.contains("es-US") && !sorry.contains("en-US"), "{sorry}");
    server.limit_files(None);
}

/// A call up to the read-back, spoken.
async fn read_back(server: &Server, sid: &str) -> Call {
    let mut call = server.dial(sid).await;
    for keys in ["1", NUMBER, PIN, "1"] {
        call.press(keys).await;
    }
    let read_back = call.press("1").await;
    assert!(read_back.contains("You are paying"), "{read_back}");
    call.until_spoken().await;
    call
}

async fn apologises(server: &Server, sorry: String) {
    assert!(sorry.contains("something is not working on our side"), "{sorry}");
    assert!(!sorry.contains("not charged") && !sorry.contains("Thank you."), "{sorry}");
    assert!(sorry.contains("<Dial") || sorry.contains("<Hangup"), "a person or the end: {sorry}");
    assert_eq!(server.status("/readyz").await, 503);
    assert_eq!(server.status("/healthz").await, 200);
}

async fn has_recovered(server: &Server) {
    server.until_ready().await;
    let payments = server.command(&["payments", "--json"]);
    assert_eq!(payments, "", "nothing was asked of the processor");
    let mut again = server.dial("CA-after").await;
    for keys in ["1", NUMBER] {
        again.press(keys).await;
    }
    let heard = again.press(PIN).await;
    assert!(heard.contains("Your balance is eighty-four dollars"), "{heard}");
}
