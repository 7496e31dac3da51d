//! What is kept with a published flow: that it was proven, which properties, by which checker, under which settings. It
//! refuses to know where it is stored.
use std::{collections::BTreeMap, fmt::Write as _, sync::LazyLock};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Options, Proof, Unfinished, property::Property, prove};
use crate::{
    config::Terms,
    flow::{Flow, FlowHash},
};

/// The certificate of the shipped flow under the default settings, made with this very program: tests/prove compares it
/// with a fresh proof and with the sources.
pub const SHIPPED: &str = include_str!("../../../voice-flows/certificate.json");

/// The checker's own version: the program's, and a hash over the sources of the checker and of all that it explores, so
/// that no certificate outlives a change of either. It is read from the shipped certificate, where the test that writes
/// that file (tests/prove) puts it.
pub static CHECKER: LazyLock<String> =
    LazyLock::new(|| Certificate::read(SHIPPED).map(|shipped| shipped.checker).unwrap_or_default());

/// The settings that every proof holds for, whatever their values.
pub const FREE_SETTINGS: &str = "limits, fee, hours, lengths, names and telephone numbers";

/// A proof of one flow, as it is stored beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// The flow and its prompts.
    pub flow: FlowHash,
    /// SHA-256, in hex, of the settings that are not free: currency, number scheme, languages with spoken hours.
    pub settings: String,
    pub checker: String,
    /// All twenty-one, each with its result; a certificate is only made when all hold.
    pub properties: BTreeMap<Property, Outcome>,
    pub states: u64,
    pub transitions: u64,
}

/// What became of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Proven,
}

/// Why a flow has no certificate.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("{}", told(.0))]
    Properties(Box<Proof>),
    #[error(transparent)]
    Unfinished(#[from] Unfinished),
}

fn told(proof: &Proof) -> String {
    let mut text = format!("{} is not proven:", proof.flow);
    for (property, found) in &proof.broken {
        // writing into a String cannot fail
        let _ = write!(text, "\n  {} ({}): {}", property.code(), property.says(), found.what);
    }
    text + "\n`paytone check FOLDER` shows the shortest call for each"
}

impl Certificate {
    /// The certificate of a finished proof, when every property holds.
    pub fn of(proof: &Proof, flow: &Flow, terms: &Terms) -> Option<Self> {
        let properties = Property::ALL.into_iter().map(|property| (property, Outcome::Proven)).collect();
        proof.broken.is_empty().then(|| Self {
            flow: flow.hash.clone(),
            settings: settings_hash(terms),
            checker: CHECKER.clone(),
            properties,
            states: proof.states as u64,
            transitions: proof.transitions as u64,
        })
    }

    /// A certificate as it is stored; none when another program wrote it.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Whether it stands for this flow under these settings, made by this checker.
    pub fn covers(&self, flow: &FlowHash, terms: &Terms) -> bool {
        let all = Property::ALL.iter().all(|property| self.properties.contains_key(property));
        all && self.flow == *flow && self.settings == settings_hash(terms) && self.checker == *CHECKER
    }
}

/// Proves `flow` under `terms` and certifies it.
///
/// # Errors
/// The broken properties, or how far the exploration came.
pub fn certify(flow: &Flow, terms: &Terms, options: &Options<'_>) -> Result<Certificate, Broken> {
    let proof = prove(flow, terms, options)?;
    match Certificate::of(&proof, flow, terms) {
        Some(certificate) => Ok(certificate),
        None => Err(Broken::Properties(Box::new(proof))),
    }
}

/// The settings that a proof depends on; all others are free.
pub fn settings_hash(terms: &Terms) -> String {
    let scheme = &terms.number_scheme;
    let hours: Vec<&str> = terms.agent_hours.keys().map(String::as_str).collect();
    let text = format!("{} {:?} {:?} {}", terms.currency.code(), scheme.alphabet, scheme.check, hours.join(","));
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
