//! Calls and their turns. It refuses to know what a state means, and stores a reply only sealed.
use jiff::Timestamp;

use super::{
    Db, StoreError,
    sql::{One, Record, Row, Sql},
    tx::Tx,
};
use crate::{
    flow::FlowHash,
    id::{AccountId, CallId},
};

/// A call as it stands between two turns.
#[derive(Clone, PartialEq, Eq)]
pub struct CallRow {
    pub call: CallId,
    /// The dialect's name, as in `/voice/{provider}`.
    pub provider: String,
    /// The provider's name of the call.
    pub provider_call: String,
    /// The caller's number as the provider gave it.
    pub ani: String,
    /// The number dialled.
    pub dnis: String,
    pub flow: FlowHash,
    /// When the certificate of its flow was kept; none where the flow was not proven.
    pub certified_at: Option<Timestamp>,
    /// The turn expected next: 1 after the opening.
    pub turn: i64,
    /// JSON.
    pub state: String,
    /// The latest reply, sealed; empty once forgotten.
    pub reply: Vec<u8>,
    /// How long the latest reply takes to speak, at least.
    pub spoken_ms: i64,
    pub answered_at: Timestamp,
    pub began_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub account: Option<AccountId>,
}

/// What one turn leaves behind.
#[derive(Clone)]
pub struct TurnSave {
    pub call: CallId,
    /// The turn that the call expects; the next one is expected afterwards.
    pub turn: i64,
    /// JSON.
    pub state: String,
    /// The reply, sealed.
    pub reply: Vec<u8>,
    pub spoken_ms: i64,
    pub at: Timestamp,
    /// The verified account; none leaves the row's as it is.
    pub account: Option<AccountId>,
    /// The reply ends the call.
    pub over: bool,
    /// The masked events, JSON.
    pub events: String,
    pub reply_sha256: String,
    /// The hash of what it is answered under.
    pub terms: String,
}

/// A turn as the transcript shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnRow {
    pub turn: i64,
    pub at: Timestamp,
    /// JSON.
    pub events: String,
    pub reply_sha256: String,
    /// The hash of what it was answered under; none where an older program answered.
    pub terms: Option<String>,
}

impl std::fmt::Debug for CallRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CallRow({} at turn {})", self.call, self.turn)
    }
}

impl std::fmt::Debug for TurnSave {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TurnSave({} turn {})", self.call, self.turn)
    }
}

impl Record for CallRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            call: row.get("call")?,
            provider: row.get("provider")?,
            provider_call: row.get("provider_call")?,
            ani: row.get("ani")?,
            dnis: row.get("dnis")?,
            flow: FlowHash(row.get("flow")?),
            certified_at: row.get("certified_at")?,
            turn: row.get("turn")?,
            state: row.get("state")?,
            reply: row.get::<Option<Vec<u8>>>("reply")?.unwrap_or_default(),
            spoken_ms: row.get("spoken_ms")?,
            answered_at: row.get("answered_at")?,
            began_at: row.get("began_at")?,
            ended_at: row.get("ended_at")?,
            account: row.get("account")?,
        })
    }
}

impl Record for TurnRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            turn: row.get("turn")?,
            at: row.get("at")?,
            events: row.get("events")?,
            reply_sha256: row.get("reply_sha256")?,
            terms: row.get("terms")?,
        })
    }
}

/// Opens a call with the turn that opened it: `call` as it stands afterwards (expecting `first.turn + 1`), of `first` only
/// the time, events and hash are taken. False when the provider's call is open already.
///
/// # Errors
/// Any `StoreError`; a flow that is not kept is `Refused`.
pub async fn open(tx: &mut Tx, call: &CallRow, first: &TurnSave) -> Result<bool, StoreError> {
    let opened = tx
        .sql(
            "insert into calls (call, provider, provider_call, ani, dnis, flow, turn, state, reply, spoken_ms, \
             answered_at, began_at, ended_at, account, certified_at) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
             on conflict (provider, provider_call) do nothing",
        )
        .bind(&call.call)
        .bind(&call.provider)
        .bind(&call.provider_call)
        .bind(&call.ani)
        .bind(&call.dnis)
        .bind(&call.flow.0)
        .bind(call.turn)
        .bind(&call.state)
        .bind(call.reply.as_slice())
        .bind(call.spoken_ms)
        .bind(call.answered_at)
        .bind(call.began_at)
        .bind(call.ended_at)
        .bind(call.account.as_ref())
        .bind(call.certified_at)
        .execute()
        .await?;
    if opened == 1 {
        keep_turn(tx, first).await?;
    }
    Ok(opened == 1)
}

async fn keep_turn(tx: &mut Tx, save: &TurnSave) -> Result<(), StoreError> {
    let text = "insert into turns (call, turn, at, events, reply_sha256, terms) values ($1, $2, $3, $4, $5, $6)";
    let insert = tx.sql(text).bind(&save.call).bind(save.turn).bind(save.at);
    insert.bind(&save.events).bind(&save.reply_sha256).bind(&save.terms).execute().await.map(drop)
}

const FIND_SET_SQLITE: &str = "select c.call, c.provider, c.provider_call, c.ani, c.dnis, c.flow, c.turn, c.state, \
    c.reply, c.spoken_ms, c.answered_at, c.began_at, c.ended_at, c.account, c.certified_at from json_each($1) as r \
    cross join calls c on c.provider = r.value ->> 0 and c.provider_call = r.value ->> 1";
