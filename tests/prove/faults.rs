//! The product's engine with one fault each: wrappers around the production functions, as a slip of a programmer would
//! have them. They refuse to know flows and the prover.
use std::sync::Arc;

use paytone::{
    billing::{AccountView, Quote, Reach},
    call::{
        Script,
        admit::{Admission, admit},
        effect::Effect,
        event::{Answer, Capture, ChargeAnswer, Event, Heard, Moment, PinAnswer},
        hear::hear,
        plan::Plan,
        prove::{engine::Engine, property::Property},
        state::{State, Waits},
        step::{self, Step},
        verb::Verb,
        webhook::TurnRef,
    },
    flow::{NodeKind, Pace},
    id::AccountId,
    money::{Currency, Money},
};

/// What the engine of the product is without a fault.
const SOUND: Engine = Engine::PRODUCTION;

/// A seeded fault and the property it must break on the shipped flow.
pub struct Fault {
    pub name: &'static str,
    pub engine: Engine,
    pub breaks: Property,
}

pub type Stepper = for<'a> fn(Script<'a>, State, &Event, &Moment) -> Step;
pub type Resumer = for<'a> fn(Script<'a>, Step, &Answer, &Moment) -> Step;
type Admitter = fn(u32, Option<&TurnRef>, bool) -> Admission;

pub const fn stepped(name: &'static str, breaks: Property, step: Stepper) -> Fault {
    Fault { name, breaks, engine: Engine { step, ..SOUND } }
}
pub const fn resumed(name: &'static str, breaks: Property, resume: Resumer) -> Fault {
    Fault { name, breaks, engine: Engine { resume, ..SOUND } }
}
const fn admitted(name: &'static str, breaks: Property, admit: Admitter) -> Fault {
    Fault { name, breaks, engine: Engine { admit, ..SOUND } }
}

/// A fault by its name.
pub fn named(name: &str) -> &'static Fault {
    ALL.iter().find(|fault| fault.name == name).unwrap_or_else(|| panic!("there is no fault `{name}`"))
}

