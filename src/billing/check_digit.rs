//! Check digits over decimal digits. It refuses to know what the digits name.
use super::number::CheckDigit;

/// The quasigroup of H. M. Damm, "Total anti-symmetrische Quasigruppen" (Marburg 2004), order 10.
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

impl CheckDigit {
    /// How many check digits there are, at the end of a number.
    pub fn count(self) -> usize {
        match self {
            Self::Damm | Self::Luhn => 1,
            Self::Mod97 => 2,
            Self::None => 0,
        }
    }

    /// The check digits that belong behind `payload`; `None` where it is not all digits.
    pub fn of(self, payload: &str) -> Option<String> {
        let digits = values(payload)?;
        Some(match self {
            Self::Damm => damm(&digits).to_string(),
            Self::Luhn => ((10 - luhn(&digits, Doubled::Last)) % 10).to_string(),
            Self::Mod97 => format!("{:02}", 98 - mod97(&[&digits[..], &[0, 0]].concat())),
            Self::None => String::new(),
        })
    }

    /// `payload` with its check digits; `None` where it is not all digits. A confirmation number is
    /// `CheckDigit::Damm.append(nine_random_digits)`.
    pub fn append(self, payload: &str) -> Option<String> {
        Some(format!("{payload}{}", self.of(payload)?))
    }

    /// Whether the last digits of `whole` are its check digits.
    pub fn holds(self, whole: &str) -> bool {
        let Some(digits) = values(whole) else { return false };
        if digits.len() <= self.count() {
            return false;
        }
        match self {
            Self::Damm => damm(&digits) == 0,
            Self::Luhn => luhn(&digits, Doubled::BeforeLast) == 0,
            Self::Mod97 => mod97(&digits) == 1,
            Self::None => true,
        }
    }
}

fn values(digits: &str) -> Option<Vec<u8>> {
    digits.bytes().map(|byte| byte.is_ascii_digit().then(|| byte - b'0')).collect()
}

fn damm(digits: &[u8]) -> u8 {
    let next = |row: u8, digit: &u8| DAMM.get(usize::from(row)).and_then(|row| row.get(usize::from(*digit))).copied();
    digits.iter().fold(0, |row, digit| next(row, digit).unwrap_or(0))
}

/// Which digit, counted from the end, is the first to be doubled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Doubled {
    /// The check digit is still missing.
    Last,
    BeforeLast,
}

/// The sum of ISO/IEC 7812-1 annex B, mod 10.
fn luhn(digits: &[u8], first: Doubled) -> u8 {
    let mut is_doubled = first == Doubled::Last;
    let mut sum = 0;
    for digit in digits.iter().rev() {
        let part = if is_doubled { digit * 2 } else { *digit };
        sum = (sum + part / 10 + part % 10) % 10;
        is_doubled = !is_doubled;
    }
    sum
}

/// ISO/IEC 7064 MOD 97-10.
fn mod97(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |rest, digit| (rest * 10 + u32::from(*digit)) % 97)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn published_examples_hold() {
        // Damm's thesis; ISO/IEC 7812 by Wikipedia's example; ISO 7064 as in an IBAN's remainder
        assert_eq!(CheckDigit::Damm.of("572").as_deref(), Some("4"));
        assert_eq!(CheckDigit::Luhn.of("7992739871").as_deref(), Some("3"));
        assert!(CheckDigit::Luhn.holds("4242424242424242"));
        assert_eq!(CheckDigit::Mod97.of("794").as_deref(), Some("44"));
        assert!(CheckDigit::Mod97.holds("3214282912345698765432161182"));
        assert!(CheckDigit::None.holds("1"));
        for check in [CheckDigit::Damm, CheckDigit::Luhn, CheckDigit::Mod97, CheckDigit::None] {
            assert!(!check.holds("") && !check.holds("12a4") && check.of("1 2").is_none());
        }
    }

    fn check() -> impl Strategy<Value = CheckDigit> {
        prop::sample::select(vec![CheckDigit::Damm, CheckDigit::Luhn, CheckDigit::Mod97])
    }

    proptest! {
        #[test]
        fn every_wrong_digit_is_caught(check in check(), payload in "[0-9]{2,18}") {
            let whole = check.append(&payload).unwrap();
            prop_assert!(check.holds(&whole));
            for at in 0..whole.len() {
                for digit in '0'..='9' {
                    let mut wrong = whole.clone();
                    wrong.replace_range(at..=at, &digit.to_string());
                    prop_assert_eq!(check.holds(&wrong), wrong == whole, "{} for {}", wrong, whole);
                }
            }
        }

        #[test]
        fn every_swap_of_neighbours_is_caught_by_damm_and_mod97(payload in "[0-9]{2,18}") {
            for check in [CheckDigit::Damm, CheckDigit::Mod97] {
                let whole = check.append(&payload).unwrap();
                for at in 1..whole.len() {
                    let mut swapped = whole.clone().into_bytes();
                    swapped.swap(at - 1, at);
                    let swapped = String::from_utf8(swapped).unwrap();
                    prop_assert_eq!(check.holds(&swapped), swapped == whole, "{} for {}", swapped, whole);
                }
            }
        }
    }
}
