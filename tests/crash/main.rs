//! `kill -9` of the real server between the confirming key and the charge's end: after a restart on the same data there
//! is exactly one charge, one paid payment, right books, and its caller hears of it. On both databases; PostgreSQL is
//! chosen by one variable.
#[path = "../support/postgres.rs"]
mod postgres;
mod server;

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

async fn survives(database_url: Option<String>) {
    let data = tempfile::tempdir().unwrap();
    let mut server = Server::start(data.path(), database_url.as_deref(), 60_000).await;
    let answered = confirm(&server).await;
    assert!(answered.contains("One moment"), "{answered}");
    server.kill();

    let server = Server::start(data.path(), database_url.as_deref(), 0).await;
    server.until_paid().await;
    let payments = server.command(&["payments", "--json"]);
    assert_eq!(payments.lines().count(), 1, "{payments}");
    let books = server.command(&["ledger", "verify"]);
    assert!(books.contains("the books are right"), "{books}");
    let charges = paytone::gateway::Sandbox::open(&data.path().join("sandbox-processor.journal")).unwrap();
    assert_eq!(charges.all_charges().unwrap().len(), 1, "the processor charged once");

    let mut call = server.dial("CA-again").await;
    for keys in ["1", NUMBER] {
        call.press(keys).await;
    }
    let heard = call.press(PIN).await;
    assert!(heard.contains("Your last payment of eighty-four dollars and twenty cents was received"), "{heard}");
    assert!(heard.contains("Nothing is due"), "{heard}");
}

#[tokio::test]
async fn a_server_killed_in_a_charge_charges_once_on_sqlite() {
    survives(None).await;
}

#[tokio::test]
async fn a_server_killed_in_a_charge_charges_once_on_postgres() {
    survives(Some(postgres::fresh_database().await)).await;
}
