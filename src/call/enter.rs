//! Walking from node to node until the caller is heard, a look is needed, or the call ends. It refuses to know events.
use std::collections::BTreeMap;

use super::{
    effect::{Effect, Look},
    facts::{Item, View},
    hear, listening,
    state::Waits,
    step::Walk,
    trail::Footstep,
    verb::{Dial, Gather, Verb},
};
use crate::{
    billing::{AccountView, LineView, PaymentView, channel::Instrument},
    flow::{Action, Edge, Help, Menu, NodeId, NodeKind, Part, Slot, Timing},
    money::Money,
};

pub(super) type Edges = BTreeMap<&'static str, Edge>;

/// Nodes that one event may walk through without the caller; a checked flow needs far fewer.
const FUEL: u8 = 64;
/// Keys after which a secret or an amount ends by itself: room for a slip, `*` and the whole entry again.
const MOST_KEYS: u8 = 20;
/// Seconds before a waiting call comes back.
const WAIT_SECONDS: u8 = 1;
/// Seconds that the agent's phone rings.
const RING_SECONDS: u8 = 25;

/// Where a node leads without the caller.
pub(super) enum Onward<'a> {
    Edge(&'a Edge),
    Node(NodeId),
    Stop,
}

impl<'a> Walk<'a> {
    pub(super) fn view(&self) -> View<'_> {
        View { script: self.script, state: &self.step.state, moment: self.moment }
    }

    pub(super) fn say(&mut self, parts: &[Part]) {
        let phrases = self.view().phrases(parts, Item::None);
        self.step.said.extend(phrases);
    }

    pub(super) fn lead(&mut self, on: &'a Edges, outcome: &str) {
        match on.get(outcome) {
            Some(edge) => self.go(edge, None),
            None => self.enter(self.script.flow.trouble),
        }
    }

    /// Takes an edge; `item` is the list item that was pressed.
    pub(super) fn go(&mut self, edge: &Edge, item: Option<usize>) {
        self.step.trail.push(Footstep::Edge(edge.id));
        self.note(edge.set, item);
        self.say(&edge.say);
        self.enter(edge.to);
    }

    pub(super) fn enter(&mut self, node: NodeId) {
        let mut node = node;
        for _ in 0..FUEL {
            self.arrive(node);
            match self.visit() {
                Onward::Stop => return,
                Onward::Node(next) => node = next,
                Onward::Edge(edge) => {
                    self.step.trail.push(Footstep::Edge(edge.id));
                    self.note(edge.set, None);
                    self.say(&edge.say);
                    node = edge.to;
                }
            }
        }
        self.enter_end();
    }

    /// Ends the call without a word more than was already said.
    pub(super) fn enter_end(&mut self) {
        self.flush();
        self.step.verbs.push(Verb::Hangup);
        self.step.state.waits = Waits::Over;
    }

    fn arrive(&mut self, node: NodeId) {
        self.step.trail.push(Footstep::Node(node));
        let state = &mut self.step.state;
        if state.node != node {
            (state.silences, state.misses) = (0, 0);
            state.partial.clear();
        }
        state.node = node;
    }

    fn visit(&mut self) -> Onward<'a> {
        match self.kind() {
            NodeKind::Say { parts, next } => {
                self.say(parts);
                Onward::Edge(next)
            }
            NodeKind::Menu(_) | NodeKind::Collect(_) | NodeKind::Confirm(_) => self.try_listen(),
            NodeKind::Do { action, say, on } => self.act(*action, say, on),
            NodeKind::Transfer { .. } if self.spent() => self.limit(),
            NodeKind::Transfer { say, on } => self.transfer(say, on),
            NodeKind::End { parts } => {
                self.say(parts);
                self.enter_end();
                Onward::Stop
            }
        }
    }

    fn act(&mut self, action: Action, say: &'a [Part], on: &'a Edges) -> Onward<'a> {
        if let Some(outcome) = self.judge(action) {
            return match on.get(outcome) {
                Some(edge) => Onward::Edge(edge),
                None => Onward::Node(self.script.flow.trouble),
            };
        }
        match action {
            Action::CaptureCard | Action::CaptureBank if self.spent() => return self.limit(),
            Action::CaptureCard => self.capture(Instrument::Card, say),
            Action::CaptureBank => self.capture(Instrument::Bank, say),
            Action::Charge => return self.charge(say),
            // Three tries were used: the same words without another look, for everyone alike.
            Action::VerifyPin if self.step.state.pin_tries >= crate::identity::PIN_RULES.tries_a_call => {
                return on.get("last-refused").map_or(Onward::Stop, Onward::Edge);
            }
            _ => match self.ask(action) {
                Some(look) => self.step.look = Some(look),
                None => return Onward::Node(self.script.flow.trouble),
            },
        }
        Onward::Stop
    }

    /// The outcome of an action that only looks at what the call knows.
    fn judge(&mut self, action: Action) -> Option<&'static str> {
        let account = self.view().account();
        let has_method = account.is_some_and(|account| !account.methods.is_empty());
        Some(match action {
            Action::KnownLanguage if self.step.state.known_language => "known",
            Action::KnownLanguage => "unknown",
            Action::KnownCaller => match self.step.state.facts.caller.clone() {
                Some(form) => {
                    self.step.state.facts.number = Some(form);
                    "known"
                }
                None => "unknown",
            },
            Action::Standing if self.step.state.facts.verified.is_some() => "verified",
            Action::Standing => "unverified",
            Action::SeveralOpen if account.is_some_and(AccountView::is_of_all) => "several",
            Action::SeveralOpen => "one",
            Action::AccountChosen if account.is_some_and(|account| account.chosen().is_some()) => "chosen",
            Action::AccountChosen => "only",
            Action::News => match account.and_then(|account| account.news.as_ref()) {
                Some(news) => super::facts::status_word(news.status),
                None => "none",
            },
            Action::BillState => match account {
                Some(account) if account.balance.minor < 0 => "credit",
                Some(account) if account.payable().minor > 0 && account.past_due.minor > 0 => "past-due",
                Some(account) if account.payable().minor > 0 => "due",
                Some(_) | None => "nothing-due",
            },
            Action::DefaultMethod if has_method => "present",
            Action::DefaultMethod => "absent",
            Action::AutopayState if account.is_some_and(|account| account.autopay.is_some()) => "on",
            Action::AutopayState if has_method => "off",
            Action::AutopayState => "no-card",
            Action::CardUse => match &self.step.state.facts.method {
                Some(card) if account.is_some_and(|account| account.use_of(card).is_some()) => "used",
                _ => "free",
            },
            Action::LineState if self.view().line().is_some_and(|line| line.dispute.is_some()) => "disputed",
            Action::LineState => "free",
            Action::BankOffered if self.takes_bank() => "offered",
            Action::BankOffered => "none",
            // whom no written notice reaches, or who speaks another language, is not asked for a bank account
            Action::CaptureBank if !self.takes_bank() => "failed",
            Action::QuotedBy => self.quoted_by(),
            Action::MethodChosen if self.step.state.facts.method.is_some() => "chosen",
            Action::MethodChosen => "unchosen",
            Action::CheckAmount => self.check_amount(),
            _ => return None,
        })
    }

    /// Judges the amount and keeps it only if it may be paid. All that is payable may be paid even below the minimum.
    fn check_amount(&mut self) -> &'static str {
        let terms = self.script.terms;
        let Some(payable) = self.view().account().map(|account| account.payable()) else { return "above-balance" };
        let entry = self.step.state.facts.entry;
        let minor = entry.map(|entry| entry.minor).or(self.step.state.facts.amount.map(|amount| amount.minor));
        let minor = minor.unwrap_or_default();
        let below = minor < terms.minimum.minor;
        if below && minor > 0 && minor != payable.minor && entry.is_some_and(|entry| !entry.starred) {
            return "dollars-or-cents";
        }
        if minor <= 0 || (below && minor != payable.minor) {
            "below-minimum"
        } else if minor > payable.minor {
            "above-balance"
        } else if minor > terms.maximum.minor {
            "above-limit"
        } else {
            self.step.state.facts.amount = Some(Money::new(minor, terms.currency));
            self.step.state.facts.entry = None;
            "accepted"
        }
    }

    /// What an action must have looked up; nothing when the call does not know enough for it.
    fn ask(&self, action: Action) -> Option<Look> {
        let facts = &self.step.state.facts;
        let open = || self.view().account().map(|view| view.account.clone());
        Some(match action {
            Action::VerifyPin => Look::VerifyPin(facts.number.clone()?),
            Action::ReadAccount | Action::OpenAccount | Action::OpenAll => Look::ReadAccount(self.scope(action)?),
            Action::ReadBill => Look::ReadBill(open()?),
            Action::ReadPayments => Look::ReadPayments(open()?),
            Action::Quote => Look::MakeQuote {
                account: open()?,
                alone: self.view().account()?.chosen().is_some(),
                amount: facts.amount?,
                fee: self.script.terms.fee,
                method: facts.method.clone()?,
                again: facts.again,
            },
            _ => return self.ask_plan(action),
        })
    }

    pub(super) fn wait(&mut self, say: &[Part]) {
        self.say(say);
        self.flush();
        self.step.verbs.push(Verb::Wait { seconds: WAIT_SECONDS });
        self.step.state.waits = Waits::Outcome;
    }

    fn transfer(&mut self, say: &[Part], on: &'a Edges) -> Onward<'a> {
        if !self.moment.agent_open {
            return on.get("closed").map_or(Onward::Stop, Onward::Edge);
        }
        let place = self.step.state.listened.unwrap_or(self.step.state.node);
        let place = self.script.flow.node(place).name.clone();
        let account = self.step.state.facts.verified.as_ref().map(|verified| verified.account().clone());
        self.say(say);
        self.flush();
        self.step.state.prompts += 1;
        self.step.verbs.push(Verb::Dial(Dial {
            to: self.script.terms.agent_number.clone(),
            code: String::new(),
            call: String::new(),
            account: account.as_ref().map(|account| account.as_str().to_owned()),
            place: place.clone(),
            ring_s: RING_SECONDS,
        }));
        self.step.effects.push(Effect::OpenTransfer { account, place });
        self.step.state.waits = Waits::Agent;
        Onward::Stop
    }

    pub(super) fn read_bill(&mut self, on: &'a Edges, say: &'a [Part], lines: &[LineView]) {
        let view = self.view();
        let said: Vec<_> = lines.iter().flat_map(|line| view.phrases(say, Item::Line(line))).collect();
        self.step.said.extend(said);
        self.lead(on, if lines.is_empty() { "none" } else { "read" });
    }

    pub(super) fn read_payments(&mut self, on: &'a Edges, say: &'a [Part], payments: &[PaymentView]) {
        let view = self.view();
        let said: Vec<_> = payments.iter().flat_map(|payment| view.phrases(say, Item::Payment(payment))).collect();
        self.step.said.extend(said);
        self.lead(on, if payments.is_empty() { "none" } else { "read" });
    }

    pub(super) fn give_up(&mut self, help: &Help) {
        match &help.then {
            Some(edge) => self.go(edge, None),
            None => self.enter(self.script.flow.give_up),
        }
    }

    fn limit(&mut self) -> Onward<'a> {
        Onward::Node(self.script.flow.limit_reached)
    }

    /// The node's prompt, unless the call has used up its time or prompts.
    fn try_listen(&mut self) -> Onward<'a> {
        if self.spent() {
            return self.limit();
        }
        self.listen_now(Prompt::Whole);
        Onward::Stop
    }

    pub(super) fn listen(&mut self) {
        self.enter(self.step.state.node);
    }

    /// Goes on gathering the rest of a number, silently.
    pub(super) fn listen_on(&mut self) {
        if self.spent() {
            return self.enter(self.script.flow.limit_reached);
        }
        self.listen_now(Prompt::None);
    }

    fn listen_now(&mut self, prompt: Prompt) {
        self.step.state.prompts += 1;
        self.step.state.waits = Waits::Keys;
        self.step.state.listened = Some(self.step.state.node);
        let key = |timing| (Some(1), false, timing);
        let (parts, (most_keys, pound_ends, timing)): (&[Part], (Option<u8>, bool, Timing)) = match self.kind() {
            NodeKind::Menu(menu) if self.step.state.practised && !menu.short.is_empty() => {
                (&menu.short, key(menu.timing))
            }
            NodeKind::Menu(menu) => (&menu.parts, key(menu.timing)),
            NodeKind::Confirm(confirm) => {
                self.say(&confirm.read_back);
                self.flush();
                (&confirm.ask, key(confirm.timing))
            }
            NodeKind::Collect(collect) => {
                let most = match collect.slot {
                    Slot::PayBillNumber => {
                        u8::try_from(hear::awaited(self.script, &self.step.state)).unwrap_or(MOST_KEYS)
                    }
                    Slot::Pin | Slot::Amount => MOST_KEYS,
                };
                (&collect.parts, (Some(most), true, collect.timing))
            }
            _ => return,
        };
        if prompt == Prompt::Whole {
            self.say(parts);
            self.say_list();
        }
        let gather = Gather {
            phrases: std::mem::take(&mut self.step.said),
            most_keys,
            pound_ends,
            timing: timing.at(self.step.state.pace),
            language: self.step.state.language,
            speech: listening::hints(self.script, &self.step.state),
        };
        self.step.verbs.push(Verb::Gather(gather));
    }

    /// The items of a list menu, then the choices after them, numbered on.
    fn say_list(&mut self) {
        let NodeKind::Menu(Menu { each: Some(each), .. }) = self.kind() else { return };
        let (view, language) = (self.view(), self.step.state.language);
        let items = view.items(each.list);
        let mut said: Vec<_> = items.iter().map(|item| view.phrase(&each.message, language, *item)).collect();
        for (index, (message, _)) in each.after.iter().enumerate() {
            said.push(view.phrase(message, language, Item::Key(items.len() + index + 1)));
        }
        self.step.said.extend(said);
    }

    /// What was said so far is spoken before the next verb, outside every gather.
    pub(super) fn flush(&mut self) {
        if !self.step.said.is_empty() {
            let said = std::mem::take(&mut self.step.said);
            self.step.verbs.push(Verb::Say(said));
        }
    }
}

#[derive(PartialEq, Eq)]
enum Prompt {
    Whole,
    /// Nothing is said: the caller is in the middle of an entry.
    None,
}
