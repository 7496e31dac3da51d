//! What is allowed, beside each refusal in `fail`: it must compile, or the refusals prove nothing.
use paytone::{
    call::{
        event::{Event, Heard},
        keys::{Class, Keys},
        phrase::{Phrase, Value, Written},
        state::{State, Verified},
    },
    config::Settings,
    flow::{Language, Var, prompt::Prompts},
    keys::KeyRing,
    money::{Currency, Money},
};

pub fn spoken(prompts: &Prompts, proof: &Verified) -> String {
    let args = vec![(Var::Balance, Value::Money(Money::new(8420, Currency::USD)))];
    prompts.speak(&Phrase::personal(proof, "balance-due", Language::ENGLISH, args))
}

pub fn greeted(prompts: &Prompts) -> String {
    let args = vec![(Var::Biller, Value::Text("Riverside Water".to_owned()))];
    prompts.speak(&Phrase::public("greeting", Language::ENGLISH, args))
}

pub fn written(prompts: &Prompts, receipt: &Written) -> String {
    prompts.write(receipt)
}

pub fn kept(proof: &Verified) -> Option<String> {
    serde_json::to_string(proof).ok()
}

pub fn stored(state: &str) -> Option<Verified> {
    serde_json::from_str::<State>(state).ok()?.facts.verified.clone()
}

pub fn replayed(class: Class) -> Option<String> {
    serde_json::to_string(&Event::Heard(Heard::Pin(class))).ok()
}

pub fn logged(pin: &Keys, ring: &KeyRing, settings: &Settings) {
    tracing::info!(?pin, ?ring, ?settings, "all masked");
    metrics::counter!("pins", "class" => "well-formed").increment(1);
}
