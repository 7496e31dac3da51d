//! `paytone run due`: one pass of the runner that a server makes by itself. It refuses to know what is due.
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Common, Ending, config, parts, print};
use crate::desk::agreements::{Ran, What};

/// `paytone run`.
#[derive(Debug, Args)]
pub struct Run {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Announce, charge and settle what is due, keep or break what is watched; run twice, it does each thing once
    Due {
        /// The biller's day; one that has not come only for the demo's biller or a dry run [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Option<Date>,
        /// Say what would be charged, as far as it is planned, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
}

impl Run {
    /// Makes one pass; a running server's workers make the charges.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        let Action::Due { day, dry_run } = &self.action;
        // looking ahead is harmless, doing things ahead is not
        let today = match day {
            Some(day) if *dry_run => *day,
            asked => parts::day(&desk, &settings, "--day", *asked)?,
        };
        let worker = format!("run-{}-{}", std::process::id(), desk.now());
        let ran = if *dry_run { desk.would_draw(today).await? } else { desk.run_due(today, &worker).await? };
        let mut asked_for = 0_i64;
        for one in &ran {
            if one.what == What::Asked {
                asked_for = asked_for.saturating_add(one.amount.map_or(0, |amount| amount.minor));
            }
            print(&if common.json { serde_json::to_string(one)? } else { text(one) })?;
        }
        if !common.json {
            let sum = crate::money::Money::new(asked_for, settings.terms().currency);
            let verb = if *dry_run { "would be" } else { "are" };
            print(&format!("{} things on {today}; {sum} {verb} charged", ran.len()))?;
        }
        Ok(Ending::Done)
    }
}

fn text(ran: &Ran) -> String {
    let what = match ran.what {
        What::Announced { draw_on } => format!("announced, charged on {draw_on}"),
        What::Asked => "charged".to_owned(),
        What::Nothing => "nothing is payable".to_owned(),
        What::Paid => "paid".to_owned(),
        What::Again { draw_on } => format!("declined, tried again on {draw_on}"),
        What::Failed => "failed".to_owned(),
        What::Dropped => "dropped".to_owned(),
        What::Kept => "kept".to_owned(),
        What::Broken => "broken".to_owned(),
    };
    let due = ran.due_on.map_or_else(String::new, |on| format!("  due {on}"));
    let amount = ran.amount.map_or_else(String::new, |amount| format!("  {amount}"));
    format!("{}  {}  {}{due}{amount}  {what}", ran.agreement, ran.account, ran.kind.word())
}
