//! `paytone load`: whole calls against a server of this machine, many at once, then how fast it answered. It refuses to
//! know what is said: it keys what it was told to key and counts.
mod driver;
mod tally;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Instant,
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    Common, Ending, WrongUsage,
    call::{Reach, SharedKeys, fresh_sid, reach, secret},
    print,
};
use crate::{
    call::keys::Keys,
    clock::{Chance, Clock},
    line::{self, Clockwork, Line, Pace, Setup, TypeAhead, wire},
};
use driver::{Driver, Gate, Plan};
use tally::Tally;

/// `paytone load`.
#[derive(Debug, Args)]
pub struct Load {
    /// The server's first webhook, on this machine [default: this Paytone's own]
    #[arg(long)]
    url: Option<String>,
    /// The number dialled [default: the biller's first]
    #[arg(long)]
    to: Option<String>,
    /// The auth token that signs [default: the configured one, else the demo's in the data folder]
    #[arg(long, value_parser = secret)]
    token: Option<SharedKeys>,
    /// The folder of the demo's token [default: the setting data]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// How many calls in all
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    calls: u32,
    /// How many at once
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=4096))]
    concurrency: u32,
    /// Count only turns past the PIN; the first callers wait for each other there
    #[arg(long)]
    after_pin: bool,
    /// Pay-bill number keyed by every call
    #[arg(long)]
    number: String,
    /// The account's PIN
    #[arg(long, value_parser = secret)]
    pin: SharedKeys,
    /// Keyed at the greeting to choose the language
    #[arg(long, default_value = "1")]
    language_key: String,
    /// Menu turns past the PIN, each keyed 9 (repeat)
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    turns: u32,
    /// Pay the balance with the default method instead of wandering; the read-back takes its real time
    #[arg(long)]
    pay: bool,
}

impl Load {
    /// Calls until all calls are over, then prints what was measured.
    ///
    /// # Errors
    /// `WrongUsage` for a URL that is not of this machine or a missing token.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let Reach { url, to, token } =
            reach(common, (self.url.as_deref(), self.to.as_deref()), self.token.as_ref(), self.data.as_ref())?;
        wire::loopback(&url).map_err(|fault| WrongUsage(fault.to_string()))?;
        let keyed = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'*' | b'#'));
        if ![self.number.as_str(), self.language_key.as_str(), self.pin.expose()].into_iter().all(keyed) {
            return Err(WrongUsage(
                "--number, --pin and --language-key are keys of a telephone: digits, * and #".into(),
            )
            .into());
        }
        let bar = ProgressBar::new(u64::from(self.calls))
            .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} calls, {elapsed} gone, {eta} to go")?);
        let workers = self.concurrency.min(self.calls);
        let shared = Arc::new(Shared {
            plan: self.plan(),
            gate: Gate::new(workers),
            left: AtomicU32::new(self.calls),
            bar,
            http: wire::client()?,
            token,
            url,
            to,
            chance: Chance::system(),
        });
        let began = Instant::now();
        let under_way: Vec<_> = (0..workers).map(|n| tokio::spawn(work(Arc::clone(&shared), n))).collect();
        let mut tally = Tally::default();
        for worker in under_way {
            tally.add(worker.await?);
        }
        shared.bar.finish_and_clear();
        let counted_from = if self.after_pin { shared.gate.opened_at().unwrap_or(began) } else { began };
        let result = tally.result(counted_from);
        print(&if common.json { result.json().to_string() } else { result.text() })?;
        Ok(if result.is_sound() { Ending::Done } else { Ending::CheckFailed })
    }

    fn plan(&self) -> Plan {
        let entry = |keys: &str| Arc::new(Keys::new(keys.to_owned()));
        let until_pin = vec![
            entry(&self.language_key),
            entry(&format!("{}#", self.number)),
            entry(&format!("{}#", self.pin.expose())),
        ];
        // pay: 1 at the main menu, 1 for the full balance by the default method, 1 after the read-back
        let past_pin =
            if self.pay { vec!["1"; 3] } else { vec!["9"; usize::try_from(self.turns).unwrap_or(usize::MAX)] };
        Plan {
            until_pin,
            past_pin: past_pin.into_iter().map(entry).collect(),
            real_time: if self.pay { driver::Speech::TakesItsTime } else { driver::Speech::Skipped },
            counted: if self.after_pin { driver::Counted::PastPin } else { driver::Counted::Everything },
        }
    }
}

/// What all workers use.
struct Shared {
    plan: Plan,
    gate: Gate,
    /// Calls not begun yet.
    left: AtomicU32,
    bar: ProgressBar,
    http: reqwest::Client,
    token: Keys,
    url: String,
    to: String,
    chance: Chance,
}

/// One call after another until none is left.
async fn work(shared: Arc<Shared>, worker: u32) -> Tally {
    let mut tally = Tally::default();
    let arrived = AtomicBool::new(false);
    while shared.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        let setup = Setup {
            url: shared.url.clone(),
            status_url: Some(format!("{}/status", shared.url.trim_end_matches('/'))),
            // strangers, so that every caller hears the greeting's language menu
            from: format!("+1555019{worker:04}"),
            to: shared.to.clone(),
            attested: None,
            sid: fresh_sid(&shared.chance),
        };
        let line = Line {
            http: shared.http.clone(),
            token: Keys::new(shared.token.expose().to_owned()),
            clock: Clockwork::alone(Clock::system().now()),
            type_ahead: TypeAhead::Dropped,
            pace: Pace::Spoken,
        };
        let mut driver = Driver::new(&shared.plan, &shared.gate, &arrived);
        let ended = line::Call::dial(line, setup, &mut driver).await;
        tally.call(driver.counted(), ended);
        shared.gate.arrive(&arrived);
        shared.bar.inc(1);
    }
    shared.gate.arrive(&arrived);
    tally
}
