//! The abstract caller: every kind of thing that can arrive for each kind of node. Digit classes cover all strings:
//! tests/prove shows that random keys are heard as one of these. It refuses to know what follows.
mod speech;

use std::borrow::Cow;

pub(super) use speech::spaced;

use super::world::{self, World};
use crate::{
    billing::channel::Instrument,
    call::{
        event::Capture,
        state::{State, Waits},
        webhook::Transferred,
    },
    flow::{Flow, Language, NodeKind, Slot},
    id::AccountId,
};

/// Something that arrives.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input {
    /// The call comes in, its number perhaps known for a language.
    Began(Option<Language>),
    /// A gather ended; `finished` by `#`. No keys are silence.
    Keys {
        text: Cow<'static, str>,
        finished: bool,
    },
    /// Words, with the recogniser's confidence in percent.
    Spoken {
        text: Cow<'static, str>,
        confidence: Option<u8>,
    },
    /// A PIN entry; its digits are the world's secret.
    Pin(Pin),
    Captured(CardEnd),
    Transferred(Transferred),
    /// A redirect without news.
    Polled,
}

/// Which PIN is keyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pin {
    Right,
    Wrong,
    /// Right, behind keys that a `*` cleared.
    Corrected,
}

/// How a capture ends: with a card or a bank account, whichever was asked for, or without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CardEnd {
    Card,
    Bank,
    Star,
    Failed,
    CallerHungUp,
    Unknown,
}

impl CardEnd {
    /// What the carrier reports of it; a card is saved for the account whose PIN was right.
    pub(super) fn capture(self, opened: Option<&AccountId>) -> Capture {
        match self {
            Self::Card => Capture::Card(world::captured(opened, Instrument::Card)),
            Self::Bank => Capture::Card(world::captured(opened, Instrument::Bank)),
            Self::Star => Capture::Star,
            Self::Failed => Capture::Failed,
            Self::CallerHungUp => Capture::CallerHungUp,
            Self::Unknown => Capture::Unknown,
        }
    }
}

/// The right PIN and a wrong one: no prompt, event, effect or state may ever hold them.
pub const RIGHT_PIN: &str = "482916";
/// A PIN that opens nothing.
pub const WRONG_PIN: &str = "739150";
/// Digits as long as a card's number, keyed where they do not belong.
pub const CARD_DIGITS: &str = "4000056655665556";

impl Input {
    /// Words that the recogniser is sure of.
    fn clearly(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Spoken { text: text.into(), confidence: Some(100) }
    }

    /// Words of which it does not say how sure it is.
    fn unclearly(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Spoken { text: text.into(), confidence: None }
    }

    pub(super) fn keys(text: &'static str) -> Self {
        Self::Keys { text: Cow::Borrowed(text), finished: false }
    }

    fn ended(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Keys { text: text.into(), finished: true }
    }

    /// Words of which the recogniser is sure.
    pub(super) fn is_clear(&self) -> bool {
        matches!(self, Self::Spoken { confidence: Some(_), .. })
    }

    pub fn is_silence(&self) -> bool {
        matches!(self, Self::Keys { text, finished: false } if text.is_empty())
    }
}

const AMOUNTS: [&str; 10] = ["1250", "50", "0*50", "0", "9000000", "55000", "12*50", "5*1*2*50", "8420", "999999999"];
const MISSED_AMOUNTS: [&str; 2] = ["1*2", "123456789012"];

