//! What is to be said or written, by message and typed arguments. It refuses to know words and voices (`flow::prompt`).
use std::sync::Arc;

use jiff::civil::Date;

use super::state::Verified;
use crate::{
    billing::MethodFace,
    flow::{Label, Language, Pace, Var},
    money::Money,
};

/// One message in one language with the arguments it uses, for the ear. A balance, a bill, a payment can be in it only by
/// `personal`, which asks for the proof that the caller gave the PIN (P1, held by the compiler: `tests/proofs`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    pub message: Arc<str>,
    pub language: Language,
    /// How fast it is said.
    pub pace: Pace,
    args: Vec<(Var, Value)>,
}

impl Phrase {
    /// What anyone on the line may hear. Arguments that only an account's owner may hear are left out, and a message that
    /// lacks an argument is spoken as an apology.
    pub fn public(message: impl Into<Arc<str>>, language: Language, args: Vec<(Var, Value)>) -> Self {
        let mut args = args;
        args.retain(|(var, _)| var.label() == Label::Public);
        Self { message: message.into(), language, pace: Pace::Usual, args }
    }

    /// What the owner of the verified account may hear. That the values are of that very account is its maker's part
    /// (`View::account`).
    pub fn personal(
        _proof: &Verified,
        message: impl Into<Arc<str>>,
        language: Language,
        args: Vec<(Var, Value)>,
    ) -> Self {
        Self { message: message.into(), language, pace: Pace::Usual, args }
    }

    /// The same, said at that pace.
    pub fn at(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The arguments, in the order given.
    pub fn args(&self) -> &[(Var, Value)] {
        &self.args
    }
}

/// One message for the eye: a text to the telephone on file. Nobody's PIN stands behind it, so it can be written and
/// never be spoken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    pub message: Arc<str>,
    pub language: Language,
    pub args: Vec<(Var, Value)>,
}

/// An argument by its type, which decides how it is spoken.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// As words: "eighty-four dollars and twenty cents".
    Money(Money),
    /// As words: "Friday, December fourth".
    Date(Date),
    /// Digit by digit in groups with pauses, exactly as given: confirmation and phone numbers.
    Digits(String),
    /// A cardinal number.
    Count(i64),
    /// A key: its digit as a number word, "star", "pound".
    Key(char),
    /// "Visa ending 4 2 4 2".
    Method(MethodFace),
    /// Spoken as written: the biller's name, a bill line's description, hours.
    Text(String),
    /// Chooses a variant in the message; never spoken itself.
    Choice(&'static str),
}
