//! One explored turn as the monitors see it: what arrived, what was looked up, what came of it. It refuses to know how it
//! was found and what holds of it.
use std::sync::Arc;

use super::{
    caller::Input,
    debit,
    ground::Ground,
    planned::Planned,
    situation::{Fate, Situation, Witness},
};
use crate::{
    billing::{AccountView, PaymentStatus, Quote},
    call::{
        Script,
        effect::{Effect, Look},
        event::{Answer, Asked, ChargeAnswer, Event, Heard, Moment, PinAnswer},
        facts::called,
        phrase::{Phrase, Value},
        plan::Plan,
        state::{State, Waits},
        step::Step,
        verb::{Gather, Verb},
    },
    flow::{Label, NodeKind, Pace, Set, Var},
    id::AccountId,
};

/// Something that arrives, and under which circumstances.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Act {
    pub input: Input,
    /// Sooner than the read-back can be spoken.
    pub early: bool,
    pub agent: Agent,
    pub clock: Tick,
    pub delivery: Delivery,
    /// So many times in a row: a ladder of silences or of misses at one node.
    pub times: u8,
    /// What came before it in the same row, at the same node: the `7` of a pause, words that were read back.
    pub behind: Option<Box<Input>>,
    /// Of a caller who takes their time, or not.
    pub pace: Pace,
    /// From an attested number that is on file for one account.
    pub known: bool,
}

/// Whether the agent can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agent {
    Open,
    Closed,
    /// Closed, on a day that is a holiday.
    Holiday,
}

/// Where the call stands to its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tick {
    Within,
    /// The seconds are used up.
    TimeIsUp,
    /// The prompts are used up.
    PromptsAreUp,
}

/// How the webhook came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    Once,
    /// A copy of the webhook before, taken for a new one.
    Twice,
    /// A copy of an older one, taken for a new one.
    Late,
    /// A webhook of a turn that is not reached yet, taken for the awaited one.
    Reordered,
    /// A webhook with a token that is not this call's, taken for genuine.
    Forged,
    /// Its charge was refused at the commit: another call had just paid the same.
    Raced,
}

/// A finished turn.
pub(super) struct Turn<'a> {
    pub ground: &'a Ground<'a>,
    pub script: Script<'a>,
    pub before: &'a Situation,
    pub act: &'a Act,
    pub event: &'a Event,
    pub moment: &'a Moment,
    pub looked: &'a [(Look, Answer)],
    pub step: &'a Step,
    /// What the witness knows after the turn.
    pub known: Witness,
    /// Everything spoken, in order.
    pub spoken: Vec<&'a Phrase>,
}

