//! Accounts of a file: staged, given their PIN hashes, merged. It refuses to know PINs.
use std::collections::{HashMap, HashSet};

use super::{OverSet, Turn, json, next_step, touch};
use crate::store::{
    Store, StoreError,
    sql::{One, Record, Row, Sql},
};
use crate::{billing::Reach, call::keys::Keys, flow::Language, id::AccountId, money::Currency};

/// An account of a file.
#[derive(Clone, Debug)]
pub struct StagedAccount {
    pub line: u64,
    /// Used when the pay-bill number is new.
    pub account: AccountId,
    pub pay_bill_number: String,
    pub keypad_hash: String,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub postal_code: Option<String>,
    pub language: Option<Language>,
    pub reach: Reach,
    pub currency: Currency,
}

const STAGE: OverSet = OverSet {
    sqlite: "\
        insert into import_accounts (import, line, account, pay_bill_number, keypad_hash, name, phone, email, \
          postal_code, language, reach, currency) \
        select $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, \
          value ->> 7, value ->> 8, value ->> 9, value ->> 10 from json_each($2) where true \
        on conflict (import, line) do nothing",
    postgres: "\
        insert into import_accounts (import, line, account, pay_bill_number, keypad_hash, name, phone, email, \
          postal_code, language, reach, currency) \
        select $1, cast(value ->> 0 as bigint), value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, \
          value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10 \
        from json_array_elements(cast($2 as json)) as rows (value) \
        on conflict (import, line) do nothing",
};

/// Stages a batch of some hundred accounts; rows that an earlier process staged from the same file stay, with their PIN
/// hashes. False when another process has taken the turn.
///
/// # Errors
/// Any `StoreError`.
pub async fn stage(store: &Store, turn: &Turn, batch: &[StagedAccount]) -> Result<bool, StoreError> {
    let rows: Vec<_> = batch
        .iter()
        .map(|row| {
            let who = (row.line, &row.account, &row.pay_bill_number, &row.keypad_hash, &row.name, &row.phone);
            let reach = match row.reach {
                Reach::Text => "text",
                Reach::CallBack => "call-back",
            };
            let language = row.language.as_ref().map(Language::code);
            let rest = (&row.email, &row.postal_code, language, reach, row.currency.code());
            (who.0, who.1, who.2, who.3, who.4, who.5, rest.0, rest.1, rest.2, rest.3, rest.4)
        })
        .collect();
    super::stage(store, turn, &STAGE, &rows).await
}

/// Lines of the file whose PIN is hashed already.
///
/// # Errors
/// Any `StoreError`.
pub async fn hashed(store: &Store, import: &str) -> Result<HashSet<u64>, StoreError> {
    let text = "select line as value from import_accounts where import = $1 and pin_hash is not null";
    let lines: Vec<One<i64>> = store.reader().sql(text).bind(import).all().await?;
    Ok(lines.into_iter().filter_map(|One(line)| u64::try_from(line).ok()).collect())
}

const SALT: OverSet = OverSet {
    sqlite: "\
        insert into pin_guards (keypad_hash, salt, version) \
        select value ->> 0, value ->> 1, 0 from json_each($1) where true \
        on conflict (keypad_hash) do update set salt = coalesce(pin_guards.salt, excluded.salt) \
        returning keypad_hash, salt",
    postgres: "\
        insert into pin_guards (keypad_hash, salt, version) \
        select value ->> 0, value ->> 1, 0 from json_array_elements(cast($1 as json)) as rows (value) \
        on conflict (keypad_hash) do update set salt = coalesce(pin_guards.salt, excluded.salt) \
        returning keypad_hash, salt",
};

struct Salted {
    keypad_hash: String,
    salt: String,
}

impl Record for Salted {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { keypad_hash: row.get("keypad_hash")?, salt: row.get("salt")? })
    }
}

