//! Keys cannot be in a call's stored state, nor go with a transfer to a person.
use paytone::call::{keys::Keys, state::State, verb::Dial};

pub fn kept(state: &mut State, keys: Keys) {
    state.partial = keys; //~ E0308
}

pub fn told(dial: &mut Dial, keys: Keys) {
    dial.place = keys; //~ E0308
}
