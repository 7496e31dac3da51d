//! `paytone reconcile`: a day held against the reports of processors and the bank's statement; whose case a difference is, and
//! what explains it. It refuses to know how they are compared.
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{Common, Ending, WrongUsage, config, parts, print};
use crate::desk::{
    Desk,
    reconcile::{AnswerFault, Compared, Said, counted},
};

/// `paytone reconcile`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Reconcile {
    #[command(subcommand)]
    action: Option<Action>,
    /// The day of the reports and statements, which were taken by `paytone import settlement` and `statement`
    #[arg(long, value_name = "YYYY-MM-DD", required = true)]
    day: Option<Date>,
    /// Print what matches too
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a difference somebody's case: its day may be closed, and the close lists it
    Assign {
        /// As `paytone reconcile --day` shows it
        difference: String,
        #[arg(long)]
        to: String,
        /// What is to be found out
        #[arg(long)]
        reason: String,
        #[arg(long)]
        by: String,
    },
    /// Book that a line of the bank is money on its way, where it may be one of several
    Arrive {
        /// As `paytone reconcile --day` shows it
        difference: String,
        /// What it is, as shown in transit
        #[arg(long = "as", value_name = "SENT")]
        sent: String,
    },
    /// Say what a difference comes from: its day may be closed
    Explain {
        /// As `paytone reconcile --day` shows it
        difference: String,
        #[arg(long)]
        reason: String,
        #[arg(long)]
        by: String,
    },
}

impl Reconcile {
    /// Compares a day, or notes an answer. Fails the check while a difference is nobody's.
    ///
    /// # Errors
    /// `WrongUsage` for a difference that is none; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let desk = parts::desk(&config::settings(common)?).await?;
        let said = match (&self.action, self.day) {
            (Some(Action::Assign { difference, to, reason, by }), _) => Said {
                difference: difference.clone(),
                assigned_to: Some(to.clone()),
                reason: reason.clone(),
                by: by.clone(),
            },
            (Some(Action::Explain { difference, reason, by }), _) => {
                Said { difference: difference.clone(), assigned_to: None, reason: reason.clone(), by: by.clone() }
            }
            (Some(Action::Arrive { difference, sent }), _) => {
                desk.arrive_by_hand(difference, sent).await.map_err(usage)?;
                return print(&format!("{difference}: arrived as {sent}")).map(|()| Ending::Done);
            }
            (None, Some(day)) => return self.show(&desk, day, common).await,
            (None, None) => return Err(WrongUsage("--day: which day?".to_owned()).into()),
        };
        let row = desk.answer_difference(&said).await.map_err(usage)?;
        let done = row.assigned_to.as_ref().map_or_else(|| "explained".to_owned(), |to| format!("assigned to {to}"));
        let told = if common.json { serde_json::to_string(&row)? } else { format!("{}: {done}", row.difference) };
        print(&told).map(|()| Ending::Done)
    }

    async fn show(&self, desk: &Desk, day: Date, common: &Common) -> anyhow::Result<Ending> {
        let compared = desk.reconcile(day).await?;
        for one in &compared {
            if common.json {
                print(&serde_json::to_string(one)?)?;
            } else if self.all || one.finding.class.as_text() != "matched" {
                print(&text(one))?;
            }
        }
        if !common.json {
            let counts: Vec<String> =
                counted(&compared).iter().map(|(class, count)| format!("{count} {}", class.as_text())).collect();
            let counts = if counts.is_empty() { "nothing was reported of it".to_owned() } else { counts.join(", ") };
            print(&format!("{day}: {counts}"))?;
        }
        let open = compared.iter().any(Compared::is_unexplained);
        Ok(if open { Ending::CheckFailed } else { Ending::Done })
    }
}

fn usage(fault: AnswerFault) -> anyhow::Error {
    match fault {
        AnswerFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

/// A line for it, and one for what to do.
fn text(one: &Compared) -> String {
    let Compared { difference, finding, next_step, answer, .. } = one;
    let amount =
        |amount: Option<crate::money::Money>| amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
    let line = finding.line.map_or_else(String::new, |line| format!("  line {line}"));
    let here = finding.here.as_deref().map_or_else(String::new, |here| format!("  {here}"));
    let says = if finding.says.is_empty() { String::new() } else { format!("  ({})", finding.says) };
    let (there, own) = (amount(finding.amount_there), amount(finding.amount_here));
    let head = format!("{difference}  {}{line}{here}  there {there}, here {own}{says}", finding.what);
    let then = match answer {
        Some(answer) => match &answer.assigned_to {
            Some(to) => format!("assigned to {to}: {}", answer.reason),
            None => format!("explained by {}: {}", answer.answered_by, answer.reason),
        },
        None if finding.class.is_difference() => format!("next: {next_step}"),
        None => return head,
    };
    format!("{head}\n  {then}")
}
