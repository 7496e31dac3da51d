//! Values as the words of a language: money, dates, digits, keys, methods. It refuses to know messages, who listens and
//! how a provider pronounces words. A language is one file of words; all rules that are common to languages are here.
pub mod ear;
mod en;
mod es;
mod fr;
#[cfg(test)]
mod parse_back;

use jiff::civil::Date;

use super::Language;
use crate::{
    billing::{Brand, MethodFace},
    call::phrase::Value,
    money::{Currency, Money},
};

/// Every language that has words, in the order in which they came; a language is added by a line here.
pub const LANGUAGES: [(Language, &Speech); 3] =
    [(Language::ENGLISH, &en::SPEECH), (Language::SPANISH, &es::SPEECH), (Language::FRENCH, &fr::SPEECH)];

/// A pause inside what is said; a dialect writes it in its own way.
pub const PAUSE: char = '…';

/// How one language says values.
#[derive(Debug)]
pub struct Speech {
    /// The language and the land, as text-to-speech knows them: "fr-CA" (BCP 47).
    pub tag: &'static str,
    /// A number by itself: "one hundred five", "ciento cinco".
    cardinal: fn(u64) -> String,
    /// A number of things: "one cent", "un millón de dólares".
    counted: fn(u64, &Noun) -> String,
    /// The nouns of a currency, where the language has them.
    coins: fn(Currency) -> Option<Coins>,
    /// "Friday, December fourth".
    date: fn(Date) -> String,
    /// "Friday, December 4".
    written_date: fn(Date) -> String,
    /// "$84.20", "84,20 $".
    written_money: fn(Money) -> String,
    /// Before the decimals of a number in figures.
    written_point: &'static str,
    /// Days of the week in a row, Monday is 0: "Monday through Friday", "Monday", when both are one.
    days: fn(usize, usize) -> String,
    /// Hours of one day, in minutes from midnight: "from 8 A.M. to noon".
    hours: fn(u16, u16) -> String,
    /// Said in place of hours where there are none.
    pub never: &'static str,
    /// Before the last of several.
    and: &'static str,
    /// Between whole units and parts.
    with: &'static str,
    minus: &'static str,
    point: &'static str,
    plus: &'static str,
    star: &'static str,
    pound: &'static str,
    /// Between a card's brand and its last four.
    ending: &'static str,
    /// A card whose brand is not known.
    card: &'static str,
    bank_account: &'static str,
    /// Said in place of a phrase that cannot be rendered.
    pub apology: &'static str,
    /// What numbers sound like when a caller speaks them.
    ear: &'static ear::Ear,
    /// Its phrases, made when the first number is heard.
    phrases: fn() -> &'static ear::Phrases,
}

/// A noun in the singular and in the plural.
#[derive(Debug)]
struct Noun {
    one: &'static str,
    many: &'static str,
}

/// A currency's unit and its hundredth.
#[derive(Debug)]
struct Coins {
    unit: Noun,
    part: Noun,
}

