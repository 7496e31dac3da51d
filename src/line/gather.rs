//! Collecting keys: prompts that a key stops, then silence with its two time limits. It refuses to know what the keys
//! are for.
use std::time::Duration;

use super::{
    call::{Call, Next, Stop, param},
    caller::{Caller, Deed, Listening, Room, Sought, Utterance},
    speech::Spoken,
    twiml::Gather,
};

/// What is asked and what ends it.
pub(super) struct Asking<'a> {
    pub prompts: &'a [Spoken],
    pub room: Room,
    pub timeout: Duration,
    /// Keys that end the entry and are not part of it.
    pub ends: &'a [char],
    pub most_keys: usize,
    pub sought: Sought,
}

/// Keys as entered, perhaps a PIN, so without `Debug`; nothing at all is a time-out before the first key.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub keys: String,
    pub ended_by: Option<char>,
}

impl<C: Caller> Call<'_, C> {
    pub(super) async fn gather(&mut self, gather: Gather) -> Result<Next, Stop> {
        let ends: Vec<char> = gather.finish_on.into_iter().collect();
        let entry = self
            .ask(Asking {
                prompts: &gather.prompts,
                room: if gather.barge_in { Room::Gather } else { Room::Deaf },
                timeout: gather.timeout,
                ends: &ends,
                most_keys: gather.most_keys.unwrap_or(usize::MAX),
                sought: Sought::Keys,
            })
            .await?;
        if entry == Entry::default() && !gather.action_on_empty {
            return Ok(Next::Verb);
        }
        let params = vec![
            param("Digits", entry.keys),
            param("FinishedOnKey", entry.ended_by.map(String::from).unwrap_or_default()),
            param("msg", "Gather End"),
        ];
        Ok(Next::Fetch { target: gather.action, params })
    }

    /// One entry: kept keys first, then prompts, then listening.
    pub(super) async fn ask(&mut self, asking: Asking<'_>) -> Result<Entry, Stop> {
        let mut entry = Entry::default();
        let mut pressed = self.buffer.pop_front();
        if pressed.is_none() {
            for prompt in asking.prompts {
                pressed = self.prompt(prompt, asking.room).await?;
                if pressed.is_some() {
                    break;
                }
            }
        }
        loop {
            let key = match pressed.take().or_else(|| self.buffer.pop_front()) {
                Some(key) => key,
                None => match self.listen(&asking, entry.keys.is_empty()).await? {
                    Some(key) => key,
                    None => return Ok(entry),
                },
            };
            self.heard_a_key();
            if asking.ends.contains(&key) {
                entry.ended_by = Some(key);
                return Ok(entry);
            }
            entry.keys.push(key);
            if entry.keys.len() >= asking.most_keys {
                return Ok(entry);
            }
        }
    }

    /// Speaks inside a gather; the key that stopped it, if one did.
    async fn prompt(&mut self, spoken: &Spoken, room: Room) -> Result<Option<char>, Stop> {
        if room == Room::Deaf {
            self.speak(spoken.clone()).await?;
            return Ok(self.buffer.pop_front());
        }
        let lasting = self.time_of(spoken);
        let utterance = Utterance { text: spoken.text.clone(), lasting, room };
        match self.caller.hear(&utterance).await {
            Deed::Nothing => {
                self.clock.advance(lasting);
                Ok(None)
            }
            Deed::Key { key, after } => {
                self.clock.advance(after.min(lasting));
                Ok(Some(key))
            }
            Deed::HangUp { after } => {
                self.clock.advance(after.min(lasting));
                Err(Stop::HungUp)
            }
        }
    }

    /// Waits for one key; none when the time is up.
    async fn listen(&mut self, asking: &Asking<'_>, first: bool) -> Result<Option<char>, Stop> {
        let Asking { timeout, sought, most_keys, .. } = *asking;
        let listening = Listening { limit: timeout, sought, first, most_keys };
        match self.caller.listen(&listening).await {
            Deed::Key { key, after } if after < listening.limit => {
                self.clock.advance(after);
                Ok(Some(key))
            }
            Deed::HangUp { after } => {
                self.clock.advance(after.min(listening.limit));
                Err(Stop::HungUp)
            }
            Deed::Nothing | Deed::Key { .. } => {
                self.clock.advance(listening.limit);
                Ok(None)
            }
        }
    }
}
