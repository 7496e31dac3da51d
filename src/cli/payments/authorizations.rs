//! `paytone payments authorizations`: what callers authorized of their bank accounts, for a bank that asks: single debits, and
//! agreements that debit an account. It refuses to know how they are spoken.
use anyhow::Context;
use clap::Args;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde_json::json;

use super::maybe_account;
use crate::{
    billing::channel::Instrument,
    cli::{Common, Ending, WrongUsage, parts, print},
    config::Settings,
    flow::FlowHash,
    id::{AccountId, PaymentId},
    store::{
        Store,
        agreements::{self, AgreementRow, Authorization},
        authorizations::{self, AuthorizationRow, Filter},
        methods, outbox,
    },
};

/// `paytone payments authorizations`.
#[derive(Debug, Args)]
pub struct Authorizations {
    /// Only of this payment, as pay_…
    payment: Option<String>,
    /// Only of this account: its pay-bill number or its id (acct_…)
    #[arg(long, value_name = "NUMBER")]
    account: Option<String>,
    /// Only those given since this day in the biller's time zone
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<Date>,
}

impl Authorizations {
    pub(super) async fn run(&self, common: &Common, settings: &Settings) -> anyhow::Result<Ending> {
        let store = parts::store(settings).await?;
        let since = self.since.map(|day| day.to_zoned(settings.terms().time_zone)).transpose().context("--since")?;
        let since = since.map(|moment| moment.timestamp());
        let account = maybe_account(&store, self.account.as_deref()).await?;
        let payment = self.payment.clone().map(PaymentId::from_stored);
        let filter = Filter { payment: payment.clone(), account: account.clone(), since };
        let single = authorizations::list(store.reader(), &filter).await?;
        if let (Some(payment), []) = (&payment, &single[..]) {
            return Err(WrongUsage(format!("no authorization of a bank debit is kept for {payment}")).into());
        }
        for row in &single {
            print(&if common.json { of_json(row).to_string() } else { text(row) })?;
        }
        if payment.is_none() {
            recurring(&store, (account.as_ref(), since), common).await?;
        }
        Ok(Ending::Done)
    }
}

/// Agreements that debit a bank account, ended ones too: every version with its authorization, and the copies that were sent.
async fn recurring(
    store: &Store,
    (account, since): (Option<&AccountId>, Option<Timestamp>),
    common: &Common,
) -> anyhow::Result<()> {
    let db = store.reader();
    for row in agreements::list(db, account, None).await? {
        let Some(method) = row.agreed.method() else { continue };
        let face = methods::of_agreement(db, method).await?;
        if face.is_none_or(|face| face.instrument() != Instrument::Bank) {
            continue;
        }
        let copies = outbox::of_subject(db, row.agreement.as_str()).await?;
        let sent: Vec<_> = copies.iter().map(|copy| (copy.notice.kind.word(), copy.sent_at)).collect();
        for by in agreements::authorizations(db, &row.agreement).await? {
            if since.is_some_and(|since| by.at < since) {
                continue;
            }
            print(&if common.json {
                json!({"agreement": row.agreement, "account": row.account, "ended_on": row.ended_on, "authorization": by,
                    "copies": sent.iter().map(|(kind, at)| json!({"kind": kind, "sent_at": at})).collect::<Vec<_>>()})
                .to_string()
            } else {
                text_of_agreement(&row, &by)
            })?;
        }
    }
    Ok(())
}

fn of_json(row: &AuthorizationRow) -> serde_json::Value {
    let mut value = json!(row);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("kept_until_at_least".to_owned(), json!(kept_until(row.by.at)));
    }
    value
}

/// Two years from the authorization (Nacha Operating Rules 2.3.2); nothing of it is ever deleted.
fn kept_until(at: Timestamp) -> Date {
    let day = at.to_zoned(TimeZone::UTC).date();
    day.checked_add(jiff::Span::new().years(2)).unwrap_or(day)
}

fn text(row: &AuthorizationRow) -> String {
    let sent = match (row.notice_sent_at, &row.notice_medium) {
        (Some(at), Some(medium)) => format!("written notice by {medium} sent {}", moment(at)),
        _ if row.notice_refused_at.is_some() => "written notice refused: nothing is debited".to_owned(),
        _ if row.notice.is_some() => "written notice waits: nothing is debited before".to_owned(),
        _ => "no written notice: nothing is debited".to_owned(),
    };
    let AuthorizationRow { payment, account, by, .. } = row;
    format!("{payment}  {account}  {}  {sent}  kept until {} at least", given(by), kept_until(by.at))
        + &format!("\n  heard: {}", by.words)
        + &row.notice_words.as_ref().map_or_else(String::new, |words| format!("\n  written: {words}"))
}

fn text_of_agreement(row: &AgreementRow, by: &Authorization) -> String {
    let ended = row.ended_on.map_or_else(String::new, |on| format!("  ended {on}"));
    format!("{}  {}  {}{ended}\n  heard: {}", row.agreement, row.account, given(by), by.words)
}

/// When and how it was given.
fn given(by: &Authorization) -> String {
    let key = by.keyed.as_ref().map_or_else(String::new, |key| format!(", key {key}"));
    let ani = by.ani.as_ref().map_or_else(String::new, |ani| format!(" at {}", crate::notice::last_four(ani)));
    let flow = by.flow.as_ref().map_or_else(String::new, |flow| format!(", flow {}", FlowHash(flow.clone()).short()));
    format!("{} by {} ({}{key}{ani}{flow})", moment(by.at), by.source, by.language)
}

fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}
