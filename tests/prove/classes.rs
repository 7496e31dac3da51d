//! The prover tries a few key strings at each node, one for each class of strings. They cover all: whatever is keyed, at
//! whichever node, leads where one of them leads, with the same words. It refuses to know how keys are heard.
use std::sync::Arc;

use paytone::{
    call::{
        Script,
        event::{Answer, Event, Heard, Moment, PinAnswer},
        hear::hear,
        keys::{Class, Keys},
        phrase::Phrase,
        prove::{
            caller::{self, Input, RIGHT_PIN},
            situation::Fee,
            world::World,
        },
        state::{State, Waits},
        step::{self, Step},
        verb::Verb,
    },
    flow::{Flow, NodeId, NodeKind, Slot},
};
use proptest::prelude::*;

use crate::faults::somebody;

/// The explored world, and a call in it whose caller has given the PIN.
struct Room {
    flow: Flow,
    world: World,
    moment: Moment,
    listening: Vec<NodeId>,
}

impl Room {
    fn new() -> Self {
        let (flow, world) = (crate::shipped(), World::of(&crate::terms()));
        let moment = Moment { at: world.at, early: false, agent_open: true, holiday: false, barged: false };
        let listens = |kind: &NodeKind| matches!(kind, NodeKind::Menu(_) | NodeKind::Collect(_) | NodeKind::Confirm(_));
        let ids = (0..).map(NodeId).zip(&flow.nodes);
        let listening = ids.filter(|(_, node)| listens(&node.kind)).map(|(id, _)| id).collect();
        Self { flow, world, moment, listening }
    }

    fn script(&self) -> Script<'_> {
        Script { flow: &self.flow, terms: self.world.terms(Fee::None) }
    }

    fn asks_for(&self, slot: Slot) -> NodeId {
        let asks = |id: &&NodeId| match &self.flow.node(**id).kind {
            NodeKind::Collect(collect) => collect.slot == slot,
            _ => false,
        };
        *self.listening.iter().find(asks).expect("the shipped flow asks for it")
    }

    /// A caller who has given number and PIN.
    fn verified(&self) -> State {
        let mut state = step::begin(self.script(), &self.moment);
        state.node = self.asks_for(Slot::PayBillNumber);
        let heard = hear(self.script(), &state, &Keys::new(self.world.number.clone()), true);
        state = step::step(self.script(), state, &Event::Heard(heard), &self.moment).state;
        state.node = self.asks_for(Slot::Pin);
        let asked = step::step(self.script(), state, &Event::Heard(Heard::Pin(Class::WellFormed)), &self.moment);
        let opened = Answer::Pin(PinAnswer::Opened(Arc::new(somebody())));
        step::resume(self.script(), asked, &opened, &self.moment).state
    }

    fn at(&self, node: NodeId) -> State {
        State { node, waits: Waits::Keys, full_entry: false, silences: 0, misses: 0, ..self.verified() }
    }

    /// What a turn with these keys looks like, without the values that the keys themselves brought.
    fn look(&self, state: &State, keys: &str, finished: bool) -> String {
        let heard = hear(self.script(), state, &Keys::new(keys.to_owned()), finished);
        shape(&step::step(self.script(), state.clone(), &Event::Heard(heard), &self.moment))
    }

    /// The looks of all that the prover tries here.
    fn tried(&self, state: &State) -> Vec<String> {
        let inputs = caller::inputs(&self.flow, &self.world, state);
        let keys = inputs.into_iter().filter_map(|input| match input {
            Input::Keys { text, finished } => Some((text.into_owned(), finished)),
            Input::Pin(_) => Some((RIGHT_PIN.to_owned(), true)),
            _ => None,
        });
        keys.map(|(text, finished)| self.look(state, &text, finished)).collect()
    }
}

fn shape(step: &Step) -> String {
    let said = |phrases: &[Phrase]| phrases.iter().map(|phrase| phrase.message.to_string()).collect::<Vec<_>>();
    let verbs: Vec<_> = step
        .verbs
        .iter()
        .map(|verb| match verb {
            Verb::Say(phrases) => ("say", said(phrases)),
            Verb::Gather(gather) => ("gather", said(&gather.phrases)),
            Verb::Capture { .. } | Verb::CaptureBank { .. } => ("capture", Vec::new()),
            Verb::Dial(_) => ("dial", Vec::new()),
            Verb::Wait { .. } => ("wait", Vec::new()),
            Verb::Hangup => ("hang up", Vec::new()),
        })
        .collect();
    let State { node, waits, silences, misses, pin_tries, .. } = &step.state;
    let asks = step.look.as_ref().map(std::mem::discriminant);
    let asks = (asks, step.effects.iter().map(std::mem::discriminant).collect::<Vec<_>>());
    format!("{node:?} {waits:?} {silences} {misses} {pin_tries} {verbs:?} {asks:?}")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_string_of_keys_is_one_that_the_prover_tries(
        at in any::<prop::sample::Index>(),
        keys in prop_oneof!["[0-9*]{0,2}", "[0-9*]{3,22}", "#", "[0-9]{8}", "[0-9A-D*]{1,9}"],
        finished in any::<bool>(),
    ) {
        thread_local!(static ROOM: Room = Room::new());
        ROOM.with(|room| {
            let node = *at.get(&room.listening);
            let state = room.at(node);
            let found = room.look(&state, &keys, finished);
            prop_assert!(
                room.tried(&state).contains(&found),
                "at `{}` {keys:?} (finished: {finished}) leads where nothing tried leads: {found}",
                room.flow.node(node).name
            );
            Ok(())
        })?;
    }
}
