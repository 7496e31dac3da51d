//! Flow files: what is sound loads, what is broken is told at its place with its remedy, and nothing panics.
mod broken;
mod broken_graph;
mod panics;
mod schema;
mod shipped;
mod sound;
mod speech;
mod sub_flows;

use paytone::flow::{
    Flow, Language,
    fault::Fault,
    source::{FlowSource, load},
};

const SMALL: &str = include_str!("small.toml");
const ENGLISH: &str = include_str!("small.en.ftl");
const SPANISH: &str = include_str!("small.es.ftl");

/// The small flow with another flow file.
fn with(toml: &str) -> FlowSource {
    FlowSource {
        name: "small".into(),
        toml: ("small.toml".into(), toml.into()),
        prompts: vec![
            (Language::ENGLISH, "small.en.ftl".into(), ENGLISH.into()),
            (Language::SPANISH, "small.es.ftl".into(), SPANISH.into()),
        ],
        sub_flows: Vec::new(),
    }
}

fn small() -> Flow {
    load(&with(SMALL)).unwrap_or_else(|faults| panic!("{}", printed(&faults)))
}

fn printed(faults: &[Fault]) -> String {
    faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n")
}

/// Puts `to` for `from` in the small flow, where `«` and `»` in `to` mark what the first fault must underline, and looks
/// whether that fault says `message` and `remedy`.
#[track_caller]
fn told(from: &str, to: &str, message: &str, remedy: &str) -> Vec<Fault> {
    assert_eq!(SMALL.matches(from).count(), 1, "`{from}` is not there once");
    told_in(&SMALL.replace(from, to), message, remedy)
}

#[track_caller]
fn told_in(marked: &str, message: &str, remedy: &str) -> Vec<Fault> {
    let (before, rest) = marked.split_once('«').expect("a mark");
    let (meant, after) = rest.split_once('»').expect("the end of the mark");
    let faults = load(&with(&format!("{before}{meant}{after}"))).expect_err("this was to be refused");
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let fault = faults.first().expect("an error holds a fault");
    let place = (&*fault.file, fault.line, fault.column, fault.width);
    let width = meant.lines().next().unwrap_or_default().chars().count().max(1);
    assert_eq!(place, ("small.toml", line, column, width), "{}", printed(&faults));
    assert!(fault.message.contains(message), "expected the message `{message}`\n{}", printed(&faults));
    assert!(fault.remedy.contains(remedy), "expected the remedy `{remedy}`\n{}", printed(&faults));
    faults
}

/// The same, when nothing else may be told.
#[track_caller]
fn told_alone(from: &str, to: &str, message: &str, remedy: &str) {
    let faults = told(from, to, message, remedy);
    assert_eq!(faults.len(), 1, "one slip, one fault\n{}", printed(&faults));
}
