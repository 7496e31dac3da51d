//! Keys cannot be an argument of a phrase.
use paytone::call::{keys::Keys, phrase::Value};

pub fn spoken(pin: Keys, card: Keys) -> [Value; 2] {
    [
        Value::Digits(pin), //~ E0308
        Value::Text(card), //~ E0308
    ]
}
