//! Services, usage and discounts of a file: compared with what is known, staged, merged. It refuses to know the rules of
//! their rows.
use jiff::civil::Date;
use serde_json::Value as Json;

use super::{Kind, OverSet, Turn, json, next_step, touch};
use crate::{
    billing::draft::{Granted, Held},
    id::AccountId,
    money::Money,
    store::{
        Store, StoreError,
        cycles::Of,
        sql::{Record, Row, Sql},
    },
};

/// Usage that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownUsage {
    pub service: String,
    pub used_on: Date,
    pub description: String,
    pub amount: Money,
}

impl Record for KnownUsage {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            service: row.get("service")?,
            used_on: row.get("used_on")?,
            description: row.get("description")?,
            amount: row.money("amount")?,
        })
    }
}

const SERVICES: OverSet = OverSet {
    sqlite: "select account, service, from_on, until_on, plan, jurisdiction from services \
        where account in (select value from json_each($1)) order by account, service, from_on",
    postgres: "select account, service, from_on, until_on, plan, jurisdiction from services \
        where account in (select value from json_array_elements_text(cast($1 as json)) as rows (value)) \
        order by account, service, from_on",
};

/// The services of accounts.
///
/// # Errors
/// Any `StoreError`.
pub async fn services(store: &Store, accounts: &[AccountId]) -> Result<Vec<Of<Held>>, StoreError> {
    store.reader().sql(SERVICES.text(store)).bind(json(accounts)?).all().await
}

const DISCOUNTS: OverSet = OverSet {
    sqlite: "select account, discount, from_on, until_on from account_discounts \
        where account in (select value from json_each($1)) order by account, discount, from_on",
    postgres: "select account, discount, from_on, until_on from account_discounts \
        where account in (select value from json_array_elements_text(cast($1 as json)) as rows (value)) \
        order by account, discount, from_on",
};

/// The discounts of accounts.
///
/// # Errors
/// Any `StoreError`.
pub async fn discounts(store: &Store, accounts: &[AccountId]) -> Result<Vec<Of<Granted>>, StoreError> {
    store.reader().sql(DISCOUNTS.text(store)).bind(json(accounts)?).all().await
}

const USAGE: OverSet = OverSet {
    sqlite: "select u.account, u.service, u.used_on, u.description, u.amount, u.currency \
        from (select value ->> 0 as account, value ->> 1 as used_on from json_each($1)) as r \
        join usage_items u on u.account = r.account and u.used_on = r.used_on",
    postgres: "select u.account, u.service, u.used_on, u.description, u.amount, u.currency \
        from (select value ->> 0 as account, value ->> 1 as used_on \
          from json_array_elements(cast($1 as json)) as rows (value)) as r \
        join usage_items u on u.account = r.account and u.used_on = r.used_on",
};

/// What accounts used on days.
///
/// # Errors
/// Any `StoreError`.
pub async fn usage(store: &Store, days: &[(&AccountId, Date)]) -> Result<Vec<Of<KnownUsage>>, StoreError> {
    store.reader().sql(USAGE.text(store)).bind(json(days)?).all().await
}

const STAGE: OverSet = OverSet {
    sqlite: "insert into import_entries (import, line, entry) select $1, value ->> 0, value ->> 1 from json_each($2)",
    postgres: "insert into import_entries (import, line, entry) \
        select $1, cast(value ->> 0 as bigint), value ->> 1 from json_array_elements(cast($2 as json)) as rows (value)",
};

/// Stages a batch: the line in the file and the row's columns as a JSON array. False when another process has taken the
/// turn.
///
/// # Errors
/// Any `StoreError`.
pub async fn stage(store: &Store, turn: &Turn, batch: &[(u64, Json)]) -> Result<bool, StoreError> {
    let rows: Vec<(u64, String)> = batch.iter().map(|(line, entry)| (*line, entry.to_string())).collect();
    super::stage(store, turn, &STAGE, &rows).await
}

