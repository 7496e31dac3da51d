//! A faithful report matches all; what is taken out, added or changed is found in its class, and nothing else is.
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{
    BankLine, Class, Entry, EntryKind, Finding, Rates,
    bank::{self, Sent, Way},
    processor::{Ground, Movement, Standing, compare},
};
use crate::money::{Currency, Money};

const DAY: Date = date(2026, 12, 4);

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn movement(at: usize, kind: EntryKind, minor: i64) -> Movement {
    let names = vec![format!("ref_{}", at / 2), format!("key_{at}")];
    Movement { kind, subject: format!("m{at}"), names, amount: usd(minor), on: DAY, standing: Standing::Booked }
}

fn entry(at: usize, of: &Movement) -> Entry {
    Entry {
        line: i64::try_from(at).unwrap() + 2,
        entry: format!("e{at}"),
        kind: of.kind,
        reference: of.names[0].clone(),
        amount: usd(of.amount.minor * of.kind.sign()),
        fee: usd(0),
        on: DAY,
    }
}

fn movements() -> impl Strategy<Value = Vec<Movement>> {
    let kinds = vec![EntryKind::Charge, EntryKind::Refund, EntryKind::Return, EntryKind::Chargeback];
    prop::collection::vec((prop::sample::select(kinds), 1_i64..500), 0..20)
        .prop_map(|all| all.into_iter().enumerate().map(|(at, (kind, minor))| movement(at, kind, minor)).collect())
}

fn compared(entries: &[Entry], movements: &[Movement]) -> Vec<Finding> {
    let ground = Ground { day: DAY, currency: Currency::USD, rates: &Rates::default(), elsewhere: &[] };
    compare(ground, entries, movements)
}

fn others(found: &[Finding]) -> Vec<(Class, Option<&str>, Option<&str>)> {
    let others = found.iter().filter(|one| one.class != Class::Matched);
    others.map(|one| (one.class, one.there.as_deref(), one.here.as_deref())).collect()
}

proptest! {
    #[test]
    fn a_faithful_report_matches_in_any_order(
        (movements, shuffled) in movements().prop_flat_map(|all| {
            let entries: Vec<Entry> = all.iter().enumerate().map(|(at, one)| entry(at, one)).collect();
            (Just(all), Just(entries).prop_shuffle())
        }),
    ) {
        let found = compared(&shuffled, &movements);
        prop_assert_eq!(others(&found), vec![]);
        prop_assert_eq!(found.len(), movements.len());
    }

    #[test]
    fn what_is_taken_out_is_missing_there_and_what_is_added_missing_here(movements in movements(), at in 0_usize..20) {
        prop_assume!(at < movements.len());
        let mut entries: Vec<Entry> = movements.iter().enumerate().map(|(at, one)| entry(at, one)).collect();
        let mut taken = entries.remove(at);
        let found = compared(&entries, &movements);
        // another of the same payment, kind and amount may stand for it: still one is missing
        let missing: Vec<_> = others(&found).into_iter().map(|(class, ..)| class).collect();
        prop_assert_eq!(missing, vec![Class::MissingThere]);
        taken.reference = "nobody".to_owned();
        taken.entry = "added".to_owned();
        entries.push(taken);
        let found = compared(&entries, &movements);
        let mut classes: Vec<_> = others(&found).into_iter().map(|(class, ..)| class).collect();
        classes.sort();
        prop_assert_eq!(classes, vec![Class::MissingHere, Class::MissingThere]);
    }

    #[test]
    fn each_entry_and_each_movement_is_found_whatever_is_reported(
        movements in movements(), reported in prop::collection::vec((0_usize..12, 0_usize..4, 1_i64..500), 0..20),
    ) {
        let kinds = [EntryKind::Charge, EntryKind::Refund, EntryKind::Return, EntryKind::Chargeback];
        let entries: Vec<Entry> = reported.iter().enumerate().map(|(at, (of, kind, minor))| {
            let told = Movement { names: vec![format!("ref_{of}")], ..movement(at, kinds[*kind], *minor) };
            entry(at, &told)
        }).collect();
        let found = compared(&entries, &movements);
        for one in &entries {
            prop_assert_eq!(found.iter().filter(|found| found.line == Some(one.line)).count(), 1);
        }
        for one in &movements {
            let told = found.iter().filter(|found| found.here.as_ref() == Some(&one.subject));
            prop_assert!(told.count() >= 1, "{} is in no class", one.subject);
        }
    }

    #[test]
    fn the_bank_s_lines_end_at_most_what_was_sent_and_are_each_in_one_class(
        amounts in prop::collection::vec((0_usize..3, 1_i64..6, 0_i8..20), 0..12),
        told in prop::collection::vec((1_i64..6, 0_i8..20, 0_usize..14), 0..12),
    ) {
        let ways = [Way::Deposit, Way::Lockbox, Way::Payout("p".to_owned())];
        let sent: Vec<Sent> = amounts.iter().enumerate().map(|(at, (way, minor, day))| Sent {
            way: ways[*way].clone(),
            subject: at.to_string(),
            names: vec![format!("payout-{at}-")],
            amount: usd(*minor),
            on: date(2026, 12, 1 + day),
            arrived: at % 5 == 4,
        }).collect();
        let lines: Vec<BankLine> = told.iter().enumerate().map(|(at, (minor, day, named))| BankLine {
            line: i64::try_from(at).unwrap(),
            on: date(2026, 12, 1 + day),
            amount: usd(*minor),
            says: if *named < 6 { format!("PAYOUT-{named}- x") } else { "cash".to_owned() },
        }).collect();
        let (arrivals, found) = bank::compare(&lines, &sent);
        prop_assert_eq!(arrivals.len() + found.len(), lines.len());
        let mut taken: Vec<usize> = arrivals.iter().map(|(_, place)| *place).collect();
        taken.sort_unstable();
        taken.dedup();
        prop_assert_eq!(taken.len(), arrivals.len(), "nothing arrives twice");
        for (line, place) in arrivals {
            prop_assert!(!sent[place].arrived && sent[place].amount == lines[line].amount);
        }
    }
}

