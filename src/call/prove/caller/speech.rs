//! What the abstract caller may say: every choice that can be spoken, surely and unsurely, numbers, a card's number, and
//! words that fit nothing; where no speech is listened to as well. It refuses to know what follows.
use super::{CARD_DIGITS, Input, RIGHT_PIN};
use crate::{
    call::{
        prove::world::World,
        state::{State, Waits},
    },
    flow::{Flow, NodeKind, Slot, hearing::Choice},
};

/// Words of no choice, and of no number.
const NOTHING: &str = "hello operator hello";

/// Everything said that makes a difference while the call rests there.
pub(super) fn inputs(flow: &Flow, world: &World, state: &State) -> Vec<Input> {
    let Some(hearing) = &flow.hearing else { return Vec::new() };
    match (state.waits, &flow.node(state.node).kind) {
        (Waits::Sure, _) => {
            let mut said = choices(state, &hearing.of_read_back());
            said.push(Input::clearly(NOTHING));
            said
        }
        (Waits::Keys, NodeKind::Menu(menu)) if hearing.hears(menu) => {
            let mut said = choices(state, &hearing.of_menu(menu));
            said.push(Input::clearly(NOTHING));
            said
        }
        (Waits::Keys, NodeKind::Collect(collect)) if collect.slot == Slot::PayBillNumber => {
            let mut said = choices(state, &hearing.of_number());
            said.extend([&world.number, &world.other_number].map(|number| Input::clearly(spaced(number))));
            said.extend(world.typo.as_deref().map(|typo| Input::clearly(spaced(typo))));
            said.extend([Input::unclearly(spaced(&world.number)), Input::clearly(spaced(CARD_DIGITS))]);
            said
        }
        // Nobody listens; it may come all the same.
        (Waits::Keys, NodeKind::Collect(collect)) if collect.slot.is_secret() => {
            vec![Input::clearly(spaced(RIGHT_PIN))]
        }
        (Waits::Keys, NodeKind::Confirm(_)) => choices(state, &[('1', &hearing.yes)]),
        (Waits::Keys, _) => vec![Input::clearly("1")],
        _ => Vec::new(),
    }
}

fn choices(state: &State, choices: &[Choice<'_>]) -> Vec<Input> {
    let phrases = choices.iter().filter_map(|(_, words)| words.first(state.language));
    phrases.flat_map(|phrase| [Input::clearly(phrase.to_owned()), Input::unclearly(phrase.to_owned())]).collect()
}

/// Digit by digit, as a recogniser writes them.
pub fn spaced(digits: &str) -> String {
    digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
}
