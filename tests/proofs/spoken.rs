//! What a phrase says with the proof and without it.
use paytone::{
    call::{
        phrase::{Phrase, Value},
        state::State,
    },
    flow::{
        Label, Language, Var,
        prompt::{PromptFile, Prompts},
    },
    money::{Currency, Money},
};
use serde_json::Value as Json;

use crate::verified::{state, verified};

fn prompts() -> Prompts {
    let text = "balance-due = { $biller }: you owe { $balance }.".to_owned();
    Prompts::read(&[PromptFile { language: Language::ENGLISH, name: "one.en.ftl".to_owned(), text }]).unwrap()
}

fn args() -> Vec<(Var, Value)> {
    vec![
        (Var::Biller, Value::Text("City Water".to_owned())),
        (Var::Balance, Value::Money(Money::new(8420, Currency::USD))),
    ]
}

#[test]
fn a_balance_is_spoken_with_the_proof_and_is_an_apology_without() {
    let proven = Phrase::personal(verified(), "balance-due", Language::ENGLISH, args());
    assert_eq!(prompts().speak(&proven), "City Water: you owe eighty-four dollars and twenty cents.");
    let public = Phrase::public("balance-due", Language::ENGLISH, args());
    assert_eq!(public.args(), &args()[..1], "the balance is left out");
    assert_eq!(prompts().speak(&public), "Sorry, something is not right here.");
}

#[test]
fn a_public_phrase_keeps_no_variable_of_an_account() {
    let args: Vec<_> = Var::ALL.iter().map(|(_, var)| (*var, Value::Count(1))).collect();
    let public = Phrase::public("any", Language::ENGLISH, args);
    assert!(public.args().iter().all(|(var, _)| var.label() == Label::Public));
    let kept: Vec<_> = public.args().iter().map(|(var, _)| var.name()).collect();
    let personal =
        ["balance", "past-due", "amount", "total", "method", "confirmation", "line-amount", "history-amount"];
    assert!(kept.contains(&"biller") && personal.iter().all(|name| !kept.contains(name)), "{kept:?}");
}

#[test]
fn a_stored_call_keeps_its_proof_and_one_without_has_none() {
    let json = serde_json::to_string(state()).unwrap();
    let read: State = serde_json::from_str(&json).unwrap();
    assert_eq!((&read, read.facts.verified.as_ref()), (state(), Some(verified())));
    let mut stored: Json = serde_json::from_str(&json).unwrap();
    assert_eq!(stored["facts"]["verified"], "acct_1", "as it was stored before this version");
    stored["facts"]["verified"] = Json::Null;
    assert_eq!(serde_json::from_value::<State>(stored.clone()).unwrap().facts.verified, None);
    stored["facts"].as_object_mut().unwrap().remove("verified");
    assert_eq!(serde_json::from_value::<State>(stored).unwrap().facts.verified, None);
}
