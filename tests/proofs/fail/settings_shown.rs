//! Settings hold secrets: they are shown by `shown`, masked, and cannot be printed, serialized or dumped as they were read.
use paytone::{
    config::{Settings, Sources},
    store::accounts::Candidate,
};

pub fn printed(settings: &Settings) -> [String; 2] {
    [
        format!("{settings}"), //~ E0277
        format!("{}", settings.database_url), //~ E0277
    ]
}

pub fn dumped(sources: &Sources<'_>) -> String {
    format!("{sources:?}") //~ E0277
}

pub fn serialized(settings: &Settings, candidate: &Candidate) -> [Option<String>; 2] {
    [
        serde_json::to_string(settings).ok(), //~ E0277
        serde_json::to_string(&candidate.pin_hash).ok(), //~ E0277
    ]
}
