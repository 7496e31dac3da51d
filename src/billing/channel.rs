//! How money comes in, with what, and why some of it waits. It refuses to know processors, tills and files.
use serde::{Deserialize, Serialize};

/// How a payment came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    Phone,
    /// The customer's own page, or the API behind it.
    Online,
    /// In person, at a clerk's till.
    Counter,
    Mail,
    Autopay,
    /// Asked for on an earlier day.
    Scheduled,
}

impl Channel {
    /// Every channel by its name in tables and reports.
    pub const ALL: [(&'static str, Self); 6] = [
        ("phone", Self::Phone),
        ("online", Self::Online),
        ("counter", Self::Counter),
        ("mail", Self::Mail),
        ("autopay", Self::Autopay),
        ("scheduled", Self::Scheduled),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Online => "online",
            Self::Counter => "counter",
            Self::Mail => "mail",
            Self::Autopay => "autopay",
            Self::Scheduled => "scheduled",
        }
    }

    /// Asked for by an agreement, which is of one account.
    pub fn is_of_an_agreement(self) -> bool {
        matches!(self, Self::Autopay | Self::Scheduled)
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, channel)| *channel)
    }
}

/// What a payment was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    Card,
    /// A debit of a bank account.
    Bank,
    Cash,
    Check,
}

impl Instrument {
    /// Every instrument by its name in tables and files.
    pub const ALL: [(&'static str, Self); 4] =
        [("card", Self::Card), ("bank", Self::Bank), ("cash", Self::Cash), ("check", Self::Check)];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Bank => "bank",
            Self::Cash => "cash",
            Self::Check => "check",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, instrument)| *instrument)
    }
}

/// Why a payment that was booked is not spread over bills until a person looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hold {
    /// The same amount of the same account came a moment ago by another way.
    Duplicate,
}

/// Why money waits in suspense.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SuspenseReason {
    /// No account has, or ever had, this pay-bill number.
    UnknownNumber,
    /// A check alone in its envelope.
    NoCoupon,
    /// One check with coupons of several accounts.
    SeveralCoupons,
    /// "Paid in full" or the like stands on the check: taking it may settle a debt.
    PaidInFull,
    /// Drawn abroad or in another currency.
    Foreign,
    /// Dated after the day on which it came.
    PostDated,
    /// The account is closed.
    Closed,
}

impl SuspenseReason {
    /// Every reason by its name in tables and files.
    pub const ALL: [(&'static str, Self); 7] = [
        ("unknown-number", Self::UnknownNumber),
        ("no-coupon", Self::NoCoupon),
        ("several-coupons", Self::SeveralCoupons),
        ("paid-in-full", Self::PaidInFull),
        ("foreign", Self::Foreign),
        ("post-dated", Self::PostDated),
        ("closed", Self::Closed),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::UnknownNumber => "unknown-number",
            Self::NoCoupon => "no-coupon",
            Self::SeveralCoupons => "several-coupons",
            Self::PaidInFull => "paid-in-full",
            Self::Foreign => "foreign",
            Self::PostDated => "post-dated",
            Self::Closed => "closed",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, reason)| *reason)
    }
}

/// When an approved charge is taken from its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureMethod {
    /// With the approval.
    Automatic,
    /// By a request of its own; until then the amount is only held.
    Manual,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for (name, channel) in Channel::ALL {
            assert_eq!((channel.as_text(), Channel::from_text(name)), (name, Some(channel)));
        }
        for (name, instrument) in Instrument::ALL {
            assert_eq!((instrument.as_text(), Instrument::from_text(name)), (name, Some(instrument)));
        }
        for (name, reason) in SuspenseReason::ALL {
            assert_eq!((reason.as_text(), SuspenseReason::from_text(name)), (name, Some(reason)));
        }
        assert_eq!(Channel::from_text("fax"), None);
    }
}
