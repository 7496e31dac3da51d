//! A chargeback as its scheme leads it: opened, evidence due, won or lost. It refuses to know processors and books.
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// A stage of a chargeback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The scheme took the money.
    Opened,
    /// The biller may show that the payer's word is wrong, until a day.
    EvidenceDue,
    /// The money came back.
    Won,
    /// It will not come back.
    Lost,
}

impl Stage {
    /// Each by its name in tables.
    pub const ALL: [(&'static str, Self); 4] =
        [("opened", Self::Opened), ("evidence-due", Self::EvidenceDue), ("won", Self::Won), ("lost", Self::Lost)];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::EvidenceDue => "evidence-due",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, stage)| *stage)
    }
}

/// A dispute as its processor tells it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The processor's name of it.
    pub name: String,
    /// What was taken, fee included.
    pub amount: Money,
    /// The scheme's reason, a word.
    pub reason: String,
    /// The last day for evidence, while it can be given.
    pub due_on: Option<Date>,
    pub state: DisputeState,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeState {
    /// The payer's bank only asks: no money has moved.
    Inquiry,
    /// The money was taken, and nothing is decided.
    Open,
    Won,
    Lost,
}
