//! Proves the words by reading them back: every amount and every day gives itself again. Tests only; it refuses to share
//! code with what it proves.
mod numbers;

use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use super::{Value, en, es, fr};
use crate::money::{Currency, Money};
use numbers::{SPANISH, english, french, french_number, french_weekday, from_ordinal, spanish, word};

fn dollars(minor: i64) -> Value {
    Value::Money(Money::new(minor, Currency::USD))
}

fn in_each(value: &Value) -> [String; 3] {
    [en::SPEECH.say(value), es::SPEECH.say(value), fr::SPEECH.say(value)]
}

fn gives_itself_again(minor: i64) {
    let [in_english, in_spanish, in_french] = in_each(&dollars(minor));
    let minor = minor.unsigned_abs();
    assert_eq!(english(&in_english), minor, "{in_english}");
    assert_eq!(spanish(&in_spanish), minor, "{in_spanish}");
    assert_eq!(french(&in_french), minor, "{in_french}");
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

    #[test]
    fn french_hundreds_and_eighties_agree(minor in 0_i64..=99_999_999_999) {
        let said = fr::SPEECH.say(&dollars(minor));
        // the coin itself is the last word
        let numeral = said.strip_suffix(" cents").or(said.strip_suffix(" cent")).unwrap_or(&said);
        let words: Vec<&str> = numeral.split(' ').collect();
        for (place, spoken) in words.iter().enumerate() {
            let counts_on = words.get(place + 1).is_some_and(|next| !["de", "dollars", "million", "millions", "et"].contains(next));
            if *spoken == "cents" || spoken.ends_with("-vingts") {
                prop_assert!(!counts_on, "an s before a numeral: {said}");
            }
            if spoken.ends_with("quatre-vingt") {
                prop_assert!(counts_on, "no s at the end: {said}");
            }
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
    for (minor, in_english, in_spanish, in_french) in [
        (0, "zero dollars", "cero dólares", "zéro dollar"),
        (1, "one cent", "un centavo", "un cent"),
        (21, "twenty-one cents", "veintiún centavos", "vingt et un cents"),
        (100, "one dollar", "un dólar", "un dollar"),
        (101, "one dollar and one cent", "un dólar con un centavo", "un dollar et un cent"),
        (
            8420,
            "eighty-four dollars and twenty cents",
            "ochenta y cuatro dólares con veinte centavos",
            "quatre-vingt-quatre dollars et vingt cents",
        ),
        (10_000, "one hundred dollars", "cien dólares", "cent dollars"),
        (
            10_105,
            "one hundred one dollars and five cents",
            "ciento un dólares con cinco centavos",
            "cent un dollars et cinq cents",
        ),
        (3_100_000, "thirty-one thousand dollars", "treinta y un mil dólares", "trente et un mille dollars"),
        (100_000_000, "one million dollars", "un millón de dólares", "un million de dollars"),
        (100_010_000, "one million one hundred dollars", "un millón cien dólares", "un million cent dollars"),
        (
            2_100_000_000,
            "twenty-one million dollars",
            "veintiún millones de dólares",
            "vingt et un millions de dollars",
        ),
        (7100, "seventy-one dollars", "setenta y un dólares", "soixante et onze dollars"),
        (
            8080,
            "eighty dollars and eighty cents",
            "ochenta dólares con ochenta centavos",
            "quatre-vingts dollars et quatre-vingts cents",
        ),
        (
            9199,
            "ninety-one dollars and ninety-nine cents",
            "noventa y un dólares con noventa y nueve centavos",
            "quatre-vingt-onze dollars et quatre-vingt-dix-neuf cents",
        ),
        (20_000, "two hundred dollars", "doscientos dólares", "deux cents dollars"),
        (20_100, "two hundred one dollars", "doscientos un dólares", "deux cent un dollars"),
        (
            28_000_000,
            "two hundred eighty thousand dollars",
            "doscientos ochenta mil dólares",
            "deux cent quatre-vingt mille dollars",
        ),
        (
            20_000_000_000,
            "two hundred million dollars",
            "doscientos millones de dólares",
            "deux cents millions de dollars",
        ),
        (
            -350,
            "minus three dollars and fifty cents",
            "menos tres dólares con cincuenta centavos",
            "moins trois dollars et cinquante cents",
        ),
    ] {
        assert_eq!(in_each(&dollars(minor)), [in_english, in_spanish, in_french]);
    }
}

#[test]
fn other_currencies_have_their_words() {
    for (minor, code, in_english, in_spanish, in_french) in [
        (201, "EUR", "two euros and one cent", "dos euros con un céntimo", "deux euros et un centime"),
        (
            2150,
            "MXN",
            "twenty-one pesos and fifty centavos",
            "veintiún pesos con cincuenta centavos",
            "vingt et un pesos et cinquante centavos",
        ),
        (100, "CAD", "one dollar", "un dólar", "un dollar"),
    ] {
        let value = Value::Money(Money::new(minor, Currency::from_code(code).unwrap()));
        assert_eq!(in_each(&value), [in_english, in_spanish, in_french]);
    }
}

#[test]
fn every_day_of_a_leap_year_gives_itself_again() {
    const MONTHS: [(&str, &str, &str); 12] = [
        ("January", "enero", "janvier"),
        ("February", "febrero", "février"),
        ("March", "marzo", "mars"),
        ("April", "abril", "avril"),
        ("May", "mayo", "mai"),
        ("June", "junio", "juin"),
        ("July", "julio", "juillet"),
        ("August", "agosto", "août"),
        ("September", "septiembre", "septembre"),
        ("October", "octubre", "octobre"),
        ("November", "noviembre", "novembre"),
        ("December", "diciembre", "décembre"),
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
        let said_in_french = fr::SPEECH.say(&Value::Date(day));
        let (weekday, rest) = said_in_french.split_once(' ').unwrap();
        let (words, name) = rest.rsplit_once(' ').unwrap();
        let back = if words == "premier" { 1 } else { french_number(words) };
        assert_eq!((name, back), (MONTHS[month].2, number), "{said_in_french}");
        assert_eq!(french_weekday(weekday), day.weekday().to_monday_one_offset(), "{said_in_french}");
        heard.insert((said, said_in_spanish, said_in_french));
    }
    assert_eq!(heard.len(), 366);
    assert_eq!(en::SPEECH.say(&Value::Date(date(2026, 12, 4))), "Friday, December fourth");
    assert_eq!(es::SPEECH.say(&Value::Date(date(2026, 12, 4))), "viernes, cuatro de diciembre");
    assert_eq!(fr::SPEECH.say(&Value::Date(date(2026, 12, 4))), "vendredi quatre décembre");
    assert_eq!(fr::SPEECH.say(&Value::Date(date(2026, 12, 1))), "mardi premier décembre");
}
