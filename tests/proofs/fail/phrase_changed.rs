//! A public phrase cannot be given a balance afterwards.
use paytone::{
    call::phrase::{Phrase, Value},
    flow::Var,
    money::{Currency, Money},
};

pub fn balance(mut greeting: Phrase) -> Phrase {
    greeting.args.push((Var::Balance, Value::Money(Money::new(8420, Currency::USD)))); //~ E0616
    greeting
}
