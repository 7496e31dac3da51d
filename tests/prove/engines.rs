//! Engines with one fault, for broken flows that the product's own engine, or its types, would keep from harm. Each fault
//! sleeps on the shipped flow and wakes with its broken one. They refuse to know the prover.
use jiff::SignedDuration;
use paytone::{
    call::{
        Script,
        effect::Effect,
        event::{Answer, Event, Heard, Moment},
        hear,
        keys::{Class, Keys},
        prove::engine::Engine,
        state::{State, Waits},
        step::{self, Step},
        verb::{Dial, Verb},
    },
    flow::{NodeKind, Slot},
};

const SOUND: Engine = Engine::PRODUCTION;

/// All of them by name.
pub const ALL: [(&str, Engine); 15] = [
    ("a-yes-is-kept", Engine { step: keeps_the_yes, resume: keeps_the_yes_on, ..SOUND }),
    ("prompts-in-nine-bits", Engine { step: counts_in_nine_bits, ..SOUND }),
    ("time-within-the-hour", Engine { step: forgets_hours, ..SOUND }),
    ("pin-of-a-known-caller-is-an-amount", Engine { hear: hears_an_amount, ..SOUND }),
    ("pin-without-a-number-is-kept", Engine { hear: keeps_an_early_pin, ..SOUND }),
    ("long-amounts-of-strangers-are-kept", Engine { hear: keeps_long_amounts, ..SOUND }),
    ("key-5-knows-the-number", Engine { step: refuses_key_5, ..SOUND }),
    ("amounts-know-the-number", Engine { step: refuses_amounts, ..SOUND }),
    ("captures-know-the-number", Engine { step: refuses_captures, ..SOUND }),
    ("second-pin-is-captured", Engine { step: captures_a_pin, ..SOUND }),
    ("second-pin-with-a-person-on-the-line", Engine { step: dials_at_a_pin, ..SOUND }),
    ("second-pin-does-not-listen-alone", Engine { step: waits_at_a_pin, ..SOUND }),
    ("second-transfer-carries-the-number", Engine { step: sends_the_number, ..SOUND }),
    ("second-transfer-goes-elsewhere", Engine { step: dials_elsewhere, ..SOUND }),
    ("second-transfer-tells-the-amount", Engine { step: tells_the_amount, ..SOUND }),
];

fn keeps_the_yes(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    with_its_yes(step::step(script, state, event, moment))
}

fn keeps_the_yes_on(script: Script<'_>, step: Step, answer: &Answer, moment: &Moment) -> Step {
    with_its_yes(step::resume(script, step, answer, moment))
}

fn with_its_yes(mut step: Step) -> Step {
    let charged = step.effects.iter().find_map(|effect| match effect {
        Effect::Charge(quote) => Some(quote.quote.clone()),
        _ => None,
    });
    step.state.facts.confirmed = charged.or(step.state.facts.confirmed.clone());
    step
}

fn counts_in_nine_bits(script: Script<'_>, mut state: State, event: &Event, moment: &Moment) -> Step {
    state.prompts &= 0x1ff;
    step::step(script, state, event, moment)
}

fn forgets_hours(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let passed = moment.at.duration_since(state.began_at).as_secs() % 7200;
    let at = state.began_at + SignedDuration::from_secs(passed);
    step::step(script, state, event, &Moment { at, ..moment.clone() })
}

fn asks_for(script: Script<'_>, state: &State, slot: Slot) -> bool {
    matches!(&script.flow.node(state.node).kind, NodeKind::Collect(collect) if collect.slot == slot)
}

fn hears_an_amount(script: Script<'_>, state: &State, keys: &Keys, finished: bool) -> Heard {
    match keys.expose().parse() {
        Ok(minor) if asks_for(script, state, Slot::Pin) && state.facts.verified.is_some() => {
            Heard::Amount { minor, starred: false }
        }
        _ => hear::hear(script, state, keys, finished),
    }
}

