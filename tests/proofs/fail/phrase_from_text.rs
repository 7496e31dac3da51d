//! A phrase cannot be read from text.
use paytone::call::phrase::Phrase;

pub fn balance(json: &str) -> Option<Phrase> {
    serde_json::from_str::<Phrase>(json).ok() //~ E0277
}
