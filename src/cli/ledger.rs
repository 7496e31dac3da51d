//! `paytone ledger`: the balances of the books, a controller's reports, and whether the books are right. It refuses to know
//! what right means.
mod adjust;
mod export;
pub(super) mod reports;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::json;

use super::{Common, Ending, config, parts, print};
use crate::store::ledger;

/// `paytone ledger`.
#[derive(Debug, Args)]
pub struct Ledger {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show what every ledger account holds: debits less credits
    Balances,
    /// Print the trial balance: debits and credits in two columns that come to the same, customers' accounts in one sum each
    Trial,
    /// Print what an account was billed and paid, and what it owed after each
    Statement {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
    },
    /// Print what was paid by each channel
    Channels {
        /// From this day on [default: the first]
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Option<Date>,
        /// Up to this day [default: the last]
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<Date>,
    },
    /// Change what a bill owes, or give it up; above the biller's limit another person has to agree
    Adjust(adjust::Adjust),
    /// Agree to a change that waits, or refuse it
    Answer(adjust::Answer),
    /// List changes, those that wait first
    Adjustments {
        /// At most so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
        most: i64,
    },
    /// Write the postings of a closed day for the biller's own books, by `[export]` of the billing rules: the same file each time
    Export(export::Export),
    /// Compute everything again and name the first wrong row
    Verify,
}

impl Ledger {
    /// Prints balances, or verifies the books.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        match &self.action {
            Action::Balances => {
                let store = parts::store(&settings).await?;
                for row in ledger::balances(store.reader()).await? {
                    print(&if common.json {
                        json!({"account": row.account, "balance": row.balance}).to_string()
                    } else {
                        format!("{:>16}  {}", row.balance.to_string(), row.account)
                    })?;
                }
                Ok(Ending::Done)
            }
            Action::Adjust(adjust) => adjust.run(common, &settings).await,
            Action::Answer(answer) => answer.run(common, &settings).await,
            Action::Adjustments { most } => adjust::list(&parts::store(&settings).await?, *most, common).await,
            Action::Trial => reports::trial(&parts::store(&settings).await?, common).await,
            Action::Statement { account } => reports::statement(&parts::store(&settings).await?, account, common).await,
            Action::Channels { since, until } => {
                reports::channels((&parts::store(&settings).await?, &settings), (*since, *until), common).await
            }
            Action::Export(export) => export.run(common, &settings).await,
            Action::Verify => {
                let desk = parts::desk(&settings).await?;
                let audit = desk.verify_books().await?;
                print(&if common.json { serde_json::to_string(&audit)? } else { audit.to_string() })?;
                Ok(if audit.clean() { Ending::Done } else { Ending::CheckFailed })
            }
        }
    }
}
