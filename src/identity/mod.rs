//! The rules of PINs and tries. It refuses to know hashing and storage.
use jiff::SignedDuration;

use crate::call::keys::{Class, Keys};

/// A PIN's least digits. The issue of this product and field.md §3.8: a PIN opens "hear and pay one's own bill" only.
pub const PIN_LEAST: usize = 4;
/// A PIN's most digits.
pub const PIN_MOST: usize = 8;
/// Digits of a PIN that we issue.
pub const PIN_ISSUED: usize = 6;

/// How often a PIN may be tried (field.md §3.8: three a call, five an hour across calls; NIST SP 800-63B-4 §3.2.2 allows
/// at most 100 failures in a row).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PinRules {
    pub tries_a_call: u8,
    pub tries_an_hour: u32,
}

/// The rules of every biller.
pub const PIN_RULES: PinRules = PinRules { tries_a_call: 3, tries_an_hour: 5 };

/// The time in which tries of one number are counted together.
pub const TRY_WINDOW: SignedDuration = SignedDuration::from_hours(1);

impl PinRules {
    /// Whether a try may be compared at all. `counted` is the number of tries within the window, this one included; past
    /// the limit even the right PIN is refused, alike to the ear.
    pub fn admits(self, counted: u32) -> bool {
        counted <= self.tries_an_hour
    }
}

/// What may be known of keyed digits beside themselves.
pub fn class(keys: &Keys) -> Class {
    match keys.expose().chars().count() {
        keyed if keyed < PIN_LEAST => Class::Short,
        keyed if keyed > PIN_MOST => Class::Long,
        // a `*` or `#` inside makes a PIN that nobody has: as good as keys that were cut short
        _ if !is_digits(keys.expose()) => Class::Short,
        _ => Class::WellFormed,
    }
}

/// Why keys cannot be an account's PIN; never the PIN itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinFault {
    #[error("the PIN must have {PIN_LEAST} to {PIN_MOST} digits and nothing else")]
    NotDigits,
    #[error(
        "the PIN is one of the first that a thief tries (one digit repeated, a row such as 1234, a pair repeated): \
         issue another"
    )]
    Common,
}

/// Checks the form of a PIN that the biller brings.
///
/// # Errors
/// It is not 4 to 8 digits.
pub fn check_form(pin: &Keys) -> Result<(), PinFault> {
    let digits = pin.expose();
    let is_pin = is_digits(digits) && (PIN_LEAST..=PIN_MOST).contains(&digits.len());
    if is_pin { Ok(()) } else { Err(PinFault::NotDigits) }
}

/// Checks a PIN that we are about to issue (NIST SP 800-63B-4 §3.1.1.2: a list of values not to accept).
///
/// # Errors
/// It is not 4 to 8 digits, or too easily guessed.
pub fn check_issued(pin: &Keys) -> Result<(), PinFault> {
    check_form(pin)?;
    if is_common(pin.expose().as_bytes()) { Err(PinFault::Common) } else { Ok(()) }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// 0000, 1234, 9876, 1212, 123123: one step throughout (mod 10), or one to three digits repeated.
fn is_common(digits: &[u8]) -> bool {
    let step = |pair: &[u8]| match pair {
        [a, b] => (10 + b - a) % 10,
        _ => 0,
    };
    let mut steps = digits.windows(2).map(step);
    let first = steps.next();
    let is_row = matches!(first, Some(0 | 1 | 9)) && steps.all(|next| Some(next) == first);
    let repeats = |period: usize| {
        digits.len().is_multiple_of(period)
            && digits.len() > period
            && digits.iter().zip(digits.iter().skip(period)).all(|(a, b)| a == b)
    };
    is_row || (1..=3).any(repeats)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(text: &str) -> Keys {
        Keys::new(text.to_owned())
    }

    #[test]
    fn only_the_class_of_keys_is_known() {
        for (text, expected) in [
            ("", Class::Short),
            ("123", Class::Short),
            ("1234", Class::WellFormed),
            ("12345678", Class::WellFormed),
            ("123456789", Class::Long),
            ("4111111111111111", Class::Long),
            ("12*4", Class::Short),
        ] {
            assert_eq!(class(&keys(text)), expected, "{text}");
        }
    }

    #[test]
    fn common_pins_are_not_issued() {
        for text in ["0000", "1234", "4321", "7890", "0987", "1212", "123123", "111111", "4567"] {
            assert_eq!(check_issued(&keys(text)), Err(PinFault::Common), "{text}");
        }
        for text in ["4938", "493817", "1357", "2580", "11223344"] {
            assert_eq!(check_issued(&keys(text)), Ok(()), "{text}");
        }
        for text in ["", "493", "493817264", "49a8", "49 8", "٤٩٣٨"] {
            assert_eq!(check_issued(&keys(text)), Err(PinFault::NotDigits), "{text}");
        }
    }

    #[test]
    fn the_fifth_try_of_an_hour_is_compared_and_the_sixth_is_not() {
        assert!(PIN_RULES.admits(5));
        assert!(!PIN_RULES.admits(6));
    }

    #[test]
    fn the_list_is_short_enough_that_issuing_stays_easy() {
        let refused = |length: usize| {
            let all = (0..10_u32.pow(length as u32)).map(|pin| format!("{pin:0length$}"));
            all.filter(|pin| check_issued(&keys(pin)).is_err()).count()
        };
        // one digit repeated 10, up 10, down 10, pairs 90 more (1212); six digits: triples 990 (123123), pairs 90
        assert_eq!(refused(4), 120);
        assert_eq!(refused(6), 1110);
    }

    proptest! {
        #[test]
        fn what_is_issued_is_well_formed_when_keyed(text in "[0-9*#]{0,10}") {
            if check_issued(&keys(&text)).is_ok() {
                prop_assert_eq!(class(&keys(&text)), Class::WellFormed);
            }
        }
    }
}
