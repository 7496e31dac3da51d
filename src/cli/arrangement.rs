//! `paytone arrangement`: what is owed, in instalments by the biller's rules. It refuses to know the rules.
use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde_json::json;

use super::{
    Common, Ending,
    agreed::{self, Asked, refused},
    config, parts, pay, payments, print,
};
use crate::{billing::agreement::AgreementKind, desk::agreements::Wish};

/// `paytone arrangement`.
#[derive(Debug, Args)]
pub struct Arrangement {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Say which instalments the rules offer; nothing is written
    Offer {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
        /// Instalments behind the down payment
        #[arg(long)]
        instalments: u32,
        /// As of this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        today: Option<Date>,
    },
    /// Make an arrangement for all that is payable now
    Make(Make),
    /// Show one with its instalments and who authorized it
    Show(agreed::Show),
    /// End one: all of it is payable again
    Cancel(agreed::Cancel),
    /// List arrangements, the running ones first
    List(agreed::List),
}

#[derive(Debug, Args)]
struct Make {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// Instalments behind the down payment
    #[arg(long)]
    instalments: u32,
    /// Charge this saved method on each day, as method_…, or `default`
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The same key makes it once [default: one of account and day]
    #[arg(long)]
    key: Option<String>,
    #[command(flatten)]
    asked: Asked,
}

impl Arrangement {
    /// Offers, makes, shows, ends or lists arrangements.
    ///
    /// # Errors
    /// `WrongUsage` with the rule that refuses it; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Offer { account, instalments, today } => {
                let account = payments::account(desk.store(), account).await?;
                let today = today.unwrap_or_else(|| desk.today());
                let parts = desk.offer(&account, *instalments, today).await.map_err(refused)?;
                for part in parts {
                    print(&if common.json {
                        json!({"due_on": part.due_on, "amount": part.amount}).to_string()
                    } else {
                        format!("{}  {}", part.due_on, part.amount)
                    })?;
                }
            }
            Action::Make(make) => {
                let account = payments::account(desk.store(), &make.account).await?;
                let method = match make.method.as_deref() {
                    None => None,
                    Some(named) => {
                        let named = Some(named).filter(|named| *named != "default");
                        Some(pay::method(desk.store(), &settings, &account, named).await?)
                    }
                };
                let wish = Wish::Arrangement { count: make.instalments, method };
                let today = desk.today();
                let key = make.key.clone().unwrap_or_else(|| format!("arrangement:{account}:{today}"));
                let made = desk.agree(&account, &wish, &make.asked.record(), (today, &key)).await.map_err(refused)?;
                agreed::tell_made(common, &made)?;
            }
            Action::Show(show) => show.run(&desk, common).await?,
            Action::Cancel(cancel) => cancel.run(&desk, common).await?,
            Action::List(list) => list.run(&desk, common, AgreementKind::Arrangement).await?,
        }
        Ok(Ending::Done)
    }
}
