//! The pure heart: a call's state and one event give the next state, what is said, and what is asked of the desk. Total:
//! no error, no clock, no IO. It refuses to know how a look or an effect is carried out.
use std::sync::Arc;

use super::{
    Script,
    copy_on_change::Shared,
    effect::{Effect, Look},
    event::{Answer, Event, Heard, Moment, PinAnswer},
    phrase::Phrase,
    state::{Entry, SCHEMA, State, Verified, Waits},
    trail::Footstep,
    verb::Verb,
    webhook::Transferred,
};
use crate::{
    flow::{Action, Collect, Confirm, Edge, Language, Menu, NodeId, NodeKind, Pace},
    identity::PIN_RULES,
};

/// Redirects that wait for a charge; each may wait some seconds, then the outcome is "not known yet".
pub const MOST_POLLS: u8 = 5;
/// Silences, and misses, at one node before it gives up.
pub const TRIES: u8 = 3;

/// What a step leaves: the state to save, the verbs to answer, the effects to write. While `look` asks for something,
/// the turn is not over: `resume` goes on with its answer.
#[derive(Clone, Debug)]
pub struct Step {
    pub state: State,
    pub verbs: Vec<Verb>,
    pub effects: Vec<Effect>,
    pub look: Option<Look>,
    /// Where it went; not stored, for it can be walked again.
    pub trail: Vec<Footstep>,
    /// Said on the way, spoken with the next prompt.
    pub(super) said: Vec<Phrase>,
    /// The words of a bank debit's authorization that the yes of this very turn was given to.
    pub(super) authorized: Vec<Phrase>,
}

impl Step {
    /// Nothing was done yet.
    fn of(state: State) -> Self {
        Self {
            state,
            verbs: Vec::new(),
            effects: Vec::new(),
            look: None,
            trail: Vec::new(),
            said: Vec::new(),
            authorized: Vec::new(),
        }
    }

    /// The nodes that the turn came to, in order.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> {
        self.trail.iter().filter_map(|footstep| match footstep {
            Footstep::Node(node) => Some(*node),
            Footstep::Edge(_) => None,
        })
    }
}

/// The state before a call's first event.
pub fn begin(script: Script<'_>, moment: &Moment) -> State {
    State {
        schema: SCHEMA,
        node: script.flow.start,
        listened: None,
        waits: Waits::Keys,
        language: script.flow.languages[0],
        known_language: false,
        pace: Pace::Usual,
        pace_chosen: false,
        began_at: moment.at,
        prompts: 0,
        silences: 0,
        misses: 0,
        pin_tries: 0,
        polls: 0,
        full_entry: false,
        partial: String::new(),
        asked: None,
        practised: false,
        prompt_ms: 0,
        facts: Shared::default(),
    }
}

/// Moves the call by the turn's first event.
pub fn step(script: Script<'_>, state: State, event: &Event, moment: &Moment) -> Step {
    let mut walk = Walk { script, moment, step: Step::of(state) };
    walk.take(event);
    walk.step
}

/// Goes on with the answer to what the step asked for.
pub fn resume(script: Script<'_>, step: Step, answer: &Answer, moment: &Moment) -> Step {
    let mut walk = Walk { script, moment, step };
    walk.step.look = None;
    walk.answer(answer);
    walk.step
}

/// What a call hears that can be neither loaded nor saved: the flow's trouble node, from nowhere, in its language where
/// that is known.
pub fn trouble(script: Script<'_>, language: Option<Language>, moment: &Moment) -> Vec<Verb> {
    let mut state = begin(script, moment);
    if let Some(known) = language.filter(|known| script.flow.languages.contains(known)) {
        state.language = known;
    }
    let mut walk = Walk { script, moment, step: Step::of(state) };
    walk.enter(script.flow.trouble);
    walk.step.verbs
}

/// A step in progress.
pub(super) struct Walk<'a> {
    pub(super) script: Script<'a>,
    pub(super) moment: &'a Moment,
    pub(super) step: Step,
}