impl<'a> Turn<'a> {
    pub fn after(&self) -> &'a State {
        &self.step.state
    }

    pub fn kind(&self) -> &'a NodeKind {
        &self.ground.flow.node(self.before.state.node).kind
    }

    pub fn kind_after(&self) -> &'a NodeKind {
        &self.ground.flow.node(self.step.state.node).kind
    }

    pub fn within(&self) -> bool {
        self.act.clock == Tick::Within
    }

    /// The caller was asked whether something heard by speech was said.
    pub fn was_asked_back(&self) -> bool {
        self.before.state.waits == Waits::Sure && !matches!(self.event, Event::Began { .. })
    }

    /// The caller rested at a node that takes keys.
    pub fn was_listening(&self) -> bool {
        self.before.state.waits == Waits::Keys && self.listening_kind() && !matches!(self.event, Event::Began { .. })
    }

    fn listening_kind(&self) -> bool {
        matches!(self.kind(), NodeKind::Menu(_) | NodeKind::Collect(_) | NodeKind::Confirm(_))
    }

    pub fn heard(&self) -> Option<&'a Heard> {
        match self.event {
            Event::Heard(heard) => Some(heard),
            _ => None,
        }
    }

    /// A key that a person really pressed just now, at a node that listened to it.
    pub fn pressed(&self, key: char) -> bool {
        let by_key = matches!(self.act.input, Input::Keys { .. });
        by_key && self.was_listening() && self.act.delivery.is_real() && self.heard() == Some(&Heard::Key(key))
    }

    /// All that the turn leaves, written out, to be searched for what must not be in it.
    pub fn everything(&self) -> String {
        let Step { effects, verbs, .. } = self.step;
        written(format_args!("{:?} {:?} {effects:?} {verbs:?}", self.event, self.state_left()))
    }

    /// The same but what is spoken.
    pub fn everything_kept(&self) -> String {
        written(format_args!("{:?} {:?} {:?}", self.event, self.state_left(), self.step.effects))
    }

    /// The state after the turn. An account that was there before, or is the very one that a look answered, is left out:
    /// nothing of this turn can have been written into it.
    fn state_left(&self) -> State {
        let mut state = self.step.state.clone();
        let answered = self.looked.iter().filter_map(|(_, answer)| match answer {
            Answer::Account(view) | Answer::Pin(PinAnswer::Opened(view)) => Some(view),
            _ => None,
        });
        let mut known = answered.chain(&self.before.state.facts.account);
        if state.facts.account.as_ref().is_some_and(|view| known.any(|known| Arc::ptr_eq(known, view))) {
            state.facts.account = None;
        }
        state
    }

    pub fn gather(&self) -> Option<&'a Gather> {
        self.step.verbs.iter().find_map(|verb| match verb {
            Verb::Gather(gather) => Some(gather),
            _ => None,
        })
    }

    pub fn dials(&self) -> bool {
        self.step.verbs.iter().any(|verb| matches!(verb, Verb::Dial(_)))
    }

    pub fn charges(&self) -> impl Iterator<Item = &'a Quote> {
        self.step.effects.iter().filter_map(|effect| match effect {
            Effect::Charge(quote) => Some(&**quote),
            _ => None,
        })
    }

    /// Spoken before the gather, where no key is heard.
    fn read_back(&self) -> impl Iterator<Item = &'a (Var, Value)> {
        let verbs = self.step.verbs.iter().take_while(|verb| !matches!(verb, Verb::Gather(_)));
        let said = verbs.filter_map(|verb| match verb {
            Verb::Say(phrases) => Some(phrases),
            _ => None,
        });
        said.flatten().flat_map(|phrase| phrase.args())
    }

    /// Whether this value was spoken before the gather, where no key is heard.
    pub fn says_before_the_gather(&self, var: Var, value: &Value) -> bool {
        self.read_back().any(|(said, spoken)| *said == var && spoken == value)
    }

    /// What the read-back before the gather leaves out of `quote`, or says otherwise.
    pub fn left_out(&self, quote: &Quote) -> Vec<Var> {
        let fee = quote.fee.is_positive();
        let view = self.after().facts.account.as_deref();
        let one = view.and_then(AccountView::chosen).filter(|_| quote.alone);
        let count = view.filter(|view| view.is_of_all()).map_or(0, |view| view.several.len());
        let whole = [
            (Var::Account, one.map_or(Value::Count(0), called), quote.alone),
            (Var::AccountCount, Value::Count(i64::try_from(count).unwrap_or_default()), !quote.alone && count > 0),
            (Var::Amount, Value::Money(quote.amount), true),
            (Var::Method, Value::Method(quote.method.clone()), true),
            (Var::PayDate, Value::Date(quote.date), true),
            (Var::Fee, Value::Money(quote.fee), fee),
            (Var::Total, Value::Money(quote.total()), fee),
        ];
        let said: Vec<_> = self.read_back().collect();
        let missing = |(var, value, needed): &(Var, Value, bool)| {
            *needed && !said.iter().any(|(said, spoken)| said == var && spoken == value)
        };
        whole.into_iter().filter(missing).map(|(var, ..)| var).collect()
    }

    /// The read-back before the gather asks for the authorization of this very quote's debit (`# claims: authorize-debit`).
    fn authorizes(&self, quote: &Quote) -> bool {
        let verbs = self.step.verbs.iter().take_while(|verb| !matches!(verb, Verb::Gather(_)));
        let mut said = verbs.flat_map(|verb| match verb {
            Verb::Say(phrases) => &phrases[..],
            _ => &[],
        });
        said.any(|phrase| debit::authorizes(self.ground.claims(&phrase.message), phrase.args(), quote))
    }

    /// The call now rests at a confirmation of a payment.
    pub fn asks_to_confirm(&self) -> bool {
        let of_payment = matches!(self.kind_after(), NodeKind::Confirm(confirm) if confirm.is_of_payment());
        self.after().waits == Waits::Keys && of_payment
    }

    /// The call now rests at a confirmation of something for days to come.
    pub fn asks_to_agree(&self) -> bool {
        let of_plan = matches!(self.kind_after(), NodeKind::Confirm(confirm) if !confirm.is_of_payment());
        self.after().waits == Waits::Keys && of_plan
    }

    /// What the caller agreed to for days to come.
    pub fn agreed(&self) -> impl Iterator<Item = (&'a AccountId, &'a Plan)> {
        self.step.effects.iter().filter_map(|effect| match effect {
            Effect::Agree { account, plan, .. } => Some((account, plan)),
            _ => None,
        })
    }

    /// What is read back for days to come, by its words.
    fn planned(&self) -> Option<Planned> {
        if !self.asks_to_agree() {
            return None;
        }
        let verbs = self.step.verbs.iter().take_while(|verb| !matches!(verb, Verb::Gather(_)));
        let said = verbs.flat_map(|verb| match verb {
            Verb::Say(phrases) => &phrases[..],
            _ => &[],
        });
        Planned::heard(self.ground, &said.collect::<Vec<_>>())
    }

    /// Whether a message was spoken that takes account values from its caller.
    pub fn needs_account(&self, phrase: &Phrase) -> bool {
        self.ground.vars(&phrase.message).iter().any(|var| var.label() == Label::Account)
    }

    /// What the witness knows after it.
    pub fn witness(&self) -> Witness {
        let mut witness = self.before.witness.clone();
        witness.language = self.chosen_language();
        witness.late |= self.act.clock == Tick::TimeIsUp;
        for (_, answer) in self.looked {
            match answer {
                Answer::Pin(PinAnswer::Opened(view)) => witness.opened = view.accounts().into(),
                Answer::Charge(ChargeAnswer::Paid) => witness.fate = Fate::Paid,
                Answer::Charge(ChargeAnswer::Declined(_)) => witness.fate = Fate::Declined,
                Answer::Charge(ChargeAnswer::Unknown) => witness.fate = Fate::Unknown,
                Answer::Charge(ChargeAnswer::Submitted) => witness.fate = Fate::Submitted,
                Answer::Repeated(payment) => witness.fate = fate(payment.status),
                _ => {}
            }
        }
        for effect in &self.step.effects {
            match effect {
                Effect::KeepQuote(quote) => {
                    witness.kept = Some(Arc::clone(quote));
                    (witness.charged, witness.fate) = (false, Fate::None);
                }
                Effect::Charge(_) => (witness.charged, witness.fate) = (true, Fate::Requested),
                _ => {}
            }
        }
        let whole = |quote: &Quote| self.left_out(quote).is_empty();
        witness.planned = self.planned();
        witness.authorized =
            self.asks_to_confirm() && witness.kept.as_deref().is_some_and(|kept| self.authorizes(kept));
        witness.offered = self.asks_to_confirm() && witness.kept.as_deref().is_some_and(whole);
        witness
    }

    /// The language chosen by the caller's key or known for the caller's number; nothing else may change it.
    fn chosen_language(&self) -> crate::flow::Language {
        let languages = &self.ground.flow.languages;
        match (self.event, self.kind()) {
            (Event::Began { language: Some(known), .. }, _) if languages.contains(known) => *known,
            (Event::Heard(Heard::Key(key)), NodeKind::Menu(menu)) if self.was_listening() || self.was_asked_back() => {
                let meant = match (self.was_asked_back(), key, &self.before.state.asked) {
                    (false, key, _) => Some(key),
                    (true, '1', Some(Asked::Key(key))) => Some(key),
                    (true, ..) => None,
                };
                match meant.and_then(|key| menu.keys.get(key)).and_then(|edge| edge.set) {
                    Some(Set::Language(chosen)) => chosen,
                    _ => self.before.witness.language,
                }
            }
            _ => self.before.witness.language,
        }
    }
}

