//! The check of the checker: the shipped flow broken in one place, again and again, and each time the right property says
//! so. It refuses to know how a flow is explored.
use std::{collections::BTreeMap, sync::Mutex};

use paytone::{
    call::prove::{self, Counterexample, Options, Proof, Until, engine::Engine, property::Property},
    flow::{Flow, source},
};

use crate::{
    edits::{self, Edit},
    engines,
};

/// The flow of an edit, which must pass the reader.
fn flow(edit: &Edit) -> Flow {
    source::load(&edit.apply(paytone::cli::flows::shipped())).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}: the reader refuses it before the prover sees it:\n{}", edit.name, faults.join("\n"))
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

/// Explores to the first break of `until`.
pub fn explored(engine: &Engine, flow: &Flow, until: Until) -> Proof {
    prove::prove_with(engine, flow, &crate::terms(), &Options { until, ..Options::default() })
        .unwrap_or_else(|unfinished| panic!("{unfinished}"))
}

/// How the edit's property breaks, if it does.
pub fn caught(edit: &Edit, flow: &Flow) -> Option<Counterexample> {
    let property = property(edit);
    explored(&engine(edit), flow, Until::Broken(property)).broken.remove(&property)
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
    let edits = edits::all();
    let missed: Vec<String> = on_two_threads(&edits, |edit| {
        let began = std::time::Instant::now();
        let found = caught(edit, &flow(edit));
        println!("{}: {:?} {}", edit.name, began.elapsed(), found.as_ref().map_or("MISSED", |found| &found.what));
        found.is_none().then(|| format!("{} does not break {}", edit.name, edit.breaks))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    for property in Property::ALL {
        let count = edits.iter().filter(|edit| edit.breaks == property.code()).count();
        assert!(count >= 3, "{}: {count} broken flows, at least 3", property.code());
    }
}

#[test]
fn an_engine_of_a_broken_flow_harms_only_there() {
    let flow = crate::shipped();
    for edit in edits::all().iter().filter(|edit| edit.engine.is_some()) {
        let property = property(edit);
        assert!(caught_without_its_engine(edit).is_none(), "{}: the engine is not needed", edit.name);
        let alone = explored(&engine(edit), &flow, Until::Broken(property));
        assert!(!alone.broken.contains_key(&property), "{}: the engine alone shows it", edit.name);
    }
}

fn caught_without_its_engine(edit: &Edit) -> Option<Counterexample> {
    let property = property(edit);
    explored(&Engine::PRODUCTION, &flow(edit), Until::Broken(property)).broken.remove(&property)
}
