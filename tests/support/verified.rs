//! A call whose caller gave the right PIN, by stepping the shipped flow: tests too get a `Verified` in no other way.
use std::sync::OnceLock;

use paytone::{
    billing::{AccountView, Reach},
    call::{
        Script,
        effect::Look,
        event::{Answer, Event, Heard, Moment, PinAnswer},
        keys::Class,
        state::{State, Verified},
        step::{self, Step},
    },
    config::{Settings, Sources, Terms},
    flow::{Flow, NodeKind, Pace, Slot},
    id::AccountId,
    money::Money,
};

/// Turns after which a caller who does all that is asked must be verified.
const TURNS: usize = 20;

/// The proof of a caller who gave the right PIN.
pub fn verified() -> &'static Verified {
    state().facts.verified.as_ref().expect("the caller gave the PIN")
}

/// Where the call stands right after the PIN.
pub fn state() -> &'static State {
    static STATE: OnceLock<State> = OnceLock::new();
    STATE.get_or_init(|| {
        let flow = paytone::flow::source::load(&paytone::cli::flows::shipped()).expect("the shipped flow is sound");
        let terms = Settings::read(&Sources::default()).expect("the defaults are sound").terms();
        call(&flow, &terms)
    })
}

fn call(flow: &Flow, terms: &Terms) -> State {
    let script = Script { flow, terms };
    let at = "2026-11-23T15:00:00Z".parse().expect("a time");
    let moment = Moment { at, early: false, barged: false, agent_open: true, holiday: false };
    let mut stepped = step::step(
        script,
        step::begin(script, &moment),
        &Event::Began { language: None, pace: Pace::Usual, number: None },
        &moment,
    );
    for _ in 0..TURNS {
        let event = Event::Heard(asked(flow, terms, &stepped));
        stepped = step::step(script, stepped.state, &event, &moment);
        while let Some(look) = &stepped.look {
            let answer = answer(look, terms);
            stepped = step::resume(script, stepped, &answer, &moment);
        }
        if stepped.state.facts.verified.is_some() {
            return stepped.state;
        }
    }
    panic!("after {TURNS} turns the caller is still not verified, at {}", flow.node(stepped.state.node).name)
}

/// What the node that listens asks for; at a menu the first choice.
fn asked(flow: &Flow, terms: &Terms, stepped: &Step) -> Heard {
    let NodeKind::Collect(collect) = &flow.node(stepped.state.node).kind else { return Heard::Key('1') };
    match collect.slot {
        Slot::PayBillNumber => {
            let number = terms.number_scheme.append_check("2041187").expect("a number of the demo's scheme");
            let form = terms.number_scheme.keypad_form(&number).expect("a well-formed number");
            Heard::Number { form, finished: true }
        }
        Slot::Pin => Heard::Pin(Class::WellFormed),
        Slot::Amount => panic!("an amount is asked for before the PIN"),
    }
}

fn answer(look: &Look, terms: &Terms) -> Answer {
    let Look::VerifyPin(_) = look else { panic!("{look:?} before the PIN") };
    let zero = Money::new(0, terms.currency);
    Answer::Pin(PinAnswer::Opened(std::sync::Arc::new(AccountView {
        account: AccountId::of("1"),
        balance: Money::new(8_420, terms.currency),
        past_due: zero,
        held: None,
        due_on: None,
        last_payment: None,
        methods: Vec::new(),
        notes: Vec::new(),
        autopay: None,
        news: None,
        reach: Reach::CallBack,
        debtor: None,
        pace: Pace::Usual,
        several: Vec::new(),
    })))
}
