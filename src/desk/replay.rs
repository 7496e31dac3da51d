//! Stored calls stepped once more: on their own flow, to see that every reply comes out byte for byte, or on a changed
//! one, to see what callers would have heard otherwise. No secret is needed, for no event holds one. It refuses to know
//! how the result is shown.
mod fit;

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    Desk, DeskError,
    commit::{Taken, hex},
    ground::{Ground, Past},
    transcript::{heard, said},
};
use crate::{
    call::{
        Script,
        event::{Event, Moment},
        state::State,
        step::{self, Step},
        verb::Verb,
    },
    flow::Flow,
    id::CallId,
    store::{calls::CallRow, versions},
    telephony::Dialect,
};

/// A call stepped again on its own flow.
#[derive(Debug, Serialize)]
pub struct Replayed {
    pub call: CallId,
    pub flow: String,
    pub began_at: Timestamp,
    pub turns: Vec<ReplayedTurn>,
}

/// One turn's reply as it was and as it comes out now.
#[derive(Debug, Serialize)]
pub struct ReplayedTurn {
    pub turn: i64,
    pub at: Timestamp,
    /// The node that listened.
    pub place: String,
    pub same: bool,
    pub stored_sha256: String,
    pub sha256: String,
}

/// A call stepped again on a changed flow.
#[derive(Debug, Serialize)]
pub struct Compared {
    pub call: CallId,
    pub flow: String,
    pub began_at: Timestamp,
    pub turns: usize,
    pub otherwise: Vec<Otherwise>,
    pub left: Option<Left>,
}

/// A turn in which the caller would have heard something else.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Otherwise {
    pub turn: i64,
    /// The node that listened, in the call's own flow and in the changed one.
    pub place: String,
    pub new_place: String,
    pub heard: String,
    pub old: Vec<String>,
    pub new: Vec<String>,
    /// The messages spoken, by language and id.
    pub old_messages: Vec<String>,
    pub new_messages: Vec<String>,
}

impl Otherwise {
    /// Where it was heard, and where in the changed flow, if that is elsewhere.
    pub fn places(&self) -> String {
        if self.place == self.new_place {
            self.place.clone()
        } else {
            format!("{}, now {}", self.place, self.new_place)
        }
    }
}

/// Where what happened in the call no longer fits the changed flow; nothing is known of the turns behind it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    pub turn: i64,
    pub new_place: String,
    pub heard: String,
    pub why: String,
}

impl Replayed {
    /// Every reply came out byte for byte.
    pub fn same(&self) -> bool {
        self.turns.iter().all(|turn| turn.same)
    }
}

/// One stored turn, stepped again.
pub(super) struct Again {
    pub number: i64,
    pub at: Timestamp,
    /// The reply's hash as it was stored.
    pub stored_sha256: String,
    pub ground: Arc<Ground>,
    pub moment: Moment,
    pub events: Vec<Event>,
    pub before: State,
    pub step: Step,
}

/// Every turn of a call stepped again on the flow it ran under.
pub(super) fn stepped_again(flow: &Flow, call: &CallId, past: Vec<Past>) -> Result<Vec<Again>, DeskError> {
    let mut state: Option<State> = None;
    let mut again = Vec::new();
    for Past { row: turn, ground } in past {
        let script = Script { flow, terms: &ground.terms };
        let broken =
            |error: serde_json::Error| DeskError::Flow(format!("turn {} of {call} cannot be read: {error}", turn.turn));
        let (moment, events): (Moment, Vec<Event>) = serde_json::from_str(&turn.events).map_err(broken)?;
        let before = state.take().unwrap_or_else(|| step::begin(script, &moment));
        let Some((first, answers)) = events.split_first() else { continue };
        let stepped = step::step(script, before.clone(), first, &moment);
        let step = answers.iter().fold(stepped, |stepped, answer| match answer {
            Event::Answered(answer) => step::resume(script, stepped, answer, &moment),
            _ => stepped,
        });
        state = Some(step.state.clone());
        let (number, at, stored_sha256) = (turn.turn, turn.at, turn.reply_sha256);
        again.push(Again { number, at, stored_sha256, ground, moment, events, before, step });
    }
    Ok(again)
}

