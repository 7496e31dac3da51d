//! Faults seeded in `admit`, `hear`, `step` and `resume` themselves: each breaks the property that it belongs to, on the
//! shipped flow. For each move of the adversary there is one fault that only this move exposes. They refuse to know flows.
use paytone::call::prove::{Adversary, Options, property::Property};

use crate::{
    broken::{broken, on_two_threads},
    debits, faults, shipped,
};

/// Two kinds of account show what is broken.
const QUICK: Options<'static> = Options { most_accounts: 2, ..Options::EXPLORED };

#[test]
fn every_seeded_fault_breaks_its_own_property() {
    let shipped = shipped();
    assert!(faults::ALL.len() >= 20, "{} faults", faults::ALL.len());
    let missed = on_two_threads(faults::ALL, |fault| {
        let found = broken(&fault.engine, &shipped, fault.breaks, &QUICK);
        found.is_none().then(|| format!("`{}` does not break {}", fault.name, fault.breaks.code()))
    });
    let missed: Vec<String> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// For each move a fault that nothing else brings to light.
const EXPOSED: [(Adversary, &str); 6] = [
    (Adversary::Duplicate, "a repeat is taken as new"),
    (Adversary::Late, "a late webhook is taken as new"),
    (Adversary::Lost, "unknown is taken as paid"),
    (Adversary::Reordered, "a turn not reached yet is taken as new"),
    (Adversary::HangUp, "a caller's hang-up saves the card"),
    (Adversary::Lock, "a locked number is compared all the same"),
];

#[test]
fn each_move_of_the_adversary_exposes_a_fault_that_nothing_else_does() {
    let shipped = shipped();
    assert_eq!(EXPOSED.map(|(adversary, _)| adversary), Adversary::ALL);
    let wrong = on_two_threads(&EXPOSED, |(adversary, name)| {
        let fault = faults::named(name);
        let others: Vec<_> = Adversary::ALL.into_iter().filter(|other| other != adversary).collect();
        let without = Options { adversaries: &others, ..QUICK };
        let exposed = broken(&fault.engine, &shipped, fault.breaks, &QUICK).is_some();
        let anyway = broken(&fault.engine, &shipped, fault.breaks, &without);
        (!exposed || anyway.is_some())
            .then(|| format!("{adversary:?}, `{name}`: exposed {exposed}; without that move {anyway:?}"))
    });
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_property_that_an_engine_can_break_is_broken_by_some_fault() {
    // of the others the flow alone decides
    let by_flow = [Property::FeeIsSpoken];
    let all = || faults::ALL.iter().chain(debits::ALL);
    let left: Vec<String> = Property::ALL
        .into_iter()
        .filter(|property| !by_flow.contains(property) && !all().any(|fault| fault.breaks == *property))
        .map(Property::code)
        .collect();
    assert!(left.is_empty(), "no seeded fault breaks {left:?}");
}
