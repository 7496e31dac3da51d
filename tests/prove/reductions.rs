//! What the prover folds together while it explores (memories that nothing reads, counters of help, amounts and methods that
//! nothing compares) hides nothing: a slow run without it comes to the same nodes and finds the same properties broken.
//! Sub-flows need no folding of their own: they are written out before. It refuses to know how folding works.
use std::collections::BTreeSet;

use paytone::{
    call::prove::{self, Options, property::Property, situation::Reduction},
    flow::{Flow, Language, source},
};

/// Where calls rest, and what is broken.
fn seen(flow: &Flow, reduction: Reduction) -> (usize, BTreeSet<String>, Vec<Property>) {
    let options = Options { reduction, most_accounts: 1, ..Options::EXPLORED };
    let proof = prove::prove(flow, &crate::terms(), &options).unwrap_or_else(|unfinished| panic!("{unfinished}"));
    (proof.states, proof.spread.into_keys().collect(), proof.broken.into_keys().collect())
}

fn agrees(name: &str, flow: &Flow) {
    let (few, rested, broken) = seen(flow, Reduction::Full);
    let (many, all_rested, all_broken) = seen(flow, Reduction::Off);
    println!("{name}: {few} states stand for {many}");
    assert!(few < many, "{name}: nothing was folded");
    assert_eq!((rested, broken), (all_rested, all_broken), "{name}");
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
    agrees("small", &source::load(&source).unwrap_or_else(|faults| panic!("{faults:?}")));
}
