//! American English. It refuses to know messages and other languages.
use std::sync::LazyLock;

use jiff::civil::Date;

use super::{Coins, Noun, Speech, ear, twelve, written_money};
use crate::money::Currency;

pub(super) const SPEECH: Speech = Speech {
    tag: "en-US",
    cardinal,
    counted,
    coins,
    date,
    written_date,
    written_money,
    written_point: ".",
    days,
    hours,
    never: "at no hour at present",
    and: "and",
    with: "and",
    minus: "minus",
    point: "point",
    plus: "plus",
    star: "star",
    pound: "pound",
    ending: "ending",
    card: "card",
    bank_account: "bank account",
    apology: "Sorry, something is not right here.",
    ear: &ear::EN,
    phrases,
};

fn phrases() -> &'static ear::Phrases {
    static PHRASES: LazyLock<ear::Phrases> = LazyLock::new(|| ear::Phrases::of(&SPEECH));
    &PHRASES
}

const BELOW_TWENTY: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(u64, &str); 7] = [
    (1_000_000_000_000_000_000, "quintillion"),
    (1_000_000_000_000_000, "quadrillion"),
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
    (100, "hundred"),
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const ORDINALS: [&str; 20] = [
    "twentieth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

/// Without "and", which is kept for the cents: "one hundred five dollars and three cents".
fn cardinal(number: u64) -> String {
    if let Some(&(scale, name)) = SCALES.iter().find(|(scale, _)| number >= *scale) {
        let (above, below) = (number / scale, number % scale);
        let above = format!("{} {name}", cardinal(above));
        return if below == 0 { above } else { format!("{above} {}", cardinal(below)) };
    }
    // Below a hundred now, so it fits.
    let number = usize::try_from(number).unwrap_or_default();
    match (number / 10, number % 10) {
        (0 | 1, _) => BELOW_TWENTY[number].to_owned(),
        (tens, 0) => TENS[tens].to_owned(),
        (tens, ones) => format!("{}-{}", TENS[tens], BELOW_TWENTY[ones]),
    }
}

fn counted(number: u64, noun: &Noun) -> String {
    format!("{} {}", cardinal(number), if number == 1 { noun.one } else { noun.many })
}

/// A biller's own currency is the one its callers mean, so Canadian dollars are dollars.
fn coins(currency: Currency) -> Option<Coins> {
    let (unit, part) = match currency.code() {
        "USD" | "CAD" => (Noun { one: "dollar", many: "dollars" }, Noun { one: "cent", many: "cents" }),
        "EUR" => (Noun { one: "euro", many: "euros" }, Noun { one: "cent", many: "cents" }),
        "MXN" => (Noun { one: "peso", many: "pesos" }, Noun { one: "centavo", many: "centavos" }),
        _ => return None,
    };
    Some(Coins { unit, part })
}

fn date(date: Date) -> String {
    format!("{}, {} {}", weekday(date), month(date), ordinal(usize::from(date.day().unsigned_abs())))
}

fn written_date(date: Date) -> String {
    format!("{}, {} {}", weekday(date), month(date), date.day())
}

fn days(first: usize, last: usize) -> String {
    let (from, to) = (WEEKDAYS[first], WEEKDAYS[last]);
    match last - first {
        0 => from.to_owned(),
        1 => format!("{from} and {to}"),
        _ => format!("{from} through {to}"),
    }
}

fn hours(from: u16, to: u16) -> String {
    format!("from {} to {}", clock(from), clock(to))
}

fn clock(minute: u16) -> String {
    match (minute / 60 % 24, minute % 60) {
        (0, 0) => "midnight".to_owned(),
        (12, 0) => "noon".to_owned(),
        (hour, _) => format!("{} {}", twelve(minute), if hour < 12 { "A.M." } else { "P.M." }),
    }
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
}

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs()) - 1]
}

/// The ordinal of a day of the month, 1 to 31.
fn ordinal(day: usize) -> String {
    match day {
        21..=29 => format!("twenty-{}", ORDINALS[day - 20]),
        30 => "thirtieth".to_owned(),
        31 => "thirty-first".to_owned(),
        _ => ORDINALS[day % 20].to_owned(),
    }
}
