//! The settings of a deployment: what each means, its default and where its value came from. Types and their checks only;
//! it refuses to read files and the environment itself (`cli::config` does and hands over their text).
pub mod hours;
pub mod keys;
pub mod metrics;
mod read;
mod values;

use std::{fmt, net::SocketAddr, path::PathBuf};

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{
    billing::{channel::CaptureMethod, notice::Caps, number::NumberScheme, refund::FeeRule},
    call::keys::Keys,
    money::{Currency, Money},
};
pub use hours::Hours;
pub use read::{Fault, Faults, Origin, Sources};

/// What the biller allows and says: all that `step` may know of the settings.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Terms {
    pub biller: String,
    pub currency: Currency,
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    pub number_scheme: NumberScheme,
    /// The least a caller may pay at once.
    pub minimum: Money,
    /// The most a caller may pay at once.
    pub maximum: Money,
    /// Callers may speak where a flow listens to it.
    pub speech: bool,
    /// Callers may pay from a bank account.
    #[serde(default)]
    pub bank_debits: bool,
    /// The convenience fee of a payment by phone; zero for none.
    pub fee: Money,
    /// E.164 or `sip:`; where `0` leads.
    pub agent_number: String,
    /// Spoken for questions, E.164.
    pub support_number: String,
    /// How to pay without the fee, as it is said, by language code; empty where there is no such way.
    #[serde(default)]
    pub free_alternative: std::collections::BTreeMap<String, String>,
    /// The agent's hours as they are said, by language code.
    pub agent_hours: std::collections::BTreeMap<String, String>,
}

/// Everything a deployment can choose. The single fields are explained in `keys::SETTINGS`, under the same names.
pub struct Settings {
    pub listen: SocketAddr,
    /// Without a slash at its end.
    pub public_url: Option<String>,
    pub data: PathBuf,
    /// May hold a password, so it prints as nothing.
    pub database_url: Keys,
    pub key_file: PathBuf,
    pub flows: Option<PathBuf>,
    /// The file of billing rules.
    pub billing: Option<PathBuf>,
    pub log_format: LogFormat,
    pub log_level: String,
    pub workers: usize,
    /// A PIN turn answers after this many milliseconds or a multiple of them.
    pub pin_answer_ms: u64,
    pub pin_memory_kib: u32,
    pub pin_passes: u32,
    pub sandbox_slow_ms: u64,
    pub twilio: Twilio,
    pub stripe: Stripe,
    /// None where the Pay connector is off.
    pub connector: Option<Connector>,
    pub notices: Notices,
    /// None leaves e-mails in the data folder.
    pub mail: Option<Mail>,
    pub reminders: Reminders,
    pub biller: Biller,
    /// Every setting as `paytone config` shows it; secrets are masked already.
    pub shown: Vec<Shown>,
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// How notices leave the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notices {
    /// One file each, in `notices` in the data folder.
    Folder,
    Twilio,
}

/// Where e-mails are handed over.
pub struct Mail {
    /// May hold a password.
    pub url: Keys,
    pub from: String,
}

/// When and how often customers are reminded.
#[derive(Clone, Copy, Debug)]
pub struct Reminders {
    /// The hour of the daily pass, in the biller's zone; none leaves it to `paytone notices run`.
    pub at: Option<jiff::civil::Time>,
    pub due_soon_days: i64,
    pub past_due_days: i64,
    pub caps: Caps,
}

/// What Twilio knows us by.
#[derive(Debug)]
pub struct Twilio {
    /// The current one first; empty until the command line puts in the demo's own.
    pub auth_tokens: Vec<Keys>,
    pub account_sid: Option<String>,
    pub from: Option<String>,
    pub api_url: String,
}

/// One biller: a value, so that several can come later.
#[derive(Clone, Debug)]
pub struct Biller {
    /// Nobody configured a biller: the built-in one, with accounts to try.
    pub demo: bool,
    /// The numbers dialled, E.164.
    pub numbers: Vec<String>,
    pub hours: Hours,
    pub gateway: Processor,
    /// When what is approved is taken from a card.
    pub capture: CaptureMethod,
    /// Of refunds.
    pub fee_refund: FeeRule,
    pub terms: Terms,
}

/// The payment processor asked for charges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Processor {
    Sandbox,
    Stripe,
}

/// Who may bring card numbers to `POST /pay/connector`.
pub struct Connector {
    pub user: String,
    pub passwords: Vec<Keys>,
}

/// What Stripe knows us by.
#[derive(Debug)]
pub struct Stripe {
    pub secret_key: Option<Keys>,
    /// Any of them may have signed a webhook; without one nothing is genuine.
    pub webhook_secrets: Vec<Keys>,
    pub api_url: String,
}

/// One setting for the eye.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub key: &'static str,
    pub meaning: &'static str,
    /// Masked where it is secret.
    pub value: String,
    pub from: Origin,
}

impl Settings {
    /// Reads what the sources give over the defaults.
    ///
    /// # Errors
    /// Every fault at once, each with its place and its remedy.
    pub fn read(sources: &Sources<'_>) -> Result<Self, Faults> {
        values::settings(&read::given(sources)?)
    }

    pub fn terms(&self) -> Terms {
        self.biller.terms.clone()
    }

    /// Development: the demo's biller, or a server that no provider can reach (on loopback, without a public address).
    /// There a changed flow file is taken by itself, at the start and on save. Anywhere else callers go on hearing the
    /// published version until `paytone flows publish`, so that neither a restart nor an upgrade changes what they hear.
    pub fn develops(&self) -> bool {
        self.biller.demo || (self.public_url.is_none() && self.listen.ip().is_loopback())
    }

    /// The address that the provider calls and signs: the public one, or else the one really listened on (a loopback
    /// address where every address is listened on).
    pub fn base_url(&self, bound: SocketAddr) -> String {
        match &self.public_url {
            Some(url) => url.clone(),
            None if bound.ip().is_unspecified() => format!("http://127.0.0.1:{}", bound.port()),
            None => format!("http://{bound}"),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.shown.iter().map(|shown| (shown.key, &shown.value))).finish()
    }
}

#[cfg(test)]
mod tests;