/// Everything that can arrive while the call rests there; silence and a miss first.
pub fn inputs(flow: &Flow, world: &World, state: &State) -> Vec<Input> {
    let kind = &flow.node(state.node).kind;
    let mut inputs = match (kind, state.waits) {
        (_, Waits::Over) => return Vec::new(),
        (NodeKind::Collect(collect), Waits::Keys) => {
            let mut inputs = vec![Input::keys(""), missed(Some(collect.slot))];
            inputs.extend(entries(collect.slot, world, state));
            inputs.extend([Input::ended(""), Input::keys("*"), Input::keys("0"), Input::ended("0"), Input::keys("1a")]);
            inputs
        }
        (_, Waits::Ready) => ["", "1", "*"].map(Input::keys).to_vec(),
        (_, Waits::Sure) => ["", "1", "2", "3", "0", "7", "8", "9", "*", "#", "11"].map(Input::keys).to_vec(),
        (_, Waits::Keys) => {
            let mut inputs = vec![Input::keys(""), missed(None), Input::ended(""), Input::keys("#")];
            inputs.extend(keys(kind).map(Input::keys));
            inputs
        }
        (_, Waits::Card) => {
            let kept = [CardEnd::Card, CardEnd::Bank];
            let ends = [CardEnd::Star, CardEnd::Failed, CardEnd::CallerHungUp, CardEnd::Unknown];
            let ends = kept.into_iter().chain(ends);
            return ends.map(Input::Captured).chain([Input::Polled, Input::keys("1")]).collect();
        }
        (_, Waits::Agent) => {
            let ends = [Transferred::Unanswered, Transferred::Done].map(Input::Transferred);
            return ends.into_iter().chain([Input::Polled, Input::keys("1")]).collect();
        }
        (_, Waits::Outcome) => return vec![Input::Polled, Input::keys("1")],
    };
    inputs.extend(speech::inputs(flow, world, state));
    // A redirect behind a gather, and reports of verbs that this reply did not hold.
    inputs.extend([Input::Polled, Input::Transferred(Transferred::Done), Input::Captured(CardEnd::Failed)]);
    inputs
}

/// The keys that a menu names, those that mean the same everywhere, and one for all that it does not name; of a list,
/// whose length is the caller's, all of them.
fn keys(kind: &NodeKind) -> impl Iterator<Item = &'static str> {
    const ALL: [&str; 11] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*"];
    let named = move |key: &str| match kind {
        NodeKind::Menu(menu) if menu.each.is_none() => key.chars().all(|key| menu.keys.contains_key(&key)),
        NodeKind::Menu(_) => true,
        _ => ["1", "2"].contains(&key),
    };
    let everywhere = |key: &str| ["0", "7", "8", "9", "*"].contains(&key);
    let unnamed = ALL.into_iter().find(move |key| !named(key) && !everywhere(key));
    ALL.into_iter().filter(move |key| named(key) || everywhere(key)).chain(unnamed)
}

/// Keys that no node takes.
pub(super) fn missed(slot: Option<Slot>) -> Input {
    match slot {
        None => Input::keys("11"),
        Some(Slot::PayBillNumber | Slot::Pin) => Input::ended("12"),
        Some(Slot::Amount) => Input::ended("1*2"),
    }
}

fn entries(slot: Slot, world: &World, state: &State) -> Vec<Input> {
    match slot {
        Slot::PayBillNumber => numbers(world, state),
        Slot::Pin => {
            let pins = [Pin::Right, Pin::Wrong, Pin::Corrected].map(Input::Pin);
            pins.into_iter().chain([Input::ended(CARD_DIGITS), Input::ended("12*3")]).collect()
        }
        Slot::Amount => {
            AMOUNTS.into_iter().chain(MISSED_AMOUNTS).map(Input::ended).chain([Input::ended(CARD_DIGITS)]).collect()
        }
    }
}

fn numbers(world: &World, state: &State) -> Vec<Input> {
    let by_length = |text: &str| Input::Keys { text: text.to_owned().into(), finished: false };
    let number = &world.number;
    let mut inputs = Vec::new();
    // Digits of a number whose beginning a `*` has cleared are awaited: the rest of it, or anything else.
    if let Some(rest) = number.strip_prefix(&state.partial).filter(|_| !state.partial.is_empty()) {
        inputs.push(by_length(rest));
    }
    inputs.push(Input::ended(number.clone()));
    inputs.push(Input::ended(world.other_number.clone()));
    inputs.push(by_length(number));
    inputs.push(by_length(&format!("5*{number}")));
    if let Some(typo) = &world.typo {
        inputs.extend([Input::ended(typo.clone()), by_length(typo)]);
    }
    if state.partial.is_empty() && number.len() > 1 {
        inputs.push(by_length(&format!("*{}", &number[..number.len() - 1])));
    }
    inputs.push(Input::ended(CARD_DIGITS.repeat(2)));
    inputs
}
