//! What of the product is proven: the functions that every real turn runs through. It refuses to know worlds and
//! properties. Only tests make another table, to see whether a seeded fault is caught.
use crate::{
    call::{
        Script,
        admit::{self, Admission},
        event::{Answer, Event, Heard, Moment},
        hear,
        keys::Keys,
        listening,
        state::State,
        step::{self, Step},
        webhook::TurnRef,
    },
    identity::PIN_RULES,
};

/// The functions that move a call.
#[derive(Clone, Copy)]
pub struct Engine {
    pub admit: fn(u32, Option<&TurnRef>, bool) -> Admission,
    pub hear: for<'a> fn(Script<'a>, &State, &Keys, bool) -> Heard,
    pub understand: for<'a> fn(Script<'a>, &State, &Keys, Option<u8>) -> Heard,
    pub begin: for<'a> fn(Script<'a>, &Moment) -> State,
    pub step: for<'a> fn(Script<'a>, State, &Event, &Moment) -> Step,
    pub resume: for<'a> fn(Script<'a>, Step, &Answer, &Moment) -> Step,
    /// Whether a PIN try of this number within the hour is compared at all.
    pub admits_try: fn(u32) -> bool,
}

impl Engine {
    /// The engine of the product; the only one outside tests.
    pub const PRODUCTION: Self = Self {
        admit: admit::admit,
        hear: hear::hear,
        understand: listening::understand,
        begin: step::begin,
        step: step::step,
        resume: step::resume,
        admits_try: |counted| PIN_RULES.admits(counted),
    };
}
