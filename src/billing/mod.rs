//! What a biller's account, bill and payment mean, and what a verified caller may hear of them. It refuses to know
//! where they are stored and how they are spoken.
pub mod agreement;
pub mod allocate;
pub mod calendar;
pub mod case;
pub mod channel;
pub mod chargeback;
pub mod check_digit;
pub mod credit;
mod discount;
pub mod disputable;
pub mod dormancy;
pub mod draft;
pub mod event;
pub mod hold;
pub mod import;
mod late_fee;
pub mod line;
pub mod notice;
pub mod number;
pub mod payable;
pub mod period;
pub mod prorate;
pub mod reconcile;
pub mod refund;
pub mod rules;
pub mod run;
pub mod several;
mod tax;
pub mod undo;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    flow::Pace,
    id::{AccountId, MethodId, PaymentId},
    money::Money,
};

/// What a verified caller may hear of the account, read in one go after the PIN was right.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AccountView {
    pub account: AccountId,
    /// All open items less unapplied credits; negative is a credit.
    pub balance: Money,
    /// The part whose due date has passed and that is payable now; never negative.
    pub past_due: Money,
    /// What of the balance is not to be asked for now: disputed, promised for later, under way; none where nothing is.
    #[serde(default)]
    pub held: Option<Money>,
    /// The next due date among open bills, while something is owed; what is past due is told apart.
    pub due_on: Option<Date>,
    pub last_payment: Option<LastPayment>,
    /// Saved, not removed, default first; the caller hears at most three.
    pub methods: Vec<MethodFace>,
    /// The card that autopay charges, while it runs.
    #[serde(default)]
    pub autopay: Option<MethodFace>,
    /// What is known of each of these methods beside its face, in their order.
    #[serde(default)]
    pub notes: Vec<MethodNote>,
    /// A payment by phone whose outcome its caller has not heard yet.
    pub news: Option<News>,
    pub reach: Reach,
    /// Whom a bank debit's authorization names; none where bank debits are not taken here, or no written notice of one
    /// arrives at once.
    #[serde(default)]
    pub debtor: Option<String>,
    /// How much time its caller asked for.
    #[serde(default)]
    pub pace: Pace,
    /// The accounts it is of, where several are under the number: all of them, or the one that was chosen; empty for a
    /// number of one account.
    #[serde(default)]
    pub several: Vec<several::OneOf>,
}

impl AccountView {
    /// It is of all of several accounts together.
    pub fn is_of_all(&self) -> bool {
        self.several.len() > 1
    }

    /// The one of several accounts that was chosen.
    pub fn chosen(&self) -> Option<&several::OneOf> {
        self.several.first().filter(|_| !self.is_of_all())
    }

    /// What charges one of its methods by itself.
    pub fn use_of(&self, method: &MethodFace) -> Option<MethodUse> {
        let at = self.methods.iter().position(|own| own.method == method.method)?;
        self.notes.get(at)?.used
    }

    /// The accounts it is of.
    pub fn accounts(&self) -> Vec<AccountId> {
        match self.several[..] {
            [] => vec![self.account.clone()],
            ref several => several.iter().map(|one| one.account.clone()).collect(),
        }
    }

    /// What may be paid now: the balance less what is held; never below zero.
    pub fn payable(&self) -> Money {
        let held = self.held.map_or(0, |held| held.minor);
        Money::new(self.balance.minor.saturating_sub(held).max(0), self.balance.currency)
    }
}

/// The latest payment that was booked, as it is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LastPayment {
    pub amount: Money,
    pub paid_on: Date,
}

/// Where a receipt can go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// A phone on file that takes texts.
    Text,
    /// A landline, or no phone on file: the caller calls back and hears it.
    CallBack,
}

/// What may be spoken of a payment method: never more than brand and last four (PCI DSS 3.4.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MethodFace {
    pub method: MethodId,
    pub brand: Brand,
    pub last_four: String,
}

impl MethodFace {
    /// What a payment by it is made with.
    pub fn instrument(&self) -> channel::Instrument {
        match self.brand {
            Brand::Bank => channel::Instrument::Bank,
            _ => channel::Instrument::Card,
        }
    }
}

/// What an account's owner knows of a saved method beside its face.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MethodNote {
    /// What its owner calls it.
    pub name: Option<String>,
    /// It is good until the end of this month at most.
    pub expires: bool,
    /// What charges it by itself.
    pub used: Option<MethodUse>,
}

/// What charges a saved method by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MethodUse {
    Autopay,
    Schedule,
}

/// A card's brand, as it is spoken; a bank account is debited, not charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Brand {
    Visa,
    Mastercard,
    Amex,
    Discover,
    Other,
    Bank,
}

/// The outcome of an earlier payment, to be told once the caller is verified again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct News {
    pub payment: PaymentId,
    pub status: PaymentStatus,
    pub total: Money,
    pub confirmation: String,
}

/// The life of a payment; `Requested` and `Unknown` end as one of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentStatus {
    /// The intent is committed; the processor has not answered yet.
    Requested,
    /// The processor was asked and nobody knows what it did; the janitor asks again.
    Unknown,
    /// Only as its owner is told: a bank debit that is unknown because its processor has it and decides later.
    Submitted,
    Paid,
    Declined,
}

impl PaymentStatus {
    /// As a payment's owner is told, by whether its processor took it to decide later.
    pub fn as_told(self, submitted_at: Option<Timestamp>) -> Self {
        match self {
            Self::Unknown if submitted_at.is_some() => Self::Submitted,
            status => status,
        }
    }
}

/// Why a processor declined, as far as a caller is helped by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeclineReason {
    InsufficientFunds,
    Expired,
    /// Wrong number, security code or postal code.
    WrongDetails,
    LimitExceeded,
    /// Generic, lost, stolen, suspected fraud: a caller hears no difference.
    NotAccepted,
    /// The processor cannot take payments now and surely charged nothing.
    ProcessorDown,
}

/// One line of a bill as it is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LineView {
    pub kind: LineKind,
    pub description: String,
    pub amount: Money,
}

/// What a line of a bill is; discounts and credits lower what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    Charge,
    Tax,
    Discount,
    Credit,
    /// What a bill cost that was paid too late.
    LateFee,
    /// A tax that goes back with a credit.
    TaxCredit,
}

/// One payment as it is spoken in the history.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PaymentView {
    pub payment: PaymentId,
    pub total: Money,
    pub status: PaymentStatus,
    pub paid_on: Date,
    pub confirmation: String,
}

/// What was read back to the caller, unchangeable: the charge carries its id, and spoken, charged, posted and
/// receipted are this one amount.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quote {
    pub quote: crate::id::QuoteId,
    /// Reserved with the quote; it becomes a payment when the caller confirms.
    pub payment: PaymentId,
    pub account: AccountId,
    /// Goes to the bills.
    pub amount: Money,
    /// Income of its own, never allocated to a bill.
    pub fee: Money,
    pub method: MethodFace,
    /// The day in the biller's zone.
    pub date: Date,
    pub quoted_at: Timestamp,
    /// Spoken in groups and texted: nine random digits and a Damm check digit.
    pub confirmation: String,
    /// The caller was told of an equal payment within ten minutes and wants another.
    pub again: bool,
    /// The account was chosen among several: nothing goes to the others under its number.
    #[serde(default)]
    pub alone: bool,
}

impl Quote {
    /// What the card is charged.
    pub fn total(&self) -> Money {
        Money::new(self.amount.minor + self.fee.minor, self.amount.currency)
    }
}
