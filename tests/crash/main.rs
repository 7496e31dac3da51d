//! `kill -9` of the real server between the confirming key and the charge's end: after a restart on the same data there
//! is exactly one charge, one paid payment, right books, and its caller hears of it. On both databases; PostgreSQL is
//! chosen by one variable.
mod kills;
mod outage;
#[path = "../support/postgres.rs"]
mod postgres;
mod races;
mod server;

use std::time::{Duration, Instant};

use server::Server;

const NUMBER: &str = "20411877";
const PIN: &str = "482916";

/// Pays the whole balance by a slow new card up to the confirming key, and gives what that was answered.
async fn confirm(server: &Server) -> String {
    let mut call = server.dial("CA-killed").await;
    for keys in ["1", NUMBER, PIN, "1", "4", "3"] {
        call.press(keys).await;
    }
    let captured = [
        ("Result", "success"),
        ("PaymentToken", "tok_sandbox_0259"),
        ("PaymentCardNumber", "xxxxxxxxxxxx0259"),
        ("PaymentCardType", "visa"),
    ];
    call.send(&captured).await;
    let read_back = call.press("2").await;
    assert!(read_back.contains("You are paying eighty-four dollars"), "{read_back}");
    // A person's 1 comes when the read-back was spoken; sooner it is refused, and then it is read back again.
    call.until_spoken().await;
    call.press("1").await
}

/// Where the charge was when the server was killed.
#[derive(Clone, Copy, PartialEq)]
enum Killed {
    /// The intent was committed and nobody had asked the processor.
    BeforeTheProcessor,
    /// The processor had charged; its answer was still under way.
    AfterTheProcessor,
}

async fn survives(killed: Killed, database_url: Option<String>) {
    let data = tempfile::tempdir().unwrap();
    let workers = if killed == Killed::BeforeTheProcessor { "0" } else { "4" };
    let settings = [("PAYTONE_SANDBOX_SLOW_MS", "60000"), ("PAYTONE_WORKERS", workers)];
    let mut server = Server::start_with(data.path(), database_url.as_deref(), &settings).await;
    let answered = confirm(&server).await;
    assert!(answered.contains("One moment"), "{answered}");
    match killed {
        Killed::BeforeTheProcessor => assert_eq!(server.charges(), []),
        Killed::AfterTheProcessor => {
            let patience = Instant::now() + Duration::from_secs(30);
            while server.charges().is_empty() {
                assert!(Instant::now() < patience, "the processor was never asked");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    server.kill();

    let server = Server::start(data.path(), database_url.as_deref(), 0).await;
    server.until_paid().await;
    let payments = server.command(&["payments", "--json"]);
    assert_eq!(payments.lines().count(), 1, "{payments}");
    let books = server.command(&["ledger", "verify"]);
    assert!(books.contains("the books are right"), "{books}");
    assert_eq!(server.charges().len(), 1, "the processor charged once");
    server.until_told(1).await;

    let mut call = server.dial("CA-again").await;
    for keys in ["1", NUMBER] {
        call.press(keys).await;
    }
    let heard = call.press(PIN).await;
    assert!(heard.contains("Your last payment of eighty-four dollars and twenty cents was received"), "{heard}");
    assert!(heard.contains("Nothing is due"), "{heard}");
}

/// Every file below a folder, but for the journal, which is the processor's own and holds its token.
fn files(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path));
        } else if name != "sandbox-processor.journal" {
            found.push((name, std::fs::read(&path).unwrap()));
        }
    }
    found
}

#[tokio::test]
async fn no_secret_reaches_a_log_a_file_or_the_database() {
    let data = tempfile::tempdir().unwrap();
    let server = Server::start(data.path(), None, 0).await;
    let (wrong_pin, card, token) = ("91827364", "4111111111111111", "tok_sandbox_4242");
    let mut call = server.dial("CA-secrets").await;
    call.press(card).await;
    call.press("1").await;
    call.press(card).await;
    call.press(NUMBER).await;
    call.press(wrong_pin).await;
    call.press(PIN).await;
    call.press(card).await;
    for keys in ["1", "2", "3"] {
        call.press(keys).await;
    }
    let captured = [("Result", "success"), ("PaymentToken", token), ("PaymentCardNumber", "xxxx4242")];
    call.send(&captured).await;
    let read_back = call.press("1").await;
    assert!(read_back.contains("You are paying thirty-one dollars"), "{read_back}");
    call.until_spoken().await;
    call.press("1").await;
    server.until_paid().await;
    let found = files(data.path());
    assert!(found.iter().any(|(name, _)| name == "server.log"), "the log is among what is searched");
    for (name, bytes) in &found {
        let text = String::from_utf8_lossy(bytes);
        for secret in [wrong_pin, card, token] {
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
        // Six digits may stand in a database by chance; in a log they would be the PIN.
        assert!(name != "server.log" || !text.contains(PIN), "the log holds the PIN");
    }
}

#[tokio::test]
async fn a_server_killed_in_a_charge_charges_once_on_sqlite() {
    survives(Killed::AfterTheProcessor, None).await;
}

#[tokio::test]
async fn a_server_killed_before_it_asked_charges_once_on_sqlite() {
    survives(Killed::BeforeTheProcessor, None).await;
}

#[tokio::test]
async fn a_server_killed_before_it_asked_charges_once_on_postgres() {
    survives(Killed::BeforeTheProcessor, Some(postgres::fresh_database().await)).await;
}

#[tokio::test]
async fn a_server_killed_in_a_charge_charges_once_on_postgres() {
    survives(Killed::AfterTheProcessor, Some(postgres::fresh_database().await)).await;
}
