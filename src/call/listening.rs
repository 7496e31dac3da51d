//! What is listened to by speech where a call stands, and words to meaning. Only here it is decided: the gather that asks
//! and the words that come go by the same. A PIN, an amount, a card and a yes to a payment are never heard by speech. It
//! refuses to know what follows.
use super::{
    Script,
    event::{Asked, Heard},
    hear,
    keys::Keys,
    state::{State, Waits},
    verb::Hints,
};
use crate::{
    billing::number::NumberFault,
    flow::{
        NodeKind, Slot,
        hearing::{self, Choice, Hearing},
        speech::Speech,
    },
};

/// What speech is listened to for.
enum Ear<'a> {
    Choices(Vec<Choice<'a>>),
    Number(Vec<Choice<'a>>),
    /// The answer to a read-back.
    Answer(Vec<Choice<'a>>),
}

/// None where only keys are heard.
fn ear<'a>(script: Script<'a>, state: &State) -> Option<(&'a Hearing, Ear<'a>)> {
    let hearing = script.flow.hearing.as_ref().filter(|_| script.terms.speech)?;
    let ear = match (state.waits, &script.flow.node(state.node).kind) {
        (Waits::Sure, _) => Ear::Answer(hearing.of_read_back()),
        (Waits::Keys, NodeKind::Menu(menu)) if hearing.hears(menu) => Ear::Choices(hearing.of_menu(menu)),
        (Waits::Keys, NodeKind::Collect(collect)) if collect.slot == Slot::PayBillNumber => {
            Ear::Number(hearing.of_number())
        }
        _ => return None,
    };
    Some((hearing, ear))
}

/// What a gather is to tell the recogniser, if it is to listen to speech at all.
pub fn hints(script: Script<'_>, state: &State) -> Option<Hints> {
    let (_, ear) = ear(script, state)?;
    let (choices, number) = match ear {
        Ear::Choices(choices) | Ear::Answer(choices) => (choices, None),
        Ear::Number(choices) => (choices, Some(script.terms.number_scheme.alphabet)),
    };
    Some(Hints { phrases: choices.into_iter().map(|(_, words)| words.message.id.clone()).collect(), number })
}

/// What words mean where the call stands, by the recogniser's confidence in percent. Total: whatever was said, it is heard
/// as something; what fits nothing leaves its class alone.
pub fn understand(script: Script<'_>, state: &State, words: &Keys, confidence: Option<u8>) -> Heard {
    let said = words.expose();
    let missed = Heard::Missed(hear::class(said));
    let Some((hearing, ear)) = ear(script, state) else { return missed };
    let sure = confidence.is_some_and(|percent| percent >= hearing.sure);
    let find = |choices: &[Choice<'_>]| hearing::find(state.language, choices, said);
    match ear {
        Ear::Answer(choices) => match find(&choices) {
            Some(found) if found.alone && sure => Heard::Key(found.key),
            _ => missed,
        },
        Ear::Choices(choices) => match find(&choices) {
            Some(found) if found.alone && sure => Heard::Key(found.key),
            Some(found) => Heard::Asked(Asked::Key(found.key)),
            None => missed,
        },
        Ear::Number(choices) => match find(&choices) {
            Some(found) if found.alone && sure => at_entry(found.key),
            Some(found) if found.alone => Heard::Asked(Asked::Key(found.key)),
            _ => number(script, state, said),
        },
    }
}

/// A choice at an entry, where keys are digits.
pub fn at_entry(key: char) -> Heard {
    if key == '0' { Heard::Agent } else { Heard::Back }
}

/// A number is read back however sure the recogniser is. Longer ones may be a card's, and leave their class alone.
fn number(script: Script<'_>, state: &State, said: &str) -> Heard {
    let scheme = &script.terms.number_scheme;
    let speech = Speech::of(state.language);
    let written = speech.map(|speech| speech.signs(said, scheme.alphabet)).unwrap_or_default();
    match scheme.keypad_form(&written) {
        Ok(form) => Heard::Asked(Asked::Number { written, form }),
        Err(NumberFault::WrongCheckDigit { .. }) => Heard::Typo { finished: true },
        Err(_) => Heard::Missed(hear::class(&written)),
    }
}
