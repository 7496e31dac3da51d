//! What agreements make due, claimed by lease. It refuses to know when something is due and how a card is charged.
use jiff::civil::Date;
use serde::Serialize;

use super::{
    StoreError,
    jobs::Lease,
    sql::{One, Record, Row, Sql},
    tx::Tx,
    value::{Column, Value},
};
use crate::{id::AgreementId, money::Money};

/// Where a due item is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DueState {
    Waiting,
    /// Handed over: a payment is asked for.
    Asked,
    Paid,
    /// The last try failed.
    Failed,
    /// Nothing was payable on its day.
    Nothing,
    /// Its agreement ended before it.
    Dropped,
}

impl DueState {
    const ALL: [(&'static str, Self); 6] = [
        ("waiting", Self::Waiting),
        ("asked", Self::Asked),
        ("paid", Self::Paid),
        ("failed", Self::Failed),
        ("nothing", Self::Nothing),
        ("dropped", Self::Dropped),
    ];

    /// As stored and told.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, state)| *state == self).map_or("", |(word, _)| word)
    }
}
impl Value<'_> for DueState {
    type Plain = &'static str;
    fn plain(self) -> &'static str {
        self.word()
    }
}
impl Column for DueState {
    type Stored = String;
    fn from_stored(stored: String) -> Result<Self, &'static str> {
        Self::ALL.iter().find(|(word, _)| *word == stored).map(|(_, state)| *state).ok_or("no state of a due item")
    }
}

/// A due item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueRow {
    pub agreement: AgreementId,
    pub due_on: Date,
    pub version: i64,
    /// As announced.
    pub amount: Money,
    /// None where the customer pays by another channel.
    pub draw_on: Option<Date>,
    pub announced_on: Option<Date>,
    pub state: DueState,
    /// The latest try, from 1.
    pub attempt: i64,
    /// The idempotency key of the latest try's payment.
    pub key: Option<String>,
}

impl DueRow {
    /// Its name in the table.
    pub fn name(&self) -> String {
        format!("{}:{}", self.agreement, self.due_on)
    }
}

impl Record for DueRow {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            agreement: row.get("agreement")?,
            due_on: row.get("due_on")?,
            version: row.get("version")?,
            amount: row.money("amount")?,
            draw_on: row.get("draw_on")?,
            announced_on: row.get("announced_on")?,
            state: row.get("state")?,
            attempt: row.get("attempt")?,
            key: row.get("key")?,
        })
    }
}

/// Plans a due item; false when its agreement has one for that day.
///
/// # Errors
/// Any `StoreError`.
pub async fn plan(tx: &mut Tx, due: &DueRow) -> Result<bool, StoreError> {
    let text = "insert into dues (due, agreement, due_on, version, amount, currency, draw_on, announced_on, state, attempt) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (agreement, due_on) do nothing";
    let insert = tx.sql(text).bind(due.name()).bind(&due.agreement).bind(due.due_on).bind(due.version);
    let insert = insert.bind(due.amount.minor).bind(due.amount.currency).bind(due.draw_on).bind(due.announced_on);
    Ok(insert.bind(due.state).bind(due.attempt).execute().await? == 1)
}

/// Forgets what waits for its day, so that changed terms plan it anew; what was handed over stays.
///
/// # Errors
/// Any `StoreError`.
pub async fn forget_waiting(tx: &mut Tx, agreement: &AgreementId) -> Result<u64, StoreError> {
    let text = "delete from dues where agreement = $1 and state = 'waiting' and attempt = 1";
    tx.sql(text).bind(agreement).execute().await
}

/// Drops what waits, since its agreement ended; gives how many.
///
/// # Errors
/// Any `StoreError`.
pub async fn drop_waiting(tx: &mut Tx, agreement: &AgreementId) -> Result<u64, StoreError> {
    let text = "update dues set state = 'dropped', worker = null, lease_until = null \
        where agreement = $1 and state = 'waiting'";
    tx.sql(text).bind(agreement).execute().await
}

/// Claims at most so many items that are to be charged by `today`, or whose payment has ended, the longest due first. No item
/// is with two workers within a lease.
///
/// # Errors
/// Any `StoreError`.
pub async fn claim(tx: &mut Tx, lease: Lease<'_>, today: Date, most: i64) -> Result<Vec<DueRow>, StoreError> {
    let text = "update dues set worker = $1, lease_until = $2 where due in (select d.due from dues d \
          where (d.lease_until is null or d.lease_until <= $3) and (d.state = 'waiting' and d.draw_on <= $4 \
            or d.state = 'asked' and exists (select 1 from payments p where p.idempotency_key = d.key \
              and p.settled_at is not null)) \
          order by d.draw_on, d.due limit $5) \
        and (lease_until is null or lease_until <= $3) and state in ('waiting', 'asked') \
        returning agreement, due_on, version, amount, currency, draw_on, announced_on, state, attempt, key";
    tx.sql(text).bind(lease.worker).bind(lease.until).bind(lease.now).bind(today).bind(most).all().await
}

/// An item as it is now, held by its worker; none when another has it.
///
/// # Errors
/// Any `StoreError`.
pub async fn held(tx: &mut Tx, name: &str, worker: &str) -> Result<Option<DueRow>, StoreError> {
    let text = "select agreement, due_on, version, amount, currency, draw_on, announced_on, state, attempt, key from dues \
        where due = $1 and worker = $2";
    tx.sql(text).bind(name).bind(worker).optional().await
}

/// Moves an item on and gives it back; what is asked for has its payment's key.
///
/// # Errors
/// Any `StoreError`.
pub async fn moved(tx: &mut Tx, due: &DueRow) -> Result<(), StoreError> {
    let text = "update dues set state = $2, attempt = $3, key = $4, draw_on = $5, worker = null, lease_until = null \
        where due = $1";
    let update = tx.sql(text).bind(due.name()).bind(due.state).bind(due.attempt).bind(due.key.as_deref());
    update.bind(due.draw_on).execute().await.map(drop)
}

/// All items of an agreement, in the order of their days.
///
/// # Errors
/// Any `StoreError`.
pub async fn of_agreement(mut db: impl Sql, agreement: &AgreementId) -> Result<Vec<DueRow>, StoreError> {
    let text = "select agreement, due_on, version, amount, currency, draw_on, announced_on, state, attempt, key from dues \
        where agreement = $1 order by due_on";
    db.sql(text).bind(agreement).all().await
}

/// Items that would be charged by `today`, the longest due first.
///
/// # Errors
/// Any `StoreError`.
pub async fn drawn_by(mut db: impl Sql, today: Date) -> Result<Vec<DueRow>, StoreError> {
    let text = "select agreement, due_on, version, amount, currency, draw_on, announced_on, state, attempt, key from dues \
        where state = 'waiting' and draw_on <= $1 order by draw_on, due";
    db.sql(text).bind(today).all().await
}

/// How many items are in a state.
///
/// # Errors
/// Any `StoreError`.
pub async fn count(mut db: impl Sql, state: DueState) -> Result<i64, StoreError> {
    let One(count) = db.sql("select count(*) as value from dues where state = $1").bind(state).one().await?;
    Ok(count)
}
