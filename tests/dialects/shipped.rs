//! The prompts that are shipped: whole in every language, short enough to be heard, without anything a voice stumbles on.
use jiff::civil::date;
use paytone::{
    billing::{Brand, MethodFace},
    call::phrase::{Phrase, Value},
    flow::{
        Language, Var,
        prompt::{CAPTURE_MESSAGES, PromptFile, Prompts},
        speech::Speech,
    },
    id::MethodId,
    money::{Currency, Money},
};

use crate::verified::verified;

const ENGLISH: &str = include_str!("../../voice-flows/pay-bill.en.ftl");
const SPANISH: &str = include_str!("../../voice-flows/pay-bill.es.ftl");

const FRENCH: &str = include_str!("../../voice-flows/pay-bill.fr.ftl");
const TEXTS: [(Language, &str); 3] =
    [(Language::ENGLISH, ENGLISH), (Language::SPANISH, SPANISH), (Language::FRENCH, FRENCH)];

pub fn prompts() -> Prompts {
    let files = TEXTS.map(|(language, text)| PromptFile {
        language,
        name: format!("pay-bill.{}.ftl", language.code()),
        text: text.to_owned(),
    });
    Prompts::read(&files)
        .unwrap_or_else(|faults| panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

/// Each variable with values of its kind; a selector with each of its choices.
fn values(var: Var) -> Vec<Value> {
    let money = |minor| vec![Value::Money(Money::new(minor, Currency::USD))];
    let choices = |choices: &[&'static str]| choices.iter().map(|choice| Value::Choice(choice)).collect();
    match var {
        Var::Biller => vec![Value::Text("City Water".to_owned())],
        Var::AgentHours => vec![Value::Text("Monday to Friday, eight to five".to_owned())],
        Var::LineDescription => vec![Value::Text("Water".to_owned())],
        Var::SupportNumber => vec![Value::Digits("+18005550123".to_owned())],
        Var::Confirmation | Var::NewsConfirmation => vec![Value::Digits("1234567890".to_owned())],
        Var::NumberLength => vec![Value::Count(8)],
        Var::Key => vec![Value::Key('2')],
        Var::DueDate | Var::LastPaymentDate | Var::PayDate | Var::HistoryDate => vec![Value::Date(date(2026, 12, 4))],
        Var::Method | Var::DefaultMethod | Var::AutopayMethod | Var::PlanMethod | Var::Card => {
            vec![Value::Method(MethodFace {
                method: MethodId::of("1"),
                brand: Brand::Visa,
                last_four: "4242".to_owned(),
            })]
        }
        Var::DisputeLine => vec![Value::Text("Water".to_owned())],
        Var::CaseNumber => vec![Value::Digits("1234567890".to_owned())],
        Var::CardNote => choices(&["plain", "named", "expiring", "named-expiring"]),
        Var::CardUse => choices(&["autopay", "schedule"]),
        Var::CardName | Var::PlanName => vec![Value::Text("home".to_owned())],
        Var::DeclineReason => choices(&[
            "insufficient-funds",
            "expired",
            "wrong-details",
            "limit-exceeded",
            "not-accepted",
            "processor-down",
        ]),
        Var::NewsStatus | Var::HistoryStatus => choices(&["requested", "unknown", "paid", "declined"]),
        Var::LineKind => choices(&["charge", "tax", "discount", "credit"]),
        _ => money(8420),
    }
}

/// A message said once for each choice of its variables.
fn said(prompts: &Prompts, id: &str, language: Language) -> Vec<String> {
    let vars = prompts.vars(id).unwrap();
    let most = vars.iter().map(|var| values(*var).len()).max().unwrap_or(1);
    let args = |turn: usize| vars.iter().map(|var| (*var, values(*var)[turn % values(*var).len()].clone())).collect();
    (0..most).map(|turn| prompts.speak(&Phrase::personal(verified(), id, language, args(turn)))).collect()
}

#[test]
fn every_message_is_said_in_every_language() {
    let prompts = prompts();
    for id in prompts.ids() {
        for language in prompts.languages().into_iter().filter(|language| prompts.has(*language, id)) {
            for words in said(&prompts, id, language) {
                assert_ne!(words, Speech::of(language).unwrap().apology, "{id}");
                let strange = |sign: char| "{}[]$*#<>&_\u{2068}\u{2069}".contains(sign) || sign.is_control();
                assert!(!words.contains(strange), "{id} in {language:?}: {words}");
                // phrases for callers are listened to, and not said
                let ends = words.ends_with(['.', '?', '!']) || id.starts_with("words-");
                assert!(ends, "{id} in {language:?} does not end: {words}");
            }
        }
    }
}

#[test]
fn every_language_uses_the_same_variables() {
    let (all, english) = (prompts(), of_one(Language::ENGLISH, ENGLISH));
    for (language, text) in TEXTS {
        let other = of_one(language, text);
        for id in english.ids().filter(|id| all.has(language, id)) {
            assert_eq!(english.vars(id), other.vars(id), "{id} in {language:?}");
        }
    }
}

fn of_one(language: Language, text: &str) -> Prompts {
    Prompts::read(&[PromptFile { language, name: "one".to_owned(), text: text.to_owned() }]).unwrap()
}

/// A menu's function comes before its key, so that a caller need not remember the key: no sentence begins with "press".
#[test]
fn the_function_is_said_before_the_key() {
    let prompts = prompts();
    for id in prompts.ids() {
        for words in said(&prompts, id, Language::ENGLISH) {
            assert!(!words.contains("Press "), "{id}: {words}");
        }
        for words in said(&prompts, id, Language::SPANISH) {
            assert!(!words.contains("Oprima "), "{id}: {words}");
        }
        for words in said(&prompts, id, Language::FRENCH) {
            assert!(!words.contains("Appuyez "), "{id}: {words}");
        }
    }
}

/// The fixed words of one sentence stay in what people keep in mind (about 8 seconds, 20 words); amounts, dates and
/// digits come on top.
#[test]
fn sentences_are_short_enough_to_be_kept_in_mind() {
    for (file, text) in TEXTS {
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            for sentence in line.split(['.', '?']) {
                let words = sentence.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
                assert!(words <= 22, "{file:?}: {words} words: {sentence}");
            }
        }
    }
}

#[test]
fn what_a_capture_says_by_itself_is_there_and_takes_no_variables() {
    let prompts = prompts();
    for id in CAPTURE_MESSAGES {
        assert_eq!(prompts.vars(id).as_deref(), Some([].as_slice()), "{id}");
    }
}

/// A line of a bill is what it adds to the bill, so the amount itself says "minus".
#[test]
fn a_discount_is_said_as_a_minus_once() {
    let args = vec![
        (Var::LineKind, Value::Choice("discount")),
        (Var::LineDescription, Value::Text("Rebate".to_owned())),
        (Var::LineAmount, Value::Money(Money::new(350, Currency::USD))),
    ];
    let line = |language| prompts().speak(&Phrase::personal(verified(), "bill-line", language, args.clone()));
    assert_eq!(line(Language::ENGLISH), "Rebate, minus three dollars and fifty cents.");
    assert_eq!(line(Language::SPANISH), "Rebate, menos tres dólares con cincuenta centavos.");
    assert_eq!(line(Language::FRENCH), "Rebate, moins trois dollars et cinquante cents.");
}

#[test]
fn the_read_back_sounds_as_it_should() {
    let prompts = prompts();
    assert_eq!(
        said(&prompts, "read-back", Language::ENGLISH),
        [
            "You are paying eighty-four dollars and twenty cents with Visa ending four two four two, today, Friday, December fourth."
        ]
    );
    assert_eq!(
        said(&prompts, "read-back", Language::SPANISH),
        [
            "Va a pagar ochenta y cuatro dólares con veinte centavos con Visa terminada en cuatro dos cuatro dos, hoy, viernes, cuatro de diciembre."
        ]
    );
    assert_eq!(
        said(&prompts, "read-back", Language::FRENCH),
        [
            "Vous allez payer quatre-vingt-quatre dollars et vingt cents avec votre Visa se terminant par quatre deux quatre deux, aujourd'hui, le vendredi quatre décembre."
        ]
    );
    assert_eq!(
        said(&prompts, "paid-confirmation", Language::ENGLISH),
        [
            "Your confirmation number is one two three … four five six … seven eight nine zero. … Once more … one two three … four five six … seven eight nine zero."
        ]
    );
}
