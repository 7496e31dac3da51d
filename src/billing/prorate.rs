//! An amount cut by days, and spread over other amounts, so that the parts always sum to the whole. It refuses to know
//! what the amounts are for.
use crate::money::round::{Rounding, ratio};

/// What the days from `first` to `last` (from 1, both counted) of a period of `of` days come to. It is the difference of
/// two rounded totals, so that the parts of any division of the period sum to `whole`.
pub fn prorate(whole: i64, (first, last): (i64, i64), of: i64) -> Option<i64> {
    let upto = |days: i64| ratio(i128::from(whole) * i128::from(days), i128::from(of), Rounding::HalfEven);
    upto(last)?.checked_sub(upto(first.checked_sub(1)?)?)
}

/// Spreads `amount` over `weights`, none of them below zero, in their proportion: the shares sum to it exactly, and none
/// is above its weight where the amount is not above their sum. Nothing is spread over nothing.
pub fn spread(amount: i64, weights: &[i64]) -> Vec<i64> {
    let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    let (mut before, mut reached) = (0_i128, 0_i64);
    let mut shares = Vec::with_capacity(weights.len());
    for weight in weights {
        before += i128::from(*weight);
        let upto = ratio(i128::from(amount).saturating_mul(before), sum.max(1), Rounding::Down).unwrap_or(amount);
        shares.push(upto - reached);
        reached = upto;
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_a_month_and_the_other_half_are_a_month() {
        assert_eq!(prorate(3860, (1, 31), 31), Some(3860));
        assert_eq!(prorate(3860, (20, 31), 31), Some(1494));
        assert_eq!(prorate(3860, (1, 19), 31), Some(2366));
        assert_eq!(spread(100, &[1, 1, 1]), [33, 33, 34]);
        assert_eq!(spread(0, &[5, 0]), [0, 0]);
        assert_eq!(spread(0, &[0]), [0]);
    }

    proptest! {
        #[test]
        fn prorated_parts_sum_to_the_whole(
            whole in 0_i64..1_000_000_000_000_000, cuts in prop::collection::btree_set(1_i64..31, 0..12), of in 28_i64..=31,
        ) {
            let (mut first, mut sum) = (1, 0);
            for last in cuts.into_iter().filter(|cut| *cut < of).chain([of]).collect::<Vec<_>>() {
                let part = prorate(whole, (first, last), of).unwrap();
                prop_assert!(part >= 0);
                sum += part;
                first = last + 1;
            }
            prop_assert_eq!(sum, whole);
        }

        #[test]
        fn shares_sum_to_the_amount_and_fit_their_weights(
            weights in prop::collection::vec(0_i64..1_000_000_000_000, 1..20), percent in 0_i128..=100,
        ) {
            let sum: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            let amount = i64::try_from(sum * percent / 100).unwrap();
            let shares = spread(amount, &weights);
            prop_assert_eq!(shares.iter().sum::<i64>(), amount);
            for (share, weight) in shares.iter().zip(&weights) {
                prop_assert!(*share >= 0 && share <= weight, "{} of {}", share, weight);
            }
        }
    }
}
