//! Pay-bill numbers: their scheme, their keypad form, their check digit. It refuses to know which numbers exist.
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Alphabet {
    Digits,
    /// Letters A–Z and digits; a caller keys the letters' keypad digits.
    Alphanumeric,
}

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
pub struct KeypadForm(String);

impl KeypadForm {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What keyed digits are for a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeardNumber {
    WellFormed(KeypadForm),
    /// Whole, but the check digit says no.
    Typo,
    TooShort,
    TooLong,
}

impl NumberScheme {
    /// Judges digits as keyed.
    pub fn heard(&self, digits: &str) -> HeardNumber {
        match digits.len().cmp(&usize::from(self.length)) {
            std::cmp::Ordering::Less => HeardNumber::TooShort,
            std::cmp::Ordering::Greater => HeardNumber::TooLong,
            std::cmp::Ordering::Equal => HeardNumber::WellFormed(KeypadForm(digits.to_owned())),
        }
    }
}