fn keeps_an_early_pin(script: Script<'_>, state: &State, keys: &Keys, finished: bool) -> Heard {
    match asks_for(script, state, Slot::Pin) && state.facts.number.is_none() {
        true => Heard::Partial(keys.expose().to_owned()),
        false => hear::hear(script, state, keys, finished),
    }
}

fn keeps_long_amounts(script: Script<'_>, state: &State, keys: &Keys, finished: bool) -> Heard {
    let strange = asks_for(script, state, Slot::Amount) && state.facts.verified.is_none();
    match strange && keys.expose().len() > 9 {
        true => Heard::Partial(keys.expose().to_owned()),
        false => hear::hear(script, state, keys, finished),
    }
}

/// The number keyed begins as nobody's does, in the explored world.
fn is_nobodys(state: &State) -> bool {
    let number = state.facts.number.as_ref();
    state.facts.verified.is_none() && number.is_some_and(|number| number.as_str().starts_with('3'))
}

fn refuses_key_5(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let refused = is_nobodys(&state) && *event == Event::Heard(Heard::Key('5'));
    let event = if refused { &Event::Heard(Heard::Missed(Class::Short)) } else { event };
    step::step(script, state, event, moment)
}

fn refuses_amounts(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let refused = is_nobodys(&state) && matches!(event, Event::Heard(Heard::Amount { .. }));
    let event = if refused { &Event::Heard(Heard::Missed(Class::Short)) } else { event };
    step::step(script, state, event, moment)
}

fn refuses_captures(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let mut step = step::step(script, state, event, moment);
    if is_nobodys(&step.state) && step.state.waits == Waits::Card {
        step.verbs = vec![Verb::Hangup];
        step.state.waits = Waits::Over;
    }
    step
}

/// The step, with `verb` before all others where a verified caller is asked for a PIN.
fn beside_a_pin(script: Script<'_>, mut step: Step, verb: Verb) -> Step {
    if asks_for(script, &step.state, Slot::Pin) && step.state.facts.verified.is_some() {
        step.verbs.insert(0, verb);
    }
    step
}

fn captures_a_pin(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let (language, pace) = (state.language, state.pace);
    beside_a_pin(script, step::step(script, state, event, moment), Verb::Capture { language, pace })
}

fn dials_at_a_pin(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let place = script.flow.node(state.node).name.clone();
    let account = state.facts.verified.as_ref().map(|verified| verified.account().as_str().to_owned());
    let to = script.terms.agent_number.clone();
    let dial = Dial { to, code: String::new(), call: String::new(), account, place, ring_s: 25 };
    beside_a_pin(script, step::step(script, state, event, moment), Verb::Dial(dial))
}

fn waits_at_a_pin(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    beside_a_pin(script, step::step(script, state, event, moment), Verb::Wait { seconds: 1 })
}

/// The step; where it dials again after a transfer, `spoil` has its way with the dial.
fn second_transfer(
    script: Script<'_>,
    (state, event): (State, &Event),
    moment: &Moment,
    spoil: fn(&mut Dial, &State),
) -> Step {
    let again = state.waits == Waits::Agent && matches!(event, Event::Transferred(_));
    let before = state.clone();
    let mut step = step::step(script, state, event, moment);
    for verb in &mut step.verbs {
        if let Verb::Dial(dial) = verb
            && again
        {
            spoil(dial, &before);
        }
    }
    step
}

fn sends_the_number(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    second_transfer(script, (state, event), moment, |dial, before| {
        dial.account = before.facts.number.as_ref().map(|number| number.as_str().to_owned());
    })
}

fn dials_elsewhere(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    second_transfer(script, (state, event), moment, |dial, _| "+15550100777".clone_into(&mut dial.to))
}

fn tells_the_amount(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    second_transfer(script, (state, event), moment, |dial, before| {
        dial.place = format!("{:?}", before.facts.amount);
    })
}
