//! `paytone pay`: charges a saved method of an account, as the customer's page will. It refuses to know how a charge is made.
use clap::Args;

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    billing::channel::Channel,
    config::Settings,
    desk::charge::{Asked, ChargeFault, Wanted},
    id::{AccountId, MethodId},
    money::Money,
    store::{Store, accounts, bills},
};

/// `paytone pay`.
#[derive(Debug, Args)]
pub struct Pay {
    /// The account: its pay-bill number or its id (acct_…)
    account: String,
    /// What goes to bills, such as 84.20
    amount: String,
    /// Which saved method, as method_… [default: the account's default]
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The bill to pay first, by its number as printed
    #[arg(long, value_name = "NUMBER")]
    bill: Option<String>,
    /// Who asks for it, kept with the payment
    #[arg(long, default_value = "command line")]
    source: String,
    /// The same key charges once, however often the command runs
    #[arg(long)]
    key: String,
    /// Say what would be charged, and charge nothing
    #[arg(long)]
    dry_run: bool,
}

impl Pay {
    /// Asks for the charge; a running server's worker makes it.
    ///
    /// # Errors
    /// `WrongUsage` for an account, method, bill or amount that cannot be; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        let desk = parts::desk(&settings).await?;
        let store = desk.store();
        let account = payments::account(store, &self.account).await?;
        let currency = settings.terms().currency;
        let amount = Money::parse(&self.amount, currency).map_err(|fault| WrongUsage(format!("amount: {fault}")))?;
        let method = method(store, &settings, &account, self.method.as_deref()).await?;
        let bill = match &self.bill {
            Some(number) => Some(self.bill(store, &account, number).await?),
            None => None,
        };
        if self.dry_run {
            print(&format!("would charge {amount} to {method} for account {account}"))?;
            return Ok(Ending::Done);
        }
        let wanted = Wanted {
            account,
            amount,
            fee: Money::zero(currency),
            method,
            channel: Channel::Online,
            source: self.source.clone(),
            bill,
            key: format!("online:{}", self.key),
        };
        let (row, before) = match desk.charge_for(&wanted).await {
            Ok(Asked::New(payment)) => (crate::store::payments::find(store.reader(), &payment).await?, ""),
            Ok(Asked::Already(row)) => (Some(*row), " (asked for before: nothing was charged again)"),
            Err(ChargeFault::Desk(fault)) => return Err(fault.into()),
            Err(refused) => return Err(WrongUsage(refused.to_string()).into()),
        };
        if let Some(row) = row {
            let text = || format!("{}{before}", payments::text(&row));
            print(&if common.json { payments::json(&row).to_string() } else { text() })?;
        }
        Ok(Ending::Done)
    }

    async fn bill(&self, store: &Store, account: &AccountId, number: &str) -> anyhow::Result<crate::id::BillId> {
        let found = bills::find(store.reader(), account, number).await?;
        found.ok_or_else(|| WrongUsage(format!("--bill: account {} has no bill {number}", self.account)).into())
    }
}

/// The saved method that a person names as method_…, or the account's default.
pub(super) async fn method(
    store: &Store,
    settings: &Settings,
    account: &AccountId,
    named: Option<&str>,
) -> anyhow::Result<MethodId> {
    if let Some(named) = named {
        return Ok(MethodId::from_stored(named.to_owned()));
    }
    let today = crate::clock::Clock::system().today(&settings.terms().time_zone);
    let view = accounts::view(store.reader(), account, today).await?;
    let first = view.and_then(|view| view.methods.into_iter().next());
    let none = || WrongUsage(format!("account {account} has no saved method: name one with --method"));
    Ok(first.ok_or_else(none)?.method)
}
