//! A balance cannot be put into a phrase without the proof: not knowing whether there is one is not enough.
use paytone::{
    call::{
        phrase::{Phrase, Value},
        state::State,
    },
    flow::{Language, Var},
    money::{Currency, Money},
};

pub fn balance(state: &State) -> [Phrase; 2] {
    let args = vec![(Var::Balance, Value::Money(Money::new(8420, Currency::USD)))];
    let owner = state.facts.account.as_ref().map(|account| account.account.clone());
    [
        Phrase::personal(&state.facts.verified, "balance-due", Language::ENGLISH, args.clone()), //~ E0308
        Phrase::personal(&owner, "balance-due", Language::ENGLISH, args), //~ E0308
    ]
}
