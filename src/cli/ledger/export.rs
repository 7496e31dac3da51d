//! `paytone ledger export`: the postings of a closed day into a file for the biller's own books. It refuses to know the form of
//! the file.
use std::{fs, path::PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde_json::json;

use crate::{
    cli::{Common, Ending, WrongUsage, parts, print},
    config::Settings,
    ledger::export,
    store::{closes, ledger},
};

/// `paytone ledger export`.
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The day on which they were posted
    #[arg(long, value_name = "YYYY-MM-DD")]
    day: Date,
    /// The file to write
    #[arg(long)]
    out: PathBuf,
    /// Of a day that is open too: more may be posted on it
    #[arg(long)]
    provisional: bool,
}

impl Export {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let rules = parts::rules(settings)?;
        let store = parts::store(settings).await?;
        let last = closes::last(store.reader()).await?;
        let closed = last.is_some_and(|last| self.day <= last);
        if !closed && !self.provisional {
            let day = self.day;
            let says = format!(
                "--day: {day} is open, and more may be posted on it: `paytone close --day {day}`, or --provisional"
            );
            return Err(WrongUsage(says).into());
        }
        let rows = ledger::posted_on(store.reader(), self.day).await?;
        let sums =
            export::sums(&rows).ok_or_else(|| anyhow::anyhow!("the postings come to more than can be counted"))?;
        let out = self.out.display();
        let unwritten = |fault| WrongUsage(format!("--out: {out} cannot be written: {fault}"));
        // whoever reads it meanwhile finds the old one or the new one
        let half = self.out.with_extension("part");
        fs::write(&half, rules.export.write(&rows)).map_err(unwritten)?;
        fs::rename(&half, &self.out).map_err(unwritten)?;
        if common.json {
            let object = json!({"day": self.day, "postings": rows.len(), "sums": sums, "provisional": !closed});
            return print(&object.to_string()).map(|()| Ending::Done);
        }
        for sum in &sums {
            print(&format!("debits {sum}, credits {sum}"))?;
        }
        let provisional = if closed { "" } else { " (provisional: the day is open)" };
        print(&format!("{} postings of {} written to {out}{provisional}", rows.len(), self.day))?;
        Ok(Ending::Done)
    }
}
