//! `paytone payments refund` and `refunds`: money given back by the processor that took it. It refuses to know processors,
//! and waits for none: a server's worker asks.
use clap::Args;

use crate::{
    cli::{Common, Ending, WrongUsage, parts, print},
    config::Settings,
    desk::{
        refunds::{Asked, Back},
        undo::{FeeBack, UndoFault},
    },
    id::PaymentId,
    money::Money,
    store::{
        Store,
        refunds::{self, RefundRow},
    },
};

/// `paytone payments refund`.
#[derive(Debug, Args)]
pub struct Refund {
    /// The payment, as pay_…
    payment: String,
    /// A part of it [default: all that is left]
    #[arg(long)]
    amount: Option<String>,
    /// The convenience fee stays with the biller [default: by the setting biller.fee_refund]
    #[arg(long)]
    keep_fee: bool,
    /// Why; kept with it
    #[arg(long)]
    reason: String,
    /// The clerk
    #[arg(long)]
    by: String,
    /// Tells this refund from an equal one of today; the same is given back once
    /// [default: made of payment, amount, clerk and day]
    #[arg(long)]
    key: Option<String>,
}

impl Refund {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let currency = settings.terms().currency;
        let amount = self.amount.as_deref().map(|text| Money::parse(text, currency)).transpose();
        let desk = parts::desk(settings).await?;
        let same = || {
            let Self { payment, amount, by, .. } = self;
            format!("refund of {payment}: {} by {by} on {}", amount.as_deref().unwrap_or("all"), desk.today())
        };
        let back = Back {
            payment: PaymentId::from_stored(self.payment.clone()),
            amount: amount.map_err(|fault| WrongUsage(format!("--amount: {fault}")))?,
            fee: if self.keep_fee { FeeBack::Kept } else { settings.biller.fee_refund.into() },
            reason: self.reason.clone(),
            by: self.by.clone(),
            key: self.key.clone().unwrap_or_else(same),
        };
        let asked = desk.refund(&back).await.map_err(|fault| match fault {
            UndoFault::Desk(fault) => anyhow::Error::from(fault),
            refused => WrongUsage(refused.to_string()).into(),
        })?;
        if let (Asked::Already(_), false) = (&asked, common.json) {
            print("this was asked for before; nothing is written (--key asks for another one):")?;
        }
        show(asked.row(), common)?;
        Ok(Ending::Done)
    }
}

/// Refunds of all payments or of one.
pub(super) async fn list(store: &Store, payment: Option<&str>, most: i64, common: &Common) -> anyhow::Result<Ending> {
    let payment = payment.map(|name| PaymentId::from_stored(name.to_owned()));
    for row in refunds::list(store.reader(), payment.as_ref(), most).await? {
        show(&row, common)?;
    }
    Ok(Ending::Done)
}

fn show(row: &RefundRow, common: &Common) -> anyhow::Result<()> {
    let RefundRow { refund, payment, amount, fee, status, source, reason, .. } = row;
    let at = row.requested_at.strftime("%Y-%m-%d %H:%M:%SZ");
    let why = row.refusal.map_or_else(String::new, |refusal| format!(" ({})", refusal.as_text()));
    print(&if common.json {
        serde_json::to_string(row)?
    } else {
        format!(
            "{at}  {:<9}{why}  {:>14}  fee {fee}  {payment}  {refund}  {source}: {reason}",
            status.as_text(),
            amount.to_string()
        )
    })
}
