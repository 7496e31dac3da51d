//! One account's bill of a month: charges, then discounts, taxes, late fees and credits. It refuses to know any other
//! account.
use super::{
    LineKind,
    discount::discounts,
    draft::{Basis, Charge, Credited, Ground, Held, Line, Used},
    late_fee::late_fee,
    prorate::prorate,
    rules::{Parts, Rules},
    tax::taxes,
};
use crate::{id::BillId, money::Money};

/// A bill in the making.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// In the order of the bill; none where there is nothing to bill.
    pub lines: Vec<Line>,
    /// Earlier bills that a late fee was charged for, by the line that charges it.
    pub late: Vec<(BillId, i64)>,
    /// What was used, and credits, by their ids: with this bill they are billed.
    pub used: Vec<String>,
    pub credited: Vec<String>,
}

/// Why a bill cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RunFault {
    #[error("there is no plan `{0}` in the billing rules: put it there, or correct the account's services")]
    NoPlan(String),
    #[error("an amount does not fit into 18 digits")]
    TooLarge,
}

/// Makes the bill of `ground` in the currency of `zero`.
///
/// # Errors
/// The account has a plan that the rules do not know, or an amount does not fit.
pub fn make(rules: &Rules, ground: &Ground, zero: Money) -> Result<Made, RunFault> {
    let (mut lines, mut charges) = (Vec::new(), Vec::new());
    for held in &ground.held {
        charge(&mut lines, &mut charges, service(rules, ground, held)?);
    }
    for used in &ground.used {
        charge(&mut lines, &mut charges, usage(rules, used)?);
    }
    let taken_off = discounts(rules, ground, &mut charges, zero).ok_or(RunFault::TooLarge)?;
    let taxed = taxes(rules, ground, &mut charges, zero).ok_or(RunFault::TooLarge)?;
    lines.extend(taken_off);
    lines.extend(taxed);
    let mut late = Vec::new();
    for overdue in &ground.overdue {
        let fee = rules.late_fee.as_ref().map(|fee| late_fee(fee, ground, overdue).ok_or(RunFault::TooLarge));
        if let Some(line) = fee.transpose()?.flatten() {
            lines.push(line);
            late.push((overdue.bill.clone(), place(&lines)));
        }
    }
    for credit in &ground.credited {
        lines.extend(taken_back(credit));
    }
    let signed = lines.iter().map(|line| line.kind.signed(line.amount));
    signed.collect::<Option<Vec<Money>>>().and_then(|all| super::line::total(all, zero)).ok_or(RunFault::TooLarge)?;
    Ok(Made {
        lines,
        late,
        used: ground.used.iter().map(|used| used.usage.clone()).collect(),
        credited: ground.credited.iter().map(|credit| credit.credit.clone()).collect(),
    })
}

/// The place of the last line.
fn place(lines: &[Line]) -> i64 {
    i64::try_from(lines.len()).unwrap_or(i64::MAX)
}

/// Puts a charge on the bill, unless it is nothing.
fn charge(lines: &mut Vec<Line>, charges: &mut Vec<Charge>, (line, mut charge): (Line, Charge)) {
    if line.amount.is_positive() {
        lines.push(line);
        charge.line = place(lines);
        charges.push(charge);
    }
}

fn service(rules: &Rules, ground: &Ground, held: &Held) -> Result<(Line, Charge), RunFault> {
    let plan = rules.plans.get(&held.plan).ok_or_else(|| RunFault::NoPlan(held.plan.clone()))?;
    let days = ground.period.days();
    let (first, last) = match (ground.period.cut(held.from_on, held.until_on), plan.parts) {
        (Some(_), Parts::Whole) => (1, days),
        (Some(span), Parts::Days) => span,
        (None, _) => (1, 0),
    };
    let minor = prorate(plan.amount.minor, (first, last), days).ok_or(RunFault::TooLarge)?;
    let counted = last - first + 1;
    let basis = Basis {
        rule: format!("plan {}", held.plan),
        base: Some(plan.amount),
        rate: Some(if counted == days { "1 month".to_owned() } else { format!("{counted}/{days} days") }),
        ..Basis::default()
    };
    let description = plan.wording.say(ground.language).to_owned();
    let amount = Money::new(minor, plan.amount.currency);
    let line = Line { kind: LineKind::Charge, description, amount, basis };
    Ok((line, begun(&plan.kind, &held.jurisdiction, Origin::Service(minor))))
}

fn usage(rules: &Rules, used: &Used) -> Result<(Line, Charge), RunFault> {
    let plan = rules.plans.get(&used.plan).ok_or_else(|| RunFault::NoPlan(used.plan.clone()))?;
    let rate = used.quantity.map(|(quantity, price)| format!("{} × {}", quantity.normalize(), price.normalize()));
    let basis = Basis { rule: format!("usage of {}", used.plan), rate, ..Basis::default() };
    let line = Line { kind: LineKind::Charge, description: used.description.clone(), amount: used.amount, basis };
    Ok((line, begun(&plan.kind, &used.jurisdiction, Origin::Usage(used.amount.minor))))
}

/// What a charge is for, and how much.
enum Origin {
    Service(i64),
    Usage(i64),
}

fn begun(kind: &str, jurisdiction: &str, origin: Origin) -> Charge {
    let (is_service, net) = match origin {
        Origin::Service(minor) => (true, minor),
        Origin::Usage(minor) => (false, minor),
    };
    Charge { line: 0, kind: kind.to_owned(), jurisdiction: jurisdiction.to_owned(), is_service, net, taxes: Vec::new() }
}

/// A credit and the taxes that go back with it.
fn taken_back(credit: &Credited) -> Vec<Line> {
    let rule = format!("credit on {}", credit.origin);
    let mut lines = vec![Line {
        kind: LineKind::Credit,
        description: credit.description.clone(),
        amount: credit.amount,
        basis: Basis { rule: rule.clone(), ..Basis::default() },
    }];
    lines.extend(credit.taxes.iter().map(|tax| Line {
        kind: LineKind::TaxCredit,
        description: tax.description.clone(),
        amount: Money::new(tax.minor, credit.amount.currency),
        basis: Basis {
            rule: format!("{} of the {rule}", tax.rule),
            base: Some(credit.amount),
            rate: tax.rate.clone(),
            jurisdiction: tax.jurisdiction.clone(),
            parts: Vec::new(),
        },
    }));
    lines
}

#[cfg(test)]
mod tests;