/// What a stored payment is to its owner.
pub(super) fn fate(status: PaymentStatus) -> Fate {
    match status {
        PaymentStatus::Requested => Fate::Requested,
        PaymentStatus::Unknown => Fate::Unknown,
        PaymentStatus::Submitted => Fate::Submitted,
        PaymentStatus::Paid => Fate::Paid,
        PaymentStatus::Declined => Fate::Declined,
    }
}

impl Delivery {
    /// A webhook that tells what happened just now, not a copy taken for one.
    pub fn is_real(self) -> bool {
        matches!(self, Self::Once | Self::Raced)
    }
}

impl Act {
    /// Words, or an answer to their read-back.
    pub fn is_by_speech(&self) -> bool {
        let spoken = |input: &Input| matches!(input, Input::Spoken { .. });
        spoken(&self.input) || self.behind.as_deref().is_some_and(spoken)
    }

    pub fn of(input: Input) -> Self {
        Self {
            input,
            early: false,
            agent: Agent::Open,
            clock: Tick::Within,
            delivery: Delivery::Once,
            times: 1,
            behind: None,
            pace: Pace::Usual,
            known: false,
        }
    }
}

fn written(what: std::fmt::Arguments<'_>) -> String {
    // Large enough at once: it is written for every wrong key of every state.
    let mut text = String::with_capacity(8_192);
    // A string takes everything.
    let _ = std::fmt::Write::write_fmt(&mut text, what);
    text
}

/// Everything that verbs say, in order.
pub(super) fn spoken(verbs: &[Verb]) -> Vec<&Phrase> {
    let said = verbs.iter().map(|verb| match verb {
        Verb::Say(phrases) => &phrases[..],
        Verb::Gather(gather) => &gather.phrases[..],
        _ => &[],
    });
    said.flatten().collect()
}
