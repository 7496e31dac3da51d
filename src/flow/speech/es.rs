//! Spanish as it is spoken in the United States and Mexico, numbers on the long scale. All nouns counted here are
//! masculine ("un dólar", "veintiún pesos"). It refuses to know messages and other languages.
use std::sync::LazyLock;

use jiff::civil::Date;

use super::{Coins, Noun, Speech, ear, twelve, written_money};
use crate::money::Currency;

pub(super) const SPEECH: Speech = Speech {
    tag: "es-US",
    cardinal,
    counted,
    coins,
    date,
    written_date,
    written_money,
    written_point: ".",
    days,
    hours,
    never: "a ninguna hora por ahora",
    and: "y",
    with: "con",
    minus: "menos",
    point: "punto",
    plus: "más",
    star: "asterisco",
    pound: "numeral",
    ending: "terminada en",
    card: "tarjeta",
    bank_account: "cuenta bancaria",
    apology: "Disculpe, algo no está bien aquí.",
    ear: &ear::ES,
    phrases,
};

fn phrases() -> &'static ear::Phrases {
    static PHRASES: LazyLock<ear::Phrases> = LazyLock::new(|| ear::Phrases::of(&SPEECH));
    &PHRASES
}

const BELOW_THIRTY: [&str; 30] = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
];
const TENS: [&str; 10] = ["", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"];
const HUNDREDS: [&str; 10] = [
    "",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
];
/// A million millions is a "billón"; a thousand millions is "mil millones".
const SCALES: [(u64, Noun); 3] = [
    (1_000_000_000_000_000_000, Noun { one: "trillón", many: "trillones" }),
    (1_000_000_000_000, Noun { one: "billón", many: "billones" }),
    (MILLION, Noun { one: "millón", many: "millones" }),
];
const MILLION: u64 = 1_000_000;
const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

fn cardinal(number: u64) -> String {
    if let Some((scale, name)) = SCALES.iter().find(|(scale, _)| number >= *scale) {
        return joined(counted(number / scale, name), number % scale);
    }
    match number {
        1000.. => match number / 1000 {
            1 => joined("mil".to_owned(), number % 1000),
            thousands => joined(format!("{} mil", before_noun(thousands)), number % 1000),
        },
        100 => "cien".to_owned(),
        _ => below_thousand(usize::try_from(number).unwrap_or_default()),
    }
}

fn below_thousand(number: usize) -> String {
    match (number / 100, number % 100) {
        (0, 0..30) => BELOW_THIRTY[number].to_owned(),
        (0, _) if number.is_multiple_of(10) => TENS[number / 10].to_owned(),
        (0, _) => format!("{} y {}", TENS[number / 10], BELOW_THIRTY[number % 10]),
        (hundreds, 0) => HUNDREDS[hundreds].to_owned(),
        (hundreds, below) => format!("{} {}", HUNDREDS[hundreds], below_thousand(below)),
    }
}

fn joined(above: String, below: u64) -> String {
    if below == 0 { above } else { format!("{above} {}", cardinal(below)) }
}

/// "uno" is shortened before a masculine noun: "un dólar", "treinta y un mil", "veintiún pesos".
fn before_noun(number: u64) -> String {
    let words = cardinal(number);
    match (words.strip_suffix("veintiuno"), words.strip_suffix("uno")) {
        (Some(before), _) => format!("{before}veintiún"),
        (None, Some(before)) => format!("{before}un"),
        (None, None) => words,
    }
}

/// Whole millions take "de": "un millón de dólares", but "un millón cien dólares".
fn counted(number: u64, noun: &Noun) -> String {
    let of = if number >= MILLION && number.is_multiple_of(MILLION) { " de" } else { "" };
    format!("{}{of} {}", before_noun(number), if number == 1 { noun.one } else { noun.many })
}

/// A biller's own currency is the one its callers mean, so Canadian dollars are dollars.
fn coins(currency: Currency) -> Option<Coins> {
    let (unit, part) = match currency.code() {
        "USD" | "CAD" => (Noun { one: "dólar", many: "dólares" }, Noun { one: "centavo", many: "centavos" }),
        "EUR" => (Noun { one: "euro", many: "euros" }, Noun { one: "céntimo", many: "céntimos" }),
        "MXN" => (Noun { one: "peso", many: "pesos" }, Noun { one: "centavo", many: "centavos" }),
        _ => return None,
    };
    Some(Coins { unit, part })
}

/// The first of a month is "primero", as in the Americas.
fn date(date: Date) -> String {
    let day = match date.day() {
        1 => "primero".to_owned(),
        day => cardinal(u64::from(day.unsigned_abs())),
    };
    format!("{}, {day} de {}", weekday(date), month(date))
}

fn written_date(date: Date) -> String {
    format!("{} {} de {}", weekday(date), date.day(), month(date))
}

fn days(first: usize, last: usize) -> String {
    let (from, to) = (WEEKDAYS[first], WEEKDAYS[last]);
    match last - first {
        0 => from.to_owned(),
        1 => format!("{from} y {to}"),
        _ => format!("{from} a {to}"),
    }
}

fn hours(from: u16, to: u16) -> String {
    format!("de {} a {}", clock(from), clock(to))
}

fn clock(minute: u16) -> String {
    let hour = minute / 60 % 24;
    let part = match hour {
        0..6 => "de la madrugada",
        6..12 => "de la mañana",
        12..19 => "de la tarde",
        _ => "de la noche",
    };
    match (hour, minute % 60) {
        (0, 0) => "medianoche".to_owned(),
        (12, 0) => "mediodía".to_owned(),
        _ => format!("{} {} {part}", if hour % 12 == 1 { "la" } else { "las" }, twelve(minute)),
    }
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}
