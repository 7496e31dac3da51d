//! `paytone credits`: what closed accounts paid too much: whose owners are told, sent a check, or whose credit is the state's. It
//! refuses to know when.
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    desk::dormant::{DormantCredit, DormantFault},
    store::undoings::UndoingRow,
};

/// `paytone credits`.
#[derive(Debug, Args)]
pub struct Credits {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List credits of closed accounts: when each is dormant, and where it stands
    Dormant {
        /// [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Option<Date>,
        /// Write to the owners of those that are soon dormant, each once
        #[arg(long)]
        tell: bool,
    },
    /// Hold dormant credits for the state, once their owners were told and had time
    Escheat {
        /// [default: today]
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Option<Date>,
        #[arg(long)]
        by: String,
    },
    /// Give the credits of a closed account back by check
    Refund {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
        /// The check's number
        #[arg(long)]
        check: String,
        #[arg(long)]
        by: String,
    },
}

impl Credits {
    /// Lists, tells, escheats or refunds.
    ///
    /// # Errors
    /// `WrongUsage` for what cannot be; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Dormant { day, tell } => {
                let day = parts::day(&desk, &settings, "--day", *day)?;
                let listed = if *tell { desk.tell_dormant(day).await } else { desk.dormant_credits(day).await };
                for credit in listed.map_err(usage)? {
                    print(&if common.json { serde_json::to_string(&credit)? } else { text(&credit) })?;
                }
            }
            Action::Escheat { day, by } => {
                let day = parts::day(&desk, &settings, "--day", *day)?;
                show(&desk.escheat(day, by).await.map_err(usage)?, common)?;
            }
            Action::Refund { account, check, by } => {
                let account = payments::account(desk.store(), account).await?;
                show(&desk.refund_credits(&account, check, by).await.map_err(usage)?, common)?;
            }
        }
        Ok(Ending::Done)
    }
}

fn usage(fault: DormantFault) -> anyhow::Error {
    match fault {
        DormantFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

fn show(rows: &[UndoingRow], common: &Common) -> anyhow::Result<()> {
    for row in rows {
        let to = row.out_of.as_deref().unwrap_or_default();
        print(&if common.json {
            serde_json::to_string(row)?
        } else {
            format!("{}  {}  {}  {to}", row.payment, row.kind.as_text(), row.amount)
        })?;
    }
    Ok(())
}

fn text(credit: &DormantCredit) -> String {
    let DormantCredit { payment, pay_bill_number, amount, jurisdiction, dormant_on, told_on, stage, .. } = credit;
    let told = told_on.map_or_else(|| "not told".to_owned(), |on| format!("told on {on}"));
    let place = jurisdiction.as_deref().unwrap_or("-");
    format!("{pay_bill_number}  {payment}  {amount:>14}  {place}  dormant on {dormant_on}  {told}  {stage:?}")
}
