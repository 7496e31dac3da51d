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
}

impl CaseKind {
    /// As stored and shown.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoAnswer => "no-answer",
            Self::LateSuccess => "late-success",
            Self::Contradiction => "contradiction",
        }
    }

    /// What to do about it.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::NoAnswer => {
                "look it up at the processor by its reference or key, then `paytone payments settle`; it is asked daily until then"
            }
            Self::LateSuccess => {
                "the money is kept unapplied: ask the payer, then `paytone payments release` credits the next bills"
            }
            Self::Contradiction => {
                "look it up at the processor by its reference; settle it where it is open, then `paytone payments cases --close`"
            }
        }
    }
}
