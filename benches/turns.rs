//! The bare loop: turns saved through the store alone, 64 in flight, with the rows of a real call. No HTTP, no signature,
//! no XML. It refuses to open a database that has no call past the PIN: `benches/run` leaves one.
//!
//!     cargo bench --bench turns -- sqlite:PATH [SECONDS]
//!
//! It tells one line of JSON: turns a second, turns, the bytes of a turn.
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use paytone::{
    clock::Clock,
    id::CallId,
    store::{
        One, Sql, Store,
        calls::{self, TurnSave},
    },
};

const IN_FLIGHT: usize = 64;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // `cargo bench` adds a `--bench` of its own
    let mut args = std::env::args().skip(1).filter(|arg| !arg.starts_with("--"));
    let url = args.next().context("which database? sqlite:PATH or postgres://…")?;
    let seconds: u64 = args.next().map_or(Ok(5), |text| text.parse())?;
    let store = Store::open(&url).await?;
    let mut share: Vec<Vec<TurnSave>> = vec![Vec::new(); IN_FLIGHT];
    for (at, save) in open_calls(&store).await?.into_iter().enumerate() {
        share[at % IN_FLIGHT].push(save);
    }
    ensure!(share.iter().all(|calls| !calls.is_empty()), "fewer than {IN_FLIGHT} open calls past the PIN in {url}");
    let sample = &share[0][0];
    let bytes = sample.state.len() + sample.reply.len() + sample.events.len() + sample.reply_sha256.len();
    let began = Instant::now();
    let until = began + Duration::from_secs(seconds);
    let tasks: Vec<_> = share.into_iter().map(|calls| tokio::spawn(go_on(store.clone(), calls, until))).collect();
    let mut turns: u32 = 0;
    for task in tasks {
        turns += task.await??;
    }
    let per_second = f64::from(turns) / began.elapsed().as_secs_f64();
    println!("{}", serde_json::json!({"per_second": per_second.round(), "turns": turns, "row_bytes": bytes}));
    Ok(())
}

/// The next turn of every call past the PIN, with the state, reply and events of its latest one.
async fn open_calls(store: &Store) -> anyhow::Result<Vec<TurnSave>> {
    let text = "select call as value from calls where account is not null and ended_at is null and turn > 5 \
        order by call desc limit 1000";
    let mut db = store.reader();
    let found: Vec<One<CallId>> = db.sql(text).all().await?;
    let mut saves = Vec::new();
    for One(id) in found {
        let call = calls::find_by_id(store.reader(), &id).await?.context("a call left while it was read")?;
        let turns = calls::turns(store.reader(), &id).await?;
        let latest = turns.last().context("a call without turns")?;
        saves.push(TurnSave {
            call: call.call,
            turn: call.turn,
            state: call.state,
            reply: call.reply,
            spoken_ms: call.spoken_ms,
            at: Clock::system().now(),
            account: call.account,
            over: false,
            events: latest.events.clone(),
            reply_sha256: latest.reply_sha256.clone(),
            terms: latest.terms.clone().unwrap_or_default(),
        });
    }
    Ok(saves)
}

/// One turn after the other, through all its calls in turn.
async fn go_on(store: Store, mut calls: Vec<TurnSave>, until: Instant) -> anyhow::Result<u32> {
    let mut turns = 0;
    loop {
        for call in &mut calls {
            if Instant::now() >= until {
                return Ok(turns);
            }
            call.at = Clock::system().now();
            ensure!(store.save_turn(call.clone()).await?, "turn {} of {} was taken", call.turn, call.call);
            call.turn += 1;
            turns += 1;
        }
    }
}
