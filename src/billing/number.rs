//! Pay-bill numbers: their scheme, their keypad form, their check digit. It refuses to know which numbers exist.
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How a biller's pay-bill numbers look, from `paytone.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberScheme {
    /// Characters of a whole number, check digit included; 4 to 20.
    pub length: u8,
    pub alphabet: Alphabet,
    pub check: CheckDigit,
}

/// The signs a pay-bill number is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Alphabet {
    Digits,
    /// Letters A–Z and digits; a caller keys the letters' keypad digits.
    Alphanumeric,
}

/// The check digit at a number's end, which catches a slip at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckDigit {
    Damm,
    Luhn,
    /// ISO 7064 MOD 97-10: the last two digits make the whole number ≡ 1 (mod 97).
    Mod97,
    None,
}

/// The digits a caller keys for a pay-bill number ("ABC123" is 222123): well-formed for the scheme, existing or not.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeypadForm(Arc<str>);

impl KeypadForm {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a written pay-bill number does not fit the scheme, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberFault {
    #[error("pay-bill number \"{written}\" has {found} characters, the number scheme says {expected}")]
    WrongLength { written: String, found: usize, expected: u8 },
    #[error("pay-bill number \"{written}\" holds '{found}': the number scheme allows {}", .alphabet.allowed())]
    NotInAlphabet { written: String, found: char, alphabet: Alphabet },
    #[error("pay-bill number \"{written}\" ends in a wrong check digit: behind \"{payload}\" belongs \"{expected}\"")]
    WrongCheckDigit { written: String, payload: String, expected: String },
}

/// What keyed digits are to the scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardNumber {
    /// Existing or not: nobody may learn that here.
    WellFormed(KeypadForm),
    /// Whole, but its check digit says no.
    Typo,
    TooShort,
    TooLong,
}

impl Alphabet {
    fn allowed(self) -> &'static str {
        match self {
            Self::Digits => "digits only",
            Self::Alphanumeric => "the letters A to Z and digits",
        }
    }
}

impl NumberScheme {
    /// Whether the scheme itself can be: for a settings file.
    ///
    /// # Errors
    /// The length is out of its bounds; the text names the field and the remedy.
    pub fn sound(&self) -> Result<(), String> {
        if (4..=20).contains(&self.length) {
            Ok(())
        } else {
            Err(format!("length is {}: a pay-bill number has 4 to 20 characters", self.length))
        }
    }

    /// A written number as it is kept: capitals, without the spaces and hyphens that only help to read it.
    pub fn canonical(&self, written: &str) -> String {
        let kept = written.chars().filter(|c| !matches!(c, ' ' | '-'));
        kept.map(|c| c.to_ascii_uppercase()).collect()
    }

    /// The keypad form of a written number: "ABC123" is 222123 (ITU-T E.161 letters).
    ///
    /// The check digits are those of the keypad form, not of the letters, so that keys alone can be judged.
    ///
    /// # Errors
    /// The number does not fit the scheme.
    pub fn keypad_form(&self, written: &str) -> Result<KeypadForm, NumberFault> {
        let canonical = self.canonical(written);
        let keys = self.keys(&canonical, written)?;
        if keys.len() != usize::from(self.length) {
            let (written, found) = (written.to_owned(), keys.len());
            return Err(NumberFault::WrongLength { written, found, expected: self.length });
        }
        if self.check.holds(&keys) {
            return Ok(KeypadForm(keys.into()));
        }
        let payload_len = keys.len().saturating_sub(self.check.count());
        let expected = keys.get(..payload_len).and_then(|payload| self.check.of(payload)).unwrap_or_default();
        let payload = canonical.get(..payload_len).unwrap_or_default().to_owned();
        Err(NumberFault::WrongCheckDigit { written: written.to_owned(), payload, expected })
    }

    /// Judges keyed digits.
    pub fn heard(&self, digits: &str) -> HeardNumber {
        let length = usize::from(self.length);
        match digits.chars().count() {
            keyed if keyed < length => HeardNumber::TooShort,
            keyed if keyed > length => HeardNumber::TooLong,
            _ if digits.bytes().all(|byte| byte.is_ascii_digit()) && self.check.holds(digits) => {
                HeardNumber::WellFormed(KeypadForm(digits.into()))
            }
            _ => HeardNumber::Typo,
        }
    }

    /// Makes a number of the scheme: `payload` with the check digits of its keypad form.
    ///
    /// # Errors
    /// The payload's length or characters do not fit.
    pub fn append_check(&self, payload: &str) -> Result<String, NumberFault> {
        let canonical = self.canonical(payload);
        let keys = self.keys(&canonical, payload)?;
        let expected = self.length.saturating_sub(u8::try_from(self.check.count()).unwrap_or(0));
        if keys.len() != usize::from(expected) {
            let (written, found) = (payload.to_owned(), keys.len());
            return Err(NumberFault::WrongLength { written, found, expected });
        }
        Ok(format!("{canonical}{}", self.check.of(&keys).unwrap_or_default()))
    }

