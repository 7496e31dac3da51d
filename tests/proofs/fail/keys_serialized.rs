//! Keys cannot be serialized, alone or inside something else.
use paytone::call::keys::Keys;

pub fn serialized(pin: &Keys) -> Option<String> {
    serde_json::to_string(pin).ok() //~ E0277
}

pub fn inside(pin: Keys) -> Option<String> {
    serde_json::to_string(&[Some(pin)]).ok() //~ E0277
}