#[test]
fn money_that_may_be_on_two_ways_is_left_alone_and_a_long_way_back_is_nobody_s() {
    let sent = |way: Way, subject: &str, day: i8| Sent {
        way,
        subject: subject.to_owned(),
        names: Vec::new(),
        amount: usd(500),
        on: date(2026, 12, day),
        arrived: false,
    };
    let line = |on: Date| BankLine { line: 2, on, amount: usd(500), says: "deposit".to_owned() };
    let two = [sent(Way::Deposit, "a", 3), sent(Way::Payout("p".to_owned()), "b", 4)];
    let (arrivals, found) = bank::compare(&[line(DAY)], &two);
    assert_eq!((arrivals.len(), found[0].class), (0, Class::Ambiguous));
    let (arrivals, _) = bank::compare(&[line(date(2026, 12, 3))], &two);
    assert_eq!(arrivals, [(0, 0)], "money is not there before it was sent");
    let same = [sent(Way::Deposit, "a", 3), sent(Way::Deposit, "b", 4)];
    assert_eq!(bank::compare(&[line(DAY)], &same).0, [(0, 0)], "the same way: the earliest");
    let (arrivals, found) = bank::compare(&[line(date(2026, 12, 25))], &same);
    assert_eq!((arrivals.len(), found[0].class), (0, Class::MissingHere));
}

#[test]
fn fees_are_judged_by_the_contract_only_where_there_is_one() {
    let percent = rust_decimal::Decimal::from_str_exact("2.9").unwrap();
    let rates = Rates { charge_percent: Some(percent), charge_flat: Some(usd(30)), chargeback_flat: Some(usd(1_500)) };
    assert_eq!(rates.fee(EntryKind::Charge, usd(8_420)), Some(usd(274)), "2.4418 and 0.30");
    assert_eq!(rates.fee(EntryKind::Chargeback, usd(8_420)), Some(usd(1_500)));
    assert_eq!(rates.fee(EntryKind::Refund, usd(8_420)), Some(usd(0)));
    assert_eq!(Rates::default().fee(EntryKind::Charge, usd(8_420)), None);
}
