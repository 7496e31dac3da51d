//! Keys cannot be in an event, which is stored and replayed: a PIN leaves its class, a card its face.
use paytone::call::{
    event::{Capture, Heard},
    keys::Keys,
};

pub fn heard(pin: Keys) -> Heard {
    Heard::Pin(pin) //~ E0308
}

pub fn missed(keys: Keys) -> Heard {
    Heard::Partial(keys) //~ E0308
}

pub fn captured(token: Keys) -> Capture {
    Capture::Card(token) //~ E0308
}