impl Speech {
    /// The words of a language; `None` where none are shipped, so that its prompts are refused at load.
    pub fn of(language: Language) -> Option<&'static Self> {
        LANGUAGES.iter().find(|(known, _)| *known == language).map(|(_, speech)| *speech)
    }

    /// A value for the ear.
    pub fn say(&self, value: &Value) -> String {
        match value {
            Value::Money(money) => self.money(*money),
            Value::Date(date) => (self.date)(*date),
            Value::Digits(digits) => self.digits(digits),
            Value::Count(count) => self.count(*count),
            Value::Key(key) => self.key(*key),
            Value::Method(method) => self.method(method, &self.one_by_one(&method.last_four)),
            Value::Text(text) => text.clone(),
            Value::Choice(choice) => (*choice).to_owned(),
        }
    }

    /// A value for the eye: in a text message.
    pub fn write(&self, value: &Value) -> String {
        match value {
            Value::Money(money) => (self.written_money)(*money),
            Value::Date(date) => (self.written_date)(*date),
            Value::Digits(digits) | Value::Text(digits) => digits.clone(),
            Value::Count(count) => count.to_string(),
            Value::Key(key) => key.to_string(),
            Value::Method(method) => self.method(method, &method.last_four),
            Value::Choice(choice) => (*choice).to_owned(),
        }
    }

    /// A number in figures as this language writes it: "8.25 %", "8,25 %".
    pub fn write_figures(&self, figures: &str) -> String {
        figures.replace('.', self.written_point)
    }

    /// A cardinal number, also below zero.
    pub fn count(&self, count: i64) -> String {
        self.signed(count, (self.cardinal)(count.unsigned_abs()))
    }

    /// Days of the week in a row and their hours, in minutes from midnight: "Monday through Friday from 8 A.M. to noon
    /// and from 1 P.M. to 5 P.M.". Monday is 0.
    pub fn opening(&self, (first, last): (usize, usize), spans: &[(u16, u16)]) -> String {
        let hours: Vec<String> = spans.iter().map(|(from, to)| (self.hours)(*from, *to)).collect();
        format!("{} {}", (self.days)(first, last), self.listed(&hours))
    }

    /// Several as one sentence has them: "a, b and c".
    pub fn listed(&self, parts: &[String]) -> String {
        match parts {
            [rest @ .., before, last] if !rest.is_empty() => {
                format!("{}, {before} {} {last}", rest.join(", "), self.and)
            }
            _ => parts.join(&format!(" {} ", self.and)),
        }
    }

    /// An amount as words; a currency without words of its own is named by the letters of its code.
    fn money(&self, money: Money) -> String {
        let (whole, part) = split(money);
        let spoken = match (self.coins)(money.currency) {
            Some(coins) if part == 0 => (self.counted)(whole, &coins.unit),
            Some(coins) if whole == 0 => (self.counted)(part, &coins.part),
            Some(coins) => {
                let (whole, part) = ((self.counted)(whole, &coins.unit), (self.counted)(part, &coins.part));
                format!("{whole} {} {part}", self.with)
            }
            None => self.coded(whole, part, money.currency),
        };
        self.signed(money.minor, spoken)
    }

    /// "twelve point five zero zero K W D".
    fn coded(&self, whole: u64, part: u64, currency: Currency) -> String {
        let code = self.one_by_one(currency.code());
        let whole = (self.cardinal)(whole);
        if part == 0 {
            return format!("{whole} {code}");
        }
        let decimals = usize::try_from(currency.exponent()).unwrap_or_default();
        format!("{whole} {} {} {code}", self.point, self.one_by_one(&format!("{part:0decimals$}")))
    }

    fn signed(&self, sign: i64, spoken: String) -> String {
        if sign < 0 { format!("{} {spoken}", self.minus) } else { spoken }
    }

    /// Digit by digit in groups of three or four with pauses; letters by their names. Marks between digits are not
    /// said; the plus of a number outside of North America is.
    fn digits(&self, digits: &str) -> String {
        let abroad = digits.starts_with('+') && !digits.starts_with("+1");
        let (country, rest) = match digits.strip_prefix("+1") {
            Some(rest) => ("1", rest),
            None => ("", digits),
        };
        let signs: Vec<char> = rest.chars().filter(|sign| sign.is_alphanumeric()).collect();
        let mut spoken: Vec<String> = Vec::new();
        if !country.is_empty() {
            spoken.push(self.one_by_one(country));
        }
        let mut rest = signs.as_slice();
        for size in group_sizes(signs.len()) {
            let (group, after) = rest.split_at(size);
            spoken.push(self.one_by_one(&group.iter().collect::<String>()));
            rest = after;
        }
        let spoken = spoken.join(&format!(" {PAUSE} "));
        if abroad { format!("{} {spoken}", self.plus) } else { spoken }
    }

    /// Each sign as a word of its own, no pauses.
    fn one_by_one(&self, signs: &str) -> String {
        let words: Vec<String> = signs.chars().map(|sign| self.key(sign)).collect();
        words.join(" ")
    }

    fn key(&self, key: char) -> String {
        match key {
            '*' => self.star.to_owned(),
            '#' => self.pound.to_owned(),
            _ => match key.to_digit(10) {
                Some(digit) => (self.cardinal)(u64::from(digit)),
                None => key.to_uppercase().to_string(),
            },
        }
    }

    /// A method without known digits is named by its brand alone.
    fn method(&self, method: &MethodFace, last_four: &str) -> String {
        let brand = match method.brand {
            Brand::Visa => "Visa",
            Brand::Mastercard => "Mastercard",
            Brand::Amex => "American Express",
            Brand::Discover => "Discover",
            Brand::Other => self.card,
            Brand::Bank => self.bank_account,
        };
        if last_four.is_empty() { brand.to_owned() } else { format!("{brand} {} {last_four}", self.ending) }
    }
}

