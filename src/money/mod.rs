//! Money as whole minor units of one currency. It refuses to know floats, exchange rates and how an amount is spoken.
pub mod round;
pub mod routing;
mod written;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use written::MoneyFault;

/// A currency by its ISO 4217 code and the number of decimals of its minor unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency {
    code: [u8; 3],
    exponent: u8,
}

impl Currency {
    pub const USD: Self = Self { code: *b"USD", exponent: 2 };

    /// Knows the currencies that billers of the shipped languages use; an unknown code is `None`.
    pub fn from_code(code: &str) -> Option<Self> {
        let (code, exponent) = match code {
            "USD" => (*b"USD", 2),
            "CAD" => (*b"CAD", 2),
            "MXN" => (*b"MXN", 2),
            "EUR" => (*b"EUR", 2),
            "JPY" => (*b"JPY", 0),
            "KWD" => (*b"KWD", 3),
            _ => return None,
        };
        Some(Self { code, exponent })
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or("XXX")
    }

    /// Decimals of the minor unit: 2 for US cents.
    pub fn exponent(&self) -> u32 {
        u32::from(self.exponent)
    }
}

impl TryFrom<String> for Currency {
    type Error = String;
    fn try_from(code: String) -> Result<Self, String> {
        Self::from_code(&code).ok_or_else(|| format!("unknown currency {code}"))
    }
}
impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}
impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in minor units (US cents); negative amounts are credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    pub fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// The sum; `None` when it does not fit or the currencies differ.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self::new(self.minor.checked_add(other.minor)?, self.currency))
    }

    /// The difference; `None` when it does not fit or the currencies differ.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self::new(self.minor.checked_sub(other.minor)?, self.currency))
    }

    /// The same amount on the other side; `None` for the one value that has no opposite.
    pub fn checked_neg(self) -> Option<Self> {
        Some(Self::new(self.minor.checked_neg()?, self.currency))
    }

    pub fn is_positive(self) -> bool {
        self.minor > 0
    }
}
