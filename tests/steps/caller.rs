//! A caller and a world for the pure step: it answers every look and watches every effect.
use std::sync::{Arc, OnceLock};

use jiff::{Timestamp, tz::TimeZone};
use paytone::{
    billing::{
        AccountView, Brand, DeclineReason, LastPayment, LineKind, LineView, MethodFace, PaymentStatus, PaymentView,
        Quote, Reach,
        number::{Alphabet, CheckDigit, HeardNumber, KeypadForm, NumberScheme},
    },
    call::{
        Script,
        effect::{Effect, Look},
        event::{Answer, Capture, ChargeAnswer, Event, Heard, Moment, PinAnswer},
        keys::Class,
        phrase::Phrase,
        state::State,
        step::{self, Step},
        trail::Footstep,
        verb::Verb,
        webhook::Transferred,
    },
    config::Terms,
    flow::{Flow, Label, NodeKind, Pace, ways::ways},
    id::{AccountId, MethodId, PaymentId, QuoteId},
    money::{Currency, Money},
};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn flow() -> Arc<Flow> {
    static FLOW: OnceLock<Arc<Flow>> = OnceLock::new();
    FLOW.get_or_init(|| {
        Arc::new(paytone::flow::source::load(&paytone::cli::flows::shipped()).expect("the shipped flow is sound"))
    })
    .clone()
}

fn terms() -> Terms {
    Terms {
        biller: "Riverside Water".to_owned(),
        currency: Currency::USD,
        time_zone: TimeZone::UTC,
        number_scheme: NumberScheme { length: 8, alphabet: Alphabet::Digits, check: CheckDigit::Damm },
        minimum: usd(100),
        maximum: usd(50_000),
        fee: usd(0),
        agent_number: "+15550100199".to_owned(),
        support_number: "+15550100198".to_owned(),
        bank_debits: false,
        speech: true,
        free_alternative: std::collections::BTreeMap::new(),
        agent_hours: [
            ("en".to_owned(), "weekdays".to_owned()),
            ("es".to_owned(), "entre semana".to_owned()),
            ("fr".to_owned(), "en semaine".to_owned()),
        ]
        .into(),
    }
}

/// Something a caller, a processor or the world does next.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    Key(char),
    EarlyYes,
    Silence,
    Number {
        finished: bool,
    },
    RightPin,
    WrongPin,
    BusyPin,
    Amount(u16),
    Card(u8),
    Agent(bool),
    /// 0 paid, 1 declined, 2 unknown, 3 still requested.
    Outcome(u8),
    StoreAway,
}

impl Act {
    pub fn any(seed: u16) -> Self {
        let detail = seed / 16;
        match seed % 16 {
            0..=5 => Self::Key(char::from(b"0123456789*#"[usize::from(detail) % 12])),
            6 => Self::Key('1'),
            7 => Self::EarlyYes,
            8 => Self::Silence,
            9 => Self::Number { finished: detail.is_multiple_of(2) },
            10 => Self::RightPin,
            11 => Self::WrongPin,
            12 => Self::Amount(detail),
            13 => Self::Card(u8::try_from(detail % 5).unwrap_or(0)),
            14 => Self::Outcome(u8::try_from(detail % 4).unwrap_or(0)),
            _ => match detail % 4 {
                0 => Self::Agent(true),
                1 => Self::Agent(false),
                2 => Self::BusyPin,
                _ => Self::StoreAway,
            },
        }
    }
}

pub struct Caller {
    flow: Arc<Flow>,
    terms: Terms,
    step: Option<Step>,
    at: Timestamp,
    pin: PinAnswer,
    outcome: ChargeAnswer,
    away: bool,
    early: bool,
    race: bool,
    made: u32,
    yes: Option<QuoteId>,
    charged: Vec<Quote>,
}

impl Caller {
    pub fn dial() -> Self {
        let mut caller = Self {
            flow: flow(),
            terms: terms(),
            step: None,
            at: "2026-11-22T15:00:00Z".parse().expect("a time"),
            pin: PinAnswer::Refused,
            outcome: ChargeAnswer::Requested,
            away: false,
            early: false,
            race: false,
            made: 0,
            yes: None,
            charged: Vec::new(),
        };
        caller.step(Event::Began { language: None, pace: Pace::Usual, number: None });
        caller
    }

    pub fn verified() -> Self {
        let mut caller = Self::dial();
        caller.press("1");
        caller.act(Act::Number { finished: true });
        caller.act(Act::RightPin);
        assert!(caller.spoke("main-menu"), "{:?}", caller.verbs());
        caller
    }

    pub fn press(&mut self, keys: &str) {
        keys.chars().for_each(|key| self.act(Act::Key(key)));
    }

