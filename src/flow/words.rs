//! The closed vocabularies of a flow file: actions and their outcomes, slots, facts, variables. It refuses to know what
//! carries them out.
use crate::billing::channel::Instrument;

/// What a `do` node does. Each names all of its outcomes; a flow must lead every one of them on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// Looks whether the caller's number already brought a language (no effect).
    KnownLanguage,
    /// Takes the pay-bill number on file for an attested caller number as the one keyed, if there is one (no effect).
    KnownCaller,
    /// Compares the keyed PIN; needs the number and the PIN of this call.
    VerifyPin,
    /// Looks at the account's balance (no effect).
    BillState,
    /// Looks whether an earlier payment's outcome is still untold (no effect).
    News,
    /// Judges the amount entered or chosen against minimum, balance and limit (no effect).
    CheckAmount,
    /// Speaks each line of the latest bill.
    ReadBill,
    /// Speaks recent payments.
    ReadPayments,
    /// Reads the account again, after a payment changed it.
    ReadAccount,
    /// Looks whether there is a default method (no effect).
    DefaultMethod,
    /// Looks whether the method of this payment is chosen (no effect).
    MethodChosen,
    /// Looks whether autopay runs, and if not, whether a saved card could be charged (no effect).
    AutopayState,
    /// Reads what is scheduled; without it, whether a saved card could be charged.
    ScheduleState,
    /// Reads what was promised.
    PromiseState,
    /// Reads the arrangement that runs.
    ArrangementState,
    /// Makes offers of the amount by the method, on days to choose from.
    OfferSchedule,
    /// Makes offers of the amount by days to choose from.
    OfferPromise,
    /// Makes offers of instalments by the biller's rules.
    OfferArrangement,
    /// Looks whether something charges the chosen card by itself (no effect).
    CardUse,
    /// Reads the lines of open bills that can be disputed, or are.
    ReadLines,
    /// Looks whether the line that is told now is disputed (no effect).
    LineState,
    /// Looks whether the caller is verified (no effect).
    Standing,
    /// Looks whether several accounts are open together (no effect).
    SeveralOpen,
    /// Looks whether one of several accounts was chosen (no effect).
    AccountChosen,
    /// Opens the account of several that is told now.
    OpenAccount,
    /// Opens all accounts under the number together.
    OpenAll,
    /// The provider's card capture; the number never reaches us.
    CaptureCard,
    /// Looks whether a bank account may be captured now (no effect).
    BankOffered,
    /// The provider's capture of a bank account; the numbers never reach us.
    CaptureBank,
    /// Makes the immutable quote from amount and method.
    Quote,
    /// Looks whether the quote is of a card or a bank account (no effect).
    QuotedBy,
    /// Charges the confirmed quote and waits, bounded, for its outcome.
    Charge,
}

/// A typed entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    PayBillNumber,
    Pin,
    Amount,
}

/// A variable that a message may use, and what it is spoken as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Var {
    /// What was heard by speech, read back: a number, or the first phrase of a choice.
    Heard,
    Biller,
    SupportNumber,
    AgentHours,
    NumberLength,
    Key,
    /// The balance without its sign: a message says "credit" itself.
    Balance,
    /// What of the balance may be paid now.
    Payable,
    PastDue,
    DueDate,
    LastPaymentAmount,
    LastPaymentDate,
    /// The entry before it was judged: "did you mean fifty dollars".
    EntryAsDollars,
    EntryAsCents,
    Minimum,
    Maximum,
    Amount,
    Fee,
    /// How to pay without the fee.
    FreeAlternative,
    Total,
    Method,
    /// The saved method used unless the caller chooses.
    DefaultMethod,
    /// The card that autopay charges.
    AutopayMethod,
    /// The card of the autopay that is being agreed on.
    PlanMethod,
    /// A part of what is being agreed on, and its day; a message with either is spoken once for each part.
    PartAmount,
    PartDay,
    /// Of the terms that end by it: how many parts, and the day of the last one.
    WasCount,
    WasDay,
    /// Of an offer in a list: each of its later parts, its first day, its instalments.
    OfferAmount,
    OfferDay,
    OfferCount,
    /// Of the line of a bill that is told now: its words, its amount, the number of its case.
    DisputeLine,
    DisputeAmount,
    CaseNumber,
    /// What a card is to be called.
    PlanName,
    /// The saved card that was chosen.
    Card,
    /// A selector: autopay, schedule.
    CardUse,
    /// A selector: plain, named, expiring, named-expiring.
    CardNote,
    /// What its owner calls a card; empty where it has no name.
    CardName,
    PayDate,
    /// Whose bank account is debited, by name.
    Payer,
    Confirmation,
    /// How many accounts are open together.
    AccountCount,
    /// What the account is called that was chosen among several.
    Account,
    /// What the account of several is called that is told now, and what of it may be paid now.
    ItemAccount,
    ItemOwed,
    /// What is whispered to an agent; it says nothing of an account, and no caller hears it (`check`'s places).
    TransferCode,
    /// What was agreed on, whole, in the notice of it; its number; days of notice. No caller hears them.
    Terms,
    Reference,
    Days,
    /// A selector: insufficient-funds, expired, wrong-details, limit-exceeded, not-accepted, processor-down.
    DeclineReason,
    /// A selector: requested, unknown, submitted, paid, declined.
    NewsStatus,
    NewsTotal,
    NewsConfirmation,
    /// A selector: charge, tax, discount, credit, late-fee, tax-credit.
    LineKind,
    LineDescription,
    LineAmount,
    HistoryAmount,
    HistoryDate,
    /// A selector, as NewsStatus.
    HistoryStatus,
}

