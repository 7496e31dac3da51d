//! `paytone payments undo`: what a bank, a card's scheme or a clerk did with money of a payment. It refuses to know how it is
//! booked, and asks no processor for anything.
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::{
    billing::undo::UndoingKind,
    cli::{Common, Ending, WrongUsage, parts, print},
    config::Settings,
    desk::undo::{self as desk, FeeBack, UndoFault, Undone},
    id::PaymentId,
    money::Money,
    store::{
        Store,
        undoings::{self, UndoingRow},
    },
};

/// `paytone payments undo`.
#[derive(Debug, Args)]
pub struct Undo {
    /// The payment, as pay_…
    payment: String,
    #[arg(value_enum)]
    how: How,
    /// A part, of a refund or a chargeback [default: all that is left]; what comes back is all that had left
    #[arg(long)]
    amount: Option<String>,
    /// The convenience fee stays with the biller [default: of a refund by the setting biller.fee_refund, else it goes too]
    #[arg(long)]
    keep_fee: bool,
    /// A bank's return code (R01), a scheme's reason code
    #[arg(long)]
    code: Option<String>,
    /// Why; kept with it
    #[arg(long)]
    reason: String,
    /// The clerk, or the file it stands in
    #[arg(long)]
    by: String,
    /// The bank's or processor's own name of the event: it is booked once. Of what comes back "NAME failed" or "NAME won", by
    /// the name of what had left, where that may be more than one
    #[arg(long, required_unless_present = "check")]
    event: Option<String>,
    /// Of a refund: the check by which it was sent
    #[arg(long, value_name = "NUMBER", conflicts_with = "event")]
    check: Option<String>,
    /// The day it counts from [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum How {
    /// Given back by the biller, and it has left
    Refund,
    /// A refund came back: its payer's bank did not take it
    RefundFailed,
    /// Returned by the payer's bank: needs --code
    Return,
    /// Taken by the card's scheme
    Chargeback,
    /// A chargeback came back
    ChargebackWon,
}

impl How {
    fn kind(self) -> UndoingKind {
        match self {
            Self::Refund => UndoingKind::Refund,
            Self::RefundFailed => UndoingKind::RefundFailed,
            Self::Return => UndoingKind::Return,
            Self::Chargeback => UndoingKind::Chargeback,
            Self::ChargebackWon => UndoingKind::ChargebackWon,
        }
    }
}

impl Undo {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        if self.how == How::Return && self.code.is_none() {
            return Err(WrongUsage("a return has a code: write --code R01, as in the bank's file".to_owned()).into());
        }
        if self.check.is_some() && self.how != How::Refund {
            return Err(WrongUsage("--check is of a refund: leave it out".to_owned()).into());
        }
        let currency = settings.terms().currency;
        let amount = self.amount.as_deref().map(|text| Money::parse(text, currency)).transpose();
        let desk = parts::desk(settings).await?;
        let undo = desk::Undo {
            payment: PaymentId::from_stored(self.payment.clone()),
            kind: self.how.kind(),
            amount: amount.map_err(|fault| WrongUsage(format!("--amount: {fault}")))?,
            fee: match self.how {
                _ if self.keep_fee => FeeBack::Kept,
                How::Refund => settings.biller.fee_refund.into(),
                _ => FeeBack::WithTheAmount,
            },
            code: self.code.clone(),
            reason: self.reason.clone(),
            source: self.by.clone(),
            event: match (&self.event, &self.check) {
                (Some(event), _) => event.clone(),
                (None, check) => format!("check {}", check.as_deref().unwrap_or_default()),
            },
            out_of: self.check.as_ref().map(|_| "checks".to_owned()),
            on: self.on.unwrap_or(desk.today()),
        };
        let undone = desk.undo(&undo).await.map_err(|fault| match fault {
            UndoFault::Desk(fault) => anyhow::Error::from(fault),
            refused => WrongUsage(refused.to_string()).into(),
        })?;
        if let (Undone::Already(_), false) = (&undone, common.json) {
            print("this event was booked before; nothing is written:")?;
        }
        show(undone.row(), common)?;
        Ok(Ending::Done)
    }
}

/// What was undone, of all payments or of one.
pub(super) async fn list(store: &Store, payment: Option<&str>, most: i64, common: &Common) -> anyhow::Result<Ending> {
    let rows = match payment {
        Some(name) => undoings::of_payment(store.reader(), &PaymentId::from_stored(name.to_owned())).await?,
        None => undoings::latest(store.reader(), most).await?,
    };
    for row in rows {
        show(&row, common)?;
    }
    Ok(Ending::Done)
}

fn show(row: &UndoingRow, common: &Common) -> anyhow::Result<()> {
    let UndoingRow { undoing, payment, kind, amount, fee, effective_on, source, reason, .. } = row;
    let code = row.code.as_deref().unwrap_or("-");
    print(&if common.json {
        serde_json::to_string(row)?
    } else {
        format!(
            "{effective_on}  {:<14}  {:>14}  fee {fee}  {code}  {payment}  {undoing}  {source}: {reason}",
            kind.as_text(),
            amount.to_string(),
        )
    })
}
