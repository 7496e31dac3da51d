//! `paytone till`: money in person, by a clerk, and the day's close. It refuses to know how money is booked.
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use serde_json::json;

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    billing::channel::{Channel, Instrument},
    desk::{
        Desk,
        receive::{Receipted, ReceiveFault, Received},
        tills::{self, TillFault},
    },
    money::Money,
    store::{
        bills,
        tills::{CloseRow, closes},
    },
};

/// `paytone till`.
#[derive(Debug, Args)]
pub struct Till {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Book cash, a check or a card slip for an account
    Take(Take),
    /// Hold what was taken since the last close against what was counted
    Close {
        /// The till's name, such as front
        till: String,
        /// Cash, checks and slips in the till, without its float
        #[arg(long)]
        counted: String,
        /// The clerk
        #[arg(long)]
        by: String,
    },
    /// List closes of a till, the latest first
    List {
        till: String,
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
        most: i64,
    },
}

#[derive(Debug, Args)]
struct Take {
    /// The till's name, such as front
    till: String,
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    amount: String,
    #[arg(long, value_enum)]
    with: With,
    /// The number of the paper receipt: the same receipt is booked once
    #[arg(long)]
    receipt: String,
    /// The clerk
    #[arg(long)]
    by: String,
    /// The bill to pay first, by its number as printed
    #[arg(long, value_name = "NUMBER")]
    bill: Option<String>,
    /// The day it was received [default: today]
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<Date>,
    /// Say what would be booked, and book nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum With {
    Cash,
    Check,
    /// A slip of the card terminal
    Card,
}

impl Till {
    /// Books, closes or lists.
    ///
    /// # Errors
    /// `WrongUsage` for what cannot be booked or closed; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let desk = parts::desk(&config::settings(common)?).await?;
        match &self.action {
            Action::Take(take) => take.run(&desk, common).await,
            Action::Close { till, counted, by } => {
                let counted = Money::parse(counted, desk.terms().currency)
                    .map_err(|fault| WrongUsage(format!("--counted: {fault}")))?;
                match desk.close_till(&name(till)?, counted, by).await {
                    Ok(row) => tell(&row, common),
                    Err(TillFault::Desk(fault)) => Err(fault.into()),
                    Err(refused) => Err(WrongUsage(refused.to_string()).into()),
                }
            }
            Action::List { till, most } => {
                for row in closes(desk.store().reader(), &name(till)?, *most).await? {
                    tell(&row, common)?;
                }
                Ok(Ending::Done)
            }
        }
    }
}

impl Take {
    async fn run(&self, desk: &Desk, common: &Common) -> anyhow::Result<Ending> {
        let account = payments::account(desk.store(), &self.account).await?;
        let amount = Money::parse(&self.amount, desk.terms().currency)
            .map_err(|fault| WrongUsage(format!("amount: {fault}")))?;
        let bill = match &self.bill {
            Some(number) => {
                let found = bills::find(desk.store().reader(), &account, number).await?;
                let missing = || WrongUsage(format!("--bill: account {} has no bill {number}", self.account));
                Some(found.ok_or_else(missing)?)
            }
            None => None,
        };
        let till = name(&self.till)?;
        let today = desk.now().to_zoned(desk.terms().time_zone.clone()).date();
        if self.on.is_some_and(|on| on > today) {
            return Err(WrongUsage(format!("--on: {today} is today, and nothing is received later")).into());
        }
        let received = Received {
            account,
            amount,
            channel: Channel::Counter,
            instrument: match self.with {
                With::Cash => Instrument::Cash,
                With::Check => Instrument::Check,
                With::Card => Instrument::Card,
            },
            gateway: tills::gateway(&till),
            source: self.by.clone(),
            key: format!("till:{till}:{}", self.receipt),
            paid_on: self.on.unwrap_or(today),
            bill,
            item: None,
        };
        if self.dry_run {
            print(&format!("would book {amount} at till {till} for account {}", received.account))?;
            return Ok(Ending::Done);
        }
        match desk.take_in(&received).await {
            Ok(Receipted::Booked(row)) => {
                print(&if common.json { payments::json(&row).to_string() } else { payments::text(&row) })?;
            }
            Ok(Receipted::Already(payment)) => {
                let receipt = &self.receipt;
                print(&if common.json {
                    json!({"payment": payment, "already": true}).to_string()
                } else {
                    format!("{payment}  receipt {receipt} of till {till} was booked before: nothing was booked again")
                })?;
            }
            Err(ReceiveFault::Desk(fault)) => return Err(fault.into()),
            Err(refused) => return Err(WrongUsage(refused.to_string()).into()),
        }
        Ok(Ending::Done)
    }
}

/// A till's name is a word of the ledger.
fn name(written: &str) -> anyhow::Result<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if written.is_empty() || written.len() > 30 || !written.chars().all(fits) {
        let says = format!("till \"{written}\": write small letters, digits and hyphens, at most 30, such as front");
        return Err(WrongUsage(says).into());
    }
    Ok(written.to_owned())
}

fn tell(row: &CloseRow, common: &Common) -> anyhow::Result<Ending> {
    let over = row.over();
    let right = match over.minor {
        0 => "right".to_owned(),
        1.. => format!("{over} over"),
        _ => format!("{} short", Money::new(over.minor.saturating_neg(), over.currency)),
    };
    print(&if common.json {
        serde_json::to_string(row)?
    } else {
        let CloseRow { close, till, closed_on, closed_by, expected, counted, .. } = row;
        format!("{close}  till {till}  {closed_on} by {closed_by}  taken {expected}  counted {counted}  {right}")
    })?;
    Ok(Ending::Done)
}
