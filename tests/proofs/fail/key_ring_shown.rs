//! The key ring, and what a seal of it held, cannot be printed or serialized.
use paytone::keys::{KeyRing, Opened};

pub fn printed(ring: &KeyRing, opened: &Opened) -> [String; 2] {
    [
        format!("{ring}"), //~ E0277
        format!("{opened}"), //~ E0277
    ]
}

pub fn serialized(ring: &KeyRing, opened: &Opened) -> [Option<String>; 2] {
    [
        serde_json::to_string(ring).ok(), //~ E0277
        serde_json::to_string(opened).ok(), //~ E0277
    ]
}
