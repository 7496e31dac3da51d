//! The prover: explores every path of a checked flow with the product's own `admit`, `hear` and `step` against a caller who
//! may do anything and a world that may answer anything, and holds twenty-one properties against every turn. Phrases stay
//! unrendered while it explores. It refuses to know files, clocks and how a proof is shown.
//!
//! In reading order: `property` says what is proven, `engine` with what; `caller` and `world` say all that can happen;
//! `explore` walks it (`deliver` for webhooks that come twice, late or forged; `situation` and `live` for what is one and
//! the same); `monitor` watches each turn, `whole` looks at all of them together (`lockstep` for refusals, `rendering` for
//! words, `payments` for what follows a charge); `script` tells a break, `certificate` a proof.
pub mod caller;
pub mod certificate;
mod debit;
mod deliver;
pub mod engine;
mod explore;
mod ground;
mod live;
mod lockstep;
mod monitor;
mod payments;
mod planned;
pub mod property;
mod rendering;
pub mod script;
pub mod situation;
pub mod turn;
mod whole;
pub mod world;

use std::collections::BTreeMap;

pub use certificate::{Broken, Certificate, certify};

use crate::{
    call::{event::Answer, phrase::Phrase},
    config::Terms,
    flow::Flow,
};
use engine::Engine;
use explore::{At, Break, Explorer, Stopped};
use ground::Ground;
use live::{Liveness, Standing};
use property::Property;
use situation::{Canon, Reduction};
use turn::Act;
use world::World;

/// What may go wrong on the way, beside the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Adversary {
    /// A webhook comes twice.
    Duplicate,
    /// A webhook of an older turn comes again.
    Late,
    /// A processor's answer is lost, so that an outcome is not known.
    Lost,
    /// A webhook of another turn, or with a foreign token, comes first.
    Reordered,
    /// The caller hangs up in the middle of a verb.
    HangUp,
    /// Other calls lock the number in between.
    Lock,
}

impl Adversary {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Duplicate, Self::Late, Self::Lost, Self::Reordered, Self::HangUp, Self::Lock];
}

/// How far an exploration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To the end: the only one that proves anything.
    Explored,
    /// To the first break of this property, which is still its shortest.
    Broken(Property),
    /// To the first break of any.
    AnyBroken,
}

impl Until {
    fn is_met(self, broken: impl Fn(Property) -> bool) -> bool {
        match self {
            Self::Explored => false,
            Self::Broken(property) => broken(property),
            Self::AnyBroken => Property::ALL.into_iter().any(broken),
        }
    }
}

/// How an exploration is done.
pub struct Options<'a> {
    pub reduction: Reduction,
    pub adversaries: &'a [Adversary],
    pub until: Until,
    /// Explores so many kinds of account at most: with fewer than all it is quicker, and proves nothing.
    pub most_accounts: usize,
    /// Gives up beyond so many situations.
    pub most_states: usize,
    /// Asked now and then whether to go on.
    pub keep_going: &'a dyn Fn() -> bool,
}

impl Options<'static> {
    /// Everything is explored.
    pub const EXPLORED: Self = Self {
        reduction: Reduction::FULL,
        adversaries: &Adversary::ALL,
        until: Until::Explored,
        most_accounts: usize::MAX,
        most_states: 500_000,
        keep_going: &|| true,
    };
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options::EXPLORED
    }
}

/// What became of the properties.
#[derive(Debug)]
pub struct Proof {
    pub flow: String,
    pub states: usize,
    pub transitions: usize,
    /// How many states rest at each node.
    pub spread: BTreeMap<String, usize>,
    /// In the order of the properties; what is not there holds.
    pub broken: BTreeMap<Property, Counterexample>,
}

/// How a property breaks.
#[derive(Clone, Debug)]
pub struct Counterexample {
    pub what: String,
    /// The shortest way there, the breaking turn last; empty where it is what no turn does.
    pub way: Vec<Scene>,
    /// Charges that the breaking turn asked for.
    pub charges: usize,
}

/// One turn of a way.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The node at which the call rested.
    pub node: Option<String>,
    pub act: Act,
    /// What the looks of the turn were answered.
    pub answers: Vec<Answer>,
    /// What was spoken; known for the last turn.
    pub heard: Vec<Phrase>,
}

/// The exploration was stopped before its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{flow}: not proven: stopped after {states} states and {transitions} transitions, with {waiting} states still to \
     explore; what grows is {grows}"
)]
pub struct Unfinished {
    pub flow: String,
    pub states: usize,
    pub transitions: usize,
    pub waiting: usize,
    pub grows: String,
}

/// Explores `flow` with the product's own engine.
///
/// # Errors
/// A limit of `options` was reached before everything was explored.
pub fn prove(flow: &Flow, terms: &Terms, options: &Options<'_>) -> Result<Proof, Unfinished> {
    prove_with(&Engine::PRODUCTION, flow, terms, options)
}

/// The same with any engine: how tests show that a seeded fault is found.
///
/// # Errors
/// As `prove`.
pub fn prove_with(engine: &Engine, flow: &Flow, terms: &Terms, options: &Options<'_>) -> Result<Proof, Unfinished> {
    let world = World::of(terms).with_accounts(options.most_accounts);
    let canon = Canon {
        flow,
        world: &world,
        liveness: [Standing::Unproven, Standing::Proven].map(|standing| Liveness::of(flow, standing)),
        reduction: options.reduction,
        began_at: world.at,
    };
    let lock_slips = options.adversaries.contains(&Adversary::Lock) && world.lock_slips(engine);
    let mut explorer = Explorer::new(Ground::of(flow, lock_slips), canon, engine, options, &world);
    let unwalked = explorer.look_at_what_no_turn_shows();
    let enough = options.until.is_met(|property| unwalked.contains_key(&property));
    if !enough && let Err(Stopped) = explorer.explore() {
        return Err(Unfinished {
            flow: flow.name.clone(),
            states: explorer.reached.len(),
            transitions: explorer.transitions,
            waiting: explorer.waiting(),
            grows: explorer.grows(),
        });
    }
    if !enough && !explorer.is_enough() {
        explorer.look_at_the_whole();
    }
    // A turn that shows a break says more than what no turn shows.
    unwalked.into_iter().for_each(|(property, found)| _ = explorer.breaks.entry(property).or_insert(found));
    let mut spread: BTreeMap<String, usize> = BTreeMap::new();
    (0..explorer.reached.len()).for_each(|at| *spread.entry(explorer.node_of(at).to_owned()).or_default() += 1);
    let breaks = std::mem::take(&mut explorer.breaks);
    let broken = breaks.into_iter().map(|(property, found)| (property, counterexample(&explorer, found)));
    Ok(Proof {
        flow: flow.name.clone(),
        states: explorer.reached.len(),
        transitions: explorer.transitions,
        spread,
        broken: broken.collect(),
    })
}

/// The shortest way to a break.
fn counterexample(explorer: &Explorer<'_>, found: Break) -> Counterexample {
    let Break { at, what, heard, charges } = found;
    let Some(At { from, act, answers }) = at else { return Counterexample { what, way: Vec::new(), charges } };
    let name = |at: Option<usize>| at.map(|at| explorer.node_of(at).to_owned());
    let mut way = vec![Scene { node: name(from), act, answers, heard }];
    let mut at = from;
    while let Some(here) = at {
        let reached = &explorer.reached[here];
        let (act, answers) = (reached.act.clone(), reached.answers.clone());
        way.push(Scene { node: name(reached.from), act, answers, heard: Vec::new() });
        at = reached.from;
    }
    way.reverse();
    Counterexample { what, way, charges }
}
