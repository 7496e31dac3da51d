//! Prompts: what is refused, where it points, and what is heard.
use jiff::civil::date;

use super::*;
use crate::{
    call::{
        phrase::{Value, Written},
        state::Verified,
    },
    money::{Currency, Money},
};

fn file(language: &str, text: &str) -> PromptFile {
    PromptFile {
        language: Language::from_code(language).unwrap(),
        name: format!("bill.{language}.ftl"),
        text: text.to_owned(),
    }
}

fn phrase(message: &str, language: Language, args: &[(Var, Value)]) -> Phrase {
    Phrase::personal(&Verified::assumed(), message, language, args.to_vec())
}

/// The one fault of these texts, as `place: message; remedy`.
fn fault(english: &str, spanish: &str) -> String {
    match Prompts::read(&[file("en", english), file("es", spanish)]) {
        Ok(_) => "no fault".to_owned(),
        Err(faults) => faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn a_phrase_is_heard_in_its_language() {
    let prompts = Prompts::read(&[
        file("en", "due = Your balance is { $balance },\n    due { $due-date }.\nlength = Enter { $number-length ->\n    [one] a digit\n   *[other] { $number-length } digits\n  }."),
        file("es", "due = Su saldo es de { $balance }. Vence el { $due-date }.\nlength = Marque { $number-length } dígitos."),
    ])
    .unwrap();
    let due =
        [(Var::Balance, Value::Money(Money::new(8420, Currency::USD))), (Var::DueDate, Value::Date(date(2026, 12, 4)))];
    assert_eq!(
        prompts.speak(&phrase("due", Language::ENGLISH, &due)),
        "Your balance is eighty-four dollars and twenty cents, due Friday, December fourth."
    );
    assert_eq!(
        prompts.speak(&phrase("due", Language::SPANISH, &due)),
        "Su saldo es de ochenta y cuatro dólares con veinte centavos. Vence el viernes, cuatro de diciembre."
    );
    assert_eq!(
        prompts.write(&Written { message: "due".into(), language: Language::ENGLISH, args: due.to_vec() }),
        "Your balance is $84.20, due Friday, December 4."
    );
    let length =
        |count| prompts.speak(&phrase("length", Language::ENGLISH, &[(Var::NumberLength, Value::Count(count))]));
    assert_eq!([length(1), length(8)], ["Enter a digit.", "Enter eight digits."]);
    assert_eq!(prompts.vars("due").as_deref(), Some([Var::Balance, Var::DueDate].as_slice()));
    assert_eq!(prompts.vars("gone"), None);
    assert_eq!(prompts.ids().collect::<Vec<_>>(), ["due", "length"]);
    assert_eq!(prompts.languages(), [Language::ENGLISH, Language::SPANISH]);
}

#[test]
fn a_phrase_that_cannot_be_rendered_is_an_apology_as_a_whole() {
    let prompts = Prompts::read(&[file("en", "due = It is { $balance }.")]).unwrap();
    let apology = "Sorry, something is not right here.";
    assert_eq!(prompts.speak(&phrase("due", Language::ENGLISH, &[])), apology);
    assert_eq!(prompts.speak(&phrase("gone", Language::ENGLISH, &[])), apology);
    assert_eq!(prompts.speak(&phrase("gone", Language::SPANISH, &[])), apology);
    let none = Prompts::read(&[]).unwrap();
    assert_eq!(none.speak(&phrase("due", Language::ENGLISH, &[])), "");
}

#[test]
fn a_value_is_never_read_as_fluent() {
    let prompts = Prompts::read(&[file("en", "hello = { $biller }!")]).unwrap();
    let biller = [(Var::Biller, Value::Text("{ $balance } & <Sons>".to_owned()))];
    assert_eq!(prompts.speak(&phrase("hello", Language::ENGLISH, &biller)), "{ $balance } & <Sons>!");
}

#[test]
fn variables_come_through_references() {
    let prompts =
        Prompts::read(&[file("en", "a = { b } { $key }\nb = { $fee }"), file("es", "a = { $total }\nb = b")]).unwrap();
    assert_eq!(prompts.vars("a").as_deref(), Some([Var::Key, Var::Fee, Var::Total].as_slice()));
    assert_eq!(prompts.vars("b").as_deref(), Some([Var::Fee].as_slice()));
}

#[test]
fn spoken_time_counts_words_only() {
    let prompts = Prompts::read(&[file("en", "a = One … two, forty-two.\nb = ")]).map(|_| ()).unwrap_err();
    assert_eq!(prompts.len(), 1, "an empty message is a fault");
    let prompts = Prompts::read(&[file("en", "a = One … two, forty-two.")]).unwrap();
    let a = phrase("a", Language::ENGLISH, &[]);
    assert_eq!(prompts.spoken_ms(&[a.clone(), a]), 6 * 272);
    assert_eq!(prompts.spoken_ms(&[]), 0);
}

#[test]
fn faults_point_at_the_place_and_name_the_remedy() {
    let cases = [
        (
            "a = x\nb = y",
            "a = x",
            "bill.es.ftl:1:6: the message b is missing in the language es; translate it from bill.en.ftl:2",
        ),
        (
            "a = x",
            "a = x\nc = z",
            "bill.es.ftl:2:1: the message c is missing in the language en; add it to bill.en.ftl, or remove it here",
        ),
        (
            "a = x\n\na = y",
            "a = x",
            "bill.en.ftl:3:1: the message a is there twice; keep one of them; the first is at bill.en.ftl:1",
        ),
        ("a = { b }", "a = x", "bill.en.ftl:1:7: there is no message b; refer to a message of this file"),
        ("a = { a }", "a = x", "bill.en.ftl:1:7: the message a refers to itself; break the circle"),
        (
            "a = { NUMBER($fee) }",
            "a = x",
            "bill.en.ftl:1:7: the function NUMBER is not in use here; write the variable alone; money, dates and digits are spoken rightly by themselves",
        ),
        (
            "a = é { $line-kind }",
            "a = x",
            "bill.en.ftl:1:10: $line-kind is a choice and has no words of its own; choose by it: { $line-kind -> [one] … *[other] … }",
        ),
        (
            "a = { $line-kind ->\n  [taxes] x\n *[other] y\n }",
            "a = x",
            "bill.en.ftl:2:4: $line-kind is never [taxes]; it is one of charge, tax, discount, credit, late-fee, tax-credit",
        ),
        (
            "a = { $fee ->\n [one] x\n *[other] y\n }",
            "a = x",
            "bill.en.ftl:1:8: $fee is spoken as words, nothing can be chosen by it; choose in the flow, by a part's `when`",
        ),
        (
            "a = x\n  .b = y",
            "a = x",
            "bill.en.ftl:2:4: the attribute .b is never spoken; write it as a message of its own",
        ),
        (
            "card-number = { a }\na = Fee { $fee }",
            "card-number = x\na = x",
            "bill.en.ftl:2:12: the provider speaks card-number by itself and knows no variables; take $fee out of it",
        ),
        ("-a = x", "", "bill.en.ftl:1:2: the term -a is not in use here; write it as a message, without the hyphen"),
    ];
    for (english, spanish, expected) in cases {
        assert_eq!(fault(english, spanish), expected);
    }
    let unknown = fault("a = Due { $due-dat }", "a = x");
    assert!(unknown.starts_with("bill.en.ftl:1:12: there is no variable $due-dat; known are $biller, "), "{unknown}");
}

/// French has the singular for none and for one, English and Spanish for one alone; and each says its own words.
#[test]
fn every_language_chooses_by_its_own_plural() {
    let text = "n = { $number-length ->\n [one] { $number-length } one\n *[other] { $number-length } many\n }";
    let prompts = Prompts::read(&[file("en", text), file("es", text), file("fr", text)]).unwrap();
    let said = |language, count| prompts.speak(&phrase("n", language, &[(Var::NumberLength, Value::Count(count))]));
    for (language, expected) in [
        (Language::ENGLISH, ["zero many", "one one", "two many"]),
        (Language::SPANISH, ["cero many", "uno one", "dos many"]),
        (Language::FRENCH, ["zéro one", "un one", "deux many"]),
    ] {
        assert_eq!([0, 1, 2].map(|count| said(language, count)), expected);
    }
}

#[test]
fn broken_syntax_is_told_with_its_line() {
    let broken = fault("a = x\nb  y\nc = { $fee", "a = x");
    let lines: Vec<_> = broken.lines().collect();
    assert_eq!(lines.len(), 2, "{broken}");
    assert!(
        lines[0].starts_with("bill.en.ftl:2:4: cannot be read: expected a token starting with \"=\"; write"),
        "{broken}"
    );
    assert!(lines[1].starts_with("bill.en.ftl:3:"), "{broken}");
    let nameless = fault("a = { $fee ->\n [one] x\n }", "a = x");
    assert!(nameless.contains("mark the variant for all other cases with a star"), "{nameless}");
}

#[test]
fn a_language_without_speech_and_a_second_file_are_refused() {
    let german = Prompts::read(&[file("de", "a = x")]).unwrap_err();
    assert_eq!(
        german[0].to_string(),
        "bill.de.ftl:1:1: the language de has no words for money, dates and digits; use en, es, fr, or add the language to src/flow/speech"
    );
    let twice = Prompts::read(&[file("en", "a = x"), file("en", "a = x")]).unwrap_err();
    assert_eq!(
        twice[0].to_string(),
        "bill.en.ftl:1:1: a second file for the language en; put all its messages into one file"
    );
}
