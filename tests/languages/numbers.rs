//! Cardinals and ordinals.
use jiff::{ToSpan, civil::date};
use paytone::{call::phrase::Value, flow::Language};

use crate::{
    judged,
    num2words::{Form, ask},
    speech, spread,
};

/// Their words as we say them; every difference that is let pass is here.
pub fn as_ours(language: Language, theirs: &str) -> String {
    match language {
        // they are British: "one thousand, two hundred and one"; we keep "and" for the cents
        Language::ENGLISH => theirs.replace(" and ", " ").replace(',', ""),
        // they leave "uno" whole before what it counts: "veintiuno mil"; it is "veintiún mil" (RAE, Ortografía, "uno")
        Language::SPANISH => shortened(theirs),
        _ => theirs.to_owned(),
    }
}

/// "uno" and "veintiuno" before a masculine noun and before "mil".
pub fn shortened(words: &str) -> String {
    let words: Vec<&str> = words.split(' ').collect();
    let counts = |place: usize| {
        words.get(place + 1).is_some_and(|next| ["mil", "millones", "dólares", "centavos", "de"].contains(next))
    };
    let shorter = words.iter().enumerate().map(|(place, word)| match *word {
        "uno" if counts(place) => "un",
        "veintiuno" if counts(place) => "veintiún",
        word => word,
    });
    shorter.collect::<Vec<_>>().join(" ")
}

#[test]
fn cardinals_are_as_num2words_has_them() {
    let numbers = spread(999_999_999);
    assert!(numbers.len() > 6000, "{}", numbers.len());
    for (language, speech, name) in judged() {
        for (number, theirs) in numbers.iter().zip(ask(name, Form::Cardinal, &numbers)) {
            let ours = speech.count(i64::try_from(*number).unwrap());
            assert_eq!(ours, as_ours(language, &theirs), "{number} in {name}");
        }
    }
}

/// The ordinals in use are those of dates: all in English, the first alone in Spanish and French.
#[test]
fn every_day_of_a_leap_year_is_as_num2words_has_it() {
    const MONTHS: [[&str; 3]; 12] = [
        ["January", "enero", "janvier"],
        ["February", "febrero", "février"],
        ["March", "marzo", "mars"],
        ["April", "abril", "avril"],
        ["May", "mayo", "mai"],
        ["June", "junio", "juin"],
        ["July", "julio", "juillet"],
        ["August", "agosto", "août"],
        ["September", "septiembre", "septembre"],
        ["October", "octubre", "octobre"],
        ["November", "noviembre", "novembre"],
        ["December", "diciembre", "décembre"],
    ];
    const WEEKDAYS: [[&str; 3]; 7] = [
        ["Monday", "lunes", "lundi"],
        ["Tuesday", "martes", "mardi"],
        ["Wednesday", "miércoles", "mercredi"],
        ["Thursday", "jueves", "jeudi"],
        ["Friday", "viernes", "vendredi"],
        ["Saturday", "sábado", "samedi"],
        ["Sunday", "domingo", "dimanche"],
    ];
    let days: Vec<u64> = (1..=31).collect();
    let of_month = |name, form| ask(name, form, &days);
    let (english, spanish, french) =
        (of_month("en", Form::Ordinal), of_month("es", Form::Cardinal), of_month("fr", Form::Cardinal));
    let first = |name| ask(name, Form::Ordinal, &[1]).remove(0);
    let (primero, premier) = (first("es"), first("fr"));
    let mut said = std::collections::BTreeSet::new();
    for day in date(2028, 1, 1).series(1.day()).take_while(|day| day.year() == 2028) {
        let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
        let weekday = WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        let at = usize::from(day.day().unsigned_abs()) - 1;
        let (in_spanish, in_french) = if at == 0 { (&primero, &premier) } else { (&spanish[at], &french[at]) };
        for (language, expected) in [
            (Language::ENGLISH, format!("{}, {} {}", weekday[0], month[0], english[at])),
            (Language::SPANISH, format!("{}, {in_spanish} de {}", weekday[1], month[1])),
            (Language::FRENCH, format!("{} {in_french} {}", weekday[2], month[2])),
        ] {
            assert_eq!(speech(language).say(&Value::Date(day)), expected);
            said.insert(expected);
        }
    }
    assert_eq!(said.len(), 3 * 366, "no two days sound the same");
}
