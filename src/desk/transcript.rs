//! A stored call told again: its events stepped through its own flow, what was heard and said as text. Secrets cannot
//! appear, for no event holds one. It refuses to know how it is printed.
use jiff::Timestamp;
use serde::Serialize;

use super::{Desk, DeskError, ground::Past, replay::stepped_again};
use crate::{
    call::{
        event::{Asked, Event, Heard},
        step::Step,
        verb::Verb,
    },
    flow::Flow,
    store::{
        calls::{self, CallRow},
        transfers,
        versions::{self, VersionRow},
    },
};

/// One call as a person reads it.
#[derive(Debug, Serialize)]
pub struct Transcript {
    pub call: String,
    pub ani: String,
    pub dnis: String,
    pub flow: String,
    /// The published version that the call began with; none where it began before versions were kept.
    pub version: Option<VersionRow>,
    /// When the certificate that it ran under was kept (`paytone flows show`); none where its flow was not proven.
    pub certified_at: Option<Timestamp>,
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
        let Some(row) = self.named(name).await? else { return Ok(None) };
        let past = self.past(&row.call).await?;
        let flow = self.shelf.find(&self.parts, &row.flow).await?;
        let mut versions = versions::of_hash(db, &row.flow).await?;
        // the latest that was current before the call; a node's clock may be a little behind the publisher's
        let place = versions.iter().position(|version| version.at <= row.began_at).unwrap_or(versions.len());
        versions.truncate(place + 1);
        Ok(Some(retell(row, past, (&flow, versions.pop()))?))
    }

    /// The call by its id or the code whispered to an agent.
    pub(super) async fn named(&self, name: &str) -> Result<Option<CallRow>, DeskError> {
        let db = self.parts.store.reader();
        let by_code = transfers::find(db, name).await?.map(|transfer| transfer.call);
        let call = by_code.unwrap_or_else(|| crate::id::CallId::from_stored(name.to_owned()));
        Ok(calls::find_by_id(db, &call).await?)
    }
}

fn retell(
    row: CallRow,
    past: Vec<Past>,
    (flow, version): (&Flow, Option<VersionRow>),
) -> Result<Transcript, DeskError> {
    let told = stepped_again(flow, &row.call, past)?.into_iter().map(|turn| Exchange {
        turn: turn.number,
        at: turn.at,
        place: flow.node(turn.before.node).name.clone(),
        heard: turn.events.first().map(heard).unwrap_or_default(),
        said: said(flow, &turn.step),
    });
    let told = told.collect();
    Ok(Transcript {
        call: row.call.as_str().to_owned(),
        ani: row.ani,
        dnis: row.dnis,
        flow: row.flow.0,
        version,
        certified_at: row.certified_at,
        began_at: row.began_at,
        ended_at: row.ended_at,
        account: row.account.map(|account| account.as_str().to_owned()),
        turns: told,
    })
}

/// What happened, without a secret.
pub(super) fn heard(event: &Event) -> String {
    match event {
        Event::Began { .. } => "call came in".to_owned(),
        Event::Heard(Heard::Silence) => "silence".to_owned(),
        Event::Heard(Heard::Key(key)) => format!("key {key}"),
        Event::Heard(Heard::Number { form, .. }) => format!("pay-bill number {}", form.as_str()),
        Event::Heard(Heard::Typo { .. }) => "a number with a mistake".to_owned(),
        Event::Heard(Heard::Pin(_)) => "a PIN (masked)".to_owned(),
        Event::Heard(Heard::Amount { minor, .. }) => format!("amount {minor} in minor units"),
        Event::Heard(Heard::Missed(class)) => format!("keys that fit nothing here ({class:?}, masked)"),
        Event::Heard(Heard::Asked(Asked::Key(key))) => format!("speech, perhaps for key {key}"),
        Event::Heard(Heard::Asked(Asked::Number { form, .. })) => format!("speech, pay-bill number {}", form.as_str()),
        Event::Heard(other) => format!("{other:?}"),
        Event::Captured(_) => "capture ended".to_owned(),
        Event::Transferred(outcome) => format!("transfer {outcome:?}"),
        Event::Polled => "came back".to_owned(),
        Event::Answered(_) => String::new(),
    }
}

/// What a step let the caller hear, phrase by phrase.
pub(super) fn said(flow: &Flow, step: &Step) -> Vec<String> {
    step.verbs.iter().flat_map(|verb| spoken(flow, verb)).collect()
}

fn spoken(flow: &Flow, verb: &Verb) -> Vec<String> {
    match verb {
        Verb::Say(phrases) => phrases.iter().map(|phrase| flow.prompts.speak(phrase)).collect(),
        Verb::Gather(gather) => gather.phrases.iter().map(|phrase| flow.prompts.speak(phrase)).collect(),
        Verb::CaptureBank { .. } => vec!["(bank account capture by the provider)".to_owned()],
        Verb::Capture { .. } => vec!["(card capture by the provider)".to_owned()],
        Verb::Dial(_) => vec!["(transfer to the agent)".to_owned()],
        Verb::Wait { .. } => Vec::new(),
        Verb::Hangup => vec!["(hang up)".to_owned()],
    }
}
