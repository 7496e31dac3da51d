//! The exploration: breadth first over everything that can arrive, so that the first break of a property is its shortest.
//! It refuses to know what the properties say.
mod ladder;
mod progress;
mod reached;

use std::{collections::VecDeque, sync::Arc};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Adversary, Options,
    caller::{self, CardEnd, Input, Pin, RIGHT_PIN, WRONG_PIN},
    deliver,
    engine::Engine,
    ground::{Ground, place},
    monitor::MONITORS,
    property::Property,
    situation::{Canon, Fee, Fold, Situation, Witness},
    turn::{Act, Agent, Delivery, Tick, Turn, spoken},
    world::{Asked, World},
};
use crate::{
    billing::PaymentStatus,
    call::{
        Script,
        admit::Admission,
        effect::{Effect, Look},
        event::{Answer, Event, Moment},
        keys::Keys,
        state::Waits,
        step::Step,
    },
    flow::{NodeId, NodeKind},
};

pub(super) use reached::{At, Break, Reached};

/// Looks that one turn may ask for; a checked flow needs two.
const MOST_LOOKS: usize = 8;

/// Everything found so far.
pub(super) struct Explorer<'a> {
    pub ground: Ground<'a>,
    pub canon: Canon<'a>,
    pub engine: &'a Engine,
    pub options: &'a Options<'a>,
    pub world: &'a World,
    pub reached: Vec<Reached>,
    pub breaks: std::collections::BTreeMap<Property, Break>,
    pub transitions: usize,
    /// Nodes that a call came to.
    pub walked: FxHashSet<NodeId>,
    /// Parts that were spoken, by the place of their names.
    pub said: FxHashSet<usize>,
    /// Places where every answer to a read-back was walked: of a choice, of a number.
    asked_back: FxHashSet<(usize, bool)>,
    /// The copies of every webhook that `admit` does not sort out.
    pub copies: Vec<(Delivery, Admission)>,
    index: FxHashMap<Situation, usize>,
    waiting: VecDeque<usize>,
}

/// Exploration stopped before its end.
pub(super) struct Stopped;

/// What became of a turn.
#[derive(Default)]
pub(super) struct Walked {
    /// Where its first answer led.
    pub to: Option<Came>,
    /// It came past a transfer.
    meets_agent: bool,
}

/// Where a turn led.
pub(super) struct Came {
    pub at: usize,
    pub node: NodeId,
    pub waits: Waits,
    /// The situation as it was left, where a row of turns can go on: at the same node, or behind a question or a pause.
    pub left: Option<Situation>,
}

/// A turn under way: what it came from, and the looks answered so far.
struct Draft<'d> {
    from: Option<usize>,
    before: &'d Situation,
    act: Act,
    event: Event,
    moment: Moment,
    pin: Option<Pin>,
    looked: Vec<(Look, Answer)>,
}

impl Draft<'_> {
    fn answers(&self) -> Vec<Answer> {
        self.looked.iter().map(|(_, answer)| answer.clone()).collect()
    }
}

impl<'a> Explorer<'a> {
    pub fn new(
        ground: Ground<'a>,
        canon: Canon<'a>,
        engine: &'a Engine,
        options: &'a Options<'a>,
        world: &'a World,
    ) -> Self {
        Self {
            ground,
            canon,
            engine,
            options,
            world,
            reached: Vec::new(),
            breaks: std::collections::BTreeMap::new(),
            transitions: 0,
            walked: FxHashSet::default(),
            said: FxHashSet::default(),
            asked_back: FxHashSet::default(),
            copies: deliver::copies(engine, options.adversaries),
            index: FxHashMap::default(),
            waiting: VecDeque::new(),
        }
    }

    /// Explores everything.
    ///
    /// # Errors
    /// The limit of situations is reached, or whoever waits does not wait any longer.
    pub fn explore(&mut self) -> Result<(), Stopped> {
        self.begin();
        while let Some(at) = self.waiting.pop_front() {
            if self.is_enough() {
                self.waiting.push_front(at);
                return Ok(());
            }
            if self.reached.len() > self.options.most_states || !(self.options.keep_going)() {
                self.waiting.push_front(at);
                return Err(Stopped);
            }
            self.expand(at);
        }
        Ok(())
    }

    fn begin(&mut self) {
        let languages = self.ground.flow.languages.clone();
        let stranger = crate::flow::Language::from_code("xx");
        for fee in [Fee::None, Fee::Some] {
            let known = [stranger].into_iter().chain(languages.iter().copied().map(Some));
            // A fee and a known number do not meet before the PIN: one of them at a time.
            let known: Vec<_> = [None].into_iter().chain(known.filter(|_| fee == Fee::None)).collect();
            let on_file = known.iter().filter(|_| fee == Fee::None).map(|language| (*language, true));
            for (language, known) in known.iter().map(|language| (*language, false)).chain(on_file) {
                let act = Act { known, ..Act::of(Input::Began(language)) };
                let moment = self.moment(&act);
                let script = Script { flow: self.ground.flow, terms: self.world.terms(fee) };
                let state = (self.engine.begin)(script, &moment);
                let witness = Witness::new(self.ground.flow.languages[0]);
                let before = Situation { state, witness, fee };
                self.turn(None, &before, act);
            }
        }
    }

