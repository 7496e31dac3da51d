//! Collecting keys or words: prompts that either stops, then silence with its two time limits. It refuses to know what
//! they are for.
use std::time::Duration;

use super::{
    call::{Call, Next, Stop, param},
    caller::{Caller, Deed, Listening, Room, Sought, Utterance, Words},
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
    /// The silence that ends words; none where only keys are heard.
    pub speech: Option<Duration>,
}

/// Keys or words as entered, perhaps a PIN, so without `Debug`; nothing at all is a time-out before the first key.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub keys: String,
    pub ended_by: Option<char>,
    pub said: Option<Words>,
}

/// What stopped a prompt or a silence.
enum Sound {
    Key(char),
    Words(Words),
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
                speech: gather.speech,
            })
            .await?;
        if entry == Entry::default() && !gather.action_on_empty {
            return Ok(Next::Verb);
        }
        if let Some(words) = entry.said {
            let confidence = words.confidence.map(|confidence| param("Confidence", confidence));
            let params = [param("SpeechResult", words.text), param("msg", "Gather End")];
            return Ok(Next::Fetch { target: gather.action, params: params.into_iter().chain(confidence).collect() });
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
        let mut sound = self.buffer.pop_front().map(Sound::Key);
        if sound.is_none() {
            for prompt in asking.prompts {
                sound = self.prompt(prompt, &asking).await?;
                if sound.is_some() {
                    break;
                }
            }
        }
        loop {
            let sound = match sound.take().or_else(|| self.buffer.pop_front().map(Sound::Key)) {
                Some(sound) => sound,
                None => match self.listen(&asking, entry.keys.is_empty()).await? {
                    Some(sound) => sound,
                    None => return Ok(entry),
                },
            };
            self.heard_a_key();
            let key = match sound {
                Sound::Key(key) => key,
                Sound::Words(words) => {
                    entry.said = Some(words);
                    return Ok(entry);
                }
            };
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

    /// Speaks inside a gather; what stopped it, if something did.
    async fn prompt(&mut self, spoken: &Spoken, asking: &Asking<'_>) -> Result<Option<Sound>, Stop> {
        let room = asking.room;
        if room == Room::Deaf {
            self.speak(spoken.clone()).await?;
            return Ok(self.buffer.pop_front().map(Sound::Key));
        }
        let lasting = self.time_of(spoken);
        let utterance = Utterance { text: spoken.text.clone(), lasting, room };
        match self.caller.hear(&utterance).await {
            Deed::Key { key, after } => {
                self.clock.advance(after.min(lasting));
                Ok(Some(Sound::Key(key)))
            }
            Deed::Say { words, after } if asking.speech.is_some() => {
                Ok(Some(self.spoken(words, after.min(lasting), asking)))
            }
            Deed::Nothing | Deed::Say { .. } => {
                self.clock.advance(lasting);
                Ok(None)
            }
            Deed::HangUp { after } => {
                self.clock.advance(after.min(lasting));
                Err(Stop::HungUp)
            }
        }
    }

    /// Words are over when they were spoken and a silence has followed them.
    fn spoken(&self, words: Words, after: Duration, asking: &Asking<'_>) -> Sound {
        self.clock.advance(after + Spoken::words(&words.text).lasting + asking.speech.unwrap_or_default());
        Sound::Words(words)
    }

    /// Waits for one key, or at the beginning for words; none when the time is up.
    async fn listen(&mut self, asking: &Asking<'_>, first: bool) -> Result<Option<Sound>, Stop> {
        let Asking { timeout, sought, most_keys, .. } = *asking;
        let listening = Listening { limit: timeout, sought, first, most_keys };
        match self.caller.listen(&listening).await {
            Deed::Key { key, after } if after < listening.limit => {
                self.clock.advance(after);
                Ok(Some(Sound::Key(key)))
            }
            // a key has discarded speech
            Deed::Say { words, after } if after < listening.limit && first && asking.speech.is_some() => {
                Ok(Some(self.spoken(words, after, asking)))
            }
            Deed::HangUp { after } => {
                self.clock.advance(after.min(listening.limit));
                Err(Stop::HungUp)
            }
            Deed::Nothing | Deed::Key { .. } | Deed::Say { .. } => {
                self.clock.advance(listening.limit);
                Ok(None)
            }
        }
    }
}