/// Whole units and the rest in minor units, both without sign.
fn split(money: Money) -> (u64, u64) {
    let per_unit = 10_u64.pow(money.currency.exponent());
    let minor = money.minor.unsigned_abs();
    (minor / per_unit, minor % per_unit)
}

/// "$84.20"; "84.20 CAD" where a dollar sign would not say whose dollars.
fn written_money(money: Money) -> String {
    match (money.currency, figures(money, ".")) {
        (Currency::USD, number) => match number.strip_prefix('-') {
            Some(number) => format!("-${number}"),
            None => format!("${number}"),
        },
        (currency, number) => format!("{number} {}", currency.code()),
    }
}

/// The amount in figures with all its decimals, "-0.05"; `point` stands before them.
fn figures(money: Money, point: &str) -> String {
    let (whole, part) = split(money);
    let decimals = usize::try_from(money.currency.exponent()).unwrap_or_default();
    let sign = if money.minor < 0 { "-" } else { "" };
    if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}{point}{part:0decimals$}") }
}

/// A minute of the day on a clock of twelve hours: "8", "12:30".
fn twelve(minute: u16) -> String {
    let (hour, rest) = (minute / 60 % 12, minute % 60);
    let hour = if hour == 0 { 12 } else { hour };
    if rest == 0 { hour.to_string() } else { format!("{hour}:{rest:02}") }
}