    fn expand(&mut self, at: usize) {
        let situation = self.reached[at].situation.clone();
        let mut heard = FxHashSet::default();
        let asides = self.folds(Fold::Asides);
        for input in caller::inputs(self.ground.flow, self.world, &situation.state) {
            if self.is_heard_alike(&situation, &input, &mut heard) {
                continue;
            }
            if matches!(input, Input::Captured(CardEnd::CallerHungUp)) && !self.has(Adversary::HangUp) {
                continue;
            }
            let base = Act::of(input);
            let late = Act { clock: Tick::TimeIsUp, ..base.clone() };
            if !situation.witness.late {
                match &base.input {
                    input if asides && *input == Input::keys("7") => self.pause(at, &situation, &base),
                    Input::Spoken { .. } if asides => self.speak(at, &situation, &base),
                    _ => self.climb(at, &situation, &base),
                }
                if base.input.is_silence() || base.input == Input::keys("8") {
                    self.slowly(at, &situation, &base);
                }
                if base.input.is_silence() || base.input == Input::keys("9") {
                    self.turn(Some(at), &situation, Act { clock: Tick::PromptsAreUp, ..base });
                }
            }
            // words that are sure are the key they stand for, which is late by itself
            if !self.folds(Fold::Words) || !late.input.is_clear() {
                self.both_hours(at, &situation, late);
            }
        }
    }

    pub fn folds(&self, fold: Fold) -> bool {
        self.options.reduction.folds(fold)
    }

    pub fn has(&self, adversary: Adversary) -> bool {
        self.options.adversaries.contains(&adversary)
    }

    /// The turn, and again while nobody can be reached, where that can make a difference.
    fn both_hours(&mut self, at: usize, before: &Situation, act: Act) -> Option<Came> {
        let walked = self.turn(Some(at), before, act.clone());
        if self.ground.hours_are_heard || walked.meets_agent {
            self.turn(Some(at), before, Act { agent: Agent::Holiday, ..act.clone() });
            self.turn(Some(at), before, Act { agent: Agent::Closed, ..act });
        }
        walked.to
    }

    /// One webhook, with every answer that its looks can get.
    pub fn turn(&mut self, from: Option<usize>, before: &Situation, act: Act) -> Walked {
        let mut walked = Walked::default();
        if from.is_some() && act.delivery == Delivery::Once && !self.is_taken(from, &act) {
            return walked;
        }
        let mut state = before.state.clone();
        if act.clock == Tick::PromptsAreUp {
            state.prompts = self.ground.flow.limit.at(act.pace).prompts;
        }
        let (event, pin) = self.event(before, &act);
        let moment = self.moment(&act);
        let step = (self.engine.step)(self.script(before), state, &event, &moment);
        let mut draft = Draft { from, before, act, event, moment, pin, looked: Vec::new() };
        self.finish(&mut draft, step, &mut walked);
        walked
    }

