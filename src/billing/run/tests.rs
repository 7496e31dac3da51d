//! Bills by hand and by chance: lines with their bases and rates, and nothing lost or made.
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::{
    billing::{
        draft::{Granted, Overdue},
        period::Period,
        rules::{self, Rounds},
    },
    flow::Language,
    money::Currency,
};

const SHIPPED: &str = include_str!("../../cli/demo/billing.toml");

fn rules(currency: Currency) -> Rules {
    rules::read("billing.toml", SHIPPED, currency).unwrap()
}

fn held(service: &str, plan: &str, from_on: Date, until_on: Option<Date>) -> Held {
    Held { service: service.into(), from_on, until_on, plan: plan.into(), jurisdiction: "CITY".into() }
}

fn ground(held: Vec<Held>) -> Ground {
    Ground {
        period: Period::read("2026-12").unwrap(),
        issued_on: date(2026, 12, 31),
        language: Language::ENGLISH,
        held,
        used: vec![],
        granted: vec![],
        credited: vec![],
        overdue: vec![],
    }
}

fn told(made: &Made) -> Vec<String> {
    let told = |line: &Line| {
        let Basis { rule, base, rate, .. } = &line.basis;
        let base = base.map_or("-".to_owned(), |base| base.plain());
        let rate = rate.as_deref().unwrap_or("-");
        format!("{} {} [{rule}; {base}; {rate}]", line.kind.as_text(), line.amount.plain())
    };
    made.lines.iter().map(told).collect()
}

#[test]
fn a_bill_of_everything_computed_by_hand() {
    let usd = |minor| Money::new(minor, Currency::USD);
    let mut all = ground(vec![
        held("water", "WATER-HOME", date(2020, 1, 1), None),
        held("sewer", "SEWER-HOME", date(2026, 12, 20), None),
        held("paper", "PAPER", date(2026, 12, 31), None),
    ]);
    let quantity = Some(("4200".parse().unwrap(), "0.00685".parse().unwrap()));
    all.used.push(Used {
        usage: "use_1".into(),
        description: "Water, 4,200 gallons".into(),
        quantity,
        amount: usd(2877),
        plan: "WATER-HOME".into(),
        jurisdiction: "CITY".into(),
    });
    for discount in ["WELCOME", "SENIOR"] {
        all.granted.push(Granted { discount: discount.into(), from_on: date(2026, 1, 1), until_on: None });
    }
    let number = "ANA-1".to_owned();
    all.overdue.push(Overdue {
        bill: BillId::of("1"),
        number,
        due_on: date(2026, 12, 1),
        open: usd(3175),
        fees: usd(175),
    });
    let made = make(&rules(Currency::USD), &all, usd(0)).unwrap();
    // senior: 10 % of 24.00 + 4.65 + 28.77 = 57.42; welcome: 5.00 of what is left, 53.68 with paper's 2.00.
    // state: 1.997 % of 48.68 = 0.97214, once for the bill. city: line by line, after the shares of both discounts, of
    // water 19.60+0.39 (1.65), sewer 3.79+0.07 (0.32) and usage 23.47+0.47 (1.98)
    assert_eq!(
        told(&made),
        [
            "charge 24.00 [plan WATER-HOME; 24.00; 1 month]",
            "charge 4.65 [plan SEWER-HOME; 12.00; 12/31 days]",
            "charge 2.00 [plan PAPER; 2.00; 1 month]",
            "charge 28.77 [usage of WATER-HOME; -; 4200 × 0.00685]",
            "discount 5.74 [discount SENIOR; 57.42; 10 %]",
            "discount 5.00 [discount WELCOME; 53.68; -]",
            "tax 0.97 [tax STATE-GROSS; 48.68; 1.997 %]",
            "tax 3.95 [tax CITY-UTILITY; 47.79; 8.25 %]",
            "late-fee 0.45 [late fee of ANA-1; 30.00; 1.5 %]",
        ]
    );
    assert_eq!((made.used, made.late), (vec!["use_1".to_owned()], vec![(BillId::of("1"), 9)]));
}

#[test]
fn a_late_fee_waits_for_its_days_and_spares_fees_and_small_amounts() {
    let usd = |minor| Money::new(minor, Currency::USD);
    let late = |due_on, open, fees| {
        let mut all = ground(vec![]);
        let (bill, number) = (BillId::of("1"), "A".to_owned());
        all.overdue.push(Overdue { bill, number, due_on, open: usd(open), fees: usd(fees) });
        told(&make(&rules(Currency::USD), &all, usd(0)).unwrap()).len()
    };
    assert_eq!(late(date(2026, 12, 20), 5000, 0), 1);
    assert_eq!(late(date(2026, 12, 21), 5000, 0), 0, "the tenth day behind the due date is free");
    assert_eq!(late(date(2026, 12, 1), 999, 0), 0, "less than least");
    assert_eq!(late(date(2026, 12, 1), 1500, 501), 0, "less than least without its fees");
    assert_eq!(late(date(2026, 12, 1), 300, 500), 0, "nothing but fees");
}

