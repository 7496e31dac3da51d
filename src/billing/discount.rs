//! Discounts, each on what the ones before it left. It refuses to take more off a charge than it is.
use super::{
    LineKind,
    draft::{Basis, Charge, Granted, Ground, Line, concerns, parts},
    prorate::spread,
    rules::{Cut, Discount, Rules},
};
use crate::money::{
    Money,
    round::{Rounding, percent_of},
};

/// The discounts of a bill in their order; what they take off is taken off `charges`. A discount counts for the whole of
/// a month that it holds on any day of. `None` when an amount does not fit.
pub(super) fn discounts(rules: &Rules, ground: &Ground, charges: &mut [Charge], zero: Money) -> Option<Vec<Line>> {
    let mut chosen: Vec<&Discount> = ground
        .granted
        .iter()
        .filter(|grant| holds(rules, ground, grant))
        .filter_map(|grant| rule(rules, grant))
        .collect();
    chosen.sort_by_key(|discount| (discount.order, discount.code.as_str()));
    chosen.dedup_by_key(|discount| discount.code.as_str());
    let mut lines = Vec::new();
    for discount in chosen {
        let mut under: Vec<&mut Charge> =
            charges.iter_mut().filter(|charge| concerns(&discount.kinds, charge)).collect();
        let nets: Vec<i64> = under.iter().map(|charge| charge.net).collect();
        let base = nets.iter().try_fold(0_i64, |sum, net| sum.checked_add(*net))?;
        let (off, rate) = match discount.cut {
            Cut::Fixed(amount) => (amount.minor, None),
            Cut::Percent(percent) => {
                (percent_of(base, percent, Rounding::HalfEven)?, Some(format!("{} %", percent.normalize())))
            }
        };
        let off = off.min(base);
        if off <= 0 {
            continue;
        }
        let shares = spread(off, &nets);
        for (charge, share) in under.iter_mut().zip(&shares) {
            charge.net -= share;
        }
        lines.push(Line {
            kind: LineKind::Discount,
            description: discount.wording.say(ground.language).to_owned(),
            amount: Money::new(off, zero.currency),
            basis: Basis {
                rule: format!("discount {}", discount.code),
                base: Some(Money::new(base, zero.currency)),
                rate,
                jurisdiction: None,
                parts: parts(under.iter().map(|charge| &**charge).zip(shares)),
            },
        });
    }
    Some(lines)
}

fn rule<'r>(rules: &'r Rules, grant: &Granted) -> Option<&'r Discount> {
    rules.discounts.get(&grant.discount)
}

fn holds(rules: &Rules, ground: &Ground, grant: &Granted) -> bool {
    let ended = rule(rules, grant).and_then(|discount| discount.ends_on).is_some_and(|on| on < ground.period.first());
    !ended && ground.period.cut(grant.from_on, grant.until_on).is_some()
}