/// Every seeded fault.
pub const ALL: &[Fault] = &[
    // ---- admit
    admitted("a repeat is taken as new", Property::ChargeIsConfirmed, |awaited, turn, genuine| {
        match admit(awaited, turn, genuine) {
            Admission::Repeat => Admission::Fresh,
            other => other,
        }
    }),
    admitted("a late webhook is taken as new", Property::ChargeIsConfirmed, |awaited, turn, genuine| {
        match admit(awaited, turn, genuine) {
            Admission::Stale => Admission::Fresh,
            other => other,
        }
    }),
    admitted("a turn not reached yet is taken as new", Property::ChargeIsConfirmed, |awaited, turn, genuine| {
        let ahead = turn.is_some_and(|turn| turn.number > awaited) && genuine;
        if ahead { Admission::Fresh } else { admit(awaited, turn, genuine) }
    }),
    admitted("a foreign token is taken as genuine", Property::ChargeIsConfirmed, |awaited, turn, _| {
        admit(awaited, turn, true)
    }),
    admitted("the awaited turn is refused", Property::NothingIsUnreached, |awaited, turn, genuine| {
        match admit(awaited, turn, genuine) {
            Admission::Fresh => Admission::Stale,
            other => other,
        }
    }),
    admitted("a copy is hung up on", Property::NothingIsUnreached, |awaited, turn, genuine| {
        match admit(awaited, turn, genuine) {
            Admission::Repeat => Admission::Foreign,
            other => other,
        }
    }),
    // ---- step: what is confirmed and charged
    stepped("an early one confirms", Property::ChargeIsConfirmed, |script, state, event, moment| {
        step::step(script, state, event, &Moment { early: false, ..moment.clone() })
    }),
    stepped("two confirms", Property::ChargeIsConfirmed, |script, state, event, moment| {
        let confirms = matches!(script.flow.node(state.node).kind, NodeKind::Confirm(_));
        let two = confirms && *event == Event::Heard(Heard::Key('2'));
        let event = if two { &Event::Heard(Heard::Key('1')) } else { event };
        step::step(script, state, event, moment)
    }),
    stepped("a charge is a cent more", Property::ChargeIsConfirmed, |script, state, event, moment| {
        with_charges(step::step(script, state, event, moment), |quote| {
            quote.amount = Money::new(quote.amount.minor + 1, quote.amount.currency);
        })
    }),
    stepped("a charge is asked for twice", Property::ChargedOnce, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        let charges: Vec<Effect> =
            step.effects.iter().filter(|effect| matches!(effect, Effect::Charge(_))).cloned().collect();
        step.effects.extend(charges);
        step
    }),
    stepped("a charge goes to another account", Property::OwnAccountIsCharged, |script, state, event, moment| {
        with_charges(step::step(script, state, event, moment), |quote| {
            quote.account = AccountId::from_stored("acct_b".to_owned());
        })
    }),
    // ---- what is said of an outcome
    resumed("unknown is taken as paid", Property::UnknownStaysUnknown, |script, step, answer, moment| {
        let paid = Answer::Charge(ChargeAnswer::Paid);
        let unknown = *answer == Answer::Charge(ChargeAnswer::Unknown);
        step::resume(script, step, if unknown { &paid } else { answer }, moment)
    }),
    resumed("still under way is taken as paid", Property::PaidIsCommitted, |script, step, answer, moment| {
        let paid = Answer::Charge(ChargeAnswer::Paid);
        let requested = *answer == Answer::Charge(ChargeAnswer::Requested);
        step::resume(script, step, if requested { &paid } else { answer }, moment)
    }),
    resumed("declined is taken as paid", Property::PaidIsCommitted, |script, step, answer, moment| {
        let paid = Answer::Charge(ChargeAnswer::Paid);
        let declined = matches!(answer, Answer::Charge(ChargeAnswer::Declined(_)));
        step::resume(script, step, if declined { &paid } else { answer }, moment)
    }),
    resumed("an outcome counts as told before it is known", Property::OwnerIsTold, |script, step, answer, moment| {
        let mut step = step::resume(script, step, answer, moment);
        if let (Answer::Charge(ChargeAnswer::Requested), Some(payment)) = (answer, &step.state.facts.payment) {
            step.effects.push(Effect::Told(payment.clone()));
        }
        step
    }),
    // ---- limits, silence, people, keys
    stepped("prompts are not counted", Property::CallEnds, |script, state, event, moment| {
        let before = state.prompts;
        let mut step = step::step(script, state, event, moment);
        step.state.prompts = before;
        step
    }),
    stepped("the clock of the call stands still", Property::CallEnds, |script, state, event, moment| {
        let began_at = state.began_at;
        step::step(script, state, event, &Moment { at: began_at, ..moment.clone() })
    }),
    resumed("waits for an outcome are not counted", Property::CallEnds, |script, step, answer, moment| {
        let before = step.state.polls;
        let mut step = step::resume(script, step, answer, moment);
        step.state.polls = before;
        step
    }),
    stepped("zero is a wrong key", Property::AgentIsReached, |script, state, event, moment| {
        let zero = *event == Event::Heard(Heard::Key('0'));
        step::step(script, state, if zero { &Event::Heard(Heard::Key('#')) } else { event }, moment)
    }),
    stepped("silences are not counted", Property::SilenceIsAnswered, |script, mut state, event, moment| {
        state.silences = 0;
        step::step(script, state, event, moment)
    }),
    stepped("silence is answered by silence", Property::SilenceIsAnswered, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        if *event == Event::Heard(Heard::Silence) {
            step.verbs.iter_mut().for_each(hush);
        }
        step
    }),
    stepped("nine presses one", Property::KeysMeanTheSame, |script, state, event, moment| {
        let nine = *event == Event::Heard(Heard::Key('9'));
        step::step(script, state, if nine { &Event::Heard(Heard::Key('1')) } else { event }, moment)
    }),
    stepped("star goes on instead of back", Property::KeysMeanTheSame, |script, state, event, moment| {
        let star = *event == Event::Heard(Heard::Key('*'));
        step::step(script, state, if star { &Event::Heard(Heard::Key('2')) } else { event }, moment)
    }),
    // ---- accounts, secrets, languages, transfers
    resumed("a refused PIN opens", Property::AccountNeedsPin, |script, step, answer, moment| {
        let opened = Answer::Pin(PinAnswer::Opened(Arc::new(somebody())));
        let refused = *answer == Answer::Pin(PinAnswer::Refused);
        step::resume(script, step, if refused { &opened } else { answer }, moment)
    }),
    resumed("the language falls back at the PIN", Property::LanguageStays, |script, step, answer, moment| {
        let mut step = step::resume(script, step, answer, moment);
        if matches!(answer, Answer::Pin(_)) {
            step.state.language = script.flow.languages[0];
        }
        step
    }),
    stepped("a card is saved as soon as it is read", Property::EffectHasItsYes, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        if let Event::Captured(Capture::Card(card)) = event {
            step.effects.push(Effect::SaveCard(card.clone()));
        }
        step
    }),
    stepped("a caller's hang-up saves the card", Property::EffectHasItsYes, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        if let (Event::Captured(Capture::CallerHungUp), Some(view)) = (event, &step.state.facts.account) {
            step.effects.extend(view.methods.first().map(|card| Effect::SaveCard(card.clone())));
        }
        step
    }),
    stepped(
        "autopay is set up before its read-back was heard",
        Property::EffectHasItsYes,
        |script, state, event, moment| {
            let at_plan = matches!(&script.flow.node(state.node).kind, NodeKind::Confirm(at) if !at.is_of_payment());
            let early = moment.early && !at_plan;
            step::step(script, state, event, &Moment { early, ..moment.clone() })
        },
    ),
    stepped(
        "autopay charges another card than the one read back",
        Property::EffectHasItsYes,
        |script, state, event, moment| {
            let others = state.facts.account.as_ref().and_then(|view| view.methods.last().cloned());
            let mut step = step::step(script, state, event, moment);
            for effect in &mut step.effects {
                if let (Effect::Agree { plan: Plan::Autopay(card), .. }, Some(other)) = (effect, &others) {
                    card.clone_from(other);
                }
            }
            step
        },
    ),
    stepped("autopay is set up for another account", Property::OwnAccountIsCharged, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        for effect in &mut step.effects {
            if let Effect::Agree { account, .. } = effect {
                *account = somebody().account;
            }
        }
        step
    }),
    stepped("a transfer tells the balance", Property::TransferIsBare, |script, state, event, moment| {
        let balance = state.facts.account.as_ref().map(|view| view.balance.minor);
        let mut step = step::step(script, state, event, moment);
        for verb in &mut step.verbs {
            if let (Verb::Dial(dial), Some(balance)) = (verb, balance) {
                dial.place = format!("{} owing {balance}", dial.place);
            }
        }
        step
    }),
    Fault {
        name: "digits that miss their slot are kept",
        breaks: Property::SecretsAreKept,
        engine: Engine {
            hear: |script, state, keys, finished| match hear(script, state, keys, finished) {
                Heard::Missed(_) => Heard::Partial(keys.expose().to_owned()),
                other => other,
            },
            ..SOUND
        },
    },
    Fault {
        name: "a PIN is kept as part of a number",
        breaks: Property::SecretsAreKept,
        engine: Engine {
            hear: |script, state, keys, finished| match hear(script, state, keys, finished) {
                Heard::Pin(_) => Heard::Partial(keys.expose().to_owned()),
                other => other,
            },
            ..SOUND
        },
    },
    Fault {
        name: "a locked number is compared all the same",
        breaks: Property::RefusalsAreAlike,
        engine: Engine { admits_try: |_| true, ..SOUND },
    },
    resumed("the third refusal is another one", Property::RefusalsAreAlike, |script, step, answer, moment| {
        // where the caller keyed a number that is nobody's, the line listens a second longer
        let missing = step.state.facts.number.as_ref().is_some_and(|form| form.as_str() == "31572040");
        let mut step = step::resume(script, step, answer, moment);
        if missing && *answer == Answer::Pin(PinAnswer::Refused) {
            for verb in &mut step.verbs {
                if let Verb::Gather(gather) = verb {
                    gather.timing.first_key_s += 1;
                }
            }
        }
        step
    }),
    stepped("the line listens in the first language", Property::LanguageStays, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        for verb in &mut step.verbs {
            if let Verb::Gather(gather) = verb {
                gather.language = script.flow.languages[0];
            }
        }
        step
    }),
    stepped("a PIN is asked for by a card capture", Property::SecretsAreUnrecorded, |script, state, event, moment| {
        let mut step = step::step(script, state, event, moment);
        let secret = match &script.flow.node(step.state.node).kind {
            NodeKind::Collect(collect) => collect.slot.is_secret(),
            _ => false,
        };
        if secret && step.state.waits == Waits::Keys {
            step.verbs.insert(0, Verb::Wait { seconds: 1 });
        }
        step
    }),
    stepped(
        "the confirmation is asked in one gather with its read-back",
        Property::KeysMeanTheSame,
        |script, state, event, moment| in_one_gather(script, step::step(script, state, event, moment)),
    ),
    resumed("the read-back is heard while keys count", Property::KeysMeanTheSame, |script, step, answer, moment| {
        in_one_gather(script, step::resume(script, step, answer, moment))
    }),
    resumed("another amount is read back", Property::SpokenIsCharged, |script, step, answer, moment| {
        let mut altered = answer.clone();
        if let Answer::Quoted(quote) = &mut altered {
            let quote = Arc::make_mut(quote);
            quote.amount = Money::new(quote.amount.minor + 100, quote.amount.currency);
        }
        let mut step = step::resume(script, step, &altered, moment);
        for effect in &mut step.effects {
            if let (Effect::KeepQuote(kept), Answer::Quoted(quote)) = (effect, answer) {
                *kept = quote.clone();
            }
        }
        step
    }),
];