/// Fours where they fit evenly (a card), else threes with the longer groups last (3-3-4, as phone numbers are said);
/// five signs are two and three.
fn group_sizes(signs: usize) -> Vec<usize> {
    match signs {
        0 => Vec::new(),
        5 => vec![2, 3],
        1..=4 => vec![signs],
        _ if signs.is_multiple_of(4) => vec![4; signs / 4],
        _ => {
            let (groups, longer) = (signs / 3, signs % 3);
            (0..groups).map(|group| if group + longer >= groups { 4 } else { 3 }).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::MethodId;

    fn in_each(value: &Value) -> [String; 3] {
        [en::SPEECH.say(value), es::SPEECH.say(value), fr::SPEECH.say(value)]
    }

    #[test]
    fn digits_are_said_in_groups_with_pauses() {
        let say = |digits: &str| en::SPEECH.say(&Value::Digits(digits.to_owned()));
        assert_eq!(say("123456"), "one two three … four five six");
        assert_eq!(say("1234567890"), "one two three … four five six … seven eight nine zero");
        assert_eq!(say("+18005550123"), "one … eight zero zero … five five five … zero one two three");
        assert_eq!(say("+525512345678"), "plus five two five five … one two three four … five six seven eight");
        assert_eq!(say("AB-12"), "A B one two");
        assert_eq!(say(""), "");
        assert_eq!(es::SPEECH.say(&Value::Digits("0912".to_owned())), "cero nueve uno dos");
        assert_eq!(fr::SPEECH.say(&Value::Digits("0918".to_owned())), "zéro neuf un huit");
    }

    #[test]
    fn groups_hold_three_or_four_signs_and_lose_none() {
        for signs in 0..60 {
            let sizes = group_sizes(signs);
            assert_eq!(sizes.iter().sum::<usize>(), signs);
            assert!(signs < 6 || sizes.iter().all(|size| (3..=4).contains(size)), "{signs}: {sizes:?}");
        }
    }

    #[test]
    fn keys_have_their_local_names() {
        let said: Vec<_> = ['1', '0', '*', '#'].into_iter().map(|key| in_each(&Value::Key(key))).collect();
        assert_eq!(
            said,
            [
                ["one", "uno", "un"],
                ["zero", "cero", "zéro"],
                ["star", "asterisco", "étoile"],
                ["pound", "numeral", "carré"]
            ]
        );
    }

    #[test]
    fn a_method_is_its_brand_and_its_last_four() {
        let method = |brand, last_four: &str| {
            Value::Method(MethodFace { method: MethodId::of("1"), brand, last_four: last_four.to_owned() })
        };
        let visa = method(Brand::Visa, "4242");
        assert_eq!(
            in_each(&visa),
            [
                "Visa ending four two four two",
                "Visa terminada en cuatro dos cuatro dos",
                "Visa se terminant par quatre deux quatre deux"
            ]
        );
        assert_eq!(en::SPEECH.write(&visa), "Visa ending 4242");
        assert_eq!(
            in_each(&method(Brand::Other, "0005")),
            [
                "card ending zero zero zero five",
                "tarjeta terminada en cero cero cero cinco",
                "carte se terminant par zéro zéro zéro cinq"
            ]
        );
        assert_eq!(in_each(&method(Brand::Amex, "")), ["American Express"; 3]);
        assert_eq!(en::SPEECH.write(&method(Brand::Bank, "6789")), "bank account ending 6789");
    }

    #[test]
    fn texts_show_money_and_dates_in_figures() {
        let money = |minor, code| Value::Money(Money::new(minor, Currency::from_code(code).unwrap()));
        assert_eq!(en::SPEECH.write(&money(8420, "USD")), "$84.20");
        assert_eq!(en::SPEECH.write(&money(-5, "USD")), "-$0.05");
        assert_eq!(es::SPEECH.write(&money(1250, "CAD")), "12.50 CAD");
        assert_eq!(es::SPEECH.write(&money(1250, "JPY")), "1250 JPY");
        assert_eq!(fr::SPEECH.write(&money(8420, "USD")), "84,20 $");
        assert_eq!(fr::SPEECH.write(&money(-5, "CAD")), "-0,05 CAD");
        let date = Value::Date(jiff::civil::date(2026, 12, 4));
        assert_eq!(en::SPEECH.write(&date), "Friday, December 4");
        assert_eq!(es::SPEECH.write(&date), "viernes 4 de diciembre");
        assert_eq!(fr::SPEECH.write(&date), "vendredi 4 décembre");
        let first = Value::Date(jiff::civil::date(2026, 12, 1));
        assert_eq!(fr::SPEECH.write(&first), "mardi 1er décembre");
    }

    #[test]
    fn a_currency_without_words_is_spelled_by_its_code() {
        let money = |minor, code| Value::Money(Money::new(minor, Currency::from_code(code).unwrap()));
        assert_eq!(
            in_each(&money(12_005, "KWD")),
            [
                "twelve point zero zero five K W D",
                "doce punto cero cero cinco K W D",
                "douze virgule zéro zéro cinq K W D"
            ]
        );
        assert_eq!(in_each(&money(500, "JPY")), ["five hundred J P Y", "quinientos J P Y", "cinq cents J P Y"]);
    }

    #[test]
    fn the_largest_amounts_are_still_said() {
        for minor in [i64::MIN, i64::MAX] {
            for said in in_each(&Value::Money(Money::new(minor, Currency::USD))) {
                assert!(said.split(' ').count() > 20, "{said}");
            }
        }
        assert_eq!(in_each(&Value::Count(-3)), ["minus three", "menos tres", "moins trois"]);
    }
}
