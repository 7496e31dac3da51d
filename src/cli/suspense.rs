//! `paytone suspense`: money for nobody that we know, as a worklist. It refuses to know how money is booked.
use clap::{Args, Subcommand};
use serde_json::Value;

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    desk::receive::ReceiveFault,
    desk::suspense::{AssignFault, Assignment},
    id::SuspenseId,
    store::{bills, suspense},
};

/// `paytone suspense`.
#[derive(Debug, Args)]
pub struct Suspense {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The worklist: what waits for somebody, the oldest first
    List {
        #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
        most: i64,
    },
    /// Give money to an account: it becomes a payment
    Assign {
        /// The money, as susp_…
        item: String,
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
        /// The bill to pay first, by its number as printed
        #[arg(long, value_name = "NUMBER")]
        bill: Option<String>,
        /// The clerk
        #[arg(long)]
        by: String,
    },
}

impl Suspense {
    /// Lists or assigns.
    ///
    /// # Errors
    /// `WrongUsage` for money or an account that is not there; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let desk = parts::desk(&config::settings(common)?).await?;
        match &self.action {
            Action::List { most } => {
                let waiting = suspense::waiting(desk.store().reader(), *most).await?;
                for row in &waiting {
                    let value = serde_json::to_value(row)?;
                    let reason = value.get("reason").and_then(Value::as_str).unwrap_or_default();
                    print(&if common.json {
                        value.to_string()
                    } else {
                        let number = row.number.as_deref().unwrap_or("no number");
                        format!(
                            "{}  {}  {:>14}  {reason:<15}  {number}  {}  {}",
                            row.item,
                            row.received_on,
                            row.amount.to_string(),
                            row.source,
                            row.remark
                        )
                    })?;
                }
                if !common.json {
                    print(&format!("{} items wait in suspense", waiting.len()))?;
                }
            }
            Action::Assign { item, account: name, bill, by } => {
                let account = payments::account(desk.store(), name).await?;
                let bill = match bill {
                    Some(number) => {
                        let found = bills::find(desk.store().reader(), &account, number).await?;
                        Some(found.ok_or_else(|| WrongUsage(format!("--bill: account {name} has no bill {number}")))?)
                    }
                    None => None,
                };
                let assignment =
                    Assignment { item: SuspenseId::from_stored(item.clone()), account, bill, by: by.clone() };
                let row = desk.assign(&assignment).await.map_err(refused)?;
                print(&if common.json { payments::json(&row).to_string() } else { payments::text(&row) })?;
            }
        }
        Ok(Ending::Done)
    }
}

fn refused(fault: AssignFault) -> anyhow::Error {
    match fault {
        AssignFault::Desk(fault) | AssignFault::Refused(ReceiveFault::Desk(fault)) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}
