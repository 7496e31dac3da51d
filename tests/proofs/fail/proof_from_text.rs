//! A proof cannot be read from text; only a whole stored state of a call holds one.
use paytone::call::state::Verified;

pub fn proof(json: &str) -> Option<Verified> {
    serde_json::from_str::<Verified>(json).ok() //~ E0277
}

pub fn perhaps(json: &str) -> Option<Verified> {
    serde_json::from_str::<Option<Verified>>(json).ok()? //~ E0277
}
