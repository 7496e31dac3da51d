//! Proves the words by reading them back: every amount and every day gives itself again. Tests only; it refuses to share
//! code with what it proves.
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::{Value, en, es};
use crate::money::{Currency, Money};

const ENGLISH: [(&str, u64); 28] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];
const SPANISH: [(&str, u64); 50] = [
    ("cero", 0),
    ("un", 1),
    ("uno", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciséis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintiún", 21),
    ("veintiuno", 21),
    ("veintidós", 22),
    ("veintitrés", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiséis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
    ("ciento", 100),
    ("doscientos", 200),
    ("trescientos", 300),
    ("cuatrocientos", 400),
    ("quinientos", 500),
    ("seiscientos", 600),
    ("setecientos", 700),
    ("ochocientos", 800),
    ("novecientos", 900),
    ("y", 0),
];

fn word(table: &[(&str, u64)], word: &str) -> u64 {
    table.iter().find(|(known, _)| *known == word).unwrap_or_else(|| panic!("no number: {word}")).1
}

/// The minor units of an English amount in dollars.
fn english(said: &str) -> u64 {
    let (mut minor, mut total, mut group) = (0, 0, 0);
    for spoken in said.split([' ', '-']) {
        match spoken {
            "and" => {}
            "hundred" => group *= 100,
            "thousand" => (total, group) = (total + group * 1000, 0),
            "million" => (total, group) = (total + group * 1_000_000, 0),
            "dollar" | "dollars" => (minor, total, group) = ((total + group) * 100, 0, 0),
            "cent" | "cents" => (minor, total, group) = (minor + total + group, 0, 0),
            _ => group += word(&ENGLISH, spoken),
        }
    }
    assert_eq!((total, group), (0, 0), "{said} ends without a unit");
    minor
}

/// The minor units of a Spanish amount in dollars.
fn spanish(said: &str) -> u64 {
    let (mut minor, mut total, mut group) = (0, 0, 0);
    for spoken in said.split(' ') {
        match spoken {
            "con" | "de" => {}
            "mil" => (total, group) = (total + group.max(1) * 1000, 0),
            "millón" | "millones" => (total, group) = ((total + group) * 1_000_000, 0),
            "dólar" | "dólares" => (minor, total, group) = ((total + group) * 100, 0, 0),
            "centavo" | "centavos" => (minor, total, group) = (minor + total + group, 0, 0),
            _ => group += word(&SPANISH, spoken),
        }
    }
    assert_eq!((total, group), (0, 0), "{said} ends without a unit");
    minor
}

fn dollars(minor: i64) -> Value {
    Value::Money(Money::new(minor, Currency::USD))
}

fn gives_itself_again(minor: i64) {
    let (in_english, in_spanish) = (en::SPEECH.say(&dollars(minor)), es::SPEECH.say(&dollars(minor)));
    let minor = minor.unsigned_abs();
    assert_eq!(english(&in_english), minor, "{in_english}");
    assert_eq!(spanish(&in_spanish), minor, "{in_spanish}");
}

proptest! {
    #[test]
    fn every_amount_gives_itself_again(minor in 0_i64..=99_999_999_999) {
        gives_itself_again(minor);
    }

    #[test]
    fn no_word_of_one_is_left_before_a_spanish_noun(minor in 0_i64..=99_999_999_999) {
        let said = es::SPEECH.say(&dollars(minor));
        for noun in ["dólar", "centavo", "mil"] {
            prop_assert!(!said.contains(&format!("uno {noun}")), "{said}");
        }
    }
}

#[test]
fn the_first_twenty_thousand_amounts_and_all_round_ones_give_themselves_again() {
    (0..20_000).for_each(gives_itself_again);
    for power in 0..11 {
        for digit in 1..10 {
            gives_itself_again(digit * 10_i64.pow(power));
            gives_itself_again(digit * 10_i64.pow(power) + 1);
        }
    }
}

#[test]
fn amounts_are_said_as_people_say_them() {
    for (minor, in_english, in_spanish) in [
        (0, "zero dollars", "cero dólares"),
        (1, "one cent", "un centavo"),
        (21, "twenty-one cents", "veintiún centavos"),
        (100, "one dollar", "un dólar"),
        (101, "one dollar and one cent", "un dólar con un centavo"),
        (8420, "eighty-four dollars and twenty cents", "ochenta y cuatro dólares con veinte centavos"),
        (10_000, "one hundred dollars", "cien dólares"),
        (10_105, "one hundred one dollars and five cents", "ciento un dólares con cinco centavos"),
        (3_100_000, "thirty-one thousand dollars", "treinta y un mil dólares"),
        (100_000_000, "one million dollars", "un millón de dólares"),
        (100_010_000, "one million one hundred dollars", "un millón cien dólares"),
        (2_100_000_000, "twenty-one million dollars", "veintiún millones de dólares"),
        (-350, "minus three dollars and fifty cents", "menos tres dólares con cincuenta centavos"),
    ] {
        assert_eq!([en::SPEECH.say(&dollars(minor)), es::SPEECH.say(&dollars(minor))], [in_english, in_spanish]);
    }
}

#[test]
fn other_currencies_have_their_words() {
    for (minor, code, in_english, in_spanish) in [
        (201, "EUR", "two euros and one cent", "dos euros con un céntimo"),
        (2150, "MXN", "twenty-one pesos and fifty centavos", "veintiún pesos con cincuenta centavos"),
        (100, "CAD", "one dollar", "un dólar"),
    ] {
        let value = Value::Money(Money::new(minor, Currency::from_code(code).unwrap()));
        assert_eq!([en::SPEECH.say(&value), es::SPEECH.say(&value)], [in_english, in_spanish]);
    }
}

#[test]
fn every_day_of_a_leap_year_gives_itself_again() {
    const MONTHS: [(&str, &str); 12] = [
        ("January", "enero"),
        ("February", "febrero"),
        ("March", "marzo"),
        ("April", "abril"),
        ("May", "mayo"),
        ("June", "junio"),
        ("July", "julio"),
        ("August", "agosto"),
        ("September", "septiembre"),
        ("October", "octubre"),
        ("November", "noviembre"),
        ("December", "diciembre"),
    ];
    let mut heard = std::collections::BTreeSet::new();
    for day in date(2028, 1, 1).series(1.day()).take_while(|day| day.year() == 2028) {
        let (month, number) = (usize::from(day.month().unsigned_abs()) - 1, u64::from(day.day().unsigned_abs()));
        let said = en::SPEECH.say(&Value::Date(day));
        let (weekday, rest) = said.split_once(", ").unwrap();
        let (name, ordinal) = rest.split_once(' ').unwrap();
        assert_eq!(weekday.to_lowercase(), format!("{:?}", day.weekday()).to_lowercase());
        assert_eq!((name, from_ordinal(ordinal)), (MONTHS[month].0, number), "{said}");
        let said_in_spanish = es::SPEECH.say(&Value::Date(day));
        let (_, rest) = said_in_spanish.split_once(", ").unwrap();
        let (words, name) = rest.split_once(" de ").unwrap();
        let back = if words == "primero" { 1 } else { words.split(' ').map(|spoken| word(&SPANISH, spoken)).sum() };
        assert_eq!((name, back), (MONTHS[month].1, number), "{said_in_spanish}");
        heard.insert((said, said_in_spanish));
    }
    assert_eq!(heard.len(), 366);
    assert_eq!(en::SPEECH.say(&Value::Date(date(2026, 12, 4))), "Friday, December fourth");
    assert_eq!(es::SPEECH.say(&Value::Date(date(2026, 12, 4))), "viernes, cuatro de diciembre");
}

fn from_ordinal(ordinal: &str) -> u64 {
    let (tens, last) = match ordinal.split_once('-') {
        Some((tens, last)) => (word(&ENGLISH, tens), last),
        None => (0, ordinal),
    };
    let irregular = [
        ("first", 1),
        ("second", 2),
        ("third", 3),
        ("fifth", 5),
        ("eighth", 8),
        ("ninth", 9),
        ("twelfth", 12),
        ("twentieth", 20),
        ("thirtieth", 30),
    ];
    match irregular.iter().find(|(name, _)| *name == last) {
        Some((_, number)) => tens + number,
        None => tens + word(&ENGLISH, last.strip_suffix("th").unwrap()),
    }
}
