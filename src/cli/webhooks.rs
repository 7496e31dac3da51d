//! `paytone webhooks`: endpoints of the biller's own systems and what became of each event. It refuses to know how they are
//! told.
use clap::{Args, Subcommand};
use serde_json::json;

use super::{Common, Ending, WrongUsage, config, parts, print};
use crate::{
    call::keys::Keys,
    desk::webhooks::EndpointFault,
    id::{EndpointId, EventId},
    store::webhooks::{self, DeliveryRow, EndpointRow},
};

/// `paytone webhooks`.
#[derive(Debug, Args)]
pub struct Webhooks {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Tell an address of what happens; its secret is printed once
    Add {
        /// As https://example.com/paytone
        url: String,
        /// Only these kinds, between commas, as payment.paid,day.closed [default: all]
        #[arg(long, value_delimiter = ',')]
        events: Vec<String>,
        #[arg(long)]
        by: String,
    },
    /// List endpoints
    List,
    /// Give an endpoint a new secret, printed once; the one before signs beside it for a day
    Rotate {
        /// As end_…
        endpoint: String,
    },
    /// Send an endpoint nothing more
    Disable {
        endpoint: String,
        #[arg(long)]
        reason: String,
    },
    /// Let a disabled endpoint go on; what it missed is sent by `send-again`
    Enable { endpoint: String },
    /// List what was sent or waits, the latest first
    Deliveries {
        /// At most so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
        most: i64,
    },
    /// Send an event once more to all that it was written for
    SendAgain {
        /// As msg_…
        event: String,
    },
}

impl Webhooks {
    /// Adds, lists, switches or sends again.
    ///
    /// # Errors
    /// `WrongUsage` for an address, endpoint or event that cannot be; whatever the database says.
    pub async fn run(&self, common: &Common) -> anyhow::Result<Ending> {
        let desk = parts::desk(&config::settings(common)?).await?;
        let named = |endpoint: &String| EndpointId::from_stored(endpoint.clone());
        match &self.action {
            Action::Add { url, events, by } => {
                let (row, secret) = desk.add_endpoint(url, events, by).await.map_err(usage)?;
                shown(&row.endpoint, &secret, common)
            }
            Action::Rotate { endpoint } => {
                let secret = desk.rotate_endpoint(&named(endpoint)).await.map_err(usage)?;
                shown(&named(endpoint), &secret, common)
            }
            Action::Disable { endpoint, reason } => {
                desk.switch_endpoint(&named(endpoint), Some(reason)).await.map_err(usage)?;
                Ok(Ending::Done)
            }
            Action::Enable { endpoint } => {
                desk.switch_endpoint(&named(endpoint), None).await.map_err(usage)?;
                Ok(Ending::Done)
            }
            Action::List => {
                for row in webhooks::endpoints(desk.store().reader()).await? {
                    print(&if common.json { serde_json::to_string(&row)? } else { text(&row) })?;
                }
                Ok(Ending::Done)
            }
            Action::Deliveries { most } => {
                for row in webhooks::deliveries(desk.store().reader(), *most).await? {
                    print(&if common.json { serde_json::to_string(&row)? } else { told(&row) })?;
                }
                Ok(Ending::Done)
            }
            Action::SendAgain { event } => {
                let event = EventId::from_stored(event.clone());
                let endpoints = desk.send_event_again(&event).await.map_err(usage)?;
                let object = json!({"event": event, "endpoints": endpoints});
                print(&if common.json { object.to_string() } else { format!("{event} is sent again to {endpoints}") })?;
                Ok(Ending::Done)
            }
        }
    }
}

fn usage(fault: EndpointFault) -> anyhow::Error {
    match fault {
        EndpointFault::Desk(fault) => fault.into(),
        refused => WrongUsage(refused.to_string()).into(),
    }
}

/// The one time that a secret is seen.
fn shown(endpoint: &EndpointId, secret: &Keys, common: &Common) -> anyhow::Result<Ending> {
    let secret = secret.expose();
    let object = json!({"endpoint": endpoint, "secret": secret});
    print(&if common.json {
        object.to_string()
    } else {
        format!("{endpoint}\n{secret}\nKeep this secret where webhooks are checked: it is not shown again.")
    })?;
    Ok(Ending::Done)
}

fn text(row: &EndpointRow) -> String {
    let kinds = if row.kinds.is_empty() { "all events" } else { &row.kinds };
    let state = match (&row.disabled_why, row.failing_since) {
        (Some(why), _) => format!("disabled: {why}"),
        (None, Some(since)) => format!("failing since {}", since.strftime("%Y-%m-%d %H:%M:%SZ")),
        (None, None) => "works".to_owned(),
    };
    format!("{}  {}  {kinds}  {state}", row.endpoint, row.url)
}

fn told(row: &DeliveryRow) -> String {
    let at = row.at.strftime("%Y-%m-%d %H:%M:%SZ");
    let fault = row.fault.as_deref().unwrap_or_default();
    let state = match (row.delivered_at, row.given_up_at) {
        (Some(_), _) => "delivered".to_owned(),
        (None, Some(_)) => format!("given up: {fault}"),
        (None, None) if row.attempts > 0 => format!("{} tries failed: {fault}", row.attempts),
        (None, None) => "waiting".to_owned(),
    };
    format!("{at}  {:<22}  {}  {}  {state}", row.kind, row.event, row.endpoint)
}
