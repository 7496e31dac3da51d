//! Event in, verbs out: the only path of a call. Read, admit, step, look, save where the turn is still free, commit,
//! answer. It refuses to know providers' forms and what a job does.
use std::{
    sync::{Arc, PoisonError},
    time::{Duration, Instant},
};

use jiff::civil::Date;

use super::{Desk, DeskError, commit::Saved, raced};
use crate::{
    call::{
        Script,
        admit::{Admission, admit},
        event::{Capture, Event, Moment},
        hear::hear,
        keys::Keys,
        listening::understand,
        phrase::{Phrase, Value},
        state::State,
        step::{self, Step},
        verb::Verb,
        webhook::{Captured, Input, Status, TurnRef, Webhook},
    },
    flow::{Flow, Language, Var},
    store::{
        accounts::{self, KnownCaller},
        calls::{self, CallRow},
    },
    telephony::{Dialect, Reply},
};

/// A key pressed just before the hang-up may arrive after it; until then it still counts.
const AFTER_THE_END: Duration = Duration::from_secs(30);

/// What a turn works with beside the call itself.
pub(super) struct Turn {
    pub(super) dialect: Dialect,
    pub(super) webhook: Webhook,
    /// Keys of this turn, or the token of a card captured in it; no event holds them.
    pub(super) secret: Option<Keys>,
    /// Of that card: the last day on which it is good.
    pub(super) expires_on: Option<Date>,
    pub(super) events: Vec<Event>,
    pub(super) moment: Moment,
    /// A PIN was compared: the answer waits for its grid.
    pub(super) pin: bool,
}

/// Where a document's answer goes.
#[derive(Clone, Copy)]
pub(super) struct Next<'a> {
    /// The provider's name of the call.
    pub(super) call: &'a str,
    /// The turn that the answer takes.
    pub(super) turn: u32,
    pub(super) language: Option<Language>,
    /// Where the provider reaches us.
    pub(super) public_url: &'a str,
}

impl Desk {
    /// Answers one genuine webhook with a whole document, whatever breaks. The door runs it in a task of its own, so that
    /// a provider that drops the connection never cancels a turn.
    pub async fn conduct(&self, dialect: &Dialect, webhook: Webhook) -> String {
        let began = Instant::now();
        let call = webhook.provider_call.clone();
        let again = webhook.turn.clone();
        let transferred = matches!(webhook.input, Input::Transferred(_));
        let lane = self.lane(&call);
        let guard = lane.lock().await;
        let mut turn = self.prepare(*dialect, webhook);
        let reply = match self.admitted(&mut turn).await {
            Ok(reply) => reply,
            Err(error) => {
                tracing::error!(%error, "the turn could not be taken");
                self.apologise(*dialect, &call, again.as_ref(), transferred)
            }
        };
        drop(guard);
        self.leave_lane(&call, lane);
        if turn.pin {
            self.hold_to_grid(began).await;
        }
        reply
    }

    fn prepare(&self, dialect: Dialect, webhook: Webhook) -> Turn {
        let at = self.parts.clock.now();
        let agent_open = self.parts.hours.open_at(at, &self.parts.terms.time_zone);
        let holiday = self.parts.hours.holiday_at(at, &self.parts.terms.time_zone);
        let moment = Moment { at, early: false, barged: false, agent_open, holiday };
        Turn { dialect, webhook, secret: None, expires_on: None, events: Vec::new(), moment, pin: false }
    }

    async fn admitted(&self, turn: &mut Turn) -> Result<String, DeskError> {
        // Twice: a turn that another node took meanwhile is a repeat at the second look.
        for _ in 0..2 {
            let call = &turn.webhook.provider_call;
            let found = self.parts.store.find_call(turn.dialect.name, call).await?;
            let Some(row) = found else {
                return self.first(turn).await;
            };
            let awaited = u32::try_from(row.turn).unwrap_or(u32::MAX);
            let reference = turn.webhook.turn.as_ref();
            let genuine = reference.is_some_and(|turn| self.parts.keys.is_turn_token(call, turn.number, &turn.token));
            let admission = admit(awaited, reference, genuine);
            tracing::debug!(?admission, awaited, "admitted");
            match admission {
                Admission::Repeat => return Ok(self.stored_reply(&row).unwrap_or_else(|| self.hangup(turn))),
                Admission::Stale => {
                    let again = [Verb::Wait { seconds: 0 }];
                    let language = reference.and_then(|turn| turn.language);
                    let next = self.next(call, awaited, language);
                    return Ok(self.write(turn.dialect, &again, next, None));
                }
                Admission::Foreign => return Ok(self.hangup(turn)),
                Admission::Fresh if self.is_over(&row, turn) => return Ok(self.hangup(turn)),
                Admission::Fresh => {
                    if let Some(reply) = self.fresh(turn, row).await? {
                        return Ok(reply);
                    }
                }
            }
        }
        Ok(self.hangup(turn))
    }

