//! Many turns in two statements: a compare-and-swap of every call's row, and the turns that won. The only place where the
//! SQL of the drivers differs, because a set reaches SQLite as JSON and PostgreSQL as arrays. It refuses to know commits.
use std::collections::HashSet;

use sqlx::{PgConnection, Row as _, SqliteConnection};

use super::{
    StoreError,
    calls::TurnSave,
    sql::{in_time, json},
    tx::Writing,
};

/// Saves every turn whose call still expects it, and gives the ids of those calls. Each call may occur once.
pub(super) async fn save_set(connection: &mut Writing, saves: &[Box<TurnSave>]) -> Result<HashSet<String>, StoreError> {
    match connection {
        Writing::Sqlite(on) => sqlite(on, saves).await,
        Writing::Postgres(on) => postgres(on, saves).await,
    }
}

fn winners<'s>(saves: &'s [Box<TurnSave>], won: &HashSet<String>) -> Vec<&'s TurnSave> {
    saves.iter().map(AsRef::as_ref).filter(|save| won.contains(save.call.as_str())).collect()
}

/// One array a row; the sealed reply as hex, for JSON has no bytes.
const SQLITE_SWAP: &str = "\
    update calls set turn = r.turn + 1, state = r.state, reply = r.reply, spoken_ms = r.spoken_ms, \
      answered_at = r.at, account = coalesce(r.account, calls.account) \
    from (select value ->> 0 as call, value ->> 1 as turn, value ->> 2 as state, unhex(value ->> 3) as reply, \
      value ->> 4 as spoken_ms, value ->> 5 as at, value ->> 6 as account from json_each($1)) as r \
    where calls.call = r.call and calls.turn = r.turn returning call";
const SQLITE_KEEP: &str = "\
    insert into turns (call, turn, at, events, reply_sha256, terms) \
    select value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5 from json_each($1)";
const SQLITE_END: &str = "\
    update calls set ended_at = r.at from (select value ->> 0 as call, value ->> 1 as at from json_each($1)) as r \
    where calls.call = r.call and calls.ended_at is null";

async fn sqlite(on: &mut SqliteConnection, saves: &[Box<TurnSave>]) -> Result<HashSet<String>, StoreError> {
    let rows: Vec<_> = saves
        .iter()
        .map(|s| (&s.call, s.turn, &s.state, hex(&s.reply), s.spoken_ms, s.at.as_microsecond(), &s.account))
        .collect();
    let swapped = sqlx::query(SQLITE_SWAP).bind(json(&rows, SQLITE_SWAP)?).fetch_all(&mut *on).await;
    let swapped = swapped.map_err(|error| StoreError::from_driver(error, SQLITE_SWAP))?;
    let won = calls(swapped.iter().map(|row| row.try_get(0)))?;
    let kept = winners(saves, &won);
    let rows: Vec<_> =
        kept.iter().map(|s| (&s.call, s.turn, s.at.as_microsecond(), &s.events, &s.reply_sha256, &s.terms)).collect();
    let inserted = sqlx::query(SQLITE_KEEP).bind(json(&rows, SQLITE_KEEP)?).execute(&mut *on).await;
    inserted.map_err(|error| StoreError::from_driver(error, SQLITE_KEEP))?;
    let over: Vec<_> = kept.iter().filter(|s| s.over).map(|s| (&s.call, s.at.as_microsecond())).collect();
    if !over.is_empty() {
        let ended = sqlx::query(SQLITE_END).bind(json(&over, SQLITE_END)?).execute(on).await;
        ended.map_err(|error| StoreError::from_driver(error, SQLITE_END))?;
    }
    Ok(won)
}

const POSTGRES_SWAP: &str = "\
    update calls set turn = r.turn + 1, state = r.state, reply = r.reply, spoken_ms = r.spoken_ms, \
      answered_at = r.at, account = coalesce(r.account, calls.account) \
    from unnest($1::text[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[], $7::text[]) \
      as r (call, turn, state, reply, spoken_ms, at, account) \
    where calls.call = r.call and calls.turn = r.turn returning calls.call";
const POSTGRES_KEEP: &str = "\
    insert into turns (call, turn, at, events, reply_sha256, terms) \
    select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])";
const POSTGRES_END: &str = "\
    update calls set ended_at = r.at from unnest($1::text[], $2::bigint[]) as r (call, at) \
    where calls.call = r.call and calls.ended_at is null";

/// A column of a set.
fn column<'s, T>(saves: &[&'s TurnSave], cell: impl Fn(&'s TurnSave) -> T) -> Vec<T> {
    saves.iter().map(|save| cell(save)).collect()
}

async fn postgres(on: &mut PgConnection, saves: &[Box<TurnSave>]) -> Result<HashSet<String>, StoreError> {
    // In one order on every node, so that two nodes seldom wait for each other in a circle.
    let mut rows: Vec<&TurnSave> = saves.iter().map(AsRef::as_ref).collect();
    rows.sort_by(|a, b| a.call.as_str().cmp(b.call.as_str()));
    let swap = sqlx::query(POSTGRES_SWAP)
        .bind(column(&rows, |s| s.call.as_str()))
        .bind(column(&rows, |s| s.turn))
        .bind(column(&rows, |s| s.state.as_str()))
        .bind(column(&rows, |s| s.reply.as_slice()))
        .bind(column(&rows, |s| s.spoken_ms))
        .bind(column(&rows, |s| s.at.as_microsecond()))
        .bind(column(&rows, |s| s.account.as_ref().map(|account| account.as_str())));
    let swapped = in_time(swap.fetch_all(&mut *on)).await;
    let swapped = swapped.map_err(|error| StoreError::from_driver(error, POSTGRES_SWAP))?;
    let won = calls(swapped.iter().map(|row| row.try_get(0)))?;
    let kept = winners(saves, &won);
    let keep = sqlx::query(POSTGRES_KEEP)
        .bind(column(&kept, |s| s.call.as_str()))
        .bind(column(&kept, |s| s.turn))
        .bind(column(&kept, |s| s.at.as_microsecond()))
        .bind(column(&kept, |s| s.events.as_str()))
        .bind(column(&kept, |s| s.reply_sha256.as_str()))
        .bind(column(&kept, |s| s.terms.as_str()));
    in_time(keep.execute(&mut *on)).await.map_err(|error| StoreError::from_driver(error, POSTGRES_KEEP))?;
    let over: Vec<&TurnSave> = kept.into_iter().filter(|save| save.over).collect();
    if !over.is_empty() {
        let end = sqlx::query(POSTGRES_END)
            .bind(column(&over, |s| s.call.as_str()))
            .bind(column(&over, |s| s.at.as_microsecond()));
        in_time(end.execute(on)).await.map_err(|error| StoreError::from_driver(error, POSTGRES_END))?;
    }
    Ok(won)
}

fn calls(ids: impl Iterator<Item = Result<String, sqlx::Error>>) -> Result<HashSet<String>, StoreError> {
    ids.collect::<Result<_, _>>().map_err(|error| StoreError::from_driver(error, "returning call"))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
