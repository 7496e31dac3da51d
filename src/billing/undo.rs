//! Money of a payment that leaves again: by which way, how much of it and of its fee, and what follows of a bank's return.
//! It refuses to know where it is booked.
use serde::{Deserialize, Serialize};

use crate::{
    billing::DeclineReason,
    id::BillId,
    money::{
        Money,
        round::{self, Rounding},
    },
};

/// How money of a payment left again, or came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UndoingKind {
    /// The biller gave it back.
    Refund,
    /// What was given back came back: its payer's bank did not take it.
    RefundFailed,
    /// The payer's bank did not honour it.
    Return,
    /// The card's scheme took it at the payer's word.
    Chargeback,
    /// The biller showed that the payer's word was wrong.
    ChargebackWon,
    /// Nobody asked for it: it is the state's.
    Escheat,
}

impl UndoingKind {
    /// Every kind by its name in tables.
    pub const ALL: [(&'static str, Self); 6] = [
        ("refund", Self::Refund),
        ("refund-failed", Self::RefundFailed),
        ("return", Self::Return),
        ("chargeback", Self::Chargeback),
        ("chargeback-won", Self::ChargebackWon),
        ("escheat", Self::Escheat),
    ];

    pub fn as_text(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::RefundFailed => "refund-failed",
            Self::Return => "return",
            Self::Chargeback => "chargeback",
            Self::ChargebackWon => "chargeback-won",
            Self::Escheat => "escheat",
        }
    }

    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| *name == text).map(|(_, kind)| *kind)
    }

    /// Of what comes back: what had left by it, and how its event ends behind that one's.
    pub fn undoes(self) -> Option<(Self, &'static str)> {
        match self {
            Self::RefundFailed => Some((Self::Refund, " failed")),
            Self::ChargebackWon => Some((Self::Chargeback, " won")),
            _ => None,
        }
    }

    /// The event of an undoing of this kind, by the name that its processor or we have for it; of what comes back that is the
    /// name of what had left.
    pub fn event_of(self, name: &str) -> String {
        let behind = self.undoes().map_or("", |(_, suffix)| suffix);
        format!("{name}{behind}")
    }

    /// Money leaves; else it comes back by what undoes an undoing.
    pub fn leaves(self) -> bool {
        self.undoes().is_none()
    }
}

/// A payment's money that is still here: what may be undone of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    pub amount: Money,
    pub fee: Money,
}

impl Left {
    /// All of it, as the processor has it.
    pub fn total(&self) -> Money {
        Money::new(self.amount.minor.saturating_add(self.fee.minor), self.amount.currency)
    }

    /// What of a sum that was taken is of the amount and what of the fee: pro rata, half to even. None where less is left.
    pub fn part_of(&self, taken: Money) -> Option<Self> {
        let whole = self.total();
        if taken.currency != whole.currency || !taken.is_positive() || taken.minor > whole.minor {
            return None;
        }
        let parts = i128::from(self.fee.minor) * i128::from(taken.minor);
        let fee = round::ratio(parts, i128::from(whole.minor), Rounding::HalfEven)?;
        let amount = Money::new(taken.minor.checked_sub(fee)?, taken.currency);
        amount.is_positive().then_some(Self { amount, fee: Money::new(fee, taken.currency) })
    }

    /// The fee that goes with a part of the amount: all of it with all, else pro rata of what is left, half to even (Visa
    /// Core Rules 5.5.1.7: a surcharge is given back pro rata).
    pub fn fee_with(&self, amount: Money) -> Money {
        if amount == self.amount {
            return self.fee;
        }
        let parts = i128::from(self.fee.minor) * i128::from(amount.minor);
        let part = round::ratio(parts, i128::from(self.amount.minor), Rounding::HalfEven);
        Money::new(part.unwrap_or(0), self.fee.currency)
    }
}

/// Which bills owe again when `amount` leaves: what no bill used leaves first, then the parts that went to bills, the
/// latest due first. `parts` are in the order in which they were paid.
pub fn reopened(unapplied: Money, parts: &[(BillId, Money)], amount: Money) -> Vec<(BillId, Money)> {
    let mut left = amount.minor.saturating_sub(unapplied.minor.max(0));
    let mut owing = Vec::new();
    for (bill, part) in parts.iter().rev() {
        if left <= 0 {
            break;
        }
        let again = part.minor.min(left);
        left -= again;
        owing.push((bill.clone(), Money::new(again, part.currency)));
    }
    owing
}

