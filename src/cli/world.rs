//! The worlds of `paytone test`: for each script the real server on a free port, with a database, keys and a clock of its
//! own, and answers to what a script expects. It refuses to know scripts.
mod expect;
mod meanwhile;

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::bail;
use jiff::Timestamp;
use tokio::{net::TcpListener, runtime::Handle, sync::watch};

use super::{
    demo,
    parts::{self, Sources},
    replay::DIALECTS,
};
use crate::{
    call::keys::Keys,
    clock::{Chance, Clock},
    config::{self, Settings},
    desk::Desk,
    flow::visits::Visits,
    http::{self, Doors, metrics::Metrics},
    line::world::{BoxFuture, Setting, World, Worlds},
    work,
};

/// Every script begins at this moment: a Monday at ten in the demo's zone, so that hours and dates are always the same.
const BEGINS: &str = "2030-01-07T15:00:00Z";
/// Signs the webhooks of scripts; it protects nothing but a server on loopback that lives for one script.
const TOKEN: &str = "token-of-a-scripted-world";

/// Worlds for scripts, each fresh.
pub fn worlds() -> Worlds {
    Arc::new(|settings| {
        Box::pin(async move {
            // On a thread of its own: rustc cannot see that opening a database may move between threads
            // (rust-lang/rust#100013).
            let opened = tokio::task::spawn_blocking(|| Handle::current().block_on(open(settings)));
            match opened.await {
                Ok(opened) => opened.map_err(|error| format!("{error:#}")),
                Err(broken) => Err(broken.to_string()),
            }
        })
    })
}

async fn open(given: Vec<Setting>) -> anyhow::Result<World> {
    let chance = Chance::system();
    let data = std::env::temp_dir().join(format!("paytone-world-{}-{}", std::process::id(), chance.digits(12)));
    let settings = settings(&data, &given)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let clock = clock()?;
    let sources = Sources { clock: clock.clone(), chance };
    let mut assembled = parts::assemble(&settings, sources, base_url.clone()).await?;
    // A script may be the very call that shows how a flow breaks: it is played, proven or not.
    assembled.certify = None;
    demo::seed(&assembled).await?;
    let pool = assembled.pool.clone();
    let desk = Desk::open(assembled).await?;
    let (stopping, stop) = watch::channel(false);
    let workers = tokio::spawn(work::run(desk.clone(), "script".to_owned(), settings.workers, stop.clone()));
    let doors = Doors {
        connector: None,
        desk: desk.clone(),
        base_url: base_url.clone(),
        twilio_tokens: vec![Keys::new(TOKEN.to_owned())],
        metrics: Metrics::apart()?,
    };
    let server = tokio::spawn(http::serve(listener, doors, stopped(stop)));
    let lines = Lines {
        base_url: format!("{base_url}/voice/twilio"),
        to: settings.biller.numbers.first().cloned().unwrap_or_default(),
        clock,
        desk: desk.clone(),
    };
    let beside = Arc::new(meanwhile::Beside {
        desk: desk.clone(),
        pool,
        held: Mutex::default(),
        line: {
            let lines = lines.clone();
            Box::new(move || lines.world())
        },
    });
    let questions = Arc::new(expect::Questions { desk: desk.clone(), data: data.clone() });
    Ok(World {
        expect: Box::new(move |words| {
            let questions = questions.clone();
            Box::pin(async move { questions.ask(&words).await })
        }),
        meanwhile: Box::new(move |words| {
            let beside = beside.clone();
            Box::pin(async move { beside.bring_about(&words).await })
        }),
        stop: Box::new(move || {
            Box::pin(async move {
                stopping.send_replace(true);
                // Whatever these tasks ended with, the script has its result already.
                drop((server.await, workers.await));
                drop(desk);
                drop(std::fs::remove_dir_all(&data));
            })
        }),
        ..lines.world()
    })
}

/// What every line into one application shares.
#[derive(Clone)]
struct Lines {
    base_url: String,
    to: String,
    clock: Clock,
    desk: Arc<Desk>,
}

impl Lines {
    /// A line of its own, that asks nothing and lets nothing happen.
    fn world(&self) -> World {
        let (clock, desk) = (self.clock.clone(), self.desk.clone());
        let nothing = |words: String| -> BoxFuture<Result<(), String>> {
            Box::pin(async move { Err(format!("another call cannot `{words}`")) })
        };
        World {
            base_url: self.base_url.clone(),
            auth_token: Keys::new(TOKEN.to_owned()),
            from: "+15550100777".to_owned(),
            to: self.to.clone(),
            starts_at: self.clock.now(),
            advance: Arc::new(move |by| clock.advance(by)),
            expect: Box::new(nothing),
            meanwhile: Box::new(nothing),
            visits: Box::new(move || {
                let desk = desk.clone();
                Box::pin(async move { went(&desk).await.map_err(|error| error.to_string()) })
            }),
            stop: Box::new(|| Box::pin(async {})),
        }
    }
}

/// What the calls went through. Each is run again, so that every script shows too that its calls can be replayed.
async fn went(desk: &Desk) -> anyhow::Result<Visits> {
    for call in desk.calls_since(Timestamp::MIN).await? {
        let replayed = desk.replay(call.as_str(), &DIALECTS).await?;
        if let Some(other) = replayed.iter().flat_map(|call| &call.turns).find(|turn| !turn.same) {
            bail!("turn {} of {call} at {} does not come out byte for byte (paytone replay)", other.turn, other.place);
        }
    }
    Ok(desk.visits().await?)
}

/// The demo's settings, quicker: light PIN hashes and a short PIN grid; then what the script asks for.
fn settings(data: &Path, given: &[Setting]) -> anyhow::Result<Settings> {
    let mut variables: BTreeMap<String, String> = [
        ("PAYTONE_DATA".to_owned(), data.display().to_string()),
        ("PAYTONE_DATABASE_URL".to_owned(), format!("sqlite:{}", data.join("paytone.sqlite").display())),
        ("PAYTONE_KEY_FILE".to_owned(), data.join("keys").display().to_string()),
        ("PAYTONE_PIN_MEMORY_KIB".to_owned(), "64".to_owned()),
        ("PAYTONE_PIN_ANSWER_MS".to_owned(), "20".to_owned()),
        ("PAYTONE_SANDBOX_SLOW_MS".to_owned(), "300".to_owned()),
    ]
    .into();
    for setting in given {
        variables.insert(config::keys::variable(&setting.name), setting.value.clone());
    }
    let environment: Vec<(String, String)> = variables.into_iter().collect();
    let sources = config::Sources { file: None, environment: &environment };
    Settings::read(&sources).map_err(|faults| anyhow::anyhow!("the script's settings cannot be used:\n{faults}"))
}

fn clock() -> anyhow::Result<Clock> {
    let clock = Clock::shifted();
    let begins: Timestamp = BEGINS.parse()?;
    let ahead = begins.duration_since(clock.now());
    clock.advance(Duration::try_from(ahead)?);
    Ok(clock)
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can say stop any more: then stop.
    let _gone = stop.wait_for(|stop| *stop).await.is_err();
}
