//! `paytone payments`: what was paid, by whatever channel, and ending by hand what no processor will tell. It refuses to know how a
//! payment is booked (`desk::settle`).
mod authorizations;
mod chargebacks;
mod refund;
mod undo;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};

use super::{Common, Ending, WrongUsage, cases, config, parts, print};
use crate::{
    billing::PaymentStatus,
    desk::{credits::AppliedCredit, settle::by_hand},
    id::{AccountId, PaymentId},
    store::{
        Store, accounts,
        payments::{self, Filter, PaymentRow, Which},
    },
};

/// `paytone payments`.
#[derive(Debug, Args)]
pub struct Payments {
    #[command(subcommand)]
    action: Option<Action>,
    /// Only of this account: its pay-bill number or its id (acct_…)
    #[arg(long, value_name = "NUMBER")]
    account: Option<String>,
    /// Only in this status
    #[arg(long, value_parser = status, value_name = "requested|unknown|paid|declined")]
    status: Option<PaymentStatus>,
    /// Only since this day in the biller's time zone
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
    /// At most so many, the latest first
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    most: i64,
    /// Only those that wait for a person before they go to bills, such as suspected duplicates
    #[arg(long)]
    held: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Let a held payment go to bills
    Release {
        /// The payment, as pay_…
        payment: String,
    },
    /// Move what is unapplied to open bills, for every account
    Apply,
    /// End a payment that is requested or unknown by hand, on the processor's own word
    Settle(Settle),
    /// List payments that a person has to look at, with the next step of each, or close a case
    Cases(cases::Cases),
    /// Ask the processor to give money of a payment back; a server's worker does it and books it
    Refund(refund::Refund),
    /// List refunds asked for, the latest first, or of one payment
    Refunds(List),
    /// List what callers authorized of their bank accounts, word by word, with the written notices: for a bank that asks
    Authorizations(authorizations::Authorizations),
    /// List the stages of chargebacks, or note that one is lost
    Chargebacks(chargebacks::Chargebacks),
    /// Book that money of a payment left again: the bills that it paid are open again
    Undo(undo::Undo),
    /// List what was undone, the latest first, or of one payment
    Undone(List),
}

#[derive(Debug, Args)]
struct List {
    /// The payment, as pay_…
    payment: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    most: i64,
}

#[derive(Debug, Args)]
struct Settle {
    /// The payment, as pay_…
    payment: String,
    #[command(flatten)]
    outcome: Known,
    /// Who knows it and from where; kept with the payment
    #[arg(long)]
    reason: String,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Known {
    /// The processor took the money
    #[arg(long)]
    paid: bool,
    /// The processor did not take the money
    #[arg(long)]
    declined: bool,
}

impl Payments {
    /// Lists payments, or settles one.
    ///
    /// # Errors
    /// `WrongUsage` for an unknown account or payment; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let settings = config::settings(common)?;
        match &self.action {
            Some(Action::Settle(settle)) => return settle.run(common, &settings).await,
            Some(Action::Cases(cases)) => return cases.run(common, &settings).await,
            Some(Action::Undo(undo)) => return undo.run(common, &settings).await,
            Some(Action::Authorizations(asked)) => return asked.run(common, &settings).await,
            Some(Action::Chargebacks(chargebacks)) => return chargebacks.run(common, &settings).await,
            Some(Action::Refund(refund)) => return refund.run(common, &settings).await,
            Some(Action::Refunds(List { payment, most })) => {
                return refund::list(&parts::store(&settings).await?, payment.as_deref(), *most, common).await;
            }
            Some(Action::Undone(List { payment, most })) => {
                return undo::list(&parts::store(&settings).await?, payment.as_deref(), *most, common).await;
            }
            Some(Action::Apply) => return tell(&parts::desk(&settings).await?.apply_all_credits().await?, common),
            Some(Action::Release { payment }) => {
                let desk = parts::desk(&settings).await?;
                return tell(&desk.release(&PaymentId::from_stored(payment.clone())).await?, common);
            }
            None => {}
        }
        let store = parts::store(&settings).await?;
        let since = match self.since {
            Some(date) => Some(date.to_zoned(settings.terms().time_zone).context("--since")?.timestamp()),
            None => None,
        };
        let account = maybe_account(&store, self.account.as_deref()).await?;
        let which = if self.held { Which::Held } else { Which::All };
        let filter = Filter { status: self.status, account, since, which, most: self.most };
        for row in payments::list(store.reader(), &filter).await? {
            print(&if common.json { json(&row).to_string() } else { text(&row) })?;
        }
        Ok(Ending::Done)
    }
}

