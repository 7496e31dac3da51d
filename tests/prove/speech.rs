//! Speech where only keys may be heard, and words that bind: each fault is seeded in the engine and caught for its property.
//! They refuse to know flows.
use paytone::{
    billing::number::Alphabet,
    call::{
        Script,
        event::{Asked, Event, Heard, Moment},
        keys::Keys,
        listening,
        prove::{Options, engine::Engine, property::Property},
        state::{State, Waits},
        step::{self, Step},
        verb::{Hints, Verb},
    },
    flow::{NodeKind, Slot},
};

use crate::{
    broken::{broken, on_two_threads},
    shipped,
};

const QUICK: Options<'static> = Options { most_accounts: 2, ..Options::EXPLORED };
const SOUND: Engine = Engine::PRODUCTION;

/// What is wrong, in which engine, and which property must say so.
const FAULTS: [(&str, Engine, Property); 7] = [
    ("a PIN is asked for by speech", Engine { step: listens_at_pins, ..SOUND }, Property::SecretsAreUnrecorded),
    (
        "a payment's yes is asked for by speech",
        Engine { step: listens_at_yes, ..SOUND },
        Property::SecretsAreUnrecorded,
    ),
    ("a pause listens to speech", Engine { step: listens_in_pauses, ..SOUND }, Property::SecretsAreUnrecorded),
    ("a spoken yes charges", Engine { understand: hears_yes, ..SOUND }, Property::ChargeIsConfirmed),
    ("a spoken number counts at once", Engine { understand: trusts_numbers, ..SOUND }, Property::KeysMeanTheSame),
    ("a long number is kept", Engine { understand: keeps_long_numbers, ..SOUND }, Property::SecretsAreKept),
    ("words save the card", Engine { understand: hears_consent, ..SOUND }, Property::EffectHasItsYes),
];

#[test]
fn speech_in_the_wrong_place_is_caught() {
    let shipped = shipped();
    let missed = on_two_threads(&FAULTS, |(name, engine, property)| {
        let found = broken(engine, &shipped, *property, &QUICK);
        found.is_none().then(|| format!("`{name}` does not break {}", property.code()))
    });
    let missed: Vec<String> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// Every gather of a step listens to speech, where `there` says so.
fn listening(mut step: Step, there: bool) -> Step {
    for verb in step.verbs.iter_mut().filter(|_| there) {
        if let Verb::Gather(gather) = verb {
            gather.speech = Some(Hints { phrases: Vec::new(), number: Some(Alphabet::Digits) });
        }
    }
    step
}

fn listens_at_pins(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let step = step::step(script, state, event, moment);
    let pin =
        matches!(&script.flow.node(step.state.node).kind, NodeKind::Collect(collect) if collect.slot == Slot::Pin);
    listening(step, pin)
}

fn listens_at_yes(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let step = step::step(script, state, event, moment);
    // only behind a wrong key, so that it is not the first thing met
    let yes = matches!(script.flow.node(step.state.node).kind, NodeKind::Confirm(_));
    listening(step, yes && matches!(event, Event::Heard(Heard::Missed(_))))
}

fn listens_in_pauses(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let step = step::step(script, state, event, moment);
    let paused = step.state.waits == Waits::Ready;
    listening(step, paused)
}

fn hears_yes(script: Script<'_>, state: &State, words: &Keys, confidence: Option<u8>) -> Heard {
    match script.flow.node(state.node).kind {
        NodeKind::Confirm(_) if confidence.is_some() => Heard::Key('1'),
        _ => listening::understand(script, state, words, confidence),
    }
}

fn trusts_numbers(script: Script<'_>, state: &State, words: &Keys, confidence: Option<u8>) -> Heard {
    match listening::understand(script, state, words, confidence) {
        Heard::Asked(Asked::Number { form, .. }) if confidence.is_some() => Heard::Number { form, finished: true },
        heard => heard,
    }
}

fn keeps_long_numbers(script: Script<'_>, state: &State, words: &Keys, confidence: Option<u8>) -> Heard {
    let digits: String = words.expose().chars().filter(char::is_ascii_digit).collect();
    match listening::understand(script, state, words, confidence) {
        Heard::Missed(_) if digits.len() > 12 => Heard::Partial(digits),
        heard => heard,
    }
}

fn hears_consent(script: Script<'_>, state: &State, words: &Keys, confidence: Option<u8>) -> Heard {
    match &script.flow.node(state.node).name {
        name if name.ends_with("save-card") => Heard::Key('1'),
        _ => listening::understand(script, state, words, confidence),
    }
}
