//! P11: four callers who may not get in, side by side: a wrong PIN, a locked number, a closed account, a number that is
//! nobody's. Whatever they do, each hears the same verbs with the same timers in the same turns to the end of the call. It
//! refuses to know anything behind the PIN.
use std::{collections::VecDeque, sync::Arc};

use rustc_hash::FxHashSet;

use super::{
    caller::{self, Input, Pin, RIGHT_PIN, WRONG_PIN},
    engine::Engine,
    situation::{Fee, Fold, Reduction},
    world::World,
};
use crate::{
    call::{
        Script,
        effect::Look,
        event::{Answer, Event, Moment, PinAnswer},
        keys::Keys,
        state::{State, Waits},
        step::Step,
    },
    flow::{Flow, Language, NodeKind, Pace},
    identity::PIN_RULES,
};

/// Why a caller may not get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    WrongPin,
    Locked,
    Closed,
    Missing,
}

const REFUSALS: [Refusal; 4] = [Refusal::WrongPin, Refusal::Locked, Refusal::Closed, Refusal::Missing];

/// The four calls, and where they are compared.
pub(super) struct Lockstep<'a> {
    pub flow: &'a Flow,
    pub engine: &'a Engine,
    pub world: &'a World,
    /// Whether other calls may lock a number in between.
    pub locks: bool,
    pub reduction: Reduction,
}

