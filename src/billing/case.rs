//! What a person has to look at because a processor did not tell in time, or told two things. It refuses to know processors.
use serde::Serialize;

/// Why a payment is a person's case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CaseKind {
    /// A day of questions, and nobody knows whether it was charged.
    NoAnswer,
    /// It turned out to be charged after its payer had paid the same once more.
    LateSuccess,
    /// The processor says what cannot be true of this payment.
    Contradiction,
    /// A refund was refused since its card is closed.
    CheckDue,
    /// A bank returned it, and no machine can ask again.
    Returned,
    /// The card's scheme took it at the payer's word, or is about to.
    Chargeback,
    /// A refund was refused, or never arrived at its processor.
    RefundRefused,
}

impl CaseKind {
    /// Each by its name in tables.
    pub const ALL: [(&'static str, Self); 7] = [
        ("no-answer", Self::NoAnswer),
        ("late-success", Self::LateSuccess),
        ("contradiction", Self::Contradiction),
        ("check-due", Self::CheckDue),
        ("returned", Self::Returned),
        ("chargeback", Self::Chargeback),
        ("refund-refused", Self::RefundRefused),
    ];

    /// As stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoAnswer => "no-answer",
            Self::LateSuccess => "late-success",
            Self::Contradiction => "contradiction",
            Self::CheckDue => "check-due",
            Self::Returned => "returned",
            Self::Chargeback => "chargeback",
            Self::RefundRefused => "refund-refused",
        }
    }

    /// What to do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::NoAnswer => {
                "look it up at the processor by its reference or key; a payment is ended by `paytone payments settle`, and all is asked daily until then"
            }
            Self::LateSuccess => {
                "the money is kept unapplied: ask the payer, then `paytone payments release` credits the next bills"
            }
            Self::Contradiction => {
                "look it up at the processor by its reference; settle it where it is open, then `paytone payments cases --close`"
            }
            Self::CheckDue => {
                "send the payer a check, never to another card, and book it by `paytone payments undo PAYMENT refund --amount A --check NUMBER`; then `paytone payments cases --close`"
            }
            Self::Returned => {
                "ask the payer for another payment, or for another account where the code names this one; then `paytone payments cases --close`"
            }
            Self::Chargeback => {
                "give the processor evidence before its day (the call, the confirmation, the notice that was sent), or accept it; it closes by itself once it is won or lost"
            }
            Self::RefundRefused => {
                "nothing was given back: look at the processor why, then ask again by `paytone payments refund`; then `paytone payments cases --close`"
            }
        }
    }
}
