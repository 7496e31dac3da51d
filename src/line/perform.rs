//! Plays one script from its first line to its last against a world made for it. It refuses to know what the world is.
use std::{
    pin::Pin,
    sync::atomic::{AtomicU32, Ordering},
    time::Instant,
};

use super::{
    call::{Attestation, Call, Ending, Line, Pace, Setup, TypeAhead},
    clockwork::Clockwork,
    play::Player,
    report::{Failure, Played},
    script::{Line as ScriptLine, Script},
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
            failure
                .or(went.map(|went| visits = went).err().map(|what| whole("its calls can be read and run again", what)))
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
    let says = |wanted: fn(&Statement) -> bool| script.lines.iter().any(|line| wanted(&line.statement));
    let keeps_keys = says(|statement| matches!(statement, Statement::BufferKeys));
    let skips = says(|statement| matches!(statement, Statement::SpeechTakesNoTime));
    let stage = Stage {
        world,
        clock: Clockwork::new(world.starts_at, world.advance.clone()),
        http,
        type_ahead: if keeps_keys { TypeAhead::Buffered } else { TypeAhead::Dropped },
        pace: if skips { Pace::Skipped } else { Pace::Spoken },
        calls: AtomicU32::new(0),
    };
    stage.play(&script.lines).await
}

/// What the lines of one script share: their world, its time, their carrier.
pub(super) struct Stage<'a> {
    pub world: &'a World,
    pub clock: Clockwork,
    http: reqwest::Client,
    type_ahead: TypeAhead,
    pace: Pace,
    calls: AtomicU32,
}

impl Stage<'_> {
    /// Plays statements in their order; boxed, since a statement may be a second line.
    pub fn play<'s>(&'s self, lines: &'s [ScriptLine]) -> Pin<Box<dyn Future<Output = Option<Failure>> + Send + 's>> {
        Box::pin(async move {
            let mut player = Player::new(lines, self);
            let mut ended = None;
            while player.failure.is_none() {
                let Some(line) = lines.get(player.at) else { break };
                match &line.statement {
                    Statement::Dial { to, from, attested } => {
                        player.dials();
                        player.at += 1;
                        match self.dial((to.as_ref(), from.as_ref(), *attested), &mut player).await {
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
        })
    }

    async fn dial(
        &self,
        (to, from, attested): (Option<&String>, Option<&String>, Option<Attestation>),
        player: &mut Player<'_>,
    ) -> Result<Ending, wire::Fault> {
        let world = self.world;
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        let setup = Setup {
            url: world.base_url.clone(),
            status_url: Some(format!("{}/status", world.base_url.trim_end_matches('/'))),
            from: from.unwrap_or(&world.from).clone(),
            to: to.unwrap_or(&world.to).clone(),
            attested,
            // unlike that of a call that another script makes in this world meanwhile
            sid: format!("CA{:024x}{call:08x}", world.starts_at.as_microsecond()),
        };
        let line = Line {
            http: self.http.clone(),
            token: Keys::new(world.auth_token.expose().to_owned()),
            clock: self.clock.clone(),
            type_ahead: self.type_ahead,
            pace: self.pace,
        };
        Call::dial(line, setup, player).await
    }
}

fn whole(expected: &str, found: String) -> Failure {
    Failure { line: 0, statement: String::new(), expected: expected.to_owned(), found }
}
