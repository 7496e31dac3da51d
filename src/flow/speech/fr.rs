//! Canadian French as it is spoken in Québec: soixante-dix, quatre-vingts, quatre-vingt-dix; numbers on the long scale;
//! the clock of 24 hours. All nouns counted here are masculine ("un dollar", "vingt et un cents"). It refuses to know
//! messages and other languages.
use std::sync::LazyLock;

use jiff::civil::Date;

use super::{Coins, Noun, Speech, ear, figures};
use crate::money::{Currency, Money};

pub(super) const SPEECH: Speech = Speech {
    tag: "fr-CA",
    cardinal,
    counted,
    coins,
    date,
    written_date,
    written_money,
    written_point: ",",
    days,
    hours,
    never: "aucune pour le moment",
    and: "et",
    with: "et",
    minus: "moins",
    point: "virgule",
    plus: "plus",
    star: "étoile",
    pound: "carré",
    ending: "se terminant par",
    card: "carte",
    bank_account: "compte bancaire",
    apology: "Désolés, quelque chose ne va pas ici.",
    ear: &ear::FR,
    phrases,
};

fn phrases() -> &'static ear::Phrases {
    static PHRASES: LazyLock<ear::Phrases> = LazyLock::new(|| ear::Phrases::of(&SPEECH));
    &PHRASES
}

const BELOW_TWENTY: [&str; 20] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
];
const TENS: [&str; 7] = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"];
/// A million millions is a "billion"; a thousand millions is a "milliard".
const SCALES: [(u64, Noun); 5] = [
    (1_000_000_000_000_000_000, Noun { one: "trillion", many: "trillions" }),
    (1_000_000_000_000_000, Noun { one: "billiard", many: "billiards" }),
    (1_000_000_000_000, Noun { one: "billion", many: "billions" }),
    (1_000_000_000, Noun { one: "milliard", many: "milliards" }),
    (MILLION, Noun { one: "million", many: "millions" }),
];
const MILLION: u64 = 1_000_000;
const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

fn cardinal(number: u64) -> String {
    if let Some((scale, name)) = SCALES.iter().find(|(scale, _)| number >= *scale) {
        return joined(nouned(number / scale, name), number % scale);
    }
    match number {
        1000.. => match number / 1000 {
            1 => joined("mille".to_owned(), number % 1000),
            thousands => joined(format!("{} mille", before_numeral(cardinal(thousands))), number % 1000),
        },
        _ => below_thousand(usize::try_from(number).unwrap_or_default()),
    }
}

/// "cent" has an s only where it is counted and nothing follows: "deux cents", "deux cent un".
fn below_thousand(number: usize) -> String {
    match (number / 100, number % 100) {
        (0, _) => below_hundred(number),
        (1, 0) => "cent".to_owned(),
        (1, below) => format!("cent {}", below_hundred(below)),
        (hundreds, 0) => format!("{} cents", BELOW_TWENTY[hundreds]),
        (hundreds, below) => format!("{} cent {}", BELOW_TWENTY[hundreds], below_hundred(below)),
    }
}

/// 70 to 79 go on from sixty, 90 to 99 from eighty; "et" joins the ones of 21 to 71, and of no other.
fn below_hundred(number: usize) -> String {
    match number {
        0..20 => BELOW_TWENTY[number].to_owned(),
        71 => "soixante et onze".to_owned(),
        60..80 => tens("soixante", number - 60),
        80 => "quatre-vingts".to_owned(),
        81.. => format!("quatre-vingt-{}", BELOW_TWENTY[number - 80]),
        _ => tens(TENS[number / 10], number % 10),
    }
}

fn tens(name: &str, below: usize) -> String {
    match below {
        0 => name.to_owned(),
        1 => format!("{name} et un"),
        _ => format!("{name}-{}", BELOW_TWENTY[below]),
    }
}

fn joined(above: String, below: u64) -> String {
    if below == 0 { above } else { format!("{above} {}", cardinal(below)) }
}

/// "mille" is a numeral, so "cents" and "vingts" lose their s before it: "deux cent mille". "million" is a noun: "deux
/// cents millions".
fn before_numeral(words: String) -> String {
    match words.strip_suffix('s') {
        Some(bare) if bare.ends_with("cent") || bare.ends_with("vingt") => bare.to_owned(),
        _ => words,
    }
}

/// French has the singular for nothing too: "zéro dollar".
fn nouned(number: u64, noun: &Noun) -> String {
    format!("{} {}", cardinal(number), if number < 2 { noun.one } else { noun.many })
}

/// Whole millions take "de": "deux millions de dollars", but "un million cent dollars".
fn counted(number: u64, noun: &Noun) -> String {
    if number >= MILLION && number.is_multiple_of(MILLION) {
        format!("{} de {}", cardinal(number), noun.many)
    } else {
        nouned(number, noun)
    }
}

/// A biller's own currency is the one its callers mean, so Canadian dollars are dollars.
fn coins(currency: Currency) -> Option<Coins> {
    let (unit, part) = match currency.code() {
        "USD" | "CAD" => (Noun { one: "dollar", many: "dollars" }, Noun { one: "cent", many: "cents" }),
        "EUR" => (Noun { one: "euro", many: "euros" }, Noun { one: "centime", many: "centimes" }),
        "MXN" => (Noun { one: "peso", many: "pesos" }, Noun { one: "centavo", many: "centavos" }),
        _ => return None,
    };
    Some(Coins { unit, part })
}

/// Without its article: a message says "le", "du" or "au" before it.
fn date(date: Date) -> String {
    let day = match date.day() {
        1 => "premier".to_owned(),
        day => cardinal(u64::from(day.unsigned_abs())),
    };
    format!("{} {day} {}", weekday(date), month(date))
}

fn written_date(date: Date) -> String {
    let first = if date.day() == 1 { "er" } else { "" };
    format!("{} {}{first} {}", weekday(date), date.day(), month(date))
}

/// "84,20 $"; "84,20 CAD" where a dollar sign would not say whose dollars.
fn written_money(money: Money) -> String {
    let sign = if money.currency == Currency::USD { "$" } else { money.currency.code() };
    format!("{} {sign}", figures(money, SPEECH.written_point))
}

fn days(first: usize, last: usize) -> String {
    let (from, to) = (WEEKDAYS[first], WEEKDAYS[last]);
    match last - first {
        0 => format!("le {from}"),
        1 => format!("le {from} et le {to}"),
        _ => format!("du {from} au {to}"),
    }
}

fn hours(from: u16, to: u16) -> String {
    format!("de {} à {}", clock(from), clock(to))
}

fn clock(minute: u16) -> String {
    match (minute / 60 % 24, minute % 60) {
        (0, 0) => "minuit".to_owned(),
        (12, 0) => "midi".to_owned(),
        (hour, rest) => {
            let noun = if hour < 2 { "heure" } else { "heures" };
            if rest == 0 { format!("{hour} {noun}") } else { format!("{hour} {noun} {rest}") }
        }
    }
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}
