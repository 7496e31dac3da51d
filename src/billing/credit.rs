//! What goes back with a credit on a line: its share of the line's taxes, at their rates. Credits in several steps give
//! back in the end exactly what one would. It refuses to give back more than was asked for.
use super::draft::TaxBack;
use crate::money::round::{Rounding, ratio};

/// The line that a credit takes back, as it was billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// What it came to after its discounts.
    pub net: i64,
    /// What earlier credits took back.
    pub before: i64,
    /// The taxes on it, each whole.
    pub taxes: Vec<TaxBack>,
}

/// The taxes that go back with `amount`.
///
/// # Errors
/// More than what is left of the line, with the remedy; nothing, or an amount that does not fit.
pub fn taxes_back(origin: &Origin, amount: i64) -> Result<Vec<TaxBack>, String> {
    let left = origin.net - origin.before;
    if amount <= 0 {
        return Err("a credit must be above zero".to_owned());
    }
    if amount > left {
        return Err(format!(
            "the line came to {} minor units after discounts, {} of them are credited already: at most {left} are left",
            origin.net, origin.before
        ));
    }
    let upto = |tax: &TaxBack, credited: i64| {
        ratio(i128::from(tax.minor) * i128::from(credited), i128::from(origin.net), Rounding::HalfUp)
    };
    let mut back = Vec::new();
    for tax in &origin.taxes {
        let share =
            upto(tax, origin.before + amount).zip(upto(tax, origin.before)).map(|(after, before)| after - before);
        let minor = share.ok_or("the credit does not fit")?;
        if minor > 0 {
            back.push(TaxBack { minor, ..tax.clone() });
        }
    }
    Ok(back)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tax(minor: i64) -> TaxBack {
        TaxBack { rule: "tax A".into(), description: "A".into(), rate: None, jurisdiction: None, minor }
    }

    #[test]
    fn a_credit_brings_its_taxes_back_and_no_more_than_was_billed() {
        let origin = Origin { net: 3860, before: 0, taxes: vec![tax(318), tax(1)] };
        let minors = |back: Vec<TaxBack>| back.iter().map(|tax| tax.minor).collect::<Vec<_>>();
        assert_eq!(minors(taxes_back(&origin, 3860).unwrap()), [318, 1]);
        assert_eq!(minors(taxes_back(&origin, 1000).unwrap()), [82]);
        assert!(taxes_back(&origin, 3861).unwrap_err().contains("at most 3860"));
        assert!(taxes_back(&origin, 0).is_err() && taxes_back(&origin, -5).is_err());
    }

    proptest! {
        #[test]
        fn credits_in_steps_give_back_every_tax_exactly(
            steps in prop::collection::vec(1_i64..100_000, 1..8), taxed in prop::collection::vec(0_i64..50_000, 0..4),
        ) {
            let net = steps.iter().sum();
            let mut origin = Origin { net, before: 0, taxes: taxed.iter().map(|minor| tax(*minor)).collect() };
            let mut given = 0;
            for step in steps {
                given += taxes_back(&origin, step).unwrap().iter().map(|tax| tax.minor).sum::<i64>();
                origin.before += step;
            }
            prop_assert_eq!(given, taxed.iter().sum::<i64>());
            prop_assert!(taxes_back(&origin, 1).is_err());
        }
    }
}