#[test]
fn a_discount_ends_with_its_promotion_and_with_its_grant() {
    let zero = Money::zero(Currency::USD);
    let discounts = |period: &str, until_on: Option<Date>| {
        let mut all = ground(vec![held("water", "WATER-HOME", date(2020, 1, 1), None)]);
        all.period = Period::read(period).unwrap();
        all.granted.push(Granted { discount: "WELCOME".into(), from_on: date(2026, 11, 15), until_on });
        let made = make(&rules(Currency::USD), &all, zero).unwrap();
        made.lines.iter().filter(|line| line.kind == LineKind::Discount).count()
    };
    assert_eq!(["2026-10", "2026-11", "2027-03", "2027-04"].map(|period| discounts(period, None)), [0, 1, 1, 0]);
    assert_eq!(discounts("2026-12", Some(date(2026, 12, 1))), 1);
    assert_eq!(discounts("2026-12", Some(date(2026, 11, 30))), 0);
}

#[test]
fn an_unknown_plan_is_refused_and_nothing_to_bill_is_no_line() {
    let zero = Money::zero(Currency::USD);
    let wrong = make(&rules(Currency::USD), &ground(vec![held("a", "GAS", date(2020, 1, 1), None)]), zero);
    assert_eq!(wrong, Err(RunFault::NoPlan("GAS".into())));
    assert_eq!(make(&rules(Currency::USD), &ground(vec![]), zero).unwrap(), Made::default());
}

proptest! {
    #[test]
    fn nothing_is_lost_or_made_in_any_currency(
        currency in prop::sample::select(vec!["USD", "JPY", "KWD"]),
        amounts in prop::collection::vec(1_i64..10_000_000_000, 1..12),
        starts in prop::collection::vec(1_i8..=31, 0..6),
        is_rounded_by_bill in any::<bool>(),
        grants in prop::sample::subsequence(vec!["WELCOME", "SENIOR"], 0..=2),
    ) {
        let currency = Currency::from_code(currency).unwrap();
        let mut rules = rules(currency);
        let rounds = if is_rounded_by_bill { Rounds::TheBill } else { Rounds::EachLine };
        rules.jurisdictions.values_mut().for_each(|found| found.rounds = rounds);
        let mut all = ground(starts.iter().map(|day| held("a", "SEWER-HOME", date(2026, 12, *day), None)).collect());
        all.used = amounts.iter().enumerate().map(|(at, minor)| Used {
            usage: at.to_string(), description: "Used".into(), quantity: None, amount: Money::new(*minor, currency),
            plan: if at % 2 == 0 { "WATER-HOME".into() } else { "PAPER".into() }, jurisdiction: "CITY".into(),
        }).collect();
        all.granted = grants.iter()
            .map(|code| Granted { discount: (*code).into(), from_on: date(2026, 1, 1), until_on: None }).collect();
        let made = make(&rules, &all, Money::zero(currency)).unwrap();
        let of = |kind| made.lines.iter().filter(move |line| line.kind == kind);
        let sum = |kind| of(kind).map(|line| line.amount.minor).sum::<i64>();
        let charged = sum(LineKind::Charge);
        prop_assert!(made.lines.iter().all(|line| line.amount.is_positive() && line.amount.currency == currency));
        prop_assert!(sum(LineKind::Discount) <= charged);
        // what a discount or tax comes to is, to the unit, what it is on each of its charges
        for line in of(LineKind::Discount).chain(of(LineKind::Tax)) {
            prop_assert_eq!(line.basis.parts.iter().map(|(_, part)| *part).sum::<i64>(), line.amount.minor);
            let charged = |at: i64| made.lines[usize::try_from(at).unwrap() - 1].kind == LineKind::Charge;
            prop_assert!(line.basis.parts.iter().all(|(at, part)| *part > 0 && charged(*at)));
        }
        // the state's tax on everything, rounded once, is within half a unit of the exact one
        if is_rounded_by_bill {
            let net = i128::from(charged - sum(LineKind::Discount));
            for tax in of(LineKind::Tax).filter(|line| line.basis.rule == "tax STATE-GROSS") {
                prop_assert_eq!(tax.basis.base.map(|base| i128::from(base.minor)), Some(net));
                prop_assert!((i128::from(tax.amount.minor) * 100_000 - net * 1_997).abs() * 2 <= 100_000);
            }
        }
    }
}
