//! A turn's own commit: the call where its turn is still free, and with it every effect of the step. It refuses to know
//! what was said and why.
use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    Desk, DeskError,
    agreements::Said,
    announce::Urgency,
    authorize::Authorized,
    conduct::{Next, Turn, addressed},
    raced,
};
use crate::{
    call::{
        effect::Effect,
        event::{Answer, Event},
        state::{State, Waits},
        step::{self, Step},
        verb::Verb,
    },
    flow::Flow,
    id::CallId,
    store::{
        Tx, accounts,
        calls::{self, CallRow, TurnSave},
        methods::{self, NewMethod},
        payments::{self, Intent, Requested},
        transfers::{self, Transfer},
    },
    telephony::Dialect,
};

/// How a commit ended.
pub(super) enum Saved {
    Reply(String),
    /// Another webhook took the turn first.
    Taken,
}

/// Which turn of which call a document answers.
#[derive(Clone, Copy)]
pub(super) struct Taken<'a> {
    pub(super) dialect: Dialect,
    pub(super) call: &'a CallId,
    pub(super) provider_call: &'a str,
    pub(super) number: i64,
    /// Where the provider reached us then.
    pub(super) public_url: &'a str,
}

/// How the transaction of a turn with effects ended.
enum Committed {
    All,
    /// Another webhook took the turn first.
    Taken,
    /// A charge was refused; the step goes on with this.
    Nothing(Answer),
}

impl Desk {
    /// Opens the call with its first turn.
    pub(super) async fn open_call(
        &self,
        turn: &Turn,
        (flow, certified_at): (&Flow, Option<Timestamp>),
        stepped: Step,
    ) -> Result<Saved, DeskError> {
        let call: CallId = self.parts.chance.id(turn.moment.at);
        let (save, reply) = self.record(turn, &call, 0, flow, &stepped)?;
        let row = CallRow {
            call,
            provider: turn.dialect.name.to_owned(),
            provider_call: turn.webhook.provider_call.clone(),
            ani: turn.webhook.from.clone(),
            dnis: turn.webhook.to.clone(),
            flow: flow.hash.clone(),
            certified_at,
            turn: 1,
            state: save.state.clone(),
            reply: save.reply.clone(),
            spoken_ms: save.spoken_ms,
            answered_at: save.at,
            began_at: save.at,
            ended_at: None,
            account: None,
        };
        let opened = raced(|| async {
            let mut tx = self.parts.store.begin().await?;
            let opened = calls::open(&mut tx, &row, &save).await?;
            tx.commit().await?;
            Ok(opened)
        });
        if !opened.await? {
            return Ok(Saved::Taken);
        }
        tracing::info!(call_id = %row.call, "call began");
        Ok(Saved::Reply(reply))
    }

    /// Saves the turn and carries out its effects, all or nothing.
    pub(super) async fn save_turn(
        &self,
        turn: &mut Turn,
        row: &CallRow,
        flow: &Flow,
        mut stepped: Step,
    ) -> Result<Saved, DeskError> {
        if stepped.effects.is_empty() {
            let (save, reply) = self.record(turn, &row.call, row.turn, flow, &stepped)?;
            let saved = self.parts.store.save_turn(save).await?;
            return Ok(if saved { Saved::Reply(reply) } else { Saved::Taken });
        }
        loop {
            let (save, reply) = self.record(turn, &row.call, row.turn, flow, &stepped)?;
            match raced(|| self.commit(turn, row, &save, (flow, &stepped.effects))).await? {
                Committed::Taken => return Ok(Saved::Taken),
                Committed::All => {
                    self.announce(&stepped.effects);
                    return Ok(Saved::Reply(reply));
                }
                // Two calls raced to pay the same: this one asks its caller first, and charges nothing.
                Committed::Nothing(answer) => {
                    let script = crate::call::Script { flow, terms: &self.parts.terms };
                    stepped = step::resume(script, stepped, &answer, &turn.moment);
                    turn.events.push(Event::Answered(answer));
                }
            }
        }
    }

    /// One transaction: the turn with all its effects, or nothing.
    async fn commit(
        &self,
        turn: &Turn,
        row: &CallRow,
        save: &TurnSave,
        (flow, effects): (&Flow, &[Effect]),
    ) -> Result<Committed, DeskError> {
        let mut tx = self.parts.store.begin().await?;
        if !calls::save_turn(&mut tx, save).await? {
            return Ok(Committed::Taken);
        }
        if let Some(answer) = self.carry_out(&mut tx, turn, row, (flow, effects)).await? {
            return Ok(Committed::Nothing(answer));
        }
        tx.commit().await?;
        Ok(Committed::All)
    }

