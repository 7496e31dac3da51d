//! Two callers of one account who confirm the same amount at once: one is paid, the other is asked first. On both
//! databases. It refuses to know who wins.
use std::time::Duration;

use paytone::line::world::World;

use crate::{
    caller::Call,
    postgres,
    refusals::{line, world},
};

/// Longer than any read-back.
const SPOKEN: Duration = Duration::from_secs(60);
const ROUNDS: usize = 8;

/// A call that has heard the read-back of an amount.
async fn before_confirming(world: &World, sid: &str, amount: &str) -> Call {
    let mut call = Call::to_pin(&line(world), sid, "20411877").await;
    call.enter("482916").await;
    call.press("1").await;
    call.press("3").await;
    call.enter(amount).await;
    let read_back = call.press("1").await;
    assert!(read_back.contains("You are paying"), "{read_back}");
    call
}

async fn holds(world: &World, words: &str) {
    if let Err(found) = (world.expect)(words.to_owned()).await {
        panic!("{words}: {found}");
    }
}

async fn races(settings: &[(&str, &str)]) {
    let world = world(settings).await;
    for round in 1..=ROUNDS {
        let amount = format!("{round}00");
        let mut one = before_confirming(&world, &format!("CA-one-{round}"), &amount).await;
        let mut two = before_confirming(&world, &format!("CA-two-{round}"), &amount).await;
        (world.advance)(SPOKEN);
        tokio::join!(one.press("1"), two.press("1"));
        let (winner, loser) = if one.said.contains("One moment") { (&mut one, &mut two) } else { (&mut two, &mut one) };
        assert!(winner.said.contains("One moment"), "round {round}: nobody pays: {}", winner.said);
        assert!(loser.said.contains("You already asked us to pay"), "round {round}: {}", loser.said);
        assert!(!loser.said.contains("One moment"), "round {round}: {}", loser.said);
        let thanked = winner.follow().await;
        assert!(thanked.contains("Thank you"), "round {round}: {thanked}");
        let menu = loser.press("2").await;
        assert!(menu.contains("Pay, 1."), "round {round}: {menu}");
        holds(&world, &format!("payments {round}")).await;
    }
    let paid = ROUNDS * (ROUNDS + 1) / 2;
    holds(&world, &format!("ledger clearing:sandbox = ${paid}.00")).await;
    holds(&world, &format!("ledger receivable 20411877 = ${}.20", 84 - paid)).await;
    holds(&world, "ledger clean").await;
    (world.stop)().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_calls_that_confirm_at_once_pay_once_on_sqlite() {
    races(&[]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_calls_that_confirm_at_once_pay_once_on_postgres() {
    let url = postgres::fresh_database().await;
    races(&[("database_url", url.as_str())]).await;
}