    /// Another call charges the same amount between this call's read-back and its yes.
    pub fn race(&mut self) {
        self.race = true;
    }

    pub fn act(&mut self, act: Act) {
        (self.early, self.away) = (matches!(act, Act::EarlyYes), matches!(act, Act::StoreAway));
        let event = match act {
            Act::Key(key) => Event::Heard(Heard::Key(key)),
            Act::EarlyYes => Event::Heard(Heard::Key('1')),
            Act::Silence => Event::Heard(Heard::Silence),
            Act::Number { finished } => Event::Heard(Heard::Number { form: form(), finished }),
            Act::RightPin | Act::WrongPin | Act::BusyPin | Act::StoreAway => {
                self.pin = match act {
                    Act::RightPin => PinAnswer::Opened(std::sync::Arc::new(view())),
                    Act::BusyPin => PinAnswer::Busy,
                    _ => PinAnswer::Refused,
                };
                Event::Heard(Heard::Pin(Class::WellFormed))
            }
            Act::Amount(minor) => Event::Heard(Heard::Amount { minor: i64::from(minor), starred: minor % 2 == 0 }),
            Act::Card(kind) => Event::Captured(match kind {
                0 => Capture::Card(face("method_new")),
                1 => Capture::Star,
                2 => Capture::Failed,
                3 => Capture::Unknown,
                _ => Capture::CallerHungUp,
            }),
            Act::Agent(done) => Event::Transferred(if done { Transferred::Done } else { Transferred::Unanswered }),
            Act::Outcome(kind) => {
                self.outcome = match kind {
                    0 => ChargeAnswer::Paid,
                    1 => ChargeAnswer::Declined(DeclineReason::InsufficientFunds),
                    2 => ChargeAnswer::Unknown,
                    _ => ChargeAnswer::Requested,
                };
                Event::Polled
            }
        };
        self.step(event);
    }

    pub fn step(&mut self, event: Event) {
        self.at = self.at.checked_add(jiff::Span::new().seconds(4)).expect("time goes on");
        let flow = self.flow.clone();
        let terms = self.terms.clone();
        let script = Script { flow: &flow, terms: &terms };
        let moment = Moment {
            at: self.at,
            early: self.early,
            barged: self.early,
            agent_open: self.made % 3 != 1,
            holiday: self.made % 6 == 1,
        };
        let state = match self.step.take() {
            Some(step) => step.state,
            None => step::begin(script, &moment),
        };
        self.watch_yes(&state, &event);
        let mut stepped = step::step(script, state, &event, &moment);
        while let Some(look) = stepped.look.clone() {
            let answer = self.answer(&look);
            stepped = step::resume(script, stepped, &answer, &moment);
        }
        if std::mem::take(&mut self.race) && stepped.effects.iter().any(|effect| matches!(effect, Effect::Charge(_))) {
            stepped = step::resume(script, stepped, &Answer::Repeated(std::sync::Arc::new(payment())), &moment);
        } else {
            self.race = false;
        }
        self.watch_charges(&stepped);
        self.watch_trail(&stepped);
        self.step = Some(stepped);
    }

    /// Every edge on the trail leads to the node behind it, and the trail ends where the call is.
    fn watch_trail(&self, stepped: &Step) {
        let mut edge = None;
        for footstep in &stepped.trail {
            match footstep {
                Footstep::Edge(id) => {
                    edge = ways(&self.flow).into_iter().find(|way| way.edge.is_some_and(|e| e.id == *id))
                }
                Footstep::Node(node) => assert!(edge.take().is_none_or(|way| way.to == *node), "{:?}", stepped.trail),
            }
        }
        let last = stepped.trail.iter().rev().find_map(|footstep| match footstep {
            Footstep::Node(node) => Some(*node),
            Footstep::Edge(_) => None,
        });
        assert!(last.is_none_or(|last| last == stepped.state.node), "{:?}", stepped.trail);
    }

    /// A yes is an explicit 1 at the confirmation, not sooner than its read-back can be heard.
    fn watch_yes(&mut self, state: &State, event: &Event) {
        let confirming = matches!(self.flow.node(state.node).kind, NodeKind::Confirm(_));
        if confirming && *event == Event::Heard(Heard::Key('1')) && !self.early {
            self.yes = state.facts.quote.as_ref().map(|quote| quote.quote.clone());
        }
    }

    fn watch_charges(&mut self, stepped: &Step) {
        for effect in &stepped.effects {
            if let Effect::Charge(quote) = effect {
                assert_eq!(self.yes.take().as_ref(), Some(&quote.quote), "a charge without its own yes");
                let verified = stepped.state.facts.verified.as_ref().map(|verified| verified.account());
                assert_eq!(verified, Some(&quote.account), "the account charged is not the account verified");
                self.charged.push((**quote).clone());
            }
        }
    }