    /// The turn as it is stored, and the document it answers.
    fn record(
        &self,
        turn: &Turn,
        call: &CallId,
        number: i64,
        flow: &Flow,
        stepped: &Step,
    ) -> Result<(TurnSave, String), DeskError> {
        let (provider_call, public_url) = (&turn.webhook.provider_call, self.parts.public_url.as_str());
        let taken = Taken { dialect: turn.dialect, call, provider_call, number, public_url };
        let (verbs, reply) = self.document(taken, flow, stepped);
        let state = State { prompt_ms: prompt_ms(flow, &verbs), ..stepped.state.clone() };
        let unreadable = |error: serde_json::Error| DeskError::Flow(error.to_string());
        let save = TurnSave {
            call: call.clone(),
            turn: number,
            state: serde_json::to_string(&state).map_err(unreadable)?,
            reply: self.seal(call.as_str(), reply.as_bytes())?,
            spoken_ms: spoken_ms(flow, &verbs),
            at: turn.moment.at,
            account: stepped.state.facts.verified.as_ref().map(|verified| verified.account().clone()),
            over: stepped.state.waits == Waits::Over,
            events: serde_json::to_string(&(&turn.moment, &turn.events)).map_err(unreadable)?,
            reply_sha256: hex(&Sha256::digest(reply.as_bytes())),
            terms: self.terms_hash.clone(),
        };
        Ok((save, reply))
    }

    /// A step's verbs, addressed, and the document they make: a turn taken now and one replayed later go through here.
    pub(super) fn document(&self, taken: Taken<'_>, flow: &Flow, stepped: &Step) -> (Vec<Verb>, String) {
        let next = u32::try_from(taken.number).unwrap_or(u32::MAX).saturating_add(1);
        let code = self.parts.keys.transfer_code(taken.provider_call, next);
        let verbs = addressed(stepped, taken.call.as_str(), &code);
        let (language, public_url) = (Some(stepped.state.language), taken.public_url);
        let address = Next { call: taken.provider_call, turn: next, language, public_url };
        let reply = self.write(taken.dialect, &verbs, address, Some(flow));
        (verbs, reply)
    }

    /// Writes the effects; an answer instead says that a charge was refused and nothing may be committed.
    async fn carry_out(
        &self,
        tx: &mut Tx,
        turn: &Turn,
        row: &CallRow,
        (flow, effects): (&Flow, &[Effect]),
    ) -> Result<Option<Answer>, DeskError> {
        let at = turn.moment.at;
        for effect in effects {
            match effect {
                Effect::KeepQuote(quote) => payments::keep_quote(tx, quote, &row.call).await?,
                Effect::Charge(quote) => {
                    let intent = Intent {
                        quote,
                        call: &row.call,
                        idempotency_key: quote.payment.as_str(),
                        gateway: self.parts.gateway.name(),
                        at,
                    };
                    if let Requested::Repeated(payment) = payments::request(tx, intent).await? {
                        return Ok(Some(Answer::Repeated(Arc::new(payment))));
                    }
                }
                Effect::Authorize { quote, words } => {
                    self.keep_authorization(tx, row, flow, &Authorized { quote, words, at }).await?;
                }
                Effect::KeepCard { account, card } => {
                    let token = turn.secret.as_ref().map_or(&b""[..], |token| token.expose().as_bytes());
                    let token_sealed = self.seal(card.method.as_str(), token)?;
                    let kept = NewMethod {
                        method: card.method.clone(),
                        account: account.clone(),
                        brand: card.brand,
                        last_four: card.last_four.clone(),
                        token_sealed,
                        saved: false,
                        expires_on: turn.expires_on,
                        at,
                    };
                    methods::keep(tx, &kept).await?;
                }
                Effect::SaveCard(card) => {
                    methods::save(tx, &card.method).await?;
                    self.tell_saved(tx, &card.method, Urgency::Awaited).await?;
                }
                Effect::Agree { account, plan, words } => {
                    self.agree_by_phone(tx, row, flow, Said { account, plan, words }).await?;
                }
                Effect::KeepLanguage { account, language } => accounts::set_language(tx, account, *language).await?,
                Effect::KeepPace { account, pace } => accounts::set_pace(tx, account, *pace).await?,
                Effect::Told(payment) => payments::told(tx, payment, at).await?,
                Effect::OpenTransfer { account, place } => {
                    let next = u32::try_from(row.turn).unwrap_or(u32::MAX).saturating_add(1);
                    let code = self.parts.keys.transfer_code(&turn.webhook.provider_call, next);
                    let transfer =
                        Transfer { code, call: row.call.clone(), account: account.clone(), place: place.clone(), at };
                    transfers::open(tx, &transfer).await?;
                }
            }
        }
        Ok(None)
    }

    fn seal(&self, aad: &str, plaintext: &[u8]) -> Result<Vec<u8>, DeskError> {
        Ok(self.parts.keys.seal(self.parts.chance.bytes(), aad, plaintext)?)
    }

    fn announce(&self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Charge(quote) = effect {
                metrics::counter!(crate::config::metrics::PAYMENTS, "status" => "requested").increment(1);
                tracing::info!(payment = %quote.payment, "payment requested");
                self.work.notify_one();
            }
        }
    }
}

/// How long all of the reply takes at least.
fn prompt_ms(flow: &Flow, verbs: &[Verb]) -> i64 {
    let asked = verbs.iter().map(|verb| match verb {
        Verb::Gather(gather) => flow.prompts.spoken_ms(&gather.phrases),
        _ => 0,
    });
    asked.sum::<i64>() + spoken_ms(flow, verbs)
}

/// How long the read-back outside the gather takes at least; only then can a key answer it.
fn spoken_ms(flow: &Flow, verbs: &[Verb]) -> i64 {
    let said = verbs.iter().map(|verb| match verb {
        Verb::Say(phrases) => flow.prompts.spoken_ms(phrases),
        _ => 0,
    });
    said.sum()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
