//! The settings of a deployment: what each means, its default and its reason. Types and their checks only; reading files
//! and the environment is the command line's business.
use jiff::tz::TimeZone;

use crate::{
    billing::number::NumberScheme,
    money::{Currency, Money},
};

/// What the biller allows and says: all that `step` may know of the settings.
#[derive(Clone, Debug)]
pub struct Terms {
    pub biller: String,
    pub currency: Currency,
    pub time_zone: TimeZone,
    pub number_scheme: NumberScheme,
    /// The least a caller may pay at once.
    pub minimum: Money,
    /// The most a caller may pay at once.
    pub maximum: Money,
    /// The convenience fee of a payment by phone; zero for none.
    pub fee: Money,
    /// E.164 or `sip:`; where `0` leads.
    pub agent_number: String,
    /// Spoken for questions, E.164.
    pub support_number: String,
    /// The agent's hours as they are said, by language code.
    pub agent_hours: std::collections::BTreeMap<String, String>,
}