/// What follows of a return by its code (Nacha Operating Rules, Appendix Four).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// No money was there: the same debit may be presented twice more within 180 days (Nacha Operating Rules 2.12.4).
    AskAgain,
    /// The account is closed, or there is none: its method is not charged again.
    MethodEnds,
    /// The payer says that it was never authorized: its method is not charged again and autopay ends.
    AutopayEnds,
    /// A person looks at it.
    Case,
}

/// How often a debit that found no money may be presented again.
pub const REPRESENTED_AT_MOST: u32 = 2;

/// Why a debit that was returned before it settled was not paid, by its code.
pub fn decline_of(code: &str) -> DeclineReason {
    match follows(code) {
        Some(Follows::AskAgain) => DeclineReason::InsufficientFunds,
        Some(Follows::MethodEnds) => DeclineReason::WrongDetails,
        _ => DeclineReason::NotAccepted,
    }
}

/// Longest that a payer may say so: 60 days from the settlement of the debit.
pub const UNAUTHORIZED_DAYS: i64 = 60;

/// What follows of a code such as "R01"; none for what is no return code.
pub fn follows(code: &str) -> Option<Follows> {
    let number = code.strip_prefix('R').filter(|digits| digits.len() == 2)?.parse::<u8>().ok()?;
    Some(match number {
        1 | 9 => Follows::AskAgain,
        2..=4 => Follows::MethodEnds,
        5 | 7 | 10 => Follows::AutopayEnds,
        0 => return None,
        _ => Follows::Case,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::Currency;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    #[test]
    fn codes_say_what_follows() {
        assert_eq!(follows("R01"), Some(Follows::AskAgain));
        assert_eq!(follows("R03"), Some(Follows::MethodEnds));
        assert_eq!(follows("R10"), Some(Follows::AutopayEnds));
        assert_eq!(follows("R16"), Some(Follows::Case));
        for wrong in ["R1", "R00", "01", "R100", "r01", "Rxx", ""] {
            assert_eq!(follows(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_part_takes_its_part_of_the_fee() {
        let left = Left { amount: usd(10_000), fee: usd(295) };
        assert_eq!(left.fee_with(usd(10_000)), usd(295));
        assert_eq!(left.fee_with(usd(5_000)), usd(148), "147.5 to the even cent");
        assert_eq!(left.fee_with(usd(1)), usd(0));
    }

    #[test]
    fn what_was_taken_is_of_the_amount_and_of_the_fee() {
        let left = Left { amount: usd(10_000), fee: usd(295) };
        assert_eq!(left.part_of(usd(10_295)), Some(left));
        assert_eq!(left.part_of(usd(5_148)), Some(Left { amount: usd(5_000), fee: usd(148) }));
        assert_eq!((left.part_of(usd(10_296)), left.part_of(usd(0))), (None, None));
    }

    proptest! {
        #[test]
        fn what_leaves_is_what_was_kept_and_what_bills_owe_again(
            unapplied in 0_i64..5_000, parts in prop::collection::vec(1_i64..9_000, 0..5), permille in 0_i64..=1_000,
        ) {
            let whole = unapplied + parts.iter().sum::<i64>();
            prop_assume!(whole > 0);
            let amount = 1 + (whole - 1) * permille / 1_000;
            let named: Vec<_> = (0_u8..).zip(&parts).map(|(at, part)| (BillId::of(&at.to_string()), usd(*part))).collect();
            let owing = reopened(usd(unapplied), &named, usd(amount));
            let again: i64 = owing.iter().map(|(_, part)| part.minor).sum();
            prop_assert_eq!(again, (amount - unapplied).max(0));
            for (bill, part) in &owing {
                let paid = named.iter().find(|(name, _)| name == bill).unwrap().1;
                prop_assert!(part.is_positive() && part.minor <= paid.minor);
            }
        }
    }
}
