//! Faults seeded around debits of bank accounts: a debit without its authorization, an authorization without its words, and
//! what is said while one is submitted. They refuse to know flows.
use paytone::{
    billing::Brand,
    call::{
        effect::Effect,
        event::{Answer, ChargeAnswer},
        prove::{Options, property::Property},
        step,
        verb::Verb,
    },
};

use crate::{
    broken::{broken, on_two_threads},
    faults::{Fault, resumed, stepped, with_charges},
    shipped,
};

/// Every one of them.
pub const ALL: &[Fault] = &[
    stepped("a card's yes debits a bank account", Property::BankDebitIsAuthorized, |script, state, event, moment| {
        with_charges(step::step(script, state, event, moment), |quote| quote.method.brand = Brand::Bank)
    }),
    stepped(
        "no words of an authorization are kept",
        Property::BankDebitIsAuthorized,
        |script, state, event, moment| {
            let mut step = step::step(script, state, event, moment);
            step.effects.retain(|effect| !matches!(effect, Effect::Authorize { .. }));
            step
        },
    ),
    stepped(
        "other words than those of the authorization are kept",
        Property::BankDebitIsAuthorized,
        |script, state, event, moment| {
            let mut step = step::step(script, state, event, moment);
            for effect in &mut step.effects {
                if let Effect::Authorize { words, .. } = effect {
                    words.truncate(0);
                }
            }
            step
        },
    ),
    stepped(
        "an authorization is kept of a card's charge",
        Property::BankDebitIsAuthorized,
        |script, state, event, moment| {
            let mut step = step::step(script, state, event, moment);
            let quote = step.effects.iter().find_map(|effect| match effect {
                Effect::Charge(quote) => Some(quote.clone()),
                _ => None,
            });
            step.effects.extend(quote.map(|quote| Effect::Authorize { quote, words: Vec::new() }));
            step
        },
    ),
    stepped(
        "a bank account is captured where a card is asked for",
        Property::BankDebitIsAuthorized,
        |script, state, event, moment| {
            let mut step = step::step(script, state, event, moment);
            for verb in &mut step.verbs {
                if let Verb::Capture { language, pace } = verb {
                    *verb = Verb::CaptureBank { language: *language, pace: *pace };
                }
            }
            step
        },
    ),
    resumed("submitted is taken as paid", Property::UnknownStaysUnknown, |script, step, answer, moment| {
        let paid = Answer::Charge(ChargeAnswer::Paid);
        let submitted = *answer == Answer::Charge(ChargeAnswer::Submitted);
        step::resume(script, step, if submitted { &paid } else { answer }, moment)
    }),
    resumed("what is not known is taken as submitted", Property::PaidIsCommitted, |script, step, answer, moment| {
        let submitted = Answer::Charge(ChargeAnswer::Submitted);
        let unknown = *answer == Answer::Charge(ChargeAnswer::Unknown);
        step::resume(script, step, if unknown { &submitted } else { answer }, moment)
    }),
];

/// Two kinds of account show what is broken.
const QUICK: Options<'static> = Options { most_accounts: 2, ..Options::EXPLORED };

#[test]
fn every_fault_around_a_debit_breaks_its_own_property() {
    let shipped = shipped();
    let missed = on_two_threads(ALL, |fault| {
        let found = broken(&fault.engine, &shipped, fault.breaks, &QUICK);
        found.is_none().then(|| format!("`{}` does not break {}", fault.name, fault.breaks.code()))
    });
    let missed: Vec<String> = missed.into_iter().flatten().collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
