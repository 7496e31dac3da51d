//! `paytone replay`: stored calls run again, byte for byte on their own flow, or on a changed one to see what callers would
//! have heard otherwise. It refuses to know how a call is stepped (`desk::replay`).
mod columns;

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use clap::Args;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

use super::{Common, Ending, WrongUsage, check, config, flows, parts, print};
use crate::{
    clock::Clock,
    desk::{
        Desk,
        replay::{Compared, Replayed},
    },
    flow::{Flow, source},
    telephony::{Dialect, twilio},
};

/// Every dialect in which a call may have been answered.
const DIALECTS: [&Dialect; 1] = [&twilio::DIALECT];

/// `paytone replay`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 1 when a reply does not come out as it was stored. With --against differences are \
    what is asked for, so the status is 0."
)]
#[group(id = "which", required = true, multiple = true, args = ["call", "since"])]
pub struct Replay {
    /// The call (call_…), or the six digits whispered to an agent
    #[arg(value_name = "CALL", conflicts_with = "since")]
    call: Option<String>,
    /// Every call that began since: 7d, 12h or 30m ago, or a day (YYYY-MM-DD) in the biller's time zone
    #[arg(long, value_name = "SPAN|DAY", value_parser = Since::read)]
    since: Option<Since>,
    /// Run them on the flow of this folder instead of their own, and list what callers would have heard otherwise
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
    /// The public address when the calls were answered: replies hold it [default: as the settings say]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

/// Since when calls are run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Ago(Duration),
    Day(Date),
}

impl Since {
    fn read(text: &str) -> Result<Self, String> {
        let refused = || format!("`{text}` is no span of time: write 7d, 12h, 30m or a day such as 2026-11-23");
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        let unit = text.chars().last().ok_or_else(refused)?;
        let seconds = match unit {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            _ => return Err(refused()),
        };
        let number = text.strip_suffix(unit).and_then(|number| number.parse::<u64>().ok()).ok_or_else(refused)?;
        number.checked_mul(seconds).map(|seconds| Self::Ago(Duration::from_secs(seconds))).ok_or_else(refused)
    }

    fn moment(self, zone: &TimeZone) -> anyhow::Result<Timestamp> {
        match self {
            Self::Ago(span) => Clock::system().now().checked_sub(span).context("--since: too long ago"),
            Self::Day(day) => Ok(day.to_zoned(zone.clone()).context("--since")?.timestamp()),
        }
    }
}

impl Replay {
    /// Runs one call or many again and says what differs.
    ///
    /// # Errors
    /// `WrongUsage` for a call or folder that is not there; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let mut settings = config::settings(common)?;
        if let Some(url) = &self.public_url {
            settings.public_url = Some(url.trim_end_matches('/').to_owned());
        }
        let changed = match &self.against {
            None => None,
            Some(folder) => {
                let source = flows::main(flows::read(folder)?.flows, &folder.display().to_string())?;
                match source::load(&source) {
                    Ok(flow) => Some(flow),
                    Err(faults) => {
                        for fault in &faults {
                            print(&check::shown(fault, common))?;
                        }
                        return Ok(Ending::CheckFailed);
                    }
                }
            }
        };
        let desk = parts::desk(&settings).await?;
        let calls = match (&self.call, self.since) {
            (Some(call), _) => vec![call.clone()],
            (None, Some(since)) => {
                let since = since.moment(&settings.terms().time_zone)?;
                desk.calls_since(since).await?.iter().map(|call| call.as_str().to_owned()).collect()
            }
            (None, None) => Vec::new(),
        };
        match changed {
            None => exactly(&desk, &calls, common).await,
            Some(flow) => against(&desk, &calls, &flow, common).await,
        }
    }
}

fn missing(call: &str) -> WrongUsage {
    WrongUsage(format!("there is no call {call}; a code is valid for its own transfer only"))
}

