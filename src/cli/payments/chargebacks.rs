//! `paytone payments chargebacks`: the stages of chargebacks, and the one that moves no money. It refuses to know how they are
//! booked.
use clap::Args;

use crate::{
    cli::{Common, Ending, WrongUsage, parts, print},
    config::Settings,
    desk::undo::UndoFault,
    id::PaymentId,
    store::chargebacks::{self, StageRow},
};

/// `paytone payments chargebacks`.
#[derive(Debug, Args)]
pub struct Chargebacks {
    /// Only of this payment, as pay_…
    payment: Option<String>,
    /// The payment's chargeback is lost: its case is closed, and the money does not come back
    #[arg(long, requires_all = ["payment", "by"])]
    lost: bool,
    /// Who knows it and from where
    #[arg(long, requires = "lost")]
    by: Option<String>,
    /// At most so many, the latest first
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    most: i64,
}

impl Chargebacks {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let payment = self.payment.clone().map(PaymentId::from_stored);
        if let (true, Some(payment), Some(by)) = (self.lost, &payment, &self.by) {
            let desk = parts::desk(settings).await?;
            let row = desk.lose(payment, by).await.map_err(|fault| match fault {
                UndoFault::Desk(fault) => anyhow::Error::from(fault),
                refused => WrongUsage(refused.to_string()).into(),
            })?;
            show(&row, common)?;
            return Ok(Ending::Done);
        }
        let store = parts::store(settings).await?;
        for row in chargebacks::list(store.reader(), payment.as_ref(), self.most).await? {
            show(&row, common)?;
        }
        Ok(Ending::Done)
    }
}

fn show(row: &StageRow, common: &Common) -> anyhow::Result<()> {
    let StageRow { payment, dispute, stage, source, .. } = row;
    let at = row.recorded_at.strftime("%Y-%m-%d %H:%M:%SZ");
    let due = row.due_on.map_or_else(String::new, |due_on| format!(" by {due_on}"));
    print(&if common.json {
        serde_json::to_string(row)?
    } else {
        format!("{at}  {}{due}  {payment}  {dispute}  {source}", stage.as_text())
    })
}
