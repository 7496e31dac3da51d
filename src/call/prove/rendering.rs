//! Rendering, apart from exploring: every message in every language with values whose words are known. What a message is to
//! say must stand in its words. It refuses to know calls.
use jiff::civil::Date;

use super::{ground::messages, property::Property};
use crate::{
    billing::{Brand, LineKind, MethodFace},
    call::{
        phrase::{Phrase, Value},
        state::Verified,
    },
    flow::{Flow, Language, Message, Var, speech::Speech},
    id::{AccountId, MethodId},
    money::{Currency, Money},
};

/// What some message of some language leaves unsaid.
pub(super) fn unsaid(flow: &Flow, currency: Currency) -> Vec<(Property, String)> {
    let mut found = Vec::new();
    for language in &flow.languages {
        let Some(speech) = Speech::of(*language) else {
            found.push((Property::LanguageStays, format!("the language {language:?} has no words for values")));
            continue;
        };
        // what a language lacks is heard by nobody who chose it (monitor::speech)
        let written = |message: &&Message| flow.prompts.has(*language, &message.id);
        for message in flow.nodes.iter().flat_map(messages).filter(written) {
            let left = left_unsaid(flow, message, *language, (speech, currency));
            found.extend(left.into_iter().map(|(var, what)| (property_of(var), what)));
        }
    }
    found
}

fn left_unsaid(
    flow: &Flow,
    message: &Message,
    language: Language,
    (speech, currency): (&Speech, Currency),
) -> Vec<(Option<Var>, String)> {
    let texts: Vec<String> =
        phrases(message, language, currency).iter().map(|phrase| flow.prompts.speak(phrase)).collect();
    if texts.iter().any(|text| text.is_empty() || text == speech.apology) {
        return vec![(None, format!("`{}` cannot be spoken in {language:?}", message.id))];
    }
    let unsaid = message.vars.iter().filter(|var| {
        let value = sample(**var, currency).remove(0);
        let words = speech.say(&value).split_whitespace().collect::<Vec<_>>().join(" ");
        !matches!(value, Value::Choice(_)) && !texts.iter().any(|text| text.contains(&words))
    });
    unsaid.map(|var| (Some(*var), format!("`{}` does not say ${} in {language:?}", message.id, var.name()))).collect()
}

/// The message with sample values, once for each word that it may choose by.
fn phrases(message: &Message, language: Language, currency: Currency) -> Vec<Phrase> {
    let samples: Vec<_> = message.vars.iter().map(|var| (*var, sample(*var, currency))).collect();
    let most = samples.iter().map(|(_, values)| values.len()).max().unwrap_or(1);
    let args =
        |at: usize| samples.iter().map(|(var, values)| (*var, values[at.min(values.len() - 1)].clone())).collect();
    let proof = Verified::new(AccountId::from_stored("sample".to_owned()));
    (0..most).map(|at| Phrase::personal(&proof, message.id.clone(), language, args(at))).collect()
}

fn property_of(var: Option<Var>) -> Property {
    match var {
        Some(Var::Fee | Var::FreeAlternative) => Property::FeeIsSpoken,
        Some(
            Var::Amount
            | Var::Total
            | Var::Method
            | Var::PayDate
            | Var::Confirmation
            | Var::Account
            | Var::AccountCount,
        ) => Property::SpokenIsCharged,
        _ => Property::LanguageStays,
    }
}

/// Values of a variable that no other variable shares; all words of one that chooses.
fn sample(var: Var, currency: Currency) -> Vec<Value> {
    let index = Var::ALL.iter().position(|(_, known)| *known == var).unwrap_or_default();
    let number = i64::try_from(index).unwrap_or_default();
    let day = Date::constant(2030, 3, 1).checked_add(jiff::Span::new().days(number)).unwrap_or_default();
    let choices = |words: &[&'static str]| words.iter().map(|word| Value::Choice(word)).collect();
    let statuses = ["requested", "unknown", "submitted", "paid", "declined"];
    match var {
        Var::DueDate
        | Var::LastPaymentDate
        | Var::PayDate
        | Var::HistoryDate
        | Var::PartDay
        | Var::OfferDay
        | Var::WasDay => {
            vec![Value::Date(day)]
        }
        Var::Heard | Var::SupportNumber | Var::Confirmation | Var::TransferCode | Var::NewsConfirmation => {
            vec![Value::Digits(format!("90817263{index:02}"))]
        }
        Var::NumberLength => vec![Value::Count(8)],
        Var::AccountCount => vec![Value::Count(5)],
        Var::Account | Var::ItemAccount => {
            vec![Value::Text(format!("street {index}")), Value::Digits(format!("204118{index:02}"))]
        }
        Var::OfferCount | Var::WasCount => vec![Value::Count(6)],
        Var::Key => vec![Value::Key('7')],
        Var::Biller | Var::AgentHours | Var::FreeAlternative | Var::LineDescription => {
            vec![Value::Text(format!("words {index}"))]
        }
        Var::Method | Var::DefaultMethod | Var::AutopayMethod | Var::PlanMethod | Var::Card => {
            vec![Value::Method(MethodFace {
                method: MethodId::of("sample"),
                brand: Brand::Visa,
                last_four: format!("35{index:02}"),
            })]
        }
        Var::DisputeLine => vec![Value::Text(format!("line {index}"))],
        Var::CaseNumber => vec![Value::Digits(format!("90817263{index:02}"))],
        Var::CardNote => choices(&["plain", "named", "expiring", "named-expiring"]),
        Var::CardUse => choices(&["autopay", "schedule"]),
        Var::CardName | Var::PlanName | Var::Payer => vec![Value::Text(format!("name {index}"))],
        Var::NewsStatus | Var::HistoryStatus => choices(&statuses),
        Var::LineKind => choices(&LineKind::ALL.map(|(name, _)| name)),
        Var::DeclineReason => choices(&[
            "insufficient-funds",
            "expired",
            "wrong-details",
            "limit-exceeded",
            "not-accepted",
            "processor-down",
        ]),
        _ => vec![Value::Money(Money::new(1_000_017 + 10_101 * number, currency))],
    }
}