/// The salts of keypad forms, by their keyed hashes: each `fresh` one at its form's first use.
///
/// # Errors
/// Any `StoreError`.
pub async fn salts(store: &Store, fresh: HashMap<String, String>) -> Result<HashMap<String, String>, StoreError> {
    let mut rows: Vec<_> = fresh.into_iter().collect();
    // in one order on every node, so that two nodes never wait for each other in a circle
    rows.sort_unstable();
    let mut tx = store.begin().await?;
    let salted: Vec<Salted> = tx.sql(SALT.text(store)).bind(json(&rows)?).all().await?;
    tx.commit().await?;
    Ok(salted.into_iter().map(|row| (row.keypad_hash, row.salt)).collect())
}

const KEEP_HASHES: OverSet = OverSet {
    sqlite: "\
        update import_accounts set pin_hash = r.hash \
        from (select value ->> 0 as line, value ->> 1 as hash from json_each($2)) as r \
        where import_accounts.import = $1 and import_accounts.line = r.line",
    postgres: "\
        update import_accounts set pin_hash = r.hash \
        from (select cast(value ->> 0 as bigint) as line, value ->> 1 as hash \
          from json_array_elements(cast($2 as json)) as rows (value)) as r \
        where import_accounts.import = $1 and import_accounts.line = r.line",
};

/// Keeps the hashes of PINs by the lines they came from. False when another process has taken the turn.
///
/// # Errors
/// Any `StoreError`.
pub async fn keep_hashes(store: &Store, turn: &Turn, hashes: &[(u64, Keys)]) -> Result<bool, StoreError> {
    let hashes: Vec<_> = hashes.iter().map(|(line, hash)| (line, hash.expose())).collect();
    super::stage(store, turn, &KEEP_HASHES, &hashes).await
}

const NEXT: &str = "select max(line) as value from \
    (select line from import_accounts where import = $1 and line > $2 order by line limit $3) as step";

/// A phone that stays keeps its reach, and a language that its owner chose since the last import stays too.
const MERGE: &str = "\
    insert into accounts (account, pay_bill_number, keypad_hash, name, phone, email, postal_code, language, \
      imported_language, reach, currency, pin_hash) \
    select account, pay_bill_number, keypad_hash, name, phone, email, postal_code, coalesce(language, $4), language, \
      reach, currency, pin_hash \
    from import_accounts where import = $1 and line > $2 and line <= $3 order by pay_bill_number \
    on conflict (pay_bill_number) do update set keypad_hash = excluded.keypad_hash, name = excluded.name, \
      phone = excluded.phone, email = excluded.email, postal_code = excluded.postal_code, \
      language = case when excluded.imported_language is null \
        or excluded.imported_language = accounts.imported_language then accounts.language \
        else excluded.imported_language end, \
      imported_language = coalesce(excluded.imported_language, accounts.imported_language), \
      reach = case when coalesce(accounts.phone, '') = coalesce(excluded.phone, '') then accounts.reach \
        else excluded.reach end, \
      pin_hash = coalesce(excluded.pin_hash, accounts.pin_hash), version = accounts.version + 1";

/// Merges the next staged accounts behind line `after`; gives the last merged line, or none when all are. `language` is
/// for new accounts that name none.
///
/// # Errors
/// Any `StoreError`.
pub async fn merge(store: &Store, turn: &Turn, after: i64, language: Language) -> Result<Option<i64>, StoreError> {
    let mut tx = store.begin().await?;
    touch(&mut tx, turn).await?;
    let Some(end) = next_step(&mut tx, NEXT, &turn.import, after).await? else { return Ok(None) };
    tx.sql(MERGE).bind(&turn.import).bind(after).bind(end).bind(language).execute().await?;
    let text = "delete from import_accounts where import = $1 and line > $2 and line <= $3";
    tx.sql(text).bind(&turn.import).bind(after).bind(end).execute().await?;
    tx.commit().await?;
    Ok(Some(end))
}