/// Who may hear a variable: everyone, or only the caller verified for the account (P1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    Public,
    Account,
}

impl Action {
    pub const ALL: [(&'static str, Self); 32] = [
        ("known-language", Self::KnownLanguage),
        ("known-caller", Self::KnownCaller),
        ("verify-pin", Self::VerifyPin),
        ("bill-state", Self::BillState),
        ("news", Self::News),
        ("check-amount", Self::CheckAmount),
        ("read-bill", Self::ReadBill),
        ("read-payments", Self::ReadPayments),
        ("read-account", Self::ReadAccount),
        ("default-method", Self::DefaultMethod),
        ("method-chosen", Self::MethodChosen),
        ("autopay-state", Self::AutopayState),
        ("schedule-state", Self::ScheduleState),
        ("promise-state", Self::PromiseState),
        ("arrangement-state", Self::ArrangementState),
        ("offer-schedule", Self::OfferSchedule),
        ("offer-promise", Self::OfferPromise),
        ("offer-arrangement", Self::OfferArrangement),
        ("card-use", Self::CardUse),
        ("read-lines", Self::ReadLines),
        ("line-state", Self::LineState),
        ("standing", Self::Standing),
        ("several-open", Self::SeveralOpen),
        ("account-chosen", Self::AccountChosen),
        ("open-account", Self::OpenAccount),
        ("open-all", Self::OpenAll),
        ("capture-card", Self::CaptureCard),
        ("bank-offered", Self::BankOffered),
        ("capture-bank", Self::CaptureBank),
        ("quote", Self::Quote),
        ("quoted-by", Self::QuotedBy),
        ("charge", Self::Charge),
    ];

    /// Every outcome, each of which a flow must lead on.
    pub fn outcomes(self) -> &'static [&'static str] {
        match self {
            Self::VerifyPin => &["verified", "refused", "refused-again", "last-refused", "busy", "ambiguous"],
            Self::KnownLanguage | Self::KnownCaller => &["known", "unknown"],
            Self::ReadAccount | Self::OpenAccount | Self::OpenAll => &["read"],
            Self::SeveralOpen => &["several", "one"],
            Self::AccountChosen => &["chosen", "only"],
            Self::MethodChosen => &["chosen", "unchosen"],
            Self::AutopayState | Self::ScheduleState => &["on", "off", "no-card"],
            Self::PromiseState | Self::ArrangementState => &["on", "off"],
            Self::OfferSchedule | Self::OfferPromise => &["offered"],
            Self::OfferArrangement => &["offered", "not-offered", "too-little", "broken-before"],
            Self::CardUse => &["free", "used"],
            Self::ReadLines => &["some", "none"],
            Self::LineState => &["free", "disputed"],
            Self::Standing => &["verified", "unverified"],
            Self::BillState => &["credit", "nothing-due", "due", "past-due"],
            Self::News => &["none", "requested", "unknown", "submitted", "paid", "declined"],
            Self::CheckAmount => &["accepted", "dollars-or-cents", "below-minimum", "above-balance", "above-limit"],
            Self::ReadBill | Self::ReadPayments => &["read", "none"],
            Self::DefaultMethod => &["present", "absent"],
            Self::CaptureCard | Self::CaptureBank => &["captured", "star", "failed", "unknown"],
            Self::BankOffered => &["offered", "none"],
            Self::Quote => &["quoted", "repeated"],
            Self::QuotedBy => &["card", "bank"],
            Self::Charge => &["paid", "declined", "unknown", "repeated", "submitted"],
        }
    }

