//! `paytone numbers`: a new number for an account, several accounts under one and what each is called, and where every old
//! number leads. It refuses to know how a number is made.
use clap::{Args, Subcommand};

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    desk::numbers::{NumberFault, Under},
    store::numbers::{self, NumberRow},
};

/// `paytone numbers`.
#[derive(Debug, Args)]
pub struct Numbers {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give an account a new number; the old one leads on to it for ever, and the PIN stays
    Transfer {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
        /// The new number [default: one that was never given out]
        #[arg(long, value_name = "NUMBER")]
        to: Option<String>,
        #[arg(long)]
        by: String,
    },
    /// Put an account under another's number: its number leads on to that one
    Merge {
        account: String,
        /// The account whose number and PIN stay
        #[arg(long, value_name = "NUMBER")]
        into: String,
        #[arg(long)]
        by: String,
    },
    /// Put several accounts under one new number; the first one's PIN opens it
    Consolidate {
        #[arg(required = true, num_args = 2..)]
        accounts: Vec<String>,
        /// The new number [default: one that was never given out]
        #[arg(long, value_name = "NUMBER")]
        to: Option<String>,
        #[arg(long)]
        by: String,
    },
    /// Say what callers with several accounts hear this one called, such as its service address
    Label {
        account: String,
        /// The words; without them it is called by its number again
        label: Option<String>,
    },
    /// Show every number that leads to an account
    Show { account: String },
}

impl Numbers {
    /// Changes or shows numbers.
    ///
    /// # Errors
    /// `WrongUsage` for what cannot be; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let desk = parts::desk(&config::settings(common)?).await?;
        let store = desk.store();
        let rows = match &self.action {
            Action::Transfer { account, to, by } => {
                let account = payments::account(store, account).await?;
                desk.transfer_number(&account, to.as_deref(), by).await.map_err(refused)?
            }
            Action::Merge { account, into, by } => {
                let (account, into) = (payments::account(store, account).await?, payments::account(store, into).await?);
                desk.consolidate(&[account], &into, Under::Its, by).await.map_err(refused)?
            }
            Action::Consolidate { accounts, to, by } => {
                let mut all = Vec::new();
                for name in accounts {
                    all.push(payments::account(store, name).await?);
                }
                let Some((lead, members)) = all.split_first() else { return Ok(Ending::Done) };
                let under = to.as_deref().map_or(Under::Fresh, Under::New);
                desk.consolidate(members, lead, under, by).await.map_err(refused)?
            }
            Action::Label { account, label } => {
                let account = payments::account(store, account).await?;
                desk.label_account(&account, label.as_deref()).await.map_err(refused)?;
                numbers::of_account(store.reader(), &account).await?
            }
            Action::Show { account } => {
                numbers::of_account(store.reader(), &payments::account(store, account).await?).await?
            }
        };
        for row in &rows {
            print(&if common.json { serde_json::to_string(row)? } else { text(row) })?;
        }
        Ok(Ending::Done)
    }
}

fn refused(fault: NumberFault) -> anyhow::Error {
    match fault {
        NumberFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

fn text(row: &NumberRow) -> String {
    let NumberRow { number, current, account, since, by } = row;
    match (since, by) {
        (Some(since), Some(by)) => format!("{number}  {account}  leads on to {current} since {since} by {by}"),
        _ => format!("{number}  {account}  current"),
    }
}
