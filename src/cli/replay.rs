//! `paytone replay`: stored calls run again, byte for byte on their own flow, or on a changed one to see what callers would
//! have heard otherwise. It refuses to know how a call is stepped (`desk::replay`).
mod columns;
mod sum;

use std::{path::PathBuf, time::Duration};

use anyhow::Context;
use clap::Args;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

use super::{Common, Ending, WrongUsage, check, config, flows, parts, print};
use crate::{
    clock::Clock,
    desk::{
        Desk, DeskError,
        replay::{Compared, Replayed},
    },
    flow::{Flow, source},
    telephony::{Dialect, twilio},
};
use sum::Sum;

/// Every dialect in which a call may have been answered.
pub(super) const DIALECTS: [&Dialect; 1] = [&twilio::DIALECT];

/// `paytone replay`.
#[derive(Debug, Args)]
#[command(
    after_help = "A call is run under the terms that its turns were answered under, not under today's settings.\n\n\
    Exit status: 1 when a reply does not come out as it was stored, or a call cannot be run again. With --against \
    differences are what is asked for, so the status is 0."
)]
pub struct Replay {
    /// The call (call_…), or the six digits whispered to an agent
    #[arg(value_name = "CALL", conflicts_with = "since", required_unless_present = "since")]
    call: Option<String>,
    /// Every call that began since: 7d, 12h or 30m ago, or a day (YYYY-MM-DD) in the biller's time zone
    #[arg(long, value_name = "SPAN|DAY", value_parser = Since::read)]
    since: Option<Since>,
    /// Run them on the flow of this folder instead of their own, and list what callers would have heard otherwise
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
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
        let settings = config::settings(common)?;
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
    let (mut other, mut turns, mut unread) = (0, 0, 0);
    for call in calls {
        let Some(replayed) = readable(desk.replay(call, &DIALECTS).await, call, common)? else {
            unread += 1;
            continue;
        };
        turns += replayed.turns.len();
        other += usize::from(!replayed.same());
        print_replayed(&replayed, common)?;
    }
    if !common.json {
        let run = calls.len() - unread;
        print(&format!("{run} calls with {turns} turns run again, {other} differ{}", not_run(unread)))?;
    }
    if other > 0 && !common.json {
        print(
            "a reply holds tokens of the key file and is written by a program: run this with those of then (a call of a \
             program that kept no terms needs the settings of then too)",
        )?;
    }
    Ok(if other + unread == 0 { Ending::Done } else { Ending::CheckFailed })
}

/// What came of one call. One that this program cannot read (another wrote it) is told and passed over, so that it hides
/// no other.
fn readable<T>(found: Result<Option<T>, DeskError>, call: &str, common: &Common) -> anyhow::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found.ok_or_else(|| missing(call))?)),
        Err(DeskError::Flow(says)) => {
            let object = json!({"call": call, "not_run": says});
            print(&if common.json { object.to_string() } else { format!("{call}  cannot be run again: {says}") })?;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn not_run(unread: usize) -> String {
    if unread == 0 { String::new() } else { format!(", {unread} could not be run") }
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
    let (mut otherwise, mut left, mut unread, mut sum) = (0, 0, 0, Sum::default());
    for call in calls {
        let Some(compared) = readable(desk.replay_on(call, flow).await, call, common)? else {
            unread += 1;
            continue;
        };
        otherwise += usize::from(!compared.otherwise.is_empty());
        left += usize::from(compared.left.is_some());
        if common.json {
            print(&serde_json::to_string(&compared)?)?;
        } else if let [_] = calls {
            print_compared(&compared)?;
        } else {
            sum.add(compared);
        }
    }
    if !common.json {
        for line in sum.lines() {
            print(&line)?;
        }
        let run = calls.len() - unread;
        print(&format!(
            "{run} calls run again, {otherwise} would have heard something else, {left} could not be followed to their \
             end{}",
            not_run(unread)
        ))?;
    }
    Ok(if unread == 0 { Ending::Done } else { Ending::CheckFailed })
}

/// One call, turn by turn; nothing when it would have gone the same.
fn print_compared(compared: &Compared) -> anyhow::Result<()> {
    if compared.otherwise.is_empty() && compared.left.is_none() {
        return Ok(());
    }
    print(&format!("{}  began {}  {} turns", compared.call, compared.began_at, compared.turns))?;
    for turn in &compared.otherwise {
        print(&format!("  turn {} at {}: {}", turn.turn, turn.places(), turn.heard))?;
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