    /// The first webhook of a call.
    async fn first(&self, turn: &mut Turn) -> Result<String, DeskError> {
        if turn.webhook.turn.is_some() {
            // A turn of a call that this database has never seen: nothing to go on with.
            return Ok(self.hangup(turn));
        }
        let (flow, certified_at) = self.shelf.current(&self.parts).await?;
        let script = Script { flow: &flow, terms: &self.parts.terms };
        let known = self.known_caller(&turn.webhook.from).await;
        let written = known.pay_bill_number.filter(|_| turn.webhook.attested);
        let number = written.and_then(|written| self.parts.terms.number_scheme.keypad_form(&written).ok());
        let event = Event::Began { language: known.language, pace: known.pace, number };
        let state = step::begin(script, &turn.moment);
        let stepped = step::step(script, state, &event, &turn.moment);
        turn.events.push(event);
        match self.open_call(turn, (&flow, certified_at), stepped).await? {
            Saved::Reply(reply) => Ok(reply),
            Saved::Taken => Box::pin(self.admitted(turn)).await,
        }
    }

    async fn fresh(&self, turn: &mut Turn, row: CallRow) -> Result<Option<String>, DeskError> {
        let flow = self.shelf.find(&self.parts, &row.flow).await?;
        let script = Script { flow: &flow, terms: &self.parts.terms };
        let state: State = serde_json::from_str(&row.state)
            .map_err(|error| DeskError::Flow(format!("the state of {} cannot be read: {error}", row.call)))?;
        let heard_by = row.answered_at.as_millisecond().saturating_add(row.spoken_ms);
        turn.moment.early = turn.moment.at.as_millisecond() < heard_by;
        let spoken_by = row.answered_at.as_millisecond().saturating_add(state.prompt_ms);
        turn.moment.barged = turn.moment.at.as_millisecond() < spoken_by;
        let event = self.event(script, &state, turn);
        let mut stepped = step::step(script, state, &event, &turn.moment);
        turn.events.push(event);
        while let Some(look) = stepped.look.clone() {
            let answer = self.look(turn, &row, &look).await;
            stepped = step::resume(script, stepped, &answer, &turn.moment);
            turn.events.push(Event::Answered(answer));
        }
        match self.save_turn(turn, &row, &flow, stepped).await? {
            Saved::Reply(reply) => Ok(Some(reply)),
            Saved::Taken => Ok(None),
        }
    }

    /// The webhook as an event; a secret stays behind in the turn.
    fn event(&self, script: Script<'_>, state: &State, turn: &mut Turn) -> Event {
        let input = std::mem::replace(&mut turn.webhook.input, Input::Arrived);
        match input {
            Input::Arrived => Event::Polled,
            Input::Keys { keys, finished } => {
                let heard = hear(script, state, &keys, finished);
                turn.secret = Some(keys);
                Event::Heard(heard)
            }
            Input::Spoken { words, confidence } => Event::Heard(understand(script, state, &words, confidence)),
            Input::Transferred(outcome) => Event::Transferred(outcome),
            Input::Captured(captured) => Event::Captured(match captured {
                Captured::Card { token, brand, last_four, expires_on } => {
                    turn.secret = Some(token);
                    turn.expires_on = expires_on;
                    let method = self.parts.chance.id(turn.moment.at);
                    Capture::Card(crate::billing::MethodFace { method, brand, last_four })
                }
                Captured::Star => Capture::Star,
                Captured::Failed => Capture::Failed,
                Captured::CallerHungUp => Capture::CallerHungUp,
                Captured::Unknown => Capture::Unknown,
            }),
        }
    }

    async fn known_caller(&self, ani: &str) -> KnownCaller {
        // A known caller number only chooses how the call begins: without the store it is simply not known.
        accounts::caller(self.parts.store.reader(), ani).await.unwrap_or_default()
    }

    fn is_over(&self, row: &CallRow, turn: &Turn) -> bool {
        let over = |ended: jiff::Timestamp| turn.moment.at.duration_since(ended).unsigned_abs() > AFTER_THE_END;
        row.ended_at.is_some_and(over)
    }

    fn stored_reply(&self, row: &CallRow) -> Option<String> {
        let opened = self.parts.keys.open(row.call.as_str(), &row.reply).ok()?;
        String::from_utf8(opened.expose().to_vec()).ok()
    }

    fn hangup(&self, turn: &Turn) -> String {
        let next = self.next(&turn.webhook.provider_call, 0, None);
        self.write(turn.dialect, &[Verb::Hangup], next, None)
    }