impl Desk {
    /// Calls that began at `since` or later, in their order.
    ///
    /// # Errors
    /// Whatever the database says.
    pub async fn calls_since(&self, since: Timestamp) -> Result<Vec<CallId>, DeskError> {
        Ok(versions::calls_since(self.parts.store.reader(), since).await?)
    }

    /// Steps a call again, by its id or the code whispered to an agent, each turn under the terms of then, and compares
    /// each reply with the stored hash; none when there is no such call. The replies come out the same only with the
    /// keys of then.
    ///
    /// # Errors
    /// A call in a dialect that is not among `dialects`; a stored turn that cannot be read.
    pub async fn replay(&self, name: &str, dialects: &[&Dialect]) -> Result<Option<Replayed>, DeskError> {
        let Some((row, past, flow)) = self.stored(name).await? else { return Ok(None) };
        let unknown = || DeskError::Flow(format!("{}: this program does not speak `{}`", row.call, row.provider));
        let dialect = **dialects.iter().find(|dialect| dialect.name == row.provider).ok_or_else(unknown)?;
        let again = stepped_again(&flow, &row.call, past)?;
        let mut replayed = Vec::new();
        for again in again {
            let (provider_call, public_url) = (&row.provider_call, again.ground.public_url.as_str());
            let taken = Taken { dialect, call: &row.call, provider_call, number: again.number, public_url };
            let (_, reply) = self.document(taken, &flow, &again.step);
            let sha256 = hex(&Sha256::digest(reply.as_bytes()));
            replayed.push(ReplayedTurn {
                turn: again.number,
                at: again.at,
                place: flow.node(again.before.node).name.clone(),
                same: sha256 == again.stored_sha256,
                stored_sha256: again.stored_sha256,
                sha256,
            });
        }
        Ok(Some(Replayed { call: row.call, flow: row.flow.0, began_at: row.began_at, turns: replayed }))
    }

    /// Steps a call again on its own flow and on a changed one, both under the terms of then, and tells the turns in
    /// which the caller would have heard something else, as far as what happened still fits; none when there is no such
    /// call.
    ///
    /// # Errors
    /// A stored turn that cannot be read.
    pub async fn replay_on(&self, name: &str, changed: &Flow) -> Result<Option<Compared>, DeskError> {
        let Some((row, past, flow)) = self.stored(name).await? else { return Ok(None) };
        let again = stepped_again(&flow, &row.call, past)?;
        let mut compared = Compared {
            call: row.call,
            flow: row.flow.0,
            began_at: row.began_at,
            turns: again.len(),
            otherwise: Vec::new(),
            left: None,
        };
        let mut state: Option<State> = None;
        for turn in &again {
            let new = Script { flow: changed, terms: &turn.ground.terms };
            let before = state.take().unwrap_or_else(|| step::begin(new, &turn.moment));
            let new_place = changed.node(before.node).name.clone();
            let heard = turn.events.first().map(heard).unwrap_or_default();
            match fit::follow(new, before, turn) {
                Ok(step) => {
                    let (old, new) = (said(&flow, &turn.step), said(changed, &step));
                    if old != new {
                        let place = flow.node(turn.before.node).name.clone();
                        let (old_messages, new_messages) = (messages(&turn.step), messages(&step));
                        let number = turn.number;
                        let otherwise =
                            Otherwise { turn: number, place, new_place, heard, old, new, old_messages, new_messages };
                        compared.otherwise.push(otherwise);
                    }
                    state = Some(step.state);
                }
                Err(why) => {
                    compared.left = Some(Left { turn: turn.number, new_place, heard, why });
                    break;
                }
            }
        }
        Ok(Some(compared))
    }

    async fn stored(&self, name: &str) -> Result<Option<(CallRow, Vec<Past>, Arc<Flow>)>, DeskError> {
        let Some(row) = self.named(name).await? else { return Ok(None) };
        let past = self.past(&row.call).await?;
        let flow = self.shelf.find(&self.parts, &row.flow).await?;
        Ok(Some((row, past, flow)))
    }
}

/// What a step speaks, by language and message.
fn messages(step: &Step) -> Vec<String> {
    let phrases = step.verbs.iter().flat_map(|verb| match verb {
        Verb::Say(phrases) => phrases.as_slice(),
        Verb::Gather(gather) => gather.phrases.as_slice(),
        _ => &[],
    });
    phrases.map(|phrase| format!("{}: {}", phrase.language.code(), phrase.message)).collect()
}
