//! `paytone autopay`: every bill from a saved card. It refuses to know when a card is charged.
use clap::{Args, Subcommand};

use super::{
    Common, Ending, WrongUsage,
    agreed::{self, Asked, refused},
    config, parts, pay, payments,
};
use crate::{
    billing::agreement::{
        AgreementKind,
        autopay::{self as rules, Draw},
    },
    config::Settings,
    desk::{
        Desk,
        agreements::{AgreementFault, Wish},
    },
    id::{AccountId, AgreementId},
    money::Money,
    store::agreements,
};

/// `paytone autopay`.
#[derive(Debug, Args)]
pub struct Autopay {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Set up autopay for an account
    Set {
        /// The account: its pay-bill number or its id (acct_…)
        account: String,
        #[command(flatten)]
        terms: Terms,
        #[command(flatten)]
        asked: Asked,
        /// The same key sets it up once [default: a new one each time]
        #[arg(long)]
        key: Option<String>,
    },
    /// Change how much, when, or from which card; what waits is announced anew
    Change {
        /// The agreement, as agr_…
        agreement: String,
        #[command(flatten)]
        terms: Terms,
        #[command(flatten)]
        asked: Asked,
    },
    /// Stop it; nothing more is charged, except what was handed over before
    Cancel(agreed::Cancel),
    /// List autopay agreements, the running ones first
    List(agreed::List),
    /// Show one with what it makes due and who authorized it
    Show(agreed::Show),
}

#[derive(Debug, Args)]
struct Terms {
    /// The same amount each time, such as 50.00 [default: the statement's balance]
    #[arg(long, value_name = "AMOUNT", conflicts_with = "up_to")]
    fixed: Option<String>,
    /// The statement's balance, but never more than this
    #[arg(long, value_name = "AMOUNT")]
    up_to: Option<String>,
    /// Days before the due date
    #[arg(long, default_value_t = 0)]
    days_before: i64,
    /// Which saved method, as method_… [default: the account's default]
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
}

impl Terms {
    async fn read(&self, desk: &Desk, settings: &Settings, account: &AccountId) -> anyhow::Result<rules::Autopay> {
        let money = |flag: &str, text: &str| {
            Money::parse(text, settings.terms().currency).map_err(|fault| WrongUsage(format!("{flag}: {fault}")))
        };
        let amount = match (&self.fixed, &self.up_to) {
            (Some(text), _) => Draw::Fixed(money("--fixed", text)?),
            (None, Some(text)) => Draw::UpTo(money("--up-to", text)?),
            (None, None) => Draw::Statement,
        };
        let method = pay::method(desk.store(), settings, account, self.method.as_deref()).await?;
        Ok(rules::Autopay { amount, days_before: self.days_before, method })
    }
}

impl Autopay {
    /// Sets up, changes, stops or shows autopay.
    ///
    /// # Errors
    /// `WrongUsage` with the rule that refuses it; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        match &self.action {
            Action::Set { account, terms, asked, key } => {
                let account = payments::account(desk.store(), account).await?;
                let wish = Wish::Autopay(terms.read(&desk, &settings, &account).await?);
                let today = desk.today();
                let key = key.clone().unwrap_or_else(|| format!("autopay:{account}:{}", desk.now()));
                let made = desk.agree(&account, &wish, &asked.record(), (today, &key)).await.map_err(refused)?;
                agreed::tell_made(common, &made)?;
            }
            Action::Change { agreement, terms, asked } => {
                let agreement = AgreementId::from_stored(agreement.clone());
                let row = agreements::find(desk.store().reader(), &agreement).await?;
                let row = row.ok_or_else(|| refused(AgreementFault::NotRunning(agreement.clone())))?;
                let terms = terms.read(&desk, &settings, &row.account).await?;
                let row = desk.change_autopay(&agreement, &terms, &asked.record()).await.map_err(refused)?;
                agreed::tell(common, &row)?;
            }
            Action::Cancel(cancel) => cancel.run(&desk, common).await?,
            Action::List(list) => list.run(&desk, common, AgreementKind::Autopay).await?,
            Action::Show(show) => show.run(&desk, common).await?,
        }
        Ok(Ending::Done)
    }
}
