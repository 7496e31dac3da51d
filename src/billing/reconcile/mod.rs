//! What a processor's report and a bank's statement say, held against the books: the classes of differences, each with its next
//! step. It refuses to know files, and to adjust anything.
pub mod bank;
pub mod processor;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::money::{
    Money,
    round::{Rounding, percent_of},
};

/// What a line of a processor's report is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    Charge,
    Refund,
    /// A refund came back.
    RefundFailed,
    Return,
    Chargeback,
    ChargebackWon,
    /// Sent to the bank; above zero where the processor takes money from the bank.
    Payout,
    /// A fee of its own, such as a month's.
    Fee,
}

impl EntryKind {
    /// Every kind by its name in tables and files.
    pub const ALL: [(&'static str, Self); 8] = [
        ("charge", Self::Charge),
        ("refund", Self::Refund),
        ("refund-failed", Self::RefundFailed),
        ("return", Self::Return),
        ("chargeback", Self::Chargeback),
        ("chargeback-won", Self::ChargebackWon),
        ("payout", Self::Payout),
        ("fee", Self::Fee),
    ];

    pub fn as_text(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| *name)
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }

    /// The way it moves what the processor owes: 1 up, -1 down, 0 either way.
    pub fn sign(self) -> i64 {
        match self {
            Self::Charge | Self::RefundFailed | Self::ChargebackWon => 1,
            Self::Refund | Self::Return | Self::Chargeback => -1,
            Self::Payout | Self::Fee => 0,
        }
    }

    /// It is of a payment, which the books know.
    pub fn is_of_a_payment(self) -> bool {
        self.sign() != 0
    }
}

/// One line of a processor's report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// From 1, as in the file.
    pub line: i64,
    /// The processor's own name of it: there is one of a name.
    pub entry: String,
    pub kind: EntryKind,
    /// The payment's reference at the processor; of a payout what the bank's statement calls it.
    pub reference: String,
    /// As it moves what the processor owes: charges above zero, refunds and payouts below.
    pub amount: Money,
    /// Kept by the processor; below zero where it gives one back.
    pub fee: Money,
    pub on: Date,
}

/// One line of a bank's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// From 1, as in the file.
    pub line: i64,
    pub on: Date,
    /// Above zero what came in.
    pub amount: Money,
    /// The bank's words and references.
    pub says: String,
}

/// What a processor's contract says that it keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Of a charge, rounded half to even.
    pub charge_percent: Option<Decimal>,
    pub charge_flat: Option<Money>,
    pub chargeback_flat: Option<Money>,
}

impl Rates {
    /// The fee of an entry by the contract; none where it says nothing.
    pub fn fee(&self, kind: EntryKind, amount: Money) -> Option<Money> {
        if *self == Self::default() {
            return None;
        }
        let zero = Money::zero(amount.currency);
        let flat = |flat: Option<Money>| flat.unwrap_or(zero);
        match kind {
            EntryKind::Charge => {
                let percent = self.charge_percent.unwrap_or_default();
                let part = percent_of(amount.minor.max(0), percent, Rounding::HalfEven)?;
                flat(self.charge_flat).checked_add(Money::new(part, amount.currency))
            }
            EntryKind::Chargeback => Some(flat(self.chargeback_flat)),
            _ => Some(zero),
        }
    }
}

/// What came of comparing one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    Matched,
    /// Reported, and not in the books.
    MissingHere,
    /// In the books, and not reported.
    MissingThere,
    AmountDiffers,
    FeeDiffers,
    /// Reported more often than it is in the books.
    Duplicated,
    /// Both have it, on different days.
    OtherDay,
    OtherCurrency,
    /// Both have something of the payment, one a refund, the other a chargeback.
    OtherKind,
    /// Reported as charged; here it was declined, or its end is not known.
    NotPaidHere,
    /// On its way to the bank.
    InTransit,
    /// The bank's money may be one of several.
    Ambiguous,
}

impl Class {
    /// Every class by its name in reports.
    pub const ALL: [(&'static str, Self); 12] = [
        ("matched", Self::Matched),
        ("missing-here", Self::MissingHere),
        ("missing-there", Self::MissingThere),
        ("amount-differs", Self::AmountDiffers),
        ("fee-differs", Self::FeeDiffers),
        ("duplicated", Self::Duplicated),
        ("other-day", Self::OtherDay),
        ("other-currency", Self::OtherCurrency),
        ("other-kind", Self::OtherKind),
        ("not-paid-here", Self::NotPaidHere),
        ("in-transit", Self::InTransit),
        ("ambiguous", Self::Ambiguous),
    ];

    pub fn as_text(self) -> &'static str {
        Self::ALL.iter().find(|(_, class)| *class == self).map_or("", |(name, _)| *name)
    }

    /// Somebody has to explain it before its day is closed; the others explain themselves.
    pub fn is_difference(self) -> bool {
        !matches!(self, Self::Matched | Self::OtherDay | Self::InTransit)
    }

    /// What to do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::Matched => "nothing",
            Self::MissingHere => {
                "look it up where it came from: book it, or have it sent back, then `paytone reconcile explain`"
            }
            Self::MissingThere => {
                "ask the processor for it by its reference; where it never happened, undo it here (`paytone payments undo`)"
            }
            Self::AmountDiffers => {
                "ask for the slip and see which side is wrong; what was taken too much is refunded, what is missing is charged anew"
            }
            Self::FeeDiffers => {
                "hold it against the contract: have the fee corrected by the processor, or mend the rates in the billing rules"
            }
            Self::Duplicated => "have the processor take the second one back: the customer may have paid twice",
            Self::OtherDay => "nothing: the processor's day ends at another hour",
            Self::OtherCurrency => "ask the processor why: nothing of it is booked",
            Self::OtherKind => "see what really happened, and undo it here by its right name (`paytone payments undo`)",
            Self::NotPaidHere => {
                "an unknown one is settled (`paytone payments settle --paid`); money of a declined one is refunded at the processor"
            }
            Self::InTransit => "wait for the bank; ask the processor when it is late",
            Self::Ambiguous => "see at the bank whose money it is, then `paytone reconcile arrive`",
        }
    }
}

/// One thing compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub class: Class,
    /// What it is of: `charge`, `refund`, `payout`, `bank`, …
    pub what: &'static str,
    /// The line of the file, where one tells it.
    pub line: Option<i64>,
    /// Its name there: the report's entry, the statement's line.
    pub there: Option<String>,
    /// Its name here: a payment, an undoing, a payout.
    pub here: Option<String>,
    pub amount_there: Option<Money>,
    pub amount_here: Option<Money>,
    /// Days and fees in words, where they matter.
    pub says: String,
}

impl Finding {
    /// Names it among the findings of its day and source, the same each time.
    pub fn name(&self) -> String {
        let subject = self.there.as_deref().or(self.here.as_deref()).unwrap_or_default();
        format!("{}/{subject}", self.class.as_text())
    }
}
