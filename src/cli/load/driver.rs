//! A caller that keys its plan as fast as the line listens, and takes down how long each answer took. It refuses to know
//! what is said: whether a PIN opened is seen by what is asked next, one key or an entry.
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::watch;

use crate::{
    call::keys::Keys,
    line::{Agent, Caller, Deed, Listening, Meanwhile, Note, Room, Utterance},
};

/// A server that is busy asks for the PIN again; so often it is keyed again before the call counts as ended early.
const PIN_TRIES: u32 = 10;

/// What every call keys.
pub(super) struct Plan {
    /// The last is the PIN.
    pub until_pin: Vec<Arc<Keys>>,
    pub past_pin: Vec<Arc<Keys>>,
    pub real_time: Speech,
    pub counted: Counted,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Speech {
    Skipped,
    /// Past the PIN, outside gathers: a server may refuse a key that comes before it can be heard.
    TakesItsTime,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Counted {
    Everything,
    PastPin,
}

/// Where the first callers wait for each other, so that turns past the PIN are measured with nobody still at the PIN.
pub(super) struct Gate {
    missing: watch::Sender<u32>,
    opened_at: Mutex<Option<Instant>>,
}

impl Gate {
    pub fn new(callers: u32) -> Self {
        Self { missing: watch::Sender::new(callers), opened_at: Mutex::new(None) }
    }

    /// A worker is there, or will never come; it counts once.
    pub fn arrive(&self, worker: &AtomicBool) {
        if worker.swap(true, Ordering::Relaxed) {
            return;
        }
        self.missing.send_modify(|missing| {
            if *missing == 1 {
                *self.opened_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
            }
            *missing = missing.saturating_sub(1);
        });
    }

    async fn pass(&self) {
        // the sender is this gate's own, so waiting cannot fail
        let mut missing = self.missing.subscribe();
        drop(missing.wait_for(|missing| *missing == 0).await);
    }

    pub fn opened_at(&self) -> Option<Instant> {
        *self.opened_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a call is.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    BeforePin,
    PinKeyed,
    PastPin,
}

pub(super) struct Driver<'a> {
    plan: &'a Plan,
    gate: &'a Gate,
    /// This worker has been at the gate.
    arrived: &'a AtomicBool,
    entries: usize,
    keys: VecDeque<char>,
    stage: Stage,
    pin_tries: u32,
    took: Vec<Duration>,
    /// What was spoken since the last key, for a call that ended early.
    heard: String,
    finished: bool,
}

/// What one call gave.
pub(super) struct Measured {
    pub took: Vec<Duration>,
    /// The last words of a line that hung up before the plan was through.
    pub ended_early: Option<String>,
}

impl<'a> Driver<'a> {
    pub fn new(plan: &'a Plan, gate: &'a Gate, arrived: &'a AtomicBool) -> Self {
        Self {
            plan,
            gate,
            arrived,
            entries: 0,
            keys: VecDeque::new(),
            stage: Stage::BeforePin,
            pin_tries: 0,
            took: Vec::new(),
            heard: String::new(),
            finished: false,
        }
    }

    pub fn counted(self) -> Measured {
        Measured { took: self.took, ended_early: (!self.finished).then_some(self.heard) }
    }

    /// What follows the PIN tells whether it opened: a menu, or the PIN's entry once more.
    fn see_pin_answer(&mut self, listening: &Listening) {
        if self.stage != Stage::PinKeyed || !listening.first {
            return;
        }
        if listening.most_keys == 1 {
            self.stage = Stage::PastPin;
        } else {
            self.entries -= 1;
        }
    }

    /// The next entry of the plan; none when it is through.
    fn next_entry(&mut self) -> Option<&'a Keys> {
        let before = self.plan.until_pin.len();
        let entry = match self.entries.checked_sub(before) {
            None => self.plan.until_pin.get(self.entries),
            Some(past) => self.plan.past_pin.get(past),
        };
        self.entries += 1;
        if self.entries == before {
            self.stage = Stage::PinKeyed;
            self.pin_tries += 1;
        }
        entry.map(|keys| &**keys)
    }
}

impl Caller for Driver<'_> {
    async fn hear(&mut self, utterance: &Utterance) -> Deed {
        self.heard.push_str(&utterance.text);
        self.heard.push(' ');
        let read_back = utterance.room == Room::Deaf && self.stage == Stage::PastPin;
        if read_back && self.plan.real_time == Speech::TakesItsTime {
            tokio::time::sleep(utterance.lasting).await;
        }
        Deed::Nothing
    }

    async fn listen(&mut self, listening: &Listening) -> Deed {
        self.see_pin_answer(listening);
        if self.stage == Stage::PinKeyed && listening.first && self.pin_tries >= PIN_TRIES {
            return Deed::HangUp { after: Duration::ZERO };
        }
        if self.stage == Stage::PastPin && self.plan.counted == Counted::PastPin {
            self.gate.arrive(self.arrived);
            self.gate.pass().await;
        }
        if self.keys.is_empty() && listening.first {
            let Some(entry) = self.next_entry() else {
                self.finished = true;
                return Deed::HangUp { after: Duration::ZERO };
            };
            self.keys = entry.expose().chars().collect();
            self.heard.clear();
        }
        self.keys.pop_front().map_or(Deed::Nothing, |key| Deed::Key { key, after: Duration::ZERO })
    }

    fn meanwhile(&mut self) -> Meanwhile {
        Meanwhile { keys: self.keys.drain(..).collect(), hung_up: false }
    }

    async fn agent(&mut self) -> Agent {
        Agent::NoAnswer
    }

    fn note(&mut self, note: Note) {
        if let Note::Answered { took, .. } = note
            && (self.stage == Stage::PastPin || self.plan.counted == Counted::Everything)
        {
            self.took.push(took);
        }
    }
}
