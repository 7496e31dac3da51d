//! What the prover folds together while it explores (memories that nothing reads, counters of help, amounts and methods that
//! nothing compares, pauses and read-backs, …) hides nothing: slow runs without it come to the same nodes and find the same
//! properties broken; the shipped flow without each, a small flow without any.
//! Sub-flows need no folding of their own: they are written out before. It refuses to know how folding works.
use std::{collections::BTreeSet, time::Instant};

use paytone::{
    call::prove::{
        self, Options,
        property::Property,
        situation::{Fold, Reduction},
    },
    flow::{Flow, Language, source},
};

use crate::broken::on_two_threads;

/// Where calls rest, and what is broken.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    rested: BTreeSet<String>,
    broken: Vec<Property>,
}

fn seen(flow: &Flow, reduction: Reduction, most_accounts: usize) -> (usize, Seen) {
    let began = Instant::now();
    let options = Options { reduction, most_accounts, most_states: 500_000, ..Options::EXPLORED };
    let proof = prove::prove(flow, &crate::terms(), &options).unwrap_or_else(|unfinished| panic!("{unfinished}"));
    let (name, took) = (&flow.name, began.elapsed());
    println!("{name} {reduction:?}: {} states, {} transitions, {took:?}", proof.states, proof.transitions);
    (proof.states, Seen { rested: proof.spread.into_keys().collect(), broken: proof.broken.into_keys().collect() })
}

#[test]
fn a_small_flow_is_the_same_without_folding() {
    let file = |name: &str| {
        let path = format!("tests/flows/{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        (path, text)
    };
    let prompt = |language: Language| {
        let (path, text) = file(&format!("small.{}.ftl", language.code()));
        (language, path, text)
    };
    let source = source::FlowSource {
        name: "small".to_owned(),
        toml: file("small.toml"),
        prompts: vec![prompt(Language::ENGLISH), prompt(Language::SPANISH)],
        sub_flows: Vec::new(),
    };
    let flow = source::load(&source).unwrap_or_else(|faults| panic!("{faults:?}"));
    let (few, folded) = seen(&flow, Reduction::FULL, 1);
    let (many, unfolded) = seen(&flow, Reduction::OFF, 1);
    assert!(few < many, "nothing was folded");
    assert_eq!(folded, unfolded);
}

#[test]
fn the_shipped_flow_is_the_same_without_any_one_of_them() {
    let flow = crate::shipped();
    let (_, folded) = seen(&flow, Reduction::FULL, 1);
    let unfolded = on_two_threads(&Fold::ALL, |fold| seen(&flow, Reduction::FULL.without(*fold), 1).1);
    for (fold, unfolded) in Fold::ALL.iter().zip(unfolded) {
        assert_eq!(folded, unfolded, "without folding {fold:?}");
    }
}
