//! A phrase cannot be written down beside its constructors.
use paytone::{
    call::phrase::{Phrase, Value},
    flow::{Language, Pace, Var},
    money::{Currency, Money},
};

pub fn balance() -> Phrase {
    Phrase {
        message: "balance-due".into(),
        language: Language::ENGLISH,
        pace: Pace::Usual,
        args: vec![(Var::Balance, Value::Money(Money::new(8420, Currency::USD)))], //~ E0451
    }
}
