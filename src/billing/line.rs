//! What the lines of a bill come to. It refuses to know how a line is posted.
use super::LineKind;
use crate::money::Money;

/// Which way a line moves what the account owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Raises,
    Lowers,
}

impl LineKind {
    /// Every kind by its name in files and tables.
    pub const ALL: [(&'static str, Self); 6] = [
        ("charge", Self::Charge),
        ("tax", Self::Tax),
        ("discount", Self::Discount),
        ("credit", Self::Credit),
        ("late-fee", Self::LateFee),
        ("tax-credit", Self::TaxCredit),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Tax => "tax",
            Self::Discount => "discount",
            Self::Credit => "credit",
            Self::LateFee => "late-fee",
            Self::TaxCredit => "tax-credit",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }

    pub fn direction(self) -> Direction {
        match self {
            Self::Charge | Self::Tax | Self::LateFee => Direction::Raises,
            Self::Discount | Self::Credit | Self::TaxCredit => Direction::Lowers,
        }
    }

    /// What a line adds to its bill, from the amount as it is written, which is positive for every kind: discounts and
    /// credits lower the bill. `None` when the amount has no opposite.
    pub fn signed(self, amount: Money) -> Option<Money> {
        match self.direction() {
            Direction::Raises => Some(amount),
            Direction::Lowers => amount.checked_neg(),
        }
    }
}

/// What a bill comes to: the sum of what its lines add; `zero` brings the currency. `None` when it does not fit or
/// currencies differ.
pub fn total(lines: impl IntoIterator<Item = Money>, zero: Money) -> Option<Money> {
    lines.into_iter().try_fold(zero, Money::checked_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn discounts_and_credits_lower_a_bill() {
        let usd = |minor| Money::new(minor, Currency::USD);
        let lines = [
            (LineKind::Charge, usd(8000)),
            (LineKind::Tax, usd(640)),
            (LineKind::Discount, usd(100)),
            (LineKind::Credit, usd(120)),
        ];
        assert_eq!(total(lines.map(|(kind, amount)| kind.signed(amount).unwrap()), usd(0)), Some(usd(8420)));
        assert_eq!(total([usd(i64::MAX), usd(1)], usd(0)), None);
        for (name, kind) in LineKind::ALL {
            assert_eq!((kind.as_text(), LineKind::from_text(name)), (name, Some(kind)));
        }
        assert_eq!(LineKind::from_text("fee"), None);
    }
}