    fn answer(&mut self, look: &Look) -> Answer {
        self.made += 1;
        if self.away {
            return Answer::Unavailable;
        }
        match look {
            Look::VerifyPin(_) => Answer::Pin(self.pin.clone()),
            Look::ReadAccount(_) => Answer::Account(std::sync::Arc::new(view())),
            Look::ReadBill(_) => Answer::Bill(vec![LineView {
                kind: LineKind::Charge,
                description: "Water".to_owned(),
                amount: usd(8_420),
            }]),
            Look::ReadPayments(_) => Answer::Payments(vec![payment()]),
            Look::MakeQuote { account, amount, fee, method, again, alone } => {
                Answer::Quoted(std::sync::Arc::new(Quote {
                    quote: QuoteId::from_stored(format!("quote_{}", self.made)),
                    payment: PaymentId::from_stored(format!("pay_{}", self.made)),
                    account: account.clone(),
                    amount: *amount,
                    fee: *fee,
                    method: method.clone(),
                    date: "2026-11-22".parse().expect("a date"),
                    quoted_at: self.at,
                    confirmation: "1234567890".to_owned(),
                    again: *again,
                    alone: *alone,
                }))
            }
            Look::ReadPlan { .. } => Answer::Plan(None),
            Look::ReadLines(_) => Answer::Lines(Vec::new()),
            Look::MakeOffers { .. } => Answer::Offers(Vec::new()),
            Look::PaymentOutcome(_) => Answer::Charge(self.outcome.clone()),
        }
    }

    /// Held after every step: nothing of an account before its PIN, never more than one charge of a quote, a prompt or
    /// an end in every answer.
    pub fn check_promises(&self) {
        let verified = self.state().facts.verified.is_some();
        for phrase in self.phrases() {
            let personal = phrase.args().iter().any(|(var, _)| var.label() == Label::Account);
            assert!(verified || !personal, "{} before the PIN", phrase.message);
            let wanted = self.flow.prompts.vars(&phrase.message).expect("a known message");
            let given = phrase.args().len();
            assert_eq!(given, wanted.len(), "{} lacks a variable: {:?}", phrase.message, phrase.args());
        }
        let mut quotes: Vec<&QuoteId> = self.charged.iter().map(|quote| &quote.quote).collect();
        quotes.dedup();
        assert_eq!(quotes.len(), self.charged.len(), "one quote charged twice");
        let last = self.verbs().last().expect("every answer has a verb");
        assert!(!matches!(last, Verb::Say(_)), "an answer must listen, wait or end: {last:?}");
    }

    pub fn state(&self) -> &State {
        &self.step.as_ref().expect("dialled").state
    }

    pub fn verbs(&self) -> &[Verb] {
        &self.step.as_ref().expect("dialled").verbs
    }

    pub fn charges(&self) -> usize {
        self.charged.len()
    }

    fn phrases(&self) -> Vec<&Phrase> {
        let spoken = self.verbs().iter().map(|verb| match verb {
            Verb::Say(phrases) => &phrases[..],
            Verb::Gather(gather) => &gather.phrases[..],
            _ => &[],
        });
        spoken.flatten().collect()
    }

    pub fn said(&self) -> Vec<String> {
        self.phrases().iter().map(|phrase| phrase.message.to_string()).collect()
    }

    pub fn spoke(&self, message: &str) -> bool {
        self.said().iter().any(|said| said == message)
    }
}

fn form() -> KeypadForm {
    match terms().number_scheme.heard("10023453") {
        HeardNumber::WellFormed(form) => form,
        other => panic!("the test's number is not well-formed: {other:?}"),
    }
}

fn face(id: &str) -> MethodFace {
    MethodFace { method: MethodId::from_stored(id.to_owned()), brand: Brand::Visa, last_four: "4242".to_owned() }
}

fn view() -> AccountView {
    AccountView {
        account: AccountId::from_stored("acct_1".to_owned()),
        balance: usd(8_420),
        past_due: usd(0),
        held: None,
        due_on: Some("2026-12-04".parse().expect("a date")),
        last_payment: Some(LastPayment { amount: usd(4_000), paid_on: "2026-11-01".parse().expect("a date") }),
        methods: vec![face("method_1")],
        notes: Vec::new(),
        autopay: None,
        news: None,
        debtor: None,
        reach: Reach::Text,
        pace: Pace::Usual,
        several: Vec::new(),
    }
}

fn payment() -> PaymentView {
    PaymentView {
        payment: PaymentId::from_stored("pay_old".to_owned()),
        total: usd(8_420),
        status: PaymentStatus::Paid,
        paid_on: "2026-11-22".parse().expect("a date"),
        confirmation: "1234567890".to_owned(),
    }
}
