//! `paytone ledger`: the balances of the books, and whether they are right. It refuses to know what right means.
use clap::{Args, Subcommand};
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
        match self.action {
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
            Action::Verify => {
                let desk = parts::desk(&settings).await?;
                let audit = desk.verify_books().await?;
                print(&if common.json { serde_json::to_string(&audit)? } else { audit.to_string() })?;
                Ok(if audit.clean() { Ending::Done } else { Ending::CheckFailed })
            }
        }
    }
}