/// One line a payment that went to bills, and their sum.
fn tell(applied: &[AppliedCredit], common: &Common) -> anyhow::Result<Ending> {
    for AppliedCredit { account, payment, amount } in applied {
        print(&if common.json {
            json!({"payment": payment, "account": account, "applied": amount}).to_string()
        } else {
            format!("{payment}  {account}  {amount} went to bills")
        })?;
    }
    if !common.json {
        print(&format!("{} payments went to bills", applied.len()))?;
    }
    Ok(Ending::Done)
}

impl Settle {
    async fn run(&self, common: &Common, settings: &crate::config::Settings) -> anyhow::Result<Ending> {
        let desk = parts::desk(settings).await?;
        let payment = PaymentId::from_stored(self.payment.clone());
        desk.settle_by_hand(&payment, &by_hand(self.outcome.paid, &self.reason)).await?;
        let row = payments::find(desk.store().reader(), &payment).await?.context("the payment is gone")?;
        print(&if common.json { json(&row).to_string() } else { text(&row) })?;
        Ok(Ending::Done)
    }
}

fn status(text: &str) -> Result<PaymentStatus, String> {
    serde_json::from_value(Value::String(text.to_owned()))
        .map_err(|_| "write requested, unknown, paid or declined".to_owned())
}

/// The account that a person names: by its pay-bill number or its id (acct_…).
pub(super) async fn account(store: &Store, name: &str) -> anyhow::Result<AccountId> {
    if name.starts_with("acct_") {
        return Ok(AccountId::from_stored(name.to_owned()));
    }
    let found = accounts::find(store.reader(), name).await?;
    found.ok_or_else(|| WrongUsage(format!("there is no account with pay-bill number {name}")).into())
}

/// The same where one need not be named.
pub(super) async fn maybe_account(store: &Store, name: Option<&str>) -> anyhow::Result<Option<AccountId>> {
    match name {
        Some(name) => account(store, name).await.map(Some),
        None => Ok(None),
    }
}

pub(super) fn json(row: &PaymentRow) -> Value {
    json!({
        "payment": row.payment,
        "account": row.account,
        "call": row.call,
        "status": row.status,
        "decline": row.decline,
        "amount": row.amount,
        "fee": row.fee,
        "total": row.total(),
        "paid_on": row.paid_on,
        "confirmation": row.confirmation,
        "channel": row.channel,
        "instrument": row.instrument,
        "source": row.source,
        "gateway": row.gateway,
        "held": row.held,
        "method": row.method.as_ref().map(|face| json!({"brand": face.brand, "last_four": face.last_four})),
        "processor_ref": row.processor_ref,
        "requested_at": row.requested_at,
        "settled_at": row.settled_at,
        "told_at": row.told_at,
    })
}

fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

pub(super) fn text(row: &PaymentRow) -> String {
    let at: Timestamp = row.requested_at;
    let reason = row.decline.map_or_else(String::new, |reason| format!(" ({})", word(reason)));
    let with = match &row.method {
        Some(face) => format!("{:?} ending {}", face.brand, face.last_four),
        None => word(row.instrument),
    };
    let held = row.held.map_or_else(String::new, |hold| format!(" (held: {})", word(hold)));
    format!(
        "{}  {:<9}  {:>14}  {:<9}  {with}  confirmation {}  {}  {}{reason}{held}",
        at.strftime("%Y-%m-%d %H:%M:%SZ"),
        word(row.status),
        row.total().to_string(),
        word(row.channel),
        row.confirmation,
        row.payment,
        row.account,
    )
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use crate::cli::CommandLine;

    #[test]
    fn settling_asks_for_one_outcome_and_a_reason() {
        let parse = |words: &str| CommandLine::try_parse_from(words.split(' ')).map(drop);
        assert!(parse("paytone payments settle pay_1 --paid --reason x").is_ok());
        assert!(parse("paytone payments settle pay_1 --declined --reason x --json").is_ok());
        for wrong in ["", " --reason x", " --paid", " --paid --declined --reason x"] {
            assert!(parse(&format!("paytone payments settle pay_1{wrong}")).is_err(), "{wrong}");
        }
        assert!(parse("paytone payments --status unknown --since 2026-11-01").is_ok());
        assert!(parse("paytone payments --status gone").is_err());
    }
}