impl Lockstep<'_> {
    /// What differs between the four, if anything does, and how many turns were compared.
    pub fn difference(&self) -> (Option<String>, usize) {
        let script = Script { flow: self.flow, terms: self.world.terms(Fee::None) };
        let moment = Moment { at: self.world.at, early: false, barged: false, agent_open: true, holiday: false };
        let first = (self.engine.begin)(script, &moment);
        // The number keyed, and the number on file for an attested caller: it need not be keyed, and gets nobody further.
        let began = [None, self.world.on_file()].map(|number| {
            let event = Event::Began { language: None, pace: Pace::Usual, number };
            (self.engine.step)(script, first.clone(), &event, &moment).state
        });
        let mut seen: FxHashSet<State> =
            began.iter().map(|began| folded(began, self.reduction, self.flow.languages[0])).collect();
        let mut waiting: VecDeque<_> = began.iter().map(|began| REFUSALS.map(|_| began.clone())).collect();
        let mut compared = 0;
        while let Some(states) = waiting.pop_front() {
            for input in self.inputs(&states[0]) {
                for moment in self.moments(&moment) {
                    compared += 1;
                    let next = match self.compared(&states, &input, &moment) {
                        Ok(next) => next,
                        Err(odd) => {
                            let node = &self.flow.node(states[0].node).name;
                            let what = format!("at `{node}` {odd:?} sounds unlike {:?}", REFUSALS[0]);
                            return (Some(what), compared);
                        }
                    };
                    if next[0].waits != Waits::Over
                        && seen.insert(folded(&next[0], self.reduction, self.flow.languages[0]))
                    {
                        waiting.push_back(next);
                    }
                }
            }
        }
        (None, compared)
    }

    /// The four states after what arrived, or whose turn is unlike the first one's. A turn is a function of state, event and
    /// answers: where these are the first one's, it is not stepped again. Only keys differ by who presses them: words are
    /// heard alike in equal states.
    fn compared(&self, states: &[State; 4], input: &Input, moment: &Moment) -> Result<[State; 4], Refusal> {
        let (first, looked) = self.turn(REFUSALS[0], &states[0], input, moment);
        let mut next = [0; 4].map(|_| first.state.clone());
        for at in 1..REFUSALS.len() {
            let script = Script { flow: self.flow, terms: self.world.terms(Fee::None) };
            let event = |at: usize| self.event(script, REFUSALS[at], &states[at], input);
            let by_keys = matches!(input, Input::Keys { .. } | Input::Pin(_));
            if looked || states[at] != states[0] || (by_keys && event(at) != event(0)) {
                let (step, _) = self.turn(REFUSALS[at], &states[at], input, moment);
                if !alike(&first, &step) {
                    return Err(REFUSALS[at]);
                }
                next[at] = step.state;
            }
        }
        Ok(next)
    }

    /// Words at a menu are heard as its keys, which are compared already; numbers by speech and their read-back are not.
    /// A run without this reduction takes them all.
    fn inputs(&self, state: &State) -> Vec<Input> {
        let menu = matches!(self.flow.node(state.node).kind, NodeKind::Menu(_));
        let mut inputs = caller::inputs(self.flow, self.world, state);
        let folded = menu && self.reduction.folds(Fold::Refusals);
        inputs.retain(|input| !folded || !matches!(input, Input::Spoken { .. }));
        inputs
    }

    fn moments(&self, within: &Moment) -> [Moment; 2] {
        let limit = jiff::SignedDuration::from_secs(i64::from(self.flow.limit.seconds));
        let late = within.at.checked_add(limit).unwrap_or(within.at);
        [within.clone(), Moment { at: late, agent_open: false, ..within.clone() }]
    }

    /// The finished turn, and whether it looked something up.
    fn turn(&self, refusal: Refusal, state: &State, input: &Input, moment: &Moment) -> (Step, bool) {
        let script = Script { flow: self.flow, terms: self.world.terms(Fee::None) };
        let event = self.event(script, refusal, state, input);
        let mut step = (self.engine.step)(script, state.clone(), &event, moment);
        let looked = step.look.is_some();
        for _ in 0..4 {
            let Some(look) = &step.look else { break };
            let answer = match look {
                Look::VerifyPin(_) => Answer::Pin(self.verdict(refusal)),
                _ => Answer::Unavailable,
            };
            step = (self.engine.resume)(script, step, &answer, moment);
        }
        (step, looked)
    }

    /// The desk's decision (desk::look): one account that the PIN fits, not closed, and the try admitted.
    fn verdict(&self, refusal: Refusal) -> PinAnswer {
        let locked = self.locks && refusal == Refusal::Locked;
        let tries = if locked { PIN_RULES.tries_an_hour + 1 } else { 1 };
        let fits = locked;
        match self.world.first_account() {
            Some(view) if fits && (self.engine.admits_try)(tries) => PinAnswer::Opened(Arc::new(view.clone())),
            _ => PinAnswer::Refused,
        }
    }

    fn event(&self, script: Script<'_>, refusal: Refusal, state: &State, input: &Input) -> Event {
        let (text, finished) = match input {
            Input::Keys { text, finished } if refusal == Refusal::Missing => {
                (text.replace(&self.world.number, &self.world.other_number), *finished)
            }
            Input::Keys { text, finished } => (text.to_string(), *finished),
            Input::Pin(Pin::Wrong) => (WRONG_PIN.to_owned(), true),
            Input::Pin(_) => {
                let pin = if matches!(refusal, Refusal::Locked | Refusal::Closed) { RIGHT_PIN } else { WRONG_PIN };
                (pin.to_owned(), true)
            }
            Input::Spoken { text, confidence } => {
                let words = Keys::new(text.to_string());
                return Event::Heard((self.engine.understand)(script, state, &words, *confidence));
            }
            Input::Began(language) => {
                return Event::Began { language: *language, pace: Pace::Usual, number: None };
            }
            Input::Transferred(end) => return Event::Transferred(*end),
            Input::Captured(_) | Input::Polled => return Event::Polled,
        };
        Event::Heard((self.engine.hear)(script, state, &Keys::new(text), finished))
    }
}

/// A state without what the callers themselves keyed, and without the counter of prompts, which `moments` stand for.
fn apart(state: &State) -> State {
    let mut state = state.clone();
    (state.facts.number, state.asked, state.prompts) = (None, None, 0);
    state.partial.clear();
    state
}

/// What stands for all states that go on alike. Under the full reduction a call that has been silent and has missed goes on
/// as one that was silent (both are counted apart and answered apart), and one language stands for all (what is said may
/// differ by language, but not by why a caller is refused).
fn folded(state: &State, reduction: Reduction, first: Language) -> State {
    let mut state = apart(state);
    if reduction.folds(Fold::Refusals) {
        state.language = first;
        if state.silences > 0 {
            state.misses = 0;
        }
    }
    state
}

/// Equal to the ear, to the clock, and to every later turn.
fn alike(one: &Step, other: &Step) -> bool {
    one.verbs == other.verbs
        && one.effects == other.effects
        && one.state.prompts == other.state.prompts
        && apart(&one.state) == apart(&other.state)
}