    /// What the provider captures by it.
    pub fn captures(self) -> Option<Instrument> {
        match self {
            Self::CaptureCard => Some(Instrument::Card),
            Self::CaptureBank => Some(Instrument::Bank),
            _ => None,
        }
    }
}

impl Slot {
    pub const ALL: [(&'static str, Self); 3] =
        [("pay-bill-number", Self::PayBillNumber), ("pin", Self::Pin), ("amount", Self::Amount)];

    /// Every outcome of an entry that was heard; silence and misses are the node's `help`.
    pub fn outcomes(self) -> &'static [&'static str] {
        match self {
            Self::PayBillNumber => &["entered", "typo"],
            Self::Pin | Self::Amount => &["entered"],
        }
    }

    /// A secret slot: no echo, no recording, only its class is kept.
    pub fn is_secret(self) -> bool {
        matches!(self, Self::Pin)
    }
}

impl Var {
    pub const ALL: [(&'static str, Self); 60] = [
        ("biller", Self::Biller),
        ("heard", Self::Heard),
        ("support-number", Self::SupportNumber),
        ("agent-hours", Self::AgentHours),
        ("number-length", Self::NumberLength),
        ("key", Self::Key),
        ("balance", Self::Balance),
        ("payable", Self::Payable),
        ("past-due", Self::PastDue),
        ("due-date", Self::DueDate),
        ("last-payment-amount", Self::LastPaymentAmount),
        ("last-payment-date", Self::LastPaymentDate),
        ("entry-as-dollars", Self::EntryAsDollars),
        ("entry-as-cents", Self::EntryAsCents),
        ("minimum", Self::Minimum),
        ("maximum", Self::Maximum),
        ("amount", Self::Amount),
        ("fee", Self::Fee),
        ("free-alternative", Self::FreeAlternative),
        ("total", Self::Total),
        ("method", Self::Method),
        ("default-method", Self::DefaultMethod),
        ("autopay-method", Self::AutopayMethod),
        ("plan-method", Self::PlanMethod),
        ("part-amount", Self::PartAmount),
        ("part-day", Self::PartDay),
        ("was-count", Self::WasCount),
        ("was-day", Self::WasDay),
        ("offer-amount", Self::OfferAmount),
        ("offer-day", Self::OfferDay),
        ("offer-count", Self::OfferCount),
        ("dispute-line", Self::DisputeLine),
        ("dispute-amount", Self::DisputeAmount),
        ("case-number", Self::CaseNumber),
        ("plan-name", Self::PlanName),
        ("card", Self::Card),
        ("card-use", Self::CardUse),
        ("card-note", Self::CardNote),
        ("card-name", Self::CardName),
        ("pay-date", Self::PayDate),
        ("payer", Self::Payer),
        ("confirmation", Self::Confirmation),
        ("account-count", Self::AccountCount),
        ("account", Self::Account),
        ("item-account", Self::ItemAccount),
        ("item-owed", Self::ItemOwed),
        ("transfer-code", Self::TransferCode),
        ("terms", Self::Terms),
        ("reference", Self::Reference),
        ("days", Self::Days),
        ("decline-reason", Self::DeclineReason),
        ("news-status", Self::NewsStatus),
        ("news-total", Self::NewsTotal),
        ("news-confirmation", Self::NewsConfirmation),
        ("line-kind", Self::LineKind),
        ("line-description", Self::LineDescription),
        ("line-amount", Self::LineAmount),
        ("history-amount", Self::HistoryAmount),
        ("history-date", Self::HistoryDate),
        ("history-status", Self::HistoryStatus),
    ];

    pub fn label(self) -> Label {
        match self {
            Self::Biller
            | Self::SupportNumber
            | Self::AgentHours
            | Self::NumberLength
            | Self::Key
            | Self::Minimum
            | Self::Maximum
            | Self::Fee
            | Self::FreeAlternative
            | Self::EntryAsDollars
            | Self::EntryAsCents
            | Self::Heard
            | Self::TransferCode => Label::Public,
            _ => Label::Account,
        }
    }

    /// The name in a message: `{ $due-date }`.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, var)| *var == self).map_or("", |(name, _)| name)
    }
}
