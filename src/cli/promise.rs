//! `paytone promise`: money that a customer says will come. It refuses to know when one is broken.
use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::{
    Common, Ending, WrongUsage,
    agreed::{self, Asked, refused},
    config, parts, payments,
};
use crate::{
    billing::agreement::{AgreementKind, promise},
    desk::agreements::Wish,
    money::Money,
};

/// `paytone promise`.
#[derive(Debug, Args)]
pub struct Promise {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Take down a promise
    Make {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
        /// How much, such as 84.20
        amount: String,
        /// The day by which it comes
        #[arg(long, value_name = "YYYY-MM-DD")]
        by_day: Date,
        /// The same key takes it down once [default: one of account, day and amount]
        #[arg(long)]
        key: Option<String>,
        #[command(flatten)]
        asked: Asked,
    },
    /// List promises, the running ones first
    List(agreed::List),
}

impl Promise {
    /// Takes down or lists promises.
    ///
    /// # Errors
    /// `WrongUsage` with the rule that refuses it; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Make { account, amount, by_day, key, asked } => {
                let account = payments::account(desk.store(), account).await?;
                let amount = Money::parse(amount, settings.terms().currency)
                    .map_err(|fault| WrongUsage(format!("amount: {fault}")))?;
                let wish = Wish::Promise(promise::Promise { amount, by: *by_day });
                let usual = || format!("promise:{account}:{by_day}:{}", amount.plain());
                let key = key.clone().unwrap_or_else(usual);
                let moment = (desk.today(), key.as_str());
                let made = desk.agree(&account, &wish, &asked.record(), moment).await.map_err(refused)?;
                agreed::tell_made(common, &made)?;
            }
            Action::List(list) => list.run(&desk, common, AgreementKind::Promise).await?,
        }
        Ok(Ending::Done)
    }
}
