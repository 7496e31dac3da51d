//! A bank's routing number (ABA RTN): nine digits with a check digit; one that exists is valid. It refuses to know which
//! banks there are.
use std::fmt;

/// A routing number whose form and check digit are right.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RoutingNumber(String);

/// Why a text is no routing number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RoutingFault {
    #[error("write its nine digits, as at the bottom of a check")]
    Form,
    #[error("no bank has a number that begins so: look at the bottom of a check")]
    Range,
    #[error("its check digit does not fit: look at the bottom of a check for a digit that is wrong")]
    CheckDigit,
}

impl RoutingNumber {
    /// Reads nine digits: the first two are those of a Federal Reserve district, a thrift, an electronic or a government
    /// number, and weighted by 3, 7, 1 in turn all come to a multiple of ten (ABA Routing Number Policy; Nacha Operating
    /// Rules, Appendix Two).
    ///
    /// # Errors
    /// Which of these does not hold.
    pub fn parse(text: &str) -> Result<Self, RoutingFault> {
        let digits: Vec<u32> = text.chars().map_while(|sign| sign.to_digit(10)).collect();
        if digits.len() != 9 || text.len() != 9 {
            return Err(RoutingFault::Form);
        }
        let first_two = digits.iter().take(2).fold(0, |number, digit| number * 10 + digit);
        if !matches!(first_two, 0..=12 | 21..=32 | 61..=72 | 80) || digits.iter().all(|digit| *digit == 0) {
            return Err(RoutingFault::Range);
        }
        let sum: u32 = digits.iter().zip([3, 7, 1].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        if sum.is_multiple_of(10) { Ok(Self(text.to_owned())) } else { Err(RoutingFault::CheckDigit) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RoutingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_numbers_are_right_and_others_are_named() {
        // of the Federal Reserve, of large banks, and Stripe's for tests
        for right in ["110000000", "021000021", "011401533", "091000019", "322271627"] {
            assert_eq!(RoutingNumber::parse(right).map(|number| number.to_string()), Ok(right.to_owned()));
        }
        for (wrong, fault) in [
            ("", RoutingFault::Form),
            ("11000000", RoutingFault::Form),
            ("1100000000", RoutingFault::Form),
            ("11000000x", RoutingFault::Form),
            ("١١٠٠٠٠٠٠٠", RoutingFault::Form),
            ("000000000", RoutingFault::Range),
            ("500000000", RoutingFault::Range),
            ("110000001", RoutingFault::CheckDigit),
        ] {
            assert_eq!(RoutingNumber::parse(wrong), Err(fault), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_digit_and_most_swapped_neighbours_are_found(place in 0_usize..9, other in 0_u8..10, swap in 0_usize..8) {
            let right = "021000021";
            let mut digits = right.as_bytes().to_vec();
            digits[place] = b'0' + other;
            let text = String::from_utf8(digits).unwrap();
            prop_assert_eq!(RoutingNumber::parse(&text).is_ok(), text == right);
            let mut swapped = right.as_bytes().to_vec();
            swapped.swap(swap, swap + 1);
            let text = String::from_utf8(swapped).unwrap();
            prop_assert_eq!(RoutingNumber::parse(&text).is_ok(), text == right);
        }

        #[test]
        fn whatever_is_read_is_nine_digits(text in "\\PC{0,12}") {
            if let Ok(number) = RoutingNumber::parse(&text) {
                prop_assert_eq!(number.as_str(), text);
                prop_assert_eq!(number.as_str().len(), 9);
            }
        }
    }
}
