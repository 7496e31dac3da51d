//! Notices to customers: what they tell of, by what they may go, and how often. It refuses to know words and senders.
pub mod quiet;
pub mod word;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::Reach;
use crate::flow::Language;

/// What a notice tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    Paid,
    Declined,
    BillReady,
    DueSoon,
    PastDue,
    AutopayComing,
    AutopayFailed,
    ArrangementKept,
    ArrangementBroken,
    AgreementMade,
    AgreementChanged,
    AgreementStopped,
    CardExpiring,
    MethodAdded,
    MethodRemoved,
    DisputeOpened,
    DisputeWithdrawn,
    CreditDormant,
    /// Money of a payment was given back.
    Refunded,
    /// A payment's bank did not honour it.
    Returned,
    /// A bank account is about to be debited.
    DebitComing,
    /// A card's owner has to prove who he is, by the processor's link, before it is charged.
    ProveCard,
}

impl NoticeKind {
    /// Each with its word, as stored and as its messages begin (`due-soon-text`).
    pub const ALL: [(&'static str, Self); 22] = [
        ("paid", Self::Paid),
        ("declined", Self::Declined),
        ("bill-ready", Self::BillReady),
        ("due-soon", Self::DueSoon),
        ("past-due", Self::PastDue),
        ("autopay-coming", Self::AutopayComing),
        ("autopay-failed", Self::AutopayFailed),
        ("arrangement-kept", Self::ArrangementKept),
        ("arrangement-broken", Self::ArrangementBroken),
        ("agreement-made", Self::AgreementMade),
        ("agreement-changed", Self::AgreementChanged),
        ("agreement-stopped", Self::AgreementStopped),
        ("card-expiring", Self::CardExpiring),
        ("method-added", Self::MethodAdded),
        ("method-removed", Self::MethodRemoved),
        ("dispute-opened", Self::DisputeOpened),
        ("dispute-withdrawn", Self::DisputeWithdrawn),
        ("credit-dormant", Self::CreditDormant),
        ("refunded", Self::Refunded),
        ("returned", Self::Returned),
        ("debit-coming", Self::DebitComing),
        ("prove-card", Self::ProveCard),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }

    /// Nothing happened; it only reminds. Frequency caps hold for these alone, and a customer may refuse these alone.
    pub fn is_reminder(self) -> bool {
        matches!(self, Self::DueSoon | Self::PastDue | Self::CardExpiring)
    }

    /// Tells of what a customer did a moment ago, who may wait for it, at night too.
    pub fn may_be_awaited(self) -> bool {
        matches!(
            self,
            Self::Paid
                | Self::Declined
                | Self::MethodAdded
                | Self::DebitComing
                | Self::ProveCard
                | Self::AgreementMade
                | Self::AgreementChanged
                | Self::AgreementStopped
        )
    }

    /// Goes by post where nothing else may be used: the customer loses money or a right without it.
    pub fn must_arrive(self) -> bool {
        matches!(
            self,
            Self::BillReady
                | Self::AutopayComing
                | Self::AutopayFailed
                | Self::ArrangementBroken
                | Self::Returned
                | Self::DebitComing
                | Self::AgreementMade
                | Self::AgreementChanged
                | Self::AgreementStopped
                | Self::CreditDormant
        )
    }

    /// Its words hold a link by which whoever has it may act: kept sealed until it is sent, and never sent by post, where it
    /// comes too late and lies open.
    pub fn holds_a_link(self) -> bool {
        self == Self::ProveCard
    }
}

/// By what a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Medium {
    Text,
    #[serde(rename = "e-mail")]
    Email,
    Post,
}

impl Medium {
    pub const ALL: [(&'static str, Self); 3] = [("text", Self::Text), ("e-mail", Self::Email), ("post", Self::Post)];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, medium)| *medium == self).map_or("", |(word, _)| word)
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, medium)| *medium)
    }
}

/// What a yes or no is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    All,
    Reminders,
}

impl Scope {
    pub const ALL: [(&'static str, Self); 2] = [("all", Self::All), ("reminders", Self::Reminders)];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, scope)| *scope == self).map_or("", |(word, _)| word)
    }
}

/// Whether an address may be written to. Whoever gave the biller an address for the account said yes by it, until the
/// first no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    pub all: bool,
    pub reminders: bool,
}

impl Default for Consent {
    fn default() -> Self {
        Self { all: true, reminders: true }
    }
}

impl Consent {
    /// Whether a notice of this kind may be sent.
    pub fn covers(self, kind: NoticeKind) -> bool {
        if kind.is_reminder() { self.reminders } else { self.all }
    }
}

/// Where and how an account is written to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub name: String,
    pub language: Language,
    pub reach: Reach,
    /// None where the customer never chose: a text where texts arrive.
    pub chosen: Option<Medium>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub postal_address: Option<String>,
    pub time_zone: Option<TimeZone>,
    /// Of the phone and of the e-mail address above.
    pub texts: Consent,
    pub emails: Consent,
}

/// Why a notice has no way to its customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// No address of the chosen kind, or texts do not arrive there.
    NoAddress,
    /// The customer said no.
    Refused,
}

impl Contact {
    /// The medium and address of a notice of this kind.
    ///
    /// # Errors
    /// Why there is none; the caller hears what matters at the next call.
    pub fn way(&self, kind: NoticeKind) -> Result<(Medium, &str), Unreachable> {
        let chosen = self.chosen.unwrap_or(Medium::Text);
        if kind.holds_a_link() && chosen == Medium::Post {
            return self.by(Medium::Text, kind).or_else(|_| self.by(Medium::Email, kind));
        }
        self.by(chosen, kind).or_else(|why| match self.by(Medium::Post, kind) {
            Ok(letter) if kind.must_arrive() => Ok(letter),
            _ => Err(why),
        })
    }

    /// The address of one medium, where it may be used for this kind.
    ///
    /// # Errors
    /// As `way`.
    pub fn by(&self, medium: Medium, kind: NoticeKind) -> Result<(Medium, &str), Unreachable> {
        let (address, consent) = match medium {
            Medium::Text if self.reach != Reach::Text && self.chosen != Some(Medium::Text) => (None, self.texts),
            Medium::Text => (self.phone.as_deref(), self.texts),
            Medium::Email => (self.email.as_deref(), self.emails),
            Medium::Post if kind.holds_a_link() => (None, Consent::default()),
            Medium::Post => (self.postal_address.as_deref(), Consent::default()),
        };
        let address = address.filter(|address| !address.is_empty()).ok_or(Unreachable::NoAddress)?;
        if consent.covers(kind) { Ok((medium, address)) } else { Err(Unreachable::Refused) }
    }
}

/// How many notices an account got in the last seven days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    pub of_kind: i64,
    pub in_all: i64,
}

/// The most notices in seven days that a reminder may still be added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    pub of_kind: i64,
    pub in_all: i64,
}

impl Caps {
    /// Whether one more of this kind would be too much. What happened is always told.
    pub fn hold(self, kind: NoticeKind, recent: Recent) -> bool {
        kind.is_reminder() && (recent.of_kind >= self.of_kind || recent.in_all >= self.in_all)
    }
}

#[cfg(test)]
mod tests;
