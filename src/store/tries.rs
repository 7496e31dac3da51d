//! The guard before a PIN: tries and salt by the keyed hash of a keypad form, existing or not. It refuses to know
//! accounts, numbers and PINs, so that nothing here tells which numbers exist.
use jiff::{SignedDuration, Timestamp};

use super::{StoreError, sql::One, tx::Tx};
use crate::id::CallId;

/// Tries older than this no longer count.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// Counts a try of this form, made in this turn, and gives the tries of the last hour with it. A repeat of a turn is
/// counted once. Commit before hashing; nodes that count the same form wait for each other on its guard row.
///
/// # Errors
/// Any `StoreError`.
pub async fn count_try(
    tx: &mut Tx,
    keypad_hash: &str,
    call: &CallId,
    turn: i64,
    at: Timestamp,
) -> Result<u32, StoreError> {
    let guard = "insert into pin_guards (keypad_hash, version) values ($1, 1) \
        on conflict (keypad_hash) do update set version = pin_guards.version + 1";
    tx.sql(guard).bind(keypad_hash).execute().await?;
    let since = at.checked_sub(WINDOW).unwrap_or(Timestamp::MIN);
    let forget = "delete from pin_tries where keypad_hash = $1 and at <= $2";
    tx.sql(forget).bind(keypad_hash).bind(since).execute().await?;
    let count = "insert into pin_tries (keypad_hash, call, turn, at) values ($1, $2, $3, $4) \
        on conflict (keypad_hash, call, turn) do nothing";
    tx.sql(count).bind(keypad_hash).bind(call).bind(turn).bind(at).execute().await?;
    let text = "select count(*) as value from pin_tries where keypad_hash = $1";
    let One(tries) = tx.sql(text).bind(keypad_hash).one::<One<i64>>().await?;
    Ok(u32::try_from(tries).unwrap_or(u32::MAX))
}

/// Forgives the tries of this form: its PIN was right.
///
/// # Errors
/// Any `StoreError`.
pub async fn clear(tx: &mut Tx, keypad_hash: &str) -> Result<(), StoreError> {
    tx.sql("delete from pin_tries where keypad_hash = $1").bind(keypad_hash).execute().await.map(drop)
}

/// The salt of this form: `fresh` at its first use, and the same ever after.
///
/// # Errors
/// Any `StoreError`.
pub async fn salt(tx: &mut Tx, keypad_hash: &str, fresh: &str) -> Result<String, StoreError> {
    let text = "insert into pin_guards (keypad_hash, salt, version) values ($1, $2, 0) \
        on conflict (keypad_hash) do update set salt = coalesce(pin_guards.salt, excluded.salt) \
        returning salt as value";
    let One(salt) = tx.sql(text).bind(keypad_hash).bind(fresh).one().await?;
    Ok(salt)
}
