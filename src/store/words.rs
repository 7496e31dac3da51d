//! The words of enums as columns hold them; each is a row of a small table of names. It refuses to know their meaning.
use super::value::{Column, Value};
use crate::{
    billing::{
        Brand, DeclineReason, LineKind, PaymentStatus, Reach,
        channel::{Channel, Hold, Instrument, SuspenseReason},
        chargeback::Stage,
        notice::{Medium, NoticeKind, Scope},
        refund::{RefundRefusal, RefundStatus},
        undo::UndoingKind,
    },
    flow::Language,
    ledger::AdjustmentKind,
    money::{Currency, Money},
};

impl Value<'_> for PaymentStatus {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Unknown => "unknown",
            Self::Submitted => "submitted",
            Self::Paid => "paid",
            Self::Declined => "declined",
        }
    }
}
impl Column for PaymentStatus {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "requested" => Ok(Self::Requested),
            "unknown" => Ok(Self::Unknown),
            "submitted" => Ok(Self::Submitted),
            "paid" => Ok(Self::Paid),
            "declined" => Ok(Self::Declined),
            _ => Err("no payment status"),
        }
    }
}

impl Value<'_> for DeclineReason {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::InsufficientFunds => "insufficient-funds",
            Self::Expired => "expired",
            Self::WrongDetails => "wrong-details",
            Self::LimitExceeded => "limit-exceeded",
            Self::NotAccepted => "not-accepted",
            Self::ProcessorDown => "processor-down",
        }
    }
}
impl Column for DeclineReason {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "insufficient-funds" => Ok(Self::InsufficientFunds),
            "expired" => Ok(Self::Expired),
            "wrong-details" => Ok(Self::WrongDetails),
            "limit-exceeded" => Ok(Self::LimitExceeded),
            "not-accepted" => Ok(Self::NotAccepted),
            "processor-down" => Ok(Self::ProcessorDown),
            _ => Err("no decline reason"),
        }
    }
}

impl Value<'_> for Brand {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Visa => "visa",
            Self::Mastercard => "mastercard",
            Self::Amex => "amex",
            Self::Discover => "discover",
            Self::Other => "other",
            Self::Bank => "bank",
        }
    }
}
impl Column for Brand {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "visa" => Ok(Self::Visa),
            "mastercard" => Ok(Self::Mastercard),
            "amex" => Ok(Self::Amex),
            "discover" => Ok(Self::Discover),
            "other" => Ok(Self::Other),
            "bank" => Ok(Self::Bank),
            _ => Err("no card brand"),
        }
    }
}

impl Value<'_> for LineKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Tax => "tax",
            Self::Discount => "discount",
            Self::Credit => "credit",
            Self::LateFee => "late-fee",
            Self::TaxCredit => "tax-credit",
        }
    }
}
impl Column for LineKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "charge" => Ok(Self::Charge),
            "tax" => Ok(Self::Tax),
            "discount" => Ok(Self::Discount),
            "credit" => Ok(Self::Credit),
            "late-fee" => Ok(Self::LateFee),
            "tax-credit" => Ok(Self::TaxCredit),
            _ => Err("no kind of bill line"),
        }
    }
}

impl Value<'_> for Channel {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for Channel {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no channel")
    }
}

impl Value<'_> for Instrument {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for Instrument {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no instrument")
    }
}

impl Value<'_> for SuspenseReason {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for SuspenseReason {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no reason for suspense")
    }
}

impl Value<'_> for Hold {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
        }
    }
}
impl Column for Hold {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "duplicate" => Ok(Self::Duplicate),
            _ => Err("no reason to hold"),
        }
    }
}

impl Value<'_> for Reach {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::CallBack => "call-back",
        }
    }
}
impl Column for Reach {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        match stored.as_str() {
            "text" => Ok(Self::Text),
            "call-back" => Ok(Self::CallBack),
            _ => Err("no reach"),
        }
    }
}

impl Value<'_> for NoticeKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for NoticeKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_word(&stored).ok_or("no kind of notice")
    }
}

impl Value<'_> for Medium {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for Medium {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_word(&stored).ok_or("no medium of notices")
    }
}

impl Value<'_> for Scope {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for Scope {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::ALL.iter().find(|(word, _)| *word == stored).map(|(_, scope)| *scope).ok_or("no scope of consent")
    }
}

impl Value<'_> for Language {
    type Plain = String;
    fn plain(self) -> String {
        self.code().to_owned()
    }
}
impl Column for Language {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_code(&stored).ok_or("no language code")
    }
}

impl Value<'_> for Currency {
    type Plain = String;
    fn plain(self) -> String {
        self.code().to_owned()
    }
}
impl Column for Currency {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_code(&stored).ok_or("no currency that we know")
    }
}

impl super::sql::Row {
    /// The amount in `column`, in the currency of the row's column `currency`.
    ///
    /// # Errors
    /// `Corrupt` when either column holds something else.
    pub fn money(&self, column: &str) -> Result<Money, super::StoreError> {
        Ok(Money::new(self.get(column)?, self.get("currency")?))
    }
}

impl Value<'_> for UndoingKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for UndoingKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no way of undoing")
    }
}

impl Value<'_> for AdjustmentKind {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for AdjustmentKind {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no kind of adjustment")
    }
}

impl Value<'_> for RefundStatus {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for RefundStatus {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no status of a refund")
    }
}

impl Value<'_> for RefundRefusal {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for RefundRefusal {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no reason for refusing a refund")
    }
}

impl Value<'_> for Stage {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.as_text()
    }
}
impl Column for Stage {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::from_text(&stored).ok_or("no stage of a chargeback")
    }
}
