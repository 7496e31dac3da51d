//! Plays one script from its first line to its last against a world made for it. It refuses to know what the world is.
use std::time::Instant;

use super::{
    call::{Call, Ending, Line, Pace, Setup, TypeAhead},
    clockwork::Clockwork,
    play::Player,
    report::{Failure, Played},
    script::Script,
    statement::Statement,
    wire,
    world::{World, Worlds},
};
use crate::{call::keys::Keys, flow::visits::Visits};

/// Makes a world, plays the script, stops the world.
pub async fn perform(script: &Script, worlds: &Worlds) -> Played {
    let began = Instant::now();
    let mut visits = Visits::default();
    let failure = match worlds(script.settings()).await {
        Err(what) => Some(whole("its own application starts", what)),
        Ok(mut world) => {
            let stop = std::mem::replace(&mut world.stop, Box::new(|| Box::pin(async {})));
            let failure = play(script, &world).await;
            let went = (world.visits)().await;
            stop().await;
            went.map(|went| visits = went).err().map(|what| whole("its calls can be read", what)).or(failure)
        }
    };
    Played { file: script.file.clone(), took: began.elapsed(), failure, visits }
}

/// Plays the script against a world that is already there; none when every statement was met.
pub async fn play(script: &Script, world: &World) -> Option<Failure> {
    let http = match wire::client() {
        Ok(http) => http,
        Err(error) => return Some(whole("the carrier starts", error.to_string())),
    };
    let clock = Clockwork::new(world.starts_at, world.advance.clone());
    let says = |wanted: fn(&Statement) -> bool| script.lines.iter().any(|line| wanted(&line.statement));
    let keeps_keys = says(|statement| matches!(statement, Statement::BufferKeys));
    let skips = says(|statement| matches!(statement, Statement::SpeechTakesNoTime));
    let mut player = Player::new(&script.lines, clock.clone(), world);
    let mut calls = 0_u32;
    let mut ended = None;
    while player.failure.is_none() {
        let Some(line) = script.lines.get(player.at) else { break };
        match &line.statement {
            Statement::Dial { to, from } => {
                calls += 1;
                let setup = Setup {
                    url: world.base_url.clone(),
                    status_url: Some(format!("{}/status", world.base_url.trim_end_matches('/'))),
                    from: from.clone().unwrap_or_else(|| world.from.clone()),
                    to: to.clone().unwrap_or_else(|| world.to.clone()),
                    // unlike that of a call that another script makes in this world meanwhile
                    sid: format!("CA{:024x}{calls:08x}", world.starts_at.as_microsecond()),
                };
                let line = Line {
                    http: http.clone(),
                    token: Keys::new(world.auth_token.expose().to_owned()),
                    clock: clock.clone(),
                    type_ahead: if keeps_keys { TypeAhead::Buffered } else { TypeAhead::Dropped },
                    pace: if skips { Pace::Skipped } else { Pace::Spoken },
                };
                player.dials();
                player.at += 1;
                match Call::dial(line, setup, &mut player).await {
                    Ok(ending) => ended = Some(ending),
                    Err(fault) => player.fail("a reply that a carrier can carry out", fault.to_string()),
                }
            }
            Statement::ExpectHungUp if ended == Some(Ending::ByCaller) => {
                player.fail("the line hangs up", "the caller hung up first");
            }
            Statement::ExpectHungUp | Statement::HangUp => player.at += 1,
            Statement::Press { .. } | Statement::Wait(_) | Statement::Card(_) => {
                let found = format!("the call is over; last heard: {}", player.heard_or_silence());
                player.fail("the line waits for keys", found);
            }
            _ => {
                player.settle().await;
            }
        }
    }
    player.failure
}

fn whole(expected: &str, found: String) -> Failure {
    Failure { line: 0, statement: String::new(), expected: expected.to_owned(), found }
}
