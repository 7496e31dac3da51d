//! `paytone disputes`: lines of bills that their owners do not accept. It refuses to know what a dispute holds back.
use clap::{Args, Subcommand, ValueEnum};

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    desk::disputes::{DisputeFault, Objection},
    id::DisputeId,
    money::Money,
    store::{
        bills,
        disputes::{self, DisputeRow, Verdict},
    },
};

/// `paytone disputes`.
#[derive(Debug, Args)]
pub struct Disputes {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Dispute a line of a bill: it is held from past due, autopay and late fees until it is resolved
    Open(Open),
    /// Resolve a dispute: one that is accepted gives a credit with its taxes, on the account's next bill
    ///
    /// A disputed tax gives none by itself: its credit goes with that of its charge.
    Resolve(Resolve),
    /// List disputes, the open ones first
    List {
        /// Only of this account: its pay-bill number or its id (acct_…)
        #[arg(long, value_name = "NUMBER")]
        account: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
        most: i64,
    },
}

#[derive(Debug, Args)]
struct Open {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// The bill, by its number as printed
    bill: String,
    /// The line, from 1
    line: i64,
    /// A part of the line [default: all of it]
    #[arg(long)]
    amount: Option<String>,
    /// What the customer says
    #[arg(long)]
    reason: String,
    /// The clerk
    #[arg(long)]
    by: String,
}

#[derive(Debug, Args)]
struct Resolve {
    /// The dispute: the number of its case, or its id (disp_…)
    dispute: String,
    #[arg(value_enum)]
    outcome: Outcome,
    /// Why
    #[arg(long)]
    note: String,
    /// The clerk
    #[arg(long)]
    by: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Outcome {
    /// The customer was right
    Accepted,
    Rejected,
}

impl Disputes {
    /// Opens, resolves or lists disputes.
    ///
    /// # Errors
    /// `WrongUsage` for what cannot be disputed or resolved; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        let rows = match &self.action {
            Action::Open(open) => {
                let account = payments::account(desk.store(), &open.account).await?;
                let bill = bills::find(desk.store().reader(), &account, &open.bill).await?;
                let missing = || WrongUsage(format!("account {} has no bill {}", open.account, open.bill));
                let amount = match &open.amount {
                    Some(text) => Some(
                        Money::parse(text, settings.terms().currency)
                            .map_err(|fault| WrongUsage(format!("--amount: {fault}")))?,
                    ),
                    None => None,
                };
                let objection = Objection {
                    account,
                    bill: bill.ok_or_else(missing)?,
                    line: open.line,
                    amount,
                    reason: open.reason.clone(),
                    by: open.by.clone(),
                };
                vec![desk.dispute(&objection).await.map_err(refused)?]
            }
            Action::Resolve(resolve) => {
                let dispute = DisputeId::from_stored(resolve.dispute.clone());
                let outcome = match resolve.outcome {
                    Outcome::Accepted => Verdict::Accepted,
                    Outcome::Rejected => Verdict::Rejected,
                };
                vec![desk.resolve(&dispute, outcome, &resolve.by, &resolve.note).await.map_err(refused)?]
            }
            Action::List { account, most } => {
                let account = payments::maybe_account(desk.store(), account.as_deref()).await?;
                disputes::list(desk.store().reader(), account.as_ref(), *most).await?
            }
        };
        for row in &rows {
            print(&if common.json { serde_json::to_string(row)? } else { text(row) })?;
        }
        Ok(Ending::Done)
    }
}

fn refused(fault: DisputeFault) -> anyhow::Error {
    match fault {
        DisputeFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

fn text(row: &DisputeRow) -> String {
    let state = match (row.outcome, &row.resolved_on, &row.resolved_by) {
        (Some(Verdict::Accepted), Some(on), Some(by)) => format!("accepted on {on} by {by}"),
        (Some(Verdict::Rejected), Some(on), Some(by)) => format!("rejected on {on} by {by}"),
        _ => "open".to_owned(),
    };
    format!(
        "{}  case {}  {}  bill {} line {} ({})  {}  since {} by {}: {}  {state}",
        row.dispute,
        row.case_number.as_deref().unwrap_or("-"),
        row.account,
        row.bill_number,
        row.line,
        row.description,
        row.amount,
        row.opened_on,
        row.opened_by,
        row.reason
    )
}