    fn keys(&self, canonical: &str, written: &str) -> Result<String, NumberFault> {
        let key = |c: char| match (self.alphabet, c) {
            (_, '0'..='9') => Some(c),
            (Alphabet::Alphanumeric, 'A'..='Z') => keypad_key(c),
            _ => None,
        };
        let not_in_alphabet = |found| {
            let (written, alphabet) = (written.to_owned(), self.alphabet);
            NumberFault::NotInAlphabet { written, found, alphabet }
        };
        canonical.chars().map(|c| key(c).ok_or_else(|| not_in_alphabet(c))).collect()
    }
}

/// The key that carries a capital letter (ITU-T E.161, table 1).
fn keypad_key(letter: char) -> Option<char> {
    Some(match letter {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        'W'..='Z' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scheme(length: u8, check: CheckDigit) -> NumberScheme {
        NumberScheme { length, alphabet: Alphabet::Alphanumeric, check }
    }

    #[test]
    fn letters_are_keyed_as_the_keypad_shows_them() {
        let scheme = scheme(6, CheckDigit::None);
        for written in ["ABC123", "abc-123", " ABC 123"] {
            assert_eq!(scheme.keypad_form(written).unwrap().as_str(), "222123");
            assert_eq!(scheme.canonical(written), "ABC123");
        }
        let letters: String = ('A'..='Z').filter_map(keypad_key).collect();
        assert_eq!(letters, "22233344455566677778889999");
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_remedy() {
        let damm = scheme(6, CheckDigit::Damm);
        let good = damm.append_check("ABC12").unwrap();
        let form = damm.keypad_form(&good).unwrap();
        assert_eq!(damm.heard(form.as_str()), HeardNumber::WellFormed(form));
        let wrong = format!("ABC12{}", (good.as_bytes()[5] - b'0' + 1) % 10);
        let fault = damm.keypad_form(&wrong).unwrap_err().to_string();
        assert!(fault.contains(&format!("belongs \"{}\"", &good[5..])), "{fault}");
        assert!(matches!(damm.keypad_form("ABC1"), Err(NumberFault::WrongLength { found: 4, expected: 6, .. })));
        assert!(matches!(damm.keypad_form(""), Err(NumberFault::WrongLength { found: 0, .. })));
        assert!(matches!(damm.keypad_form("ÄBC123"), Err(NumberFault::NotInAlphabet { found: 'Ä', .. })));
        let digits = NumberScheme { alphabet: Alphabet::Digits, ..damm };
        assert!(digits.keypad_form("ABC123").unwrap_err().to_string().contains("digits only"));
        assert!(matches!(digits.append_check("123456"), Err(NumberFault::WrongLength { .. })));
        assert!(digits.sound().is_ok());
        assert!(NumberScheme { length: 3, ..digits }.sound().is_err());
    }

    #[test]
    fn keys_are_judged_by_length_first() {
        let damm = scheme(6, CheckDigit::Damm);
        assert_eq!(damm.heard("12345"), HeardNumber::TooShort);
        assert_eq!(damm.heard(""), HeardNumber::TooShort);
        assert_eq!(damm.heard("1234567"), HeardNumber::TooLong);
        assert_eq!(damm.heard("12345*"), HeardNumber::Typo);
    }

    proptest! {
        #[test]
        fn a_made_number_is_heard_whole_and_any_other_key_is_a_typo(
            payload in "[A-Z0-9]{9}",
            check in prop::sample::select(vec![CheckDigit::Damm, CheckDigit::Luhn]),
        ) {
            let scheme = scheme(10, check);
            let form = scheme.keypad_form(&scheme.append_check(&payload).unwrap()).unwrap();
            prop_assert_eq!(scheme.heard(form.as_str()), HeardNumber::WellFormed(form.clone()));
            for at in 0..10 {
                for key in '0'..='9' {
                    let mut wrong = form.as_str().to_owned();
                    wrong.replace_range(at..=at, &key.to_string());
                    if wrong != form.as_str() {
                        prop_assert_eq!(scheme.heard(&wrong), HeardNumber::Typo);
                    }
                }
            }
        }

        #[test]
        fn no_text_breaks_it(text in ".{0,24}") {
            let scheme = scheme(6, CheckDigit::Mod97);
            let _ = (scheme.keypad_form(&text), scheme.heard(&text), scheme.append_check(&text));
        }
    }
}