async fn exactly(desk: &Desk, calls: &[String], common: &Common) -> anyhow::Result<Ending> {
    let (mut other, mut turns) = (0, 0);
    for call in calls {
        let replayed = desk.replay(call, &DIALECTS).await?.ok_or_else(|| missing(call))?;
        turns += replayed.turns.len();
        other += usize::from(!replayed.same());
        print_replayed(&replayed, common)?;
    }
    if !common.json {
        let sum = format!("{} calls with {turns} turns run again, {other} differ", calls.len());
        print(&sum)?;
    }
    if other > 0 && !common.json {
        print(
            "a reply holds settings of its time (public_url, biller.…) and tokens of the key file: run this with those, \
             and with the same program; --public-url names the address of then",
        )?;
    }
    Ok(if other == 0 { Ending::Done } else { Ending::CheckFailed })
}

fn print_replayed(replayed: &Replayed, common: &Common) -> anyhow::Result<()> {
    if common.json {
        let mut object = serde_json::to_value(replayed)?;
        object["same"] = json!(replayed.same());
        return print(&object.to_string());
    }
    let (call, turns) = (&replayed.call, replayed.turns.len());
    if replayed.same() {
        return print(&format!("{call}  {turns} turns, every reply the same byte for byte"));
    }
    for turn in replayed.turns.iter().filter(|turn| !turn.same) {
        let (number, place) = (turn.turn, &turn.place);
        let (stored, now) = (short(&turn.stored_sha256), short(&turn.sha256));
        print(&format!("{call}  turn {number} at {place} differs: SHA-256 {stored} was stored, {now} comes out now"))?;
    }
    Ok(())
}

fn short(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

async fn against(desk: &Desk, calls: &[String], flow: &Flow, common: &Common) -> anyhow::Result<Ending> {
    let (mut otherwise, mut left) = (0, 0);
    for call in calls {
        let compared = desk.replay_on(call, flow).await?.ok_or_else(|| missing(call))?;
        otherwise += usize::from(!compared.otherwise.is_empty());
        left += usize::from(compared.left.is_some());
        if common.json {
            print(&serde_json::to_string(&compared)?)?;
        } else {
            print_compared(&compared)?;
        }
    }
    if !common.json {
        let calls = calls.len();
        print(&format!(
            "{calls} calls run again, {otherwise} would have heard something else, {left} could not be followed to their end"
        ))?;
    }
    Ok(Ending::Done)
}

/// Only calls that would have gone otherwise are shown.
fn print_compared(compared: &Compared) -> anyhow::Result<()> {
    if compared.otherwise.is_empty() && compared.left.is_none() {
        return Ok(());
    }
    print(&format!("{}  began {}  {} turns", compared.call, compared.began_at, compared.turns))?;
    for turn in &compared.otherwise {
        let place = if turn.place == turn.new_place {
            turn.place.clone()
        } else {
            format!("{}, now {}", turn.place, turn.new_place)
        };
        print(&format!("  turn {} at {place}: {}", turn.turn, turn.heard))?;
        for line in columns::beside(&turn.old, &turn.new) {
            print(&format!("    {line}"))?;
        }
    }
    if let Some(left) = &compared.left {
        print(&format!("  turn {} cannot be followed ({}): {}", left.turn, left.heard, left.why))?;
    }
    print("")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::CommandLine;

    #[test]
    fn since_is_a_span_or_a_day() {
        assert_eq!(Since::read("7d").unwrap(), Since::Ago(Duration::from_secs(604_800)));
        assert_eq!(Since::read("90m").unwrap(), Since::Ago(Duration::from_secs(5_400)));
        assert_eq!(Since::read("2026-11-23").unwrap(), Since::Day(jiff::civil::date(2026, 11, 23)));
        for wrong in ["", "d", "7", "-1d", "7w", "7é", "99999999999999999999d", "999999999999999999d"] {
            assert!(Since::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_call_or_a_span_is_asked_for() {
        let parse = |words: &str| CommandLine::try_parse_from(words.split(' ')).is_ok();
        for right in ["call_1", "--since 7d", "--since 7d --against voice-flows", "call_1 --against x --json"] {
            assert!(parse(&format!("paytone replay {right}")), "{right}");
        }
        for wrong in ["--against voice-flows", "call_1 --since 7d", "--since soon"] {
            assert!(!parse(&format!("paytone replay {wrong}")), "{wrong}");
        }
    }
}