    fn script(&self, situation: &Situation) -> Script<'a> {
        Script { flow: self.ground.flow, terms: self.world.terms(situation.fee) }
    }

    /// What the product makes of what arrived.
    fn event(&self, before: &Situation, act: &Act) -> (Event, Option<Pin>) {
        let entered = |text: &str, finished: &bool| {
            let keys = Keys::new(text.to_owned());
            Event::Heard((self.engine.hear)(self.script(before), &before.state, &keys, *finished))
        };
        match &act.input {
            Input::Began(language) => {
                let number = act.known.then(|| self.world.on_file()).flatten();
                (Event::Began { language: *language, pace: act.pace, number }, None)
            }
            Input::Keys { text, finished } => (entered(text, finished), None),
            Input::Pin(pin) => {
                let keys = match pin {
                    Pin::Right => RIGHT_PIN.to_owned(),
                    Pin::Wrong => WRONG_PIN.to_owned(),
                    Pin::Corrected => format!("12*{RIGHT_PIN}"),
                };
                (entered(&keys, &true), Some(*pin))
            }
            Input::Spoken { text, confidence } => {
                let words = Keys::new(text.to_string());
                let heard = (self.engine.understand)(self.script(before), &before.state, &words, *confidence);
                (Event::Heard(heard), None)
            }
            Input::Captured(end) => (Event::Captured(end.capture(before.witness.opened.first())), None),
            Input::Transferred(end) => (Event::Transferred(*end), None),
            Input::Polled => (Event::Polled, None),
        }
    }

    fn finish(&mut self, draft: &mut Draft<'_>, step: Step, walked: &mut Walked) {
        let Some(look) = step.look.clone() else { return self.complete(draft, step, walked) };
        if draft.looked.len() >= MOST_LOOKS {
            self.note(Property::CallEnds, draft, "the turn looks things up without end".to_owned(), &step);
            return;
        }
        let asked = Asked {
            engine: self.engine,
            adversaries: self.options.adversaries,
            situation: draft.before,
            reduction: self.options.reduction,
            first_language: self.ground.flow.languages[0],
            pin: draft.pin,
        };
        // Every answer follows the key that the words stand for, and how it was heard is no part of the state.
        let once = self.folds(Fold::Words) && draft.act.is_by_speech();
        let answers = self.world.answers(&asked, &look);
        for answer in answers.into_iter().take(if once { 1 } else { usize::MAX }) {
            let resumed = (self.engine.resume)(self.script(draft.before), step.clone(), &answer, &draft.moment);
            draft.looked.push((look.clone(), answer));
            self.finish(draft, resumed, walked);
            draft.looked.pop();
        }
    }

    fn complete(&mut self, draft: &mut Draft<'_>, step: Step, walked: &mut Walked) {
        self.transitions += 1;
        let spoken = spoken(&step.verbs);
        self.said.extend(spoken.iter().map(|phrase| place(&phrase.message)));
        self.walked.extend(step.nodes());
        let transfer = |node: NodeId| matches!(self.ground.flow.node(node).kind, NodeKind::Transfer { .. });
        walked.meets_agent |= step.nodes().any(transfer);
        let mut turn = Turn {
            ground: &self.ground,
            script: self.script(draft.before),
            before: draft.before,
            act: &draft.act,
            event: &draft.event,
            moment: &draft.moment,
            looked: &draft.looked,
            step: &step,
            known: Witness::new(self.ground.flow.languages[0]),
            spoken,
        };
        turn.known = turn.witness();
        let found: Vec<_> = MONITORS
            .iter()
            .filter(|(property, _)| !self.breaks.contains_key(property))
            .filter_map(|(property, monitor)| Some((*property, monitor(&turn)?)))
            .collect();
        let witness = turn.known;
        for (property, what) in found {
            self.note(property, draft, what, &step);
        }
        let charges = step.effects.iter().any(|effect| matches!(effect, Effect::Charge(_)));
        let raced = (charges && draft.act.delivery.is_real()).then(|| step.clone());
        let after = Situation { state: step.state, witness, fee: draft.before.fee };
        let (node, waits) = (after.state.node, after.state.waits);
        let goes_on = node == draft.before.state.node || matches!(waits, Waits::Ready | Waits::Sure);
        let left = ((goes_on && walked.to.is_none()) || !self.copies.is_empty()).then(|| after.clone());
        let at = self.arrive(draft, after);
        if let Some(step) = raced {
            self.race(draft, step, walked);
        }
        if let Some(left) = left.as_ref().filter(|_| draft.act.delivery == Delivery::Once) {
            self.deliver_copies(at, left, &draft.act);
        }
        walked.to.get_or_insert(Came { at, node, waits, left });
    }

    /// The commit refuses the charge: another call has just paid the same (desk::commit). The step goes on with it.
    fn race(&mut self, draft: &mut Draft<'_>, step: Step, walked: &mut Walked) {
        if draft.act.delivery == Delivery::Raced {
            return;
        }
        let answer = Answer::Repeated(Arc::new(self.world.payment(PaymentStatus::Requested)));
        let charge = step.effects.iter().find_map(|effect| match effect {
            Effect::Charge(quote) => Some(Look::PaymentOutcome(quote.payment.clone())),
            _ => None,
        });
        let resumed = (self.engine.resume)(self.script(draft.before), step, &answer, &draft.moment);
        let delivery = std::mem::replace(&mut draft.act.delivery, Delivery::Raced);
        draft.looked.extend(charge.map(|look| (look, answer)));
        if resumed.look.is_some() {
            let what = "a charge refused at its commit leads to another look, which nobody answers".to_owned();
            self.note(Property::NothingIsUnreached, draft, what, &resumed);
        } else {
            self.complete(draft, resumed, walked);
        }
        draft.looked.pop();
        draft.act.delivery = delivery;
    }

    fn arrive(&mut self, draft: &Draft<'_>, mut after: Situation) -> usize {
        if let (Waits::Ready | Waits::Sure, Some(from)) = (after.state.waits, draft.from)
            && self.folds(Fold::Asides)
        {
            return from;
        }
        self.canon.canonicalize(&mut after);
        if let Some(at) = self.index.get(&after) {
            return *at;
        }
        let at = self.reached.len();
        self.index.insert(after.clone(), at);
        let answers = draft.answers();
        let act = draft.act.clone();
        self.reached.push(Reached { situation: after, from: draft.from, act, answers, silent: None });
        self.waiting.push_back(at);
        at
    }

    fn note(&mut self, property: Property, draft: &Draft<'_>, what: String, step: &Step) {
        let answers = draft.answers();
        let heard = spoken(&step.verbs).into_iter().cloned().collect();
        let act = draft.act.clone();
        let at = Some(At { from: draft.from, act, answers });
        let charges = step.effects.iter().filter(|effect| matches!(effect, Effect::Charge(_))).count();
        self.breaks.entry(property).or_insert(Break { at, what, heard, charges });
    }
}
