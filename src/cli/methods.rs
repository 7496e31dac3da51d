//! `paytone methods`: an account's saved methods. It refuses to know tokens; the processor's is read from standard input.
use std::io::Read;

use clap::{Args, Subcommand, ValueEnum};
use jiff::{ToSpan, civil::Date};

use super::{Common, Ending, WrongUsage, config, parts, payments, print};
use crate::{
    billing::Brand,
    call::keys::Keys,
    desk::{
        Desk,
        methods::{Added, MethodFault, Wish},
    },
    id::{AccountId, MethodId},
    store::methods::saved::{self, SavedMethod},
};

/// `paytone methods`.
#[derive(Debug, Args)]
pub struct Methods {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List an account's saved methods, the default first
    List { account: String },
    /// Keep a method; the processor's token comes on standard input, never a card number
    Add {
        account: String,
        #[arg(long, value_enum)]
        brand: CardBrand,
        #[arg(long)]
        last_four: String,
        /// The month in which it expires
        #[arg(long, value_name = "YYYY-MM", value_parser = last_day)]
        expires: Option<Date>,
        #[arg(long)]
        name: Option<String>,
    },
    /// Call a method something; without a name, nothing
    Name { account: String, method: String, name: Option<String> },
    /// Make a method the default
    Default { account: String, method: String },
    /// Remove a method
    Remove { account: String, method: String },
    /// List methods of all accounts that expire within so many days
    Expiring {
        #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(i32).range(1..=3_660))]
        days: i32,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CardBrand {
    Visa,
    Mastercard,
    Amex,
    Discover,
    Other,
    /// A bank account
    Bank,
}

impl Methods {
    /// Lists or changes methods, and shows them as they are then.
    ///
    /// # Errors
    /// `WrongUsage` for an account or method that is not there; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let desk = parts::desk(&config::settings(common)?).await?;
        let store = desk.store();
        let account = match &self.action {
            Action::Expiring { days } => {
                let today = desk.now().to_zoned(desk.terms().time_zone.clone()).date();
                let until = today.checked_add(days.days())?;
                return tell(&saved::expiring(store.reader(), today, until).await?, common);
            }
            Action::List { account }
            | Action::Add { account, .. }
            | Action::Name { account, .. }
            | Action::Default { account, .. }
            | Action::Remove { account, .. } => payments::account(store, account).await?,
        };
        match &self.action {
            Action::List { .. } | Action::Expiring { .. } => {}
            Action::Add { brand, last_four, expires, name, .. } => {
                let (brand, last_four) = (brand.brand(), last_four.clone());
                let (token, name) = (token()?, name.clone());
                let added = Added { account: account.clone(), brand, last_four, token, name, expires_on: *expires };
                desk.add_method(&added).await.map_err(refused)?;
            }
            Action::Name { method, name, .. } => {
                change(&desk, &account, method, Wish::Name(name.clone())).await?;
            }
            Action::Default { method, .. } => change(&desk, &account, method, Wish::MakeDefault).await?,
            Action::Remove { method, .. } => change(&desk, &account, method, Wish::Remove).await?,
        }
        tell(&saved::of_account(store.reader(), &account).await?, common)
    }
}

async fn change(desk: &Desk, account: &AccountId, method: &str, wish: Wish) -> anyhow::Result<()> {
    let method = MethodId::from_stored(method.to_owned());
    desk.change_method(account, &method, &wish).await.map_err(refused)
}

impl CardBrand {
    fn brand(self) -> Brand {
        match self {
            Self::Visa => Brand::Visa,
            Self::Mastercard => Brand::Mastercard,
            Self::Amex => Brand::Amex,
            Self::Discover => Brand::Discover,
            Self::Other => Brand::Other,
            Self::Bank => Brand::Bank,
        }
    }
}

fn token() -> anyhow::Result<Keys> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    Ok(Keys::new(text.trim().to_owned()))
}

/// A card is good until the last day of its month.
fn last_day(written: &str) -> Result<Date, String> {
    let first: Date = format!("{written}-01").parse().map_err(|_| format!("\"{written}\": write it as 2027-08"))?;
    Ok(first.last_of_month())
}

fn refused(fault: MethodFault) -> anyhow::Error {
    match fault {
        MethodFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

fn tell(methods: &[SavedMethod], common: &Common) -> anyhow::Result<Ending> {
    for method in methods {
        print(&if common.json {
            serde_json::to_string(method)?
        } else {
            let SavedMethod { account, face, name, expires_on } = method;
            let name = name.as_deref().map_or_else(String::new, |name| format!("  \"{name}\""));
            let expires = expires_on.map_or_else(String::new, |on| format!("  good until {on}"));
            format!("{}  {account}  {:?} ending {}{name}{expires}", face.method, face.brand, face.last_four)
        })?;
    }
    Ok(Ending::Done)
}
