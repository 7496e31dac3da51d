//! What is to be said, by message and typed arguments. It refuses to know words and voices (`flow::prompt`).
use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    billing::MethodFace,
    flow::{Language, Var},
    money::Money,
};

/// One message in one language with the arguments it uses.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
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