/// The charge of a step, altered.
pub fn with_charges(mut step: Step, alter: fn(&mut Quote)) -> Step {
    for effect in &mut step.effects {
        if let Effect::Charge(quote) = effect {
            alter(Arc::make_mut(quote));
        }
    }
    step
}

/// An account that no PIN of the explored world opens.
pub fn somebody() -> AccountView {
    let money = |minor| Money::new(minor, Currency::USD);
    AccountView {
        account: AccountId::of("somebody"),
        balance: money(6_543),
        past_due: money(0),
        held: None,
        due_on: None,
        last_payment: None,
        methods: Vec::new(),
        notes: Vec::new(),
        autopay: None,
        news: None,
        debtor: None,
        reach: Reach::Text,
        pace: Pace::Usual,
        several: Vec::new(),
    }
}

fn hush(verb: &mut Verb) {
    match verb {
        Verb::Say(phrases) => phrases.clear(),
        Verb::Gather(gather) => gather.phrases.clear(),
        _ => {}
    }
}

/// What is said before a confirmation's gather is said inside it.
fn in_one_gather(script: Script<'_>, mut step: Step) -> Step {
    let confirms = matches!(script.flow.node(step.state.node).kind, NodeKind::Confirm(_));
    if confirms && step.state.waits == Waits::Keys {
        let mut before = Vec::new();
        step.verbs.retain_mut(|verb| match verb {
            Verb::Say(phrases) => {
                before.append(phrases);
                false
            }
            _ => true,
        });
        if let Some(Verb::Gather(gather)) = step.verbs.first_mut() {
            before.append(&mut gather.phrases);
            gather.phrases = before;
        }
    }
    step
}
