//! What happened in a call, taken by another flow than its own: what still fits is stepped, what does not is said. It
//! refuses to know words.
use std::collections::VecDeque;

use super::Again;
use crate::{
    call::{
        Script,
        effect::{Effect, Look},
        event::{Answer, Asked, Capture, Event, Heard},
        state::{State, Waits},
        step::{self, Step},
    },
    flow::{NodeKind, Slot},
};

/// Steps a turn's events on another flow.
///
/// # Errors
/// Why they do not fit, in words.
pub(super) fn follow(script: Script<'_>, before: State, turn: &Again) -> Result<Step, String> {
    let Some((first, rest)) = turn.events.split_first() else { return Err("nothing happened in it".to_owned()) };
    fits(script, &before, first, turn.before.waits)?;
    let mut answers: VecDeque<&Answer> = rest
        .iter()
        .filter_map(|event| match event {
            Event::Answered(answer) => Some(answer),
            _ => None,
        })
        .collect();
    let mut stepped = step::step(script, before, first, &turn.moment);
    loop {
        let next = match &stepped.look {
            // an answer that the changed flow does not ask for is passed over
            Some(look) => match answers.iter().position(|answer| answers_to(look, answer)) {
                Some(at) => answers.remove(at),
                None => return Err(format!("the changed flow asks for {}, which was not asked for here", asked(look))),
            },
            None if charges(&stepped) && matches!(answers.front(), Some(Answer::Repeated(_))) => answers.pop_front(),
            None => None,
        };
        match next {
            Some(answer) => stepped = step::resume(script, stepped, answer, &turn.moment),
            None => return Ok(stepped),
        }
    }
}

/// Whether the node that waits could have heard this; `waited` is what the call itself waited for.
fn fits(script: Script<'_>, state: &State, event: &Event, waited: Waits) -> Result<(), String> {
    let node = script.flow.node(state.node);
    let wrong = |what: &str| Err(format!("{what}, which does not fit the changed flow's `{}`", node.name));
    match (&node.kind, event) {
        (_, Event::Began { .. }) => Ok(()),
        _ if state.waits == Waits::Over => Err("the changed flow has ended the call before this".to_owned()),
        (_, Event::Polled) if state.waits == waited => Ok(()),
        (_, Event::Polled) => wrong("the call came back for something else"),
        (NodeKind::Menu(_) | NodeKind::Confirm(_), Event::Heard(heard)) => match entry(heard) {
            None => Ok(()),
            Some(Entry::Of(slot)) => wrong(&format!("{} was keyed", slot_word(slot))),
            Some(Entry::MenuKey) => Ok(()),
        },
        (NodeKind::Collect(collect), Event::Heard(heard)) => match entry(heard) {
            None => Ok(()),
            Some(Entry::Of(slot)) if slot == collect.slot => Ok(()),
            Some(Entry::Of(slot)) => wrong(&format!("{} was keyed", slot_word(slot))),
            Some(Entry::MenuKey) => wrong("a single key was pressed"),
        },
        (NodeKind::Do { action, .. }, Event::Captured(capture)) if state.waits == Waits::Card => match capture {
            Capture::Card(face) if action.captures() != Some(face.instrument()) => wrong("something else was captured"),
            _ => Ok(()),
        },
        (NodeKind::Transfer { .. }, Event::Transferred(_)) if state.waits == Waits::Agent => Ok(()),
        (_, Event::Heard(_)) => wrong("keys were pressed"),
        (_, Event::Captured(_)) => wrong("a card or bank account was captured"),
        (_, Event::Transferred(_)) => wrong("a transfer ended"),
        (_, Event::Answered(_)) => wrong("an answer came first"),
    }
}

enum Entry {
    Of(Slot),
    MenuKey,
}

/// What only some nodes can hear; silence, a way out and keys that fit nothing are heard everywhere.
fn entry(heard: &Heard) -> Option<Entry> {
    match heard {
        Heard::Asked(Asked::Number { .. }) | Heard::Number { .. } | Heard::Typo { .. } | Heard::Partial(_) => {
            Some(Entry::Of(Slot::PayBillNumber))
        }
        Heard::Pin(_) => Some(Entry::Of(Slot::Pin)),
        Heard::Amount { .. } => Some(Entry::Of(Slot::Amount)),
        Heard::Key(_) => Some(Entry::MenuKey),
        // at an entry it is a way out, which is heard everywhere
        Heard::Asked(Asked::Key(key)) if !['0', '*'].contains(key) => Some(Entry::MenuKey),
        _ => None,
    }
}

fn slot_word(slot: Slot) -> &'static str {
    match slot {
        Slot::PayBillNumber => "a pay-bill number",
        Slot::Pin => "a PIN",
        Slot::Amount => "an amount",
    }
}

fn charges(step: &Step) -> bool {
    step.effects.iter().any(|effect| matches!(effect, Effect::Charge(_)))
}

fn answers_to(look: &Look, answer: &Answer) -> bool {
    match (look, answer) {
        (_, Answer::Unavailable)
        | (Look::VerifyPin(_), Answer::Pin(_))
        | (Look::ReadAccount(_), Answer::Account(_))
        | (Look::ReadBill(_), Answer::Bill(_))
        | (Look::ReadPayments(_), Answer::Payments(_))
        | (Look::ReadLines(_), Answer::Lines(_))
        | (Look::MakeQuote { .. }, Answer::Repeated(_))
        | (Look::ReadPlan { .. }, Answer::Plan(_))
        | (Look::MakeOffers { .. }, Answer::Offers(_) | Answer::Refused(_))
        | (Look::PaymentOutcome(_), Answer::Charge(_)) => true,
        (Look::MakeQuote { amount, fee, method, .. }, Answer::Quoted(quote)) => {
            (quote.amount, quote.fee, &quote.method) == (*amount, *fee, method)
        }
        _ => false,
    }
}

fn asked(look: &Look) -> &'static str {
    match look {
        Look::VerifyPin(_) => "a PIN to be compared",
        Look::ReadAccount(_) => "the account",
        Look::ReadBill(_) => "the bill",
        Look::ReadPayments(_) => "recent payments",
        Look::ReadLines(_) => "lines that can be disputed",
        Look::MakeQuote { .. } => "a quote of this amount, fee and method",
        Look::ReadPlan { .. } => "what runs for days to come",
        Look::MakeOffers { .. } => "offers for days to come",
        Look::PaymentOutcome(_) => "the outcome of a payment",
    }
}
