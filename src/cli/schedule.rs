//! `paytone schedule`: one payment on a chosen business day. It refuses to know when a card is charged.
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{
    Common, Ending, WrongUsage,
    agreed::{self, Asked, refused},
    config, parts, pay, payments,
};
use crate::{
    billing::agreement::{AgreementKind, Scheduled},
    desk::agreements::Wish,
    money::Money,
    store::bills,
};

/// `paytone schedule`.
#[derive(Debug, Args)]
pub struct Schedule {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Charge a saved method on a business day to come
    Add(Add),
    /// Do not charge it; honoured until it is handed over
    Cancel(agreed::Cancel),
    /// List scheduled payments, the running ones first
    List(agreed::List),
}

#[derive(Debug, Args)]
struct Add {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// How much, such as 84.20; less where less is payable on that day
    amount: String,
    /// A business day
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Date,
    /// Which saved method, as method_… [default: the account's default]
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The bill to pay first, by its number as printed
    #[arg(long, value_name = "NUMBER")]
    bill: Option<String>,
    /// The same key schedules it once [default: one of account, day and amount]
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    asked: Asked,
}

impl Schedule {
    /// Schedules, cancels or lists payments.
    ///
    /// # Errors
    /// `WrongUsage` with the rule that refuses it; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Add(add) => {
                let account = payments::account(desk.store(), &add.account).await?;
                let amount = Money::parse(&add.amount, settings.terms().currency)
                    .map_err(|fault| WrongUsage(format!("amount: {fault}")))?;
                let bill = match &add.bill {
                    Some(number) => {
                        let found = bills::find(desk.store().reader(), &account, number).await?;
                        let none = || WrongUsage(format!("--bill: account {} has no bill {number}", add.account));
                        Some(found.ok_or_else(none)?)
                    }
                    None => None,
                };
                let method = pay::method(desk.store(), &settings, &account, add.method.as_deref()).await?;
                let wish = Wish::Scheduled(Scheduled { amount, on: add.on, method, bill });
                let usual = || format!("scheduled:{account}:{}:{}", add.on, amount.plain());
                let key = add.key.clone().unwrap_or_else(usual);
                let moment = (desk.today(), key.as_str());
                let made = desk.agree(&account, &wish, &add.asked.record(), moment).await.map_err(refused)?;
                agreed::tell_made(common, &made)?;
            }
            Action::Cancel(cancel) => cancel.run(&desk, common).await?,
            Action::List(list) => list.run(&desk, common, AgreementKind::Scheduled).await?,
        }
        Ok(Ending::Done)
    }
}