impl<'a> Walk<'a> {
    pub(super) fn kind(&self) -> &'a NodeKind {
        &self.script.flow.node(self.step.state.node).kind
    }

    fn take(&mut self, event: &Event) {
        let asked = self.step.state.asked.take();
        self.step.state.practised |= matches!(event, Event::Heard(_)) && self.moment.barged;
        match (self.kind(), event) {
            (_, Event::Began { language, pace, number }) => {
                self.step.state.pace = *pace;
                self.step.state.facts.caller.clone_from(number);
                if let Some(known) = language.filter(|known| self.script.flow.languages.contains(known)) {
                    self.step.state.language = known;
                    self.step.state.known_language = true;
                }
                self.enter(self.script.flow.start);
            }
            // Back from a pause: whatever was pressed chose nothing.
            (_, Event::Heard(_)) if self.step.state.waits == Waits::Ready => self.listen(),
            (_, Event::Heard(heard)) if self.step.state.waits == Waits::Sure => self.sure(asked, heard),
            (NodeKind::Menu(menu), Event::Heard(heard)) => self.menu(menu, heard),
            (NodeKind::Collect(collect), Event::Heard(heard)) => self.collect(collect, heard),
            (NodeKind::Confirm(confirm), Event::Heard(heard)) => self.confirm(confirm, heard),
            (NodeKind::Do { action, on, .. }, Event::Captured(capture)) if action.captures().is_some() => {
                self.captured(*action, on, capture);
            }
            // A capture that used up its tries may fall through to the redirect behind it (telephony.md 3.4).
            (NodeKind::Do { action, on, .. }, Event::Polled) if action.captures().is_some() => self.lead(on, "failed"),
            (NodeKind::Do { action: Action::Charge, .. }, _) => self.poll(),
            (NodeKind::Transfer { on, .. }, Event::Transferred(Transferred::Done)) => self.lead(on, "done"),
            (NodeKind::Transfer { on, .. }, Event::Transferred(_) | Event::Polled) => self.lead(on, "unanswered"),
            // A redirect without news, or an event that this node does not await: the prompt again.
            _ => self.enter(self.step.state.node),
        }
    }

    fn answer(&mut self, answer: &Answer) {
        let kind = self.kind();
        let NodeKind::Do { action, on, say } = kind else {
            return self.enter(self.script.flow.trouble);
        };
        match (action, answer) {
            (Action::VerifyPin, Answer::Pin(pin)) => self.pin_answered(on, pin),
            (Action::ReadAccount | Action::OpenAccount | Action::OpenAll, Answer::Account(view)) => {
                self.step.state.facts.account = Some(Arc::clone(view));
                self.lead(on, "read");
            }
            (Action::ReadBill, Answer::Bill(lines)) => self.read_bill(on, say, lines),
            (Action::ReadPayments, Answer::Payments(payments)) => self.read_payments(on, say, payments),
            (Action::Quote, Answer::Quoted(quote)) => {
                self.step.state.facts.quote = Some(Arc::clone(quote));
                self.step.effects.push(Effect::KeepQuote(Arc::clone(quote)));
                self.lead(on, "quoted");
            }
            (Action::Quote | Action::Charge, Answer::Repeated(payment)) => {
                self.unask_charge();
                self.step.state.facts.repeated = Some(Arc::clone(payment));
                self.lead(on, "repeated");
            }
            (Action::Charge, Answer::Charge(charge)) => self.charge_answered(on, say, charge),
            // The charge was asked for: nobody may claim that it was not made.
            (Action::Charge, _) if self.step.state.facts.payment.is_some() => self.lead(on, "unknown"),
            _ => self.plan_answered(*action, on, answer),
        }
    }

    pub(super) fn menu(&mut self, menu: &Menu, heard: &Heard) {
        let late_pound = self.late_pound(heard);
        match heard {
            Heard::Key('#') if late_pound => self.listen(),
            Heard::Silence => self.silent(),
            Heard::Key('0') | Heard::Agent => self.enter(self.script.flow.agent),
            Heard::Key('7') => self.pause(),
            Heard::Key('8') => self.change_pace(),
            Heard::Key('9') => self.repeat(),
            Heard::Key('*') | Heard::Back => self.go(&menu.back, None),
            Heard::Key(key) => match self.chosen(menu, *key) {
                Some((edge, item)) => self.go(edge, item),
                None => self.missed(),
            },
            Heard::Asked(asked) => self.ask_back(asked.clone()),
            _ => self.missed(),
        }
    }

    /// The edge of a key, and which item of the menu's list, or of its keys, it stands for.
    fn chosen<'m>(&self, menu: &'m Menu, key: char) -> Option<(&'m Edge, Option<usize>)> {
        let index = usize::try_from(key.to_digit(10)?).ok()?.checked_sub(1)?;
        let Some(each) = &menu.each else { return menu.keys.get(&key).map(|edge| (edge, Some(index))) };
        let items = self.view().items(each.list).len();
        match index.checked_sub(items) {
            None => Some((&each.edge, Some(index))),
            Some(after) => each.after.get(after).map(|(_, edge)| (edge, None)),
        }
    }

    pub(super) fn collect(&mut self, collect: &'a Collect, heard: &Heard) {
        let late_pound = self.late_pound(heard);
        let facts = &mut self.step.state.facts;
        match heard {
            Heard::Empty if late_pound => self.listen(),
            Heard::Empty if collect.empty.is_some() => collect.empty.iter().for_each(|edge| self.go(edge, None)),
            Heard::Silence => self.silent(),
            Heard::Agent => self.enter(self.script.flow.agent),
            Heard::Back => self.go(&collect.back, None),
            Heard::Partial(digits) => {
                self.step.state.partial.clone_from(digits);
                self.listen_on();
            }
            Heard::Number { form, finished } => {
                facts.number = Some(form.clone());
                self.step.state.full_entry = !finished;
                self.lead(&collect.on, "entered");
            }
            Heard::Typo { finished } => {
                self.step.state.full_entry = !finished;
                self.mistyped(collect);
            }
            Heard::Pin(_) => self.lead(&collect.on, "entered"),
            Heard::Amount { minor, starred } => {
                facts.entry = Some(Entry { minor: *minor, starred: *starred });
                (facts.amount, facts.method, facts.again) = (None, None, false);
                self.lead(&collect.on, "entered");
            }
            Heard::Asked(asked) => self.ask_back(asked.clone()),
            Heard::Empty | Heard::Key(_) | Heard::Missed(_) => self.missed(),
        }
    }

    /// A typo is told at once, and counts as a miss.
    fn mistyped(&mut self, collect: &Collect) {
        self.step.state.partial.clear();
        self.step.state.misses += 1;
        match collect.on.get("typo") {
            Some(edge) if self.step.state.misses < TRIES => self.go(edge, None),
            _ => self.give_up(&collect.help),
        }
    }

    fn confirm(&mut self, confirm: &Confirm, heard: &Heard) {
        match heard {
            Heard::Key('1') if self.moment.early => {
                self.say(&confirm.too_soon);
                self.listen();
            }
            Heard::Key('1') => {
                let quote = self.step.state.facts.quote.as_ref().filter(|_| confirm.is_of_payment());
                self.step.state.facts.confirmed = quote.map(|quote| quote.quote.clone());
                self.authorize(confirm);
                self.go(&confirm.yes, None);
            }
            Heard::Key('2' | '*') | Heard::Back => self.go(&confirm.no, None),
            Heard::Key('0') | Heard::Agent => self.enter(self.script.flow.agent),
            Heard::Key('7') => self.pause(),
            Heard::Key('8') => self.change_pace(),
            Heard::Key('9') => self.repeat(),
            Heard::Silence => self.silent(),
            _ => self.missed(),
        }
    }

    /// A lone `#` right behind an entry that its full length ended is that entry's late end.
    fn late_pound(&mut self, heard: &Heard) -> bool {
        let late = std::mem::take(&mut self.step.state.full_entry);
        late && matches!(heard, Heard::Key('#') | Heard::Empty)
    }

    /// All of it again, at its full length.
    fn repeat(&mut self) {
        self.step.state.practised = false;
        self.listen();
    }

    pub(super) fn silent(&mut self) {
        self.step.state.practised = false;
        self.step.state.partial.clear();
        // Who takes their time is helped on and never led away.
        let most = if self.step.state.pace == Pace::Slow { TRIES - 1 } else { TRIES };
        self.step.state.silences = most.min(self.step.state.silences + 1);
        let Some(help) = self.help() else { return self.listen() };
        match help.silence.get(usize::from(self.step.state.silences) - 1) {
            Some(parts) => {
                self.say(parts);
                self.listen();
            }
            None => self.give_up(help),
        }
    }

    pub(super) fn missed(&mut self) {
        self.step.state.practised = false;
        self.step.state.partial.clear();
        self.step.state.misses += 1;
        let Some(help) = self.help() else { return self.listen() };
        match help.miss.get(usize::from(self.step.state.misses) - 1) {
            Some(parts) => {
                self.say(parts);
                self.listen();
            }
            None => self.give_up(help),
        }
    }

    fn pin_answered(&mut self, on: &'a super::enter::Edges, answer: &PinAnswer) {
        let state = &mut self.step.state;
        if *answer != PinAnswer::Busy {
            state.pin_tries += 1;
        }
        match answer {
            PinAnswer::Opened(view) => {
                state.facts.verified = Some(Verified::of(view));
                let (account, language) = (view.account.clone(), state.language);
                state.facts.account = Some(Arc::clone(view));
                self.step.effects.push(Effect::KeepLanguage { account, language });
                self.know_pace(view);
                self.lead(on, "verified");
            }
            PinAnswer::Refused if state.pin_tries >= PIN_RULES.tries_a_call => self.lead(on, "last-refused"),
            PinAnswer::Refused if state.pin_tries > 1 => self.lead(on, "refused-again"),
            PinAnswer::Refused => self.lead(on, "refused"),
            PinAnswer::Busy => self.lead(on, "busy"),
            PinAnswer::Ambiguous => self.lead(on, "ambiguous"),
        }
    }
}
