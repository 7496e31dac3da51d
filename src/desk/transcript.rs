//! A stored call told again: its events stepped through its own flow, what was heard and said as text. Secrets cannot
//! appear, for no event holds one. It refuses to know how it is printed.
use jiff::Timestamp;
use serde::Serialize;

use super::{Desk, DeskError};
use crate::{
    call::{
        Script,
        event::{Event, Heard, Moment},
        state::State,
        step::{self, Step},
        verb::Verb,
    },
    flow::Flow,
    store::{
        calls::{self, CallRow, TurnRow},
        transfers,
    },
};

/// One call as a person reads it.
#[derive(Debug, Serialize)]
pub struct Transcript {
    pub call: String,
    pub ani: String,
    pub dnis: String,
    pub flow: String,
    pub began_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// The account whose PIN was given.
    pub account: Option<String>,
    pub turns: Vec<Exchange>,
}

/// What one turn heard and answered.
#[derive(Debug, Serialize)]
pub struct Exchange {
    pub turn: i64,
    pub at: Timestamp,
    /// The node that listened.
    pub place: String,
    pub heard: String,
    pub said: Vec<String>,
}

impl Desk {
    /// The transcript of a call by its id, its provider's id, or the code whispered to an agent.
    pub async fn transcript(&self, name: &str) -> Result<Option<Transcript>, DeskError> {
        let db = self.parts.store.reader();
        let by_code = transfers::find(db, name).await?.map(|transfer| transfer.call);
        let call = by_code.unwrap_or_else(|| crate::id::CallId::from_stored(name.to_owned()));
        let Some(row) = calls::find_by_id(db, &call).await? else { return Ok(None) };
        let turns = calls::turns(db, &row.call).await?;
        let flow = self.shelf.find(&self.parts, &row.flow).await?;
        Ok(Some(self.retell(row, &turns, &flow)?))
    }

    fn retell(&self, row: CallRow, turns: &[TurnRow], flow: &Flow) -> Result<Transcript, DeskError> {
        let script = Script { flow, terms: &self.parts.terms };
        let mut state: Option<State> = None;
        let mut told = Vec::new();
        for turn in turns {
            let broken = |error: serde_json::Error| {
                DeskError::Flow(format!("turn {} of {} cannot be read: {error}", turn.turn, row.call))
            };
            let (moment, events): (Moment, Vec<Event>) = serde_json::from_str(&turn.events).map_err(broken)?;
            let before = state.take().unwrap_or_else(|| step::begin(script, &moment));
            let place = flow.node(before.node).name.clone();
            let Some(stepped) = replay(script, before, &events, &moment) else { continue };
            let heard = events.first().map(heard).unwrap_or_default();
            let said = stepped.verbs.iter().flat_map(|verb| said(flow, verb)).collect();
            told.push(Exchange { turn: turn.turn, at: turn.at, place, heard, said });
            state = Some(stepped.state);
        }
        Ok(Transcript {
            call: row.call.as_str().to_owned(),
            ani: row.ani,
            dnis: row.dnis,
            flow: row.flow.0,
            began_at: row.began_at,
            ended_at: row.ended_at,
            account: row.account.map(|account| account.as_str().to_owned()),
            turns: told,
        })
    }
}

/// Steps the turn's events again.
pub(super) fn replay(script: Script<'_>, state: State, events: &[Event], moment: &Moment) -> Option<Step> {
    let (first, answers) = events.split_first()?;
    let stepped = step::step(script, state, first, moment);
    Some(answers.iter().fold(stepped, |stepped, answer| match answer {
        Event::Answered(answer) => step::resume(script, stepped, answer, moment),
        _ => stepped,
    }))
}

fn heard(event: &Event) -> String {
    match event {
        Event::Began { .. } => "call came in".to_owned(),
        Event::Heard(Heard::Silence) => "silence".to_owned(),
        Event::Heard(Heard::Key(key)) => format!("key {key}"),
        Event::Heard(Heard::Number { form, .. }) => format!("pay-bill number {}", form.as_str()),
        Event::Heard(Heard::Typo { .. }) => "a number with a mistake".to_owned(),
        Event::Heard(Heard::Pin(_)) => "a PIN (masked)".to_owned(),
        Event::Heard(Heard::Amount { minor, .. }) => format!("amount {minor} in minor units"),
        Event::Heard(Heard::Missed(class)) => format!("keys that fit nothing here ({class:?}, masked)"),
        Event::Heard(other) => format!("{other:?}"),
        Event::Captured(_) => "card capture ended".to_owned(),
        Event::Transferred(outcome) => format!("transfer {outcome:?}"),
        Event::Polled => "came back".to_owned(),
        Event::Answered(_) => String::new(),
    }
}

fn said(flow: &Flow, verb: &Verb) -> Vec<String> {
    match verb {
        Verb::Say(phrases) => phrases.iter().map(|phrase| flow.prompts.speak(phrase)).collect(),
        Verb::Gather(gather) => gather.phrases.iter().map(|phrase| flow.prompts.speak(phrase)).collect(),
        Verb::Capture { .. } => vec!["(card capture by the provider)".to_owned()],
        Verb::Dial(_) => vec!["(transfer to the agent)".to_owned()],
        Verb::Wait { .. } => Vec::new(),
        Verb::Hangup => vec!["(hang up)".to_owned()],
    }
}
