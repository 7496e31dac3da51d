//! A text for the telephone on file, which no PIN stands behind, cannot be spoken.
use paytone::{
    call::{phrase::Written, verb::Verb},
    flow::prompt::Prompts,
};

pub fn spoken(prompts: &Prompts, receipt: &Written) -> String {
    prompts.speak(receipt) //~ E0308
}

pub fn said(receipt: Written) -> Verb {
    Verb::Say(vec![receipt]) //~ E0308
}
