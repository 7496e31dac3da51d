//! `paytone ledger adjust`, `answer` and `adjustments`: a clerk's change of what a bill owes. It refuses to know the limit above
//! which two persons are needed.
use clap::{Args, ValueEnum};

use crate::{
    cli::{Common, Ending, WrongUsage, parts, payments, print},
    config::Settings,
    desk::adjust::{self as desk, AdjustFault},
    id::AdjustmentId,
    ledger::AdjustmentKind,
    money::Money,
    store::{
        Store, bills,
        undoings::{self, AdjustmentRow},
    },
};

/// `paytone ledger adjust`.
#[derive(Debug, Args)]
pub struct Adjust {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// The bill, by its number as printed
    bill: String,
    /// How much: below zero the bill owes less
    #[arg(allow_negative_numbers = true)]
    amount: String,
    /// Nobody will pay it: the amount is given up as bad debt
    #[arg(long)]
    write_off: bool,
    /// Why; kept with it
    #[arg(long)]
    reason: String,
    /// The clerk
    #[arg(long)]
    by: String,
}

/// `paytone ledger answer`.
#[derive(Debug, Args)]
pub struct Answer {
    /// The change, as adj_…
    adjustment: String,
    #[arg(value_enum)]
    answer: Word,
    /// The second person
    #[arg(long)]
    by: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Word {
    Agree,
    Refuse,
}

impl Adjust {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let desk = parts::desk(settings).await?;
        let account = payments::account(desk.store(), &self.account).await?;
        let bill = bills::find(desk.store().reader(), &account, &self.bill).await?;
        let missing = || WrongUsage(format!("account {} has no bill {}", self.account, self.bill));
        let amount = Money::parse(&self.amount, settings.terms().currency);
        let change = desk::Change {
            account,
            bill: bill.ok_or_else(missing)?,
            kind: if self.write_off { AdjustmentKind::WriteOff } else { AdjustmentKind::Adjustment },
            amount: amount.map_err(|fault| WrongUsage(format!("amount: {fault}")))?,
            reason: self.reason.clone(),
            by: self.by.clone(),
        };
        show(&desk.adjust(&change).await.map_err(refused)?, common)?;
        Ok(Ending::Done)
    }
}

impl Answer {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let desk = parts::desk(settings).await?;
        let answer = match self.answer {
            Word::Agree => desk::Answer::Agree,
            Word::Refuse => desk::Answer::Refuse,
        };
        let change = AdjustmentId::from_stored(self.adjustment.clone());
        show(&desk.answer(&change, answer, &self.by).await.map_err(refused)?, common)?;
        Ok(Ending::Done)
    }
}

/// Changes, those that wait first.
pub(super) async fn list(store: &Store, most: i64, common: &Common) -> anyhow::Result<Ending> {
    for row in undoings::adjustments(store.reader(), most).await? {
        show(&row, common)?;
    }
    Ok(Ending::Done)
}

fn refused(fault: AdjustFault) -> anyhow::Error {
    match fault {
        AdjustFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

fn show(row: &AdjustmentRow, common: &Common) -> anyhow::Result<()> {
    let stands = match (&row.transaction, &row.second, row.ended_at) {
        (Some(_), Some(second), _) => format!("booked, {second} agreed"),
        (Some(_), None, _) => "booked".to_owned(),
        (None, Some(second), _) => format!("refused by {second}"),
        (None, None, _) => {
            format!("waits for a second person: paytone ledger answer {} agree --by NAME", row.adjustment)
        }
    };
    let AdjustmentRow { adjustment, account, bill, kind, amount, asked_on, asked_by, reason, .. } = row;
    print(&if common.json {
        serde_json::to_string(row)?
    } else {
        format!(
            "{asked_on}  {:<10}  {:>14}  {bill}  {account}  {adjustment}  {asked_by}: {reason}  ({stands})",
            kind.as_text(),
            amount.to_string(),
        )
    })
}
