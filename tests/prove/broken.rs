//! The check of the checker: the shipped flow broken in one place, again and again, and each time the right property says
//! so. It refuses to know how a flow is explored.
use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock},
};

use paytone::{
    call::prove::{self, Counterexample, Options, Until, engine::Engine, property::Property},
    flow::{Flow, source},
};

use crate::{
    edits::{self, Edit},
    engines,
};

/// A broken flow, and how its property breaks.
pub struct Caught {
    pub edit: Edit,
    pub property: Property,
    pub flow: Result<Flow, String>,
    pub counterexample: Option<Counterexample>,
}

/// All of them, explored once.
pub fn found() -> &'static [Caught] {
    static FOUND: OnceLock<Vec<Caught>> = OnceLock::new();
    FOUND.get_or_init(|| {
        on_two_threads(&edits::all(), |edit| {
            let (edit, flow) = (edit.clone(), flow(edit));
            let counterexample = flow.as_ref().ok().and_then(|flow| caught(&edit, flow));
            Caught { property: property(&edit), edit, flow, counterexample }
        })
    })
}

/// The flow of an edit, which must pass the reader.
fn flow(edit: &Edit) -> Result<Flow, String> {
    source::load(&edit.apply(paytone::cli::flows::shipped())?).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        format!("{}: the reader refuses it before the prover sees it:\n{}", edit.name, faults.join("\n"))
    })
}

fn property(edit: &Edit) -> Property {
    let found = Property::ALL.into_iter().find(|property| property.code() == edit.breaks);
    found.unwrap_or_else(|| panic!("{}: `breaks {}` is no property", edit.name, edit.breaks))
}

fn engine(edit: &Edit) -> Engine {
    let Some(name) = &edit.engine else { return Engine::PRODUCTION };
    let found = engines::ALL.iter().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("{}: there is no engine {name}", edit.name)).1
}

/// How the property breaks, if it does.
pub fn broken(engine: &Engine, flow: &Flow, property: Property, options: &Options<'_>) -> Option<Counterexample> {
    let options = Options { until: Until::Broken(property), ..*options };
    let proof = prove::prove_with(engine, flow, &crate::terms(), &options);
    proof.unwrap_or_else(|unfinished| panic!("{unfinished}")).broken.remove(&property)
}

/// How the edit's property breaks, if it does. What is broken with two kinds of account is broken; only what nobody ever
/// comes to or hears needs all of them.
fn caught(edit: &Edit, flow: &Flow) -> Option<Counterexample> {
    let (property, engine) = (property(edit), engine(edit));
    let quick = Options { most_accounts: 2, ..Options::EXPLORED };
    let found = Some(property).filter(|property| *property != Property::NothingIsUnreached);
    let found = found.and_then(|property| broken(&engine, flow, property, &quick));
    found.or_else(|| broken(&engine, flow, property, &Options::EXPLORED))
}

/// Does `work` for all items, on two threads.
pub fn on_two_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = Mutex::new(0..items.len());
    let done = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(at) = { next.lock().unwrap().next() } {
                    let result = work(&items[at]);
                    done.lock().unwrap().insert(at, result);
                }
            });
        }
    });
    done.into_inner().unwrap().into_values().collect()
}

#[test]
fn every_broken_flow_is_caught_for_its_property() {
    let missed: Vec<String> = found()
        .iter()
        .filter_map(|Caught { edit, flow, counterexample, .. }| match (flow, counterexample) {
            (Ok(_), Some(_)) => None,
            (Ok(_), None) => Some(format!("{} does not break {}", edit.name, edit.breaks)),
            (Err(refused), _) => Some(refused.clone()),
        })
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    for property in Property::ALL {
        let count = found().iter().filter(|caught| caught.property == property).count();
        assert!(count >= 3, "{}: {count} broken flows, at least 3", property.code());
    }
}

#[test]
fn an_engine_of_a_broken_flow_is_needed_and_harms_nothing_else() {
    let shipped = crate::shipped();
    let edits: Vec<Edit> = edits::all().into_iter().filter(|edit| edit.engine.is_some()).collect();
    on_two_threads(&edits, |edit| {
        let property = property(edit);
        let quick = Options { most_accounts: 1, ..Options::EXPLORED };
        let alone = broken(&Engine::PRODUCTION, &flow(edit).unwrap(), property, &quick);
        assert!(alone.is_none(), "{}: the flow is broken without the engine", edit.name);
        let alone = broken(&engine(edit), &shipped, property, &quick);
        assert!(alone.is_none(), "{}: the engine is broken without the flow", edit.name);
    });
}