const NEXT: &str = "select max(line) as value from \
    (select line from import_entries where import = $1 and line > $2 order by line limit $3) as step";

const MERGE_SERVICES: OverSet = OverSet {
    sqlite: "insert into services (account, service, from_on, until_on, plan, jurisdiction) \
        select entry ->> 0, entry ->> 1, entry ->> 2, entry ->> 3, entry ->> 4, entry ->> 5 from import_entries \
        where import = $1 and line > $2 and line <= $3 \
        on conflict (account, service, from_on) do update set until_on = excluded.until_on, plan = excluded.plan, \
          jurisdiction = excluded.jurisdiction",
    postgres: "insert into services (account, service, from_on, until_on, plan, jurisdiction) \
        select e ->> 0, e ->> 1, e ->> 2, e ->> 3, e ->> 4, e ->> 5 \
        from (select cast(entry as json) as e from import_entries where import = $1 and line > $2 and line <= $3) as r \
        on conflict (account, service, from_on) do update set until_on = excluded.until_on, plan = excluded.plan, \
          jurisdiction = excluded.jurisdiction",
};

const MERGE_DISCOUNTS: OverSet = OverSet {
    sqlite: "insert into account_discounts (account, discount, from_on, until_on) \
        select entry ->> 0, entry ->> 1, entry ->> 2, entry ->> 3 from import_entries \
        where import = $1 and line > $2 and line <= $3 \
        on conflict (account, discount, from_on) do update set until_on = excluded.until_on",
    postgres: "insert into account_discounts (account, discount, from_on, until_on) \
        select e ->> 0, e ->> 1, e ->> 2, e ->> 3 \
        from (select cast(entry as json) as e from import_entries where import = $1 and line > $2 and line <= $3) as r \
        on conflict (account, discount, from_on) do update set until_on = excluded.until_on",
};

const MERGE_USAGE: OverSet = OverSet {
    sqlite: "insert into usage_items (usage_item, account, service, used_on, description, quantity, unit_price, amount, \
          currency, plan, jurisdiction) \
        select entry ->> 0, entry ->> 1, entry ->> 2, entry ->> 3, entry ->> 4, entry ->> 5, entry ->> 6, entry ->> 7, \
          entry ->> 8, entry ->> 9, entry ->> 10 from import_entries \
        where import = $1 and line > $2 and line <= $3 \
        on conflict (account, service, used_on, description) do nothing",
    postgres: "insert into usage_items (usage_item, account, service, used_on, description, quantity, unit_price, \
          amount, currency, plan, jurisdiction) \
        select e ->> 0, e ->> 1, e ->> 2, e ->> 3, e ->> 4, e ->> 5, e ->> 6, cast(e ->> 7 as bigint), e ->> 8, \
          e ->> 9, e ->> 10 \
        from (select cast(entry as json) as e from import_entries where import = $1 and line > $2 and line <= $3) as r \
        on conflict (account, service, used_on, description) do nothing",
};

/// Merges the next staged rows behind line `after`; gives the last merged line, or none when all are.
///
/// # Errors
/// Any `StoreError`.
pub async fn merge(store: &Store, turn: &Turn, after: i64) -> Result<Option<i64>, StoreError> {
    let mut tx = store.begin().await?;
    touch(&mut tx, turn).await?;
    let Some(end) = next_step(&mut tx, NEXT, &turn.import, after).await? else { return Ok(None) };
    let set = match turn.kind {
        Kind::Usage => MERGE_USAGE,
        Kind::Discounts => MERGE_DISCOUNTS,
        _ => MERGE_SERVICES,
    };
    tx.sql(set.text(store)).bind(&turn.import).bind(after).bind(end).execute().await?;
    let text = "delete from import_entries where import = $1 and line > $2 and line <= $3";
    tx.sql(text).bind(&turn.import).bind(after).bind(end).execute().await?;
    tx.commit().await?;
    Ok(Some(end))
}
