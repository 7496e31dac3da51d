//! Messages with values as a usual caller hears them, to reckon how long they last. All values are made up, so nothing of
//! anybody's account can be in them. It refuses to know calls.
use jiff::civil::date;

use super::{
    phrase::{Phrase, Value},
    state::Verified,
};
use crate::{
    billing::{Brand, MethodFace},
    flow::{Flow, Language, Message, Var},
    id::{AccountId, MethodId},
    money::{Currency, Money},
};

/// The digits of a pay-bill number where nothing else is set.
pub const NUMBER_DIGITS: i64 = 8;

/// A message as it is spoken, with `key` where it names one.
pub fn speak(flow: &Flow, message: &Message, language: Language, key: char) -> String {
    let args = message.vars.iter().map(|var| (*var, usual(*var, key))).collect();
    let nobody = Verified::new(AccountId::of("usual"));
    flow.prompts.speak(&Phrase::personal(&nobody, message.id.clone(), language, args))
}

/// A value as a usual caller hears it.
fn usual(var: Var, key: char) -> Value {
    let money = |minor| Value::Money(Money::new(minor, Currency::USD));
    let card = |last_four: &str| {
        let method = MethodId::of("usual");
        Value::Method(MethodFace { method, brand: Brand::Visa, last_four: last_four.to_owned() })
    };
    match var {
        Var::Biller => Value::Text("Riverbend Water".to_owned()),
        Var::SupportNumber => Value::Digits("+15550100100".to_owned()),
        Var::AgentHours => Value::Text("Monday to Friday, eight to six".to_owned()),
        Var::Heard => Value::Digits("20411877".to_owned()),
        Var::FreeAlternative => Value::Text("online at pay dot example dot com".to_owned()),
        Var::OfferCount | Var::WasCount | Var::Days => Value::Count(3),
        Var::Terms => Value::Text("We charge the balance of each bill.".to_owned()),
        Var::Reference => Value::Text("agr_usual".to_owned()),
        Var::NumberLength => Value::Count(NUMBER_DIGITS),
        Var::Key => Value::Key(key),
        Var::DisputeLine => Value::Text("Water, 4,200 gallons".to_owned()),
        Var::DisputeAmount => money(4_120),
        Var::CaseNumber => Value::Digits("4820916375".to_owned()),
        Var::CardNote => Value::Choice("plain"),
        Var::CardUse => Value::Choice("autopay"),
        Var::CardName | Var::PlanName => Value::Text("home".to_owned()),
        Var::AccountCount => Value::Count(3),
        Var::Account | Var::ItemAccount => Value::Text("12 River Street".to_owned()),
        Var::PastDue => money(3175),
        Var::Fee => money(150),
        Var::EntryAsCents => money(50),
        Var::EntryAsDollars => money(5000),
        Var::Minimum => money(100),
        Var::Maximum => money(500_000),
        Var::DueDate
        | Var::LastPaymentDate
        | Var::PayDate
        | Var::HistoryDate
        | Var::PartDay
        | Var::OfferDay
        | Var::WasDay => Value::Date(date(2030, 1, 19)),
        Var::Method | Var::DefaultMethod | Var::AutopayMethod | Var::PlanMethod | Var::Card => card("4242"),
        Var::Confirmation | Var::NewsConfirmation => Value::Digits("4820916375".to_owned()),
        Var::TransferCode => Value::Digits("482091".to_owned()),
        Var::DeclineReason => Value::Choice("wrong-details"),
        Var::NewsStatus | Var::HistoryStatus => Value::Choice("paid"),
        Var::LineKind => Value::Choice("charge"),
        Var::LineDescription => Value::Text("Water, 4,200 gallons".to_owned()),
        _ => money(8420),
    }
}
