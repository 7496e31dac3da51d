//! Money as people and files write it: "84.20" in, "84.20 USD" out. It refuses to guess: no thousands separators, no
//! currency signs, no rounding.
use std::fmt;

use rust_decimal::{Decimal, prelude::ToPrimitive};

use super::{Currency, Money};

/// Why a text is not an amount; each says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyFault {
    #[error("there is no amount: write one such as 84.20")]
    Empty,
    #[error(
        "\"{0}\" has a separator inside: write the digits together, with a point before the decimals, as in 1250.00"
    )]
    Separator(String),
    #[error("\"{text}\" has {found} decimals but {currency:?} has {}: write at most {}", .currency.exponent(), .currency.exponent())]
    TooFine { text: String, found: usize, currency: Currency },
    #[error("\"{0}\" is not an amount: write digits only, with a point before the decimals, as in 84.20")]
    NotAnAmount(String),
    #[error("\"{0}\" is more than an amount can be (18 digits)")]
    TooLarge(String),
}

impl Money {
    /// Reads a plain decimal such as "84.20", "84", "-3.5"; spaces around it do not count.
    ///
    /// # Errors
    /// Anything else, with the remedy; nothing is rounded.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyFault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(MoneyFault::Empty);
        }
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        if unsigned.contains([',', '\'', ' ', '_', '\u{a0}']) {
            return Err(MoneyFault::Separator(text.to_owned()));
        }
        let (whole, decimals) = match unsigned.split_once('.') {
            Some((whole, decimals)) if !decimals.is_empty() => (whole, decimals),
            Some(_) => return Err(MoneyFault::NotAnAmount(text.to_owned())),
            None => (unsigned, ""),
        };
        let are_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !are_digits(whole) || !are_digits(decimals) {
            return Err(MoneyFault::NotAnAmount(text.to_owned()));
        }
        if decimals.len() > currency.exponent() as usize {
            return Err(MoneyFault::TooFine { text: text.to_owned(), found: decimals.len(), currency });
        }
        let too_large = || MoneyFault::TooLarge(text.to_owned());
        let decimal = Decimal::from_str_exact(text).map_err(|_| too_large())?;
        let minor = decimal.checked_mul(Decimal::from(10_i64.pow(currency.exponent()))).ok_or_else(too_large)?;
        Ok(Self::new(minor.to_i64().ok_or_else(too_large)?, currency))
    }

    /// The amount without its currency: "84.20".
    pub fn plain(self) -> String {
        Decimal::from_i128_with_scale(i128::from(self.minor), self.currency.exponent()).to_string()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.plain(), self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usd(text: &str) -> Result<i64, MoneyFault> {
        Money::parse(text, Currency::USD).map(|money| money.minor)
    }

    #[test]
    fn plain_decimals_are_read() {
        assert_eq!(usd("84.20"), Ok(8420));
        assert_eq!(usd(" 84.2 "), Ok(8420));
        assert_eq!(usd("84"), Ok(8400));
        assert_eq!(usd("-3.05"), Ok(-305));
        assert_eq!(usd("0.00"), Ok(0));
        let yen = Currency::from_code("JPY").unwrap();
        assert_eq!(Money::parse("500", yen).unwrap().to_string(), "500 JPY");
    }

    #[test]
    fn everything_else_is_refused_with_a_remedy() {
        for text in ["", "  "] {
            assert_eq!(usd(text), Err(MoneyFault::Empty));
        }
        for text in ["1,250.00", "1 250", "1_250", "84,20", "1'250"] {
            assert!(matches!(usd(text), Err(MoneyFault::Separator(_))), "{text}");
        }
        for text in ["$84", "84.", ".5", "+5", "1e3", "--1", "84.2.0", "٣", "1.٣"] {
            assert!(matches!(usd(text), Err(MoneyFault::NotAnAmount(_))), "{text}");
        }
        assert!(usd("84.205").unwrap_err().to_string().contains("write at most 2"));
        let yen = Currency::from_code("JPY").unwrap();
        assert!(matches!(Money::parse("5.0", yen), Err(MoneyFault::TooFine { .. })));
        for text in ["92233720368547758.08", "9999999999999999999999999999999999", "-92233720368547758.09"] {
            assert!(matches!(usd(text), Err(MoneyFault::TooLarge(_))), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(minor: i64, code in prop::sample::select(vec!["USD", "JPY", "KWD"])) {
            let money = Money::new(minor, Currency::from_code(code).unwrap());
            prop_assert_eq!(Money::parse(&money.plain(), money.currency), Ok(money));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,40}") {
            let _ = usd(&text);
        }

        #[test]
        fn sums_are_exact_or_refused(a: i64, b: i64) {
            let (x, y) = (Money::new(a, Currency::USD), Money::new(b, Currency::USD));
            match x.checked_add(y) {
                Some(sum) => {
                    prop_assert_eq!(i128::from(sum.minor), i128::from(a) + i128::from(b));
                    prop_assert_eq!(sum.checked_sub(y), Some(x));
                }
                None => prop_assert!(i64::try_from(i128::from(a) + i128::from(b)).is_err()),
            }
            prop_assert_eq!(x.checked_add(Money::zero(Currency::from_code("EUR").unwrap())), None);
        }
    }
}
