//! Amounts from nothing to 999,999,999.99.
use paytone::{
    call::phrase::Value,
    flow::Language,
    money::{Currency, Money},
};

use crate::{
    judged,
    num2words::{Form, ask},
    numbers::{as_ours, shortened},
    speech, spread,
};

/// The words of one amount, whole units and parts apart, as num2words has them.
fn halves(language: Language, theirs: &str) -> (String, String) {
    let (one, many, between) = match language {
        Language::ENGLISH => (" dollar, ", " dollars, ", ", "),
        Language::SPANISH => (" dólar con ", " dólares con ", " con "),
        _ => (" dollar et ", " dollars et ", " et "),
    };
    let cut = if theirs.contains(many) { many } else { one };
    let (whole, part) = theirs.split_once(cut).unwrap_or_else(|| panic!("no dollars in {theirs}"));
    (format!("{whole}{}", cut.strip_suffix(between).unwrap_or(cut)), part.to_owned())
}

/// Their words as we say them; beside those of cardinals, every difference that is let pass is here.
fn dollars_as_ours(language: Language, minor: u64, theirs: &str) -> String {
    let (mut whole, mut part) = halves(language, theirs);
    let (units, cents) = (minor / 100, minor % 100);
    // they leave out the "de" of whole millions: "deux millions dollars"; Spanish and French need it
    if units >= 1_000_000 && units.is_multiple_of(1_000_000) && language != Language::ENGLISH {
        let (number, noun) = whole.rsplit_once(' ').unwrap();
        whole = format!("{number} de {noun}");
    }
    // they have "zéro dollars"; in French nothing is singular (OQLF, "pluriel et nombres inférieurs à deux")
    if language == Language::FRENCH && units == 0 {
        whole = "zéro dollar".to_owned();
    }
    (whole, part) = (as_ours(language, &whole), as_ours(language, &part));
    // they name what is not there: "eighty-four dollars, zero cents"
    match (units, cents) {
        (_, 0) => whole,
        (0, _) => part,
        _ if language == Language::ENGLISH => format!("{whole} and {part}"),
        _ if language == Language::SPANISH => format!("{whole} con {part}"),
        _ => format!("{whole} et {part}"),
    }
}

#[test]
fn amounts_are_as_num2words_has_them() {
    let amounts = spread(99_999_999_999);
    assert!(amounts.len() > 6000, "{}", amounts.len());
    for (language, speech, name) in judged() {
        for (minor, theirs) in amounts.iter().zip(ask(name, Form::Dollars, &amounts)) {
            for currency in [Currency::USD, Currency::from_code("CAD").unwrap()] {
                let ours = speech.say(&Value::Money(Money::new(i64::try_from(*minor).unwrap(), currency)));
                assert_eq!(ours, dollars_as_ours(language, *minor, &theirs), "{minor} in {name}");
            }
        }
    }
}

#[test]
fn what_is_let_pass_is_no_more_than_what_is_said() {
    assert_eq!(shortened("ciento uno mil veintiuno"), "ciento un mil veintiuno");
    assert_eq!(as_ours(Language::ENGLISH, "one million, one hundred and one"), "one million one hundred one");
    assert_eq!(as_ours(Language::FRENCH, "vingt et un mille"), "vingt et un mille");
    let most = Value::Money(Money::new(99_999_999_999, Currency::USD));
    assert_eq!(
        speech(Language::FRENCH).say(&most),
        "neuf cent quatre-vingt-dix-neuf millions neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf \
         dollars et quatre-vingt-dix-neuf cents"
    );
}
