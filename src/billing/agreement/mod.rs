//! What a customer and the biller agreed on for days to come: autopay, a payment on a chosen day, instalments, a promise.
//! Pure; it refuses to know where agreements are kept and how a card is charged.
pub mod arrangement;
pub mod autopay;
pub mod offer;
pub mod policy;
pub mod promise;
mod written;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::{arrangement::Arrangement, autopay::Autopay, promise::Promise};
use crate::{
    id::{BillId, MethodId},
    money::Money,
};

/// What was agreed on. A change is a new version of all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Agreed {
    Autopay(Autopay),
    Scheduled(Scheduled),
    Arrangement(Arrangement),
    Promise(Promise),
}

/// One payment on a chosen day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheduled {
    pub amount: Money,
    /// A business day.
    pub on: Date,
    pub method: MethodId,
    pub bill: Option<BillId>,
}

/// The kinds of agreement, by their words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AgreementKind {
    Autopay,
    Scheduled,
    Arrangement,
    Promise,
}

impl AgreementKind {
    pub const ALL: [(&'static str, Self); 4] = [
        ("autopay", Self::Autopay),
        ("scheduled", Self::Scheduled),
        ("arrangement", Self::Arrangement),
        ("promise", Self::Promise),
    ];

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    }
}

impl Agreed {
    pub fn kind(&self) -> AgreementKind {
        match self {
            Self::Autopay(_) => AgreementKind::Autopay,
            Self::Scheduled(_) => AgreementKind::Scheduled,
            Self::Arrangement(_) => AgreementKind::Arrangement,
            Self::Promise(_) => AgreementKind::Promise,
        }
    }

    /// The saved method that is charged, where one is.
    pub fn method(&self) -> Option<&MethodId> {
        match self {
            Self::Autopay(autopay) => Some(&autopay.method),
            Self::Scheduled(scheduled) => Some(&scheduled.method),
            Self::Arrangement(arrangement) => arrangement.method.as_ref(),
            Self::Promise(_) => None,
        }
    }
}

/// What is drawn of what was announced: never more than may be asked for, never less than nothing.
pub fn drawn(announced: Money, payable: Money) -> Money {
    Money::new(announced.minor.min(payable.minor).max(0), announced.currency)
}

/// How an agreement that is watched stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Running,
    Kept,
    /// What was due on this day did not come in time.
    Broken {
        due_on: Date,
    },
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    proptest! {
        #[test]
        fn drawn_is_the_lesser_and_never_below_zero(announced in 0_i64..1_000_000, payable in -1_000_i64..1_000_000) {
            let usd = |minor| Money::new(minor, Currency::USD);
            let drawn = drawn(usd(announced), usd(payable)).minor;
            prop_assert!(drawn >= 0 && drawn <= announced && drawn <= payable.max(0));
            prop_assert!(drawn == announced || drawn == payable.max(0));
        }
    }

    #[test]
    fn kinds_are_told_apart_by_their_words() {
        for (word, kind) in AgreementKind::ALL {
            assert_eq!((kind.word(), AgreementKind::from_word(word)), (word, Some(kind)));
        }
    }
}
