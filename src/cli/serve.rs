//! `paytone serve`: opens everything, answers calls and works until it is told to stop. It refuses to know what a call says.
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};

use super::{
    Common, Ending, config, demo, log,
    parts::{self, Sources},
    print, reload, token,
};
use crate::{
    config::Settings,
    desk::Desk,
    http::{self, Doors, metrics::Metrics},
    work,
};

/// How long jobs under way may go on after the server was told to stop; a charge itself is bounded by less.
const JOBS_END_WITHIN: Duration = Duration::from_secs(35);
/// Between two bounds of what histograms hold.
const SETTLE_METRICS: Duration = Duration::from_secs(5);

/// `paytone serve`.
#[derive(Debug, Default, Args)]
pub struct Serve {
    /// Answer calls by a flow that is checked but not proven: for work on loopback only
    #[arg(long)]
    unproven: bool,
}

impl Serve {
    /// Answers calls until SIGTERM or SIGINT, then finishes turns and jobs under way.
    ///
    /// # Errors
    /// Whatever cannot be opened, with the remedy.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let mut settings = config::settings(common)?;
        if self.unproven {
            parts::allow_unproven(&settings)?;
        }
        log::start(&settings)?;
        // before anything is opened: a stop while starting is heard too
        let (stopping, stop) = watch::channel(false);
        until_told(stopping)?;
        let metrics = Metrics::install()?;
        let listener = TcpListener::bind(settings.listen)
            .await
            .with_context(|| format!("{} (setting listen) cannot be listened on", settings.listen))?;
        let base_url = settings.base_url(listener.local_addr()?);
        let sources = Sources::system();
        let mut assembled = parts::assemble(&settings, sources.clone(), base_url.clone()).await?;
        if self.unproven {
            assembled.certify = None;
        }
        if settings.twilio.auth_tokens.is_empty() {
            settings.twilio.auth_tokens.push(token::read_or_make(&settings.data, &sources.chance)?);
        }
        if settings.biller.demo {
            demo::seed(&assembled).await?;
        }
        let desk = Desk::open(assembled).await?;
        announce(&settings, &base_url, common)?;
        if self.unproven {
            warn_of_unproven(common)?;
        }
        let name = format!("{}-{}", std::process::id(), sources.chance.digits(6));
        let workers = tokio::spawn(work::run(desk.clone(), name, settings.workers, stop.clone()));
        let reloaded = tokio::spawn(reload::watch(desk.clone(), reload::folder(&settings), stop.clone()));
        let settled = tokio::spawn(settle(metrics.clone(), stop.clone()));
        let connector = settings.connector.map(|of| http::Connector { user: of.user, passwords: of.passwords });
        let doors = Doors { desk, base_url, twilio_tokens: settings.twilio.auth_tokens, connector, metrics };
        http::serve(listener, doors, stopped(stop)).await?;
        settled.await?;
        reloaded.await?;
        if tokio::time::timeout(JOBS_END_WITHIN, workers).await.is_err() {
            tracing::warn!("jobs were still under way when time was up; they go on by their keys at the next start");
        }
        tracing::info!("stopped");
        Ok(Ending::Done)
    }
}

/// Said at every start, on the screen and in the log.
fn warn_of_unproven(common: &Common) -> anyhow::Result<()> {
    let says = "UNPROVEN: flows are checked but not proven (--unproven); nothing is known of what a call can do";
    tracing::warn!("{says}");
    print(&if common.json { json!({"unproven": true, "says": says}).to_string() } else { says.to_owned() })
}

/// Says stop at the first signal; a second one ends the process at once.
fn until_told(stopping: watch::Sender<bool>) -> anyhow::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: no new calls; turns and jobs under way are finished");
        stopping.send_replace(true);
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        std::process::exit(130);
    });
    Ok(())
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // an error means that nobody can say stop any more: then stop
    let _gone = stop.wait_for(|stop| *stop).await.is_err();
}

async fn settle(metrics: Metrics, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(SETTLE_METRICS) => metrics.settle(),
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Tells where calls are answered and, for the demo, how to make one at once.
fn announce(settings: &Settings, base_url: &str, common: &Common) -> anyhow::Result<()> {
    let biller = &settings.biller;
    let voice = format!("{base_url}/voice/twilio");
    if common.json {
        let numbers = &biller.numbers;
        return print(&json!({"voice_url": voice, "numbers": numbers}).to_string());
    }
    print(&format!("{} answers calls to {} at {voice}", biller.terms.biller, biller.numbers.join(", ")))?;
    if biller.demo {
        print(&demo::how_to_call(settings)?)?;
    }
    Ok(())
}
