//! The prover proven: the shipped flow holds, and what is broken on purpose is caught.
mod broken;
mod certificate;
mod classes;
mod debits;
mod edits;
mod engines;
mod faults;
mod limits;
mod mutants;
mod mutate;
mod reductions;
mod replay;
mod scripts;
mod seeded;
mod speech;

use std::time::Instant;

use paytone::{
    call::prove::{self, Options, Proof},
    flow::{Flow, source},
};

fn terms() -> paytone::config::Terms {
    let sources = paytone::config::Sources { file: None, environment: &[] };
    paytone::config::Settings::read(&sources).unwrap_or_else(|faults| panic!("{faults}")).terms()
}

fn shipped() -> Flow {
    source::load(&paytone::cli::flows::shipped()).expect("the shipped flow is sound")
}

fn proven(flow: &Flow) -> Proof {
    prove::prove(flow, &terms(), &Options { most_states: 20000, ..Options::default() })
        .unwrap_or_else(|unfinished| panic!("{unfinished}"))
}

#[test]
fn every_property_of_the_shipped_flow_holds() {
    let flow = shipped();
    let began = Instant::now();
    let proof = proven(&flow);
    println!("{} states, {} transitions, {:?}", proof.states, proof.transitions, began.elapsed());
    println!("{:?}", proof.spread);
    for (property, found) in &proof.broken {
        println!("{}: {}", property.code(), found.what);
        for scene in &found.way {
            println!(
                "   {:?} {:?} {:?}",
                scene.node,
                scene.act,
                scene.answers.iter().map(|a| format!("{a:?}").chars().take(60).collect::<String>()).collect::<Vec<_>>()
            );
        }
    }
    assert!(proof.broken.is_empty());
}
