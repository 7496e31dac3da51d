//! Fractions of minor units to whole ones, exactly: whole numbers all the way. It refuses to know which rule rounds how.
use rust_decimal::Decimal;

/// How a fraction of a minor unit becomes a whole one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// A half goes up: taxes.
    HalfUp,
    /// A half goes to the even neighbour: every other rate.
    HalfEven,
    /// What is left over is cut off: shares that may not be more than their part.
    Down,
}

/// `numerator / denominator`, rounded; both at least zero, the denominator above it. `None` when it does not fit.
pub fn ratio(numerator: i128, denominator: i128, rounding: Rounding) -> Option<i64> {
    let (whole, rest) = (numerator.checked_div(denominator)?, numerator.checked_rem(denominator)?);
    let twice = rest.checked_mul(2)?;
    let up = match rounding {
        Rounding::HalfUp => twice >= denominator,
        Rounding::HalfEven => twice > denominator || (twice == denominator && whole % 2 == 1),
        Rounding::Down => false,
    };
    i64::try_from(whole + i128::from(up)).ok()
}

/// `percent` of `base`, rounded; neither below zero. `None` when it does not fit.
pub fn percent_of(base: i64, percent: Decimal, rounding: Rounding) -> Option<i64> {
    let numerator = i128::from(base).checked_mul(percent.mantissa())?;
    ratio(numerator, 10_i128.checked_pow(percent.scale())?.checked_mul(100)?, rounding)
}

/// `quantity` times `price`, both in whole units of a currency with `exponent` decimals, in minor units, half-even.
/// `None` when it does not fit.
pub fn product(quantity: Decimal, price: Decimal, exponent: u32) -> Option<i64> {
    let numerator = quantity.mantissa().checked_mul(price.mantissa())?.checked_mul(10_i128.checked_pow(exponent)?)?;
    ratio(numerator, 10_i128.checked_pow(quantity.scale() + price.scale())?, Rounding::HalfEven)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn halves_go_where_the_rule_says() {
        let all = |numerator| [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down].map(|r| ratio(numerator, 2, r));
        assert_eq!(all(1), [Some(1), Some(0), Some(0)]);
        assert_eq!(all(3), [Some(2), Some(2), Some(1)]);
        assert_eq!(all(4), [Some(2); 3]);
        assert_eq!(percent_of(1000, decimal("8.25"), Rounding::HalfUp), Some(83));
        assert_eq!(percent_of(1000, decimal("8.25"), Rounding::HalfEven), Some(82));
        assert_eq!(product(decimal("4200"), decimal("0.00685"), 2), Some(2877));
        assert_eq!(product(decimal("3"), decimal("0.5"), 0), Some(2));
        assert_eq!(product(decimal("1.5"), decimal("2.333"), 3), Some(3500));
        assert_eq!(ratio(i128::from(i64::MAX) + 1, 1, Rounding::Down), None);
        assert_eq!(ratio(1, 0, Rounding::Down), None);
    }

    proptest! {
        #[test]
        fn a_rounded_fraction_is_never_a_unit_away(
            numerator in 0_i128..1_000_000_000_000, denominator in 1_i128..1_000_000,
        ) {
            for rounding in [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down] {
                let rounded = i128::from(ratio(numerator, denominator, rounding).unwrap());
                prop_assert!((rounded * denominator - numerator).abs() < denominator);
                prop_assert!(rounding == Rounding::Down || (rounded * denominator - numerator).abs() * 2 <= denominator);
            }
        }
    }
}
