//! The carrier's card desk: brands, Luhn, dates, the sandbox token. It refuses to know any real processor.
//! Brand ranges: telephony.md §3.4.
use jiff::{Timestamp, tz::TimeZone};

/// A card brand by the name TwiML gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brand {
    Visa,
    Mastercard,
    Amex,
    Maestro,
    Discover,
    Optima,
    Jcb,
    DinersClub,
    Enroute,
}

impl Brand {
    pub const ALL: [(&'static str, Self); 9] = [
        ("visa", Self::Visa),
        ("mastercard", Self::Mastercard),
        ("amex", Self::Amex),
        ("maestro", Self::Maestro),
        ("discover", Self::Discover),
        ("optima", Self::Optima),
        ("jcb", Self::Jcb),
        ("diners-club", Self::DinersClub),
        ("enroute", Self::Enroute),
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, brand)| *brand)
    }

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, brand)| *brand == self).map_or("", |(name, _)| name)
    }

    /// The brand that a number of this length and beginning belongs to.
    pub fn of(number: &str) -> Option<Self> {
        let begins = |digits: usize| number.get(..digits).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0);
        let length = number.len();
        Some(match length {
            15 if matches!(begins(2), 34 | 37) => Self::Amex,
            13 | 16 | 19 if begins(1) == 4 => Self::Visa,
            16 if matches!(begins(2), 51..=55) || matches!(begins(4), 2221..=2720) => Self::Mastercard,
            16..=19 if matches!(begins(2), 64 | 65) || begins(4) == 6011 => Self::Discover,
            16..=19 if matches!(begins(4), 3528..=3589) => Self::Jcb,
            14..=19 if matches!(begins(3), 300..=304) || begins(4) == 3095 || matches!(begins(2), 36 | 38 | 39) => {
                Self::DinersClub
            }
            12..=19 if matches!(begins(2), 50 | 56..=69) => Self::Maestro,
            _ => return None,
        })
    }

    /// Digits of the security code.
    pub fn code_length(self) -> usize {
        if self == Self::Amex { 4 } else { 3 }
    }
}

/// The check digit is right (ISO/IEC 7812-1, annex B).
pub fn luhn(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().map(|c| c.to_digit(10)).collect();
    digits.is_some_and(|digits| {
        let sum: u32 = digits
            .iter()
            .rev()
            .enumerate()
            .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
            .sum();
        digits.len() > 1 && sum.is_multiple_of(10)
    })
}

/// `MMYY` names a month that is not over at `now` (UTC).
pub fn unexpired(expiry: &str, now: Timestamp) -> bool {
    let today = now.to_zoned(TimeZone::UTC).date();
    let (Some(month), Some(year)) = (part(expiry, 0..2), part(expiry, 2..4)) else { return false };
    expiry.len() == 4
        && (1..=12).contains(&month)
        && (2000 + year, month) >= (i32::from(today.year()), i32::from(today.month()))
}

fn part(text: &str, range: std::ops::Range<usize>) -> Option<i32> {
    text.get(range).and_then(|digits| digits.parse().ok())
}

/// What is left of a number for others: `xxxxxxxxxxxx4242`.
pub fn masked(secret: &str, shown: usize) -> String {
    let hidden = secret.len().saturating_sub(shown);
    format!("{}{}", "x".repeat(hidden), secret.get(hidden..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_usual_test_cards() {
        for (number, brand) in [
            ("4242424242424242", Brand::Visa),
            ("4000000000000002", Brand::Visa),
            ("5555555555554444", Brand::Mastercard),
            ("2223003122003222", Brand::Mastercard),
            ("378282246310005", Brand::Amex),
            ("6011111111111117", Brand::Discover),
            ("3566002020360505", Brand::Jcb),
            ("36227206271667", Brand::DinersClub),
        ] {
            assert_eq!(Brand::of(number), Some(brand), "{number}");
            assert!(luhn(number), "{number}");
        }
        assert!(!luhn("4242424242424241") && !luhn("") && !luhn("0") && !luhn("42x2"));
    }

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        let now: Timestamp = "2026-11-30T23:59:59Z".parse().unwrap();
        assert!(unexpired("1126", now) && unexpired("0127", now));
        assert!(!unexpired("1026", now) && !unexpired("1326", now) && !unexpired("112", now) && !unexpired("", now));
    }

    #[test]
    fn masks_all_but_the_end() {
        assert_eq!(masked("4242424242424242", 4), "xxxxxxxxxxxx4242");
        assert_eq!(masked("123", 0), "xxx");
    }
}
