//! Starting and being told to stop: a start is quick, and a stop in a call, in a webhook or in a slow charge loses
//! nothing. On both databases. It refuses to know how the program ends its work.
use std::time::{Duration, Instant};

use crate::{
    QUIET,
    caller::Call,
    postgres,
    server::{Program, Server},
};

/// Generous for a debug build.
const STARTS_WITHIN: Duration = Duration::from_secs(1);
const STARTS: usize = 3;

async fn stopped(server: Server) {
    server.terminate();
    assert_eq!(server.ended().await, Some(0));
}

#[tokio::test]
async fn a_start_on_an_existing_database_is_quick() {
    let _alone = QUIET.lock().await;
    let data = tempfile::tempdir().unwrap();
    let program = Program::shipped(data.path());
    stopped(program.start()).await;
    // The best of a few, so that what else the machine does is not measured.
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let server = program.start();
        assert_eq!(server.line().fetch("/healthz").await.status(), 200);
        starts.push(server.began.elapsed());
        stopped(server).await;
    }
    println!("{starts:?}");
    assert!(starts.iter().any(|start| *start < STARTS_WITHIN), "{starts:?}");
}

async fn goes_on_after_a_stop(database_url: Option<String>) {
    let data = tempfile::tempdir().unwrap();
    let program = Program::light(data.path()).with("pin_answer_ms", "600").with_database(database_url.as_deref());
    let server = program.start();
    let mut call = Call::to_pin(&server.line(), "CAstopped", "20411877").await;
    // A PIN's answer waits for its beat, so that the stop comes while the webhook is under way.
    let began = Instant::now();
    let (said, ()) = tokio::join!(call.enter("482916"), async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        server.terminate();
    });
    assert!(said.contains("Your balance is eighty-four dollars"), "{said}");
    assert!(began.elapsed() >= Duration::from_millis(600));
    assert_eq!(server.ended().await, Some(0));

    let server = program.start();
    call.line = server.line();
    let said = call.press("1").await;
    assert!(said.contains("To pay in full with your Visa ending four two four two, press 1"), "{said}");
    stopped(server).await;
    let server = program.start();
    call.line = server.line();
    let said = call.press("1").await;
    assert!(said.contains("You are paying eighty-four dollars"), "{said}");
    let balances = program.told(&["ledger", "balances"]);
    assert!(balances.contains("84.20 USD  receivable:acct_"), "{balances}");
    assert!(program.told(&["ledger", "verify"]).contains("the books are right"));
}

async fn ends_its_charge(database_url: Option<String>) {
    let data = tempfile::tempdir().unwrap();
    let program = Program::light(data.path()).with("sandbox_slow_ms", "4000").with_database(database_url.as_deref());
    let server = program.start();
    let mut call = Call::to_pin(&server.line(), "CAslow", "20411877").await;
    call.enter("482916").await;
    for keys in ["1", "4", "3"] {
        call.press(keys).await;
    }
    let captured = [
        ("Result", "success"),
        ("PaymentToken", "tok_sandbox_0259"),
        ("PaymentCardNumber", "xxxxxxxxxxxx0259"),
        ("PaymentCardType", "visa"),
    ];
    call.send(&captured).await;
    call.press("2").await;
    call.until_spoken().await;
    let waiting = call.press("1").await.to_owned();
    assert!(waiting.contains("One moment"), "{waiting}");
    // The provider comes back for the outcome and is being answered while the server is told to stop.
    let (polled, ()) = tokio::join!(call.send(&[]), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        server.terminate();
    });
    assert!(polled.contains("Still working") || polled.contains("Thank you"), "{polled}");
    assert_eq!(server.ended().await, Some(0));

    let paid = |told: &str| (told.lines().count(), told.contains("\"status\":\"paid\""));
    let payments = program.told(&["payments", "--json"]);
    assert_eq!(paid(&payments), (1, true), "the charge was ended before the program: {payments}");
    let server = program.start();
    call.line = server.line();
    call.said = polled_on(&mut call).await;
    assert!(call.said.contains("Thank you. Your payment of eighty-four dollars"), "{}", call.said);
    let payments = program.told(&["payments", "--json"]);
    assert_eq!(paid(&payments), (1, true), "{payments}");
    let verified = program.told(&["ledger", "verify"]);
    assert!(verified.contains("the books are right"), "{verified}");
    stopped(server).await;
    let charges = paytone::gateway::Sandbox::open(&data.path().join("sandbox-processor.journal")).unwrap();
    assert_eq!(charges.all_charges().unwrap().len(), 1, "the processor charged once");
}

/// What the waiting caller hears in the end.
async fn polled_on(call: &mut Call) -> String {
    if !call.said.contains("Thank you") {
        call.send(&[]).await;
    }
    call.follow().await.to_owned()
}

#[tokio::test]
async fn a_call_goes_on_after_a_stop_on_sqlite() {
    goes_on_after_a_stop(None).await;
}

#[tokio::test]
async fn a_call_goes_on_after_a_stop_on_postgres() {
    goes_on_after_a_stop(Some(postgres::fresh_database().await)).await;
}

#[tokio::test]
async fn a_slow_charge_is_ended_before_the_program_on_sqlite() {
    ends_its_charge(None).await;
}

#[tokio::test]
async fn a_slow_charge_is_ended_before_the_program_on_postgres() {
    ends_its_charge(Some(postgres::fresh_database().await)).await;
}
