//! Taxes and surcharges in their order, rounded half up where their jurisdiction says. It refuses to know who has to pay
//! them to whom.
use super::{
    LineKind,
    draft::{Basis, Charge, Ground, Line, concerns, parts},
    prorate::spread,
    rules::{Levy, Rounds, Rules, Tax},
};
use crate::money::{
    Money,
    round::{Rounding, percent_of},
};

/// The taxes of a bill; each is kept by its charges too, for the taxes on it. `None` when an amount does not fit.
pub(super) fn taxes(rules: &Rules, ground: &Ground, charges: &mut [Charge], zero: Money) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    for tax in &rules.taxes {
        let under: Vec<&mut Charge> = charges
            .iter_mut()
            .filter(|charge| concerns(&tax.kinds, charge) && rules.covers(&tax.jurisdiction, &charge.jurisdiction))
            .collect();
        let Levied { base, rate, shares } = levied(rules, tax, &under)?;
        let amount = shares.iter().try_fold(0_i64, |sum, share| sum.checked_add(*share))?;
        if amount <= 0 {
            continue;
        }
        let parts = parts(under.iter().map(|charge| &**charge).zip(shares.iter().copied()));
        for (charge, share) in under.into_iter().zip(shares) {
            charge.taxes.push((tax.code.clone(), share));
        }
        lines.push(Line {
            kind: LineKind::Tax,
            description: tax.wording.say(ground.language).to_owned(),
            amount: Money::new(amount, zero.currency),
            basis: Basis {
                rule: format!("tax {}", tax.code),
                base: base.map(|base| Money::new(base, zero.currency)),
                rate: Some(rate),
                jurisdiction: Some(tax.jurisdiction.clone()),
                parts,
            },
        });
    }
    Some(lines)
}

struct Levied {
    base: Option<i64>,
    rate: String,
    /// One for each charge.
    shares: Vec<i64>,
}

fn levied(rules: &Rules, tax: &Tax, under: &[&mut Charge]) -> Option<Levied> {
    match tax.levy {
        Levy::Flat(amount) => {
            let shares: Vec<i64> = under.iter().map(|c| if c.is_service { amount.minor } else { 0 }).collect();
            let services = under.iter().filter(|charge| charge.is_service).count();
            Some(Levied { base: None, rate: format!("{services} × {}", amount.plain()), shares })
        }
        Levy::Percent(percent) => {
            let bases = under.iter().map(|charge| base(tax, charge)).collect::<Option<Vec<i64>>>()?;
            let whole = bases.iter().try_fold(0_i64, |sum, base| sum.checked_add(*base))?;
            let shares = match rules.rounds(tax) {
                Rounds::EachLine => {
                    bases.iter().map(|base| percent_of(*base, percent, Rounding::HalfUp)).collect::<Option<_>>()?
                }
                Rounds::TheBill => spread(percent_of(whole, percent, Rounding::HalfUp)?, &bases),
            };
            Some(Levied { base: Some(whole), rate: format!("{} %", percent.normalize()), shares })
        }
    }
}

/// What a charge is taxed on: less its discounts, with the earlier taxes that the rule names.
fn base(tax: &Tax, charge: &Charge) -> Option<i64> {
    let earlier = charge.taxes.iter().filter(|(code, _)| tax.on_taxes.contains(code));
    earlier.map(|(_, share)| *share).try_fold(charge.net, i64::checked_add)
}