    /// What is said when the call cannot be loaded or saved: an apology, then the agent or the end. It needs no store.
    fn apologise(&self, dialect: Dialect, call: &str, again: Option<&TurnRef>, transferred: bool) -> String {
        let at = self.parts.clock.now();
        let agent_open = !transferred && self.parts.hours.open_at(at, &self.parts.terms.time_zone);
        let holiday = self.parts.hours.holiday_at(at, &self.parts.terms.time_zone);
        let moment = Moment { at, early: false, barged: false, agent_open, holiday };
        let language = again.and_then(|turn| turn.language);
        let next = self.next(call, again.map_or(0, |turn| turn.number), language);
        let Some(flow) = self.shelf.held() else {
            return (dialect.write)(&Reply {
                verbs: &[Verb::Hangup],
                prompts: &self.parts.notices,
                next: "",
                whisper: "",
                language: Language::ENGLISH,
            });
        };
        let verbs = step::trouble(Script { flow: &flow, terms: &self.parts.terms }, language, &moment);
        self.write(dialect, &verbs, next, Some(&flow))
    }

    /// Where an answer given now goes.
    fn next<'a>(&'a self, call: &'a str, turn: u32, language: Option<Language>) -> Next<'a> {
        Next { call, turn, language, public_url: &self.parts.public_url }
    }

    /// Verbs as the provider's document.
    pub(super) fn write(&self, dialect: Dialect, verbs: &[Verb], next: Next<'_>, flow: Option<&Flow>) -> String {
        let Next { call, turn, language, public_url } = next;
        let base = format!("{public_url}/voice/{}", dialect.name);
        let token = self.parts.keys.turn_token(call, turn);
        // Turn 0 has no token: it is the call's first webhook once more.
        let mut next = base.clone();
        if turn > 0 {
            next.push_str(&format!("?turn={turn}&token={token}"));
            if let Some(language) = language {
                next.push_str(&format!("&language={}", language.code()));
            }
        }
        let whisper = format!("{base}/whisper?call={call}&token={turn}.{token}");
        let prompts = flow.map_or(&self.parts.notices, |flow| &flow.prompts);
        let language = flow.map_or(Language::ENGLISH, |flow| flow.languages[0]);
        (dialect.write)(&Reply { verbs, prompts, next: &next, whisper: &whisper, language })
    }

    /// What an agent hears before the caller is put through: the code that `paytone calls show` takes. A token that is
    /// not this call's hears nothing.
    pub async fn whisper(&self, dialect: &Dialect, call: &str, token: &str) -> String {
        let (turn, token) = token.split_once('.').unwrap_or_default();
        let turn = turn.parse().unwrap_or(0);
        let next = self.next(call, turn, None);
        if !self.parts.keys.is_turn_token(call, turn, token) {
            return self.write(*dialect, &[], next, None);
        }
        let code = self.parts.keys.transfer_code(call, turn);
        let phrase = Phrase::public("whisper", Language::ENGLISH, vec![(Var::TransferCode, Value::Digits(code))]);
        self.write(*dialect, &[Verb::Say(vec![phrase])], next, None)
    }

    /// A status callback takes no turn; it only tells that the call is over.
    pub async fn note_status(&self, dialect: &str, status: Status) {
        if !status.ended {
            return;
        }
        match self.end_call(dialect, &status).await {
            Ok(true) => metrics::counter!(crate::config::metrics::CALLS, "outcome" => status.word).increment(1),
            Ok(false) => {}
            // The reaper ends the call later.
            Err(error) => tracing::error!(%error, "a call's end could not be noted"),
        }
    }

    async fn end_call(&self, dialect: &str, status: &Status) -> Result<bool, DeskError> {
        raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let at = self.parts.clock.now();
            let ended = calls::mark_ended(&mut tx, dialect, &status.provider_call, at, &status.word).await?;
            tx.commit().await?;
            Ok(ended.is_some())
        })
        .await
    }

    async fn hold_to_grid(&self, began: Instant) {
        let grid = self.parts.pin_answer.as_millis().max(1);
        let beats = began.elapsed().as_millis() / grid + 1;
        let due = self.parts.pin_answer * u32::try_from(beats).unwrap_or(1);
        tokio::time::sleep_until(tokio::time::Instant::from_std(began + due)).await;
    }

    fn lane(&self, call: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(call.to_owned()).or_default().clone()
    }

    /// Forgets the call's lane unless another webhook of the call holds or awaits it.
    fn leave_lane(&self, call: &str, lane: Arc<tokio::sync::Mutex<()>>) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::strong_count(&lane) == 2 {
            lanes.remove(call);
        }
    }
}

/// A step's verbs with what only the desk knows: where an agent finds the call.
pub(super) fn addressed(step: &Step, call: &str, code: &str) -> Vec<Verb> {
    let mut verbs = step.verbs.clone();
    for verb in &mut verbs {
        if let Verb::Dial(dial) = verb {
            call.clone_into(&mut dial.call);
            code.clone_into(&mut dial.code);
        }
    }
    verbs
}
