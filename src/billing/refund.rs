//! A refund on its way: what its processor is asked to give back, and how that ends. It refuses to know processors and books.
use serde::{Deserialize, Serialize};

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundStatus {
    /// Committed; the processor is about to be asked.
    Requested,
    /// Asked for; nobody knows yet whether it was done.
    Unknown,
    /// The money left, and it is booked.
    Refunded,
    /// Nothing left.
    Refused,
}

impl RefundStatus {
    /// Each by its name in tables.
    pub const ALL: [(&'static str, Self); 4] = [
        ("requested", Self::Requested),
        ("unknown", Self::Unknown),
        ("refunded", Self::Refunded),
        ("refused", Self::Refused),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Unknown => "unknown",
            Self::Refunded => "refunded",
            Self::Refused => "refused",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, status)| *status)
    }
}

/// Why a processor gave nothing back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefundRefusal {
    /// The card is closed, lost or expired: it goes back by check, never to another card.
    CardClosed,
    /// For a reason of its own.
    NotAccepted,
    /// It could not be reached for a day, and has seen nothing of it.
    ProcessorDown,
}

impl RefundRefusal {
    /// Each by its name in tables.
    pub const ALL: [(&'static str, Self); 3] = [
        ("card-closed", Self::CardClosed),
        ("not-accepted", Self::NotAccepted),
        ("processor-down", Self::ProcessorDown),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::CardClosed => "card-closed",
            Self::NotAccepted => "not-accepted",
            Self::ProcessorDown => "processor-down",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, refusal)| *refusal)
    }
}

/// What becomes of the convenience fee where a clerk's refund says nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeRule {
    /// It goes back, with a part of the amount pro rata.
    ProRata,
    /// The biller keeps it.
    Kept,
}