const FIND_SET_POSTGRES: &str = "select c.call, c.provider, c.provider_call, c.ani, c.dnis, c.flow, c.turn, c.state, \
    c.reply, c.spoken_ms, c.answered_at, c.began_at, c.ended_at, c.account, c.certified_at \
    from json_array_elements(cast(cast($1 as text) as json)) as r (value) \
    join calls c on c.provider = r.value ->> 0 and c.provider_call = r.value ->> 1";
const FIND_BY_ID: &str = "select call, provider, provider_call, ani, dnis, flow, turn, state, reply, spoken_ms, \
    answered_at, began_at, ended_at, account, certified_at from calls where call = $1";

/// The calls among these (provider, its name of the call), in no order.
///
/// # Errors
/// Any `StoreError`.
pub(super) async fn find_set(mut db: &Db, names: &[(&str, &str)]) -> Result<Vec<CallRow>, StoreError> {
    let text = match db {
        Db::Sqlite(_) => FIND_SET_SQLITE,
        Db::Postgres(_) => FIND_SET_POSTGRES,
    };
    let json = serde_json::to_string(names)
        .map_err(|error| StoreError::from_driver(sqlx::Error::Encode(error.into()), text))?;
    db.sql(text).bind(&json).all().await
}

/// The call by our own id.
///
/// # Errors
/// Any `StoreError`.
pub async fn find_by_id(mut db: impl Sql, call: &CallId) -> Result<Option<CallRow>, StoreError> {
    db.sql(FIND_BY_ID).bind(call).optional().await
}

/// Saves a turn inside a transaction that writes more than the turn; false when the turn was taken. Call it first.
///
/// # Errors
/// Any `StoreError`.
pub async fn save_turn(tx: &mut Tx, save: &TurnSave) -> Result<bool, StoreError> {
    let taken = tx
        .sql(
            "update calls set turn = turn + 1, state = $3, reply = $4, spoken_ms = $5, answered_at = $6, \
             account = coalesce($7, account) where call = $1 and turn = $2",
        )
        .bind(&save.call)
        .bind(save.turn)
        .bind(&save.state)
        .bind(save.reply.as_slice())
        .bind(save.spoken_ms)
        .bind(save.at)
        .bind(save.account.as_ref())
        .execute()
        .await?;
    if taken == 0 {
        return Ok(false);
    }
    keep_turn(tx, save).await?;
    if save.over {
        let end = tx.sql("update calls set ended_at = $2 where call = $1 and ended_at is null");
        end.bind(&save.call).bind(save.at).execute().await?;
    }
    Ok(true)
}

/// Marks the provider's call ended, in its own `word`, and names our call; none when there is no such call. A call that
/// had ended keeps its first end.
///
/// # Errors
/// Any `StoreError`.
pub async fn mark_ended(
    tx: &mut Tx,
    provider: &str,
    provider_call: &str,
    at: Timestamp,
    word: &str,
) -> Result<Option<CallId>, StoreError> {
    let ended = tx
        .sql(
            "update calls set ended_at = coalesce(ended_at, $3), ended_word = coalesce(ended_word, $4) \
             where provider = $1 and provider_call = $2 returning call as value",
        )
        .bind(provider)
        .bind(provider_call)
        .bind(at)
        .bind(word)
        .optional::<One<CallId>>()
        .await?;
    Ok(ended.map(|One(call)| call))
}

/// Ends the calls that began too long ago and whose end nobody reported.
///
/// # Errors
/// Any `StoreError`.
pub async fn reap(tx: &mut Tx, began_before: Timestamp, at: Timestamp) -> Result<Vec<CallId>, StoreError> {
    let reaped = tx
        .sql(
            "update calls set ended_at = $2, ended_word = 'reaped' \
             where ended_at is null and began_at < $1 returning call as value",
        )
        .bind(began_before)
        .bind(at)
        .all::<One<CallId>>()
        .await?;
    Ok(reaped.into_iter().map(|One(call)| call).collect())
}

/// Forgets the replies of calls that ended before; gives their number.
///
/// # Errors
/// Any `StoreError`.
pub async fn forget_replies(tx: &mut Tx, ended_before: Timestamp) -> Result<u64, StoreError> {
    let text = "update calls set reply = null, forgotten = true \
        where ended_at is not null and not forgotten and ended_at < $1";
    tx.sql(text).bind(ended_before).execute().await
}

/// The turns of a call in order.
///
/// # Errors
/// Any `StoreError`.
pub async fn turns(mut db: impl Sql, call: &CallId) -> Result<Vec<TurnRow>, StoreError> {
    let text = "select turn, at, events, reply_sha256, terms from turns where call = $1 order by turn";
    db.sql(text).bind(call).all().await
}

/// The calls of one flow, the oldest first.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_flow(mut db: impl Sql, flow: &FlowHash) -> Result<Vec<CallId>, StoreError> {
    let text = "select call as value from calls where flow = $1 order by began_at, call";
    let calls = db.sql(text).bind(&flow.0).all::<One<CallId>>().await?;
    Ok(calls.into_iter().map(|One(call)| call).collect())
}

/// Calls in progress.
///
/// # Errors
/// Any `StoreError`.
pub async fn count_open(mut db: impl Sql) -> Result<i64, StoreError> {
    let One(open) = db.sql("select count(*) as value from calls where ended_at is null").one().await?;
    Ok(open)
}
